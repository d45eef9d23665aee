"""How old a reader must be for the public's texts: the Flesch-Kincaid grade and the five years before school.

The libraries for such measures bring a corpus of words to download; this counts syllables by spelling.
Names, numbers and addresses are not read as prose.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backend.devdb.home import PROJECT

TEMPLATES = PROJECT / "backend" / "pages" / "templates" / "pages"
PHONE = PROJECT / "pwa" / "src"
AIM = 11.0
# Of a text so short one long word decides.
FEWEST_WORDS = 40
BEFORE_SCHOOL = 5

# For people at work, and for those who program: written as they need it.
NOT_FOR_THE_PUBLIC = {"venue", "data", "poster", "embed"}
DATA = {
    "helplines": ("who_for", "what", "cost", "title", "points"),
    "what_to_say": ("says", "points"),
    "easy": ("title", "says"),
}
SENTENCE = re.compile(r"[.!?:]+(?=\s|$)|\n")
WORD = re.compile(r"[a-z]+(?:['\u2019-][a-z]+)*", re.IGNORECASE)
NOT_PROSE = re.compile(r"\S*(?:https?:|/|@|\.\w{2,})\S*|\S*\d\S*")
NAMES = re.compile(
    r"Staffordshire and Stoke-on-Trent|Staffordshire|Stoke-on-Trent|Violence Reduction Alliance|"
    r"Safer Places for Women and Girls Charter|Open Government Licence|OpenStreetMap|GeoNames"
)
VALUE = re.compile(r"\{\w+\}")
BLOCK = re.compile(r"</?(?:p|li|h[1-6]|dt|dd|label|button|summary|option|section|ul|div|a)\b[^>]*>")
SPOKEN = re.compile(r"\bt\(\s*\"((?:[^\"\\]|\\.)+)\"")


@dataclass(frozen=True, slots=True)
class Measured:
    source: str
    words: int
    age: float

    def __str__(self) -> str:
        return f"{self.source:32}{self.words:6} words  reading age {self.age:4.1f}"


def syllables(word: str) -> int:
    """By its spelling: a group of vowels is one, a silent e at the end is none."""
    letters = re.sub(r"^some(?=.)", "som", re.sub(r"[^a-z]", "", word.lower()))
    letters = re.sub(r"(?<=[^aeiouyl])e$|(?<=[aeiouy])le$|(?<=[^td])ed$|(?<=[^aeiouycgsxzh])es$", "", letters)
    found = re.findall(r"[aeiouy]+", letters)
    split = re.findall(r"ia(?!l)|io(?!n)|(?<!p)eo|ie(?=t|nc)|[aeiou](?=ing)|eat(?=$|i)|uo|[^q]ua|iu", letters)
    return max(1, len(found) + len(split))


def measure(source: str, text: str) -> Measured | None:
    """None where there is too little to measure."""
    plain = NOT_PROSE.sub(" ", NAMES.sub("it", VALUE.sub("it", text)))
    sentences = [found for part in SENTENCE.split(plain) if (found := WORD.findall(part))]
    words = [word for sentence in sentences for word in sentence]
    if len(words) < FEWEST_WORDS:
        return None
    grade = 0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    return Measured(source, len(words), grade + BEFORE_SCHOOL)


def of_template(text: str) -> str:
    """What a template says, one sentence or part of the page a line."""
    text = re.sub(r'\{%\s*say "([^"]*)".*?%\}', r"\1", text)
    text = re.sub(r"<(script|style|svg|code)\b.*?</\1>|\{#.*?#\}", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "it", re.sub(r"\{%.*?%\}", " ", text, flags=re.S))
    return re.sub(r"<[^>]+>", "", BLOCK.sub("\n", text)).replace("&nbsp;", " ")


def of_data(content: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(content, list):
        for each in content:
            yield from of_data(each, keys)
    elif isinstance(content, dict):
        for key, value in content.items():
            if key in keys:
                yield from value if isinstance(value, list) else [str(value or "")]
            elif not isinstance(value, str):
                yield from of_data(value, keys)


def texts() -> Iterator[tuple[str, str]]:
    """(where it stands, what it says) of everything that the public reads."""
    for name, keys in DATA.items():
        content = json.loads((PROJECT / "fixtures" / f"{name}.json").read_text(encoding="utf-8"))
        yield f"fixtures/{name}.json", "\n".join(of_data(content, keys))
    for path in sorted(TEMPLATES.glob("*.html")):
        if path.stem not in NOT_FOR_THE_PUBLIC:
            yield f"pages/{path.name}", of_template(path.read_text(encoding="utf-8"))
    yield "the phone app", "\n".join(SPOKEN.findall(_phone()))


def _phone() -> str:
    files = [
        path for path in sorted(PHONE.rglob("*.ts")) if "venue" not in path.parts and "desk" not in path.parts
    ]
    return "\n".join(Path(path).read_text(encoding="utf-8") for path in files)


def main() -> int:
    measured = [found for source, text in texts() if (found := measure(source, text))]
    for each in measured:
        print(f"{each}{'' if each.age <= AIM else f'  over {AIM:g}'}")
    return 1 if any(each.age > AIM for each in measured) else 0


if __name__ == "__main__":
    sys.exit(main())
