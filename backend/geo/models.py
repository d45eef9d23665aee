"""The postcodes that were imported, and the book that answers from them."""

from __future__ import annotations

from django.contrib.gis.db import models
from django.contrib.gis.db.models import Collect
from django.contrib.gis.db.models.functions import Centroid
from django.db.models import Func, Value

from backend.geo.points import LatLng
from backend.geo.postcodes import Entry

# On Ordnance Survey's scale 10 is a building of the postcode, 50 a guess from its neighbours, 90 nothing.
GUESSED_QUALITY = 50


class Postcode(models.Model):
    """One postcode as Royal Mail writes it, `ST13 5AA`. Which of them people search for is kept nowhere."""

    postcode = models.CharField(max_length=8, primary_key=True)
    outcode = models.GeneratedField(
        expression=Func("postcode", Value(" "), Value(1), function="split_part"),
        output_field=models.CharField(max_length=4),
        db_persist=True,
        db_index=True,
    )
    point = models.PointField(srid=4326, spatial_index=False)
    quality = models.PositiveSmallIntegerField()
    terminated_on = models.DateField(null=True)

    def __str__(self) -> str:
        return self.postcode


class PostcodeTable:
    """`Book` over the table. Each answer is one short statement by primary key or outcode."""

    def look_up(self, postcode: str, /) -> Entry | None:
        row = Postcode.objects.filter(pk=postcode).first()
        if row is None:
            return None
        is_guess = row.quality >= GUESSED_QUALITY
        return Entry(LatLng(row.point.y, row.point.x), row.terminated_on, is_guess)

    def sector_centre(self, sector: str, /) -> LatLng | None:
        """Of the postcodes in use that have a place of their own: PO boxes sit kilometres away."""
        outcode, _, _ = sector.partition(" ")
        living = Postcode.objects.filter(
            outcode=outcode, postcode__startswith=sector, terminated_on=None, quality__lt=GUESSED_QUALITY
        )
        centre = living.aggregate(centre=Centroid(Collect("point")))["centre"]
        return LatLng(centre.y, centre.x) if centre else None

    def covers(self, outcode: str, /) -> bool:
        return Postcode.objects.filter(outcode=outcode).exists()
