"""Two hundred private words in every table that holds some: no public byte and no line of a log has one."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from backend.accounts.models import User
from backend.api import places_csv
from backend.audit.recording import record
from backend.charter import onboarding, stepping, versions
from backend.charter.choices import ContactKind, State
from backend.charter.models import (
    ActionItem,
    Answer,
    Application,
    Contact,
    Export,
    ImportBatch,
    Review,
    SavedView,
    SentLetter,
    SpotCheck,
    Training,
)
from backend.pages import signatories
from backend.venues import publishing, snapshot, trail
from backend.venues.models import Device, Membership, Organisation, Venue
from tests.factories import a_place

from .test_venue_page import _built_for_venues

__all__ = ["_built_for_venues"]

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
# Their addresses are for people who are known; what they answer to a stranger is walked all the same.
NOT_WALKED = ("desk/", "static/")
ORGANISATIONS = 6


class Canaries:
    """Words that stand nowhere else, each given out once."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def word(self) -> str:
        self.given.append(f"zqcanary{len(self.given):03}x")
        return self.given[-1]

    def address(self) -> str:
        return f"{self.word()}@private.example"

    def found_in(self, body: bytes | str) -> set[str]:
        text = body.decode("utf-8", "replace") if isinstance(body, bytes) else body
        return set(re.findall(r"zqcanary\d{3}x", text.casefold()))


@pytest.fixture
def birds(settings: Any) -> Canaries:
    birds = Canaries()
    versions.lay_first()
    sam = User.objects.create_user(birds.address(), birds.word(), officer_role="senior_officer")
    for number in range(ORGANISATIONS):
        _an_organisation(birds, sam, number)
    for state in (State.CONFIRMED, State.DECLINED):
        _an_application(birds, sam, state)
    _at_the_desk(birds, sam)
    snapshot.publish(at=NOW)
    assert len(birds.given) >= 200
    return birds


def _an_organisation(birds: Canaries, sam: User, number: int) -> None:
    place = a_place(NOW, slug=f"demo-haven-{number}", kind="charter_venue")
    body = place.organisation
    assert body is not None
    for kind in ContactKind:
        for ended_at in (None, NOW):
            Contact.objects.create(
                organisation=body,
                kind=kind,
                name=birds.word(),
                role=birds.word(),
                email=birds.address(),
                phone=birds.word(),
                made_at=NOW,
                ended_at=ended_at,
            )
    made = {"organisation": body, "made_at": NOW, "made_by": sam}
    SpotCheck.objects.create(
        visited_on=date(2026, 11, 1),
        visited_by=birds.word(),
        script=birds.word(),
        notes=birds.word(),
        outcome="failed",
        venue=place,
        **made,
    )
    ActionItem.objects.create(what=birds.word(), due_on=date(2026, 12, 1), **made)
    Training.objects.create(course=birds.word(), people=3, held_on=date(2026, 1, 1), venue=place, **made)
    signature = body.signatures.get()
    Review.objects.create(
        signature=signature, was_due_on=date(2026, 1, 1), done_at=NOW, done_by=sam, note=birds.word()
    )
    SentLetter.objects.create(
        key="signed",
        organisation=body,
        to=birds.address(),
        subject=birds.word(),
        body=birds.word(),
        sent_at=NOW,
    )
    manager = User.objects.create_user(birds.address(), birds.word())
    Membership.objects.create(user=manager, organisation=body, role="manager", invited_at=NOW)
    Device.objects.create(
        organisation=body, name=birds.word(), token_hash=uuid.uuid4().bytes, paired_at=NOW, paired_by=manager
    )
    _not_listed(birds, sam)
    _suspended(birds, body)


def _not_listed(birds: Canaries, sam: User) -> None:
    """One that did not agree to be named, and how it keeps its promise."""
    version = versions.current(at=NOW)
    body = Organisation.objects.create(name=birds.word(), town="Leek", address=birds.word())
    promised = {each.pk: ("met", birds.word()) for each in version.commitments.all()[:2]}
    onboarding.put_signature(
        body,
        version=version,
        signed_on=date(2026, 1, 1),
        may_be_listed=False,
        promised=promised,
        by=sam,
        at=NOW,
    )


def _suspended(birds: Canaries, body: Organisation) -> None:
    venue = a_place(NOW, name=birds.word(), organisation=body)
    publishing.suspend(venue, because=birds.word(), at=NOW)
    Venue.objects.create(
        slug=birds.word(), name=birds.word(), address=birds.word(), town="Leek", kind="safe_space"
    )


def _an_application(birds: Canaries, sam: User, state: State) -> None:
    made = Application.objects.create(
        reference=f"SP-{state[:6].upper()}",
        version=versions.current(at=NOW),
        form_key=birds.word(),
        organisation_name=birds.word(),
        sector="bar",
        address=birds.word(),
        signatory_name=birds.word(),
        signatory_role=birds.word(),
        signatory_email=birds.address(),
        signatory_phone=birds.word(),
        champion_name=birds.word(),
        champion_role=birds.word(),
        champion_email=birds.address(),
        may_be_listed=True,
        submitted_at=NOW,
        confirmed_at=NOW,
        changed_at=NOW,
    )
    for commitment in made.version.commitments.all():
        Answer.objects.create(
            application=made, commitment=commitment, met="met", how=birds.word(), finding=birds.word()
        )
    stepping.begin(made, at=NOW)
    stepping.step(made, State.CONFIRMED, by=None, at=NOW, because=birds.word())
    if state == State.DECLINED:
        stepping.step(made, state, by=sam, at=NOW, because=birds.word())


def _at_the_desk(birds: Canaries, sam: User) -> None:
    batch = ImportBatch.objects.create(file_name=birds.word(), uploaded_at=NOW, uploaded_by=sam)
    said = {"organisation": birds.word(), "signatory email": birds.address()}
    batch.rows.create(number=2, said=said, read={"name": birds.word()}, verdict="new", notes=[birds.word()])
    Export.objects.create(what="register", format="csv", rows=1, at=NOW, by=sam, because=birds.word())
    SavedView.objects.create(owner=sam, name=birds.word(), query=birds.word(), made_at=NOW)
    with transaction.atomic():
        trail.says(by=sam, because=birds.word())
        Organisation.objects.filter(name__startswith="Demo").update(website="")
        record("test.said", "test:1", who="system", at=NOW, words={"because": birds.word()})


# --- The walk ---------------------------------------------------------------------------------------------

VALUES = {
    "slug": "demo-haven-0",
    "pk": "1",
    "night": "2026-12-31",
    "public_id": "00000000-0000-4000-8000-000000000001",
}


def addresses() -> list[str]:
    """Every address that is routed, its parts filled in, but those of the desk."""
    found = {address for address in _walked(get_resolver().url_patterns, "") if "?P" not in address}
    return sorted(f"/{address}" for address in found if not address.startswith(NOT_WALKED))


def _walked(patterns: list[Any], before: str) -> Iterator[str]:
    for pattern in patterns:
        route = before + str(pattern.pattern).removeprefix("^").removesuffix("$").removesuffix("\\Z")
        if isinstance(pattern, URLResolver):
            yield from _walked(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield re.sub(r"<(?:\w+:)?(\w+)>", lambda part: VALUES.get(part[1], "demo-haven-0"), route)


MORE = [
    "/signatories?town=Leek", "/signatories?page=2", "/signatories?sector=bar", "/nowhere", "/api/v1/nowhere",
    "/place/gone", "/api/v1/places/gone", "/desk/", "/desk/organisations/1/", "/desk/imports/", "/seed.json",
    "/near?q=Leek", "/venue?next=/desk/",
]  # fmt: skip
BODIES: list[tuple[Any, str]] = [
    ("{}", "application/json"),
    ('{"lat": 53.0246, "lng": -2.1729, "limit": 50, "radius_m": 100000}', "application/json"),
    ('{"email": "nobody@example.org"}', "application/json"),
    ('{"district": "ST1"}', "application/json"),
    ("{", "application/json"),
    ("q=hanley", "application/x-www-form-urlencoded"),
    ("q=%ff%fe", "application/x-www-form-urlencoded"),
    ("what=closed", "application/x-www-form-urlencoded"),
    ("x" * 200_000, "application/json"),
]


def answers(client: Client) -> Iterator[tuple[str, Any]]:
    for address in [*addresses(), *MORE]:
        for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
            cache.clear()
            yield f"{method} {address}", client.generic(method, address)
        for body, kind in BODIES:
            cache.clear()
            yield f"POST {address}", client.generic("POST", address, body, content_type=kind)


def whole(answer: Any) -> bytes:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body + str(answer.headers).encode() + str(answer.cookies).encode()


def test_the_walk_knows_the_addresses_that_matter() -> None:
    assert {"/signatories", "/data", "/seed.json", "/api/v1/places.csv", "/api/v1/schema"} <= set(addresses())
    assert len(addresses()) > 40


def test_no_public_byte_and_no_log_has_a_private_word(
    birds: Canaries, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    hits, codes, broken = [], set(), []
    for name, answer in answers(client):
        codes.add(answer.status_code)
        broken += [name] if answer.status_code == 500 else []
        hits += [f"{name} {answer.status_code}: {word}" for word in birds.found_in(whole(answer))]
    assert hits == []
    assert birds.found_in(caplog.text) == set()
    assert {200, 400, 404, 405, 413} <= codes, codes
    assert broken == []


def test_neither_has_the_page_of_a_fault(
    birds: Canaries, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Something breaks while private rows are in hand."""
    caplog.set_level(logging.DEBUG)

    def broken(*_: object) -> None:
        private = list(Contact.objects.all())
        raise RuntimeError(f"{len(private)} rows were at hand")

    monkeypatch.setattr(signatories, "_told", broken)
    monkeypatch.setattr(places_csv, "of", broken)
    client = Client(raise_request_exception=False)
    for address in ("/signatories", "/api/v1/places.csv"):
        answer = client.get(address)
        assert answer.status_code == 500
        assert birds.found_in(whole(answer)) == set()
    assert birds.found_in(caplog.text) == set()


def test_a_host_that_is_not_ours_is_told_nothing(birds: Canaries) -> None:
    answer = Client().get("/signatories", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert birds.found_in(whole(answer)) == set()


def test_the_canaries_are_where_an_officer_would_see_them(birds: Canaries) -> None:
    """The walk proves nothing if nobody could find them."""
    kept = json.dumps(list(Contact.objects.values_list("name", "email")))
    assert len(birds.found_in(kept)) == ORGANISATIONS * 8
