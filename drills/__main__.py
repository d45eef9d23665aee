"""make drills: breaks things on purpose and says what was lost.

ARGS= names some: kills disk_full copies reports flood bots alerts phones.
"""

from __future__ import annotations

import sys

from . import alerts, bots, copies, disk_full, flood, kills, reports
from .phones import all_of_it as phones

DRILLS = {
    "kills": kills.drill,
    "disk_full": disk_full.drill,
    "copies": copies.drill,
    "reports": reports.drill,
    "flood": flood.drill,
    "bots": bots.drill,
    "alerts": alerts.drill,
    "phones": phones.drill,
}


def main(names: list[str]) -> int:
    wrong = 0
    for name in names or DRILLS:
        print(f"\n{name}", flush=True)
        held = DRILLS[name]()
        print("  held" if held else "  DID NOT HOLD", flush=True)
        wrong += not held
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
