"""The register as a list: what an officer searches for, as few statements on few tables.

Every condition is a list of organisations that the database makes once, not a question asked of each row:
with 5,000 of them the page takes as many statements, and about as long, as with 50.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, FilteredRelation, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace, Upper

from backend.charter.choices import ContactKind, Sector, Standing
from backend.charter.models import Application, Contact, Signature, Training
from backend.charter.reviewing import SOON
from backend.venues.choices import Kind
from backend.venues.models import Membership, Organisation, Venue

NEVER = "never"
STANDINGS = {
    Standing.CURRENT.value: "Current",
    Standing.LAPSED.value: "Lapsed",
    Standing.WITHDRAWN.value: "Withdrawn",
    NEVER: "Never signed",
}
DUE = {"soon": "In the next 60 days", "overdue": "Overdue"}
ORDERS = {"name": "Name", "due": "Review due first", "signed": "Signed last"}
ON_A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. Its words are those of the address, so that it can be kept and gone back to."""

    q: str = ""
    standing: str = ""
    sector: str = ""
    town: str = ""
    due: str = ""
    champion: str = ""
    training: str = ""
    safe_space: str = ""
    order: str = "name"

    @classmethod
    def of(cls, typed: Mapping[str, Any]) -> Asked:
        known = {field.name: str(typed[field.name]) for field in fields(cls) if typed.get(field.name)}
        return cls(**known)

    @property
    def is_filtered(self) -> bool:
        """By more than words."""
        return replace(self, q="") != Asked()

    @property
    def query(self) -> str:
        """What goes behind the `?`: nothing for the whole register in its own order."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: words for name, words in said.items() if words and (name, words) != ORDER})


ORDER = ("order", "name")


def found(asked: Asked, *, today: date, for_partner: bool = False) -> QuerySet[Organisation]:
    """In its order, without what each row shows: see `rows`."""
    wanted = Organisation.objects.filter(_matching(asked, for_partner=for_partner))
    if asked.standing:
        wanted = wanted.filter(_standing(asked.standing))
    if asked.sector:
        wanted = wanted.filter(sector=asked.sector)
    if asked.town:
        there = Venue.objects.filter(town=asked.town, organisation__isnull=False)
        wanted = wanted.filter(Q(town=asked.town) | Q(pk__in=there.values("organisation")))
    for condition in _conditions(asked, today=today):
        wanted = wanted.filter(condition)
    return _in_order(wanted, asked.order)


def rows(pks: list[int]) -> list[Organisation]:
    """Those of one page, in that order, with what a row shows."""
    venues = Venue.objects.filter(organisation=OuterRef("pk"))
    managing = Membership.objects.managing().filter(organisation=OuterRef("pk"))
    made = _with_current(Organisation.objects.filter(pk__in=pks)).annotate(
        venue_count=_count(venues),
        manager_count=_count(managing),
        signed_version=F("current__version__number"),
        review_due_on=F("current__review_due_on"),
        ended_standings=ArraySubquery(
            Signature.objects.filter(
                organisation=OuterRef("pk"), standing__in=[Standing.LAPSED, Standing.WITHDRAWN]
            )
            .order_by("-pk")
            .values("standing")
        ),
    )
    by_pk = {each.pk: each for each in made}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def standing_of(row: Organisation) -> str:
    """`row` comes from `rows`. A lapsed signature is told before an older one that was withdrawn."""
    if row.charter_signed_on:
        return Standing.CURRENT.value
    ended = row.ended_standings  # type: ignore[attr-defined]
    if Standing.LAPSED in ended:
        return Standing.LAPSED.value
    return Standing.WITHDRAWN.value if ended else NEVER


def counts() -> dict[str, int]:
    """How many there are of each standing, in one statement."""
    counted = Organisation.objects.aggregate(
        **{standing: Count("pk", filter=_standing(standing)) for standing in STANDINGS}
    )
    return {standing: counted[standing] for standing in STANDINGS}


def towns() -> list[str]:
    """Of organisations and of their venues."""
    of_venues = Venue.objects.filter(organisation__isnull=False).exclude(town="").values_list("town")
    known = Organisation.objects.exclude(town="").values_list("town").union(of_venues)
    return [town for (town,) in known.order_by("town")]


def _matching(asked: Asked, *, for_partner: bool) -> Q:
    """By its own name, town or postcode, by a venue's name or town, by the reference of an application."""
    q = asked.q
    if not q:
        return Q()
    venues = Venue.objects.filter(Q(name__icontains=q) | Q(town__icontains=q), organisation__isnull=False)
    words = Q(name__icontains=q) | Q(town__icontains=q) | Q(pk__in=venues.values("organisation"))
    if bare := "".join(q.split()).upper():
        at = Organisation.objects.alias(bare=Upper(Replace("postcode", Value(" "))))
        words |= Q(pk__in=at.filter(bare__startswith=bare).values("pk"))
        if not for_partner:
            signed = Application.objects.seen_by_officers().filter(organisation__isnull=False)
            words |= Q(pk__in=signed.filter(reference__iexact=bare).values("organisation"))
    return words


def _standing(standing: str) -> Q:
    current = Q(charter_signed_on__isnull=False)
    lapsed = Q(pk__in=_signed(Standing.LAPSED))
    withdrawn = Q(pk__in=_signed(Standing.WITHDRAWN))
    return {
        Standing.CURRENT.value: current,
        Standing.LAPSED.value: ~current & lapsed,
        Standing.WITHDRAWN.value: ~current & ~lapsed & withdrawn,
        NEVER: ~current & ~lapsed & ~withdrawn,
    }[standing]


def _conditions(asked: Asked, *, today: date) -> list[Q]:
    conditions = []
    if asked.due:
        until = today + SOON if asked.due == "soon" else today - timedelta(days=1)
        due = Signature.objects.current().filter(review_due_on__lte=until)
        due = due.filter(review_due_on__gte=today) if asked.due == "soon" else due
        conditions.append(Q(pk__in=due.values("organisation")))
    if asked.champion:
        champions = Contact.objects.current().filter(kind=ContactKind.CHAMPION)
        conditions.append(~Q(pk__in=champions.values("organisation")))
    if asked.training:
        holds = Training.objects.filter(Q(expires_on__isnull=True) | Q(expires_on__gte=today))
        conditions.append(~Q(pk__in=holds.values("organisation")))
    if asked.safe_space:
        spaces = Venue.objects.filter(kind=Kind.SAFE_SPACE, organisation__isnull=False)
        conditions.append(Q(pk__in=spaces.values("organisation")))
    return conditions


def _in_order(wanted: QuerySet[Organisation], order: str) -> QuerySet[Organisation]:
    if order == "due":
        wanted = _with_current(wanted)
        return wanted.order_by(F("current__review_due_on").asc(nulls_last=True), "name")
    if order == "signed":
        return wanted.order_by(F("charter_signed_on").desc(nulls_last=True), "name")
    return wanted.order_by("name", "pk")


def _with_current(wanted: QuerySet[Organisation]) -> QuerySet[Organisation]:
    """One is current at most, so that no row comes twice."""
    current = FilteredRelation("signatures", condition=Q(signatures__standing=Standing.CURRENT))
    return wanted.annotate(current=current)


def _signed(standing: Standing) -> QuerySet[Signature, Any]:
    return Signature.objects.filter(standing=standing).values("organisation")


def _count(rows_of_one: QuerySet[Any]) -> Subquery:
    counted = rows_of_one.order_by().values("organisation").annotate(many=Count("pk")).values("many")
    return Subquery(counted)


SECTORS = dict(Sector.choices)
