"""How the house speaks to the person at the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


class HouseError(Exception):
    """Nothing more can be done; the message says what to type. Ends the command without a traceback."""


def say(line: str) -> None:
    print(line, flush=True)


@contextmanager
def step(doing: str) -> Iterator[None]:
    """One line of progress a step, with the seconds it took."""
    print(f"  {doing} … ", end="", flush=True)
    started = time.monotonic()
    try:
        yield
    except BaseException:
        print("failed", flush=True)
        raise
    print(f"done ({time.monotonic() - started:.0f} s)", flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
