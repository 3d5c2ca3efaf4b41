"""How far a job is, in numbers fit for a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, final

from attrs import frozen

from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from weavr_backoffice.models import BulkProcessDetails

__all__ = ["FINAL", "ChunkProgress", "Progress", "chunk_progress"]

FINAL: Final = frozenset({"COMPLETED", "PARTIALLY_COMPLETED", "FAILED", "CANCELLED"})
"""Statuses of a bulk after which nothing changes. One that is not known is taken for a passing one."""


@final
@frozen(kw_only=True)
class ChunkProgress:
    """How far one chunk is."""

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
class Progress:
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


def chunk_progress(
    number: int, items: int, bulk_id: str, details: BulkProcessDetails, *, halted: bool
) -> ChunkProgress:
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
