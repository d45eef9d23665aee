"""A page's questions as its template shows them, and all answers as they are checked before sending."""

from __future__ import annotations

from dataclasses import dataclass

from django.forms import BoundField, RadioSelect, Select, Textarea

from .charter_draft import Draft
from .charter_forms import PageForm


@dataclass(frozen=True, slots=True)
class Row:
    """One question. `kind` is line, lines, list or radio; the first fault alone is said."""

    name: str
    label: str
    hint: str
    value: str
    fault: str
    kind: str
    input_type: str
    autocomplete: str
    most: int | None
    choices: list[tuple[str, str]]

    @property
    def target(self) -> str:
        """What the summary of faults leads to."""
        return f"{self.name}-{self.choices[0][0]}" if self.kind == "radio" else self.name


@dataclass(frozen=True, slots=True)
class Part:
    """The answers of one page."""

    page: str
    heading: str
    lines: list[tuple[str, str]]


def rows(form: PageForm, *, with_faults: bool) -> list[Row]:
    return [_row(field, with_faults=with_faults) for field in form]


def parts(draft: Draft) -> list[Part]:
    found = []
    for page, form in draft.asking():
        heading = (
            draft.answers.get(f"{page}-name", form.heading) if page.startswith("place-") else form.heading
        )
        found.append(Part(page, heading, [(row.label, _said(row)) for row in rows(form, with_faults=False)]))
    return found


def _row(field: BoundField, *, with_faults: bool) -> Row:
    widget = field.field.widget
    faults = field.errors if with_faults else []
    return Row(
        name=field.html_name,
        label=str(field.label),
        hint=str(field.help_text),
        value=str(field.value() or ""),
        fault=str(faults[0]) if faults else "",
        kind=_kind(widget),
        input_type=getattr(widget, "input_type", "text"),
        autocomplete=str(widget.attrs.get("autocomplete", "")),
        most=getattr(field.field, "max_length", None),
        choices=[(str(value), str(words)) for value, words in getattr(field.field, "choices", [])],
    )


def _kind(widget: object) -> str:
    if isinstance(widget, RadioSelect):
        return "radio"
    if isinstance(widget, Select):
        return "list"
    return "lines" if isinstance(widget, Textarea) else "line"


def _said(row: Row) -> str:
    return dict(row.choices).get(row.value, row.value) or "Nothing"
