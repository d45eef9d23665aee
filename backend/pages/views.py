"""The public's pages, made from the published snapshot: they answer while the database is down."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backend import assets
from backend.geo import basemap
from backend.geo.postcodes import EmptyBook
from backend.geo.search import Found, NotFound, interpret
from backend.language import compiled
from backend.language.say import joined, noop, say
from backend.venues import snapshot

from . import essence, helplines, in_language, kept, listing, names, what_to_say, words
from .compressed import compress

PRODUCT = names.PRODUCT
# Everybody looks at the weather, and it shows nobody anything of their own.
LEAVE_TO = "https://www.bbc.co.uk/weather"
# The worker that takes itself off every phone.
GOING = Path(__file__).with_name("going.js")
READ_AGAIN = "no-cache"
# What somebody typed, and what came of it, is in nobody's cache.
LEAVE_NO_COPY = "no-store"
SORRY = noop("This is our fault, not yours. Try again in a minute. If you are in danger, call 999.")


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    cache: str = READ_AGAIN,
    with_script: bool = False,
    entry: assets.Entry | None = None,
) -> HttpResponse:
    """One skeleton for every page; its only `<style>` is let through by its hash.

    `entry` is the script and style of pages that have their own.
    """
    built = entry or assets.current()
    common = {
        "product": PRODUCT,
        "assets": built,
        "with_script": with_script,
        "leave": assets.of_page("leave"),
        "leave_to": LEAVE_TO,
        "silent": helplines.if_you_cannot_speak(),
        "is_demo": is_demo(),
        **in_language.told(request),
    }
    response = HttpResponse(render_to_string(f"pages/{template}.html", common | context), status=status)
    response["Cache-Control"] = cache
    response._csp_update = {"style-src": [f"'{built.style_hash}'"]}  # type: ignore[attr-defined]
    return compress(request, response)


def current() -> snapshot.Snapshot | None:
    try:
        return snapshot.current()
    except snapshot.SnapshotMissing:
        return None


def is_demo() -> bool:
    published = current()
    return published is not None and any(place["is_demo"] for place in published.places)


def _now() -> datetime:
    return datetime.now(UTC)


# --- The app -----------------------------------------------------------------------------------------------


@require_safe
def first_screen(request: HttpRequest) -> HttpResponse:
    published = current()
    now = _now()
    told = essence.of(published, now=now) if published and published.places else None
    return page(request, "first", {"essence": told, "q": "", "basemap": _basemap()}, with_script=True)


@require_safe
def shell(request: HttpRequest) -> HttpResponse:
    """The first screen without its list: what the worker keeps for when there is no signal."""
    context = {"essence": None, "q": "", "is_demo": False, "basemap": _basemap()}
    return page(request, "first", context, with_script=True)


def _basemap() -> str:
    """What the phone must know before it asks for the map; empty where there is none."""
    there = basemap.current()
    if there is None:
        return ""
    told = {
        "url": f"/basemap/{there.digest}.pmtiles",
        "bytes": there.size,
        "steps": there.steps,
        "is_demo": there.is_demo,
    }
    return json.dumps(told, separators=(",", ":"))


@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """Where "Leave" leads when the weather cannot: nothing to see; one tap anywhere opens the app again."""
    built = assets.current()
    response = HttpResponse(render_to_string("pages/blank.html", {"assets": built}))
    response["Cache-Control"] = READ_AGAIN
    response._csp_update = {"style-src": [f"'{built.style_hash}'"]}  # type: ignore[attr-defined]
    return compress(request, response)


@require_safe
def seed(request: HttpRequest) -> HttpResponse:
    """The list as of installation, which the worker keeps as a last resort."""
    published = current()
    if published is None:
        return HttpResponse(status=503, headers={"Retry-After": "5"})
    response = HttpResponse(published.content.plain, content_type="application/json")
    response["Cache-Control"] = READ_AGAIN
    return compress(request, response)


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Its bytes change with the script, the shell and the translations, so that browsers fetch all anew."""
    script = GOING.read_text(encoding="utf-8") if settings.WORKER_OFF else _worker(request)
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = READ_AGAIN
    response["Service-Worker-Allowed"] = "/"
    return compress(request, response)


def _worker(request: HttpRequest) -> str:
    pages = [
        bytes(one.content)
        for one in (shell(request), help_to_keep(request), privacy(request), blank(request))
    ]
    version = hashlib.sha256(b"".join([*pages, compiled.digest()])).hexdigest()[:12]
    return f"{assets.current().worker}\n// {version}\n"


@require_safe
def web_manifest(request: HttpRequest) -> HttpResponse:
    """Name and icon say nothing about why the app is on the phone."""
    manifest = names.chosen(request.GET.get("as", "")).manifest()
    response = HttpResponse(json.dumps(manifest), content_type="application/manifest+json")
    response["Cache-Control"] = READ_AGAIN
    return response


# --- Without script ----------------------------------------------------------------------------------------


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def near(request: HttpRequest) -> HttpResponse:
    """What is typed comes in a body: an address with a town in it would be kept in too many places."""
    if request.method != "POST":
        return _near_page(request, {"message": ""})
    q = typed(request, "q")
    meant = _interpret(q)
    if isinstance(meant, NotFound):
        return _near_page(request, _lost(meant, q), status=200 if meant.kind == "not_covered" else 400)
    return _near_page(request, _found(request, meant))


def typed(request: HttpRequest, name: str) -> str:
    """What stands in the form; nothing where the body is in an alphabet that is none."""
    try:
        return str(request.POST.get(name, ""))
    except (LookupError, UnicodeError):
        return ""


def _interpret(q: str) -> Found | NotFound:
    try:
        return interpret(q)
    except DatabaseError:
        return interpret(q, EmptyBook())


def _near_page(request: HttpRequest, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    return page(request, "near", context, status=status, cache=LEAVE_NO_COPY)


def _lost(meant: NotFound, q: str) -> dict[str, Any]:
    said = {"message": meant.message, "choices": meant.alternatives, "q": q[:80]}
    return said | _elsewhere() if meant.kind == "not_covered" else said


def _elsewhere() -> dict[str, Any]:
    """The way on for somebody who is on the way to our area; never as if it were near."""
    published = current()
    told = essence.of(published, now=_now()) if published and published.places else None
    heading = say("Open now in our area") if told and told.is_open else say("Next to open in our area")
    return {"is_away": True, "elsewhere": told.rows[:3] if told else [], "elsewhere_heading": heading}


def _found(request: HttpRequest, meant: Found) -> dict[str, Any]:
    now = _now()
    published = current()
    if published is None:
        return {"message": joined(say("We cannot get the list of places right now."), say(SORRY))}
    found = listing.near(
        published,
        meant.point,
        now=now,
        promise_minutes=meant.precision != "district",
        agent=request.headers.get("User-Agent", ""),
    )
    return {
        "listing": found,
        "saying": what_to_say.of(found.top.place) if found.top else None,
        "name": meant.name,
        "message": meant.message,
        "choices": meant.alternatives,
        "checked": words.checked_words(now),
        "q": "",
    }


@require_safe
def help_lines(request: HttpRequest) -> HttpResponse:
    now = _now()
    told = {"now": now.isoformat(), "checked": words.checked_words(now)}
    return _help_page(request, told | {"sections": helplines.sections(now=now)})


@require_safe
def help_to_keep(request: HttpRequest) -> HttpResponse:
    """What the worker keeps: it says usual hours, because "open now" would be false later."""
    return _help_page(request, {"sections": helplines.sections(now=None)})


def _help_page(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """With a script of its own, which says in each minute who answers now."""
    return _page_with_own_script(request, "help", told)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return page(request, "privacy", {"is_demo": False, "kept": kept.ALL, "names": names.NAMES})


def _page_with_own_script(request: HttpRequest, name: str, told: dict[str, Any]) -> HttpResponse:
    """Whole without it; a page that the worker keeps must not change with the places."""
    style, script = assets.current(), assets.of_page(name)
    told = {"is_demo": False} | told
    if script is None:
        return page(request, name, told)
    entry = assets.Entry(script.script, script.imports, style.style, style.style_hash)
    return page(request, name, told, with_script=True, entry=entry)


# --- When something is wrong -------------------------------------------------------------------------------


def not_found(request: HttpRequest) -> HttpResponse:
    message = say("It may have closed or moved. Look near you instead:")
    said = {"heading": say("There is nothing here"), "message": message}
    return page(request, "message", said, status=404, cache=LEAVE_NO_COPY)


def broken(request: HttpRequest, status: int) -> HttpResponse:
    said = {"heading": say("Something went wrong"), "message": say(SORRY)}
    try:
        return page(request, "message", said, status=status, cache=LEAVE_NO_COPY)
    except assets.NotBuilt:
        return HttpResponse(say(SORRY), status=status, content_type="text/plain; charset=utf-8")
