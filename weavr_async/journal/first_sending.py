"""Sending a write of which nothing can be on its way: its answer is believed, and a success is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

from weavr_async.journal.finish import close
from weavr_async.journal.results import kept_answer, own_id_in
from weavr_async.stores.intents import IntentState, ResultTaken

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async._engine.base import Answer
    from weavr_async.stores.intents import IntentStore, StoredIntent
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Request, Response

__all__ = ["send_first"]

T = TypeVar("T")


async def send_first(
    store: IntentStore,
    row: StoredIntent,
    calls: IdentityCalls,
    request: Request,
    parse: Callable[[Response], T],
    *,
    ref: IdempotencyRef,
) -> T:
    """Send, and write a success down. It is given in any case: what does not stand in the journal is settled later.

    Args:
        store: Where it stands.
        row: The intent, held.
        calls: What sends, under the lease.
        request: What is sent.
        parse: Makes the result of the answer.
        ref: The reference.

    Raises:
        WeavrError: It did not succeed; nothing is written down about that.
    """
    kept: list[Answer] = []

    def keeping(answer: Response) -> T:
        kept.append(cast("Answer", answer))
        return parse(answer)

    result = await calls.send(request, keeping, ref=ref)
    await _done(store, row, kept[-1])
    return result


async def _done(store: IntentStore, row: StoredIntent, answer: Answer) -> None:
    kept, result_id = kept_answer(answer), own_id_in(row.operation, answer.content)
    try:
        await close(store, row, IntentState.DONE, result=kept, result_id=result_id)
    except ResultTaken:
        note = f"Its result {result_id} belongs to another intent as well."
        await close(store, row, IntentState.DONE, result=kept, note=note)
