"""What the operating system must have: found, installed where we may, else named with the exact command."""

from __future__ import annotations

import ctypes.util
import os
import platform
import shlex
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.devdb import programs

from .shell import ask, environment, quietly
from .words import HouseError, step

VENV_PYTHON = Path(".venv/bin/python")
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FIREFOXES = ("firefox-esr", "firefox")
SERVER_OF = {("debian", "13"): 17, ("ubuntu", "24.04"): 16, ("ubuntu", "25.10"): 17, ("ubuntu", "26.04"): 18}
# Our database is a cluster of our own. While we install, Debian is asked not to make and start one beside it.
NO_MAIN_CLUSTER = "/etc/postgresql-common/createcluster.d/safe-spaces-locator.conf"


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that must be there, and the packages that bring it."""

    what: str
    is_there: Callable[[], bool]
    debian: tuple[str, ...]
    brew: tuple[str, ...] = ()


def to_run(*, own_database: bool) -> list[Need]:
    """With a database given by DATABASE_URL no server is needed, only the libraries that talk geometry."""
    needs = [
        Need("Python's venv module", _can_make_venv, ("python3-venv",)),
        Need("the time zones", _has_time_zones, ("tzdata",)),
    ]
    if own_database:
        server = f"postgresql-{_server_version()}-postgis-3"
        needs.append(
            Need(
                "PostgreSQL with PostGIS",
                lambda: bool(programs.find()),
                (server,),
                ("postgresql@17", "postgis"),
            )
        )
    needs.append(
        Need(
            "Pango and a font, for papers as PDF",
            lambda: _has_pango() and _has_a_font(),
            ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fonts-dejavu-core"),
            ("pango",),
        )
    )
    needs.append(Need("GDAL and GEOS", _has_gdal, _gdal(), ("gdal", "geos")))
    return needs


def to_test() -> list[Need]:
    return [
        Need("Chromium", lambda: bool(chromium()), ("chromium", "fonts-dejavu-core"), ("--cask", "chromium")),
        # Chromium takes no push without Google; Firefox takes it from a push server on this machine.
        Need("Firefox", lambda: bool(firefox()), ("firefox-esr",), ("--cask", "firefox")),
        # The examples of the open-data page are run as they stand.
        Need("curl", lambda: bool(shutil.which("curl")), ("curl",), ("curl",)),
        Need("a library that sets a browser's clock", _has_faketime, ("libfaketime",)),
    ]


def _has_faketime() -> bool:
    """Elsewhere than on Linux the tests of wrong clocks are left out."""
    return sys.platform == "darwin" or any(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


def chromium() -> str | None:
    return _first_of(CHROMIUMS)


def firefox() -> str | None:
    return _first_of(FIREFOXES)


def browsers() -> dict[str, str]:
    """As environment variables, for what is started to find them."""
    return {"CHROMIUM": chromium() or "", "FIREFOX": firefox() or ""}


def install(needs: Sequence[Need]) -> None:
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    what = ", ".join(need.what for need in missing)
    if sys.platform == "darwin":
        _install_with_brew(missing, what)
    else:
        _install_with_apt(missing, what)
    if still := [need.what for need in missing if not need.is_there()]:
        raise HouseError(f"Installed, and yet not found: {', '.join(still)}.")


def _install_with_apt(missing: Sequence[Need], what: str) -> None:
    names = [name for need in missing for name in need.debian]
    wanted = f"apt-get update && apt-get install -y --no-install-recommends {shlex.join(names)}"
    by_hand = f"sudo sh -c {shlex.quote(wanted)}"
    if not shutil.which("apt-get"):
        raise HouseError(
            f"Missing: {what}.\nInstall what this would on Debian, then try again:\n\n    {by_hand}\n"
        )
    become_root = _become_root()
    if become_root is None:
        raise HouseError(
            f"Missing: {what}.\nOnly root can install that. Type this, then try again:\n\n    {by_hand}\n"
        )
    wait = "-o DPkg::Lock::Timeout=600 -o Acquire::Retries=3"
    with step("Asking Debian for its list of packages"):
        quietly([*become_root, "sh", "-c", f"apt-get {wait} update -qq"], log="apt-update")
    with step(f"Installing {what}"):
        script = (
            f"set -e; mkdir -p {Path(NO_MAIN_CLUSTER).parent}; trap 'rm -f {NO_MAIN_CLUSTER}' EXIT\n"
            f"echo 'create_main_cluster = false' > {NO_MAIN_CLUSTER}\n"
            "export DEBIAN_FRONTEND=noninteractive\n"
            f"apt-get {wait} install -y -qq --no-install-recommends {shlex.join(names)}"
        )
        quietly([*become_root, "sh", "-c", script], log="apt-install")


def _install_with_brew(missing: Sequence[Need], what: str) -> None:
    commands = [["brew", "install", *need.brew] for need in missing if need.brew]
    if not shutil.which("brew"):
        typed = "\n    ".join(shlex.join(command) for command in commands)
        raise HouseError(
            f"Missing: {what}.\nInstall Homebrew from https://brew.sh, then type:\n\n    {typed}\n"
        )
    for command in commands:
        with step(shlex.join(command)):
            quietly(command, log="brew", env=environment(HOMEBREW_NO_AUTO_UPDATE="1"))


def _become_root() -> list[str] | None:
    """Nothing where we are root already; None where nobody may become root without a password."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo and not ask([sudo, "-n", "true"]).returncode:
        return [sudo, "-n"]
    return None


def _first_of(names: Sequence[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)


def _can_make_venv() -> bool:
    if VENV_PYTHON.exists():
        return True
    return not ask([sys.executable, "-c", "import venv, ensurepip"]).returncode


def _has_time_zones() -> bool:
    return any(
        Path(folder, "Europe/London").exists()
        for folder in ("/usr/share/zoneinfo", "/var/db/timezone/zoneinfo")
    )


def _has_gdal() -> bool:
    if sys.platform == "darwin":
        return any(
            Path(folder, "libgdal.dylib").exists() for folder in ("/opt/homebrew/lib", "/usr/local/lib")
        )
    return bool(ctypes.util.find_library("gdal") and ctypes.util.find_library("geos_c"))


def _has_pango() -> bool:
    if sys.platform == "darwin":
        return any(
            Path(folder, "libpango-1.0.dylib").exists() for folder in ("/opt/homebrew/lib", "/usr/local/lib")
        )
    return all(map(ctypes.util.find_library, ("pango-1.0", "pangoft2-1.0", "harfbuzz-subset")))


def _has_a_font() -> bool:
    """Without one the papers are made, and show a box for each letter."""
    folders = ("/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts")
    return any(next(Path(folder).rglob("*.[to]t[fc]"), None) for folder in folders)


def _gdal() -> tuple[str, ...]:
    return ("libgdal32", "libgeos-c1v5") if _release() == ("debian", "12") else ("gdal-bin",)


def _server_version() -> int:
    """A server that is here without PostGIS gets it; else the one of this release of Debian."""
    here = [found.version for found in programs.installed() if found.version >= programs.OLDEST]
    return max(here, default=SERVER_OF.get(_release(), programs.OLDEST))


def _release() -> tuple[str, str]:
    try:
        found = platform.freedesktop_os_release()
    except OSError:
        return "", ""
    return found.get("ID", ""), found.get("VERSION_ID", "")
