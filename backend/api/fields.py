"""Input fields that refuse what DRF's would quietly take, and say what to send instead."""

from __future__ import annotations

import math
from datetime import datetime
from typing import Any

from rest_framework import serializers


class StrictSerializer(serializers.Serializer[Any]):
    """Unknown keys are refused by name: a misspelt `radius` must not silently mean the default."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"body": ["Send a JSON object."]})
        if unknown := set(data) - set(self.fields):
            known = ", ".join(self.fields)
            raise serializers.ValidationError(
                {key: [f"Not known here. Known: {known}."] for key in sorted(unknown)}
            )
        return super().to_internal_value(data)


class NumberField(serializers.FloatField):
    """A JSON number: not a string, not true or false, not infinite. Zero is a number."""

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
