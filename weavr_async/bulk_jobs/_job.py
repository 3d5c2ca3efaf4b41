"""A bulk job: frozen in its manifest, submitted in chunks, started, followed and read, in any process.

Every step first keeps what the next process must know, then acts; and first looks at what is kept, and at the bulk's
status, before it acts. So each step may be taken again after a crash, and does only what has not been done.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterable
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Final, Generic, Literal, TypeVar, final

import anyio.lowlevel
from attrs import evolve

from weavr_async._calls.error_bodies import read_error_body
from weavr_async._calls.settle_token import reference_is_kept
from weavr_async.bulk_jobs._clock import SystemClock, reading_failed, retry_while, throttled
from weavr_async.bulk_jobs._errors import JoinMismatch, ManifestError, SubmissionUndecided
from weavr_async.bulk_jobs._manifest import Chunk, Head, Manifest, Seal
from weavr_async.bulk_jobs._progress import FINAL, ChunkProgress, Progress, chunk_progress
from weavr_async.bulk_jobs._results import Asked, BulkResult, Listed, canonical, join
from weavr_async.errors import BulkInvalidState, InvalidRequest, Outcome, WeavrError
from weavr_async.values.references import derive_ref
from weavr_backoffice.operations import OPERATIONS
from weavr_backoffice.types import UNSET, dumps

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async.bulk_jobs._clock import JobClock
    from weavr_async.bulk_jobs._items import Kind
    from weavr_async.resources.bulks import Bulks
    from weavr_async.stores.protocols import ManifestStore
    from weavr_backoffice.models import BulkProcessDetails
    from weavr_backoffice.types import JSONObject

__all__ = ["BulkJob"]

Order = TypeVar("Order")
Answer = TypeVar("Answer")
T = TypeVar("T")

_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_MOST_CHUNKS: Final = 99_999
_PAGE: Final = 100
_BREATH: Final = 250
"""Items after which other tasks get a turn: freezing and joining are work of the processor."""
_GROWTH: Final = 1.5
_EVERY: Final = 5.0
_AT_MOST: Final = 60.0
_CANCELLED: Final = "cancelled"


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


async def _each(items: Iterable[T] | AsyncIterable[T]) -> AsyncGenerator[T, None]:
    """The items, one by one, with a turn for other tasks now and then."""
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield item
        return
    for place, item in enumerate(items):
        if place % _BREATH == 0:
            await anyio.lowlevel.checkpoint()
        yield item


@final
class BulkJob(Generic[Order, Answer]):
    """Work of any length, done in bulks of up to 10,000 operations. Made by `Bulks.transfer_job` and its like.

    Nothing is sent by making it. One process after another, or several at once, may work on the same job: a chunk is
    submitted under one reference, and only the bulk that the manifest names is started.

    Every method may end in an error of its calls, such as `OutcomeUnknown`, or in a `ManifestError` when the store
    holds another job under this name. Then nothing is lost: make the same call again, now or later.
    """

    __slots__ = (
        "_bulks", "_calls", "_chunk_size", "_clock", "_kind", "_manifest", "_name", "_patience", "_round_number"
    )  # fmt: skip

    def __init__(
        self,
        bulks: Bulks,
        calls: IdentityCalls,
        kind: Kind[Order, Answer],
        name: str,
        *,
        store: ManifestStore,
        round_number: int,
        chunk_size: int,
        patience: float,
        clock: JobClock | None,
    ) -> None:
        from weavr_async.resources.bulks import MOST_ITEMS

        if not _NAME.fullmatch(name):
            raise InvalidRequest(
                "The name of a job is 1 to 100 letters, digits, '.', '_' and '-', and begins with a letter or digit.",
                field="name",
            )
        if not _is_count(round_number):
            raise InvalidRequest("The round of a job is an integer from 1 on.", field="round_number")
        if not _is_count(chunk_size) or chunk_size > MOST_ITEMS:
            raise InvalidRequest(f"A chunk holds 1 to {MOST_ITEMS:,} items.", field="chunk_size")
        if not patience >= 0:
            raise InvalidRequest("Patience is a number of seconds from 0 on.", field="patience")
        self._bulks: Final = bulks
        self._calls: Final = calls
        self._kind: Final = kind
        self._name: Final = name
        self._round_number: Final = round_number
        self._chunk_size: Final = chunk_size
        self._patience: Final = patience
        self._clock: Final = SystemClock() if clock is None else clock
        identity = calls.identity
        self._manifest: Final = Manifest(store, f"{identity.type.value.lower()}-{identity.id}.{name}.{round_number}")

    @property
    def name(self) -> str:
        """The name it was made with."""
        return self._name

    @property
    def round_number(self) -> int:
        """Which round of this name it is."""
        return self._round_number

    def __repr__(self) -> str:
        return f"<BulkJob {self._name} round {self._round_number} of {self._calls.identity}>"

    # -- submitting ------------------------------------------------------------------------------------

    async def submit(
        self,
        items: Iterable[tuple[str, Order]] | AsyncIterable[tuple[str, Order]] | None = None,
        *,
        resend: Sequence[int] = (),
    ) -> None:
        """Keep all items in the manifest, then submit them chunk by chunk. Nothing moves before `execute`.

        It does more than one operation: one submission for each chunk that has none yet. After a crash, call it again,
        with the same items or, when all of them had been kept, with none. Only the items of one chunk, and all keys,
        are in memory at a time.

        Args:
            items: Pairs of your own key, unique in the job, and the order. Left out, what is kept is submitted.
            resend: Chunks to send again although it is unknown what became of them and their reference may be
                forgotten: those you have looked for at the service, see `SubmissionUndecided`.

        Raises:
            InvalidRequest: There is no item, a key is no text or stands twice, an order is of another kind; or items
                were left out and not all had been kept; or the job was cancelled. Nothing was sent.
            ManifestError: The items are not those that are kept. Nothing was sent by this call.
            SubmissionUndecided: A chunk was sent a day ago, and it is unknown what became of it.
            TooManyBulkRequests: The throttle of submissions was closed for longer than the job's patience.
            JoinMismatch: The service counted another number of operations than were sent. The bulk will not be started.
            OutcomeUnknown: A chunk may have been submitted; call again, it is sent under the same reference.
        """
        head = await self._head()
        seal = await self._manifest.sealed() if items is None else await self._keep(items, head.chunk_size)
        if seal is None:
            raise InvalidRequest("Not all items of this job are kept: give them to submit(). Nothing was sent.")
        for number in range(1, seal.chunks + 1):
            if await self._manifest.bulk_id(number) is None:
                await self._refuse_when_halted()
                await self._submit_chunk(await self._chunk(number), resend=number in resend)

    async def adopt(self, chunk: int, bulk_id: str) -> None:
        """Say which bulk is a chunk's, after `SubmissionUndecided`. It is read and compared first.

        Raises:
            JoinMismatch: The bulk's operations are not the chunk's items.
            InvalidRequest: The chunk has a bulk already.
        """
        await self._head()
        frozen = await self._chunk(chunk)
        if await self._manifest.bulk_id(chunk) is not None:
            raise InvalidRequest(f"Chunk {chunk} has a bulk already.", field="chunk")
        await self._joined(frozen, frozen.items(), bulk_id, complete=True, compare=True)
        await self._manifest.submitted(chunk, bulk_id)

    async def _keep(
        self, items: Iterable[tuple[str, Order]] | AsyncIterable[tuple[str, Order]], chunk_size: int
    ) -> Seal:
        """Freeze all items, or compare them with those that are frozen."""
        seal = await self._manifest.sealed()
        seen: set[str] = set()
        batch: list[tuple[str, Order]] = []
        number = 1
        async with aclosing(_each(items)) as each:
            async for key, order in each:
                batch.append((self._checked_key(key, seen), self._checked_order(key, order)))
                if len(batch) == chunk_size:
                    await self._freeze(number, batch)
                    batch = []
                    number += 1
        if batch:
            await self._freeze(number, batch)
            number += 1
        if not seen:
            raise InvalidRequest("A job has one item or more. Nothing was sent.", field="items")
        mine = Seal(chunks=number - 1, items=len(seen))
        if seal is None and await self._manifest.chunk(number) is None:
            seal = await self._manifest.seal(mine)
        if seal is None or seal != mine:
            raise self._other_items(f"there are {len(seen):,} items now, and more were kept")
        return seal

    @staticmethod
    def _checked_key(key: object, seen: set[str]) -> str:
        """A key that no item before has; the iterable's annotation guards nothing at run time."""
        if not isinstance(key, str) or not key:
            raise InvalidRequest("The key of an item is a text that is not empty. Nothing was sent.", field="items")
        if key in seen:
            raise InvalidRequest(f"The key {key!r} stands twice in this job. Nothing was sent.", field="items")
        seen.add(key)
        return key

    def _checked_order(self, key: str, order: object) -> Order:
        """An order of this job's kind."""
        try:
            return self._kind.check(order)
        except TypeError as expected:
            raise InvalidRequest(
                f"The order of item {key!r} is no {expected}. Nothing was sent.", field="items"
            ) from None

    async def _freeze(self, number: int, batch: Sequence[tuple[str, Order]]) -> None:
        if number > _MOST_CHUNKS:
            raise InvalidRequest(f"A job has at most {_MOST_CHUNKS:,} chunks. Nothing was sent.", field="items")
        items: list[JSONObject] = []
        for place, (_, order) in enumerate(batch):
            items.append(self._kind.freeze(order))
            if place % _BREATH == 0:
                await anyio.lowlevel.checkpoint()
        ref = derive_ref("bulk", self._name, self._round_number, number)
        frozen = Chunk(
            number=number,
            reference=self._calls.bind(ref, OPERATIONS[self._kind.operation]),
            keys=tuple(key for key, _ in batch),
            notes=tuple(self._kind.note(order) for _, order in batch),
            body=dumps(list(items)),
        )
        if await self._manifest.sealed() is None and await self._manifest.freeze(frozen):
            return
        kept = await self._manifest.chunk(number)
        if kept is None:
            raise self._other_items(f"there are items after chunk {number - 1} now, and none were kept")
        if kept != frozen:
            self._compare(kept, frozen, items)

    def _compare(self, kept: Chunk, now: Chunk, items: Sequence[JSONObject]) -> None:
        """Refuse items that are not those that are kept; other bytes that say the same are the same items."""
        number, before = now.number, kept.items()
        for place, key in enumerate(now.keys):
            if place >= len(kept.keys) or (key, now.notes[place]) != (kept.keys[place], kept.notes[place]):
                raise self._other_items(f"item {place + 1} of chunk {number} is {key!r} now, and was another one")
            if items[place] != before[place]:
                raise self._other_items(f"item {key!r} of chunk {number} asks for something else now")
        if len(kept.keys) != len(now.keys):
            raise self._other_items(f"chunk {number} has {len(now.keys):,} items now, and had {len(kept.keys):,}")

    def _other_items(self, what: str) -> ManifestError:
        return ManifestError(
            f"These are not the items that are kept for job {self._name!r}, round {self._round_number}: {what}. "
            "Nothing was sent by this call. Give the same items, in the same order, or begin another job."
        )

    async def _submit_chunk(self, chunk: Chunk, *, resend: bool) -> None:
        """Send a chunk under its reference, unless that may be forgotten by now."""

        async def send() -> str:
            since = await self._manifest.undecided_since(chunk.number)
            if not resend and since is not None and not reference_is_kept(since, self._clock.now()):
                raise self._undecided(chunk, since)
            return await self._send(chunk)

        await self._manifest.submitted(
            chunk.number, await retry_while(send, wait_on=throttled, clock=self._clock, patience=self._patience)
        )

    async def _send(self, chunk: Chunk) -> str:
        sending = await self._manifest.begin(chunk.number, self._clock.now())
        try:
            answer = await self._kind.submit(self._calls, chunk.body, chunk.reference)
        except WeavrError as error:
            if error.outcome is not Outcome.UNKNOWN:
                await self._manifest.refused(chunk.number, sending)
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

    def _undecided(self, chunk: Chunk, since: datetime) -> SubmissionUndecided:
        return SubmissionUndecided(
            f"Chunk {chunk.number} of job {self._name!r}, round {self._round_number}, was sent at "
            f"{since.isoformat(timespec='seconds')} and no answer is known. Its reference may be forgotten by now, so "
            f"it is not sent again. There may be a bulk of {len(chunk.keys):,} operations at the service that waits to "
            "be started; nothing of it has moved.",
            chunk=chunk.number,
            items=len(chunk.keys),
            first_sent_at=since,
            idempotency_ref=chunk.reference,
        )

    # -- steps -----------------------------------------------------------------------------------------

    async def execute(self, *, on_failure: Literal["stop", "continue"]) -> None:
        """Start every chunk that has not been started.

        It does more than one operation: it reads each bulk and starts it if it waits. With ``"continue"``, chunks run
        side by side, as far as the service allows. With ``"stop"``, a chunk is started when the one before it has
        completed, so that nothing runs after a failure: this waits for all chunks but the last, and cancels the rest
        when one does not complete.

        Args:
            on_failure: What an operation that fails does to those after it, in all of the job.

        Raises:
            InvalidRequest: Not all chunks are submitted, the job was cancelled, or it was started in the other mode.
            TooManyBulkRequests: The service let no further bulk run for longer than the job's patience.
            OutcomeUnknown: A chunk may run; call again, a bulk is not started twice.
        """
        if on_failure not in {"stop", "continue"}:
            raise InvalidRequest("on_failure is 'stop' or 'continue'.", field="on_failure")
        await self._head()
        bulk_ids = await self._submitted()
        if await self._manifest.halted() == _CANCELLED:
            await self._refuse_when_halted()
        if await self._manifest.execution(on_failure) != on_failure:
            raise InvalidRequest("This job was started in the other mode.", field="on_failure")
        start = partial(self._bulks.execute, on_failure=on_failure)
        for place, bulk_id in enumerate(bulk_ids):
            if await self._manifest.halted() is not None:
                break
            await self._step(bulk_id, {"SUBMITTED"}, start)
            if on_failure == "stop" and place + 1 < len(bulk_ids) and await self._end_of(bulk_id) != "COMPLETED":
                await self._manifest.halt("failure")
        if await self._manifest.halted() is not None:
            await self._cancel_waiting(bulk_ids)

    async def pause(self) -> None:
        """Hold every chunk that runs; one that waits to be started is left alone.

        An `execute` that is still starting chunks goes on with it: end that one first.
        """
        await self._head()
        for bulk_id in await self._submitted():
            await self._step(bulk_id, {"RUNNING"}, self._bulks.pause)

    async def resume(self) -> None:
        """Let every chunk that is held run on."""
        await self._head()
        for bulk_id in await self._submitted():
            await self._step(bulk_id, {"PAUSED"}, self._bulks.resume)

    async def cancel(self) -> None:
        """End the job: what has been carried out stays, nothing else begins, and no chunk is submitted any more.

        A submission whose answer was lost may leave a bulk behind that waits at the service; it is never started.
        """
        await self._head()
        await self._manifest.halt(_CANCELLED)
        seal = await self._manifest.sealed()
        for number in range(1, (0 if seal is None else seal.chunks) + 1):
            bulk_id = await self._manifest.bulk_id(number)
            if bulk_id is not None:
                await self._step(bulk_id, {"SUBMITTED", "RUNNING", "PAUSED"}, self._bulks.cancel)

    async def _cancel_waiting(self, bulk_ids: Sequence[str]) -> None:
        for bulk_id in bulk_ids:
            await self._step(bulk_id, {"SUBMITTED"}, self._bulks.cancel)

    async def _step(self, bulk_id: str, when: set[str], take: Callable[[str], Awaitable[None]]) -> None:
        """Take a step of a bulk if its status asks for it; somebody else may have taken it meanwhile."""
        if await self._status(bulk_id) not in when:
            return
        try:
            await retry_while(lambda: take(bulk_id), wait_on=throttled, clock=self._clock, patience=self._patience)
        except BulkInvalidState:
            if await self._status(bulk_id) in when:
                raise

    async def _end_of(self, bulk_id: str) -> str | None:
        """Wait until a bulk has ended, or the job was halted."""
        pause = _EVERY
        while (status := await self._status(bulk_id)) not in FINAL and await self._manifest.halted() is None:
            await self._clock.sleep(pause)
            pause = min(pause * _GROWTH, _AT_MOST)
        return status

    # -- following -------------------------------------------------------------------------------------

    async def watch(self, *, every: float = _EVERY, at_most: float = _AT_MOST) -> AsyncGenerator[Progress, None]:
        """Follow the job: its progress now and after each reading, until nothing changes any more.

        One reading is one call for each chunk that has not ended (`bulkId`). Stop whenever you like, and follow again
        from any process. It waits for what was not started or is held: bound it if that may be for ever. A reading
        that fails for a passing reason is made again, up to the job's patience.

        Args:
            every: Seconds between readings while something changes.
            at_most: Seconds between readings while nothing does; the pause grows up to this.

        Raises:
            InvalidRequest: Not all items were kept.
        """
        if not 0 < every <= at_most:
            raise InvalidRequest(
                "Seconds between readings are above 0, and `every` is at most `at_most`.", field="every"
            )
        await self._head()
        progress = await self._first_progress()
        pause = every
        while True:
            before, progress = progress, await self._next_progress(progress)
            yield progress
            if progress.final:
                return
            pause = every if progress != before else min(pause * _GROWTH, at_most)
            await self._clock.sleep(pause)

    async def _first_progress(self) -> Progress:
        head, seal = await self._head(), await self._sealed()
        sizes = [min(head.chunk_size, seal.items - done) for done in range(0, seal.items, head.chunk_size)]
        return Progress(tuple(ChunkProgress(number=number, items=size) for number, size in enumerate(sizes, 1)))

    async def _next_progress(self, progress: Progress) -> Progress:
        halted = await self._manifest.halted() is not None
        return Progress(
            tuple([one if one.final else await self._chunk_progress(one, halted=halted) for one in progress.chunks])
        )

    async def _chunk_progress(self, before: ChunkProgress, *, halted: bool) -> ChunkProgress:
        bulk_id = await self._manifest.bulk_id(before.number)
        if bulk_id is None:
            return evolve(before, final=halted)
        details = await self._details(bulk_id)
        return chunk_progress(before.number, before.items, bulk_id, details, halted=halted)

    async def _status(self, bulk_id: str) -> str | None:
        status = (await self._details(bulk_id)).status
        return None if status is UNSET else status

    async def _details(self, bulk_id: str) -> BulkProcessDetails:
        return await self._reading(lambda: self._bulks.get(bulk_id))

    # -- results ---------------------------------------------------------------------------------------

    async def results(self, *, compare: bool = True) -> AsyncGenerator[BulkResult[Order, Answer], None]:
        """What became of each item, in the order they were given, chunk by chunk as it is read.

        It may be read at any time: an item whose operation has not ended shows the status it has. One chunk's
        operations are in memory at a time; a page of 100 is one call (`bulkIdOperations`).

        Args:
            compare: Whether an operation must show the item's own payload. That the service gives payloads back as
                they were sent is an assumption: where it does not, compare by yourself, and join by the place alone.

        Raises:
            InvalidRequest: Not all chunks are submitted, and the job was not halted.
            JoinMismatch: What the service lists is not what was submitted.
        """
        await self._head()
        if await self._manifest.halted() is None:
            await self._submitted()
        for number in range(1, (await self._sealed()).chunks + 1):
            chunk = await self._chunk(number)
            bulk_id = await self._manifest.bulk_id(number)
            items = chunk.items()
            joined: list[Listed | None] = [None] * len(items)
            if bulk_id is not None:
                ended = await self._status(bulk_id) in FINAL
                joined = await self._joined(chunk, items, bulk_id, complete=ended, compare=compare)
            for place, item in enumerate(items):
                if place % _BREATH == 0:
                    await anyio.lowlevel.checkpoint()
                yield self._result(chunk, place, item, joined[place], bulk_id)

    async def failed(self, *, cancelled: bool = False, compare: bool = True) -> AsyncGenerator[tuple[str, Order], None]:
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
        await self._head()
        progress = await self._next_progress(await self._first_progress())
        if not progress.final:
            raise InvalidRequest("The job has not ended: items for another round are known when it has.")
        ended = {chunk.number for chunk in progress.chunks if chunk.status in FINAL}
        async with aclosing(self.results(compare=compare)) as results:
            async for result in results:
                status = None if result.status is None else result.status.value
                # Nobody has said that the service cancels what a bulk that stopped leaves behind.
                waits_in_vain = status == "SUBMITTED" and result.chunk in ended
                never_began = status == "CANCELLED" or waits_in_vain or result.bulk_id is None
                if status == "FAILED" or (cancelled and never_began):
                    yield result.key, result.order

    async def _joined(
        self, chunk: Chunk, items: Sequence[JSONObject], bulk_id: str, *, complete: bool, compare: bool
    ) -> list[Listed | None]:
        operations: list[Listed] = []
        pages = self._bulks.operations(bulk_id, page_size=_PAGE)

        async def read_on() -> None:
            async for operation in pages:
                operations.append(Listed.of(operation) if compare else Listed(operation))  # noqa: PERF401 - what was read before a failure must stay

        await self._reading(read_on)  # after a failure, the pages go on where they stopped
        asked: list[Asked] = []
        for place, item in enumerate(items):
            asked.append(Asked(canonical(item["requestBody"]), self._kind.target(item), chunk.keys[place]))
            if place % _BREATH == 0:
                await anyio.lowlevel.checkpoint()
        return join(asked, operations, chunk=chunk.number, bulk_id=bulk_id, complete=complete)

    def _result(
        self, chunk: Chunk, place: int, item: JSONObject, joined: Listed | None, bulk_id: str | None
    ) -> BulkResult[Order, Answer]:
        order = self._kind.thaw(item, chunk.notes[place])
        key = chunk.keys[place]
        if joined is None:
            return BulkResult(key=key, order=order, status=None, chunk=chunk.number, bulk_id=bulk_id)
        operation = joined.operation
        status = None if operation.status is UNSET else operation.status
        text = None if operation.response_payload is UNSET else operation.response_payload
        succeeded = status is not None and status.value == "COMPLETED"
        envelope = read_error_body(b"" if text is None or succeeded else text.encode())
        return BulkResult(
            key=key,
            order=order,
            status=status,
            answer=self._kind.answer(text) if succeeded and text is not None else None,
            error_code=envelope.code,
            field_errors=envelope.field_errors,
            raw_answer=text,
            chunk=chunk.number,
            bulk_id=bulk_id,
            sequence=None if operation.sequence is UNSET else operation.sequence,
            payload_confirmed=joined.payload is not None,
        )

    # -- what is kept ----------------------------------------------------------------------------------

    async def _head(self) -> Head:
        return await self._manifest.head(
            Head(
                name=self._name,
                round_number=self._round_number,
                operation=self._kind.operation,
                base_url=self._calls.client_state.base_url,
                identity=str(self._calls.identity),
                chunk_size=self._chunk_size,
            )
        )

    async def _sealed(self) -> Seal:
        seal = await self._manifest.sealed()
        if seal is None:
            raise InvalidRequest("Not all items of this job are kept: give them to submit().")
        return seal

    async def _chunk(self, number: int) -> Chunk:
        chunk = await self._manifest.chunk(number)
        if chunk is None:
            raise InvalidRequest(f"This job has no chunk {number}.", field="chunk")
        return chunk

    async def _submitted(self) -> list[str]:
        """The bulks of all chunks."""
        bulk_ids = [await self._manifest.bulk_id(number) for number in range(1, (await self._sealed()).chunks + 1)]
        known = [bulk_id for bulk_id in bulk_ids if bulk_id is not None]
        if len(known) < len(bulk_ids):
            raise InvalidRequest(
                f"{len(known):,} of {len(bulk_ids):,} chunks of this job are submitted: call submit() first."
            )
        return known

    async def _refuse_when_halted(self) -> None:
        why = await self._manifest.halted()
        if why is not None:
            raise InvalidRequest("This job was cancelled." if why == _CANCELLED else "This job stopped at a failure.")

    async def _reading(self, read: Callable[[], Awaitable[T]]) -> T:
        return await retry_while(read, wait_on=reading_failed, clock=self._clock, patience=self._patience)
