"""Looks for keys and passwords in what git would publish. Prints where, never what."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from backend.devdb.home import PROJECT

from .shell import ask

LARGEST = 2_000_000  # bytes: a longer file is data, not something that somebody typed
PATTERNS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a GitHub token": r"\bgh[pousr]_[A-Za-z0-9]{36,}\b",
    "a Slack token": r"\bxox[abprs]-[A-Za-z0-9-]{10,}",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}\b",
    "a web push private key": r"(?i)vapid[a-z_ ]*private[a-z_ ]*[\"']?\s*[:=]\s*[\"']?[A-Za-z0-9_-]{40,}",
    "a password in an address": r"\b[a-z][a-z0-9+]*://[^\s:@/\"'${}<>]+:(?!(?:password|secret|pw)@)[^\s:@/\"'${}<>]{6,}@",
    "a secret that was assigned": (
        r"(?i)\b(?:secret_key|password|passwd|api_key|token)\b[\"']?\s*[:=]\s*[\"'][A-Za-z0-9+/_=-]{24,}[\"']"
    ),
}


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """The line, counted from 1, and what was found there."""
    for number, line in enumerate(text.splitlines(), start=1):
        for what, pattern in PATTERNS.items():
            if re.search(pattern, line):
                yield number, what


def published() -> list[Path]:
    listed = ask(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    return [path for name in listed.stdout.split("\0") if name and (path := PROJECT / name).is_file()]


def main() -> int:
    found = 0
    for path in published():
        if path.stat().st_size > LARGEST:
            continue
        for number, what in found_in(path.read_text(errors="ignore")):
            print(f"{path.relative_to(PROJECT)}:{number}: {what}")
            found += 1
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
