"""A thousand cells that nobody types who means well, each with a number of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import cycle

STARTS = [
    "=", "+", "-", "@", "\t", "\r", "\n", "\t=", "\r\n=", "==", "+-+", "  =", "\u00a0=", "\u3000=", "\u2003@",
    "\uff1d", "\uff0b", "\uff0d", "\uff20", "\u2212", "\ufe62", "\ufe63", "\ufe66", "\ufe6b", "\u207a",
    "\u208b", "\x00=", "\u200b=", "\ufeff=", "\u202e=", '"=', "'=", '"', "<script>", "|", "%",
]  # fmt: skip
TAILS = [
    "+1", "+cmd|' /C calc'!A0", "*DDE(\"cmd\";\"/C calc\";\"x\")", "+HYPERLINK(\"http://x.example\",\"y\")",
    "+SUM(A1:A9)", "+WEBSERVICE(A1)", '"', "'", "a,b;c", "a\r\n=1", "a\n\"=1\"", "\t=1",
    "<script>alert(1)</script>", "</td><img src=x onerror=alert(1)>", "&amp;<b>",
    "\u00e9\U0001d4b3", "\u202egnp", "x" * 900,
    "]]>", "\\",
    "{0}%s", ";=1", "\r", "+DDE()", "\",\"=1", "\u2028=1", "+IMPORTXML(A1)", "|'x'!A1", "--", "''",
    "\x00=1", "\ufeff=1", "-1", "@A1", "(1)",
]  # fmt: skip
HOSTILE = [
    f"{start}{number}{tail}"
    for number, start, tail in zip(range(1000, 2000), cycle(STARTS), cycle(TAILS), strict=False)
]
# No row of a database holds a NUL.
KEPT = [cell.replace("\x00", "") for cell in HOSTILE]
MARKS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b\u207a\u207b\u208a\u208b")


def is_formula(cell: str) -> bool:
    """As the hastiest spreadsheet reads it: blanks and unseen signs before the mark do not count."""
    seen = next((sign for sign in cell if sign.isprintable() and not sign.isspace()), "")
    return seen in MARKS or cell.startswith(("\t", "\r", "\n"))


def numbers_in(cells: Iterable[str]) -> set[int]:
    """Which of the thousand are among them, however they were made harmless."""
    found = (re.search(r"\d{4}", cell) for cell in cells)
    return {int(number[0]) for number in found if number}


ALL = numbers_in(HOSTILE)
