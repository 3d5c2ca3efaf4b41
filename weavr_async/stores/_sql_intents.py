"""The statements about intents. Each changes its rows in one step: nothing is looked at first and then changed."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, final

from sqlalchemy import and_, bindparam, case, func, or_, select, update

from weavr_async.stores._sql_prepared import Alike, Prepared, all_rows, how_many, one_row
from weavr_async.stores._sql_tables import INTENTS
from weavr_async.stores.intents import IntentState, StoredIntent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection

    from weavr_async.stores._sql_dialects import Database, Dialect
    from weavr_async.stores.intents import NewIntent, Sending

__all__ = ["NAMES", "SHOWN", "IntentStatements", "all_stored", "is_one_of", "stored"]

_T: Final = INTENTS.c
_PLANNED, _OPEN = IntentState.PLANNED.value, IntentState.OPEN.value
_VOID: Final = (_PLANNED, IntentState.NOT_DONE.value)
"""Nothing of it can be on its way."""
NAMES: Final = ("id", "environment", "identity", "operation", "reference", "fingerprint", "request")
SHOWN: Final = (
    *(_T[name] for name in NAMES),
    *(_T[name] for name in ("state", "owner", "fence", "first_sent_at", "last_sent_at", "tries")),
    *(_T[name] for name in ("result", "result_id", "note", "created_at", "changed_at", "handled_at")),
)
_SHOWN_NAMES: Final = (*(column.name for column in SHOWN), "lease_left")


@final
class _Statements:
    """All of them, for one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        now = dialect.now
        shown = (*SHOWN, (_T.lease_until - now).label("lease_left"))
        here = _T.namespace == bindparam("here")
        this = and_(here, _T.id == bindparam("intent"))
        lease_until = now + bindparam("lease")
        is_void = is_one_of(_VOID)
        is_free = and_(_T.state == _OPEN, _T.lease_until <= now)
        first: ColumnElement[Any] = bindparam("first")
        taken_over: dict[str, Any] = {
            "state": _OPEN,
            "owner": bindparam("new_owner"),
            "fence": _T.fence + 1,
            "lease_until": lease_until,
            "due_at": lease_until,
            "changed_at": now,
            "first_sent_at": case((is_void, first), else_=_T.first_sent_at),
            "last_sent_at": case((is_void, 0.0), else_=dialect.greatest(_T.last_sent_at, _T.sends_until)),
            "sends_until": bindparam("until"),
            "result": case((is_void, None), else_=_T.result),
            "result_id": case((is_void, None), else_=_T.result_id),
            "note": case((is_void, None), else_=_T.note),
        }
        new: dict[str, ColumnElement[Any]] = {name: bindparam(f"new_{name}") for name in NAMES}
        opening = (
            dialect.insert(INTENTS)
            .values(
                namespace=bindparam("here"),
                **new,
                state=_OPEN,
                owner=bindparam("new_owner"),
                fence=1,
                lease_until=lease_until,
                due_at=lease_until,
                created_at=now,
                changed_at=now,
                first_sent_at=bindparam("first"),
                last_sent_at=0.0,
                sends_until=bindparam("until"),
                tries=0,
            )
            .on_conflict_do_update(
                index_elements=[_T.namespace, _T.id],
                set_={
                    **taken_over,
                    "request": case((_T.state == IntentState.NOT_DONE.value, new["request"]), else_=_T.request),
                },
                where=and_(_T.fingerprint == new["fingerprint"], or_(is_void, is_free)),
            )
            .returning(*shown)
        )
        self.open: Final = Prepared(dialect, opening, one_row)
        self.find: Final = Prepared(dialect, select(*shown).where(this), one_row)
        owned = select(*shown).where(here, _T.owner == bindparam("new_owner")).order_by(_T.id)
        self.owned: Final = Prepared(dialect, owned, all_rows)
        due = (
            select(_T.id)
            .where(
                here,
                _T.environment == bindparam("asked_environment"),
                is_one_of((_PLANNED, _OPEN)),
                _T.due_at <= now,
                _T.lease_until <= now,
            )
            .order_by(_T.due_at)
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
            # In a subquery PostgreSQL might lock more rows than the limit says.
            .cte("due")
        )
        claim = update(INTENTS).where(here, _T.id.in_(select(due.c.id))).values(**taken_over).returning(*shown)
        self.claim: Final = Prepared(dialect, claim, all_rows)
        closing: dict[str, Any] = {
            "state": bindparam("new_state"),
            "result": bindparam("new_result"),
            "result_id": bindparam("new_result_id"),
            "note": bindparam("new_note"),
            "lease_until": 0.0,
            "sends_until": 0.0,
            "changed_at": now,
            # The end of what was planned is given to a handler, and again when it has changed.
            "handle_after": case((_T.handled_at.is_not(None), 0.0), else_=_T.handle_after),
            "handled_at": None,
        }
        under_lease = and_(this, _T.fence == bindparam("held"))
        close = (
            update(INTENTS)
            # Once more with the same fence and state is the same step, after an answer of the database was lost.
            .where(under_lease, or_(_T.state == _OPEN, _T.state == bindparam("new_state")))
            .values(**closing)
        )
        self.close: Final = Prepared(dialect, close, how_many)
        defer = (
            update(INTENTS)
            .where(under_lease, _T.state == _OPEN)
            .values(
                state=case((bindparam("new_last") == 0.0, _PLANNED), else_=_OPEN),
                lease_until=0.0,
                sends_until=0.0,
                last_sent_at=bindparam("new_last"),
                due_at=now + bindparam("due_in"),
                tries=_T.tries + 1,
                note=bindparam("new_note"),
                changed_at=now,
            )
        )
        self.defer: Final = Prepared(dialect, defer, how_many)
        resolve = (
            update(INTENTS)
            .where(this, _T.lease_until <= now, is_one_of((_PLANNED, _OPEN, IntentState.UNDECIDED.value)))
            .values(**{name: value for name, value in closing.items() if name != "result"}, fence=_T.fence + 1)
            .returning(*shown)
        )
        self.resolve: Final = Prepared(dialect, resolve, one_row)
        make_due = update(INTENTS).where(this, is_one_of((_PLANNED, _OPEN))).values(due_at=0.0)
        self.make_due: Final = Prepared(dialect, make_due, how_many)
        self.results: Final = select(_T.result_id).where(
            here,
            _T.environment == bindparam("asked_environment"),
            _T.operation == bindparam("asked_operation"),
            _T.result_id.in_(bindparam("result_ids", expanding=True)),
        )
        self.list: Final = (
            select(*shown)
            .where(
                here,
                _T.environment == bindparam("asked_environment"),
                _T.state.in_(bindparam("states", expanding=True)),
                _T.id > bindparam("after"),
            )
            .order_by(_T.id)
            .limit(bindparam("limit"))
        )
        forget = (
            update(INTENTS)
            .where(
                here,
                _T.environment == bindparam("asked_environment"),
                is_one_of((IntentState.DONE.value, IntentState.NOT_DONE.value)),
                _T.changed_at <= now - bindparam("seconds"),
                func.length(_T.request) > 0,
            )
            .values(request=b"", result=None, note=None)
        )
        self.forget: Final = Prepared(dialect, forget, how_many)


_statements: Final = cache(_Statements)


class IntentStatements:
    """What is run on one connection of a store.

    Args:
        database: Where it is run.
        namespace: Keeps the intents of several applications in one database apart.
    """

    def __init__(self, database: Database, namespace: str) -> None:
        self._database: Final = database
        self._here: Final = {"here": namespace}
        self._all: Final = _statements(database.dialect)

    def open(self, intent: NewIntent, sending: Sending) -> Alike[Any, StoredIntent]:
        """Write down or take over.

        Where an attempt's commit was not confirmed but done, the second one finds the intent under its own lease.
        """
        given = {**{f"new_{name}": getattr(intent, name) for name in NAMES}, **_leased(sending)}

        def opened(conn: Connection, row: tuple[Any, ...] | None) -> StoredIntent:
            while True:
                found = self.find(conn, intent.id) if row is None else stored(row)
                if found is not None:
                    return found
                row = self._all.open.run(conn, self._given(given))  # it was taken away between the two

        return Alike(self._all.open, partial(self._given, given), opened)

    def claim(
        self, conn: Connection, environment: str, sending: Sending, limit: int, *, again: bool
    ) -> tuple[StoredIntent, ...]:
        """Take over what is due."""
        if again:
            mine = self._all.owned.run(conn, self._given({"new_owner": sending.owner}))
            if mine:
                return all_stored(mine)
        given = {**_leased(sending), "asked_environment": environment, "limit": limit}
        return all_stored(self._all.claim.run(conn, self._given(given)))

    def close(
        self,
        id_: str,
        *,
        fence: int,
        state: IntentState,
        result: bytes | None,
        result_id: str | None,
        note: str | None,
    ) -> Alike[int, bool]:
        """End under a lease."""
        given = {"intent": id_, "held": fence, **_closing(state, result, result_id, note)}
        return Alike(self._all.close, partial(self._given, given), _is_any)

    def defer(self, id_: str, *, fence: int, last_sent_at: float, due_in: float, note: str | None) -> Alike[int, bool]:
        """Leave open."""
        given = {"intent": id_, "held": fence, "new_last": last_sent_at, "due_in": due_in, "new_note": note}
        return Alike(self._all.defer, partial(self._given, given), _is_any)

    def resolve(
        self, conn: Connection, id_: str, *, state: IntentState, result_id: str | None, note: str
    ) -> StoredIntent | None:
        """Set what a person decided."""
        given = _closing(state, None, result_id, note)
        del given["new_result"]
        row = self._all.resolve.run(conn, self._given({"intent": id_, **given}))
        return None if row is None else stored(row)

    def make_due(self, conn: Connection, id_: str) -> bool:
        """Let it be due now."""
        return self._all.make_due.run(conn, self._given({"intent": id_})) > 0

    def results(
        self, conn: Connection, environment: str, operation: str, result_ids: tuple[str, ...]
    ) -> frozenset[str]:
        """Those that are results."""
        given = {"asked_environment": environment, "asked_operation": operation, "result_ids": result_ids}
        return frozenset(conn.execute(self._all.results, self._given(given)).scalars().all())

    def find(self, conn: Connection, id_: str) -> StoredIntent | None:
        """One intent."""
        row = self._all.find.run(conn, self._given({"intent": id_}))
        return None if row is None else stored(row)

    def list(
        self, conn: Connection, environment: str, *, states: tuple[IntentState, ...], after: str, limit: int
    ) -> tuple[StoredIntent, ...]:
        """A page of intents."""
        given = {
            "asked_environment": environment,
            "states": [state.value for state in states],
            "after": after,
            "limit": limit,
        }
        return all_stored(conn.execute(self._all.list, self._given(given)).all())

    def forget(self, conn: Connection, environment: str, older_than: float) -> int:
        """Empty what they were about."""
        given = {"asked_environment": environment, "seconds": older_than}
        return self._all.forget.run(conn, self._given(given))

    def _given(self, given: Mapping[str, object]) -> Mapping[str, object]:
        return self._database.parameters({**self._here, **given})


def _is_any(_conn: Connection, changed: int) -> bool:
    return changed > 0


def is_one_of(states: Sequence[str]) -> ColumnElement[bool]:
    """Whether an intent is in one of these states. Not by `IN`, whose list SQLAlchemy writes out at each execution."""
    return or_(*(_T.state == state for state in states))


def _leased(sending: Sending) -> dict[str, object]:
    return {"new_owner": sending.owner, "lease": sending.lease, "first": sending.first, "until": sending.until}


def _closing(state: IntentState, result: bytes | None, result_id: str | None, note: str | None) -> dict[str, object]:
    return {"new_state": state.value, "new_result": result, "new_result_id": result_id, "new_note": note}


def all_stored(rows: Sequence[tuple[Any, ...]]) -> tuple[StoredIntent, ...]:
    """The same of several."""
    return tuple(stored(row) for row in rows)


def stored(row: tuple[Any, ...]) -> StoredIntent:
    """A row as it is given out."""
    found: dict[str, Any] = dict(zip(_SHOWN_NAMES, row, strict=True))
    found["state"] = IntentState(found["state"])
    return StoredIntent(**found)
