"""Fields for longer words: a reason that a letter quotes, a letter itself."""

from __future__ import annotations

from typing import Any

from django import forms

from backend.plain import plain_lines, plain_text


class Sentences(forms.CharField):
    """Room to type in; line breaks become spaces, since what is kept is one paragraph."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(widget=widget, validators=[plain_text], **kwargs)

    def to_python(self, value: Any) -> str:
        return " ".join(str(super().to_python(value)).split())


class Lines(forms.CharField):
    """Several lines, as a letter has them; browsers send each break as two signs."""

    def __init__(self, *, rows: int = 16, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
        super().__init__(widget=widget, validators=[plain_lines], strip=False, **kwargs)

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
        return f"{typed.strip()}\n" if typed.strip() else ""


def day_field(label: str, words: str) -> forms.DateField:
    """A day, by the browser's own picker where it has one."""
    return forms.DateField(
        label=label,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"}),
        error_messages={"required": words, "invalid": f"{words} Write it like 2027-03-05."},
    )
