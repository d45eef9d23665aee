"""An organisation as one story, made for who reads it: what a partner may not know is never looked up."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value

from backend.accounts.models import User
from backend.charter import versions
from backend.charter.choices import ContactKind, Outcome, Sector, Standing
from backend.charter.models import Answer, Confirmation, Promise, Review, Signature, Terms
from backend.charter.reviewing import SOON
from backend.venues.models import Device, Membership, Organisation, Venue

from . import standing, timeline

AT_MOST = 100
VENUES_ON_A_PAGE = 50


def of(
    organisation: Organisation, *, reader: User, at: datetime, page: int = 1, venues_page: int = 1
) -> dict[str, Any]:
    """What the page shows. A partner's has no contacts, members, devices, letters, notes, officers in it."""
    is_partner, today = reader.is_partner, versions.today(at)
    signature = newest_signature(organisation)
    happened, has_older = timeline.of(organisation, page=page, for_partner=is_partner)
    told: dict[str, Any] = {
        "organisation": organisation,
        "sector": dict(Sector.choices).get(organisation.sector, organisation.sector),
        "head": _head(signature, today=today, for_partner=is_partner),
        "happened": happened,
        "page": page,
        "older": page + 1 if has_older else None,
        "commitments": _commitments(signature, for_partner=is_partner),
        "last_review": _last_review(organisation, for_partner=is_partner),
        "trainings": _trainings(organisation, today=today),
        "checks": _checks(organisation, for_partner=is_partner),
        "actions": _actions(organisation, today=today, for_partner=is_partner),
        **_venues(organisation, page=venues_page, for_partner=is_partner),
    }
    return told if is_partner else told | _for_officers(organisation, signature, reader)


def newest_signature(organisation: Organisation) -> Signature | None:
    """The current one, or how the last one ended; one that was replaced or undone is told by the timeline."""
    grace = Subquery(Terms.objects.filter(pk=1).values("grace_days")[:1])
    found = organisation.signatures.exclude(standing__in=[Standing.REPLACED, Standing.UNDONE])
    return found.select_related("version").annotate(grace_days=grace).order_by("-pk").first()


def _head(signature: Signature | None, *, today: date, for_partner: bool) -> dict[str, Any]:
    if signature is None:
        return {"standing": "never", "words": "Has not signed"}
    days = signature.grace_days  # type: ignore[attr-defined]
    lapses_on = signature.lapses_on(grace_days=Terms().grace_days if days is None else days)
    is_current = signature.standing == Standing.CURRENT
    told = {
        "standing": signature.standing,
        "words": Standing(signature.standing).label,
        "version": signature.version.number,
        "signed_on": signature.signed_on,
        "review_due_on": signature.review_due_on if is_current else None,
        "lapses_on": lapses_on if is_current else None,
        "is_overdue": is_current and signature.review_due_on < today,
        "ended_at": signature.ended_at,
        "is_listed": signature.may_be_listed,
    }
    return told if for_partner else told | {"ended_because": signature.ended_because}


def _commitments(signature: Signature | None, *, for_partner: bool) -> list[dict[str, Any]]:
    """As promised; for officers with what was found for it and how it was kept at the last review."""
    if signature is None:
        return []
    found = Answer.objects.filter(application=signature.application_id, commitment=OuterRef("commitment"))
    confirmed = Confirmation.objects.filter(
        review__signature=signature.pk, commitment=OuterRef("commitment")
    ).order_by("-review__done_at")
    promises = Promise.objects.filter(signature=signature).select_related("commitment")
    if not for_partner:
        promises = promises.annotate(
            finding=Subquery(found.values("finding")[:1]), kept=Subquery(confirmed.values("how")[:1])
        )
    is_public = signature.may_be_listed or not for_partner
    return [
        {
            "title": each.commitment.title,
            "position": each.commitment.position,
            "met": each.get_met_display(),
            "how": each.how if is_public else "",
            "finding": getattr(each, "finding", None),
            "kept": getattr(each, "kept", None),
        }
        for each in promises.order_by("commitment__position")
    ]


def _last_review(organisation: Organisation, *, for_partner: bool) -> dict[str, Any] | None:
    reviews = Review.objects.filter(signature__organisation=organisation).order_by("-done_at")
    if for_partner:
        newest = reviews.first()
        return {"at": newest.done_at} if newest else None
    newest = reviews.select_related("done_by").first()
    return {"at": newest.done_at, "by": newest.done_by, "note": newest.note} if newest else None


def _trainings(organisation: Organisation, *, today: date) -> list[dict[str, Any]]:
    rows = organisation.trainings.select_related("venue")[:AT_MOST]
    return [
        {
            "course": each.course,
            "people": each.people,
            "held_on": each.held_on,
            "expires_on": each.expires_on,
            "has_expired": each.expires_on is not None and each.expires_on < today,
            "expires_soon": each.expires_on is not None and today <= each.expires_on <= today + SOON,
            "venue": each.venue.name if each.venue else "",
        }
        for each in rows
    ]


def _checks(organisation: Organisation, *, for_partner: bool) -> list[dict[str, Any]]:
    rows = organisation.spot_checks.select_related("venue")[:AT_MOST]
    return [
        {
            "visited_on": each.visited_on,
            "outcome": Outcome(each.outcome).label,
            "venue": each.venue.name if each.venue else "",
        }
        | (
            {}
            if for_partner
            else {
                "visited_by": "Erased" if each.erased_at else each.visited_by,
                "script": each.script,
                "notes": each.notes,
            }
        )
        for each in rows
    ]


def _actions(organisation: Organisation, *, today: date, for_partner: bool) -> list[dict[str, Any]]:
    rows = organisation.action_items.order_by("done_on", "due_on", "pk")[:AT_MOST]
    return [
        {
            "due_on": each.due_on,
            "done_on": each.done_on,
            "is_overdue": not each.done_on and each.due_on < today,
        }
        | ({} if for_partner else {"pk": each.pk, "what": each.what})
        for each in rows
    ]


def _venues(organisation: Organisation, *, page: int, for_partner: bool) -> dict[str, Any]:
    begin = (page - 1) * VENUES_ON_A_PAGE
    found = list(organisation.venues.order_by("name", "pk")[begin : begin + VENUES_ON_A_PAGE + 1])
    shown = [_venue(venue, organisation, for_partner=for_partner) for venue in found[:VENUES_ON_A_PAGE]]
    has_more = len(found) > VENUES_ON_A_PAGE
    return {"venues": shown, "venues_page": page, "more_venues": page + 1 if has_more else None}


def _venue(venue: Venue, organisation: Organisation, *, for_partner: bool) -> dict[str, Any]:
    venue.organisation = organisation
    told = {"name": venue.name, "town": venue.town, "kind": venue.get_kind_display()}
    if for_partner:
        is_shown = standing.why_hidden(venue) is None
        return told | {"state": "Shown to the public" if is_shown else "Not shown to the public"}
    return told | {"slug": venue.slug, "state": standing.why_hidden(venue) or "Shown to the public"}


def _for_officers(organisation: Organisation, signature: Signature | None, reader: User) -> dict[str, Any]:
    is_open = signature is not None and signature.standing in {Standing.CURRENT, Standing.LAPSED}
    return {
        "contacts": _contacts(organisation),
        "members": _members(organisation),
        "devices": _devices(organisation),
        "letters": list(organisation.letters.all()[:20]),
        "may_renew": is_open,
        "may_withdraw": is_open and reader.is_senior_officer,
        "may_write": True,
    }


def _contacts(organisation: Organisation) -> list[dict[str, Any]]:
    """Who it is now, then who it was; one that was erased says so."""
    rows = organisation.contacts.order_by("-ended_at", "kind", "-made_at")[:AT_MOST]
    return [
        {
            "kind": ContactKind(each.kind).label,
            "name": "Erased" if each.erased_at else each.name,
            "role": each.role,
            "email": each.email,
            "phone": each.phone,
            "ended_at": each.ended_at,
            "is_erased": each.erased_at is not None,
        }
        for each in sorted(rows, key=lambda each: (each.ended_at is not None, each.erased_at is not None))
    ]


def _members(organisation: Organisation) -> QuerySet[Membership]:
    rows = Membership.objects.current().filter(organisation=organisation).select_related("user")
    return rows.annotate(venue_names=_venue_names()).order_by("role", "user__name", "pk")[:AT_MOST]


def _devices(organisation: Organisation) -> QuerySet[Device]:
    rows = organisation.devices.live().annotate(venue_names=_venue_names())
    return rows.order_by("name", "pk")[:AT_MOST]


def _venue_names() -> ArrayAgg:
    return ArrayAgg(
        "venues__name", filter=Q(venues__isnull=False), order_by="venues__name", default=Value([])
    )
