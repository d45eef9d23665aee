"""Two hundred starts of the browser without signal: a list within two seconds each time, and 999."""

from __future__ import annotations

import statistics
from pathlib import Path

from playwright.sync_api import Playwright

from .chaos import Chaos
from .handset import handset

WITHIN_S = 2.0


def held(playwright: Playwright, chaos: Chaos, folder: Path, *, starts: int) -> bool:
    """Each a process of its own, from a profile that was once with signal; nobody listens at the address."""
    with handset(playwright, chaos.url, folder) as phone:
        phone.visited()
    took, without = [], 0
    with chaos.gone():
        for _ in range(starts):
            with handset(playwright, chaos.url, folder) as phone:
                took.append(phone.seconds_to_a_list())
                without += phone.page.get_by_role("link", name="Call 999").count() == 0
    late = sum(one > WITHIN_S for one in took)
    print(
        f"  {starts} cold starts without signal: a list after {statistics.median(took):.2f} s, at most "
        f"{max(took):.2f} s, {late} over {WITHIN_S:.0f} s, {without} without 999",
        flush=True,
    )
    return late == 0 and without == 0
