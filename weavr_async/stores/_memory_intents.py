"""Intents in the memory of this process: the rules of `IntentStore` once more, in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from weavr_async.stores.intents import IntentState, ResultTaken, Sending, StoredIntent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weavr_async.stores.intents import NewIntent

__all__ = ["MemoryIntents"]

_VOID: Final = (IntentState.PLANNED, IntentState.NOT_DONE)
_CLOSED: Final = (IntentState.DONE, IntentState.NOT_DONE)
_ENDED: Final = (*_CLOSED, IntentState.UNDECIDED)
_NOBODY: Final = Sending(owner="", lease=0.0, at=0.0)
_UNCLOSED: Final = (IntentState.PLANNED, IntentState.OPEN, IntentState.UNDECIDED)


@frozen
class _Row:
    """An intent, with the times that the store keeps to itself."""

    shown: StoredIntent
    lease_until: float
    sends_until: float
    due_at: float
    handle_after: float | None = None


class MemoryIntents:
    """The intents of one store.

    Args:
        clock: Seconds of the store's clock.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock: Final = clock
        self._rows: Final[dict[str, _Row]] = {}

    def open(self, intent: NewIntent, sending: Sending) -> StoredIntent:
        """Write down, or take over."""
        row, now = self._rows.get(intent.id), self._clock()
        if row is None:
            return self._put(_Row(_new(intent, sending, now), now + sending.lease, sending.until, now + sending.lease))
        found = row.shown
        is_free = found.state in _VOID or (found.state is IntentState.OPEN and row.lease_until <= now)
        if found.fingerprint != intent.fingerprint or not is_free:
            return self._shown(row)
        request = intent.request if found.state is IntentState.NOT_DONE else found.request
        return self._take_over(evolve(row, shown=evolve(found, request=request)), sending)

    def claim(self, environment: str, sending: Sending, limit: int) -> tuple[StoredIntent, ...]:
        """Take over what is due."""
        now = self._clock()
        due = [
            row
            for row in self._rows.values()
            if row.shown.environment == environment
            and row.shown.state in (IntentState.PLANNED, IntentState.OPEN)
            and row.due_at <= now
            and row.lease_until <= now
        ]
        due.sort(key=lambda row: row.due_at)
        return tuple(self._take_over(row, sending) for row in due[:limit])

    def _take_over(self, row: _Row, sending: Sending) -> StoredIntent:
        found, now = row.shown, self._clock()
        is_void = found.state in _VOID
        shown = evolve(
            found,
            state=IntentState.OPEN,
            owner=sending.owner,
            fence=found.fence + 1,
            first_sent_at=sending.first if is_void else found.first_sent_at,
            last_sent_at=0.0 if is_void else max(found.last_sent_at, row.sends_until),
            result=None if is_void else found.result,
            result_id=None if is_void else found.result_id,
            note=None if is_void else found.note,
            changed_at=now,
        )
        until = now + sending.lease
        return self._put(evolve(row, shown=shown, lease_until=until, sends_until=sending.until, due_at=until))

    def close(
        self, id_: str, *, fence: int, state: IntentState, result: bytes | None, result_id: str | None, note: str | None
    ) -> bool:
        """End under a lease."""
        row = self._rows.get(id_)
        if row is None or row.shown.fence != fence or row.shown.state not in (IntentState.OPEN, state):
            return False
        self._refuse_taken(row.shown, result_id)
        now = self._clock()
        shown = evolve(row.shown, state=state, result=result, result_id=result_id, note=note, changed_at=now)
        self._put(_ended(row, shown))
        return True

    def defer(self, id_: str, *, fence: int, last_sent_at: float, due_in: float, note: str | None) -> None:
        """Leave open."""
        row = self._rows.get(id_)
        if row is None or row.shown.fence != fence or row.shown.state is not IntentState.OPEN:
            return
        now, tries = self._clock(), row.shown.tries + 1
        state = IntentState.OPEN if last_sent_at else IntentState.PLANNED
        shown = evolve(row.shown, state=state, last_sent_at=last_sent_at, tries=tries, note=note, changed_at=now)
        self._put(evolve(row, shown=shown, lease_until=0.0, sends_until=0.0, due_at=now + due_in))

    def resolve(self, id_: str, state: IntentState, result_id: str | None, note: str) -> StoredIntent | None:
        """Set what a person decided."""
        row, now = self._rows.get(id_), self._clock()
        if row is None or row.lease_until > now or row.shown.state not in _UNCLOSED:
            return None
        self._refuse_taken(row.shown, result_id)
        shown = evolve(
            row.shown, state=state, result_id=result_id, note=note, changed_at=now, fence=row.shown.fence + 1
        )
        return self._put(_ended(row, shown))

    def make_due(self, id_: str) -> bool:
        """Let it be due now."""
        row = self._rows.get(id_)
        if row is None or row.shown.state not in (IntentState.OPEN, IntentState.PLANNED):
            return False
        self._rows[id_] = evolve(row, due_at=0.0)
        return True

    def results(self, environment: str, operation: str, result_ids: Iterable[str]) -> frozenset[str]:
        """Those that are results."""
        wanted, rows = set(result_ids), [row.shown for row in self._rows.values()]
        found = {row.result_id for row in rows if (row.environment, row.operation) == (environment, operation)}
        return frozenset(id_ for id_ in found if id_ in wanted)

    def plan(self, intent: NewIntent) -> StoredIntent:
        """Write down as planned."""
        row, now = self._rows.get(intent.id), self._clock()
        if row is None:
            new = evolve(_new(intent, _NOBODY, now), state=IntentState.PLANNED, first_sent_at=now, fence=0)
            return self._put(_Row(new, 0.0, 0.0, now, 0.0))
        found = row.shown
        if found.state is not IntentState.NOT_DONE or found.fingerprint != intent.fingerprint:
            return self._shown(row)
        anew = evolve(
            found,
            state=IntentState.PLANNED,
            request=intent.request,
            last_sent_at=0.0,
            result=None,
            note=None,
            changed_at=now,
            handled_at=None,
        )
        return self._put(evolve(row, shown=anew, due_at=now, handle_after=0.0))

    def cancel(self, id_: str, note: str) -> StoredIntent | None:
        """Close what was not sent."""
        row, now = self._rows.get(id_), self._clock()
        if row is None or row.shown.state is not IntentState.PLANNED or row.lease_until > now:
            return None
        state, fence = IntentState.NOT_DONE, row.shown.fence + 1
        shown = evolve(row.shown, state=state, note=note, fence=fence, changed_at=now)
        return self._put(evolve(row, shown=shown, handle_after=None))

    def claim_ended(self, environment: str, lease: float, limit: int) -> tuple[StoredIntent, ...]:
        """What a handler is to be given."""
        now = self._clock()
        due = [
            row
            for row in self._rows.values()
            if row.shown.environment == environment
            and row.shown.state in _ENDED
            and row.handle_after is not None
            and row.handle_after <= now
        ]
        due.sort(key=lambda row: row.handle_after or 0.0)
        return tuple(self._put(evolve(row, handle_after=now + lease)) for row in due[:limit])

    def mark_handled(self, id_: str, fence: int) -> None:
        """Note that it was."""
        row = self._rows.get(id_)
        if row is not None and row.shown.fence == fence and row.shown.state in _ENDED:
            shown = evolve(row.shown, handled_at=self._clock())
            self._rows[id_] = evolve(row, shown=shown, handle_after=None)

    def find(self, id_: str) -> StoredIntent | None:
        """One intent."""
        row = self._rows.get(id_)
        return None if row is None else self._shown(row)

    def list(self, environment: str, states: Iterable[IntentState], after: str, limit: int) -> tuple[StoredIntent, ...]:
        """A page of intents."""
        found = sorted(
            id_
            for id_, row in self._rows.items()
            if row.shown.environment == environment and row.shown.state in states and id_ > after
        )
        return tuple(self._shown(self._rows[id_]) for id_ in found[:limit])

    def forget(self, environment: str, older_than: float) -> int:
        """Empty what they were about."""
        until = self._clock() - older_than
        old = [
            row
            for row in self._rows.values()
            if row.shown.environment == environment
            and row.shown.state in _CLOSED
            and row.shown.changed_at <= until
            and row.shown.request
        ]
        for row in old:
            self._put(evolve(row, shown=evolve(row.shown, request=b"", result=None, note=None)))
        return len(old)

    def _refuse_taken(self, intent: StoredIntent, result_id: str | None) -> None:
        for row in self._rows.values() if result_id is not None else ():
            other = row.shown
            same_kind = (other.environment, other.operation) == (intent.environment, intent.operation)
            if same_kind and other.result_id == result_id and other.id != intent.id:
                raise ResultTaken("This result belongs to another intent.")

    def _put(self, row: _Row) -> StoredIntent:
        self._rows[row.shown.id] = row
        return self._shown(row)

    def _shown(self, row: _Row) -> StoredIntent:
        return evolve(row.shown, lease_left=row.lease_until - self._clock())


def _ended(row: _Row, shown: StoredIntent) -> _Row:
    """A row that is closed. The end of what was planned is given to a handler, and again when it has changed."""
    handle_after = row.handle_after if row.shown.handled_at is None else 0.0
    shown = evolve(shown, handled_at=None)
    return evolve(row, shown=shown, lease_until=0.0, sends_until=0.0, handle_after=handle_after)


def _new(intent: NewIntent, sending: Sending, now: float) -> StoredIntent:
    return StoredIntent(
        id=intent.id,
        environment=intent.environment,
        identity=intent.identity,
        operation=intent.operation,
        reference=intent.reference,
        fingerprint=intent.fingerprint,
        request=intent.request,
        state=IntentState.OPEN,
        owner=sending.owner,
        fence=1,
        lease_left=sending.lease,
        first_sent_at=sending.first,
        last_sent_at=0.0,
        tries=0,
        result=None,
        result_id=None,
        note=None,
        created_at=now,
        changed_at=now,
        handled_at=None,
    )
