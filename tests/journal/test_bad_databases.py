"""Databases in bad weather: a sentence says what is wrong, nothing is lost, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import ctypes
import os
import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from psycopg import connect
from sqlalchemy import Column, Integer, Table, create_engine, event, make_url, text

from tests.journal.conftest import REF, pay
from weavr_async import BackOffice, ConfigurationError, Environment, InvalidRequest, OutcomeUnknown, derive_ref
from weavr_async.emulator import Fault
from weavr_async.journal import IntentState
from weavr_async.stores import NewIntent, Sending, SqlStore, StoreUnavailable, StoreUncertain
from weavr_async.stores._sql_schema import _making
from weavr_backoffice.models import TransferCreateRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.proofs.postgres_server import PostgresServer
    from tests.journal.conftest import Place
    from weavr_async.stores import StoredIntent

pytestmark = pytest.mark.asyncio


@pytest.mark.parametrize(
    "address",
    [
        "",
        "weavr.db",
        "sqlite://",
        "sqlite:///:memory:",
        "mysql://user:secret@host/db",
        "redis://localhost",
        "postgresql://host:port/db",
        "https://example.com",
    ],
)
async def test_what_is_no_address_of_a_journal_is_refused_when_it_is_given(address: str) -> None:
    """With the ways to write one, and without the password."""
    with pytest.raises(ConfigurationError, match=r"sqlite:///weavr\.db") as refused:
        BackOffice(api_key="key", environment=Environment.SANDBOX, journal=address)
    assert "secret" not in str(refused.value)


def without_a_folder(folder: Path) -> str:
    """A file in a folder that is not there."""
    return f"sqlite:///{folder}/nowhere/weavr.db"


def no_database(folder: Path) -> str:
    """A file of something else."""
    (folder / "notes.txt").write_text("no database, but quite a long text, as the first page of a database is\n" * 100)
    return f"sqlite:///{folder}/notes.txt"


def held(folder: Path) -> str:
    """A file that somebody holds."""
    other = sqlite3.connect(folder / "held.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    _held.append(other)
    return f"sqlite:///{folder}/held.db"


_held: list[sqlite3.Connection] = []


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (without_a_folder, "does its folder exist"),
        (no_database, "no SQLite database"),
        (held, "held it locked for too long"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told_and_nothing_is_sent(
    place: Place, tmp_path: Path, make: Callable[[Path], str], told: str
) -> None:
    """Whether an earlier call was carried out cannot be looked up either, so it is no "no"."""
    async with SqlStore(make(tmp_path), timeout=1.5) as store, place.process(store) as weavr:
        with pytest.raises(OutcomeUnknown, match=rf"Nothing was sent by this call\. .*{told}"):
            await pay(weavr)
    while _held:
        _held.pop().close()
    assert place.moved == 0


def a_file(folder: Path) -> None:
    """It can be read only."""
    (folder / "weavr.db").chmod(0o444)


def a_folder(folder: Path) -> None:
    """Nothing can be made in it, which SQLite has to for each transaction."""
    folder.chmod(0o555)


def a_folder_with_a_file(folder: Path) -> None:
    """Both."""
    a_file(folder)
    a_folder(folder)


def unprotect(folder: Path) -> None:
    """As it was, with the files that SQLite has made meanwhile."""
    folder.chmod(0o777)
    for file in folder.iterdir():
        file.chmod(0o666)


@pytest.fixture
def readable() -> Iterator[Path]:
    """A folder that everybody can get to."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o777)
    shutil.rmtree(folder)


def as_somebody_else(store: SqlStore) -> SqlStore:
    """A store whose thread is not root's, for root may write wherever it likes."""

    def change(*_: object) -> None:
        if os.geteuid() == 0:
            ctypes.CDLL(None).setfsuid(_NOBODY)

    event.listen(store._database.engine, "do_connect", change)
    return store


_NOBODY = 65534


@pytest.mark.parametrize("protect", [a_file, a_folder, a_folder_with_a_file])
async def test_a_journal_that_can_only_be_read_is_told_and_nothing_is_sent(
    place: Place, readable: Path, protect: Callable[[Path], None]
) -> None:
    """What stands in it is kept, and it goes on once it may be written to."""
    url = f"sqlite:///{readable}/weavr.db"
    clock = lambda: place.emulator.clock.now_ms() / 1000  # noqa: E731
    async with SqlStore(url, clock=clock) as store, place.process(store) as weavr:
        first = await pay(weavr)
    protect(readable)
    async with as_somebody_else(SqlStore(url, clock=clock)) as store, place.process(store) as weavr:
        with pytest.raises(
            OutcomeUnknown, match=r"Nothing was sent by this call\. .*it can only be read \("
        ) as unknown:
            await pay(weavr, derive_ref("payout", "another"))
        assert "?." not in str(unknown.value)
        unprotect(readable)
        assert (await pay(weavr)).id == first.id
    assert place.moved == 1


async def test_a_folder_in_which_no_file_can_be_made_is_told_and_nothing_is_sent(place: Place, readable: Path) -> None:
    """Before there is a journal."""
    a_folder(readable)
    async with (
        as_somebody_else(SqlStore(f"sqlite:///{readable}/weavr.db", timeout=0.3)) as store,
        place.process(store) as weavr,
    ):
        with pytest.raises(OutcomeUnknown, match=r"Nothing was sent by this call\. .*the file cannot be opened"):
            await pay(weavr)
    assert place.moved == 0


async def test_a_disk_that_is_full_when_a_commit_is_written_is_told_and_nothing_is_sent(place: Place) -> None:
    """SQLite notices it then."""
    store = place.store()

    class Full(sqlite3.Connection):
        """A connection of the driver whose disk is full."""

        def commit(self) -> None:
            """Fail as SQLite does."""
            self.rollback()
            raise sqlite3.OperationalError("database or disk is full")

    def connect(_dialect: object, _record: object, _arguments: object, named: dict[str, object]) -> None:
        named["factory"] = Full

    async with place.process() as weavr:
        first = await pay(weavr)
    event.listen(store._database.engine, "do_connect", connect)
    async with store, place.process(store) as weavr:
        with pytest.raises(OutcomeUnknown, match=r"Nothing was sent by this call\. .*its disk is full"):
            await pay(weavr, derive_ref("payout", "another"))
    async with place.process() as weavr:
        assert (await pay(weavr)).id == first.id
    assert place.moved == 1


async def test_a_full_disk_is_told_and_what_stands_is_kept(place: Place) -> None:
    """What was done before is done; what is new is not sent."""
    async with place.process() as weavr:
        first = await pay(weavr)
    store = place.store()
    event.listen(store._database.engine, "connect", lambda to, _: to.execute("PRAGMA max_page_count=1"))
    async with store, place.process(store) as weavr:

        async def fill() -> None:
            for number in range(200):
                await pay(weavr, derive_ref("payout", number), tag=f"n{number}")

        with pytest.raises(OutcomeUnknown, match=r"its disk is full|could not be written down"):
            await fill()
        assert (await pay(weavr)).id == first.id
    place.passes(minutes=11)
    async with place.process() as weavr:
        await weavr.journal.settle_due()
        assert [intent async for intent in weavr.journal.unresolved()] == []
    tags = [transfer.tag for transfer in place.emulator.world.transfers.values()]
    assert len(tags) == len(set(tags))


@pytest.mark.parametrize("version", [0, 2, 99])
async def test_tables_of_another_version_are_left_alone(anywhere: Place, version: int) -> None:
    """The sentence names both versions, and what to do."""
    async with anywhere.process() as weavr:
        await pay(weavr)
    _execute(anywhere.database, f"UPDATE weavr_version SET version = {version}")
    async with anywhere.process() as weavr:
        with pytest.raises(ConfigurationError, match=f"of version {version}, and this version of the SDK knows"):
            await pay(weavr, derive_ref("payout", "another"))
    assert anywhere.moved == 1


async def test_a_replica_is_told_and_nothing_is_sent(fleet: Place) -> None:
    """Or any other database that can only be read."""
    name = make_url(fleet.database).database
    _execute(fleet.database, f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    async with fleet.process() as weavr:
        with pytest.raises(OutcomeUnknown, match="can only be read"):
            await pay(weavr)
    assert fleet.moved == 0


async def test_a_role_that_is_not_let_in_is_told(fleet: Place) -> None:
    """Without the password."""
    url = fleet.database.replace("weavr@", "nobody:secret@")
    async with SqlStore(url) as store, fleet.process(store) as weavr:
        with pytest.raises(OutcomeUnknown, match="does not let us in") as unknown:
            await pay(weavr)
    assert "secret" not in str(unknown.value)
    assert fleet.moved == 0


async def test_a_role_that_gets_its_rights_later_goes_on(fleet: Place) -> None:
    """What failed when the store looked at its tables first does not stay with its connection."""
    role = f"late_{make_url(fleet.database).database}"
    async with fleet.process() as weavr:
        first = await pay(weavr)
    for statement in (
        f"CREATE ROLE {role} LOGIN",
        f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {role}",
        f"REVOKE ALL ON weavr_version FROM {role}",
    ):
        _execute(fleet.database, statement)
    late = SqlStore(fleet.database.replace("weavr@", f"{role}@"), clock=lambda: fleet.emulator.clock.now_ms() / 1000)
    async with late, fleet.process(late) as weavr:
        with pytest.raises(OutcomeUnknown, match="does not let us in"):
            await pay(weavr)
        _execute(fleet.database, f"GRANT SELECT ON weavr_version TO {role}")
        assert (await pay(weavr)).id == first.id
    assert fleet.moved == 1


async def test_an_address_may_name_the_schema_by_its_options(fleet: Place) -> None:
    """The store's own options come after them."""
    _execute(fleet.database, "CREATE SCHEMA app")
    url = make_url(fleet.database).update_query_dict({"options": "-csearch_path=app"})
    async with SqlStore(url.render_as_string(hide_password=False)) as store:
        await store.find_intent("a")
    with connect(fleet.database, autocommit=True) as looking:
        made = looking.execute("SELECT DISTINCT schemaname FROM pg_tables WHERE tablename LIKE 'weavr%'").fetchall()
        looking.execute("DROP SCHEMA app CASCADE")
    assert made == [("app",)]


async def test_writers_of_one_intent_take_turns_whatever_isolation_is_the_databases_default(fleet: Place) -> None:
    """Those that start at once, too."""
    name = make_url(fleet.database).database
    _execute(fleet.database, f"ALTER DATABASE \"{name}\" SET default_transaction_isolation = 'repeatable read'")
    stores = [SqlStore(fleet.database, clock=lambda: 5000.0) for _ in range(4)]
    for id_ in "abcdefgh":
        opening = [store.open_intent(_intent(id_), Sending(owner=id_, lease=10, at=5000)) for store in stores]
        assert {row.fence for row in await asyncio.gather(*opening)} == {1}
    for store in stores:
        await store.aclose()


async def test_a_table_that_users_keep_in_the_same_metadata_is_left_to_them(tmp_path: Path) -> None:
    """Their migrations make it, with the types that it needs."""
    own = Table("invoices", SqlStore.metadata, Column("id", Integer, primary_key=True))
    _making.cache_clear()
    try:
        async with SqlStore(f"sqlite:///{tmp_path}/weavr.db") as store:
            await store.find_intent("a")
    finally:
        SqlStore.metadata.remove(own)
        _making.cache_clear()
    with closing(sqlite3.connect(tmp_path / "weavr.db")) as looking:
        made = {name for (name,) in looking.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert made == set(SqlStore.metadata.tables)


async def test_a_batch_whose_commit_may_have_been_done_is_uncertain(tmp_path: Path) -> None:
    """All of it, and none of it is told as unchanged: here it was done, and nothing can be looked up."""
    at_work, go_on, is_gone = threading.Event(), threading.Event(), threading.Event()

    def clock() -> float:
        """Hold the store up at its first statement, so that others gather."""
        at_work.set()
        go_on.wait(10)
        return 5000.0

    class Lost(sqlite3.Connection):
        """A connection of the driver that is lost when more than a look was committed."""

        def commit(self) -> None:
            """Commit, and lose the confirmation."""
            changed = self.total_changes
            super().commit()
            if go_on.is_set() and changed > _VERSION_ROW:
                is_gone.set()
                raise sqlite3.OperationalError("disk I/O error")

    def connect(_dialect: object, _record: object, _arguments: object, named: dict[str, object]) -> None:
        if is_gone.is_set():
            raise sqlite3.OperationalError("unable to open database file")
        named["factory"] = Lost

    store = SqlStore(f"sqlite:///{tmp_path}/weavr.db", clock=clock)
    event.listen(store._database.engine, "do_connect", connect)
    async with store:
        look = asyncio.create_task(store.find_intent("held up"))
        await asyncio.to_thread(at_work.wait, 10)
        opening = [
            asyncio.create_task(store.open_intent(_intent(id_), Sending(owner=id_, lease=10, at=5000))) for id_ in "abc"
        ]
        await asyncio.sleep(0)  # they have been handed over
        go_on.set()
        ends = await asyncio.gather(look, *opening, return_exceptions=True)
        is_gone.clear()
        found = [await store.find_intent(id_) for id_ in "abc"]
    assert [type(end) for end in ends] == [type(None), StoreUncertain, StoreUncertain, StoreUncertain]
    assert [row.owner for row in found if row is not None] == ["a", "b", "c"]


_VERSION_ROW = 1


async def test_event_loops_that_come_to_a_new_store_at_once_share_its_thread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two would write on one connection, into each other's transactions."""
    made: list[threading.Thread] = []
    meeting = threading.Barrier(2)

    class Slow(threading.Thread):
        """Made so slowly that a second one could be made meanwhile."""

        def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401 - handed on
            super().__init__(*args, **named)
            if self.name == "weavr_async journal":
                made.append(self)
                with suppress(threading.BrokenBarrierError):
                    meeting.wait(0.5)

    monkeypatch.setattr(threading, "Thread", Slow)
    store = SqlStore(f"sqlite:///{tmp_path}/missing/weavr.db")
    finding = [asyncio.to_thread(asyncio.run, store.find_intent("one")) for _ in range(2)]
    found = await asyncio.gather(*finding, return_exceptions=True)
    assert [type(one) for one in found] == [StoreUnavailable, StoreUnavailable]
    assert len(made) == 1
    await store.aclose()


async def test_a_store_that_is_used_while_it_closes_ends_what_it_had_begun(tmp_path: Path) -> None:
    """On the connection that it has: the next one is opened when that is done."""
    at_work, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def clock() -> float:
        """Hold the store up at its first statement."""
        at_work.set()
        go_on.wait(10)
        return 5000.0

    store = SqlStore(f"sqlite:///{tmp_path}/weavr.db", clock=clock)
    for what in ("invalidate", "close"):
        event.listen(store._database.engine.pool, what, lambda *_: closed.set())
    opening = asyncio.create_task(store.open_intent(_intent("a"), Sending(owner="a", lease=10, at=5000)))
    await asyncio.to_thread(at_work.wait, 10)
    ending = asyncio.create_task(store.aclose())
    await asyncio.sleep(0)  # it has begun
    finding = asyncio.create_task(store.find_intent("a"))
    await asyncio.to_thread(closed.wait, 0.2)
    assert not closed.is_set()
    go_on.set()
    opened, found, _ = await asyncio.gather(opening, finding, ending)
    assert found == opened
    await store.aclose()


def _intent(id_: str) -> NewIntent:
    return NewIntent(
        id=id_,
        environment="here",
        identity="corporates 1",
        operation="transferCreate",
        reference=id_,
        fingerprint="ten pounds",
        request=b"ten pounds",
    )


async def test_a_database_that_goes_away_in_the_middle_loses_nothing(
    fleet: Place, postgres_server: PostgresServer
) -> None:
    """The payment is told as done, for it is; and found again once the database is back."""
    store = fleet.store()

    class Goes:
        """A store whose server is killed as soon as an intent stands in it."""

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
            return getattr(store, name)

        async def open_intent(self, intent: NewIntent, sending: Sending) -> StoredIntent:
            """Open, and be killed."""
            found = await store.open_intent(intent, sending)
            await asyncio.to_thread(postgres_server.stop)
            return found

    try:
        async with store, fleet.process(Goes()) as weavr:
            first = await pay(weavr)
            with pytest.raises(OutcomeUnknown, match="cannot be reached, or went away"):
                await pay(weavr)
    finally:
        await asyncio.to_thread(postgres_server.start)
    fleet.passes(hours=1)
    async with fleet.process() as weavr:
        assert (await weavr.journal.settle_due()).done == 1
        assert (await pay(weavr)).id == first.id
    assert fleet.moved == 1


async def test_a_store_goes_on_after_its_connection_was_ended(fleet: Place) -> None:
    """An administrator ends it, or a firewall."""
    async with fleet.process() as weavr:
        first = await pay(weavr)
        _execute(fleet.database, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
        with suppress(OutcomeUnknown):  # the first one may learn of it
            await pay(weavr)
        assert (await pay(weavr)).id == first.id
    assert fleet.moved == 1


def _execute(database: str, statement: str) -> None:
    url = make_url(database)
    engine = create_engine(
        url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"),
        isolation_level="AUTOCOMMIT",
    )
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


# -- the same reference, from elsewhere --------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [1, 25, 40 * 24])
async def test_another_release_that_orders_fields_otherwise_asks_for_the_same(
    anywhere: Place, monkeypatch: pytest.MonkeyPatch, hours: int
) -> None:
    """The bytes differ, the meaning does not."""
    async with anywhere.process() as weavr:
        first = await pay(weavr)
    anywhere.passes(hours=hours)
    as_now = TransferCreateRequest.to_dict

    def as_another_release(order: TransferCreateRequest) -> dict[str, Any]:
        return dict(reversed(as_now(order).items()))

    monkeypatch.setattr(TransferCreateRequest, "to_dict", as_another_release)
    async with anywhere.process() as weavr:
        assert (await pay(weavr)).id == first.id
    assert anywhere.moved == 1


# -- a person and a settler --------------------------------------------------------------------------------------------


async def test_a_person_who_decides_while_a_settler_is_at_work_is_refused(anywhere: Place) -> None:
    """Until its lease has ended; then the person's word stands, and the settler changes nothing."""
    async with anywhere.process() as weavr:
        anywhere.emulator.faults.inject(Fault.cut_after(), operation="transferCreate")
        with pytest.raises(OutcomeUnknown):
            await pay(weavr)
    anywhere.passes(minutes=11)
    store, at_work, go_on = anywhere.store(), asyncio.Event(), asyncio.Event()

    class Slow:
        """A store whose user stands still before it writes down what it found."""

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the store has
            return getattr(store, name)

        async def close_intent(self, id_: str, **found: Any) -> bool:  # noqa: ANN401 - handed on
            """Wait, and close."""
            at_work.set()
            await go_on.wait()
            return await store.close_intent(id_, **found)

    async with store, anywhere.process(Slow()) as settler, anywhere.process() as person:
        settling = asyncio.create_task(settler.journal.settle_due())
        await at_work.wait()
        (intent,) = [intent async for intent in person.journal.unresolved()]
        (made,) = anywhere.emulator.world.transfers
        with pytest.raises(InvalidRequest, match="at work on this intent"):
            await person.journal.resolve(intent, result_id=made, note="seen")
        anywhere.passes(minutes=1)
        decided = await person.journal.resolve(intent, result_id=made, note="seen in the account")
        go_on.set()
        assert (await settling).still_open == 1
        found = await person.journal.find(reference=REF, identity=decided.identity)
        assert found is not None
        assert (found.state, found.note) == (IntentState.DONE, "seen in the account")
        with pytest.raises(InvalidRequest, match="nothing to decide"):
            await person.journal.resolve(intent, done=False, note="no")
    assert anywhere.moved == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_what_a_person_has_decided_a_settler_leaves_alone(anywhere: Place, arrived: bool) -> None:
    """It asks for nothing again, whatever was decided."""
    anywhere.emulator.faults.inject(Fault.cut_after() if arrived else Fault.cut_before(), operation="transferCreate")
    async with anywhere.process() as weavr:
        with pytest.raises(OutcomeUnknown):
            await pay(weavr)
        anywhere.passes(minutes=11)
        (intent,) = [intent async for intent in weavr.journal.unresolved()]
        made = next(iter(anywhere.emulator.world.transfers), None)
        await weavr.journal.resolve(intent, result_id=made, done=arrived, note="seen")
        settled = await weavr.journal.settle_due()
    assert (settled.done, settled.not_done, settled.still_open) == (0, 0, 0)
    assert anywhere.moved == int(arrived)


async def test_what_a_settler_has_closed_a_person_cannot_decide(anywhere: Place) -> None:
    """Who read of it while it was open is told that it no longer is."""
    anywhere.emulator.faults.inject(Fault.cut_before(), operation="transferCreate")
    async with anywhere.process() as weavr:
        with pytest.raises(OutcomeUnknown):
            await pay(weavr)
        anywhere.passes(minutes=11)
        (intent,) = [intent async for intent in weavr.journal.unresolved()]
        assert (await weavr.journal.settle_due()).done == 1
        with pytest.raises(InvalidRequest, match="nothing to decide"):
            await weavr.journal.resolve(intent, done=False, note="not seen in the account")
    assert anywhere.moved == 1
