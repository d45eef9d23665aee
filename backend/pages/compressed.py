"""Pages leave compressed, with a digest by which the worker knows that they are ours and whole.

No page holds a secret or a cookie, so compression gives nothing away (BREACH).
"""

from __future__ import annotations

import gzip
import re

import brotli
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from backend.venues.snapshot import digest_of

QUALITY = 6
WORTH_IT = 500


REFUSED = re.compile(r";\s*q=0(\.0*)?\s*$")


def _accepted(header: str) -> set[str]:
    return {part.split(";")[0].strip() for part in header.split(",") if not REFUSED.search(part)}


def compress(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Unencoded-Digest"] = digest_of(response.content)
    accepted = _accepted(request.headers.get("Accept-Encoding", ""))
    if len(response.content) < WORTH_IT or not accepted & {"br", "gzip"}:
        return response
    if "br" in accepted:
        response.content = brotli.compress(response.content, quality=QUALITY)
        response["Content-Encoding"] = "br"
    else:
        response.content = gzip.compress(response.content, 6)
        response["Content-Encoding"] = "gzip"
    response["Content-Length"] = str(len(response.content))
    return response
