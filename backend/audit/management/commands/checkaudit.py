from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from backend.audit import anchor, chain


class Command(BaseCommand):
    help = "Walk the audit's chain: was anything in it changed, taken out or cut off since it was written?"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            metavar="NUMBER:CHAIN",
            help="a head that an earlier check printed; kept elsewhere, it proves more",
        )

    def handle(self, *args: object, expect: str | None, **options: object) -> None:
        checked = chain.check(seen=_head(expect) if expect else anchor.read())
        for fault in checked.faults[:20]:
            self.stderr.write(fault)
        if checked.faults:
            raise CommandError(f"The audit is not whole: {len(checked.faults)} faults.")
        anchor.write(checked.head)
        self.stdout.write(f"The audit is whole: {checked.head.number} entries.")
        self.stdout.write(f"Head, to keep elsewhere: {checked.head.number}:{checked.head.chain}")


def _head(expect: str) -> chain.Head:
    number, _, digest = expect.partition(":")
    if not number.isdigit() or len(digest) != 64:
        raise CommandError("--expect takes what an earlier check printed, like 12:9f2c… with 64 hex digits.")
    return chain.Head(int(number), digest)
