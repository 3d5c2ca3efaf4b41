"""A bulk job, from its items to their results, in any process.

Its life is in the modules `chunks`, `submission`, `execution`, `progress` and `results`, in this order. Every step
first writes down what the next process must know, then acts; so each can be taken again after a crash.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar, final

from weavr_async.bulk_jobs.chunks import write_chunks
from weavr_async.bulk_jobs.execution import cancel_job, pause_job, resume_job, start_job
from weavr_async.bulk_jobs.joining import as_submitted, join_chunk
from weavr_async.bulk_jobs.manifest import Manifest
from weavr_async.bulk_jobs.progress import follow
from weavr_async.bulk_jobs.results import failed_items, read_results
from weavr_async.bulk_jobs.state import JobState
from weavr_async.bulk_jobs.steps import MOST_ITEMS
from weavr_async.bulk_jobs.submission import submit_chunk
from weavr_async.bulk_jobs.waiting import POLL_AT_MOST, POLL_EVERY, SystemClock
from weavr_async.errors import InvalidRequest
from weavr_async.values._checks import check_integer, check_text, has_methods, is_number, kind_of

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Sequence

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async.bulk_jobs.chunks import Items
    from weavr_async.bulk_jobs.orders import OrderFormat
    from weavr_async.bulk_jobs.progress import Progress
    from weavr_async.bulk_jobs.results import BulkResult
    from weavr_async.bulk_jobs.steps import BulkSteps
    from weavr_async.bulk_jobs.waiting import JobClock
    from weavr_async.stores.protocols import ManifestStore

__all__ = ["BulkJob"]

Order = TypeVar("Order")
Answer = TypeVar("Answer")

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_NEEDED_OF_A_STORE: Final = ("create_part", "read_part")


@final
class BulkJob(Generic[Order, Answer]):
    """Work of any length, done in bulks of up to 10,000 operations. Made by `Bulks.transfer_job` or `spend_rules_job`.

    Nothing is sent by making it. Processes may work on the same job one after another, or several at once: a chunk is
    submitted under one reference, and only the bulk in the manifest is started.

    Every method may end in an error of its calls, such as `OutcomeUnknown`, or in a `ManifestError` when the store
    has another job under this name. Nothing is lost then: make the same call again, now or later.
    """

    __slots__ = ("_format", "_state")

    def __init__(
        self,
        steps: BulkSteps,
        calls: IdentityCalls,
        order_format: OrderFormat[Order, Answer],
        name: str,
        *,
        store: ManifestStore,
        round_number: int,
        chunk_size: int,
        patience: float,
        clock: JobClock | None,
    ) -> None:
        name = check_text(name, "name")
        if not _NAME.fullmatch(name):
            raise InvalidRequest(
                "The name of a job has 1 to 100 letters, digits, '.', '_' and '-', and begins with a letter or digit.",
                field="name",
            )
        check_integer(round_number, "round_number", lowest=1)
        check_integer(chunk_size, "chunk_size", lowest=1, highest=MOST_ITEMS)
        _check_store(store)
        if not is_number(patience) or not patience >= 0:
            raise InvalidRequest("The patience is a number of seconds from 0 on.", field="patience")
        identity = calls.identity
        self._format: Final = order_format
        self._state: Final = JobState(
            name=name,
            round_number=round_number,
            chunk_size=chunk_size,
            patience=patience,
            clock=SystemClock() if clock is None else clock,
            endpoint=order_format.endpoint,
            calls=calls,
            steps=steps,
            manifest=Manifest(store, f"{identity.type.value.lower()}-{identity.id}.{name}.{round_number}"),
        )

    @property
    def name(self) -> str:
        """The name it was made with."""
        return self._state.name

    @property
    def round_number(self) -> int:
        """Which round of this name it is."""
        return self._state.round_number

    def __repr__(self) -> str:
        return f"<BulkJob {self.name} round {self.round_number} of {self._state.calls.identity}>"

    async def submit(self, items: Items[Order] | None = None, *, resend: Sequence[int] = ()) -> None:
        """Write all items into the manifest, then submit them chunk by chunk. Nothing moves before `execute`.

        This takes one submission for each chunk that has none yet. After a crash, call it again with the same items or,
        if all of them were written, with none. Only the items of one chunk, and all keys, are in memory at a time.

        Args:
            items: Pairs of your own key, unique in the job, and the order. Leave them out to submit what is in the
                manifest.
            resend: Chunks to send again although their result is unknown and their reference may be forgotten: those
                you have looked for at the service, see `SubmissionUndecided`.

        Raises:
            InvalidRequest: There is no item, a key is not a string or is used twice, an order is of another kind; or
                items were left out and the manifest does not have all of them; or the job was cancelled. Nothing was
                sent.
            ManifestError: The items are not those in the manifest. Nothing was sent by this call.
            SubmissionUndecided: A chunk was sent a day ago or more, and its result is unknown.
            TooManyBulkRequests: Submissions were throttled for longer than the job's patience.
            JoinMismatch: The service counted another number of operations than were sent. The bulk will not be started.
            OutcomeUnknown: A chunk may have been submitted. Call again: it is sent under the same reference.
        """
        job = self._state
        record = await job.record()
        size = await job.size() if items is None else await write_chunks(job, self._format, items, record.chunk_size)
        for number in range(1, size.chunks + 1):
            if await job.manifest.bulk_id(number) is None:
                await job.refuse_if_halted()
                await submit_chunk(job, await job.chunk(number), resend=number in resend)

    async def adopt(self, chunk: int, bulk_id: str) -> None:
        """Say which bulk belongs to a chunk, after `SubmissionUndecided`. It is read and compared first.

        Raises:
            JoinMismatch: The bulk's operations are not the chunk's items.
            InvalidRequest: There is no such chunk, or it has a bulk already.
        """
        job = self._state
        await job.record()
        kept = await job.chunk(chunk)
        if await job.manifest.bulk_id(chunk) is not None:
            raise InvalidRequest(f"Chunk {chunk} has a bulk already.", field="chunk")
        submitted = await as_submitted(kept, kept.items(), self._format)
        await join_chunk(job, kept, submitted, bulk_id, complete=True, compare=True)
        await job.manifest.submitted(chunk, bulk_id)

    async def execute(self, *, on_failure: Literal["stop", "continue"]) -> None:
        """Start every chunk that has not been started.

        This takes several calls: each bulk is read, and started if it waits. With ``"continue"``, chunks run at the
        same time, as far as the service allows. With ``"stop"``, a chunk is started when the one before it has
        completed, so that nothing runs after a failure: this waits for all chunks but the last, and cancels the rest
        when one does not complete.

        Args:
            on_failure: What happens after an operation that failed, in all of the job.

        Raises:
            InvalidRequest: Not all chunks are submitted, the job was cancelled, or it was started in the other mode.
            TooManyBulkRequests: The service let no further bulk run for longer than the job's patience.
            OutcomeUnknown: A chunk may be running. Call again: a bulk is not started twice.
        """
        await start_job(self._state, on_failure)

    async def pause(self) -> None:
        """Hold every chunk that runs; one that waits to be started stays as it is.

        An `execute` that is still starting chunks continues to do so: end that call first.
        """
        await pause_job(self._state)

    async def resume(self) -> None:
        """Continue every chunk that is held."""
        await resume_job(self._state)

    async def cancel(self) -> None:
        """End the job: what has been carried out stays, nothing else begins, and no chunk is submitted any more.

        A submission whose answer was lost may leave a bulk at the service that waits to be started; it is not started.
        """
        await cancel_job(self._state)

    def watch(self, *, every: float = POLL_EVERY, at_most: float = POLL_AT_MOST) -> AsyncGenerator[Progress, None]:
        """Follow the job: its progress now and after each reading, until nothing changes any more.

        One reading takes one call for each chunk that has not ended (`bulkId`). Stop at any time, and follow again from
        any process. It also waits for chunks that are not started or are held, so set a time limit if that may take for
        ever. A reading that fails for a passing reason is made again, up to the job's patience.

        Args:
            every: Seconds between readings while something changes.
            at_most: Seconds between readings while nothing does; the pause grows up to this.

        Raises:
            InvalidRequest: Not all items are in the manifest.
        """
        return follow(self._state, every, at_most)

    def results(self, *, compare: bool = True) -> AsyncGenerator[BulkResult[Order, Answer], None]:
        """The result of each item, in the order they were given, chunk by chunk as it is read.

        Read them at any time: an item whose operation has not ended shows the status it has. The operations of one
        chunk are in memory at a time; a page of 100 takes one call (`bulkIdOperations`).

        Args:
            compare: Whether an operation must show the item's own payload. That the service shows payloads as they were
                sent is an assumption: where it does not, compare them yourself, and join by the position alone.

        Raises:
            InvalidRequest: Not all chunks are submitted, and the job was not halted.
            JoinMismatch: What the service lists is not what was submitted.
        """
        return read_results(self._state, self._format, compare=compare)

    def failed(self, *, cancelled: bool = False, compare: bool = True) -> AsyncGenerator[tuple[str, Order], None]:
        """The items whose operation failed, as pairs for a second round.

        Look at the error codes first: only you know which of them another round can help. Give the pairs to a job of
        the same name and the next round number, or of another name.

        Args:
            cancelled: Also those that never began: cancelled, still waiting in a bulk that has ended, or in a chunk
                that was never submitted.
            compare: As in `results`.

        Raises:
            InvalidRequest: The job has not ended, so an item might still change.
            JoinMismatch: What the service lists is not what was submitted.
        """
        return failed_items(self._state, self._format, cancelled=cancelled, compare=compare)


def _check_store(store: object) -> None:
    if not has_methods(store, *_NEEDED_OF_A_STORE):
        raise InvalidRequest(
            f"The store of a job keeps its manifest, such as FileStore(folder) or SqlStore(url), not {kind_of(store)}.",
            field="store",
        )
