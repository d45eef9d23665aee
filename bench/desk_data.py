"""A register to measure the desk with: so many signatories with all that officers write of them, all made up.

The same for each organisation, so that a page about one costs the same whatever stands beside it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
from dateutil.relativedelta import relativedelta
from django.db import connection, transaction

from backend.accounts.models import User
from backend.charter import versions
from backend.charter.choices import ContactKind, Sector, State
from backend.charter.models import (
    ActionItem,
    Answer,
    Application,
    Contact,
    Paper,
    Promise,
    SentLetter,
    Signature,
    SpotCheck,
    Step,
    Training,
)
from backend.charter.towns import TOWNS
from backend.devdb.cluster import Urls
from backend.hours.nights import night_of
from backend.venues.models import Device, Membership, Organisation, Proposal, Venue

from . import plans
from .databases import Bench

VENUES_EACH = 4
AT_ONCE = 2_000
NIGHTS_AHEAD, NIGHTS_BACK = 15, 28
# Of a hundred organisations: so many never signed, so many applications still wait.
UNSIGNED, WAITING = 10, 5

GIVE_AWAY = """
UPDATE venues_venue SET organisation_id = body.id
FROM (SELECT id, row_number() OVER (ORDER BY name) AS number FROM venues_organisation
      WHERE name LIKE 'Organisation %%') AS body
WHERE body.number = (substr(venues_venue.slug, 6)::int - 1) / %(each)s + 1
"""
# Two nights in three somebody says "open" at eleven; one in forty was contradicted; help was counted on each.
SAY_OPEN = """
INSERT INTO venues_statusreport (venue_id, status, reported_at, valid_until, received_at)
SELECT venue.id, 'open', said_at, said_at + interval '2 hours', said_at
FROM venues_venue AS venue, generate_series(1, %(nights)s) AS n,
     LATERAL (SELECT (%(tonight)s::date - n::int + time '23:00') AT TIME ZONE 'Europe/London') AS at (said_at)
WHERE (venue.id + n) %% 3 > 0
"""
CONTRADICT = """
INSERT INTO venues_contradiction (venue_id, what, told_at, night)
SELECT venue_id, 'closed', reported_at + interval '1 hour', (reported_at - interval '6 hours')::date
FROM venues_statusreport WHERE id %% 40 = 0
"""
COUNT_HELP = """
INSERT INTO venues_tally (venue_id, night, kind, count)
SELECT venue.id, %(tonight)s::date - n::int, help, 1 + (venue.id + n) %% 7
FROM venues_venue AS venue, generate_series(1, %(nights)s, 3) AS n, unnest(ARRAY['water', 'waiting']) AS help
"""
# Of a hundred, so many stay behind at each step; the first goes all the way, if its organisation has signed.
STEP_ON = """
UPDATE charter_application SET state = %(state)s, confirmed_at = %(at)s
WHERE (substr(reference, 4)::int + 98) %% 100 >= %(share)s AND (
    NOT %(is_end)s
    OR organisation_id IN (SELECT id FROM venues_organisation WHERE charter_signed_on IS NOT NULL)
)
"""


def fill(bench: Bench, urls: Urls, organisations: int) -> None:
    """Venues by `manage.py seed`, then the rest by the owner of the tables. What is there already stays."""
    with psycopg.connect(urls.owner) as raw:
        if raw.execute("SELECT FROM charter_application LIMIT 1").fetchone() is not None:
            return
    venues = organisations * VENUES_EACH
    bench.manage(urls, "seed", f"--venues={venues}", "--random-state=1", f"--nights={NIGHTS_AHEAD}")
    with plans.django_on(urls.owner):
        with transaction.atomic():
            _register(organisations, at=datetime.now(UTC))
        connection.close()
    with psycopg.connect(urls.owner, autocommit=True) as raw:
        raw.execute("VACUUM (ANALYZE)")


def _register(organisations: int, *, at: datetime) -> None:
    with connection.cursor() as cursor:
        # Checks of foreign keys would keep the plan that is right for an empty table: a scan for each row.
        cursor.execute("SET plan_cache_mode = force_custom_plan")
    bodies = _organisations(organisations, at=at)
    people = _people(bodies)
    with connection.cursor() as cursor:
        cursor.execute(GIVE_AWAY, {"each": VENUES_EACH})
        facts: dict[str, date | int] = {"tonight": night_of(at), "nights": NIGHTS_BACK}
        for statement in (SAY_OPEN, CONTRADICT, COUNT_HELP):
            cursor.execute(statement, facts)
    _signatures(bodies, at=at)
    _applications(bodies, at=at)
    _kept(bodies, people, at=at)


def _organisations(count: int, *, at: datetime) -> list[Organisation]:
    """One in ten never signed; the first always did, since its page is the one that is measured."""
    sectors, signed_on = list(Sector), versions.today(at) - relativedelta(months=8)
    return _put(
        Organisation(
            name=f"Organisation {number:05}",
            sector=sectors[number % len(sectors)],
            address=f"{number} Example Street",
            town=TOWNS[number % len(TOWNS)][0],
            charter_signed_on=signed_on + timedelta(days=number % 200)
            if number % (100 // UNSIGNED) != 1 or number == 1
            else None,
        )
        for number in range(1, count + 1)
    )


def _people(bodies: list[Organisation]) -> list[User]:
    return _put(User(email=f"manager{n}@example.org", name=f"Manager {n}") for n in range(len(bodies)))


def _signatures(bodies: list[Organisation], *, at: datetime) -> None:
    version = versions.lay_first()
    commitments = list(version.commitments.all())
    made = _put(
        Signature(
            organisation=body,
            version=version,
            signed_on=signed_on,
            review_due_on=signed_on + relativedelta(months=12),
            made_at=at,
        )
        for body in bodies
        if (signed_on := body.charter_signed_on)
    )
    _put(
        Promise(signature=signature, commitment=commitment, how="In the staff handbook since spring.")
        for signature in made
        for commitment in commitments
    )


def _applications(bodies: list[Organisation], *, at: datetime) -> None:
    """One for each body; most came to a signature, the others wait. The database lets each step by step."""
    version = versions.lay_first()
    made = _put(_application(body, number, version.pk, at=at) for number, body in enumerate(bodies, start=1))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE venues_organisation, charter_application")
        for times, state in enumerate((State.CONFIRMED, State.UNDER_REVIEW, State.SIGNED)):
            facts: dict[str, str | int | datetime] = {"state": state.value, "at": at}
            facts |= {"share": times * WAITING, "is_end": state == State.SIGNED}
            cursor.execute(STEP_ON, facts)
    commitments = list(version.commitments.all())
    _put(Answer(application=a, commitment=c, met="met", how="Yes.") for a in made for c in commitments)
    _put(Step(application=application, after=State.SUBMITTED, at=at) for application in made)


def _application(body: Organisation, number: int, version: int, *, at: datetime) -> Application:
    return Application(
        reference=f"SP-{number:06}",
        version_id=version,
        form_key=f"bench {number}",
        organisation_name=body.name,
        organisation=body,
        sector=body.sector,
        town=body.town,
        signatory_name=f"Signatory {number}",
        signatory_email=f"signatory{number}@example.org",
        may_be_listed=True,
        submitted_at=at,
        changed_at=at,
    )


def _kept(bodies: list[Organisation], people: list[User], *, at: datetime) -> None:
    """What officers and managers add to each."""
    today, numbered = versions.today(at), list(enumerate(bodies))
    _put(
        Contact(
            organisation=b, kind=kind, name=f"{kind.label} {n}", email=f"{kind}{n}@example.org", made_at=at
        )
        for n, b in numbered
        for kind in ContactKind
    )
    _put(
        Training(
            organisation=body,
            course="Vulnerability awareness",
            people=5,
            held_on=today - timedelta(days=300 + times),
            expires_on=today + timedelta(days=n % 120),
            made_at=at,
        )
        for n, body in numbered
        for times in range(3)
    )
    _put(
        SpotCheck(
            organisation=body,
            visited_on=today - timedelta(days=n % 90),
            visited_by="A volunteer",
            script="Ask for help at the bar",
            outcome="passed",
            made_at=at,
        )
        for n, body in numbered
        for _ in range(2)
    )
    _put(
        ActionItem(
            organisation=b, what="Train the door staff", due_on=today - timedelta(days=n % 60), made_at=at
        )
        for n, b in numbered
    )
    letters: list[dict[str, Any]] = [{"key": "signed"}, {"key": "review_due"}]
    _put(
        SentLetter(organisation=b, to=f"champion{n}@example.org", subject="The Charter", sent_at=at, **letter)
        for n, b in numbered
        for letter in letters
    )
    _put(
        Paper(kind="certificate", organisation=body, asked_at=at, made_at=at, content=b"%PDF-1.7")
        for body in bodies
        if body.charter_signed_on
    )
    _put(
        Membership(user=user, organisation=body, role="manager", invited_at=at, accepted_at=at)
        for user, body in zip(people, bodies, strict=True)
    )
    _put(
        Device(organisation=body, name="Bar tablet", token_hash=n.to_bytes(32, "big"), paired_at=at)
        for n, body in numbered
    )
    first = {venue.organisation_id: venue for venue in _venues()}
    _put(
        Proposal(venue=first[body.pk], changes={"name": ["Old", "New"]}, made_by=user, made_at=at)
        for user, body in list(zip(people, bodies, strict=True))[::10]
    )


def _venues() -> Any:
    return Venue.objects.exclude(organisation=None).only("pk", "organisation_id").order_by("-pk")


def _put(rows: Any) -> list[Any]:
    made = list(rows)
    return list(type(made[0]).objects.bulk_create(made, batch_size=AT_ONCE)) if made else []
