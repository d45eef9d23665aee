"""What the build of the phone app left in `pwa/dist`: its script, its styles and its worker."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings


class NotBuilt(Exception):
    """The phone app has not been built: run `make run`, or `npm run build` in pwa/."""


@dataclass(frozen=True, slots=True)
class Assets:
    """`script_integrity` and `style_hash` are the base64 digests that SRI and the CSP want."""

    script_url: str
    script_integrity: str
    style: str
    style_hash: str
    worker: str


def current() -> Assets:
    """The assets of the last build; read again when it was built anew. Raises NotBuilt."""
    manifest = Path(settings.PWA_DIST_DIR) / ".vite" / "manifest.json"
    try:
        return _read(manifest.parent.parent, manifest.stat().st_mtime_ns)
    except OSError as error:
        raise NotBuilt from error


@lru_cache(maxsize=1)
def _read(dist: Path, _built_at: int) -> Assets:
    manifest = json.loads((dist / ".vite" / "manifest.json").read_text(encoding="utf-8"))
    script = manifest["src/main.ts"]["file"]
    style = (dist / manifest["src/styles/app.css"]["file"]).read_text(encoding="utf-8").strip()
    return Assets(
        script_url=f"{settings.STATIC_URL}{script}",
        script_integrity=_digest("sha384", (dist / script).read_bytes()),
        style=style,
        style_hash=_digest("sha256", style.encode()),
        worker=(dist / "worker.js").read_text(encoding="utf-8"),
    )


def _digest(algorithm: str, content: bytes) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"
