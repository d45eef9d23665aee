"""A mail server of our own on this machine, with faults to order."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailServer:
    """Takes mail, or answers `fault` ("451 busy") to what is sent at the stage `at`; `slow` seconds each."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[Envelope] = []
        self.fault: str | None = None
        self.at = "DATA"
        self.slow = 0.0
        self.refused_addresses: set[str] = set()
        self._controller: Controller | None = None

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.refused_addresses:
            return "550 no such mailbox"
        if self.fault and self.at == "RCPT":
            return self.fault
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        if self.fault and self.at == "DATA":
            return self.fault
        self.taken.append(envelope)
        return "250 taken"

    def up(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def down(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def recipients(self) -> list[str]:
        return [address for envelope in self.taken for address in envelope.rcpt_tos]

    def texts(self) -> list[str]:
        return [(envelope.original_content or b"").decode() for envelope in self.taken]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = MailServer(port)
    server.up()
    try:
        yield server
    finally:
        server.down()
