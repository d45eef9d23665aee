"""After a restored backup the chain ends before the head that was seen last: said in the chain."""

from __future__ import annotations

from datetime import datetime

from . import anchor, chain
from .recording import record


def say_restored(*, at: datetime) -> list[str]:
    """One link that names the head which is gone, in the caller's transaction; what else is wrong with it.

    Whoever keeps heads elsewhere finds there which numbers were given twice.
    """
    seen, found = anchor.read(), chain.check()
    words = {"restored": _said(found.head), "seen_before": _said(seen) if seen else ""}
    record("audit.restored", "audit", who="system", at=at, words=words)
    return found.faults


def begin_anew() -> None:
    """The restored chain is what later checks go by. After the commit: a file does not roll back."""
    anchor.write(chain.check().head)


def _said(head: chain.Head) -> str:
    return f"{head.number}:{head.chain}"
