"""The deadlines of one event loop: blocks that end on time, whoever else is waiting, and whoever else cancels."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from weavr_async._engine.deadlines import Deadline, Deadlines

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.asyncio

FAR = 3_600.0


def now() -> float:
    """The time that deadlines are told in."""
    return asyncio.get_running_loop().time()


async def wait_until(deadlines: Deadlines, deadline: float) -> None:
    """Wait for ever, but for the deadline."""
    with Deadline(deadlines, deadline):
        await asyncio.Event().wait()


async def some_turns() -> None:
    """Let everybody run who can."""
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_block_ends_at_its_deadline() -> None:
    """In a `TimeoutError` that tells of the cancellation, where a note may say how far the block came."""
    with pytest.raises(TimeoutError) as ended:
        await wait_until(Deadlines(), now())
    assert isinstance(ended.value.__cause__, asyncio.CancelledError)


async def test_the_task_goes_on_after_a_deadline() -> None:
    """The cancellation is used up: the next wait is not cut short."""
    with pytest.raises(TimeoutError):
        await wait_until(Deadlines(), now())
    await asyncio.sleep(0)
    task = asyncio.current_task()
    assert task is not None
    assert task.cancelling() == 0


async def test_a_block_that_ends_in_time_is_left_alone() -> None:
    """Its deadline may pass afterwards."""
    deadlines = Deadlines()
    with Deadline(deadlines, now()):
        pass
    await some_turns()


async def test_an_error_in_the_block_comes_out_as_it_is() -> None:
    """Whatever the block raises by itself."""
    with pytest.raises(ZeroDivisionError), Deadline(Deadlines(), now() + FAR):
        raise ZeroDivisionError


@pytest.mark.parametrize("others", [1, 50])
async def test_an_earlier_deadline_is_kept_among_later_ones(others: int) -> None:
    """The one timer is set to the earliest, though a later one was there before; the later blocks go on."""
    deadlines = Deadlines()
    async with asyncio.TaskGroup() as group:
        later = [group.create_task(wait_until(deadlines, now() + FAR)) for _ in range(others)]
        await some_turns()
        with pytest.raises(TimeoutError):
            await wait_until(deadlines, now())
        assert not any(task.done() for task in later)
        for task in later:
            task.cancel()


async def test_a_later_deadline_is_kept_after_an_earlier_one() -> None:
    """The timer is set again for those who still wait."""
    deadlines = Deadlines()
    first, second = (asyncio.create_task(wait_until(deadlines, now() + wait)) for wait in (0.0, 0.01))
    done, _ = await asyncio.wait({first, second}, timeout=5)
    assert [type(task.exception()) for task in (first, second) if task in done] == [TimeoutError, TimeoutError]


async def test_many_blocks_share_one_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand blocks one after another, of the same length as calls have them, set one."""
    loop = asyncio.get_running_loop()
    call_at, set_to = loop.call_at, list[float]()

    def counted(when: float, callback: Callable[[], None]) -> asyncio.TimerHandle:
        set_to.append(when)
        return call_at(when, callback)

    deadlines = Deadlines()
    monkeypatch.setattr(loop, "call_at", counted)
    for _ in range(1_000):
        with Deadline(deadlines, now() + FAR):
            pass
    deadlines.end_all()
    assert len(set_to) == 1


async def test_whoever_else_cancels_the_task_is_heard() -> None:
    """A caller who leaves while the deadline strikes sees a cancellation, not a `TimeoutError`."""
    deadlines = Deadlines()
    task = asyncio.create_task(wait_until(deadlines, now() + FAR))
    await some_turns()
    deadlines.end_all()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_cancellation_from_before_is_not_used_up() -> None:
    """A block that cleans up in a cancelled task ends at its deadline, and the task stays cancelled."""
    deadlines = Deadlines()

    async def cleans_up() -> int:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            with pytest.raises(TimeoutError):
                await wait_until(deadlines, now())
        task = asyncio.current_task()
        assert task is not None
        return task.cancelling()

    task = asyncio.create_task(cleans_up())
    await some_turns()
    task.cancel()
    assert await task == 1


async def test_all_blocks_can_be_ended_at_once() -> None:
    """As closing does; one that was ended already is cancelled only once."""
    deadlines = Deadlines()
    tasks = [asyncio.create_task(wait_until(deadlines, now() + FAR)) for _ in range(3)]
    await some_turns()
    deadlines.end_all()
    deadlines.end_all()
    assert {type(error) for error in await asyncio.gather(*tasks, return_exceptions=True)} == {TimeoutError}


async def test_a_block_within_a_block() -> None:
    """Each ends at its own deadline."""
    deadlines = Deadlines()
    with Deadline(deadlines, now() + FAR):
        with pytest.raises(TimeoutError):
            await wait_until(deadlines, now())
        await asyncio.sleep(0)


async def test_a_deadline_within_a_timeout_of_asyncio() -> None:
    """The outer one strikes through, and is not taken for ours."""
    with pytest.raises(TimeoutError) as ended:
        async with asyncio.timeout_at(now()):
            await wait_until(Deadlines(), now() + FAR)
    assert ended.value.__cause__ is not None
