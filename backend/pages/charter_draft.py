"""An application while it is typed: its pages in their order, and the answers that travel along.

Nothing of it is kept on the server: each page carries all answers in hidden fields.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest

from backend.charter.applying import MOST_PREMISES, NamedPremises, Typed
from backend.charter.models import CharterVersion, Commitment

from .charter_forms import PLAIN, CommitmentForm, PageForm, PlaceForm

Answers = dict[str, str]

PLACE = re.compile(r"place-(\d{1,2})-(name|address|town|postcode|night)")
COMMITMENT = re.compile(r"commitment-(\d{1,2})-(met|how)")
OF_A_PLACE = ("name", "address", "town", "postcode", "night")
# What travels besides the answers: which wording they answer, and that all was looked through once.
BESIDES = ("version", "looked_through")


@dataclass(frozen=True, slots=True)
class Draft:
    """`version` is the wording in force now, whatever was in force when the form was begun."""

    answers: Answers
    version: CharterVersion
    commitments: tuple[Commitment, ...]

    @property
    def places(self) -> int:
        return 1 + max(
            (int(found[1]) for name in self.answers if (found := PLACE.fullmatch(name))), default=-1
        )

    @property
    def pages(self) -> list[str]:
        of_commitments = [f"commitment-{each.position}" for each in self.commitments]
        return ["organisation", "premises", "signatory", "champion", *of_commitments, "listing", "check"]

    def knows(self, page: str) -> bool:
        return page in self.pages or page in {f"place-{number}" for number in range(MOST_PREMISES)}

    def after(self, page: str) -> str:
        """A place leads to the list of places; once all was looked through, every page leads back there."""
        if page.startswith("place-"):
            return "premises"
        if self.answers.get("looked_through"):
            return "check"
        return self.pages[min(self.pages.index(page) + 1, len(self.pages) - 1)]

    def before(self, page: str) -> str:
        if page.startswith("place-"):
            return "premises"
        return self.pages[max(self.pages.index(page) - 1, 0)]

    def form(self, page: str) -> PageForm | None:
        """What the page asks; None for those that only show."""
        if page in PLAIN:
            return PLAIN[page](self.answers)
        if page.startswith("place-"):
            return PlaceForm(self.answers, prefix=page)
        if page.startswith("commitment-"):
            asked = next(each for each in self.commitments if f"commitment-{each.position}" == page)
            return CommitmentForm(self.answers, prefix=page, commitment=asked)
        return None

    def asking(self) -> Iterator[tuple[str, PageForm]]:
        """Every page that asks something, each place among them."""
        for page in self.pages:
            of_it = [f"place-{number}" for number in range(self.places)] if page == "premises" else [page]
            for name in of_it:
                if form := self.form(name):
                    yield name, form

    def first_fault(self) -> str | None:
        return next((page for page, form in self.asking() if not form.is_valid()), None)


def read(request: HttpRequest, version: CharterVersion) -> Draft:
    """The answers that came, of fields that there are. Of another wording nothing is taken as promised."""
    commitments = tuple(version.commitments.all())
    came = {name: values[-1].replace("\r\n", "\n") for name, values in _posted(request).items() if values}
    names = set(BESIDES) | {name for form in PLAIN.values() for name in form.base_fields}
    positions = {each.position for each in commitments}
    kept = {name: value for name, value in came.items() if name in names or _is_of(name, positions)}
    if kept.get("version") != str(version.number):
        kept = {name: value for name, value in kept.items() if not name.endswith("-met")}
        kept["version"] = str(version.number)
    return Draft(_without_gaps(kept), version, commitments)


def without_place(draft: Draft, number: int) -> Draft:
    """The ones after it move up."""
    kept = {name: value for name, value in draft.answers.items() if not name.startswith(f"place-{number}-")}
    return Draft(_without_gaps(kept), draft.version, draft.commitments)


def looked_through(draft: Draft) -> Draft:
    return Draft(draft.answers | {"looked_through": "yes"}, draft.version, draft.commitments)


def typed(draft: Draft) -> Typed:
    """For a draft without a fault."""
    said = {page: form.cleaned_data for page, form in draft.asking() if form.is_valid()}
    flat = {name: value for page in PLAIN for name, value in said[page].items()}
    flat["may_be_listed"] = flat["may_be_listed"] == "yes"
    places = [said[f"place-{number}"] for number in range(draft.places)]
    answers = {each.position: said[f"commitment-{each.position}"] for each in draft.commitments}
    return Typed(
        **flat,
        answers={position: (answer["met"], answer["how"]) for position, answer in answers.items()},
        premises=tuple(_named(place) for place in places),
    )


def _named(place: Mapping[str, str]) -> NamedPremises:
    return NamedPremises(
        place["name"], place["address"], place["town"], place["postcode"], place["night"] == "yes"
    )


def _posted(request: HttpRequest) -> dict[str, list[str]]:
    """Nothing where the body is in an alphabet that is none."""
    try:
        return {name: [str(value) for value in values] for name, values in request.POST.lists()}
    except (LookupError, UnicodeError):
        return {}


def _is_of(name: str, positions: set[int]) -> bool:
    if found := PLACE.fullmatch(name):
        return found[1] == str(int(found[1])) and int(found[1]) < MOST_PREMISES
    found = COMMITMENT.fullmatch(name)
    return bool(found and found[1] == str(int(found[1])) and int(found[1]) in positions)


def _without_gaps(answers: Answers) -> Answers:
    """Places in which nothing at all was typed are none; the others are numbered from nought."""
    of_places: dict[int, Answers] = {}
    others: Answers = {}
    for name, value in answers.items():
        if found := PLACE.fullmatch(name):
            of_places.setdefault(int(found[1]), {})[found[2]] = value
        else:
            others[name] = value
    filled = [place for _, place in sorted(of_places.items()) if any(place.values())]
    for number, place in enumerate(filled):
        others |= {f"place-{number}-{part}": place.get(part, "") for part in OF_A_PLACE}
    return others
