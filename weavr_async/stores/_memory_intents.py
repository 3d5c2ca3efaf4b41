"""Intents in the memory of this process: the rules of `IntentStore` once more, in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from weavr_async.stores.protocols import IntentState, ResultTaken, StoredIntent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from weavr_async.stores.protocols import NewIntent, Sending

__all__ = ["MemoryIntents"]

_VOID: Final = (IntentState.PLANNED, IntentState.NOT_DONE)
_CLOSED: Final = (IntentState.DONE, IntentState.NOT_DONE)
_UNCLOSED: Final = (IntentState.PLANNED, IntentState.OPEN, IntentState.UNDECIDED)


@frozen
class _Row:
    """An intent, with the times that the store keeps to itself."""

    shown: StoredIntent
    lease_until: float
    sends_until: float
    due_at: float


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
            first_sent_at=sending.at if is_void else found.first_sent_at,
            last_sent_at=0.0 if is_void else max(found.last_sent_at, row.sends_until),
            result=None if is_void else found.result,
            result_id=None if is_void else found.result_id,
            note=None if is_void else found.note,
            changed_at=now,
        )
        return self._put(_Row(shown, now + sending.lease, sending.until, now + sending.lease))

    def close(
        self, id_: str, *, fence: int, state: IntentState, result: bytes | None, result_id: str | None, note: str | None
    ) -> StoredIntent | None:
        """End under a lease."""
        row = self._rows.get(id_)
        if row is None or row.shown.fence != fence or row.shown.state not in (IntentState.OPEN, state):
            return None
        self._refuse_taken(row.shown, result_id)
        now = self._clock()
        shown = evolve(row.shown, state=state, result=result, result_id=result_id, note=note, changed_at=now)
        return self._put(evolve(row, shown=shown, lease_until=0.0, sends_until=0.0))

    def defer(self, id_: str, *, fence: int, last_sent_at: float, due_in: float, note: str | None) -> None:
        """Leave open."""
        row = self._rows.get(id_)
        if row is None or row.shown.fence != fence or row.shown.state is not IntentState.OPEN:
            return
        now, tries = self._clock(), row.shown.tries + 1
        shown = evolve(row.shown, last_sent_at=last_sent_at, tries=tries, note=note, changed_at=now)
        self._put(_Row(shown, 0.0, 0.0, now + due_in))

    def resolve(self, id_: str, state: IntentState, result_id: str | None, note: str) -> StoredIntent | None:
        """Set what a person decided."""
        row, now = self._rows.get(id_), self._clock()
        if row is None or row.lease_until > now or row.shown.state not in _UNCLOSED:
            return None
        self._refuse_taken(row.shown, result_id)
        shown = evolve(
            row.shown, state=state, result_id=result_id, note=note, changed_at=now, fence=row.shown.fence + 1
        )
        return self._put(evolve(row, shown=shown, lease_until=0.0, sends_until=0.0))

    def make_due(self, id_: str) -> None:
        """Let it be due now."""
        row = self._rows.get(id_)
        if row is not None and row.shown.state is IntentState.OPEN:
            self._rows[id_] = evolve(row, due_at=0.0)

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
        first_sent_at=sending.at,
        last_sent_at=0.0,
        tries=0,
        result=None,
        result_id=None,
        note=None,
        created_at=now,
        changed_at=now,
        handled_at=None,
    )
