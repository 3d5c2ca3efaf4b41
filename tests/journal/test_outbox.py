"""What is planned in a transaction of the user's is sent after its commit, once, and never after a rollback."""

from __future__ import annotations

import asyncio
import socket
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, timedelta
from inspect import isawaitable
from typing import TYPE_CHECKING, Any

import pytest
from attrs import define, evolve, field
from psycopg import connect
from sqlalchemy import text

from tests.journal.conftest import REF, pay
from tests.journal.mortal import MOST_TURNS, Mortal, bury
from tests.journal.transactions import POSTGRES_KINDS, SQLITE_KINDS, make_tables, orders, prepared, transaction
from tests.properties import sampled
from weavr_async import (
    PER_CALL,
    Environment,
    IdempotencyMismatch,
    Identity,
    InvalidRequest,
    Money,
    TransferOrder,
    derive_ref,
    managed_account,
)
from weavr_async.emulator import Fault
from weavr_async.journal import IntentState
from weavr_async.stores import MemoryStore, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.journal.conftest import Place
    from weavr_async import BackOffice, IdempotencyRef
    from weavr_async.journal import Intent

pytestmark = pytest.mark.asyncio

ACME = Identity.corporate("109876")
ORDER = TransferOrder(
    profile_id="7",
    source=managed_account("220"),
    destination=managed_account("221"),
    amount=Money("10.00", "GBP"),
    tag="invoice-1001",
)


@pytest.fixture(autouse=True)
def burial() -> Iterator[None]:
    """Clean up after killed processes."""
    yield
    bury()


class RolledBack(Exception):
    """Ends a transaction without a commit."""


@define
class Handler:
    """Takes what has ended; fails as often as it is told to."""

    got: list[Intent] = field(factory=list)
    fails: int = 0

    async def __call__(self, intent: Intent) -> None:
        """Take one."""
        self.got.append(intent)
        if self.fails:
            self.fails -= 1
            raise RuntimeError("the mail server is down")


@pytest.fixture(params=[*SQLITE_KINDS, *POSTGRES_KINDS])
def there(request: pytest.FixtureRequest) -> tuple[Place, str]:
    """A place, with the user's table in its database, and a kind of connection to it."""
    place: Place = request.getfixturevalue("place" if request.param in SQLITE_KINDS else "fleet")
    prepared(place.database)
    return place, request.param


@pytest.fixture
def here(place: Place) -> Place:
    """The place with SQLite, and the user's table."""
    prepared(place.database)
    return place


async def planned(
    weavr: BackOffice,
    place: Place,
    order: TransferOrder = ORDER,
    *,
    ref: IdempotencyRef = REF,
    kind: str = "connection pysqlite",
) -> Intent:
    """Plan, and commit."""
    async with transaction(place.database, kind) as connection:
        return await weavr.journal.plan(connection, ACME, order, idempotency_ref=ref)


@asynccontextmanager
async def rolled_back(place: Place, kind: str) -> AsyncIterator[Any]:
    """A transaction that comes to nothing."""
    with suppress(RolledBack):
        async with transaction(place.database, kind) as connection:
            yield connection
            raise RolledBack


async def test_what_is_committed_is_sent_once_and_handed_over(there: tuple[Place, str]) -> None:
    """By a worker in another process, which hands over what was made."""
    place, kind = there
    async with place.process() as weavr:
        intent = await planned(weavr, place, kind=kind)
        assert (intent.state, intent.reference.startswith("wv2-")) == (IntentState.PLANNED, True)
        assert (place.moved, orders(place.database)) == (0, 1)
    handler = Handler()
    async with place.process() as worker:
        settled = await worker.journal.settle_due(handle=handler)
        assert (settled.done, settled.handled) == (1, 1)
        (got,) = handler.got
        (made,) = place.emulator.world.transfers
        assert (got.id, got.state, got.result_id) == (intent.id, IntentState.DONE, made)
        assert getattr(got.result, "id", None) == made
        assert (await worker.journal.settle_due(handle=handler)).handled == 0
        found = await worker.journal.find(reference=REF, identity=ACME)
        assert found is not None
        assert found.handled_at is not None
    assert place.moved == 1


async def test_what_is_rolled_back_was_never_planned(there: tuple[Place, str]) -> None:
    """With the user's own rows."""
    place, kind = there
    async with place.process() as weavr:
        async with rolled_back(place, kind) as connection:
            await weavr.journal.plan(connection, ACME, ORDER, idempotency_ref=REF)
        assert (await weavr.journal.settle_due()).done == 0
        assert await weavr.journal.find(reference=REF, identity=ACME) is None
    assert (place.moved, orders(place.database)) == (0, 0)


async def test_nothing_is_sent_before_the_commit(fleet: Place) -> None:
    """However many workers look."""
    prepared(fleet.database)
    async with fleet.process() as weavr:
        async with transaction(fleet.database, "async connection psycopg") as connection:
            await weavr.journal.plan(connection, ACME, ORDER, idempotency_ref=REF)
            assert (await weavr.journal.settle_due()).done == 0
            assert fleet.moved == 0
        assert (await weavr.journal.settle_due()).done == 1
    assert fleet.moved == 1


async def test_many_workers_send_each_plan_once(anywhere: Place) -> None:
    """Of thirty plans, each by one of three."""
    prepared(anywhere.database)
    kind = "connection pysqlite" if anywhere.database.startswith("sqlite") else "connection psycopg"
    async with anywhere.process() as one, anywhere.process() as two, anywhere.process() as three:
        async with transaction(anywhere.database, kind) as connection:
            for number in range(30):
                order = evolve(ORDER, tag=f"n{number}")
                await one.journal.plan(connection, ACME, order, idempotency_ref=f"n{number}")
        settled = await asyncio.gather(*(worker.journal.settle_due() for worker in (one, two, three)))
    assert sum(one.done for one in settled) == 30
    assert anywhere.moved == 30


async def test_planned_twice_it_is_one_plan(here: Place) -> None:
    """Under the same reference; and in a transaction that planned it before."""
    async with here.process() as weavr:
        first = await planned(weavr, here)
        again = await planned(weavr, here)
        assert first.id == again.id
        await weavr.journal.settle_due()
        assert (await planned(weavr, here)).state is IntentState.DONE
        assert (await weavr.journal.settle_due()).done == 0
    assert here.moved == 1


async def test_other_content_under_the_reference_is_a_mismatch(there: tuple[Place, str]) -> None:
    """And the user's transaction goes on."""
    place, kind = there
    async with place.process() as weavr:
        await planned(weavr, place, kind=kind)
        async with transaction(place.database, kind) as connection:
            with pytest.raises(IdempotencyMismatch, match="nothing was planned"):
                await weavr.journal.plan(
                    connection, ACME, evolve(ORDER, amount=Money("11.00", "GBP")), idempotency_ref=REF
                )
    assert orders(place.database) == 2


async def test_a_plan_can_be_cancelled_until_it_is_sent(here: Place) -> None:
    """It is not done then, nobody is told, and it can be planned anew."""
    handler = Handler()
    async with here.process() as weavr:
        intent = await planned(weavr, here)
        assert [one.id async for one in weavr.journal.planned()] == [intent.id]
        cancelled = await weavr.journal.cancel(intent, note="the customer called")
        assert (cancelled.state, cancelled.note) == (IntentState.NOT_DONE, "the customer called")
        assert (await weavr.journal.settle_due(handle=handler)).done == 0
        assert (here.moved, handler.got) == (0, [])
        with pytest.raises(InvalidRequest, match="not_done") as refused:
            await weavr.journal.cancel(intent.id)
        assert refused.value.field == "intent"
        await planned(weavr, here)
        await weavr.journal.settle_due()
        with pytest.raises(InvalidRequest, match="done"):
            await weavr.journal.cancel(intent)
        with pytest.raises(InvalidRequest, match="no such intent"):
            await weavr.journal.cancel("nobody knows it")
    assert here.moved == 1


async def test_a_plan_is_cancelled_with_the_users_transaction(there: tuple[Place, str]) -> None:
    """And stays planned if that is rolled back."""
    place, kind = there
    async with place.process() as weavr:
        intent = await planned(weavr, place, kind=kind)
        async with rolled_back(place, kind) as connection:
            await weavr.journal.cancel(intent, connection=connection)
        assert [one.state async for one in weavr.journal.planned()] == [IntentState.PLANNED]
        async with transaction(place.database, kind) as connection:
            await weavr.journal.cancel(intent, connection=connection)
        assert (await weavr.journal.settle_due()).done == 0
    assert place.moved == 0


async def test_a_scheduled_time_that_has_passed_is_for_a_person(here: Place) -> None:
    """Sent now it would be carried out at once."""
    when = datetime.fromtimestamp(here.emulator.clock.now_ms() / 1000, UTC) + timedelta(hours=1)
    handler = Handler()
    async with here.process() as weavr:
        await planned(weavr, here, evolve(ORDER, scheduled_at=when))
        here.passes(hours=2)
        assert (await weavr.journal.settle_due(handle=handler)).undecided == 1
        (intent,) = [one async for one in weavr.journal.unresolved()]
        assert "scheduled time had passed" in str(intent.note)
        assert [one.state for one in handler.got] == [IntentState.UNDECIDED]
        await weavr.journal.resolve(intent, done=False, note="planned again for tomorrow")
        assert (await weavr.journal.settle_due(handle=handler)).handled == 1
        assert handler.got[-1].state is IntentState.NOT_DONE
    assert here.emulator.world.transfers == {}


async def test_a_scheduled_time_to_come_is_sent_as_it_is(here: Place) -> None:
    """The service schedules it."""
    when = datetime.fromtimestamp(here.emulator.clock.now_ms() / 1000, UTC) + timedelta(hours=1)
    async with here.process() as weavr:
        await planned(weavr, here, evolve(ORDER, scheduled_at=when))
        assert (await weavr.journal.settle_due()).done == 1
    (made,) = here.emulator.world.transfers.values()
    assert made.state != "COMPLETED"


async def test_a_refusal_is_handed_over_and_can_be_planned_anew(here: Place) -> None:
    """With its code, so that the handler can say why."""
    handler = Handler()
    order = evolve(ORDER, amount=Money("6000.00", "GBP"))
    async with here.process() as weavr:
        await planned(weavr, here, order)
        assert (await weavr.journal.settle_due(handle=handler)).not_done == 1
        (got,) = handler.got
        assert (got.state, got.note) == (IntentState.NOT_DONE, "InsufficientFunds (FUNDS_INSUFFICIENT)")
        here.emulator.world.deposit("220", 500_000)
        assert (await planned(weavr, here, order)).state is IntentState.PLANNED
        assert (await weavr.journal.settle_due(handle=handler)).done == 1
        assert handler.got[-1].state is IntentState.DONE
    assert here.moved == 1


async def test_what_could_not_be_sent_stays_planned(here: Place) -> None:
    """Nobody took it, so it can still be cancelled, and is sent later."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{closed.getsockname()[1]}/multi/backoffice"
        async with here.process(environment=Environment.at(here.url, name="here").via(nobody)) as weavr:
            await planned(weavr, here)
            assert (await weavr.journal.settle_due()).still_open == 1
            (intent,) = [one async for one in weavr.journal.planned()]
            assert (intent.state, intent.note) == (IntentState.PLANNED, "NotSent")
    here.passes(minutes=1)
    async with here.process() as weavr:
        assert (await weavr.journal.settle_due()).done == 1
    assert here.moved == 1


@pytest.mark.parametrize(
    "fault", [Fault.rate_limited(), Fault.answer(401), Fault.answer(403)], ids=["429", "401", "403"]
)
async def test_what_is_no_fault_of_the_plan_leaves_it_planned(here: Place, fault: Fault) -> None:
    """A limit passes, and a worker that is set up wrongly is set right."""
    async with here.process() as weavr:
        await planned(weavr, here)
        here.emulator.faults.inject(fault, operation="transferCreate", times=5)
        assert (await weavr.journal.settle_due()).still_open == 1
        assert [one.state async for one in weavr.journal.planned()] == [IntentState.PLANNED]
        here.emulator.faults.clear()
    here.passes(minutes=10)
    async with here.process() as weavr:
        assert (await weavr.journal.settle_due()).done == 1
    assert here.moved == 1


@pytest.mark.parametrize("arrived", [True, False])
async def test_a_plan_whose_answer_is_lost_is_settled_as_any_write(here: Place, arrived: bool) -> None:
    """Asked for again under its reference."""
    fault = Fault.cut_after() if arrived else Fault.cut_before()
    handler = Handler()
    async with here.process() as weavr:
        await planned(weavr, here)
        here.emulator.faults.inject(fault, operation="transferCreate")
        settled = await weavr.journal.settle_due(handle=handler)
        assert (settled.still_open, handler.got) == (1, [])
    here.passes(minutes=15)
    async with here.process() as weavr:
        assert (await weavr.journal.settle_due(handle=handler)).done == 1
    assert [one.state for one in handler.got] == [IntentState.DONE]
    assert here.moved == 1


async def test_a_worker_killed_at_each_turn_leaves_each_plan_to_be_sent_once(here: Place) -> None:
    """And handed over at least once."""
    for turns in sampled(range(MOST_TURNS)):
        handler, tag = Handler(), f"invoice-{turns}"
        async with here.process() as weavr:
            await planned(weavr, here, evolve(ORDER, tag=tag), ref=tag)

        async def work(handler: Handler = handler) -> None:
            async with here.process() as weavr:
                await weavr.journal.settle_due(handle=handler)

        has_ended = await Mortal.lives(work, turns)
        async with here.process() as weavr:
            for _ in range(2):  # the thread of the dead one may have claimed it only now
                here.passes(minutes=11)
                await weavr.journal.settle_due(handle=handler)
        assert sum(one.tag == tag for one in here.emulator.world.transfers.values()) == 1, f"killed at turn {turns}"
        assert {one.state for one in handler.got} == {IntentState.DONE}, f"killed at turn {turns}"
        if has_ended:
            return
    raise AssertionError("it never ended")


async def test_a_handler_that_fails_is_called_again(anywhere: Place) -> None:
    """By whoever comes along, some minutes later; and not once it has returned."""
    prepared(anywhere.database)
    kind = "connection pysqlite" if anywhere.database.startswith("sqlite") else "connection psycopg"
    handler = Handler(fails=1)
    async with anywhere.process() as weavr:
        await planned(weavr, anywhere, kind=kind)
        assert (await weavr.journal.settle_due(handle=handler)).handled == 0
        assert (await weavr.journal.settle_due(handle=handler)).handled == 0
        anywhere.passes(minutes=6)
        assert (await weavr.journal.settle_due(handle=handler)).handled == 1
        anywhere.passes(minutes=6)
        assert (await weavr.journal.settle_due(handle=handler)).handled == 0
    assert len(handler.got) == 2
    assert anywhere.moved == 1


async def test_a_handler_that_fails_holds_back_no_other(here: Place) -> None:
    """Each is called for itself."""
    seen: list[str] = []

    async def handle(intent: Intent) -> None:
        seen.append(intent.reference)
        if intent.reference == "n0":
            raise RuntimeError

    async with here.process() as weavr:
        for number in range(25):
            await planned(weavr, here, evolve(ORDER, tag=f"n{number}"), ref=f"n{number}")
        assert (await weavr.journal.settle_due(handle=handle)).handled == 24
    assert sorted(seen) == sorted(f"n{number}" for number in range(25))


async def test_a_plan_that_is_asked_for_directly_is_sent_once(here: Place) -> None:
    """And handed over all the same."""
    handler = Handler()
    async with here.process() as weavr:
        await planned(weavr, here)
        paid = await pay(weavr)
        assert (await weavr.journal.settle_due(handle=handler)).handled == 1
    assert handler.got[0].result_id == paid.id
    assert here.moved == 1


async def test_another_transaction_that_plans_the_same_is_waited_for_and_no_longer(fleet: Place) -> None:
    """Then the user's transaction goes on as it was."""
    prepared(fleet.database)
    async with fleet.process(total=0.3) as weavr, transaction(fleet.database, "async connection psycopg") as first:
        await weavr.journal.plan(first, ACME, ORDER, idempotency_ref=REF)
        for kind in ("connection psycopg", "async connection psycopg", "async connection asyncpg"):
            async with transaction(fleet.database, kind) as second:
                with pytest.raises(StoreUnavailable, match="Another transaction"):
                    await weavr.journal.plan(second, ACME, ORDER, idempotency_ref=REF)
                await weavr.journal.plan(second, ACME, evolve(ORDER, tag="b"), idempotency_ref=f"b {kind}")
    async with fleet.process() as worker:
        assert (await worker.journal.settle_due()).done == 4
    assert orders(fleet.database) == 4


async def test_a_process_that_waited_to_make_the_tables_waits_for_no_transaction_on_them(fleet: Place) -> None:
    """Another has made them meanwhile, and a user's transaction has begun to plan."""
    making = 7748101
    with connect(prepared(fleet.database), autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s)", (making,))
        async with fleet.process() as late, fleet.process() as weavr:
            finding = asyncio.create_task(late.journal.find(reference=REF, identity=ACME))
            waiting = "SELECT 1 FROM pg_locks WHERE objid = %s AND NOT granted"
            while not other.execute(waiting, (making,)).fetchone():  # noqa: ASYNC110 - PostgreSQL has no event
                await asyncio.sleep(0)
            make_tables(fleet.database)
            async with transaction(fleet.database, "async connection psycopg") as users:
                await weavr.journal.plan(users, ACME, ORDER, idempotency_ref=REF)
                other.execute("SELECT pg_advisory_unlock(%s)", (making,))
                assert await finding is None


async def test_a_plan_in_another_database_is_refused(here: Place, fleet: Place, tmp_path: Path) -> None:
    """No worker would look there."""
    other = prepared(f"sqlite:///{tmp_path}/other.db")
    prepared(fleet.database)
    async with here.process() as weavr, fleet.process() as of_fleet:
        for journal, database, kind, told in (
            (weavr.journal, other, "connection pysqlite", "another file"),
            (weavr.journal, fleet.database, "connection psycopg", "one of postgresql"),
            (of_fleet.journal, here.database, "async session aiosqlite", "one of sqlite"),
        ):
            async with transaction(database, kind) as connection:
                with pytest.raises(InvalidRequest, match=told) as refused:
                    await journal.plan(connection, ACME, ORDER, idempotency_ref=REF)
                assert refused.value.field == "connection"
        for given in (None, "sqlite:///weavr.db", object()):
            with pytest.raises(InvalidRequest, match="AsyncSession"):
                await weavr.journal.plan(given, ACME, ORDER, idempotency_ref=REF)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["connection psycopg", "async connection asyncpg"])
async def test_a_plan_in_another_schema_is_refused(fleet: Place, kind: str) -> None:
    """Also one that has the journal's tables: no worker looks there."""
    prepared(fleet.database)
    with connect(fleet.database, autocommit=True) as other:
        other.execute("CREATE SCHEMA elsewhere")
    async with fleet.process() as weavr:
        for are_made in (False, True):
            if are_made:
                make_tables(f"{fleet.database}?options=-csearch_path%3Delsewhere")
            async with transaction(fleet.database, kind) as connection:
                moved = connection.execute(text("SET LOCAL search_path TO elsewhere"))
                if isawaitable(moved):
                    await moved
                with pytest.raises(InvalidRequest, match="schema") as refused:
                    await weavr.journal.plan(connection, ACME, ORDER, idempotency_ref=REF)
                assert refused.value.field == "connection"
        assert (await planned(weavr, fleet, kind=kind)).state is IntentState.PLANNED


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"idempotency_ref": PER_CALL}, "idempotency_ref"),
        ({"idempotency_ref": ""}, "idempotency_ref"),
        ({"identity": "109876"}, "identity"),
        ({"order": {"amount": 10}}, "order"),
    ],
)
async def test_what_cannot_be_planned_is_refused_by_name(here: Place, changed: dict[str, Any], name: str) -> None:
    """Before anything is written."""
    given = {"identity": ACME, "order": ORDER, "idempotency_ref": REF, **changed}
    async with here.process() as weavr, _open(here) as connection:
        with pytest.raises(InvalidRequest) as refused:
            await weavr.journal.plan(connection, given.pop("identity"), given.pop("order"), **given)
        assert refused.value.field == name


def _open(place: Place) -> AbstractAsyncContextManager[Any]:
    return transaction(place.database, "connection pysqlite")


async def test_a_plan_for_what_was_asked_for_long_ago_is_looked_for_first(here: Place) -> None:
    """`first_asked_at` counts with a journal too."""
    asked_at = datetime.fromtimestamp(here.emulator.clock.now_ms() / 1000, UTC)
    async with here.process(MemoryStore()) as weavr:
        paid = await pay(weavr)
    here.passes(days=40)
    async with here.process() as weavr:
        await planned(weavr, here, ref=derive_ref("payout", "invoice-1001", first_asked_at=asked_at))
        await planned(
            weavr, here, evolve(ORDER, tag="never"), ref=derive_ref("payout", "other", first_asked_at=asked_at)
        )
        handler = Handler()
        await weavr.journal.settle_due(handle=handler)
    assert paid.id in here.emulator.world.transfers
    assert here.moved == 2
