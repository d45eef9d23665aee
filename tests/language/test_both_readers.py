"""The server and the phone say the same, letter for letter, in every language."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from backend.hours.openness import Label
from backend.language import compiled
from backend.language.labels import sentence, staffed_sentence
from backend.language.offered import Language
from backend.pages import words
from tests.hours.cases import load, moment
from tests.hours.engines import NODE

CASES = load("openness.json")
METRES = (10, 420, 3_512, 12_300)
MINUTES = (1, 2, 3, 5, 11, 22, 60)
PHONE = Path(__file__).resolve().parents[1] / "pwa" / "said.ts"


def label_of(case: dict[str, Any]) -> Label:
    is_moment = ("_at", "_since")
    values: dict[str, Any] = {
        name: moment(value) if value and name.endswith(is_moment) else value
        for name, value in case["label"].items()
    }
    return Label(**values)


def said_by_phone(language: Language) -> dict[str, Any]:
    right_to_left = "1" if language.is_right_to_left else ""
    strip = ("--experimental-strip-types", "--no-warnings")
    command = [str(NODE), *strip, str(PHONE), language.code, right_to_left]
    told = subprocess.run(command, capture_output=True, check=True, timeout=60)
    said: dict[str, Any] = json.loads(told.stdout)
    return said


@pytest.mark.parametrize("language", compiled.languages(), ids=lambda language: language.code)
def test_server_and_phone_say_the_same(language: Language, all_languages: None) -> None:
    phone = said_by_phone(language)
    with translation.override(language.code):
        labels = [
            [sentence(said, now=moment(case["now"])), staffed_sentence(said) or "", words.state_words(said)]
            for case in CASES
            for said in [label_of(case)]
        ]
        distances = [words.distance_words(metres) for metres in METRES]
        walks = [words.way_words(420, minutes) for minutes in MINUTES]
    assert phone["labels"] == labels
    assert (phone["distances"], phone["walks"]) == (distances, walks)
    assert not any("Open until" in says for says, _, _ in labels)
