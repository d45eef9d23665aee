"""Somebody who fills in the Charter's form without script: reads the page, types, presses a button."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.test import Client

from backend.accounts.models import Letter

Answers = dict[str, str]

ANSWERS: dict[str, Answers] = {
    "organisation": {
        "organisation_name": "Lantern Bars Ltd",
        "sector": "bar",
        "address": "1 Example Street",
        "town": "Hanley",
        "postcode": "st13aa",
        "website": "www.example.org",
    },
    "place-0": {
        "place-0-name": "The Lantern",
        "place-0-address": "2 Example Street",
        "place-0-town": "Hanley",
        "place-0-postcode": "",
        "place-0-night": "yes",
    },
    "signatory": {
        "signatory_name": "Ann Example",
        "signatory_role": "Director",
        "signatory_email": "ann@lantern.example.org",
        "signatory_phone": "01782 496 0000",
    },
    "champion": {"champion_name": "Bo Example", "champion_role": "", "champion_email": "bo@example.org"},
    **{
        f"commitment-{position}": {
            f"commitment-{position}-met": "met",
            f"commitment-{position}-how": f"We do it, {position}.",
        }
        for position in range(1, 7)
    },
    "listing": {"may_be_listed": "yes"},
}


@dataclass
class Sheet(HTMLParser):
    """A page as a browser would send it back: its fields with what stands in them, its buttons, its words."""

    status: int
    text: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)
    action: str = ""

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._in = ""
        self._select = ""
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        got = {name: value or "" for name, value in attrs}
        name = got.get("name", "")
        if tag == "form":
            self.action = got.get("action", "")
        elif tag == "button" and name == "go":
            self.buttons.append(got["value"])
        elif tag == "input" and name and (got.get("type") != "radio" or "checked" in got):
            self.fields[name] = got.get("value", "")
        elif tag == "textarea":
            self._in, self.fields[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in got:
            self.fields[self._select] = got["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.fields[self._in] = self.fields[self._in].removeprefix("\n")
            self._in = ""

    def handle_data(self, data: str) -> None:
        if self._in:
            self.fields[self._in] += data

    @property
    def page(self) -> str:
        return self.fields.get("page", "")

    @property
    def title(self) -> str:
        return str(re.findall(r"<title>(.*?)</title>", self.text, re.DOTALL)[0])

    @property
    def faults(self) -> list[str]:
        return re.findall(r'<p class="error"[^>]*>(.*?)</p>', self.text, re.DOTALL)


@dataclass
class Applicant:
    """`network` is the address they come from."""

    network: str = "192.0.2.1"
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def post(self, path: str, fields: Answers, **headers: str) -> Sheet:
        answer: Any = self.client.post(path, fields, REMOTE_ADDR=self.network, headers=headers)
        assert not answer.cookies
        return Sheet(answer.status_code, answer.content.decode())

    def begin(self) -> Sheet:
        return self.post("/charter/apply", {"go": "to organisation"})

    def press(self, sheet: Sheet, go: str = "on", answers: Answers | None = None) -> Sheet:
        return self.post(sheet.action or "/charter/apply", sheet.fields | dict(answers or {}) | {"go": go})

    def fill(self, answers: Mapping[str, Answers] = ANSWERS, *, sheet: Sheet | None = None) -> Sheet:
        """All pages, up to the last one, on which the answers are checked."""
        sheet = sheet or self.begin()
        for _ in range(80):
            if sheet.page == "check":
                return sheet
            go = "on"
            if sheet.page == "premises":
                named = sum(name.endswith("-address") for name in sheet.fields if name.startswith("place-"))
                go = "add" if f"place-{named}" in answers else "on"
            sheet = self.press(sheet, go, answers.get(sheet.page))
        raise AssertionError(f"stuck at {sheet.page}: {sheet.faults}")


def code_to(email: str) -> str:
    letter = Letter.objects.filter(to=email, subject="Your code for the Charter").latest("pk")
    return str(re.findall(r"Your code is (\d{6})", letter.body)[0])


def status_code_to(email: str) -> str:
    letter = Letter.objects.filter(to=email, subject__startswith="We have your application").latest("pk")
    return str(re.findall(r"(?:[A-Z0-9]{4}-){3}[A-Z0-9]{4}", letter.body)[0])
