"""A process that is killed at any await of a write: one transfer, whoever goes on, and whenever."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from types import coroutine
from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.journal.conftest import pay
from tests.properties import sampled
from weavr_async import derive_ref

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator, Iterator

    from tests.journal.conftest import Place
    from weavr_async import BackOffice

pytestmark = pytest.mark.asyncio

_MOST_AWAITS: Final = 200
_dead: Final[list[Coroutine[Any, Any, object]]] = []
"""What was killed, kept so that nothing of it is cleaned up: a killed process cleans nothing up."""


@pytest.fixture(autouse=True)
def burial() -> Iterator[None]:
    """When all is judged, clean up after all."""
    yield
    while _dead:
        with suppress(Exception):
            _dead.pop().close()


@coroutine
def until(work: Coroutine[Any, Any, object], awaits: int) -> Generator[Any, Any, bool]:
    """Run something until it waits for the given number of times, and no further; whether it ended before."""
    step = partial(work.send, None)
    while True:
        try:
            waited = step()
        except StopIteration:
            return True
        if not awaits:
            _dead.append(work)
            return False
        awaits -= 1
        try:
            yield waited
            step = partial(work.send, None)
        except BaseException as error:  # noqa: BLE001 - as the event loop hands it in
            step = partial(work.throw, error)


async def killed_at(weavr: BackOffice, number: int) -> bool:
    """Pay, and be killed at this await; whether there was none."""

    async def process() -> bool:
        return await until(pay(weavr, derive_ref("payout", number), tag=f"invoice-{number}"), number)

    return await asyncio.create_task(process())


def movements(place: Place, number: int) -> int:
    """How often the money of this payment moved."""
    return sum(one.tag == f"invoice-{number}" for one in place.emulator.world.transfers.values())


@pytest.mark.parametrize("hours", [0.2, 25])
async def test_killed_at_each_await_and_asked_again_it_is_one_transfer(anywhere: Place, hours: float) -> None:
    """By another process, soon or a day later."""
    for number in sampled(range(_MOST_AWAITS)):
        async with anywhere.process() as weavr:
            has_ended = await killed_at(weavr, number)
        anywhere.passes(hours=hours)
        async with anywhere.process() as weavr:
            await pay(weavr, derive_ref("payout", number), tag=f"invoice-{number}")
        assert movements(anywhere, number) == 1, f"killed at await {number}"
        if has_ended:
            return
    raise AssertionError("it never ended")


async def test_killed_at_each_await_a_settler_carries_out_what_was_written_down(anywhere: Place) -> None:
    """And nothing else: what was killed before that was never sent."""
    for number in sampled(range(_MOST_AWAITS)):
        async with anywhere.process() as weavr:
            has_ended = await killed_at(weavr, number)
        anywhere.passes(minutes=11)
        async with anywhere.process() as weavr:
            await weavr.journal.settle_due()
            intent = await weavr.journal.find(
                reference=derive_ref("payout", number), identity=weavr.corporate("109876").identity
            )
        assert movements(anywhere, number) == (intent is not None), f"killed at await {number}"
        if has_ended:
            return
    raise AssertionError("it never ended")
