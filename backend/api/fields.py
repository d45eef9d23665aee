"""Input fields that refuse what DRF's would quietly take, and say what to send instead."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from rest_framework import serializers

NOT_AN_OBJECT = 'Send a JSON object, like {"lat": 53.025, "lng": -2.173}.'


class StrictSerializer(serializers.Serializer[Any]):
    """Unknown keys are refused by name: a misspelt `radius` must not silently mean the default."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"body": [NOT_AN_OBJECT]})
        if unknown := set(data) - set(self.fields):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {key: [f"Not known here. Known: {known}."] for key in sorted(unknown)}
            )
        return super().to_internal_value(data)

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if data is None:
            raise serializers.ValidationError({"body": [NOT_AN_OBJECT]})
        return super().validate_empty_values(data)


class NothingIn(StrictSerializer):
    """For addresses that are told everything by their path."""


class OneOfField(serializers.ChoiceField):
    """Names what may be sent when something else was."""

    def __init__(self, choices: Any, **options: Any) -> None:
        known = ", ".join(value for value, _ in choices)
        says = f"Send one of: {known}."
        super().__init__(choices, error_messages={"invalid_choice": says, "required": says}, **options)


class ListOfField(serializers.ListField):
    default_error_messages = {"not_a_list": 'Send a list, like ["water"].'}


class NumberField(serializers.FloatField):
    """A JSON number: not a string, not true or false, not infinite. Zero is a number."""

    default_error_messages = {"required": "Send this: a number, like 53.025."}

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float) or not math.isfinite(data):
            raise serializers.ValidationError("Send a number, like 53.025.")
        return float(data)


class WholeNumberField(serializers.IntegerField):
    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            raise serializers.ValidationError("Send a whole number, like 5.")
        return data


class MomentField(serializers.DateTimeField):
    """ISO 8601 with `Z` or an offset. Without one it would be off by an hour half the year: refused."""

    def to_internal_value(self, value: Any) -> datetime:
        wrong = "Send a moment with its zone, like 2026-11-22T01:30:00Z."
        if not isinstance(value, str):
            raise serializers.ValidationError(wrong)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError as error:
            raise serializers.ValidationError(wrong) from error
        if moment.tzinfo is None:
            raise serializers.ValidationError(wrong)
        return moment


class YesNoField(serializers.BooleanField):
    """JSON's true or false: not "yes", not 1."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Send true or false.")
        return data


class TextField(serializers.CharField):
    """A JSON string; numbers are not quietly made into text."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise serializers.ValidationError('Send text in quotes, like "Bar tablet".')
        return super().to_internal_value(data)
