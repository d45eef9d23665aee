"""Lighthouse's view of the first screen on a phone, by Node and its own locked packages."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from backend.house import tools

from .browser import CHROMIUM, FLAGS

FOLDER = Path(__file__).with_name("lighthouse")
CATEGORIES = ("performance", "accessibility", "best-practices")
TIMES = {
    "first-contentful-paint": "first contentful paint",
    "largest-contentful-paint": "largest contentful paint",
    "total-blocking-time": "total blocking time",
}
PATIENCE_S = 180


def run(url: str) -> dict[str, Any]:
    """Lighthouse's report: its mobile default, slow 4G and a CPU four times slower, simulated."""
    tools.set_up_node(FOLDER, "Lighthouse")
    with TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        command = [
            str(tools.SHIMS / "node"), str(FOLDER / "node_modules/lighthouse/cli/index.js"), url, "--quiet",
            "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}",
            f"--chrome-flags={' '.join(FLAGS)}", "--no-enable-error-reporting",
        ]  # fmt: skip
        env = tools.node_environment() | {"CHROME_PATH": CHROMIUM}
        subprocess.run(command, env=env, check=True, timeout=PATIENCE_S, cwd=folder)
        content: dict[str, Any] = json.loads(report.read_text())
    return content


def scores(report: dict[str, Any]) -> dict[str, float]:
    return {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}


def times(report: dict[str, Any]) -> dict[str, float]:
    return {words: report["audits"][name]["numericValue"] for name, words in TIMES.items()}


def complaints(report: dict[str, Any]) -> list[str]:
    """What did not score in full, in its own words."""
    weighed = [
        audit["id"]
        for name in CATEGORIES
        for audit in report["categories"][name]["auditRefs"]
        if audit["weight"]
    ]
    audits = [report["audits"][name] for name in weighed]
    return [audit["title"] for audit in audits if audit["score"] is not None and audit["score"] < 0.9]
