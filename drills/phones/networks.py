"""Six bad networks, fifty starts in each: the list within three seconds, the answer within three more."""

from __future__ import annotations

import asyncio
import random
import statistics
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Playwright

from .chaos import END, FOR_GOOD_S, Chaos, Line, Weather
from .handset import Handset, handset

WITHIN_S = 3.0
A_BYTE_EVERY_S = 1.0


async def silence(line: Line) -> None:
    await asyncio.sleep(FOR_GOOD_S)


async def a_byte_a_second(line: Line) -> None:
    for byte in await line.truth():
        await line.send(bytes([byte]))
        await asyncio.sleep(A_BYTE_EVERY_S)


def half_lost(dice: random.Random) -> Weather:
    """Of two connections one dies: before its answer, or in the middle of it."""

    async def weather(line: Line) -> None:
        answer = await line.truth()
        if dice.random() < 0.5:
            await line.send(answer[: dice.randrange(len(answer)) if dice.random() < 0.5 else 0])
            line.reset()
        else:
            await line.send(answer)

    return weather


async def slow_first_byte(line: Line) -> None:
    answer = await line.truth()
    await asyncio.sleep(20)
    await line.send(answer)


async def stops_half_way(line: Line) -> None:
    head, end, body = (await line.truth()).partition(END)
    await line.send(head + end + body[: len(body) // 2])
    await asyncio.sleep(FOR_GOOD_S)


Network = Callable[[Chaos], AbstractContextManager[None]]
NETWORKS: dict[str, Network] = {
    "accepts and says nothing": lambda chaos: chaos.be(silence),
    "a byte a second": lambda chaos: chaos.be(a_byte_a_second),
    "half of the connections die": lambda chaos: chaos.be(half_lost(random.Random(11))),
    "no connection comes about": lambda chaos: chaos.black_hole(),
    "the first byte comes late": lambda chaos: chaos.be(slow_first_byte),
    "the body stops half way": lambda chaos: chaos.be(stops_half_way),
}


def held(playwright: Playwright, chaos: Chaos, folder: Path, *, each: int) -> bool:
    """Every start with a worker that is not running yet, as after a night in the pocket."""
    slowest: list[float] = []
    with handset(playwright, chaos.url, folder) as phone:
        phone.visited()
        for name, network in NETWORKS.items():
            phone.page.goto("about:blank")
            with network(chaos):
                took = [_start(phone) for _ in range(each)]
            lists, answers = zip(*took, strict=True)
            slowest.append(max(*lists, *answers))
            print(
                f"  {name}: {each} starts, a list after {statistics.median(lists):.2f} s, "
                f"at most {max(lists):.2f} s; the answer to a tap after at most {max(answers):.2f} s",
                flush=True,
            )
    return all(one <= WITHIN_S for one in slowest)


def _start(phone: Handset) -> tuple[float, float]:
    phone.sleep()
    to_a_list = phone.seconds_to_a_list()
    to_an_answer = phone.seconds_to_an_answer()
    return to_a_list, to_an_answer
