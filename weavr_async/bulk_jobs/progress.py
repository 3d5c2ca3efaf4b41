"""Fourth in the life of a job: how far it is, read again and again until nothing changes any more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from attrs import evolve, frozen

from weavr_async.bulk_jobs.waiting import next_pause
from weavr_async.errors import InvalidRequest
from weavr_async.values.json_values import JSONValue
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from weavr_async.bulk_jobs.state import JobState
    from weavr_backoffice.models import BulkProcessDetails

__all__ = ["FINAL", "ChunkProgress", "Progress", "current_progress", "follow"]

FINAL: Final = frozenset({"COMPLETED", "PARTIALLY_COMPLETED", "FAILED", "CANCELLED"})
"""Statuses of a bulk after which nothing changes. A status that is not known counts as one that may change."""


@final
@frozen(kw_only=True)
class ChunkProgress(JSONValue):
    """How far one chunk is. The counts are of operations, as the service last reported them."""

    number: int
    """From 1 on."""
    items: int
    bulk_id: str | None = None
    """The id of its bulk; absent while it has not been submitted."""
    status: str | None = None
    """The bulk's status as the service says it (`BulkProcessStatus`, or a newer one); absent before submission."""
    submitted: int = 0
    """Operations that wait."""
    running: int = 0
    completed: int = 0
    failed: int = 0
    cancelled: int = 0
    final: bool = False
    """Nothing changes any more: its bulk has ended, or the job was halted before the chunk was started."""

    @property
    def done(self) -> int:
        """Operations that have ended, or will not begin."""
        return self.items if self.final else min(self.items, self.completed + self.failed + self.cancelled)


@final
@frozen
class Progress(JSONValue):
    """How far a job is. A count is of operations, summed over the chunks, as the service last said it."""

    chunks: tuple[ChunkProgress, ...]

    @property
    def total(self) -> int:
        """All operations of the job."""
        return sum(chunk.items for chunk in self.chunks)

    @property
    def done(self) -> int:
        """Operations that have ended, or will not begin: equals `total` in the end."""
        return sum(chunk.done for chunk in self.chunks)

    @property
    def submitted(self) -> int:
        """Operations that wait at the service."""
        return sum(chunk.submitted for chunk in self.chunks)

    @property
    def running(self) -> int:
        """Operations under way."""
        return sum(chunk.running for chunk in self.chunks)

    @property
    def completed(self) -> int:
        """Operations that were carried out. A transfer among them was accepted; see its `state`."""
        return sum(chunk.completed for chunk in self.chunks)

    @property
    def failed(self) -> int:
        """Operations that were refused."""
        return sum(chunk.failed for chunk in self.chunks)

    @property
    def cancelled(self) -> int:
        """Operations that never began."""
        return sum(chunk.cancelled for chunk in self.chunks)

    @property
    def final(self) -> bool:
        """Whether nothing changes any more."""
        return all(chunk.final for chunk in self.chunks)


async def follow(job: JobState, every: float, at_most: float) -> AsyncGenerator[Progress, None]:
    """The progress now and after each reading, until it is final."""
    if not 0 < every <= at_most:
        raise InvalidRequest("The seconds are above 0, and at most `at_most`.", field="every")
    progress = await _first_progress(job)
    pause = every
    while True:
        before, progress = progress, await _next_progress(job, progress)
        yield progress
        if progress.final:
            return
        pause = every if progress != before else next_pause(pause, at_most)
        await job.clock.sleep(pause)


async def current_progress(job: JobState) -> Progress:
    """The progress as one reading gives it."""
    return await _next_progress(job, await _first_progress(job))


async def _first_progress(job: JobState) -> Progress:
    record, size = await job.record(), await job.size()
    counts = [min(record.chunk_size, size.items - done) for done in range(0, size.items, record.chunk_size)]
    return Progress(tuple(ChunkProgress(number=number, items=count) for number, count in enumerate(counts, 1)))


async def _next_progress(job: JobState, progress: Progress) -> Progress:
    halted = await job.manifest.halted() is not None
    return Progress(
        tuple([one if one.final else await _chunk_progress(job, one, halted=halted) for one in progress.chunks])
    )


async def _chunk_progress(job: JobState, before: ChunkProgress, *, halted: bool) -> ChunkProgress:
    bulk_id = await job.manifest.bulk_id(before.number)
    if bulk_id is None:
        return evolve(before, final=halted)
    return _read(before.number, before.items, bulk_id, await job.details(bulk_id), halted=halted)


def _read(number: int, items: int, bulk_id: str, details: BulkProcessDetails, *, halted: bool) -> ChunkProgress:
    """Read what the service says about a bulk; counts that it leaves out stay zero."""
    status = None if details.status is UNSET else details.status
    counts = {"SUBMITTED": 0, "RUNNING": 0, "COMPLETED": 0, "FAILED": 0, "CANCELLED": 0}
    for row in () if details.operation_status_counts is UNSET else details.operation_status_counts:
        if row.status is not UNSET and row.count is not UNSET and row.status.value in counts:
            counts[row.status.value] += row.count
    return ChunkProgress(
        number=number,
        items=items,
        bulk_id=bulk_id,
        status=status,
        submitted=counts["SUBMITTED"],
        running=counts["RUNNING"],
        completed=counts["COMPLETED"],
        failed=counts["FAILED"],
        cancelled=counts["CANCELLED"],
        final=status in FINAL or (halted and status == "SUBMITTED"),
    )
