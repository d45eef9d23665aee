"""Addresses go to the server that the deployer named, and nowhere else."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import pytest
from pytest_django import Settings

from backend.geo import points
from backend.geo.errors import GeocoderError


class Geocoder(BaseHTTPRequestHandler):
    answer: ClassVar[tuple[int, object]] = (200, [])
    asked: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["User-Agent"]))
        status, body = self.answer
        self.send_response(status)
        self.end_headers()
        self.wfile.write(body if isinstance(body, bytes) else json.dumps(body).encode())

    def log_message(self, *_: object) -> None:
        """Keep the test quiet."""


def row(lat: str, lon: str) -> dict[str, str]:
    return {"lat": lat, "lon": lon, "display_name": "somewhere"}


@pytest.fixture
def geocoder(settings: Settings) -> Iterator[type[Geocoder]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Geocoder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/nominatim"
    Geocoder.answer, Geocoder.asked = (200, []), []
    yield Geocoder
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_address_is_asked_of_the_named_server_under_our_own_name(geocoder: type[Geocoder]) -> None:
    geocoder.answer = (200, [row("53.1043", "-2.0221")])
    assert points.geocode("1 Example Street, Leek") == (53.1043, -2.0221)
    [(path, agent)] = geocoder.asked
    assert path.startswith("/nominatim/search?")
    assert "countrycodes=gb" in path
    assert agent == "safe-spaces-locator"


@pytest.mark.parametrize("answer", [[], {}, [row("40.7", "-74.0")], [row("-2.0221", "53.1043")]])
def test_nothing_in_the_united_kingdom_is_nothing(geocoder: type[Geocoder], answer: object) -> None:
    geocoder.answer = (200, answer)
    assert points.geocode("1 Example Street, Leek") is None


def test_longitude_zero_is_a_place(geocoder: type[Geocoder]) -> None:
    geocoder.answer = (200, [row("51.48", "0")])
    assert points.geocode("Greenwich") == (51.48, 0)


@pytest.mark.parametrize("answer", [(500, "broken"), (429, "slow down"), (200, b"<html>log in</html>")])
def test_a_server_that_fails_is_said_to_have_failed(
    geocoder: type[Geocoder], answer: tuple[int, object]
) -> None:
    geocoder.answer = answer
    with pytest.raises(GeocoderError, match="by hand"):
        points.geocode("Leek")


@pytest.mark.parametrize("server", ["", "nominatim.example", "ftp://nominatim.example", "file:///etc/passwd"])
def test_no_address_is_sent_anywhere_unless_a_server_is_named(settings: Settings, server: str) -> None:
    settings.GEOCODER_URL = server
    with pytest.raises(GeocoderError, match="GEOCODER_URL"):
        points.geocode("1 Example Street, Leek")
