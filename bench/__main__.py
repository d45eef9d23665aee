"""python -m bench [nearest] [http] [screen] [phone] [desk] [alerts] [map] [--quick] [--keep]: the figures."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from backend.devdb import cluster
from backend.devdb.home import STATE

from . import figures
from .databases import Bench

PARTS = ("nearest", "http", "screen", "phone", "desk", "alerts", "map")
RESULTS = Path(__file__).with_name("results.json")
QUICK_RESULTS = STATE / "bench" / "quick.json"


def main(arguments: Sequence[str]) -> int:
    asked = _parser().parse_args(arguments)
    about = figures.circumstances() | {"quick": asked.quick}
    with cluster.database() as urls, tempfile.TemporaryDirectory(prefix="bench-") as state:
        _set_up_django(urls, Path(state))
        bench = Bench(server=urls, state=Path(state), keep=asked.keep)
        bench.clear_up()
        parts = [_measure(name, bench.of(name), quick=asked.quick) for name in asked.parts or PARTS]
    figures.write(QUICK_RESULTS if asked.quick else RESULTS, parts, about)
    print(figures.table(parts))
    return 0 if all(gate.holds for part in parts for gate in part.gates) else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Measure, print, write the results.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes and few repeats; nothing is kept")
    parser.add_argument("--keep", action="store_true", help="leave the databases for another look or run")
    return parser


def _set_up_django(urls: cluster.Urls, state: Path) -> None:
    """As the web server has it: the serving role alone, and a state folder of the bench's own."""
    os.environ |= {"DATABASE_URL": urls.app, "STATE_DIR": str(state), "LOG_LEVEL": "WARNING"}
    os.environ.pop("DATABASE_OWNER_URL", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "backend.settings")
    import django

    django.setup()


def _measure(name: str, bench: Bench, *, quick: bool) -> figures.Part:
    print(f"\n{name}", flush=True)
    match name:
        case "nearest":
            from . import nearest

            return nearest.measure(bench, quick=quick)
        case "http":
            from . import throughput

            return throughput.measure(bench, quick=quick)
        case "screen":
            from . import screen

            return screen.measure(bench, quick=quick)
        case "phone":
            from . import tap_to_phone

            return tap_to_phone.measure(bench, quick=quick)
        case "desk":
            from . import desk

            return desk.measure(bench, quick=quick)
        case "alerts":
            from . import alerts

            return alerts.measure(bench, quick=quick)
        case "map":
            from . import street_map

            return street_map.measure(bench, quick=quick)
        case _:
            raise SystemExit(f"There is no part called {name}: {', '.join(PARTS)}.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
