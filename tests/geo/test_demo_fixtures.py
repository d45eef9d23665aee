"""The demo area must show every way in which such places open, and never look like a real one."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils.text import slugify

from backend.geo import gazetteer, postcodes
from backend.geo.points import LatLng, is_in_area, metres_between
from backend.hours.nights import night_of, night_starts_at
from backend.hours.text import parse, parse_spans
from backend.hours.windows import Season, Timetable

KEYS = [
    "slug",
    "name",
    "kind",
    "lat",
    "lng",
    "address",
    "postcode",
    "town",
    "phone",
    "eligibility",
    "services",
    "access",
    "what_to_expect",
    "is_mobile",
    "opening_hours",
    "season",
    "last_entry",
    "minimum_age",
    "last_checked_days_ago",
    "special",
    "tonight",
]
OPTIONAL = {"pattern", "moved", "suspended_because"}
FIXTURES = Path("fixtures")
SAFE = json.loads((FIXTURES / "demo_safe_spaces.json").read_text(encoding="utf-8"))["organisations"]
OFFERED = json.loads((FIXTURES / "demo_venues.json").read_text(encoding="utf-8"))["venues"]


def signatories() -> list[dict[str, Any]]:
    """The spreadsheet's rows, each venue with what it offers, as a Safe Space's row has it."""
    with (FIXTURES / "demo_signatories.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {
            "name": row["organisation"],
            "charter_signed_on": row["signed on"],
            "people": [row["signatory email"], row["champion email"]],
            "venues": [signed_venue(row, f"venue {n}") for n in range(1, 5) if row[f"venue {n} name"]],
        }
        for row in rows
    ]


def signed_venue(row: dict[str, str], part: str) -> dict[str, Any]:
    slug = slugify(row[f"{part} name"])
    offered = OFFERED[slug]
    facts = {
        "slug": slug,
        "name": row[f"{part} name"],
        "kind": "charter_venue",
        "lat": float(row[f"{part} latitude"]),
        "lng": float(row[f"{part} longitude"]),
        "opening_hours": row[f"{part} hours"] or None,
    }
    facts |= {what: row[f"{part} {what}"] or None for what in ("address", "postcode", "town", "phone")}
    whole = facts | offered
    return {key: whole[key] for key in [*KEYS, *OPTIONAL] if key in whole}


SIGNED = signatories()
ORGANISATIONS: list[dict[str, Any]] = SAFE + SIGNED
VENUES: list[dict[str, Any]] = [venue for org in ORGANISATIONS for venue in org["venues"]]
WEEKS = [date(2026, 11, 16) + timedelta(days=n) for n in range(7)]

SERVICES = {
    "first_aid",
    "water",
    "hot_drink",
    "phone_charging",
    "flip_flops",
    "safe_waiting",
    "call_a_contact",
    "taxi_help",
    "report_help",
    "anti_spiking",
    "personal_alarm",
    "signposting",
    "supervised_recovery",
    "toilets",
    "ask_for_angela",
    "help_at_door",
}
ACCESS = {"step_free", "accessible_toilet", "hearing_loop", "quiet_room", "assistance_dogs"}
PATTERNS = [
    "crosses midnight",
    "ends at midnight",
    "different hours each night",
    "listed dates only",
    "one date differs",
    "weekly in a season, with extra nights",
    "two weekends a month",
    "pay-day weekends",
    "a pilot with an end date",
    "stopped without notice",
    "two services at one address",
    "a vehicle that moves",
    "open all day and all night",
    "hours not known",
    "never confirmed",
    "last entry, with help at the door",
    "two spans in a day",
    "past six in the morning",
]

every_venue = pytest.mark.parametrize("venue", VENUES, ids=lambda venue: venue["slug"])


def timetable(venue: dict[str, Any], tonight: date) -> Timetable:
    """The venue as the loader would store it on that night."""
    season = venue["season"] or {}
    days = {key: tonight + timedelta(days=value) for key, value in season.items() if value is not None}
    return Timetable(
        hours=None if venue["opening_hours"] is None else parse(venue["opening_hours"]),
        special={tonight + timedelta(days=d["night"]): parse_spans(d["hours"]) for d in venue["special"]},
        season=Season(days.get("from"), days.get("until")),
    )


def open_at(moment: datetime) -> list[str]:
    return [
        venue["slug"]
        for venue in VENUES
        if "suspended_because" not in venue and timetable(venue, night_of(moment)).span_window_at(moment)
    ]


def test_there_are_enough_of_each_kind_over_enough_towns() -> None:
    kinds = [venue["kind"] for venue in VENUES]
    assert kinds.count("safe_space") >= 10
    assert kinds.count("charter_venue") >= 30
    assert len({venue["town"] for venue in VENUES}) >= 12
    assert len(SIGNED) == 37
    assert len([org for org in SIGNED if not org["venues"]]) >= 10


@every_venue
def test_a_row_has_the_keys_that_the_loader_reads(venue: dict[str, Any]) -> None:
    assert [key for key in venue if key not in OPTIONAL] == KEYS
    assert venue["kind"] in ("safe_space", "charter_venue")
    assert venue["eligibility"] in ("everyone", "women_and_girls")
    assert set(venue["services"]) <= SERVICES
    assert len(set(venue["services"])) == len(venue["services"])
    assert set(venue["access"]) == ACCESS
    assert set(venue["access"].values()) <= {True, False, None}
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", venue["slug"])


@every_venue
def test_a_row_cannot_be_taken_for_a_real_place(venue: dict[str, Any]) -> None:
    assert venue["name"].startswith("Demo ")
    assert re.search(r"Example|Sample|Specimen|Placeholder|Demo", venue["address"])
    assert venue["phone"] is None or re.fullmatch(r"(01632 960|07700 900)\d{3}", venue["phone"])
    assert venue["postcode"] is None or postcodes.normalise(venue["postcode"]) == venue["postcode"]


def test_organisations_cannot_be_taken_for_real_ones_and_are_named_once() -> None:
    names = [org["name"] for org in ORGANISATIONS]
    assert all(name.startswith("Demo ") for name in names)
    assert len(set(names)) == len(names)
    assert len({venue["slug"] for venue in VENUES}) == len(VENUES)
    assert all(date.fromisoformat(org["charter_signed_on"]) <= date(2025, 12, 31) for org in SIGNED)
    assert all(org["charter_signed_on"] is None for org in SAFE)
    people = [address for org in SIGNED for address in org["people"] if address]
    assert all(address.endswith("@example.org") for address in people)
    assert len(set(people)) == len(people) >= 70
    assert set(OFFERED) == {venue["slug"] for org in SIGNED for venue in org["venues"]}


@every_venue
def test_a_venue_stands_in_the_town_it_names(venue: dict[str, Any]) -> None:
    town = gazetteer.load().towns[venue["town"]]
    here = LatLng(venue["lat"], venue["lng"])
    assert is_in_area(here, margin_m=0)
    assert metres_between(here, LatLng(town.lat, town.lng)) < 500


@every_venue
def test_hours_are_canonical_and_special_nights_can_be_read(venue: dict[str, Any]) -> None:
    if venue["opening_hours"] is not None:
        assert str(parse(venue["opening_hours"])) == venue["opening_hours"]
    for day in venue["special"]:
        assert parse_spans(day["hours"])
        assert -1 <= day["night"] <= 34
    assert len({day["night"] for day in venue["special"]}) == len(venue["special"])


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_way_of_opening_is_shown(pattern: str) -> None:
    assert [venue for venue in VENUES if pattern in venue.get("pattern", "")]


def test_the_patterns_are_what_they_say() -> None:
    by_slug = {venue["slug"]: venue for venue in VENUES}
    assert len([v for v in VENUES if v["opening_hours"] == "24/7"]) >= 2
    assert [v for v in VENUES if v["opening_hours"] == "closed" and v["special"]]
    assert [v for v in VENUES if v["opening_hours"] is None]
    assert len([v for v in VENUES if v["is_mobile"]]) == 2
    assert [v for v in VENUES if v.get("moved")]
    assert [v for v in VENUES if v["last_entry"] and "help_at_door" in v["services"]]
    assert [v for v in VENUES if v["last_entry"] and "help_at_door" not in v["services"]]
    assert [v for v in VENUES if v["eligibility"] == "women_and_girls"]
    night, day = by_slug["demo-castle-safe-space"], by_slug["demo-castle-day-drop-in"]
    assert (night["address"], night["lat"], night["lng"]) == (day["address"], day["lat"], day["lng"])
    assert night["opening_hours"] != day["opening_hours"]
    assert all(v["minimum_age"] == 18 for v in VENUES if "Club" in v["name"] and v["last_entry"])


def test_two_places_do_not_share_a_point_unless_they_share_an_address() -> None:
    seen: dict[tuple[float, float], str] = {}
    for venue in VENUES:
        assert seen.setdefault((venue["lat"], venue["lng"]), venue["address"]) == venue["address"]


def test_tonight_shows_every_status_and_one_place_that_nobody_confirmed() -> None:
    said = [venue["tonight"]["status"] for venue in VENUES if venue["tonight"]]
    assert {"open", "full", "closing_early", "closed"} == set(said)
    assert said.count("open") >= 5
    assert [v for v in VENUES if v["last_checked_days_ago"] is None and v["tonight"] is None]


@pytest.mark.parametrize("status", ["full", "closing_early", "closed"])
def test_a_status_is_about_a_place_that_is_open_whenever_the_data_is_loaded(status: str) -> None:
    [venue] = [v for v in VENUES if v["tonight"] and v["tonight"]["status"] == status]
    for night in WEEKS:
        assert timetable(venue, night).spans_on(night) == parse_spans("06:00-06:00")


def test_something_is_open_at_every_half_hour_of_the_week() -> None:
    start = night_starts_at(WEEKS[0])
    for half_hours in range(7 * 48):
        moment = start + timedelta(minutes=30 * half_hours)
        assert len(open_at(moment)) >= 8, moment


def test_at_half_past_one_on_a_sunday_hanley_has_somewhere_open() -> None:
    found = open_at(datetime(2026, 11, 22, 1, 30, tzinfo=UTC))
    assert {"demo-lantern-safe-space", "demo-nightjar-club"} <= set(found)
    assert len(found) >= 15
