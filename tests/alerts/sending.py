"""One try from a plain test."""

from __future__ import annotations

import asyncio
from typing import Any

from backend.alerts.answers import Answer
from backend.alerts.transport import Transport
from backend.alerts.webpush import Message, send


def sent(*messages: Message, **transport: Any) -> list[Answer]:
    """One after another, over the same connections."""

    async def all_of_them() -> list[Answer]:
        async with Transport(**transport) as through:
            return [await send(each, through=through) for each in messages]

    return asyncio.run(all_of_them())
