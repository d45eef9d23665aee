"""What officers type where files come in and go out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import FileExtensionValidator

from backend.plain import plain_text
from backend.venues.models import Venue

from .forms import REASON, DeskForm

MEGABYTES = 4
WRONG_KIND = "Choose a file that ends in .csv or .xlsx. Save it as one of these in your spreadsheet."
NO_FILE = {
    "required": "Choose the file with the signatories first.",
    "invalid": "The file did not arrive. Choose it again and send the form once more.",
    "empty": "The file is empty. Choose the file with the signatories.",
    "missing": "The file did not arrive. Choose it again and send the form once more.",
    "max_length": "The name of the file is too long. Give it a shorter one.",
}


class FileForm(DeskForm):
    file = forms.FileField(
        label="File (.csv or .xlsx)",
        max_length=200,
        validators=[FileExtensionValidator(["csv", "xlsx"], message=WRONG_KIND)],
        error_messages=NO_FILE,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size and file.size > MEGABYTES * 1024 * 1024:
            raise forms.ValidationError(f"The file is larger than {MEGABYTES} MB. Bring it in parts.")
        return file


class ReadyForm(DeskForm):
    """Venues that lack nothing, each to be published or not; all are ticked at first."""

    venues = forms.MultipleChoiceField(
        label="Ready to be published",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick at least one venue.",
            "invalid_choice": "Tick venues of this list: the others were published or changed meanwhile.",
        },
    )

    def __init__(self, *args: Any, ready: list[Venue], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ready = {venue.slug: venue for venue in ready}
        field = self.fields["venues"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(slug, f"{venue.name}, {venue.town}") for slug, venue in self.ready.items()]
        self.initial.setdefault("venues", [*self.ready])

    def ticked(self) -> list[Venue]:
        return [self.ready[slug] for slug in self.cleaned_data["venues"]]


class ExportForm(DeskForm):
    what = forms.ChoiceField(
        label="What",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to export.", "invalid_choice": "Choose one of the list."},
    )
    because = forms.CharField(
        label="Reason",
        max_length=200,
        validators=[plain_text],
        error_messages=REASON | {"required": "Type what it is for: everybody at the desk can read it."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["what"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices
