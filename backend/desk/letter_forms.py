"""A letter's words as officers may change them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backend.charter import letters
from backend.venues.models import plain_text

from .fields import Lines
from .forms import DeskForm


class WordsForm(DeskForm):
    subject = forms.CharField(
        label="Subject",
        max_length=150,
        validators=[plain_text],
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": "Type a subject: a letter without one looks like spam.",
            "max_length": "Use at most 150 letters for the subject.",
        },
    )
    body = Lines(
        label="Letter",
        max_length=5000,
        error_messages={"required": "Type the letter.", "max_length": "Use at most 5,000 letters."},
    )

    def __init__(self, *args: Any, key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key

    def clean(self) -> dict[str, Any]:
        """Blanks by their names; what a field lacks by itself is said already."""
        typed = super().clean() or {}
        try:
            letters.check_words(self.key, typed.get("subject", ""), typed.get("body", ""))
        except ValidationError as error:
            for field, reasons in error.message_dict.items():
                if field not in self.errors:
                    self.add_error(field, reasons)
        return typed

    def words(self) -> tuple[str, str]:
        return self.cleaned_data["subject"], self.cleaned_data["body"]
