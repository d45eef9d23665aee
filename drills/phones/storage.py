"""Eight damages to what the phone keeps: a list with signal, and without it wherever anything is left.

The files are damaged while the browser is closed, as a worn card or a full disk does it.
"""

from __future__ import annotations

import random
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, Playwright

from .chaos import Chaos
from .handset import Handset, handset

WITHIN_S = 3.0
ORIGIN_STORES = "appcache,cache_storage,file_systems,indexeddb,local_storage,service_workers,websql"

Harm = Callable[[Path], None]


def files_of(profile: Path, *names: str) -> list[Path]:
    return [file for name in names for file in (profile / "Default").glob(f"{name}/**/*") if file.is_file()]


def spoil(*names: str) -> Harm:
    """Random bytes over every file."""

    def harm(profile: Path) -> None:
        dice = random.Random(8)
        for file in files_of(profile, *names):
            file.write_bytes(dice.randbytes(max(file.stat().st_size, 64)))

    return harm


def without_its_index(profile: Path) -> None:
    for file in files_of(profile, "IndexedDB"):
        if file.name.startswith(("CURRENT", "MANIFEST")):
            file.unlink()


def a_file_in_its_place(profile: Path) -> None:
    """One that cannot be replaced, where that can be had: else the browser mends it."""
    for folder in (profile / "Default" / "IndexedDB").glob("*.leveldb"):
        shutil.rmtree(folder)
        folder.write_bytes(b"not a folder")
        subprocess.run(["chattr", "+i", str(folder)], check=False, capture_output=True)  # noqa: S603, S607


def movable_again(profile: Path) -> None:
    subprocess.run(["chattr", "-R", "-i", str(profile)], check=False, capture_output=True)  # noqa: S603, S607


def nothing(profile: Path) -> None:
    pass


def no_room(page: Page, origin: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 0})


def cleared(page: Page, origin: str) -> None:
    session = page.context.new_cdp_session(page)
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": ORIGIN_STORES})


def untouched(page: Page, origin: str) -> None:
    pass


@dataclass(frozen=True)
class Damage:
    """What is done to the files, and to the running browser; whether anything that could answer is left."""

    to_files: Harm = nothing
    to_browser: Callable[[Page, str], None] = untouched
    answers_alone: bool = True


CACHES, DATABASES, WORKERS = "Service Worker/CacheStorage", "IndexedDB", "Service Worker/Database"
DAMAGES = {
    "random bytes over the database": Damage(spoil(DATABASES)),
    "the database without its index": Damage(without_its_index),
    "a file in place of the database": Damage(a_file_in_its_place),
    "random bytes over the caches": Damage(spoil(CACHES)),
    "no room": Damage(to_browser=no_room),
    "everything cleared": Damage(to_browser=cleared, answers_alone=False),
    "random bytes over both": Damage(spoil(DATABASES, CACHES), answers_alone=False),
    "random bytes over what the browser knows of workers": Damage(spoil(WORKERS), answers_alone=False),
}


def held(playwright: Playwright, chaos: Chaos, folder: Path) -> bool:
    whole = folder / "whole"
    with handset(playwright, chaos.url, whole) as phone:
        phone.visited()
    empty, slowest = [], 0.0
    for name, damage in DAMAGES.items():
        for signal in (True, False) if damage.answers_alone else (True,):
            took = _after(playwright, chaos, whole, folder / "damaged", damage, signal=signal)
            slowest = max(slowest, took)
            empty += [f"{name}, {'with' if signal else 'without'} signal"] if took > WITHIN_S else []
    print(
        f"  {len(DAMAGES)} damages: {len(empty)} without a list {empty}, at most {slowest:.2f} s", flush=True
    )
    return not empty


def _after(
    playwright: Playwright, chaos: Chaos, whole: Path, profile: Path, damage: Damage, *, signal: bool
) -> float:
    shutil.copytree(whole, profile, symlinks=True)
    try:
        damage.to_files(profile)
        with handset(playwright, chaos.url, profile) as phone:
            damage.to_browser(phone.page, chaos.url)
            if signal:
                return _seconds(phone)
            with chaos.gone():
                return _seconds(phone)
    finally:
        movable_again(profile)
        shutil.rmtree(profile, ignore_errors=True)


def _seconds(phone: Handset) -> float:
    return max(phone.seconds_to_a_list() for _ in range(2))
