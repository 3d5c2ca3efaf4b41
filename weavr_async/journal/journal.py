"""`weavr.journal`: what is unresolved, and what brings it to an end."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Final, final

from attrs import evolve, frozen

from weavr_async._calls.settle import SettlementVerdict, read_token, settle_call
from weavr_async.errors import InvalidRequest
from weavr_async.hooks import IntentSettled, publish
from weavr_async.journal.addresses import KnownAddress
from weavr_async.journal.events import told_by
from weavr_async.journal.finish import close, finish
from weavr_async.journal.intent import Intent, intent_id, new_intent
from weavr_async.journal.lease import Lease
from weavr_async.journal.outbox import carry_out, hand_over, plan
from weavr_async.journal.results import settlement_of
from weavr_async.journal.writes import RememberedWrites
from weavr_async.stores.intents import IntentState, ResultTaken
from weavr_async.stores.protocols import StoreUnavailable, StoreUncertain
from weavr_async.values._checks import check_flag, check_text, check_type
from weavr_async.values.identities import Identity
from weavr_async.values.json_values import JSONValue
from weavr_async.values.references import DerivedRef
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
    from typing import TypeAlias

    from sqlalchemy import Connection
    from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
    from sqlalchemy.orm import Session

    from weavr_async._calls.client_state import ClientState
    from weavr_async._calls.settle import Settlement
    from weavr_async.stores.intents import IntentStore, StoredIntent
    from weavr_async.values.references import IdempotencyRef
    from weavr_async.values.transfer_orders import TransferOrder

    Handler: TypeAlias = Callable[[Intent], Awaitable[object]]

__all__ = ["Journal", "Settled", "open_journal"]

_log: Final = logging.getLogger("weavr_async.journal")
_PAGE: Final = 100
_PAGES_HEARD: Final = 10
"""How many pages of open intents an event is compared with; where there are more, settling is busy anyway."""
_IN_FLIGHT: Final = 20
"""Intents that one pass settles at a time."""
_OPEN: Final = (IntentState.OPEN,)
_UNRESOLVED: Final = (IntentState.OPEN, IntentState.UNDECIDED)


@final
@frozen
class Settled(JSONValue):
    """What one pass of settling came to."""

    done: int = 0
    not_done: int = 0
    undecided: int = 0
    """These are for a person: see `Journal.unresolved` and `Journal.resolve`."""
    still_open: int = 0
    """These are settled, or sent, again later."""
    handled: int = 0
    """Of what was planned and has ended: those that the handler has handled."""


@final
class Journal:
    """The writes that a client remembers. Made by `BackOffice(journal=…)`."""

    __slots__ = ("_address", "_state", "_store")

    def __init__(self, store: IntentStore, state: ClientState, address: KnownAddress) -> None:
        self._store: Final = store
        self._address: Final = address
        self._state: Final = state

    async def unresolved(self) -> AsyncIterator[Intent]:
        """Give the writes of this environment of which nobody knows yet whether they were done.

        An `open` one is settled by `settle_due`; an `undecided` one waits for `resolve`. Writes that other calls are
        making right now are open too: they are held (`Intent.is_held`).

        Raises:
            StoreUnavailable: The journal cannot be read.
        """
        async for intent in self._listed(_UNRESOLVED):
            yield intent

    async def _listed(self, states: tuple[IntentState, ...]) -> AsyncIterator[Intent]:
        after = ""
        while True:
            rows = await self._store.list_intents(self._environment, states=states, after=after, limit=_PAGE)
            for row in rows:
                yield Intent.of(row)
            if len(rows) < _PAGE:
                return
            after = rows[-1].id

    async def find(
        self, *, reference: str | DerivedRef, identity: Identity, operation: str = "transferCreate"
    ) -> Intent | None:
        """Give the intent of a write, whatever its state; `None` if the journal knows of none.

        Args:
            reference: What the write was asked for under: your own string, or what `derive_ref` gave.
            identity: On whose behalf.
            operation: Its operationId in the contract.

        Raises:
            InvalidRequest: An argument cannot be right.
            StoreUnavailable: The journal cannot be read.
        """
        name = self._environment
        check_type(identity, Identity, "identity")
        if operation not in OPERATIONS:
            raise InvalidRequest(f"The contract has no operation {operation!r}.", field="operation")
        sent = (
            reference.bind(environment=name, identity=identity, operation=operation)
            if isinstance(reference, DerivedRef)
            else check_text(reference, "reference")
        )
        row = await self._store.find_intent(intent_id(name, identity, operation, sent))
        return None if row is None else Intent.of(row)

    async def settle_token(self, settle_token: Mapping[str, object]) -> Settlement:
        """Settle the write of a settle token as what it is in the journal; `BackOffice.settle` does."""
        call, sendings = read_token(self._state, settle_token)
        await self._address.check()
        new = new_intent(call)
        row = None if call.idempotency_ref is None else await self._store.find_intent(new.id)
        if row is None or row.fingerprint != new.fingerprint:  # what became of other content says nothing of this one
            return await settle_call(self._state, call, sendings)
        if row.state is not IntentState.OPEN:
            return settlement_of(row, self._state.clock.now())
        lease = Lease(self._state, self._state.total_timeout)
        held = await self._store.open_intent(new, lease.sending)
        if held.owner != lease.sending.owner:
            return settlement_of(held, self._state.clock.now())
        if not held.last_sent_at:  # found not to be done just now, and opened anew by us: as it was
            is_closed = await close(self._store, held, IntentState.NOT_DONE)
            found = evolve(held, state=IntentState.NOT_DONE) if is_closed else held  # held, it is carried out later
            return settlement_of(found, self._state.clock.now())
        finished = await finish(self._store, self._state, lease, held)
        if finished.settlement.verdict is SettlementVerdict.NOT_DONE and finished.state is IntentState.OPEN:
            # It does not stand in the journal, so it may be sent again.
            return evolve(settlement_of(held, self._state.clock.now()), error=finished.settlement.error)
        return finished.settlement

    async def settle_due(self, *, handle: Handler | None = None) -> Settled:
        """Settle every open write that is due, once, and send what is planned: **it carries out what never arrived**.

        A write that somebody left is asked for again under its reference: the service gives the first result, or
        carries it out now. Past the time for which references are kept, nothing is sent, and the state is read back.
        Any number of processes may do this at once; each intent is settled by one of them. An intent that cannot be
        settled is tried again later, at growing intervals, and holds back no other.

        Args:
            handle: Called with each planned write that has ended, by this pass or before, until it has returned once
                for it (so it may be called again after a crash). `Intent.state` is then done, not done, or undecided;
                `Intent.result` is what was made.

        Raises:
            StoreUnavailable: The journal cannot be used.
            ConfigurationError: The journal knows this environment's name from another address.
        """
        _check_handler(handle)
        counts = await self._settled()
        handled = 0 if handle is None else await hand_over(self._store, self._environment, handle)
        return Settled(
            done=counts[IntentState.DONE],
            not_done=counts[IntentState.NOT_DONE],
            undecided=counts[IntentState.UNDECIDED],
            still_open=counts[IntentState.OPEN] + counts[IntentState.PLANNED],
            handled=handled,
        )

    async def _settled(self) -> Counter[IntentState]:
        """Bring everything that is due as far as it goes now, so many at a time."""
        counts, seen, more = Counter[IntentState](), set[str](), True
        running: set[asyncio.Task[IntentState]] = set()
        try:
            while more or running:
                if more:
                    free = _IN_FLIGHT - len(running)
                    claimed = await self._claimed(free)
                    more = len(claimed) == free and seen.isdisjoint(row.id for _, row in claimed)
                    seen.update(row.id for _, row in claimed)
                    running |= {asyncio.create_task(self._finished(lease, row)) for lease, row in claimed}
                if running:
                    done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
                    counts.update(task.result() for task in done)
        except asyncio.CancelledError:
            for task in running:
                task.cancel()
            raise
        finally:  # what was begun comes to its end, also when no more can be claimed
            await asyncio.gather(*running, return_exceptions=True)
        return counts

    async def _claimed(self, free: int) -> list[tuple[Lease, StoredIntent]]:
        await self._address.check()
        lease = Lease(self._state, self._state.total_timeout)
        rows = await self._store.claim_intents(self._environment, lease.sending, limit=free)
        return [(lease, row) for row in rows]

    async def _finished(self, lease: Lease, row: StoredIntent) -> IntentState:
        try:
            if not row.last_sent_at:  # planned, and nothing of it can be on its way
                return await carry_out(self._store, self._state, lease, row)
            return (await finish(self._store, self._state, lease, row)).state
        except Exception as error:  # noqa: BLE001 - one that cannot be settled holds back no other
            _log.error("%s could not be settled: %s", row.operation, type(error).__name__)
            return IntentState.OPEN

    @asynccontextmanager
    async def settling(self, *, every: timedelta, handle: Handler | None = None) -> AsyncGenerator[None]:
        """Call `settle_due` in the background, **which carries out what never arrived**, until the block is left.

        For the lifespan of a service. A journal that cannot be used for a while is logged and tried again.

        Args:
            every: The pause between two passes.
            handle: As of `settle_due`.

        Raises:
            InvalidRequest: The pause is not above zero.
        """
        _check_handler(handle)
        seconds = check_type(every, timedelta, "every").total_seconds()
        if seconds <= 0:
            raise InvalidRequest("The pause between two passes is above zero.", field="every")
        task = asyncio.create_task(self._settle_forever(seconds, handle))
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _settle_forever(self, seconds: float, handle: Handler | None) -> None:
        while True:
            try:
                await self.settle_due(handle=handle)
            except (StoreUnavailable, StoreUncertain) as error:
                _log.warning("settling waits: %s", error)
            await self._state.sleep(self._state.uniform(0.8 * seconds, 1.2 * seconds))

    # -- the outbox ----------------------------------------------------------------------------------

    async def plan(
        self,
        connection: Connection | Session | AsyncConnection | AsyncSession,
        identity: Identity,
        order: TransferOrder,
        *,
        idempotency_ref: IdempotencyRef,
    ) -> Intent:
        """Write a transfer down in a transaction of yours: it is sent after the commit, and never after a rollback.

        Nothing is sent by this. `settle_due` and `settling` send what was committed, once, and give its end to their
        `handle`. Planned again under the same reference it is the same plan; one that was not done is planned anew.
        A scheduled time that passes before it could be sent leaves it `undecided`, for a person.

        Args:
            connection: A connection or session of SQLAlchemy, sync or async, to the journal's database. A sync one
                blocks the event loop while it writes.
            identity: On whose behalf.
            order: What is to be moved. Its fields are checked here.
            idempotency_ref: ``derive_ref("payout", invoice.id)``, or a string of your own.

        Returns:
            The intent as it stands: `planned`, or whatever became of it if it was planned or made before.

        Raises:
            InvalidRequest: An argument cannot be right, or the transaction is in another database. Nothing was
                planned.
            IdempotencyMismatch: The reference stands for a write with other content. Nothing was planned.
            StoreUnavailable: Another transaction is planning the same write, and has not ended. Nothing was planned.
        """
        await self._address.check(connection)
        return await plan(self._store, self._state, connection, identity=identity, order=order, ref=idempotency_ref)

    async def planned(self) -> AsyncIterator[Intent]:
        """Give the writes of this environment that are planned and not sent yet.

        Raises:
            StoreUnavailable: The journal cannot be read.
        """
        async for intent in self._listed((IntentState.PLANNED,)):
            yield intent

    async def cancel(
        self,
        intent: Intent | str,
        *,
        connection: Connection | Session | AsyncConnection | AsyncSession | None = None,
        note: str = "cancelled",
    ) -> Intent:
        """Cancel a write while it is planned. It is `not_done` then, and may be planned anew.

        Args:
            intent: The intent, or its `id`.
            connection: Cancel it in this transaction of yours, with its commit; at once when absent.
            note: Why.

        Raises:
            InvalidRequest: There is none, or it is no longer planned: it may be on its way; or the note holds a NUL.
                Nothing was changed.
            StoreUnavailable: The journal cannot be used. Nothing was changed.
        """
        id_ = _id_of(intent)
        row = await self._store.cancel_intent(id_, note=_check_storable(note, "note"), connection=connection)
        if row is None:
            found = await self._store.find_intent(id_)
            what = "knows no such intent" if found is None else f"has it as {found.state.value}, not as planned"
            raise InvalidRequest(f"The journal {what}.", field="intent")
        return Intent.of(row)

    async def heard(self, topic: str, body: Mapping[str, object] | bytes) -> int:
        """Let the open writes that a webhook may be about be settled next, and give their number; it settles none.

        One line in a handler of webhooks: ``await weavr.journal.heard(event.topic, event.body)``. Events about
        transfers, fees and cards count; of any other nothing comes.

        Args:
            topic: The kind of event, such as ``transfers/watch``.
            body: Its body, as it arrived or parsed.

        Raises:
            StoreUnavailable: The journal cannot be used. The writes are settled all the same, when they are due.
        """
        about = told_by(topic, body)
        if about is None:
            return 0
        number, after = 0, ""
        for _ in range(_PAGES_HEARD):
            rows = await self._store.list_intents(self._environment, states=_OPEN, after=after, limit=_PAGE)
            for row in rows:
                if about.may_be(row):
                    number += await self._store.make_intent_due(row.id)
            if len(rows) < _PAGE:
                break
            after = rows[-1].id
        return number

    # -- what a person decides -----------------------------------------------------------------------

    async def resolve(
        self, intent: Intent | str, *, note: str, result_id: str | None = None, done: bool | None = None
    ) -> Intent:
        """Record what a person found out about an open or undecided write.

        Args:
            intent: The intent, or its `id`.
            note: What was found, and by whom.
            result_id: The id of what it made, if it was done.
            done: False if it was not done. It may then be asked for again.

        Raises:
            InvalidRequest: It is both or neither, there is no such intent, somebody is at work on it, it was closed
                meanwhile, or another intent made what has this id. Nothing was changed.
            StoreUnavailable: The journal cannot be used. Nothing was changed.
        """
        if done is not None:
            check_flag(done, "done")
        if result_id is not None:
            _check_storable(result_id, "result_id")
        is_done = result_id is not None if done is None else done
        if (done is None and result_id is None) or (result_id is not None and not is_done):
            raise InvalidRequest("Say either result_id=… of what was made, or done=False.", field="done")
        if not _check_storable(note, "note").strip():
            raise InvalidRequest("A decision needs a note of what was found.", field="note")
        id_ = _id_of(intent)
        state = IntentState.DONE if is_done else IntentState.NOT_DONE
        try:
            row = await self._store.resolve_intent(id_, state=state, result_id=result_id, note=note)
        except ResultTaken:
            raise InvalidRequest("Another intent made what has this id.", field="result_id") from None
        if row is None:
            raise InvalidRequest(await self._why_not(id_), field="intent")
        publish(self._state.hooks, IntentSettled(row.operation, row.reference, row.state.value))
        return Intent.of(row)

    async def _why_not(self, id_: str) -> str:
        row = await self._store.find_intent(id_)
        if row is None:
            return "The journal knows no such intent."
        if row.lease_left > 0:
            return f"Somebody is at work on this intent, for {row.lease_left:.0f} s at most: decide after that."
        return f"This intent is {row.state.value}: there is nothing to decide."

    async def forget(self, *, older_than: timedelta) -> int:
        """Empty requests, results and notes of writes that were closed so long ago; give their number.

        Names, fingerprints and the ids of results stay: a write that was done is never sent again.

        Raises:
            InvalidRequest: It is not a timedelta, or below zero. Nothing was forgotten.
            StoreUnavailable: The journal cannot be used.
        """
        seconds = check_type(older_than, timedelta, "older_than").total_seconds()
        if seconds < 0:
            raise InvalidRequest("The age of what is forgotten is not below zero.", field="older_than")
        return await self._store.forget_intents(self._environment, older_than=seconds)

    @property
    def _environment(self) -> str:
        return self._state.environment.name

    def __repr__(self) -> str:
        """The store."""
        return f"<Journal in {self._store!r}>"


def _check_storable(value: str, argument: str) -> str:
    """Text that every database keeps: in PostgreSQL no text holds a NUL."""
    if "\0" in check_text(value, argument):
        raise InvalidRequest("This holds a NUL character, which a journal cannot keep.", field=argument)
    return value


def _id_of(intent: Intent | str) -> str:
    return intent if isinstance(intent, str) else check_type(intent, Intent, "intent").id


def _check_handler(handle: object) -> None:
    if handle is not None and not callable(handle):
        raise InvalidRequest(
            f"A handler is a function that takes an intent, not {type(handle).__name__}.", field="handle"
        )


def open_journal(store: IntentStore, state: ClientState) -> tuple[Journal, ClientState]:
    """The journal of a client, and the state of the client whose writes it remembers. Nothing is read by this."""
    address = KnownAddress(store, state.environment)
    remembering = evolve(state, journal=RememberedWrites(store, address))
    return Journal(store, remembering, address), remembering
