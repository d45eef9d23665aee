"""What a row would do to the register as it stands now: something new, a change, nothing, or no."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta
from django.db.models import Prefetch

from backend.hours.nights import LONDON
from backend.venues.models import Organisation, Venue, lat_lng

from .choices import Standing
from .importing_rows import NamedVenue, Reading, Said
from .likenesses import bare, is_nearly
from .models import Contact, Signature, Terms, Verdict

VENUE_FACTS = ("address", "postcode", "phone", "opening_hours")


class Act(Enum):
    """What becomes of the signature."""

    NOTHING = "nothing"
    SIGN = "sign"
    TOUCH = "touch"


@dataclass(frozen=True, slots=True)
class Judged:
    verdict: Verdict
    notes: list[str]
    organisation: Organisation | None = None


@dataclass
class World:
    """The register as far as the rows of one file touch it; `earlier` are the rows taken before, by name."""

    today: date
    terms: Terms
    known: dict[str, Organisation]
    others: dict[str, list[tuple[str, str]]]
    earlier: dict[str, list[tuple[int, Reading]]] = field(default_factory=dict)

    @classmethod
    def of(cls, readings: Iterable[Reading], *, today: date) -> World:
        named = {reading.name.casefold() for reading in readings}
        everybody = list(Organisation.objects.values_list("pk", "name", "postcode"))
        wanted = [pk for pk, name, _ in everybody if name.casefold() in named]
        known = {body.name.casefold(): body for body in _with_parts(wanted)}
        others: dict[str, list[tuple[str, str]]] = {}
        for _, name, postcode in everybody:
            for place in {postcode, bare(name)} - {""}:
                others.setdefault(place, []).append((name, postcode))
        return cls(today, Terms.now(), known, others)

    def fresh(self, name: str) -> Organisation | None:
        """One that is known, read anew with all its parts."""
        known = self.known.get(name.casefold())
        return next(iter(_with_parts([known.pk])), None) if known else None

    def note(self, number: int, reading: Reading) -> None:
        """Whoever is judged after it may be taken for it."""
        self.earlier.setdefault(reading.name.casefold(), []).append((number, reading))
        for place in {reading.facts.get("postcode", ""), bare(reading.name)} - {""}:
            self.others.setdefault(place, []).append((reading.name, reading.facts.get("postcode", "")))

    def lookalikes(self, reading: Reading) -> list[str]:
        """Other names that may mean the same body: alike, or nearly alike at the same postcode."""
        postcode, plain = reading.facts.get("postcode", ""), bare(reading.name)
        near = self.others.get(plain, []) + self.others.get(postcode, [])
        return list(
            dict.fromkeys(
                f"{name} ({where})" if where else name
                for name, where in near
                if name.casefold() != reading.name.casefold() and is_nearly(plain, bare(name))
            )
        )


def judge(number: int, reading: Reading, world: World) -> Judged:
    """Call it in the order of the rows; then `world.note` what would be done."""
    found = world.known.get(reading.name.casefold())
    earlier = world.earlier.get(reading.name.casefold(), [])
    faults, notes = list(reading.faults), list(reading.notes)
    compared = (_contradicts(reading, *each, is_first=not n) for n, each in enumerate(earlier))
    faults += next(filter(None, compared), [])
    act, because = act_on(found, reading, world, is_further=bool(earlier))
    if because and not any(fault.startswith(because.partition(":")[0] + ":") for fault in faults):
        faults.append(because)
    if faults:
        return Judged(Verdict.REFUSED, faults + notes, found)
    if found is None and not earlier:
        same = world.lookalikes(reading)
        notes += [f"Is it the same as {name}? If so, type its name as it is there." for name in same]
    changes = differences(found, reading, act, world)
    notes += _about_the_signature(found, reading, act, world)
    if found is None:
        verdict = Verdict.CHANGED if earlier else Verdict.NEW
    else:
        verdict = Verdict.CHANGED if changes else Verdict.SAME
    return Judged(verdict, (changes if found or earlier else []) + notes, found)


def act_on(
    found: Organisation | None, reading: Reading, world: World, *, is_further: bool = False
) -> tuple[Act, str]:
    """What becomes of the signature, and why the row is refused instead."""
    latest = latest_signature(found)
    if latest is None:
        if reading.signed_on:
            return Act.SIGN, ""
        return (
            Act.NOTHING,
            "" if is_further else "Signed on: type the day on which it signed, like 25/11/2024.",
        )
    signed_on = date.fromisoformat(reading.signed_on) if reading.signed_on else None
    if latest.standing == Standing.CURRENT:
        if signed_on and signed_on < latest.signed_on:
            return Act.NOTHING, (
                f"Signed on: the register has a later signature, of {in_words(latest.signed_on)}. "
                "Type that day, or nothing."
            )
        if signed_on and signed_on > latest.signed_on:
            return Act.SIGN, ""
        return (Act.TOUCH if _touches(latest, reading, world) else Act.NOTHING), ""
    return _after_an_end(latest, signed_on, reading, world)


def _after_an_end(
    latest: Signature, signed_on: date | None, reading: Reading, world: World
) -> tuple[Act, str]:
    """Lapsed or withdrawn: a file brings nobody back who has not signed or been reviewed since."""
    assert latest.ended_at is not None
    if latest.standing == Standing.LAPSED:
        since = signed_on and (signed_on > latest.signed_on or due_on(reading, world) > latest.review_due_on)
        return (Act.SIGN if since else Act.NOTHING), ""
    ended_on = latest.ended_at.astimezone(LONDON).date()
    if signed_on and signed_on > ended_on:
        return Act.SIGN, ""
    return Act.NOTHING, (
        f"It withdrew on {in_words(ended_on)}. If it signed again, type that day under “signed on”."
    )


def latest_signature(found: Organisation | None) -> Signature | None:
    """The current one, else the last that ended by itself or by will; imports undone do not count."""
    if found is None:
        return None
    real = [
        each for each in found.signatures.all() if each.standing not in {Standing.UNDONE, Standing.REPLACED}
    ]
    current = [each for each in real if each.standing == Standing.CURRENT]
    return next(iter(current or sorted(real, key=lambda each: each.pk, reverse=True)), None)


def due_on(reading: Reading, world: World) -> date:
    """A term after the last review, else after the signature."""
    since = date.fromisoformat(max(reading.reviewed_on, reading.signed_on))
    return since + relativedelta(months=world.terms.review_months)


def _touches(latest: Signature, reading: Reading, world: World) -> bool:
    is_later = bool(reading.reviewed_on) and due_on(reading, world) > latest.review_due_on
    return is_later or reading.may_be_listed not in (None, latest.may_be_listed)


def differences(found: Organisation | None, reading: Reading, act: Act, world: World) -> list[str]:
    """In words, what the row would change; nothing where all is as it says."""
    changed = [f"{name} would be “{value}”" for name, value in facts_changed(found, reading).items()]
    if act is Act.SIGN and found is not None:
        changed.append("a signature would be added")
    if act is Act.TOUCH:
        changed.append("its review or its consent to be listed would change")
    changed += [f"the {kind} would change" for kind in people_changed(found, reading)]
    for venue in reading.venues:
        known = known_venue(found, venue)
        if known is None:
            changed.append(f"{venue.name} would be added")
        elif venue_changed(known, venue):
            changed.append(f"{venue.name} would change")
    return _sentence(changed)


def _sentence(parts: Sequence[str]) -> list[str]:
    whole = "; ".join(parts)
    return [f"{whole[:1].upper()}{whole[1:]}."] if whole else []


def facts_changed(found: Organisation | None, reading: Reading) -> Said:
    return {name: value for name, value in reading.facts.items() if getattr(found, name, "") != value}


def people_changed(found: Organisation | None, reading: Reading) -> dict[str, Said]:
    """{kind: the person as they would be kept}: a blank cell leaves what is known of the same person."""
    current = {each.kind: each for each in _contacts(found)}
    changed = {}
    for kind, said in reading.people.items():
        known = current.get(kind)
        kept = {part: getattr(known, part) for part in ("name", "role", "email", "phone")} if known else {}
        whole = kept | said if kept.get("name") == said["name"] else said
        if whole != kept:
            changed[kind] = whole
    return changed


def known_venue(found: Organisation | None, venue: NamedVenue) -> Venue | None:
    venues = found.venues.all() if found else ()
    wanted = (venue.name.casefold(), venue.town.casefold())
    return next((each for each in venues if (each.name.casefold(), each.town.casefold()) == wanted), None)


def venue_changed(known: Venue, venue: NamedVenue) -> dict[str, object]:
    """What an unpublished venue would be given. A published one is its manager's: a file changes nothing."""
    if known.published_at is not None:
        return {}
    changed: dict[str, object] = {
        name: value
        for name in VENUE_FACTS
        if (value := getattr(venue, name)) is not None and getattr(known, name) != value
    }
    if venue.spot and not (known.point and _is_same_spot(venue, known)):
        changed["spot"] = venue.spot
    return changed


def _is_same_spot(venue: NamedVenue, known: Venue) -> bool:
    assert known.point is not None
    here = lat_lng(known.point)
    return (round(here.lat, 6), round(here.lng, 6)) == (venue.lat, venue.lng)


def _about_the_signature(found: Organisation | None, reading: Reading, act: Act, world: World) -> list[str]:
    latest, notes = latest_signature(found), []
    if act is Act.SIGN:
        lapses_on = due_on(reading, world) + timedelta(days=world.terms.grace_days + 1)
        if lapses_on <= world.today:
            notes.append(
                f"Its review was due on {in_words(due_on(reading, world))} and its grace is over: "
                "it lapses the next morning unless it is renewed."
            )
        if reading.may_be_listed is None:
            notes.append("The file does not say that it may be listed, so the public list leaves it out.")
    elif latest and latest.standing == Standing.LAPSED:
        notes.append("It has lapsed, and the file knows of nothing since. Renew it on its page.")
    published = [each.name for each in reading.venues if _is_published(known_venue(found, each))]
    notes += [f"{name} is published: what the file says of it is not taken." for name in published]
    return notes


def _is_published(known: Venue | None) -> bool:
    return known is not None and known.published_at is not None


def _contradicts(reading: Reading, number: int, earlier: Reading, *, is_first: bool) -> list[str]:
    """A further row adds venues; what it repeats of the organisation must be the same.

    The first row is the one that signs: no other adds to what it says of the signature.
    """
    said = [name for name, value in reading.facts.items() if earlier.facts.get(name, value) != value]
    said += [
        name.replace("_", " ")
        for name in ("signed_on", "reviewed_on", "may_be_listed")
        if is_first and getattr(reading, name) not in ("", None, getattr(earlier, name))
    ]
    said += [kind for kind, person in reading.people.items() if earlier.people.get(kind, person) != person]
    if said:
        return [
            f"Row {number} is of the same organisation and says something else: {', '.join(said)}. "
            "Make them the same, or leave these cells blank here."
        ]
    twice = {(v.name.casefold(), v.town.casefold()) for v in earlier.venues} & {
        (v.name.casefold(), v.town.casefold()) for v in reading.venues
    }
    if twice or not reading.venues:
        return [f"This is the same as row {number}. Take one of the two out."]
    return []


def in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _contacts(found: Organisation | None) -> Iterable[Contact]:
    return found.contacts.all() if found else ()


def _with_parts(pks: Sequence[int]) -> Iterable[Organisation]:
    return Organisation.objects.filter(pk__in=pks).prefetch_related(
        "signatures", "venues", Prefetch("contacts", Contact.objects.current())
    )
