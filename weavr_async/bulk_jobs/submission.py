"""Second in the life of a job: each chunk is submitted, under a reference that stays the same for every sending."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async.bulk_jobs.errors import JoinMismatch, SubmissionUndecided
from weavr_async.errors import Outcome, WeavrError
from weavr_backoffice.client import Request
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async.bulk_jobs.manifest import Chunk
    from weavr_async.bulk_jobs.state import JobState
    from weavr_backoffice.models import BulkSubmission

__all__ = ["submit_chunk"]

_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


async def submit_chunk(job: JobState, chunk: Chunk, *, resend: bool) -> None:
    """Send a chunk and write its bulk's id into the manifest.

    Raises:
        SubmissionUndecided: It was sent so long ago that its reference may be forgotten, unless `resend` is set.
    """

    async def send() -> str:
        since = await job.manifest.undecided_since(chunk.number)
        keeps = job.calls.client_state.keeps_reference
        if not resend and since is not None and not keeps(since, job.clock.now()):
            raise _undecided(job, chunk, since)
        return await _send(job, chunk)

    await job.manifest.submitted(chunk.number, await job.retry_throttled(send))


async def _send(job: JobState, chunk: Chunk) -> str:
    sending = await job.manifest.begin(chunk.number, job.clock.now())
    try:
        answer = await _call(job, chunk)
    except WeavrError as error:
        if error.outcome is not Outcome.UNKNOWN:
            await job.manifest.refused(chunk.number, sending)
        raise
    bulk_id = "" if answer.bulk_id is UNSET else answer.bulk_id
    if not bulk_id or answer.operation_count not in {UNSET, len(chunk.keys)}:
        raise JoinMismatch(
            f"Chunk {chunk.number} has {len(chunk.keys):,} items, and the service answered with bulk "
            f"{bulk_id or 'without an id'} of {answer.operation_count} operations. It will not be started.",
            chunk=chunk.number,
            bulk_id=bulk_id,
            outcome=Outcome.UNKNOWN,
        )
    return bulk_id


async def _call(job: JobState, chunk: Chunk) -> BulkSubmission:
    """Send the exact bytes in the manifest, instead of bytes made from the items again."""
    endpoint = job.endpoint
    request = Request(endpoint.OPERATION, endpoint.OPERATION.path, headers=_HEADERS, body=chunk.body)
    return await job.calls.send(request, endpoint.parse, ref=chunk.reference)


def _undecided(job: JobState, chunk: Chunk, since: datetime) -> SubmissionUndecided:
    return SubmissionUndecided(
        f"Chunk {chunk.number} of {job} was sent at {since.isoformat(timespec='seconds')} and no answer is known. "
        "Its reference may be forgotten by now, so it is not sent again. There may be a bulk of "
        f"{len(chunk.keys):,} operations at the service that waits to be started; nothing of it has moved.",
        chunk=chunk.number,
        items=len(chunk.keys),
        first_sent_at=since,
        idempotency_ref=chunk.reference,
    )
