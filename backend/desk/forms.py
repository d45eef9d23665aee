"""What officers may type, with words for what will not do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from backend.accounts.models import OfficerRole
from backend.venues.choices import Role
from backend.venues.models import Organisation, Venue, plain_text

WHO_IS_IT = {
    "required": "Type their e-mail address, like alice@example.org.",
    "invalid": "That is not an e-mail address. Type it like alice@example.org.",
    "max_length": "That is too long for an e-mail address. Type it like alice@example.org.",
}
NAME = {
    "required": "Type their name, as colleagues call them.",
    "max_length": "Use at most 80 letters for the name.",
}
REASON = {
    "required": "Type the reason: whoever reads the history must understand it.",
    "max_length": "Use at most 200 letters for the reason.",
}


class DeskForm(forms.Form):
    """Fields say what they are by `aria-describedby` and `aria-invalid`, which Django sets with `id`s."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class ReasonForm(DeskForm):
    because = forms.CharField(
        label="Reason",
        max_length=200,
        validators=[plain_text],
        error_messages=REASON,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class RefusalForm(ReasonForm):
    """`seen` is when what the officer read was proposed: another wish is not decided unread."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)


class PersonSearchForm(DeskForm):
    q = forms.CharField(required=False, max_length=80, label="Name or e-mail address")


class MemberForm(DeskForm):
    """A manager or staff, of all venues of the organisation or of those ticked."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[plain_text],
        error_messages=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages=WHO_IS_IT,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=Role.choices,
        initial=Role.MANAGER,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose manager or staff.", "invalid_choice": "Choose manager or staff."},
    )
    scope = forms.ChoiceField(
        label="Of which venues",
        choices=[("all", "All of them, also those that come later"), ("some", "Only these:")],
        initial="all",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose all venues, or only some."},
    )
    venues = forms.ModelMultipleChoiceField(
        label="Venues",
        queryset=Venue.objects.none(),
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick venues of this organisation."},
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["venues"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = organisation.venues.order_by("name")

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("scope") == "some" and not typed.get("venues") and "venues" not in self.errors:
            self.add_error("venues", "Tick at least one venue, or choose all of them.")
        return typed

    def named_venues(self) -> Iterable[Venue]:
        """None at all means all of them."""
        return self.cleaned_data["venues"] if self.cleaned_data["scope"] == "some" else ()


class OfficerForm(DeskForm):
    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[plain_text],
        error_messages=NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages=WHO_IS_IT,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label="Role",
        choices=[
            (OfficerRole.OFFICER, "Officer: decides on applications and changes, suspends venues"),
            (
                OfficerRole.SENIOR_OFFICER,
                "Senior officer: may also publish, withdraw, invite, and reset second factors",
            ),
            (OfficerRole.PARTNER, "Partner: reads who signed and the figures, no names, decides nothing"),
        ],
        initial=OfficerRole.OFFICER,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose officer, senior officer or partner.",
            "invalid_choice": "Choose officer, senior officer or partner.",
        },
    )


class CertainForm(DeskForm):
    is_certain = forms.BooleanField(
        label="I spoke to them, and I am certain that it is them who ask",
        error_messages={
            "required": "Speak to them first, on a number that you know to be theirs; then tick this."
        },
    )
