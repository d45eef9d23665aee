"""Calls manage.py as the house: with the database's addresses and this clone's key."""

from __future__ import annotations

import os
import secrets

from backend.devdb.cluster import Urls
from backend.devdb.home import PROJECT, STATE

from . import stamps, tools
from .shell import environment, quietly
from .words import step


def manage(*words: str, urls: Urls, doing: str) -> None:
    with step(doing):
        env = environment(**urls.environment, SECRET_KEY=secret_key())
        quietly([str(tools.PYTHON), "manage.py", *words], log=words[0], env=env)


def collect_static(urls: Urls) -> None:
    """The built phone app beside its compressed twins; files of earlier builds stay for pages still open."""
    wanted = stamps.contents([tools.PWA / "dist", PROJECT / "uv.lock"])
    if (STATE / "static").is_dir() and stamps.is_fresh("static", wanted):
        return
    manage("collectstatic", "--noinput", urls=urls, doing="Compressing the phone app")
    stamps.put("static", wanted)


def secret_key() -> str:
    """Made once for this clone and kept to its owner; one that is given goes first."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = STATE / "secret_key"
    if not path.exists():
        unfinished = STATE / "secret_key.unfinished"
        unfinished.unlink(missing_ok=True)
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
        unfinished.replace(path)
    return path.read_text().strip()
