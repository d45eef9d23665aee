from __future__ import annotations

import pytest
from django.contrib.gis.geos import Point
from django.test import Client

from backend.geo.models import Postcode

pytestmark = pytest.mark.django_db

URL = "/api/v1/postcodes"


def test_a_district_comes_whole_so_that_one_postcode_is_never_asked_for(client: Client) -> None:
    for n, name in enumerate(("ST1 1AA", "ST1 3AB", "ST13 5AA")):
        Postcode.objects.create(pk=name, point=Point(-2.17 + n / 1000, 53.02, srid=4326), quality=10)
    Postcode.objects.create(
        pk="ST1 9ZZ", point=Point(-2.1, 53.0, srid=4326), quality=10, terminated_on="2020-01-01"
    )
    answer = client.post(URL, {"outcode": "ST1"}, content_type="application/json")
    assert answer.json() == {
        "outcode": "ST1",
        "postcodes": {"ST1 1AA": [53.02, -2.17], "ST1 3AB": [53.02, -2.169]},
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_district_that_was_not_imported_is_empty(client: Client) -> None:
    assert client.post(URL, {"outcode": "ST2"}, content_type="application/json").json()["postcodes"] == {}


@pytest.mark.parametrize("outcode", ["", "st1", "ST1 3AB", "ST", "%", None, 7])
def test_what_is_no_district_is_refused_in_words(client: Client, outcode: object) -> None:
    answer = client.post(URL, {"outcode": outcode}, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]["fields"]["outcode"]
