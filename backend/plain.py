"""What somebody may type where others read it: plain words, nothing unseen."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError

# Controls, direction marks, private and broken characters, and the separators that start another line.
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"}
# Letters and marks by their class that show nothing: fillers, joiners, variation selectors, objects.
BLANK = {0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0xFFFC}
VARIATIONS = (range(0x180B, 0x1810), range(0xFE00, 0xFE10), range(0xE0100, 0xE01F0))


def plain_text(text: str) -> None:
    """Refuse control, bidi and other unseen characters: they make a name look like another, or like none."""
    if any(_is_unseen(character) for character in text):
        raise ValidationError("Leave out control and invisible characters: type the words plainly.")


def plain_lines(text: str) -> None:
    """The same for what may have several lines; each ends with a plain line feed."""
    for line in text.split("\n"):
        plain_text(line)


def _is_unseen(character: str) -> bool:
    point = ord(character)
    return (
        unicodedata.category(character) in UNSEEN
        or point in BLANK
        or any(point in selectors for selectors in VARIATIONS)
    )
