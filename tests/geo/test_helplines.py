"""Public pages print wrong numbers for some of these lines: every digit is held to what is known."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backend.hours.text import parse

RAW = Path("fixtures/helplines.json").read_text(encoding="utf-8")
HELP: dict[str, Any] = json.loads(RAW)
LINES: list[dict[str, Any]] = HELP["lines"]
ADVICE = {section["id"]: section for section in HELP["advice"]}
BY_ID = {line["id"]: line for line in LINES}

SHORT_NUMBERS = {
    "999",
    "101",
    "111",
    "116123",
    "18000",
    "18001101",
    "61016",
    "85258",
    "08001111",
    "0800555111",
}
AS_PUBLISHED = {
    "999": "999",
    "101": "101",
    "sexual-abuse": "0808 500 2222",
    "domestic-abuse": "0808 2000 247",
    "new-era": "0300 303 3778",
    "mens-advice": "0808 801 0327",
    "galop": "0800 999 5428",
    "childline": "0800 1111",
    "samaritans": "116 123",
    "shout": "85258",
    "crimestoppers": "0800 555 111",
    "btp": "61016",
    "111": "111",
    "relay-999": "18000",
    "relay-101": "18001 101",
}
# As some page prints them, or as a finger slips: none of these is the line that it is meant for.
MISPRINTS = [
    "0800 500 2222",
    "0808 500 222",
    "0800 200 247",
    "0800 2000 247",
    "0808 200 247",
    "0300 303 778",
    "0300 303 3788",
    "0800 801 0327",
    "0808 999 5428",
    "0808 1111",
    "0800 11111",
    "116 132",
    "0800 555 1111",
    "61106",
    "85285",
    "18000 101",
]
# The line for people who hurt their partners.
NEVER_SHOWN = "01785 601690"
TO_RECHECK = {"new-era", "womens-aid", "grange-park", "shout", "streetsafe"}
HOURS_TO_RECHECK = TO_RECHECK | {"mens-advice", "galop"}
ORDER = ["danger", "silent", "hurt", "home", "assault", "talk", "train", "later"]

with_a_number = pytest.mark.parametrize("line", [x for x in LINES if x["number"]], ids=lambda x: x["id"])
every_line = pytest.mark.parametrize("line", LINES, ids=lambda x: x["id"])


def digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def test_999_is_first_and_says_what_to_do_if_you_cannot_speak() -> None:
    assert LINES[0]["number"] == "999"
    assert HELP["advice"][0]["id"] == "silent_999"


@with_a_number
def test_a_number_is_digits_only_and_the_one_that_is_shown(line: dict[str, Any]) -> None:
    assert re.fullmatch(r"[0-9]+", line["number"])
    assert digits(line["display"]) == line["number"]


@with_a_number
def test_a_number_has_the_form_of_a_british_help_line(line: dict[str, Any]) -> None:
    assert line["number"] in SHORT_NUMBERS or re.fullmatch(r"0(800|808|300)[0-9]{7}", line["number"])


@pytest.mark.parametrize(("id_", "display"), AS_PUBLISHED.items())
def test_the_numbers_are_those_that_were_found(id_: str, display: str) -> None:
    assert BY_ID[id_]["number"] == digits(display)


@pytest.mark.parametrize("misprint", [*MISPRINTS, NEVER_SHOWN])
def test_known_misprints_and_the_line_for_perpetrators_are_nowhere(misprint: str) -> None:
    assert digits(misprint) not in [line["number"] for line in LINES]
    shown = [line["display"] for line in LINES]
    assert not re.search(rf"(?<!\d){re.escape(misprint)}(?!\d)", " ".join(filter(None, shown)))
    assert misprint not in shown


def test_savana_which_closed_is_nowhere() -> None:
    assert "savana" not in RAW.casefold()


def test_nothing_dials_55() -> None:
    assert "tel:" not in RAW
    assert not [line for line in LINES if line["number"] and line["number"].startswith("99955")]
    about_55 = [p for p in ADVICE["silent_999"]["points"] if "55" in p]
    assert "not before" in about_55[0]
    assert "landline there is no 55" in " ".join(about_55)
    assert "does not show the police where you are" in " ".join(about_55)


def test_texting_999_needs_signing_up_before() -> None:
    assert "only if this phone was signed up before" in ADVICE["text_999"]["points"][0]
    assert BY_ID["999"]["how"] == "call"


SAID = [
    ("silent_999", "cough or tap"),
    ("silent_999", "It tells you when to press 55"),
    ("silent_999", "the call ends"),
    ("silent_999", "45 seconds"),
    ("text_999", "text the word register to 999"),
    ("text_999", "answer yes"),
    ("text_999", "two or three minutes"),
    ("text_999", "do not send a test"),
    ("spiking", "Do not let them leave alone"),
    ("spiking", "up to 7 days"),
    ("spiking", "not a crime"),
    ("after", "do not wash or change"),
    ("after", "you can still go"),
]


@pytest.mark.parametrize(("id_", "said"), SAID)
def test_advice_says_what_matters(id_: str, said: str) -> None:
    assert said in " ".join(ADVICE[id_]["points"])


def test_112_is_never_said_to_work_everywhere() -> None:
    assert "In the UK, 112 reaches the same people." in BY_ID["999"]["what"]
    assert RAW.count("112") == 1


@every_line
def test_every_line_says_who_it_is_for_when_and_where_we_read_it(line: dict[str, Any]) -> None:
    assert line["who_for"]
    assert line["what"].endswith(".")
    assert (line["cost"] or "The end.").endswith(".")
    assert line["sources"]
    assert line["how"] in ("call", "text", "web")
    assert (line["number"] is None) == (line["how"] == "web") == (line["display"] is None)
    assert line["number"] or line["url"]


@every_line
def test_a_line_with_one_source_or_an_old_one_is_to_be_confirmed(line: dict[str, Any]) -> None:
    assert line["confirmed"] is (line["id"] not in TO_RECHECK)
    assert line["checked_on"] is None or date.fromisoformat(line["checked_on"])
    assert line["url"] is None or line["url"].startswith("https://")


@every_line
def test_hours_are_written_as_the_phone_reads_them(line: dict[str, Any]) -> None:
    assert line["hours"] is None or str(parse(line["hours"])) == line["hours"]
    assert line["hours_confirmed"] is (line["id"] not in HOURS_TO_RECHECK)
    assert line["hours"] or not line["hours_confirmed"]


FREEPHONE = r"0(800|808)[0-9]{7}|08001111|0800555111|116[0-9]{3}"


@with_a_number
def test_a_number_that_is_free_from_any_phone_says_so(line: dict[str, Any]) -> None:
    if re.fullmatch(FREEPHONE, line["number"]):
        assert line["cost"].startswith("Free")


def test_words_are_short_enough_for_somebody_in_a_hurry() -> None:
    for text in [line["what"] for line in LINES] + [
        p for section in HELP["advice"] for p in section["points"]
    ]:
        for sentence in re.split(r"[.?:] ", text):
            assert len(sentence.split()) <= 24, sentence


def test_ids_are_said_once_and_everything_stands_in_a_section() -> None:
    assert len(BY_ID) == len(LINES)
    assert len(ADVICE) == len(HELP["advice"])
    assert [section["id"] for section in HELP["sections"]] == ORDER
    assert {row["section"] for row in LINES + HELP["advice"]} == set(ORDER)


def test_what_is_urgent_comes_first() -> None:
    places = [ORDER.index(line["section"]) for line in LINES]
    assert places == sorted(places)
