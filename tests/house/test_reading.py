"""Whoever reads these texts is frightened, and may be nine: how old a reader must be is measured."""

from __future__ import annotations

import json

import pytest

from backend.house import reading

SYLLABLES = {
    "the": 1, "safe": 1, "police": 2, "emergency": 4, "people": 2, "table": 2, "called": 1, "wanted": 2,
    "places": 2, "used": 1, "someone": 2, "somewhere": 2, "quiet": 2, "being": 2, "going": 2, "create": 2,
    "ambulance": 3, "organisation": 5, "changes": 2, "times": 1, "violence": 3, "taxi": 2,
}  # fmt: skip
LAWYERS = (
    "Notwithstanding any contrary stipulation, participating establishments unconditionally undertake to "
    "accommodate individuals experiencing vulnerability, irrespective of circumstances, and to facilitate "
    "communication with appropriate authorities whenever considerations of personal safety necessitate it. "
    "Supplementary documentation concerning the implementation of these obligations is available."
)


@pytest.mark.parametrize(("word", "count"), SYLLABLES.items())
def test_syllables_are_counted_by_spelling(word: str, count: int) -> None:
    assert reading.syllables(word) == count


def test_the_age_is_five_years_more_than_the_grade() -> None:
    """Ten sentences of five words of one syllable: 0.39 * 5 + 11.8 * 1 - 15.59, and five."""
    found = reading.measure("made", "The cat sat on it. " * 10)
    assert found
    assert (found.words, round(found.age, 2)) == (50, 3.16)


def test_what_a_lawyer_writes_is_found_out() -> None:
    found = reading.measure("made", LAWYERS)
    assert found
    assert found.age > 20


def test_a_few_words_are_not_measured() -> None:
    assert reading.measure("made", "Call 999 now.") is None


def test_a_template_is_read_as_its_reader_reads_it() -> None:
    said = reading.of_template(
        '{% load saying %}<h1>{% say "Help lines" %}</h1><style>p{}</style><p>Call {{ name }}'
        "{% if x %}, or wait{% endif %}.</p><code>curl x</code>"
    )
    assert said.split() == ["Help", "lines", "Call", "it", ",", "or", "wait", "."]


def test_of_data_only_what_is_read_is_measured() -> None:
    content = json.loads(
        '{"about": "x", "lines": [{"what": "Call.", "url": "u", "points": ["One.", "Two."]}]}'
    )
    assert list(reading.of_data(content, ("what", "points"))) == ["Call.", "One.", "Two."]


def test_all_that_the_public_reads_is_for_a_reader_of_eleven() -> None:
    measured = [found for source, text in reading.texts() if (found := reading.measure(source, text))]
    assert {each.source for each in measured} >= {
        "fixtures/helplines.json",
        "pages/privacy.html",
        "the phone app",
    }
    assert [str(each) for each in measured if each.age > reading.AIM] == []
