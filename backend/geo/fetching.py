"""An archive from an address that the deployer names; nobody else's server is asked for anything."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from backend.geo.archives import MOST_BYTES
from backend.geo.errors import BasemapError

PATIENCE_S: Final = 30.0
PIECE: Final = 256 * 1024
HERE: Final = {"localhost", "127.0.0.1"}


def fetch(url: str, into: Path) -> None:
    """Raises `BasemapError`; no more is read than an archive may have."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in HERE):
        raise BasemapError("The address must begin with https://")
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_S) as answer, into.open("wb") as out:  # noqa: S310
            size = 0
            while piece := answer.read(PIECE):
                size += len(piece)
                if size > MOST_BYTES:
                    raise BasemapError(f"What is there has over {MOST_BYTES // 1024 // 1024} MB.")
                out.write(piece)
    except urllib.error.HTTPError as error:
        raise BasemapError(f"The server answered {error.code}.") from error
    except (urllib.error.URLError, http.client.HTTPException, OSError) as error:
        raise BasemapError(f"The archive could not be fetched: {error}.") from error
