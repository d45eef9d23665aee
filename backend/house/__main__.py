"""python3 -m backend.house run | test | check | bench | drills | backup | restore | setup."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - Debian 11 or macOS may well call it with an older one
    sys.exit(
        "Python 3.11 or later is needed. Where it is called python3.11, type: make run PYTHON=python3.11"
    )

from backend.devdb.cluster import ClusterError
from backend.devdb.home import HomeError

from . import backup, check, restore, run, suites, test
from .setup import all_of_it
from .words import HouseError, complain

COMMANDS = {
    "run": run.run,
    "test": test.test,
    "check": check.check,
    "bench": suites.bench,
    "drills": suites.drills,
    "backup": backup.backup,
    "restore": restore.restore,
    "setup": all_of_it,
}


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in COMMANDS:
        complain(__doc__ or "")
        return 2
    try:
        return COMMANDS[arguments[0]]()
    except (HouseError, ClusterError, HomeError) as error:
        complain(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        complain("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
