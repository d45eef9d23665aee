"""What may be asked of the figures, and the reason that goes with a file of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms

from backend.charter import keeping
from backend.hours.night_hours import ALL_DAY, NightHour, clock_words, night_hours
from backend.hours.nights import night_of
from backend.venues import calendar
from backend.venues.choices import Help, Kind

from . import coverage_map, impact
from .forms import DeskForm, ReasonForm
from .reliability import ORDERS
from .words import day

Choices = Iterable[tuple[str, str]]

KINDS = [("", "All places"), *Kind.choices]
ONE_OF_THE_LIST = dict.fromkeys(("invalid_choice", "required"), "Choose one of the list.")
TWO_IN_THE_MORNING = "2"
FORMATS = [("csv", "CSV, for any program"), ("xlsx", "XLSX, for Excel")]


class AskedForm(DeskForm):
    """A form that asks and changes nothing. What is left out is as usual, and so is what is wrong."""

    def __init__(self, asked: Mapping[str, Any], usual: Mapping[str, str], **choices: Choices) -> None:
        super().__init__({name: asked.get(name, value) for name, value in usual.items()})
        self._usual = usual
        for name, all_of_them in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = all_of_them

    def asked(self, name: str) -> str:
        return self._usual[name] if name in self.errors else str(self.cleaned_data[name])


def _one_of(label: str, choices: Choices = ()) -> forms.ChoiceField:
    """Left empty it is wrong, unless the list has an empty one that stands for all."""
    may_be_empty = any(not value for value, _ in choices)
    return forms.ChoiceField(
        label=label, choices=choices, required=not may_be_empty, error_messages=ONE_OF_THE_LIST
    )


class CoverageForm(AskedForm):
    kind = _one_of("Kind of place", KINDS)
    hours = _one_of("Hours", [("", "18:00 to 06:00"), ("all", "All 24 hours")])
    show = _one_of(
        "Figures",
        [("", "Coming week and share"), ("last", "Last 28 nights")],
    )

    def __init__(self, asked: Mapping[str, Any]) -> None:
        super().__init__(asked, {"kind": "", "hours": "", "show": ""})

    @property
    def all_day(self) -> bool:
        return self.asked("hours") == "all"

    @property
    def of_the_past(self) -> bool:
        return self.asked("show") == "last"


class MapForm(AskedForm):
    """One hour of one night, of those that were written down or whose windows are made."""

    night = _one_of("Night")
    hour = _one_of("Hour", [(str(hour), clock_words(hour)) for hour in ALL_DAY])
    kind = _one_of("Kind of place", KINDS)

    def __init__(self, asked: Mapping[str, Any], *, at: datetime) -> None:
        usual = {"night": coverage_map.usual_night(at).isoformat(), "hour": TWO_IN_THE_MORNING, "kind": ""}
        super().__init__(asked, usual, night=[(night.isoformat(), day(night)) for night in _nights(at)])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("night") and given.get("hour") and not _hour(given["night"], given["hour"]):
            self.add_error(
                "hour", "The clocks go forward that night, and leave this hour out. Choose another."
            )
        return given

    def chosen(self) -> NightHour:
        """As asked, or else as usual; where that is the hour left out, the one that begins the night."""
        night = self.asked("night")
        return _hour(night, self.asked("hour")) or night_hours(date.fromisoformat(night))[0]


class ReliabilityForm(AskedForm):
    town = _one_of("Town", [("", "All towns")])
    kind = _one_of("Kind of place", KINDS)
    order = _one_of("Order", [(key, words) for key, (words, _) in ORDERS.items()])

    def __init__(self, asked: Mapping[str, Any], *, towns: list[str]) -> None:
        usual = {"town": "", "kind": "", "order": "worst"}
        super().__init__(asked, usual, town=[("", "All towns"), *((town, town) for town in towns)])


class ImpactForm(AskedForm):
    year = _one_of("Year")
    kind = _one_of("Kind of help", Help.choices)

    def __init__(self, asked: Mapping[str, Any], *, years: list[int]) -> None:
        usual = {"year": str(years[0]), "kind": str(Help.FIRST_AID.value)}
        super().__init__(asked, usual, year=[(str(year), impact.year_words(year)) for year in years])


class ExportForm(ReasonForm):
    """Every file that leaves says why."""

    format = forms.ChoiceField(
        label="File", choices=FORMATS, initial="csv", widget=forms.RadioSelect, error_messages=ONE_OF_THE_LIST
    )


def _nights(at: datetime) -> list[date]:
    """From four weeks ago to as far as windows are made."""
    tonight = night_of(at)
    return [tonight + timedelta(days=n) for n in range(-keeping.NIGHTS, calendar.HORIZON_NIGHTS)]


def _hour(night: str, hour: str) -> NightHour | None:
    """None for the hour that the clocks leave out."""
    hours = night_hours(date.fromisoformat(night))
    return next((each for each in hours if each.hour == int(hour)), None)
