"""Every text is there in every language, and a file that lacks one is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from backend.language import catalogues, compiled, offered
from backend.language.offered import Language
from backend.language.texts import Source, Text, texts

SAID: dict[Text, Source] = {
    "Open until {time}.": Source(["pwa/src/words.ts"]),
    ("{n} minute", "{n} minutes"): Source(["backend/pages/words.py"]),
}
LANGUAGES = compiled.FOLDER / "languages.json"
OF_OPEN = "the translation of: Open until {time}."
WHOLE = {"Open until {time}.": "Otwarte do {time}.", "{n} minute": ("minuta", "{n} minuty", "{n} minut")}


@pytest.fixture
def polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(compiled, "FOLDER", tmp_path)
    assert catalogues.update("pl", dict(SAID)) == 2
    return tmp_path


def translate(**change: object) -> None:
    catalog = compiled.load("pl")
    for english, said in (WHOLE | change).items():
        message = catalog.get(english)
        assert message
        message.string = said  # type: ignore[assignment]
    with compiled.po_file("pl").open("wb") as file:
        write_po(file, catalog)


@pytest.mark.parametrize("language", compiled.languages(), ids=lambda language: language.code)
def test_no_text_of_the_public_is_missing(language: Language) -> None:
    assert catalogues.faults(language.code, texts()) == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({}, []),
        ({"Open until {time}.": ""}, ["pl: not translated: Open until {time}."]),
        ({"{n} minute": ("minuta", "{n} minuty", "")}, ["pl: not translated: {n} minute"]),
        ({"Open until {time}.": "Otwarte."}, [f"pl: {{time}} in {OF_OPEN}"]),
        (
            {"Open until {time}.": "Do {tme}."},
            ["pl: {time}, {tme} in the translation of: Open until {time}."],
        ),
        ({"Open until {time}.": "Do <b>{time}</b>"}, [f"pl: a tag in {OF_OPEN}"]),
    ],
)
def test_what_is_wrong_with_a_file_is_said(polish: Path, change: dict[str, object], fault: list[str]) -> None:
    translate(**change)
    assert catalogues.faults("pl", dict(SAID)) == fault


def test_a_text_that_nobody_says_any_more_is_found(polish: Path) -> None:
    translate()
    assert catalogues.faults("pl", {"Open until {time}.": Source([])}) == ["pl: said nowhere: {n} minute"]


def test_a_file_keeps_its_translations_when_texts_come_and_go(polish: Path) -> None:
    translate()
    assert catalogues.update("pl", SAID | {"Full.": Source(["pwa/src/words.ts"])}) == 1
    assert catalogues.update("pl", dict(SAID)) == 0


def test_the_phone_gets_its_own_texts_by_their_plural_categories(polish: Path) -> None:
    translate()
    assert compiled.for_the_phone(compiled.load("pl")) == {"Open until {time}.": "Otwarte do {time}."}
    forms: dict[Text, Source] = {("{n} minute", "{n} minutes"): Source(["pwa/src/elements/card.ts"])}
    catalogues.update("pl", dict(forms))
    assert compiled.for_the_phone(compiled.load("pl")) == {
        "{n} minute": {"one": "minuta", "few": "{n} minuty", "many": "{n} minut", "other": "{n} minut"}
    }


def test_a_language_with_a_hole_is_not_built(polish: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "languages", lambda: offered.read(LANGUAGES)[:1])
    translate(**{"Open until {time}.": ""})
    with pytest.raises(compiled.Untranslated, match=r"Polish lacks 1 texts, the first: Open until"):
        compiled.compile_all()
    translate()
    compiled.compile_all()
    assert (polish / "pl" / "phone.json").read_text(
        encoding="utf-8"
    ) == '{"Open until {time}.": "Otwarte do {time}."}'


def test_a_draft_is_offered_only_where_drafts_are_wanted() -> None:
    languages = compiled.languages()
    checked = [each for each in languages if not each.is_draft]
    assert list(offered.offered(languages, drafts=False)) == checked
    assert offered.offered(languages, drafts=True) == languages
    assert {each.code for each in languages} == {"pl", "ur", "ro", "ar", "bn"}


def test_texts_are_found_wherever_they_are_said() -> None:
    said = texts()
    for text in (
        "Find the nearest open place",
        "Full.",
        "Water",
        "Anyone",
        "That is too long for us to read.",
    ):
        assert text in said
    assert ("{n} minute’ walk", "{n} minutes’ walk") in said
