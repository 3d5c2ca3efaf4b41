"""Last in the life of a job: the result of each item, and the items for another round."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, Generic, TypeVar, final

from attrs import field, frozen

from weavr_async._calls.error_bodies import read_error_body
from weavr_async.bulk_jobs.joining import as_submitted, join_chunk
from weavr_async.bulk_jobs.progress import FINAL, current_progress
from weavr_async.bulk_jobs.waiting import give_way
from weavr_async.errors import InvalidRequest
from weavr_async.values.json_values import JSONValue
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from weavr_async.bulk_jobs.joining import Listed
    from weavr_async.bulk_jobs.manifest import Chunk
    from weavr_async.bulk_jobs.orders import OrderFormat
    from weavr_async.bulk_jobs.state import JobState
    from weavr_async.errors import FieldError
    from weavr_backoffice.error_codes import ErrorCode
    from weavr_backoffice.models import BulkProcessOperationStatus
    from weavr_backoffice.types import JSONObject

__all__ = ["BulkResult", "failed_items", "read_results"]

Order = TypeVar("Order")
Answer = TypeVar("Answer")


@final
@frozen(kw_only=True)
class BulkResult(JSONValue, Generic[Order, Answer]):
    """The result of one item."""

    key: str
    """Your key."""
    order: Order
    """The order."""
    status: BulkProcessOperationStatus | None
    """`COMPLETED`, `FAILED`, `CANCELLED` and others (open enum); None while the service does not list it."""
    answer: Answer | None = None
    """The answer to a completed operation, such as the `Transfer`: accepted, not moved, see its `state`. None
    when there is none or it cannot be read; `raw_answer` has its text."""
    error_code: ErrorCode | None = None
    """Why it failed (open enum), when the service said so."""
    field_errors: tuple[FieldError, ...] = ()
    """The fields of the item that the service refused."""
    raw_answer: str | None = field(default=None, repr=False)
    """The service's answer to this operation, as text."""
    chunk: int
    """Number of its chunk, from 1 on."""
    bulk_id: str | None = None
    """The bulk it was part of; None when the job was halted before its chunk was submitted."""
    sequence: int | None = None
    """Its position in the bulk as the service numbers it."""
    payload_confirmed: bool = False
    """Whether the service showed the payload of this item. If it showed none that can be read, the item is joined by
    its position alone."""

    @property
    def completed(self) -> bool:
        """Whether the operation was carried out."""
        return self.status is not None and self.status.value == "COMPLETED"


async def read_results(
    job: JobState, order_format: OrderFormat[Order, Answer], *, compare: bool
) -> AsyncGenerator[BulkResult[Order, Answer], None]:
    """The result of each item, chunk by chunk."""
    await job.record()
    if await job.manifest.halted() is None:
        await job.bulk_ids()
    for number in range(1, (await job.size()).chunks + 1):
        chunk = await job.chunk(number)
        bulk_id = await job.manifest.bulk_id(number)
        items = chunk.items()
        joined: list[Listed | None] = [None] * len(items)
        if bulk_id is not None:
            ended = await job.status(bulk_id) in FINAL
            submitted = await as_submitted(chunk, items, order_format)
            joined = await join_chunk(job, chunk, submitted, bulk_id, complete=ended, compare=compare)
        for place, item in enumerate(items):
            await give_way(place)
            yield _result(order_format, chunk, place, item, joined[place], bulk_id)


async def failed_items(
    job: JobState, order_format: OrderFormat[Order, Answer], *, cancelled: bool, compare: bool
) -> AsyncGenerator[tuple[str, Order], None]:
    """The items whose operation failed, and with `cancelled` those whose operation never began."""
    await job.record()
    progress = await current_progress(job)
    if not progress.final:
        raise InvalidRequest("The job has not ended: the items for another round are not known before.")
    ended = {chunk.number for chunk in progress.chunks if chunk.status in FINAL}
    async with aclosing(read_results(job, order_format, compare=compare)) as results:
        async for result in results:
            status = None if result.status is None else result.status.value
            # Whether the service cancels what a bulk that stopped leaves behind is not documented.
            left_behind = status == "SUBMITTED" and result.chunk in ended
            never_began = status == "CANCELLED" or left_behind or result.bulk_id is None
            if status == "FAILED" or (cancelled and never_began):
                yield result.key, result.order


def _result(  # noqa: PLR0917 - an item, and what is known of it
    order_format: OrderFormat[Order, Answer],
    chunk: Chunk,
    place: int,
    item: JSONObject,
    joined: Listed | None,
    bulk_id: str | None,
) -> BulkResult[Order, Answer]:
    order = order_format.read(item, chunk.currencies[place])
    key = chunk.keys[place]
    if joined is None:
        return BulkResult(key=key, order=order, status=None, chunk=chunk.number, bulk_id=bulk_id)
    operation = joined.operation
    status = None if operation.status is UNSET else operation.status
    text = None if operation.response_payload is UNSET else operation.response_payload
    succeeded = status is not None and status.value == "COMPLETED"
    error_body = read_error_body(b"" if text is None or succeeded else text.encode())
    return BulkResult(
        key=key,
        order=order,
        status=status,
        answer=order_format.answer(text) if succeeded and text is not None else None,
        error_code=error_body.code,
        field_errors=error_body.field_errors,
        raw_answer=text,
        chunk=chunk.number,
        bulk_id=bulk_id,
        sequence=None if operation.sequence is UNSET else operation.sequence,
        payload_confirmed=joined.payload is not None,
    )
