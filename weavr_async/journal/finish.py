"""Finishing an open intent that somebody left: it is settled, and what is found is written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from weavr_async._calls.settle import SettlementVerdict, settle_call
from weavr_async.hooks import IntentSettled, publish
from weavr_async.journal.intent import frozen_call, sendings_of
from weavr_async.journal.results import kept_settlement
from weavr_async.stores.intents import IntentState, ResultTaken
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain

if TYPE_CHECKING:
    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.settle import Settlement
    from weavr_async.journal.lease import Lease
    from weavr_async.stores.intents import IntentStore, StoredIntent

__all__ = ["Finished", "close", "defer", "finish", "write_down"]

_FIRST_PAUSE: Final = 5.0
_LONGEST_PAUSE: Final = 3600.0
_MOST_DOUBLINGS: Final = 10
_UNTOLD: Final = "Nothing that can be asked tells whether it was done; look at the accounts, then resolve it."
_TAKEN: Final = "What was found belongs to another intent; look at the accounts, then resolve it."


@frozen
class Finished:
    """How far an intent was brought."""

    state: IntentState
    """What now stands in the journal; open where nothing is known, or could be written down."""
    settlement: Settlement


async def finish(store: IntentStore, state: ClientState, lease: Lease, row: StoredIntent) -> Finished:
    """Settle an intent that is held under a lease."""
    settlement = await settle_call(lease.client_state(), frozen_call(row), sendings_of(row))
    finished = await write_down(store, state, row, settlement)
    if finished.state is not IntentState.OPEN:
        publish(state.hooks, IntentSettled(row.operation, row.reference, finished.state.value))
    return finished


async def write_down(store: IntentStore, state: ClientState, row: StoredIntent, settlement: Settlement) -> Finished:
    """Write down what settling found. What another intent has made is not done by this one, and is not told as that."""
    try:
        return Finished(await _written_down(store, state, row, settlement), settlement)
    except ResultTaken:
        untold = evolve(settlement, verdict=SettlementVerdict.STILL_UNKNOWN, result=None, result_id=None, answer=None)
        return Finished(await _undecided(store, row, _TAKEN), untold)


async def _written_down(
    store: IntentStore, state: ClientState, row: StoredIntent, settlement: Settlement
) -> IntentState:
    """What then stands in the journal."""
    error = settlement.error
    note = None if error is None else type(error).__name__
    if settlement.verdict is SettlementVerdict.DONE:
        kept = kept_settlement(settlement)
        is_closed = await close(store, row, IntentState.DONE, result=kept, result_id=settlement.result_id, note=note)
        return IntentState.DONE if is_closed else IntentState.OPEN
    if settlement.verdict is SettlementVerdict.NOT_DONE:
        is_closed = await close(store, row, IntentState.NOT_DONE, note=note)
        return IntentState.NOT_DONE if is_closed else IntentState.OPEN
    if settlement.settle_again_at is None:
        return await _undecided(store, row, _UNTOLD)
    wait = (settlement.settle_again_at - state.clock.now()).total_seconds()
    token = settlement.settle_token
    last = row.last_sent_at if token is None else max(row.last_sent_at, token["last_sent_at_ms"] / 1000)
    await defer(store, state, row, last_sent_at=last, at_least=min(wait, _LONGEST_PAUSE), note=note)
    return IntentState.OPEN


async def _undecided(store: IntentStore, row: StoredIntent, why: str) -> IntentState:
    is_closed = await close(store, row, IntentState.UNDECIDED, note=why)
    return IntentState.UNDECIDED if is_closed else IntentState.OPEN


async def close(
    store: IntentStore,
    row: StoredIntent,
    state: IntentState,
    *,
    result: bytes | None = None,
    result_id: str | None = None,
    note: str | None = None,
) -> bool:
    """Write down how an intent ended; whether it now stands there.

    Raises:
        ResultTaken: The result belongs to another intent.
    """
    try:
        return await store.close_intent(
            row.id, fence=row.fence, state=state, result=result, result_id=result_id, note=note
        )
    except (StoreUnavailable, StoreUncertain):
        return False


async def defer(
    store: IntentStore,
    state: ClientState,
    row: StoredIntent,
    *,
    last_sent_at: float,
    at_least: float = 0.0,
    note: str | None = None,
) -> None:
    """Leave an intent open, to be settled later; where that cannot be written down, its lease ends by itself."""
    backoff = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(row.tries, _MOST_DOUBLINGS))
    due_in = max(at_least, 0.0) + state.uniform(backoff / 2, backoff)
    try:
        await store.defer_intent(row.id, fence=row.fence, last_sent_at=last_sent_at, due_in=due_in, note=note)
    except (StoreUnavailable, StoreUncertain):
        return
