"""A version of the Charter as a form: an introduction, and up to twelve commitments in their order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField

from backend.charter.models import CharterVersion, Terms
from backend.venues.models import plain_text

from .fields import Sentences, day_field
from .forms import DeskForm

MOST_COMMITMENTS = 12


class VersionForm(DeskForm):
    """Rows that are left empty are left out."""

    introduction = Sentences(
        label="Introduction",
        max_length=1000,
        rows=4,
        required=False,
        error_messages={"max_length": "Use at most 1,000 letters for the introduction."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_COMMITMENTS + 1):
            self.fields[f"title_{number}"] = forms.CharField(
                label="In a few words",
                max_length=120,
                required=False,
                validators=[plain_text],
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
                error_messages={"max_length": "Use at most 120 letters, and say the rest below."},
            )
            self.fields[f"text_{number}"] = Sentences(
                label="In full",
                max_length=600,
                required=False,
                error_messages={"max_length": "Use at most 600 letters."},
            )

    def rows(self) -> Iterator[tuple[int, BoundField, BoundField]]:
        for number in range(1, MOST_COMMITMENTS + 1):
            yield number, self[f"title_{number}"], self[f"text_{number}"]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        for number in range(1, MOST_COMMITMENTS + 1):
            if typed.get(f"text_{number}") and not typed.get(f"title_{number}"):
                self.add_error(f"title_{number}", "Say it in a few words: the form and the list show these.")
        if not self.errors and not self.commitments():
            self.add_error("title_1", "Write at least one commitment.")
        return typed

    def commitments(self) -> list[tuple[str, str]]:
        pairs = [
            (self.cleaned_data[f"title_{number}"], self.cleaned_data[f"text_{number}"])
            for number in range(1, MOST_COMMITMENTS + 1)
        ]
        return [pair for pair in pairs if pair[0]]


def as_typed(version: CharterVersion | None) -> dict[str, str]:
    """What to begin with: the words that this version has."""
    if version is None:
        return {}
    words = {"introduction": version.introduction}
    commitments: Sequence[Any] = list(version.commitments.all())
    for number, each in enumerate(commitments, start=1):
        words |= {f"title_{number}": each.title, f"text_{number}": each.text}
    return words


class ForceForm(DeskForm):
    in_force_on = day_field("From which day on", "Choose the day from which on it is signed.")
    is_certain = forms.BooleanField(
        label="I have read it as it will be signed: from now on nobody can change it",
        error_messages={"required": "Read it once more; then tick this."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_in_force_on(self) -> date:
        day: date = self.cleaned_data["in_force_on"]
        if day < self.today:
            raise ValidationError("Choose today or a later day: nobody signed it before.")
        return day


def _number(label: str, least: int, most: int, words: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), words),
    )


class TermsForm(DeskForm):
    review_months = _number("Months until a review is due", 1, 36, "Type a number from 1 to 36.")
    grace_days = _number("Days of grace before it lapses", 0, 180, "Type a number from 0 to 180.")


def as_set(terms: Terms) -> dict[str, int]:
    return {"review_months": terms.review_months, "grace_days": terms.grace_days}
