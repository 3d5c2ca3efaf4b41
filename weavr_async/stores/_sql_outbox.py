"""The statements about what is planned in a transaction of the user's, and about handing over how it ended."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, final

from sqlalchemy import and_, bindparam, func, select, update
from sqlalchemy.exc import DBAPIError

from weavr_async.stores._sql_intents import NAMES, SHOWN, all_stored, is_one_of, stored
from weavr_async.stores._sql_prepared import Prepared, all_rows, how_many
from weavr_async.stores._sql_tables import ENVIRONMENTS, INTENTS
from weavr_async.stores.intents import IntentState, StoredIntent
from weavr_async.stores.protocols import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, CursorResult, Executable

    from weavr_async.stores._sql_dialects import Database, Dialect
    from weavr_async.stores.intents import NewIntent

__all__ = ["OutboxStatements"]

_T: Final = INTENTS.c
_PLANNED, _NOT_DONE = IntentState.PLANNED.value, IntentState.NOT_DONE.value
_LOCK_NOT_AVAILABLE: Final = "55P03"
_ENDED: Final = (IntentState.DONE.value, _NOT_DONE, IntentState.UNDECIDED.value)


@final
class _Statements:
    """All of them, for one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        now = dialect.now
        shown = (*SHOWN, (_T.lease_until - now).label("lease_left"))
        here = _T.namespace == bindparam("here")
        this = and_(here, _T.id == bindparam("intent"))
        planned: dict[str, Any] = {
            "request": bindparam("new_request"),
            "state": _PLANNED,
            "due_at": now,
            "changed_at": now,
            "last_sent_at": 0.0,
            "handle_after": 0.0,
            "handled_at": None,
            "result": None,
            "note": None,
        }
        self.insert: Final = (
            dialect.insert(INTENTS)
            .values(
                namespace=bindparam("here"),
                **{name: bindparam(f"new_{name}") for name in NAMES if name != "request"},
                **planned,
                owner="",
                fence=0,
                lease_until=0.0,
                created_at=now,
                first_sent_at=now,
                sends_until=0.0,
                tries=0,
            )
            .on_conflict_do_nothing()
            .returning(*shown)
        )
        self.find: Final = select(*shown).where(this)
        self.anew: Final = (
            update(INTENTS)
            .where(this, _T.state == _NOT_DONE, _T.fingerprint == bindparam("new_fingerprint"))
            .values(**planned)
            .returning(*shown)
        )
        self.cancel: Final = (
            update(INTENTS)
            .where(this, _T.state == _PLANNED, _T.lease_until <= now)
            .values(state=_NOT_DONE, note=bindparam("new_note"), handle_after=None, fence=_T.fence + 1, changed_at=now)
            .returning(*shown)
        )
        due = (
            select(_T.id)
            .where(
                here,
                _T.environment == bindparam("asked_environment"),
                _T.handle_after.is_not(None),
                _T.handle_after <= now,
                is_one_of(_ENDED),
            )
            .order_by(_T.handle_after)
            .limit(bindparam("limit"))
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claim = (
            update(INTENTS)
            .where(here, _T.id.in_(select(due.c.id)))
            .values(handle_after=now + bindparam("lease"))
            .returning(*shown)
        )
        self.claim: Final = Prepared(dialect, claim, all_rows)
        handled = (
            update(INTENTS)
            .where(this, _T.fence == bindparam("held"), is_one_of(_ENDED))
            .values(handled_at=now, handle_after=None)
        )
        self.handled: Final = Prepared(dialect, handled, how_many)
        named = and_(ENVIRONMENTS.c.namespace == bindparam("here"), ENVIRONMENTS.c.name == bindparam("asked"))
        self.keep_address: Final = (
            dialect.insert(ENVIRONMENTS)
            .values(namespace=bindparam("here"), name=bindparam("new_name"), address=bindparam("new_address"))
            .on_conflict_do_nothing()
        )
        self.address: Final = select(ENVIRONMENTS.c.address).where(named)


_statements: Final = cache(_Statements)


class OutboxStatements:
    """What is run on one connection.

    Args:
        database: Where it is run, if not in a transaction of the user's.
        namespace: Keeps several applications in one database apart.
    """

    def __init__(self, database: Database, namespace: str) -> None:
        self._database: Final = database
        self._here: Final = {"here": namespace}
        self._all: Final = _statements(database.dialect)

    def plan(self, conn: Connection, intent: NewIntent, *, wait: float) -> StoredIntent:
        """Write down, in the transaction that is under way."""
        if self._database.dialect.name == "sqlite":  # SQLite has one writer: it waited before it began
            return self._planned(conn, intent)
        before: str = conn.execute(select(func.current_setting("lock_timeout"))).scalar_one()
        savepoint = conn.begin_nested()
        try:
            self._limit_waits(conn, f"{max(1, round(wait * 1000))}ms")
            found = self._planned(conn, intent)
            self._limit_waits(conn, before)
        except DBAPIError as error:
            savepoint.rollback()
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_AVAILABLE:
                raise
        except BaseException:
            savepoint.rollback()
            raise
        else:
            savepoint.commit()
            return found
        raise StoreUnavailable(
            "Another transaction is planning the same write, and has not ended. Nothing was planned."
        )

    def _planned(self, conn: Connection, intent: NewIntent) -> StoredIntent:
        given = {f"new_{name}": getattr(intent, name) for name in NAMES}
        row = self._run(conn, self._all.insert, given).one_or_none()
        if row is None:
            row = self._run(conn, self._all.anew, {**given, "intent": intent.id}).one_or_none()
        if row is None:
            row = self._run(conn, self._all.find, {"intent": intent.id}).one()
        return stored(row)

    def _limit_waits(self, conn: Connection, time: str) -> None:
        conn.execute(select(func.set_config("lock_timeout", time, True)))  # noqa: FBT003 - of PostgreSQL's own function

    def cancel(self, conn: Connection, id_: str, *, note: str) -> StoredIntent | None:
        """Close what was not sent."""
        row = self._run(conn, self._all.cancel, {"intent": id_, "new_note": note}).one_or_none()
        return None if row is None else stored(row)

    def claim_ended(self, conn: Connection, environment: str, *, lease: float, limit: int) -> tuple[StoredIntent, ...]:
        """What a handler is to be given."""
        given = {"asked_environment": environment, "lease": lease, "limit": limit}
        return all_stored(self._all.claim.run(conn, self._given(given)))

    def mark_handled(self, conn: Connection, id_: str, *, fence: int) -> None:
        """Note that it was."""
        self._all.handled.run(conn, self._given({"intent": id_, "held": fence}))

    def keep_address(self, conn: Connection, name: str, address: str) -> str:
        """Remember the first one."""
        conn.execute(self._all.keep_address, {**self._here, "new_name": name, "new_address": address})
        found: str = conn.execute(self._all.address, {**self._here, "asked": name}).scalar_one()
        return found

    def _run(self, conn: Connection, statement: Executable, given: Mapping[str, object]) -> CursorResult[Any]:
        return conn.execute(statement, self._given(given))

    def _given(self, given: Mapping[str, object]) -> Mapping[str, object]:
        return self._database.parameters({**self._here, **given})
