"""Finds functions, classes and imports that nothing calls.

Vulture reads Python only: a name that settings or a template mention, or that a framework calls, looks dead
to it.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable
from fnmatch import fnmatch

from backend.devdb.home import PROJECT

from .shell import ask
from .words import HouseError

LOOKED_AT = ("backend", "bench", "drills", "manage.py", "tests")
# Fields, settings and choices are read by name: vulture calls nearly all of them unused.
KINDS = r"unused (class|function|import|method|property) '(\w+)'|unreachable code"
CALLED_BY_A_FRAMEWORK = """
    Command Meta Migration *Config add_arguments handle handler* ready process_* pytest_* test_*
    dispatch get post patch put delete render select_parser select_renderer filter
    get_queryset get_serializer_class has_permission has_object_permission
    validate* to_representation to_internal_value clean clean_* save parse
    deconstruct db_type from_db_value get_prep_value as_sql get_*_display
    authenticate authenticate_header get_authenticators get_permissions get_throttles *Scheme
    get_security_definition allow_request get_cache_key get_ident throttle_failure wait
    handle_starttag handle_endtag handle_data
    is_open_for_signup is_reauthentication_required get_client_ip send_mail send_notification_mail
    serialize_user get_totp_label send_messages get_by_natural_key get_session_auth_hash get_retry_decision
    every_minute
"""


def suspects(said: str) -> Iterable[tuple[str, str]]:
    """The line as vulture prints it, and the name that looks unused ("" for code that cannot be reached)."""
    for line in said.splitlines():
        if found := re.search(KINDS, line):
            name = found[2] or ""
            if not any(fnmatch(name, known) for known in CALLED_BY_A_FRAMEWORK.split()):
                yield line, name


def mentions() -> Counter[str]:
    """How often each word stands in the code and the templates, strings included."""
    files = [path for suffix in ("py", "html") for path in (PROJECT / "backend").rglob(f"*.{suffix}")]
    return Counter(word for path in files for word in re.findall(r"\w+", path.read_text()))


def main() -> int:
    here = [name for name in LOOKED_AT if (PROJECT / name).exists()]
    said = ask(
        [sys.executable, "-m", "vulture", *here, "--min-confidence", "60", "--exclude", "*/migrations/*"]
    )
    if said.returncode not in (0, 3):
        raise HouseError(said.stdout)
    counted = mentions()
    dead = [
        line for line, name in suspects(said.stdout) if not line.startswith("tests/") and counted[name] < 2
    ]
    print("\n".join(dead))
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
