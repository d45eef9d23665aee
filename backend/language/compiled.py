"""The translations of `locale/`, compiled: `.mo` for Django, `phone.json` for the build of the phone app.

`python -m backend.language.compiled` makes both, without Django: where the phone app is built there is none.
"""

from __future__ import annotations

import gettext
import hashlib
import json
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from .offered import Language, read

FOLDER = Path(__file__).resolve().parents[2] / "locale"
# What the phone app says has such a place in the list of where it is said.
OF_THE_PHONE = "pwa/"


class Untranslated(Exception):
    """A text stands in a language's file without a translation: nobody may find a hole at night."""


def languages() -> tuple[Language, ...]:
    return read(FOLDER / "languages.json")


def po_file(code: str) -> Path:
    return FOLDER / code / "LC_MESSAGES" / "django.po"


def load(code: str) -> Catalog:
    file = po_file(code)
    if not file.exists():
        return Catalog(locale=code, project="Open Tonight", fuzzy=False)
    with file.open("rb") as opened:
        return read_po(opened, locale=code)


def compile_all() -> None:
    """Writes what Django reads, and what the phone app is built from. Raises Untranslated."""
    for language in languages():
        catalog = load(language.code)
        if missing := [key_of(each) for each in messages(catalog) if not all(forms_of(each))]:
            raise Untranslated(f"{language.english} lacks {len(missing)} texts, the first: {missing[0]}")
        compiled = BytesIO()
        write_mo(compiled, catalog)
        po_file(language.code).with_suffix(".mo").write_bytes(compiled.getvalue())
        phone = json.dumps(for_the_phone(catalog), ensure_ascii=False, sort_keys=True)
        (FOLDER / language.code / "phone.json").write_text(phone, encoding="utf-8")


def for_the_phone(catalog: Catalog) -> dict[str, str | dict[str, str]]:
    """{the English text: its translation}; with a number in it, {plural category: translation} for each."""
    forms = _categories(catalog)
    return {
        key_of(each): (
            {category: forms_of(each)[index] for category, index in forms.items()}
            if each.pluralizable
            else str(each.string)
        )
        for each in messages(catalog)
        if any(place.startswith(OF_THE_PHONE) for place, _ in each.locations)
    }


@cache
def digest() -> bytes:
    """Changes when a translation does."""
    files = sorted(FOLDER.glob("*/LC_MESSAGES/django.mo"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).digest()


def _categories(catalog: Catalog) -> dict[str, int]:
    """Which of gettext's forms is for which of Unicode's plural categories."""
    form_of = gettext.c2py(catalog.plural_expr)
    category_of = Locale.parse(str(catalog.locale)).plural_form
    found = {category_of(number): form_of(number) for number in range(1_000)}
    return found | {"other": found.get("other", catalog.num_plurals - 1)}


def messages(catalog: Catalog) -> Iterator[Message]:
    return (each for each in catalog if each.id)


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple) else message.id)


def forms_of(message: Message) -> tuple[str, ...]:
    said = message.string
    return tuple(said) if isinstance(said, (list, tuple)) else (str(said or ""),)


if __name__ == "__main__":
    compile_all()
