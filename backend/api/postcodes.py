"""A whole district of postcodes at once: the phone looks its own up, and we never learn which it was."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.geo.models import Postcode

from . import schema
from .fields import StrictSerializer


class DistrictQuery(StrictSerializer):
    outcode = serializers.RegexField(
        r"^[A-Z]{1,2}[0-9][0-9A-Z]?$",
        error_messages={"invalid": "Send the first half of a postcode, in capitals, like ST1."},
    )


class DistrictOut(serializers.Serializer[Any]):
    outcode = serializers.CharField()
    postcodes = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="Each live postcode with its [lat, lng]. Empty where no postcodes were imported.",
    )


class DistrictView(APIView):
    """Every postcode of one district. By POST, so that not even the district stands in an address."""

    @extend_schema(
        request=DistrictQuery,
        responses={200: DistrictOut, 400: schema.ERROR},
        operation_id="postcode_district",
    )
    def post(self, request: Request) -> Response:
        query = DistrictQuery(data=request.data)
        query.is_valid(raise_exception=True)
        outcode = query.validated_data["outcode"]
        living = Postcode.objects.filter(outcode=outcode, terminated_on=None).order_by("pk")
        points = {pk: [round(p.y, 4), round(p.x, 4)] for pk, p in living.values_list("pk", "point")}
        return Response({"outcode": outcode, "postcodes": points}, headers={"Cache-Control": "no-store"})
