"""A store in a SQL database: SQLite for one machine, PostgreSQL for a fleet."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, TypeVar, final

from sqlalchemy import delete, select

from weavr_async.errors import ConfigurationError
from weavr_async.stores._sql_dialects import database_of
from weavr_async.stores._sql_intents import IntentStatements
from weavr_async.stores._sql_outbox import OutboxStatements
from weavr_async.stores._sql_schema import are_there, make
from weavr_async.stores._sql_tables import DELIVERIES, METADATA, PARTS
from weavr_async.stores._sql_transactions import within
from weavr_async.stores._sql_writer import Writer
from weavr_async.stores.protocols import DeliveryState, StoreUncertain
from weavr_async.values._secret import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

    from sqlalchemy import Connection, MetaData
    from sqlalchemy.sql.dml import ReturningInsert

    from weavr_async.stores.intents import IntentState, NewIntent, Sending, StoredIntent
    from weavr_async.values._secret import Secret

__all__ = ["SqlStore"]

T = TypeVar("T")

_LONGEST_NAMESPACE: Final = 64


@final
class SqlStore:
    """Keeps intents, webhook deliveries and manifests in SQLite or PostgreSQL.

    It holds one connection, in a thread of its own, and connects when it is first used. SQLite is for few writers on
    one machine and needs a local disk. PostgreSQL is written to on its primary, with `synchronous_commit=on`.

    What it cannot survive: a database that loses what it has confirmed. After an asynchronous failover, or after a
    backup was restored, writes may be missing that were done, and asking for them again carries them out again.

    Args:
        url: ``sqlite:///weavr.db``, ``sqlite:////var/lib/weavr.db`` or ``postgresql://user:password@host/database``.
            PostgreSQL's options may stand in it, such as a schema: ``…/database?options=-csearch_path%3Dpayments``.
        namespace: Keeps several applications in one database apart, up to 64 characters.
        timeout: Seconds after which a statement is given up.
        make_tables: Whether to make the tables when they are missing. If your migrations make them, from
            `SqlStore.metadata`, they also put the version into `weavr_version`.
        clock: For tests: seconds since 1970, instead of the database's clock.

    Raises:
        ConfigurationError: It is no URL of such a database, or the extra is missing.
    """

    metadata: ClassVar[MetaData] = METADATA
    """The tables, for Alembic's `target_metadata`."""

    __slots__ = ("_database", "_intents", "_make_tables", "_namespace", "_outbox", "_url", "_writer")

    def __init__(
        self,
        url: str | Secret,
        *,
        namespace: str = "",
        timeout: float = 5.0,
        make_tables: bool = True,
        clock: Callable[[], float] | None = None,
    ) -> None:
        address = wrapped(url)
        del url  # it may hold a password, and what is raised below shows this frame
        if len(namespace) > _LONGEST_NAMESPACE:
            raise ConfigurationError("SqlStore: a namespace has at most 64 characters.")
        self._database: Final = database_of(address, timeout=timeout, clock=clock)
        self._url: Final = self._database.engine.url
        self._make_tables: Final = make_tables
        self._namespace: Final = namespace
        self._writer: Final = Writer(self._database, timeout=timeout, make_tables=make_tables)
        self._intents: Final = IntentStatements(self._database, namespace)
        self._outbox: Final = OutboxStatements(self._database, namespace)

    async def aclose(self) -> None:
        """Finish what was begun, and close the connection."""
        await self._writer.aclose()

    async def __aenter__(self) -> Self:
        """Give the store; it connects when it is first used."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close."""
        await self.aclose()

    def __repr__(self) -> str:
        return f"SqlStore({self._url.render_as_string(hide_password=True)!r})"

    # -- intents -------------------------------------------------------------------------------------

    async def open_intent(self, intent: NewIntent, sending: Sending, /) -> StoredIntent:
        """Write an intent down, or take it over; see `IntentStore.open_intent`."""
        return await self._writer.run(self._intents.open(intent, sending))

    async def claim_intents(self, environment: str, sending: Sending, /, *, limit: int) -> tuple[StoredIntent, ...]:
        """Take over what is due; see `IntentStore.claim_intents`."""
        return await self._writer.run(
            lambda conn, again: self._intents.claim(conn, environment, sending, limit=limit, again=again)
        )

    async def close_intent(
        self,
        id_: str,
        /,
        *,
        fence: int,
        state: IntentState,
        result: bytes | None = None,
        result_id: str | None = None,
        note: str | None = None,
    ) -> bool:
        """End an open intent; see `IntentStore.close_intent`."""
        return await self._writer.run(
            self._intents.close(id_, fence=fence, state=state, result=result, result_id=result_id, note=note)
        )

    async def defer_intent(
        self, id_: str, /, *, fence: int, last_sent_at: float, due_in: float, note: str | None = None
    ) -> None:
        """End the lease and leave the intent open; see `IntentStore.defer_intent`."""
        await self._writer.run(
            self._intents.defer(id_, fence=fence, last_sent_at=last_sent_at, due_in=due_in, note=note)
        )

    async def resolve_intent(
        self, id_: str, /, *, state: IntentState, result_id: str | None, note: str
    ) -> StoredIntent | None:
        """Set what a person decided; see `IntentStore.resolve_intent`."""
        return await self._writer.run(
            lambda conn, _: self._intents.resolve(conn, id_, state=state, result_id=result_id, note=note)
        )

    async def make_intent_due(self, id_: str, /) -> bool:
        """Let an intent be due now; see `IntentStore.make_intent_due`."""
        return await self._writer.run(lambda conn, _: self._intents.make_due(conn, id_))

    async def find_results(self, environment: str, operation: str, /, *, result_ids: tuple[str, ...]) -> frozenset[str]:
        """Give those that are results of intents; see `IntentStore.find_results`."""
        return await self._writer.run(lambda conn, _: self._intents.results(conn, environment, operation, result_ids))

    async def find_intent(self, id_: str, /) -> StoredIntent | None:
        """Give an intent; see `IntentStore.find_intent`."""
        return await self._writer.run(lambda conn, _: self._intents.find(conn, id_))

    async def list_intents(
        self, environment: str, /, *, states: tuple[IntentState, ...], after: str, limit: int
    ) -> tuple[StoredIntent, ...]:
        """Give a page of intents; see `IntentStore.list_intents`."""
        return await self._writer.run(
            lambda conn, _: self._intents.list(conn, environment, states=states, after=after, limit=limit)
        )

    async def forget_intents(self, environment: str, /, *, older_than: float) -> int:
        """Empty what closed intents were about; see `IntentStore.forget_intents`."""
        return await self._writer.run(lambda conn, _: self._intents.forget(conn, environment, older_than))

    # -- what is planned -----------------------------------------------------------------------------

    async def plan_intent(self, intent: NewIntent, /, *, connection: object, wait: float) -> StoredIntent:
        """Write an intent down in a transaction of the user's; see `IntentStore.plan_intent`.

        Errors of the user's database are raised as they are.

        Raises:
            InvalidRequest: It is no connection of SQLAlchemy, or to another database.
            StoreUnavailable: Another transaction is planning the same write.
        """
        return await self._within(connection, lambda conn: self._outbox.plan(conn, intent, wait=wait))

    async def _within(self, connection: object, step: Callable[[Connection], T]) -> T:
        """Run a step in a transaction of the user's, where the tables are."""
        is_sqlite = self._database.dialect.name == "sqlite"
        if not is_sqlite:
            await self._writer.prepare()

        def run(conn: Connection) -> T:
            # SQLite has one writer, which is the user's transaction: nobody else can make the tables now.
            if not self._writer.is_ready and not are_there(conn):
                make(conn, self._database.dialect, allowed=self._make_tables and is_sqlite)
            return step(conn)

        return await within(connection, self._url, self._writer.place, run)

    async def cancel_intent(self, id_: str, /, *, note: str, connection: object | None = None) -> StoredIntent | None:
        """Close what is planned; see `IntentStore.cancel_intent`."""
        if connection is None:
            return await self._writer.run(lambda conn, _: self._outbox.cancel(conn, id_, note=note))
        return await self._within(connection, lambda conn: self._outbox.cancel(conn, id_, note=note))

    async def claim_ended(self, environment: str, /, *, lease: float, limit: int) -> tuple[StoredIntent, ...]:
        """Give what a handler has not seen yet; see `IntentStore.claim_ended`."""
        return await self._writer.run(
            lambda conn, _: self._outbox.claim_ended(conn, environment, lease=lease, limit=limit)
        )

    async def mark_handled(self, id_: str, /, *, fence: int) -> None:
        """Note that it was handled; see `IntentStore.mark_handled`."""
        await self._writer.run(lambda conn, _: self._outbox.mark_handled(conn, id_, fence=fence))

    async def keep_address(self, environment: str, address: str, /, *, connection: object | None = None) -> str:
        """Remember where an environment is; see `IntentStore.keep_address`."""
        if connection is None or self._database.dialect.name != "sqlite":
            return await self._writer.run(lambda conn, _: self._outbox.keep_address(conn, environment, address))
        return await self._within(connection, lambda conn: self._outbox.keep_address(conn, environment, address))

    # -- webhooks ------------------------------------------------------------------------------------

    async def begin_delivery(self, key: str, /, *, lease: float) -> DeliveryState:
        """Begin to handle a delivery; see `WebhookStore.begin_delivery`."""

        def begin(conn: Connection, _again: bool) -> DeliveryState:
            now, table = self._database.dialect.now, DELIVERIES.c
            expired = delete(DELIVERIES).where(table.namespace == self._namespace, table.expires_at <= now)
            conn.execute(expired, self._database.parameters({}))
            begun = conn.execute(
                self._delivery(key, DeliveryState.IN_PROGRESS, lease), self._database.parameters({})
            ).one_or_none()
            if begun is not None:
                return DeliveryState.NEW
            here = (table.namespace == self._namespace, table.key == key)
            return DeliveryState(conn.execute(select(table.state).where(*here)).scalar_one())

        return await self._writer.run(begin)

    async def finish_delivery(self, key: str, /, *, ttl: float) -> None:
        """Note that a delivery was handled; see `WebhookStore.finish_delivery`."""
        await self._writer.run(
            lambda conn, _: conn.execute(
                self._delivery(key, DeliveryState.HANDLED, ttl), self._database.parameters({})
            ).one_or_none()
        )

    def _delivery(self, key: str, state: DeliveryState, seconds: float) -> ReturningInsert[tuple[str]]:
        """Puts a delivery down; over one that is there only when it was handled."""
        table, expires_at = DELIVERIES.c, self._database.dialect.now + seconds
        row = {"namespace": self._namespace, "key": key, "state": state.value, "expires_at": expires_at}
        insert = self._database.dialect.insert(DELIVERIES).values(**row)
        if state is DeliveryState.HANDLED:
            insert = insert.on_conflict_do_update(
                index_elements=[table.namespace, table.key], set_={"state": state.value, "expires_at": expires_at}
            )
        else:
            insert = insert.on_conflict_do_nothing()
        returning: ReturningInsert[tuple[str]] = insert.returning(table.key)
        return returning

    async def abandon_delivery(self, key: str, /) -> None:
        """Forget a delivery; see `WebhookStore.abandon_delivery`."""
        table = DELIVERIES.c
        statement = delete(DELIVERIES).where(table.namespace == self._namespace, table.key == key)
        await self._writer.run(lambda conn, _: conn.execute(statement).rowcount)

    # -- manifests -----------------------------------------------------------------------------------

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part; see `ManifestStore.create_part`."""

        def create(conn: Connection, again: bool) -> bool:
            row = {"namespace": self._namespace, "job": job, "part": part, "content": content}
            statement = (
                self._database.dialect.insert(PARTS).values(**row).on_conflict_do_nothing().returning(PARTS.c.job)
            )
            if conn.execute(statement).one_or_none() is not None:
                return True
            if again and self._part(conn, job, part) == content:
                raise StoreUncertain("Whether this part was kept by us or by somebody else cannot be told.")
            return False

        return await self._writer.run(create)

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give a part; see `ManifestStore.read_part`."""
        return await self._writer.run(lambda conn, _: self._part(conn, job, part))

    def _part(self, conn: Connection, job: str, part: str) -> bytes | None:
        here = (PARTS.c.namespace == self._namespace, PARTS.c.job == job, PARTS.c.part == part)
        return conn.execute(select(PARTS.c.content).where(*here)).scalar_one_or_none()
