"""A write that is remembered: written down before its first byte is sent, and closed before a "no" is told."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Final, Generic, TypeVar, cast, final

from weavr_async._calls.identity_calls import IdentityCalls
from weavr_async._calls.settle_token import Sendings, seal_settle_token
from weavr_async.errors import (
    CallError,
    Cause,
    IdempotencyMismatch,
    InvalidRequest,
    Outcome,
    OutcomeUnknown,
    WeavrError,
)
from weavr_async.hooks import ResultReplayed, publish
from weavr_async.journal.finish import close, defer, finish
from weavr_async.journal.first_sending import send_first
from weavr_async.journal.intent import frozen_call, new_intent, sendings_of
from weavr_async.journal.lease import Lease
from weavr_async.journal.results import answer_of, replayed
from weavr_async.stores.intents import IntentState
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain
from weavr_async.values._limits import invalid_request
from weavr_async.values.references import PER_CALL, DerivedRef
from weavr_backoffice import InvalidArgument, UnexpectedAnswer, operations

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async._calls.client_state import ClientState
    from weavr_async.journal.addresses import KnownAddress
    from weavr_async.stores.intents import IntentStore, StoredIntent
    from weavr_async.values.identities import Identity
    from weavr_async.values.references import IdempotencyRef
    from weavr_backoffice.client import Request, Response

__all__ = ["RememberedWrites"]

T = TypeVar("T")
_E = TypeVar("_E", bound=CallError)

_MOVES_MONEY: Final = frozenset(
    {
        operations.TRANSFER_CREATE.id,
        operations.CHARGE_FEE.id,
        operations.CORPORATE_CHARGE_FEE.id,
        operations.CONSUMER_CHARGE_FEE.id,
    }
)
_POLL: Final = 0.25
"""Seconds between two looks at an intent that somebody else holds."""
_NOTHING_SENT: Final = "Nothing was sent by this call"


@final
class RememberedWrites:
    """The writes of one client that go through its journal.

    Args:
        store: Where they are remembered.
        address: What the store knows of the environment's address.
    """

    __slots__ = ("_address", "_store")

    def __init__(self, store: IntentStore, address: KnownAddress) -> None:
        self._store: Final = store
        self._address: Final = address

    async def run(
        self,
        state: ClientState,
        identity: Identity,
        ref: IdempotencyRef,
        *,
        prepare: Callable[[], Request],
        parse: Callable[[Response], T],
        timeout: float | None,  # noqa: ASYNC109 - the time for a whole call
    ) -> T:
        """Run an operation under a reference, once and for all.

        Raises:
            InvalidRequest: An argument cannot be right, or a reference for this call alone was asked for where money
                moves. Nothing was sent.
            OutcomeUnknown: It may have been carried out, or still will be; `intent` names it.
        """
        request = _prepared(prepare)
        calls = IdentityCalls(state, identity, timeout)
        if ref is PER_CALL:
            return await _once(calls, request, parse)
        return await _Write(self._store, self._address, calls, ref=ref, request=request, parse=parse).run()

    async def results_of_others(
        self, environment: str, operation: str, result_ids: tuple[str, ...]
    ) -> frozenset[str] | None:
        """Those of these ids that are results of intents; nothing where the journal cannot be asked."""
        try:
            return await self._store.find_results(environment, operation, result_ids=result_ids)
        except (StoreUnavailable, StoreUncertain):
            return None


def _prepared(prepare: Callable[[], Request]) -> Request:
    try:
        return prepare()
    except InvalidArgument as beyond:
        error = invalid_request(beyond)
    raise error  # outside of the handler, for the frames of the other error hold what was checked


async def _once(calls: IdentityCalls, request: Request, parse: Callable[[Response], T]) -> T:
    if request.operation.id in _MOVES_MONEY:
        raise InvalidRequest(
            "With a journal PER_CALL is refused where money moves: after a restart the call would be made under a new "
            "reference while the journal carries the old one out. Use derive_ref(...) or a string of your own.",
            field="idempotency_ref",
            operation=request.operation.id,
        )
    return await calls.send(request, parse, ref=PER_CALL)


class _Write(Generic[T]):
    """One write, from the journal's point of view."""

    def __init__(
        self,
        store: IntentStore,
        address: KnownAddress,
        calls: IdentityCalls,
        *,
        ref: IdempotencyRef,
        request: Request,
        parse: Callable[[Response], T],
    ) -> None:
        state = calls.client_state
        self._store: Final = store
        self._address: Final = address
        self._state: Final = state
        self._calls: Final = calls
        self._ref: Final = ref
        self._request: Final = request
        self._parse: Final = parse
        total = state.total_timeout if calls.timeout is None else calls.timeout
        self._deadline: Final = asyncio.get_running_loop().time() + total
        reference = calls.bind(ref, request.operation)
        self._call: Final = state.frozen(request, calls.identity, reference)
        self._first_asked_at: Final = ref.first_asked_at if isinstance(ref, DerivedRef) else None
        self._new: Final = new_intent(self._call)

    async def run(self) -> T:
        """Open the intent, and do what its state asks for."""
        while True:
            lease = Lease(self._state, self._left(), since=self._first_asked_at)
            row = await self._opened(lease)
            if row.fingerprint != self._new.fingerprint:
                raise self._mismatch()
            if row.owner == lease.sending.owner:
                if not row.last_sent_at:
                    return await self._send(lease, row)
                found = await self._take_over(lease, row)
                if found is not None:
                    return found[0]
            elif row.state is IntentState.DONE:
                return await self._replayed(row)
            elif row.state is IntentState.UNDECIDED:
                raise self._unknown(
                    "undecided", f"{_NOTHING_SENT}. What became of this write is undecided: {row.note}", row
                )
            else:
                await self._wait(row)

    async def _opened(self, lease: Lease) -> StoredIntent:
        try:
            await self._address.check()
            return await self._store.open_intent(self._new, lease.sending)
        except (StoreUnavailable, StoreUncertain) as error:
            told = self._unknown(
                "journal_unavailable",
                f"{_NOTHING_SENT}. {error} Whether an earlier one under this reference was carried out, or will be, "
                "cannot be looked up.",
            )
            told.advice = "Mend the journal, then make the same call again under the same reference."
        raise told

    async def _wait(self, row: StoredIntent) -> None:
        """Wait while somebody else is at work on it, in this process or another."""
        if self._left() <= _POLL:
            raise self._unknown("under_way", f"{_NOTHING_SENT}: another one is at work on this write.", row)
        await self._state.sleep(min(_POLL, max(row.lease_left, 0.01)))

    def _left(self) -> float:
        return self._deadline - asyncio.get_running_loop().time()

    # -- what nobody sent before -------------------------------------------------------------------

    async def _send(self, lease: Lease, row: StoredIntent) -> T:
        calls = IdentityCalls(lease.client_state(), self._calls.identity)
        try:
            return await send_first(self._store, row, calls, self._request, self._parse, ref=self._ref)
        except WeavrError as error:
            told = await self._ended(row, error)
        raise told

    async def _ended(self, row: StoredIntent, error: WeavrError) -> WeavrError:
        """Write down how it ended, and give what the caller is told."""
        if error.outcome is Outcome.UNKNOWN:
            last = (
                error.last_sent_at.timestamp()
                if isinstance(error, OutcomeUnknown)
                else self._state.clock.now().timestamp()
            )
            await defer(self._store, self._state, row, last_sent_at=last, note=type(error).__name__)
            if isinstance(error, OutcomeUnknown):
                error.intent = row.id
            return error
        if await close(self._store, row, IntentState.NOT_DONE, note=type(error).__name__):
            return error
        return self._unknown(
            "not_written_down",
            f"This call ended with {type(error).__name__}, which could not be written down in the journal: it may be "
            "sent again, and be carried out then.",
            row,
        )

    # -- what somebody left ------------------------------------------------------------------------

    async def _take_over(self, lease: Lease, row: StoredIntent) -> tuple[T] | None:
        """Settle it; nothing when it was never done, so that it can be opened anew."""
        finished = await finish(self._store, self._state, lease, row)
        settlement = finished.settlement
        if finished.state is IntentState.DONE or settlement.verdict.value == "done":
            if settlement.result is None and settlement.error is not None:
                raise settlement.error  # it was done, and the answer that says so cannot be read
            return (cast("T", settlement.result),)
        if finished.state is IntentState.NOT_DONE:
            if settlement.error is not None:
                raise settlement.error
            return None
        cause = getattr(settlement.error, "cause", None)
        raise self._unknown(
            cause.kind if isinstance(cause, Cause) else "still_unknown",
            "This write was sent before, and what became of it could not be settled now.",
            row,
        )

    async def _replayed(self, row: StoredIntent) -> T:
        """The result that was kept."""
        publish(self._state.hooks, ResultReplayed(row.operation, row.reference))
        if row.result is None:
            raise self._unknown(
                "result_forgotten",
                f"{_NOTHING_SENT}: the journal knows that it was done, with the result {row.result_id}, and no longer "
                "has the answer.",
                row,
            )
        try:
            return replayed(self._parse(answer_of(row.result)))
        except UnexpectedAnswer:
            told = self._unknown(
                "unreadable_result",
                f"{_NOTHING_SENT}: it was done, with the result {row.result_id}, but the answer cannot be read.",
                row,
            )
        raise told

    # -- errors ------------------------------------------------------------------------------------

    def _unknown(self, cause: str, message: str, row: StoredIntent | None = None) -> OutcomeUnknown:
        now = self._state.clock.now()
        call, sendings = self._call, Sendings(now, now)
        if row is not None and row.request:
            call, sendings = frozen_call(row), sendings_of(row)
        key = self._state.seal_keys.get(call.api_key_fingerprint, self._state.seal_key)
        error = OutcomeUnknown(
            message,
            cause=Cause(cause),
            first_sent_at=sendings.first,
            last_sent_at=sendings.last,
            body_fingerprint=call.body_fingerprint,
            settle_token=seal_settle_token(call, sendings, key),
        )
        error.intent = self._new.id
        return self._with_facts(error)

    def _mismatch(self) -> IdempotencyMismatch:
        error = IdempotencyMismatch(
            "The journal knows this reference from a write with other content; nothing was sent by this call.",
            status=0,
        )
        return self._with_facts(error)

    def _with_facts(self, error: _E) -> _E:
        error.operation = self._call.operation
        error.identity = self._call.identity
        error.idempotency_ref = self._call.idempotency_ref
        error.attempts = 0
        return error
