"""The outbox: writes that are planned in a transaction of the user's, sent after it, and handed over in the end."""

from __future__ import annotations

import asyncio
import logging
from inspect import isawaitable
from typing import TYPE_CHECKING, Final

from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.raw_requests import endpoint_for
from weavr_async._calls.settle import SettlementVerdict, settle_call
from weavr_async._calls.settle_token import FrozenCall, Sendings
from weavr_async.errors import (
    ApiError,
    Forbidden,
    IdempotencyMismatch,
    IdentityNotFound,
    InvalidRequest,
    Outcome,
    OutcomeUnknown,
    Unauthorized,
    WeavrError,
)
from weavr_async.hooks import IntentSettled, publish
from weavr_async.journal.finish import close, defer, write_down
from weavr_async.journal.first_sending import send_first
from weavr_async.journal.intent import Intent, first_asked_at_of, frozen_call, new_intent, scheduled_at_of
from weavr_async.retrying import is_worth_retrying, retry_after
from weavr_async.stores.intents import IntentState
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain
from weavr_async.values._checks import check_type
from weavr_async.values.identities import Identity
from weavr_async.values.references import PER_CALL, DerivedRef
from weavr_async.values.transfer_orders import TransferOrder
from weavr_backoffice import api
from weavr_backoffice.client import Request

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async._calls.client_state import ClientState
    from weavr_async.journal.lease import Lease
    from weavr_async.stores.intents import IntentStore, StoredIntent
    from weavr_async.values.references import IdempotencyRef

__all__ = ["carry_out", "hand_over", "plan"]

_log: Final = logging.getLogger("weavr_async.journal")
_HANDLED_WITHIN: Final = 300.0
"""Seconds after which a handler that has not returned is called again, by whoever comes along."""
_AT_ONCE: Final = 10
_NOT_OF_THE_WRITE: Final = (Unauthorized, Forbidden, IdentityNotFound)
"""Refusals that are about who asks: the plan stands, for it may be the worker that is set up wrongly."""
_TOO_LATE: Final = (
    "Its scheduled time had passed before it could be sent. Nothing was sent, for it would have been carried out at "
    "once: resolve it with done=False, and plan it anew with another time, under another reference."
)
_OTHER_KEY: Final = "It was planned under another api key than this client's; nothing was sent."


async def plan(
    store: IntentStore,
    state: ClientState,
    connection: object,
    *,
    identity: Identity,
    order: TransferOrder,
    ref: IdempotencyRef,
) -> Intent:
    """Write a transfer down in the user's transaction."""
    check_type(identity, Identity, "identity")
    check_type(order, TransferOrder, "order")
    if ref is PER_CALL:
        raise InvalidRequest(
            "A plan needs a reference that the next run makes again: derive_ref(...) or a string of your own.",
            field="idempotency_ref",
        )
    request = api.transfers.transfer_create.prepare(body=order.to_request())
    call = state.frozen(request, identity, IdentityCalls(state, identity).bind(ref, request.operation))
    new = new_intent(call, ref.first_asked_at if isinstance(ref, DerivedRef) else None)
    row = await store.plan_intent(new, connection=connection, wait=state.total_timeout)
    if row.fingerprint == new.fingerprint:
        return Intent.of(row)
    error = IdempotencyMismatch(
        "The journal knows this reference from a write with other content; nothing was planned.", status=0
    )
    error.operation, error.identity, error.idempotency_ref = call.operation, identity, call.idempotency_ref
    raise error


async def carry_out(store: IntentStore, state: ClientState, lease: Lease, row: StoredIntent) -> IntentState:
    """Send what was planned, and write down how it ended; where nothing can have been sent, it stays planned."""
    found = await _carried_out(store, state, lease, row)
    if found not in {IntentState.OPEN, IntentState.PLANNED}:
        publish(state.hooks, IntentSettled(row.operation, row.reference, found.value))
    return found


async def _carried_out(store: IntentStore, state: ClientState, lease: Lease, row: StoredIntent) -> IntentState:
    call = frozen_call(row)
    if call.api_key_fingerprint not in state.seal_keys:
        return await _stays_planned(store, state, row, note=_OTHER_KEY)
    try:
        # The answer to a login is the first that tells the service's time.
        await IdentityCalls(lease.client_state(), call.identity).log_in()
    except WeavrError as error:
        return await _stays_planned(store, state, row, error=error)
    scheduled_at = scheduled_at_of(call)
    _, latest = state.clock.span()
    if scheduled_at is not None and scheduled_at <= latest:
        is_closed = await close(store, row, IntentState.UNDECIDED, note=_TOO_LATE)
        return IntentState.UNDECIDED if is_closed else IntentState.OPEN
    asked_at = first_asked_at_of(row)
    if asked_at is not None and not state.keeps_reference(asked_at, *state.clock.witnesses()):
        settlement = await settle_call(lease.client_state(), call, Sendings(asked_at, asked_at))
        if settlement.verdict is not SettlementVerdict.NOT_DONE:
            return (await write_down(store, state, row, settlement)).state
    return await _send(store, state, row, call, sends=lease.client_state(until=scheduled_at))


async def _send(
    store: IntentStore, state: ClientState, row: StoredIntent, call: FrozenCall, *, sends: ClientState
) -> IntentState:
    operation = call.known_operation
    request = Request(operation, call.path, call.query, call.headers, call.body)
    try:
        await send_first(
            store, row, IdentityCalls(sends, call.identity), request, endpoint_for(operation).parse, ref=row.reference
        )
    except OutcomeUnknown as error:
        last = error.last_sent_at.timestamp()
        await defer(store, state, row, last_sent_at=last, note=type(error).__name__)
        return IntentState.OPEN
    except WeavrError as error:
        if error.outcome is Outcome.NOT_SENT or is_worth_retrying(error) or isinstance(error, _NOT_OF_THE_WRITE):
            return await _stays_planned(store, state, row, error=error)
        is_closed = await close(store, row, IntentState.NOT_DONE, note=_named(error))
        return IntentState.NOT_DONE if is_closed else IntentState.OPEN
    return IntentState.DONE


async def _stays_planned(
    store: IntentStore,
    state: ClientState,
    row: StoredIntent,
    *,
    error: WeavrError | None = None,
    note: str | None = None,
) -> IntentState:
    wait = 0.0 if error is None else retry_after(error) or 0.0
    told = note if error is None else _named(error)
    await defer(store, state, row, last_sent_at=0.0, at_least=wait, note=told)
    return IntentState.PLANNED


def _named(error: WeavrError) -> str:
    code = error.code if isinstance(error, ApiError) else None
    return type(error).__name__ if code is None else f"{type(error).__name__} ({code})"


async def hand_over(store: IntentStore, environment: str, handle: Callable[[Intent], Awaitable[object]]) -> int:
    """Call a handler with each planned intent that has ended; how many it has handled."""
    handled, seen = 0, set[str]()
    while True:
        rows = await store.claim_ended(environment, lease=_HANDLED_WITHIN, limit=_AT_ONCE)
        fresh = [row for row in rows if row.id not in seen]
        handled += sum(await asyncio.gather(*(_handed_over(store, row, handle) for row in fresh)))
        if len(fresh) < _AT_ONCE:
            return handled
        seen.update(row.id for row in fresh)


async def _handed_over(store: IntentStore, row: StoredIntent, handle: Callable[[Intent], Awaitable[object]]) -> bool:
    try:
        ended: object = handle(Intent.of(row))
        if isawaitable(ended):  # a handler that is not async has handled it as well
            await ended
    except Exception as error:  # noqa: BLE001 - a handler that fails is called again later, and holds back no other
        _log.error("the handler of planned writes failed, and is called again: %s", type(error).__name__)
        return False
    try:
        await store.mark_handled(row.id, fence=row.fence)
    except (StoreUnavailable, StoreUncertain) as error:
        _log.warning("that a planned write was handled could not be written down: %s", error)
        return False
    return True
