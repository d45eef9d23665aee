"""The translations of `locale/`: kept up to date with what is said, and checked against it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from string import Formatter
from typing import Any, Final

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from .compiled import forms_of, key_of, load, messages, po_file
from .texts import Source, Text

# Nothing that changes when nothing was translated.
HEADER: Final[dict[str, Any]] = {
    "header_comment": "# Open Tonight: what the public's screens say. See docs/languages.md.",
    "project": "Open Tonight",
    "version": "1",
    "msgid_bugs_address": "none",
    "last_translator": "see languages.json",
    "language_team": "none",
    "creation_date": datetime(2026, 11, 26, tzinfo=UTC),
    "revision_date": datetime(2026, 11, 26, tzinfo=UTC),
    "charset": "utf-8",
}


def update(code: str, texts: dict[Text, Source]) -> int:
    """Writes the file anew: what is said now, translated as far as it was. Returns how many are missing."""
    known = load(code)
    fresh = Catalog(locale=code, fuzzy=False, **HEADER)
    for text, source in sorted(texts.items(), key=lambda pair: (pair[1].places[0], str(pair[0]))):
        old = known.get(text[0] if isinstance(text, tuple) else text)
        kept = old.string if old and isinstance(old.id, tuple) == isinstance(text, tuple) else ""
        empty = ("",) * fresh.num_plurals if isinstance(text, tuple) else ""
        fresh.add(text, kept or empty, locations=[(place, 0) for place in source.places])
    file = po_file(code)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as opened:
        write_po(opened, fresh, width=0, omit_header=False, sort_output=False, include_lineno=False)
    return sum(1 for each in messages(fresh) if not all(forms_of(each)))


def faults(code: str, texts: dict[Text, Source]) -> list[str]:
    """What is wrong with a language's file, a line each; nothing where every text is said in it."""
    catalog = load(code)
    found = []
    for text in texts:
        key = text[0] if isinstance(text, tuple) else text
        message = catalog.get(key)
        if message is None or not all(forms_of(message)) or len(forms_of(message)) != _wanted(catalog, text):
            found.append(f"{code}: not translated: {key}")
            continue
        for form in forms_of(message):
            found += [f"{code}: {problem} in the translation of: {key}" for problem in _problems(text, form)]
    known = {text[0] if isinstance(text, tuple) else text for text in texts}
    found += [
        f"{code}: said nowhere: {key_of(each)}" for each in messages(catalog) if key_of(each) not in known
    ]
    return found


def _wanted(catalog: Catalog, text: Text) -> int:
    return catalog.num_plurals if isinstance(text, tuple) else 1


def _problems(text: Text, translation: str) -> Iterator[str]:
    english = text[-1] if isinstance(text, tuple) else text
    wanted, there = _values(english), _values(translation)
    # "One minute" may be said without the number.
    may_lack = {"n"} if isinstance(text, tuple) else set()
    if not wanted - may_lack <= there <= wanted:
        yield f"{{{'}, {'.join(sorted(wanted ^ there))}}}"
    if "<" in translation or ">" in translation:
        yield "a tag"


def _values(text: Any) -> set[str]:
    try:
        return {name for _, name, _, _ in Formatter().parse(str(text)) if name}
    except ValueError:
        return {"a brace without its twin"}
