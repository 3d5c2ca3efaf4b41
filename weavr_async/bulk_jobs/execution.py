"""Third in the life of a job: its bulks are started, held, continued and ended.

Each step looks at the bulk's status before it acts, so taking it again after a crash does only what is left to do.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal

from weavr_async.bulk_jobs.progress import FINAL
from weavr_async.bulk_jobs.state import CANCELLED, FAILURE
from weavr_async.bulk_jobs.waiting import POLL_EVERY, next_pause
from weavr_async.errors import BulkInvalidState, InvalidRequest
from weavr_async.values._checks import check_choice

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async.bulk_jobs.state import JobState

__all__ = ["cancel_job", "pause_job", "resume_job", "start_job"]


async def start_job(job: JobState, on_failure: Literal["stop", "continue"]) -> None:
    """Start every bulk that waits; with `"stop"`, one after the other, and cancel the rest after a failure."""
    check_choice(on_failure, ("stop", "continue"), "on_failure")
    await job.record()
    bulk_ids = await job.bulk_ids()
    if await job.manifest.halted() == CANCELLED:
        await job.refuse_if_halted()
    if await job.manifest.execution(on_failure) != on_failure:
        raise InvalidRequest("This job was started in the other mode.", field="on_failure")
    start = partial(job.steps.execute, on_failure=on_failure)
    for place, bulk_id in enumerate(bulk_ids):
        if await job.manifest.halted() is not None:
            break
        await _step(job, bulk_id, {"SUBMITTED"}, start)
        if on_failure == "stop" and place + 1 < len(bulk_ids) and await _end_of(job, bulk_id) != "COMPLETED":
            await job.manifest.halt(FAILURE)
    if await job.manifest.halted() is not None:
        for bulk_id in bulk_ids:
            await _step(job, bulk_id, {"SUBMITTED"}, job.steps.cancel)


async def pause_job(job: JobState) -> None:
    """Hold every bulk that runs."""
    await job.record()
    for bulk_id in await job.bulk_ids():
        await _step(job, bulk_id, {"RUNNING"}, job.steps.pause)


async def resume_job(job: JobState) -> None:
    """Continue every bulk that is held."""
    await job.record()
    for bulk_id in await job.bulk_ids():
        await _step(job, bulk_id, {"PAUSED"}, job.steps.resume)


async def cancel_job(job: JobState) -> None:
    """End every bulk, and submit and start nothing more."""
    await job.record()
    await job.manifest.halt(CANCELLED)
    size = await job.manifest.size()
    for number in range(1, (0 if size is None else size.chunks) + 1):
        bulk_id = await job.manifest.bulk_id(number)
        if bulk_id is not None:
            await _step(job, bulk_id, {"SUBMITTED", "RUNNING", "PAUSED"}, job.steps.cancel)


async def _step(job: JobState, bulk_id: str, when: set[str], take: Callable[[str], Awaitable[None]]) -> None:
    """Take a step of a bulk if its status asks for it; another process may have taken it meanwhile."""
    if await job.status(bulk_id) not in when:
        return
    try:
        await job.retry_throttled(lambda: take(bulk_id))
    except BulkInvalidState:
        if await job.status(bulk_id) in when:
            raise


async def _end_of(job: JobState, bulk_id: str) -> str | None:
    """Wait until a bulk has ended, or the job was halted."""
    pause = POLL_EVERY
    while (status := await job.status(bulk_id)) not in FINAL and await job.manifest.halted() is None:
        await job.clock.sleep(pause)
        pause = next_pause(pause)
    return status
