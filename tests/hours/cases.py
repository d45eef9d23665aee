"""The fixtures that hold Python, TypeScript and SQL to the same answers."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def load(name: str) -> list[dict[str, Any]]:
    cases: list[dict[str, Any]] = json.loads((FIXTURES / name).read_text(encoding="utf-8"))
    return cases


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
