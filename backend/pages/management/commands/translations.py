from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from backend.language import catalogues, compiled
from backend.language.texts import texts


class Command(BaseCommand):
    """`update` writes new texts into `locale/`, `check` says what is not translated."""

    help = __doc__ or ""
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["update", "check"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "update":
            self._update()
        else:
            self._check()

    def _update(self) -> None:
        for language in compiled.languages():
            missing = catalogues.update(language.code, texts())
            self.stdout.write(f"{language.english}: {missing} texts to translate.")

    def _check(self) -> None:
        said = texts()
        faults = [fault for each in compiled.languages() for fault in catalogues.faults(each.code, said)]
        if faults:
            raise CommandError("\n".join(faults))
        self.stdout.write(f"{len(said)} texts, each in {len(compiled.languages())} languages and in English.")
