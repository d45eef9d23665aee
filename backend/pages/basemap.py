"""The archive of the map, whole or in pieces, from our own address."""

from __future__ import annotations

import re
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from backend.geo import basemap

from . import views

CONTENT_TYPE = "application/vnd.pmtiles"
FOREVER = "public, max-age=31536000, immutable, no-transform"
# More than this is never read into memory for one answer; a shorter piece than was asked for is allowed.
MOST_OF_A_PIECE = 1024 * 1024
ONE_RANGE = re.compile(r"bytes=(\d{1,15})?-(\d{1,15})?")


@require_safe
def archive(request: HttpRequest, digest: str) -> HttpResponseBase:
    path = basemap.kept(digest)
    if path is None:
        return views.not_found(request)
    etag = f'"{digest}"'
    headers = {"ETag": etag, "Cache-Control": FOREVER, "Accept-Ranges": "bytes"}
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    wanted = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if wanted is None or request.headers.get("If-Range", etag) != etag:
        return FileResponse(path.open("rb"), content_type=CONTENT_TYPE, headers=headers)
    return _piece(path, wanted, headers)


def _piece(path: Path, wanted: re.Match[str], headers: dict[str, str]) -> HttpResponse:
    size = path.stat().st_size
    start, end = _from_to(wanted[1], wanted[2], size)
    if start > end:
        headers = {"Content-Range": f"bytes */{size}", "Cache-Control": "no-store"}
        return HttpResponse(status=416, headers=headers)
    with path.open("rb") as file:
        file.seek(start)
        content = file.read(end - start + 1)
    headers = headers | {"Content-Range": f"bytes {start}-{end}/{size}"}
    return HttpResponse(content, status=206, content_type=CONTENT_TYPE, headers=headers)


def _from_to(first: str | None, last: str | None, size: int) -> tuple[int, int]:
    """The first and last byte of a piece; the first behind the last where there is none."""
    if first is None:
        start, end = size - int(last or 0), size - 1
    else:
        start, end = int(first), min(int(last) if last else size - 1, size - 1)
    start = max(start, 0)
    return start, min(end, start + MOST_OF_A_PIECE - 1)
