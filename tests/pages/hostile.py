"""What nobody types who means well: the same five hundred and more strings in every run."""

from __future__ import annotations

import random
from collections.abc import Iterator

SEEDS = [
    "<script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus '", "javascript:alert(1)", "<!--",
    "-->", "]]>", "<svg/onload=alert(1)>",
    "{{ 7*7 }}", "{% debug %}", "{{ settings.SECRET_KEY }}", "{# x #}",
    "${7*7}", "#{7*7}", "<%= 7*7 %>", "{code}", "{0}",
    "%s%s%s%n", "%(a)s", "'; DROP TABLE charter_application; --",
    "1' OR '1'='1", "\\'; SELECT pg_sleep(9)--", "$$a$$",
    "\x00", "a\x00b", "\r\nBcc: all@example.org", "a\nb",
    "\t", "\x1b[31m", "\u202eevil\u202c", "\u200b", "\u2066a\u2069",
    "\ufeff", "\ufffd", "\ufffe", "\u2028",
    "\ue000", "\u3164", "a\u0300" * 40, "Z\u0351\u036b\u0343" * 20,
    "=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(1)",
    "|", "../../etc/passwd", "C:\\nul", "file:///etc/passwd",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001f1ec\U0001f1e7",
    "\U0010ffff", "\u0130\u0131\u017f", "\ufb03",
    "\u0645\u0631\u062d\u0628\u0627", "\u5317\u4eac", "null", "undefined", "NaN",
    "true", "0", "-1", "1e999", "",
    " ", "&lt;script&gt;", "&#60;script&#62;", "&amp;amp;",
    "&", "%3Cscript%3E", "\\u003cscript\\u003e", "a" * 119, "a" * 121,
    "a" * 5_000, "<b>" * 900, "(" * 3_000, "\u00e9" * 500, "O'Brien & Sons <Leek>",
]  # fmt: skip
PIECES = [
    *"<>\"'&;={}%$#@\\/`|()[]- \n\t\x00\u202e\u200b\u0301",
    "script",
    "onerror",
    "{{",
    "}}",
    "{%",
    "%}",
    "--",
    "SELECT",
]


def strings(count: int = 520) -> Iterator[str]:
    yield from SEEDS
    noise = random.Random(520)
    for _ in range(count - len(SEEDS)):
        yield "".join(noise.choices(PIECES, k=noise.randint(1, 60)))
