"""What is typed to search the register, and to keep a search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from backend.charter.choices import Sector
from backend.venues.models import plain_text

from .forms import DeskForm
from .register import DUE, ORDERS, STANDINGS

ANY = ("", "Any")


class RegisterForm(DeskForm):
    """Each field by itself: one that will not do is left out, and the others hold."""

    q = forms.CharField(required=False, max_length=80, label="Name, town, postcode, venue or reference")
    standing = forms.ChoiceField(required=False, label="Standing", choices=[ANY, *STANDINGS.items()])
    sector = forms.ChoiceField(required=False, label="Sector", choices=[ANY, *Sector.choices])
    town = forms.CharField(required=False, max_length=60, label="Town")
    due = forms.ChoiceField(required=False, label="Review due", choices=[ANY, *DUE.items()])
    order = forms.ChoiceField(required=False, label="In order of", choices=[*ORDERS.items()])
    champion = forms.BooleanField(required=False, label="No champion")
    training = forms.BooleanField(required=False, label="No training in force")
    safe_space = forms.BooleanField(required=False, label="Has a Safe Space")

    def __init__(self, *args: Any, towns: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["town"].widget = forms.Select(choices=[ANY, *((town, town) for town in towns)])

    def asked(self) -> dict[str, Any]:
        """What was understood. A tick goes into the address as `1`."""
        self.full_clean()
        typed = getattr(self, "cleaned_data", {})
        return {name: "1" if value is True else value for name, value in typed.items() if value}


class SavedViewForm(DeskForm):
    name = forms.CharField(
        label="Name for this search",
        max_length=60,
        validators=[plain_text],
        error_messages={
            "required": "Type a name by which you find this search again.",
            "max_length": "Use at most 60 letters for the name.",
        },
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
