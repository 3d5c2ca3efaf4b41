"""What all steps of a job share: whose it is, what its manifest says, and how its bulks are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

from attrs import frozen

from weavr_async.bulk_jobs.manifest import Chunk, JobRecord, JobSize, Manifest
from weavr_async.bulk_jobs.waiting import may_read_again, retry_while, throttled
from weavr_async.errors import InvalidRequest
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async.bulk_jobs.steps import BulkSteps
    from weavr_async.bulk_jobs.waiting import JobClock
    from weavr_backoffice.models import BulkProcessDetails, BulkSubmission
    from weavr_backoffice.operations import Endpoint

__all__ = ["CANCELLED", "FAILURE", "JobState"]

T = TypeVar("T")

CANCELLED: Final = "cancelled"
FAILURE: Final = "failure"
"""Why a job was halted."""


@frozen
class JobState:
    """A job's settings, its manifest, and the calls it makes."""

    name: str
    round_number: int
    chunk_size: int
    patience: float
    clock: JobClock
    endpoint: Endpoint[..., BulkSubmission]
    """What submits its chunks."""
    calls: IdentityCalls
    steps: BulkSteps
    manifest: Manifest

    def __str__(self) -> str:
        return f"job {self.name!r}, round {self.round_number}"

    # -- what the manifest says ------------------------------------------------------------------------

    async def record(self) -> JobRecord:
        """Write what the job is, or check that the manifest is of this job."""
        return await self.manifest.record(
            JobRecord(
                name=self.name,
                round_number=self.round_number,
                operation=self.endpoint.OPERATION.id,
                environment=self.calls.client_state.environment.name,
                identity=str(self.calls.identity),
                chunk_size=self.chunk_size,
            )
        )

    async def size(self) -> JobSize:
        """How large the job is.

        Raises:
            InvalidRequest: Not all items are in the manifest.
        """
        size = await self.manifest.size()
        if size is None:
            raise InvalidRequest(
                "The manifest does not have all items of this job: give them to submit(). Nothing was sent.",
                field="items",
            )
        return size

    async def chunk(self, number: int) -> Chunk:
        """A chunk of the job.

        Raises:
            InvalidRequest: There is none of this number.
        """
        chunk = await self.manifest.chunk(number)
        if chunk is None:
            raise InvalidRequest(f"This job has no chunk {number}.", field="chunk")
        return chunk

    async def bulk_ids(self) -> list[str]:
        """The bulks of all chunks.

        Raises:
            InvalidRequest: Not all chunks are submitted.
        """
        size = await self.size()
        bulk_ids = [await self.manifest.bulk_id(number) for number in range(1, size.chunks + 1)]
        known = [bulk_id for bulk_id in bulk_ids if bulk_id is not None]
        if len(known) < len(bulk_ids):
            raise InvalidRequest(
                f"{len(known):,} of {len(bulk_ids):,} chunks of this job are submitted: call submit() first."
            )
        return known

    async def refuse_if_halted(self) -> None:
        """Refuse to go on with a job that was halted."""
        why = await self.manifest.halted()
        if why is not None:
            raise InvalidRequest("This job was cancelled." if why == CANCELLED else "This job stopped at a failure.")

    # -- calls that are retried ------------------------------------------------------------------------

    async def retry_throttled(self, step: Callable[[], Awaitable[T]]) -> T:
        """Take a step, again while the service refuses it for now."""
        return await retry_while(step, retry_on=throttled, clock=self.clock, patience=self.patience)

    async def retry_reading(self, read: Callable[[], Awaitable[T]]) -> T:
        """Read something, again while reading fails for a passing reason."""
        return await retry_while(read, retry_on=may_read_again, clock=self.clock, patience=self.patience)

    async def details(self, bulk_id: str) -> BulkProcessDetails:
        """What the service says of a bulk."""
        return await self.retry_reading(lambda: self.steps.get(bulk_id))

    async def status(self, bulk_id: str) -> str | None:
        """The status of a bulk."""
        status = (await self.details(bulk_id)).status
        return None if status is UNSET else status
