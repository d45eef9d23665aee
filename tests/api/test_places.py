from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import orjson
import pytest
import time_machine
from django.db import connection
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from backend.alerts import telling, vapid
from backend.alerts.models import StoppedHost
from backend.api.throttles import Reads
from backend.venues import publishing, reporting, snapshot
from backend.venues.choices import Access
from backend.venues.models import SnapshotState
from tests.alerts.asking import asks
from tests.factories import a_place

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 1, 30, tzinfo=UTC)
KEYS = [
    "slug",
    "name",
    "kind",
    "charter_signed_on",
    "point",
    "address",
    "postcode",
    "town",
    "phone",
    "eligibility",
    "services",
    "access",
    "what_to_expect",
    "is_mobile",
    "opening_hours",
    "hours_text",
    "windows",
    "report",
    "call_first_until",
    "minimum_age",
    "last_entry",
    "last_checked_on",
    "hours_confirmed_on",
    "hours_may_differ_on",
    "is_demo",
]


@pytest.fixture(autouse=True)
def _half_past_one_on_sunday() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def published() -> snapshot.Snapshot:
    a_place(NOW, slug="demo-haven", name="Demo haven", services=["water"], access={"step_free": True})
    return snapshot.publish(at=NOW)


def test_a_place_has_the_contracts_keys_and_no_empty_text(
    client: Client, published: snapshot.Snapshot
) -> None:
    body = client.get("/api/v1/places").json()
    assert set(body) == {"epoch", "seq", "generated_at", "places"}
    place = body["places"][0]
    assert list(place) == KEYS
    assert "" not in place.values()
    assert place["access"]["step_free"] is True
    assert set(place["access"].values()) == {True, None}
    assert place["windows"][0] == ["2026-11-21T22:00:00Z", "2026-11-22T04:00:00Z"]
    assert place["windows"][-1][1] <= "2026-12-05T06:00:00Z"  # fourteen nights, told to the public
    assert (place["report"], place["phone"]) == (None, None)


def test_asking_again_costs_304(client: Client, published: snapshot.Snapshot) -> None:
    first = client.get("/api/v1/places")
    again = client.get("/api/v1/places", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert "Accept-Encoding" in first["Vary"]


@pytest.mark.parametrize("encoding", ["br", "gzip", "identity"])
def test_the_list_says_what_must_have_been_read(
    client: Client, published: snapshot.Snapshot, encoding: str
) -> None:
    answer = client.get("/api/v1/places", headers={"Accept-Encoding": encoding})
    assert answer["Unencoded-Digest"] == snapshot.digest_of(published.content.plain)


@pytest.mark.parametrize(
    ("accepts", "encoding", "decode"),
    [
        ("br, gzip", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("identity", None, bytes),
        ("", None, bytes),
    ],
)
def test_each_encoding_holds_the_same_bytes(
    client: Client, published: snapshot.Snapshot, accepts: str, encoding: str | None, decode: Any
) -> None:
    answer = client.get("/api/v1/places", headers={"Accept-Encoding": accepts})
    assert answer.headers.get("Content-Encoding") == encoding
    assert decode(answer.content) == published.content.plain


def test_a_change_raises_seq_and_the_file_follows_the_commit(
    client: Client,
    published: snapshot.Snapshot,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    venue = a_place(NOW, slug="demo-second")
    before = client.get("/api/v1/places").json()
    with django_capture_on_commit_callbacks(execute=True):
        reporting.report(venue, "full", at=NOW)
    after = client.get("/api/v1/places").json()
    assert after["seq"] > before["seq"]
    assert [p["report"] and p["report"]["status"] for p in after["places"]] == [None, "full"]


def test_reads_survive_a_database_that_is_down(
    client: Client, published: snapshot.Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise AssertionError("a read asked the database")

    monkeypatch.setattr(connection, "cursor", refuse)
    for address in (
        "/api/v1/places",
        "/api/v1/places.geojson",
        "/api/v1/places.csv",
        "/api/v1/places/demo-haven",
    ):
        assert client.get(address).status_code == 200, address


def test_a_half_written_version_is_never_read(
    client: Client, published: snapshot.Snapshot, settings: Any
) -> None:
    leftover = settings.SNAPSHOT_DIR / ".9-9-9.77"
    leftover.mkdir()
    (leftover / "json").write_bytes(b'{"epoch":')
    assert client.get("/api/v1/places").content == published.content.plain
    snapshot.publish(at=NOW + timedelta(minutes=1))
    assert client.get("/api/v1/places").json()["generated_at"] == "2026-11-22T01:31:00Z"


def test_old_versions_are_dropped_but_for_the_last_few(published: snapshot.Snapshot, settings: Any) -> None:
    for minute in range(1, 9):
        snapshot.publish(at=NOW + timedelta(minutes=minute))
    kept = [p for p in settings.SNAPSHOT_DIR.iterdir() if p.is_dir() and not p.is_symlink()]
    assert len(kept) == snapshot.KEPT_VERSIONS


@pytest.mark.parametrize("address", ["/api/v1/places", "/api/v1/places.geojson", "/api/v1/places.csv"])
@pytest.mark.parametrize("held", ["{tag}", "*", '"other", {tag}', "{strong}"])
def test_any_right_tag_is_answered_with_304(
    client: Client, published: snapshot.Snapshot, address: str, held: str
) -> None:
    tag = client.get(address)["ETag"]
    sent = held.format(tag=tag, strong=tag.removeprefix("W/"))
    answer = client.get(address, headers={"If-None-Match": sent})
    assert (answer.status_code, answer.headers.get("Content-Type")) == (304, None)
    assert client.get(address, headers={"If-None-Match": f'"{tag[3:-2]}"'}).status_code == 200, "a part of it"


def test_geojson_comes_compressed(client: Client, published: snapshot.Snapshot) -> None:
    answer = client.get("/api/v1/places.geojson", headers={"Accept-Encoding": "br"})
    assert answer["Content-Encoding"] == "br"
    assert orjson.loads(brotli.decompress(answer.content))["type"] == "FeatureCollection"


def test_no_snapshot_is_said_and_not_invented(client: Client) -> None:
    answer = client.get("/api/v1/places")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "unavailable")
    assert answer["Retry-After"]


def test_one_place_says_its_state_now(client: Client, published: snapshot.Snapshot) -> None:
    place = client.get("/api/v1/places/demo-haven").json()
    assert (place["state"], place["basis"], place["closes_at"]) == (
        "open",
        "scheduled",
        "2026-11-22T04:00:00Z",
    )


@pytest.mark.parametrize("address", ["/api/v1/places/nobody", "/api/v1/nothing", "/api/v2/places"])
def test_what_is_not_there_has_the_error_shape(
    client: Client, published: snapshot.Snapshot, address: str
) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")


def test_geojson_puts_longitude_first(client: Client, published: snapshot.Snapshot) -> None:
    answer = client.get("/api/v1/places.geojson", headers={"Accept": "application/geo+json"})
    assert answer["Content-Type"] == "application/geo+json"
    feature = answer.json()["features"][0]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-2.1729, 53.0246]}
    assert feature["properties"]["slug"] == "demo-haven"


def test_other_sites_may_read_places_and_nothing_else(client: Client, published: snapshot.Snapshot) -> None:
    elsewhere = {"Origin": "https://council.example"}
    read = client.get("/api/v1/places", headers=elsewhere)
    assert read["Access-Control-Allow-Origin"] == "*"
    assert read["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in read
    page = client.get("/healthz", headers=elsewhere)
    assert "Access-Control-Allow-Origin" not in page
    assert page["Cross-Origin-Resource-Policy"] == "same-origin"


def test_what_left_the_public_leaves_the_snapshot(client: Client) -> None:
    venue = a_place(NOW)
    publishing.suspend(venue, because="Nobody was there.", at=NOW)
    snapshot.publish(at=NOW)
    assert client.get("/api/v1/places").json()["places"] == []


def test_no_cookie_is_set_anywhere(client: Client, published: snapshot.Snapshot) -> None:
    for address in ("/api/v1/places", "/api/v1/places/demo-haven", "/healthz", "/readyz", "/api/v1/docs"):
        assert not client.get(address).cookies, address


def test_the_schema_is_openapi_3_1_and_names_every_address(client: Client) -> None:
    schema = orjson.loads(client.get("/api/v1/schema").content)
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/places", "/api/v1/places/{slug}", "/api/v1/places/nearest"} <= set(schema["paths"])
    assert client.get("/api/v1/docs").status_code == 200


def test_ready_says_what_is_missing(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "no snapshot" in answer.json()["problems"]["snapshot"]
    SnapshotState.objects.get_or_create(pk=1)
    snapshot.publish(at=NOW)
    assert "snapshot" not in client.get("/readyz").json()["problems"]


def test_ready_means_that_the_script_in_the_page_is_there(
    client: Client, published: snapshot.Snapshot, settings: Any, tmp_path: Path
) -> None:
    settings.PWA_DIST_DIR, settings.STATIC_ROOT = tmp_path / "dist", tmp_path / "static"
    assert "not built" in client.get("/readyz").json()["problems"]["app"]
    manifest = settings.PWA_DIST_DIR / ".vite" / "manifest.json"
    manifest.parent.mkdir(parents=True)
    manifest.write_text('{"src/main.ts": {"file": "assets/main.js"}}')
    assert "not collected" in client.get("/readyz").json()["problems"]["app"]
    (settings.STATIC_ROOT / "assets").mkdir(parents=True)
    (settings.STATIC_ROOT / "assets" / "main.js").touch()
    assert client.get("/readyz").status_code == 200


def test_ready_warns_of_an_old_snapshot(client: Client, published: snapshot.Snapshot) -> None:
    with time_machine.travel(NOW + timedelta(hours=26), tick=False):
        assert any("26 hours old" in w for w in client.get("/readyz").json()["warnings"])


def test_ready_warns_of_a_push_service_that_refuses_our_key(
    client: Client, published: snapshot.Snapshot
) -> None:
    StoppedHost.objects.create(host="push.example.org", status=403, until=NOW + timedelta(hours=1))
    for at, warns in ((NOW, True), (NOW + timedelta(hours=2), False)):
        with time_machine.travel(at, tick=False):
            warnings = client.get("/readyz").json()["warnings"]
        assert any("push.example.org refuses our key" in words for words in warnings) is warns


def test_ready_warns_of_a_key_that_is_gone(
    client: Client, published: snapshot.Snapshot, settings: Any, tmp_path: Path
) -> None:
    settings.STATE_DIR = tmp_path
    lost = "A key for push messages is not in the state folder: see docs/operating.md."
    assert lost not in client.get("/readyz").json()["warnings"]
    key = client.get("/api/v1/subscriptions/key").json()["key_id"]
    (tmp_path / "vapid" / f"{key}.pem").unlink()
    vapid._read.cache_clear()
    assert lost in client.get("/readyz").json()["warnings"]
    answer = client.get("/api/v1/subscriptions/key")
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_alerts_now")


def test_ready_warns_of_alerts_that_wait(client: Client, published: snapshot.Snapshot) -> None:
    venue = a_place(NOW, opening_hours="24/7")
    asks(venue, NOW)
    reporting.report(venue, "full", at=NOW)
    assert telling.announce(venue.pk, at=NOW)
    for minutes, warns in ((1, False), (6, True)):
        with time_machine.travel(NOW + timedelta(minutes=minutes), tick=False):
            assert any("Alerts wait" in words for words in client.get("/readyz").json()["warnings"]) is warns


def test_too_many_reads_are_asked_to_wait(
    client: Client, published: snapshot.Snapshot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Reads, "THROTTLE_RATES", {"reads": "2/min"})
    codes = [client.get("/api/v1/places").status_code for _ in range(3)]
    answer = client.get("/api/v1/places")
    assert codes == [200, 200, 429]
    assert (answer.json()["error"]["code"], answer.has_header("Retry-After")) == ("too_many_requests", True)


def test_the_csv_holds_the_same_places_and_public_facts_alone(
    client: Client, published: snapshot.Snapshot
) -> None:
    answer = client.get("/api/v1/places.csv")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert [row["slug"] for row in rows] == [place["slug"] for place in published.places]
    beside = {"lat", "lng", "licence", *Access.values}
    assert set(rows[0]) - beside <= set(published.places[0])
    assert {row["licence"] for row in rows} == {"Open Government Licence v3.0, to be confirmed by the VRA"}


def test_a_name_that_looks_like_a_formula_is_none_in_the_csv(client: Client) -> None:
    a_place(datetime.now(UTC), name="=1+1", phone="+44 1782 960123")
    snapshot.publish(at=datetime.now(UTC))
    words = client.get("/api/v1/places.csv").content.decode()
    assert '"\'=1+1"' in words
    assert '"\'+44 1782 960123"' in words
