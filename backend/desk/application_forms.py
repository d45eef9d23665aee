"""What an officer types on an application: findings, reasons, a letter, and who it is that signs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from backend.charter.letters import Written
from backend.charter.likenesses import Likeness
from backend.charter.models import Answer
from backend.venues.models import Organisation, plain_text

from .fields import Lines, Sentences, day_field
from .forms import DeskForm
from .words import full_day

NEW = "new"
MOST_DIGITS = 18
WHY = {
    "required": "Type the reason: the applicant reads it.",
    "max_length": "Use at most 500 letters for the reason.",
}


class QueueForm(DeskForm):
    q = forms.CharField(required=False, max_length=120, label="Organisation or reference")


class WhyForm(DeskForm):
    because = Sentences(label="Reason", max_length=500, error_messages=WHY)


class TakenBackForm(DeskForm):
    """No letter goes out: they told us."""

    because = Sentences(
        label="What they told you",
        max_length=500,
        rows=2,
        error_messages={
            "required": "Type what they told you, and who did: whoever reads the history must understand it.",
            "max_length": "Use at most 500 letters.",
        },
    )


class ActionForm(DeskForm):
    because = Sentences(
        label="What is needed",
        max_length=500,
        error_messages={
            "required": "Type what is needed: the applicant reads it.",
            "max_length": "Use at most 500 letters for what is needed.",
        },
    )
    due_on = day_field("By which day", "Choose the day by which it is needed.")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        day: date = self.cleaned_data["due_on"]
        if day <= self.today:
            raise ValidationError("Choose a later day than today.")
        return day


class LetterForm(DeskForm):
    """As it will go. What stood in the preview, or what the officer made of it."""

    subject = forms.CharField(
        label="Subject",
        max_length=200,
        validators=[plain_text],
        error_messages={
            "required": "Type a subject: a letter without one looks like spam.",
            "max_length": "Use at most 200 letters for the subject.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    body = Lines(
        label="Letter",
        max_length=8000,
        error_messages={"required": "Type the letter.", "max_length": "Use at most 8,000 letters."},
    )

    def written(self) -> Written:
        return Written(self.cleaned_data["subject"], self.cleaned_data["body"])


class FindingsForm(DeskForm):
    """One field for each commitment, named after it."""

    def __init__(self, *args: Any, answers: Iterable[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for answer in answers:
            self.fields[f"finding_{answer.commitment_id}"] = Sentences(
                label="What you saw for it",
                max_length=500,
                rows=2,
                required=False,
                initial=answer.finding,
                show_hidden_initial=True,
                error_messages={"max_length": "Use at most 500 letters for what you saw."},
            )

    def findings(self) -> dict[int, str]:
        """Those that were typed anew: what a colleague found meanwhile is not written over with a blank."""
        return {int(name.partition("_")[2]): self.cleaned_data[name] for name in self.changed_data}


class SigningForm(DeskForm):
    """Who it is: one of those that are offered, any that was looked for, or a new one."""

    organisation = forms.ChoiceField(
        label="Which organisation is it?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose the organisation that it is, or that it is a new one.",
            "invalid_choice": "Choose one of these, or look for another.",
        },
    )

    def __init__(self, *args: Any, offered: Iterable[Likeness], name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        choices = [(str(each.pk), described(each)) for each in offered]
        field = self.fields["organisation"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*choices, (NEW, f"A new organisation: {name}")]
        if not choices:
            field.initial = NEW

    def clean_organisation(self) -> Organisation | None:
        """None is a new one. What the register would refuse is said here already."""
        chosen = self.cleaned_data["organisation"]
        if chosen != NEW:
            found = Organisation.objects.filter(pk=int(chosen)).first()
            if found is None:
                raise ValidationError("It is not in the register any more. Choose another.")
            if found.charter_signed_on:
                raise ValidationError(
                    f"{found.name} has a current signature, of {full_day(found.charter_signed_on)}. "
                    "Renew that on its page, or withdraw it first."
                )
            return found
        if Organisation.objects.filter(name__iexact=self.name).exists():
            raise ValidationError(NAME_TAKEN)
        return None


NAME_TAKEN = (
    "An organisation of this very name is in the register. Choose it here; if it is another one, ask them "
    "for a name that tells the two apart, and let them apply with that."
)


def described(each: Likeness) -> str:
    """`Demo Owl Taverns: Leek ST13 5AA, 3 venues, no current signature`."""
    where = " ".join(part for part in (each.town, each.postcode) if part) or "no town known"
    venues = f"{each.venues} venue{'' if each.venues == 1 else 's'}"
    signed = (
        f"signed on {full_day(each.signed_on)}: renew that instead"
        if each.signed_on
        else "no current signature"
    )
    return f"{each.name}: {where}, {venues}, {signed}"


def number(text: str) -> int | None:
    """A row's number that somebody sent; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS else None
