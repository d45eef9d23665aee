"""Every page of the desk with a small register and with a large one: statements, and how much slower."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.conf import settings
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, URLPattern, resolve, reverse
from psycopg.conninfo import conninfo_to_dict

from backend.accounts.models import User
from backend.charter import letters
from backend.desk.urls import urlpatterns
from backend.devdb.cluster import Urls
from backend.venues.models import Venue

from . import desk_data
from .databases import Bench
from .figures import Part

SIZES, QUICK_SIZES = (50, 5_000), (10, 100)
REPEATS, QUICK_REPEATS, WARM_UP = 15, 5, 3
# A page that takes longer is asked for twice more and no oftener: its figure is plain enough.
PATIENCE_MS, HOPELESS_REPEATS = 5_000, 2
MOST_STATEMENTS, MOST_SLOWER = 25, 3.0
# Of one page with different questions in its address: those that it links to itself, and no more of them.
MOST_QUESTIONS = 4
LINK = re.compile(r'href="(/desk/[^"#]*|\?[^"#]*)"')


class Failed(Exception):
    """A page that gave no answer to measure; the message says how."""


@dataclass
class Desk:
    """One register, a connection of its own, and an officer's browser."""

    organisations: int
    wrapper: BaseDatabaseWrapper
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    @contextmanager
    def at(self) -> Iterator[Client]:
        """From here on the product reads this register."""
        connections["default"] = self.wrapper
        yield self.client

    def milliseconds(self, address: str) -> float:
        """Raises Failed where it is no longer a page: a statement that takes too long ends as a 500."""
        with self.at() as client:
            began = time.perf_counter()
            status = client.get(address).status_code
            taken = (time.perf_counter() - began) * 1_000
        if status != 200:
            raise Failed(f"answers {status} after {taken:,.0f} ms with {self.organisations:,} organisations")
        return taken


@dataclass(frozen=True, slots=True)
class Page:
    """One page as each register has it: the addresses differ, because the numbers of rows do."""

    name: str
    addresses: tuple[str, ...]


def measure(bench: Bench, *, quick: bool) -> Part:
    """Nothing here fails the bench: what takes too long or asks too much is marked in the table."""
    settings.ALLOWED_HOSTS = ["testserver"]
    sizes, repeats = (QUICK_SIZES, QUICK_REPEATS) if quick else (SIZES, REPEATS)
    part = Part("desk", {"organisations": "/".join(map(str, sizes)), "repeats": repeats})
    before = connections["default"]
    with ExitStack() as stack:
        desks = [_desk(bench, stack, size) for size in sizes]
        pages, missed = _pages(desks)
        marks = [_measure(part, page, desks, repeats) for page in pages]
    connections["default"] = before
    part.setting["pages"] = len(pages)
    part.setting["marked"] = ", ".join(filter(None, marks)) or "none"
    print(f"\nNot measured: {', '.join(missed) or 'none'}")
    print(f"Over {MOST_STATEMENTS} statements or {MOST_SLOWER:g} times: {part.setting['marked']}")
    return part


def _measure(part: Part, page: Page, desks: list[Desk], repeats: int) -> str:
    """The mark, if any: too many statements, too much slower, or no answer."""
    try:
        times = _times(page, desks, repeats)
    except Failed as failed:
        print(f"{page.name}: {failed}", flush=True)
        return f"{page.name} ({failed})"
    counted = [_statements(desk, page.addresses[which]) for which, desk in enumerate(desks)]
    small, large = (
        part.add(f"{page.name}: {desk.organisations:,}, {count} statements", "ms", taken)
        for desk, count, taken in zip(desks, counted, times, strict=True)
    )
    part.add(f"{page.name}: times slower", "×", [b / a for a, b in zip(*times, strict=True)])
    is_much = max(counted) > MOST_STATEMENTS or large / small > MOST_SLOWER
    return f"{page.name} ({max(counted)} statements, {large / small:.1f}×)" if is_much else ""


def _times(page: Page, desks: list[Desk], repeats: int) -> list[list[float]]:
    """Small and large by turns, so that whatever else the machine does falls on both."""
    first = [desk.milliseconds(page.addresses[which]) for which, desk in enumerate(desks)]
    is_hopeless = max(first) > PATIENCE_MS
    warm_up, repeats = (0, HOPELESS_REPEATS) if is_hopeless else (WARM_UP, repeats)
    times: list[list[float]] = [[] for _ in desks]
    for turn in range(warm_up + repeats):
        for which, desk in enumerate(desks):
            taken = desk.milliseconds(page.addresses[which])
            if turn >= warm_up:
                times[which].append(taken)
    return times


def _statements(desk: Desk, address: str) -> int:
    counted: list[str] = []

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        counted.append(sql)
        return execute(sql, parameters, many, context)

    with desk.at() as client, connection.execute_wrapper(count):
        client.get(address)
    return len(counted)


# --- The two registers ------------------------------------------------------------------------------------


def _desk(bench: Bench, stack: ExitStack, organisations: int) -> Desk:
    print(f"Making a register of {organisations:,} organisations", flush=True)
    urls = stack.enter_context(bench.database(f"desk_{organisations}"))
    desk_data.fill(bench, urls, organisations)
    desk = Desk(organisations, _wrapper(urls))
    stack.callback(desk.wrapper.close)
    with desk.at() as client:
        _sign_in(client)
    return desk


def _wrapper(urls: Urls) -> BaseDatabaseWrapper:
    """As the serving role, and prepared once: a page that is asked for again finds its connection warm."""
    parts = conninfo_to_dict(urls.app)
    made: BaseDatabaseWrapper = connections.create_connection("default")
    made.settings_dict = connections["default"].settings_dict | {
        "NAME": parts["dbname"],
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
    }
    return made


def _sign_in(client: Client) -> None:
    """A senior officer, who may read every page, with a second factor in this very session."""
    officer, _ = User.objects.get_or_create(
        email="bench@vra.example.org", defaults={"name": "Bench Officer", "officer_role": "senior_officer"}
    )
    client.force_login(officer, backend=settings.AUTHENTICATION_BACKENDS[0])
    request = HttpRequest()
    request.session, request.user = client.session, officer
    officer.authenticator_set.all().delete()
    kept = totp.TOTP.activate(officer, totp.generate_totp_secret()).instance
    record_authentication(request, officer, "mfa", id=kept.pk, type=kept.type)
    request.session.save()


# --- Which pages there are --------------------------------------------------------------------------------


def _pages(desks: list[Desk]) -> tuple[list[Page], list[str]]:
    """Those that both registers have, by name; and the names of addresses that gave no page to read."""
    found = [_found(desk) for desk in desks]
    names = [name for name in found[0] if all(name in each for each in found)]
    measured = {name.partition("?")[0] for name in names}
    missed = [name for name in _names() if name not in measured and _reads(desks[0], name)]
    return [Page(name, tuple(each[name] for each in found)) for name in names], missed


def _found(desk: Desk) -> dict[str, str]:
    """{`tonight?show=silent`: its address}: what links lead to, then what can be guessed."""
    found: dict[str, str] = {}
    with desk.at() as client:
        waiting = ["/desk/"]
        while waiting:
            waiting += _follow(client, waiting.pop(0), found)
        for name in _names():
            if name not in found:
                guess = next((a for a in _guesses(name) if client.get(a).status_code == 200), None)
                found |= {name: guess} if guess else {}
    return found


def _follow(client: Client, address: str, found: dict[str, str]) -> list[str]:
    """The links on a page that is new: the first of each name, and some that ask it something."""
    name = _name(address)
    if name is None or name in found or _is_enough(name, found):
        return []
    response = client.get(address)
    if response.status_code != 200:
        return []
    found[name] = address
    text = response.content.decode(errors="replace")
    path = urlsplit(address).path
    links = [link.replace("&amp;", "&") for link in LINK.findall(text)]
    links += [f"?{urlencode({'q': 'Organisation 00001'})}"] if 'name="q"' in text else []
    return [path + link if link.startswith("?") else link for link in links if "page=" not in link]


def _is_enough(name: str, found: dict[str, str]) -> bool:
    page = name.partition("?")[0]
    return "?" in name and Counter(each.partition("?")[0] for each in found)[page] > MOST_QUESTIONS


def _name(address: str) -> str | None:
    parts = urlsplit(address)
    try:
        match = resolve(parts.path)
    except Resolver404:
        return None
    if match.app_name != "desk":
        return None
    return f"{match.url_name}?{parts.query}" if parts.query else str(match.url_name)


def _names() -> list[str]:
    return [pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern) and pattern.name]


def _reads(desk: Desk, name: str) -> bool:
    """Whether an address takes GET at all: the others answer forms."""
    with desk.at() as client:
        return any(client.get(address).status_code != 405 for address in _guesses(name)[:1])


def _guesses(name: str) -> list[str]:
    """Addresses of that name with any row's number or word that could belong into them."""
    pattern = next(each for each in urlpatterns if isinstance(each, URLPattern) and each.name == name)
    parameters = list(pattern.pattern.converters)
    if not parameters:
        return [reverse(f"desk:{name}")]
    values = list(dict.fromkeys(str(value) for value in _values(parameters[0])))
    return [address for value in values if (address := _reversed(name, parameters[0], value))]


def _values(parameter: str) -> Iterator[object]:
    if parameter == "pk":
        for model in apps.get_models():
            if model._meta.app_label in {"venues", "charter", "accounts"}:
                yield from model._default_manager.order_by("pk").values_list("pk", flat=True)[:1]
    yield from Venue.objects.order_by("pk").values_list("slug", flat=True)[:1]
    yield from letters.KINDS


def _reversed(name: str, parameter: str, value: str) -> str | None:
    try:
        return reverse(f"desk:{name}", kwargs={parameter: value})
    except NoReverseMatch:
        return None
