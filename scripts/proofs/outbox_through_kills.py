"""`python -m scripts.proofs.outbox_through_kills`: a thousand orders, a third of them rolled back, and killed workers.

Exactly the committed ones are made, once each, and a handler was called with each of them at least once.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import create_engine, make_url, text

from scripts.proofs import postgres_server
from weavr_async import BackOffice, Environment, Identity, Money, Timeouts, TransferOrder, managed_account
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve

if TYPE_CHECKING:
    from weavr_async.journal import Intent

_KILLS: Final = 5
_ROLLED_BACK: Final = 3
"""One in so many."""
_LEASE: Final = 3.0
ACME: Final = Identity.corporate("109876")


class _RolledBack(Exception):
    """Ends a transaction without a commit."""


def _client(url: str, journal: str) -> BackOffice:
    environment = Environment.at(url, name="outbox")
    return BackOffice(
        api_key=DEMO_API_KEY, environment=environment, journal=journal, timeouts=Timeouts(total=_LEASE, in_transit=1.0)
    )


def _note(path: str, line: str) -> None:
    with Path(path).open("a") as file:
        file.write(line)


async def work(url: str, journal: str, handled: str) -> None:
    """Be a worker, until killed."""

    async def handle(intent: Intent) -> None:
        await asyncio.to_thread(_note, handled, f"{intent.reference} {intent.state}\n")

    async with _client(url, journal) as weavr:
        while True:
            await weavr.journal.settle_due(handle=handle)
            await asyncio.sleep(0.2)


async def plan_all(weavr: BackOffice, database: str, orders: int) -> set[str]:
    """Plan every order in a transaction of its own; the references of those that were committed."""
    url = make_url(database)
    engine = create_engine(url if url.get_backend_name() == "sqlite" else url.set(drivername="postgresql+psycopg"))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE orders (number INTEGER PRIMARY KEY)"))
    committed: set[str] = set()
    for number in range(orders):
        order = TransferOrder(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("0.01", "GBP"),
            tag=f"order-{number}",
        )
        with suppress(_RolledBack), engine.begin() as connection:
            connection.execute(text("INSERT INTO orders VALUES (:number)"), {"number": number})
            await weavr.journal.plan(connection, ACME, order, idempotency_ref=f"order-{number}")
            if number % _ROLLED_BACK == 0:
                raise _RolledBack
            committed.add(f"order-{number}")
        await asyncio.sleep(0)
    engine.dispose()
    return committed


async def prove(database: str, orders: int, seed: int) -> bool:
    """One database; whether all came out as it must."""
    emulator, dice = Emulator(log_size=1), random.Random(seed)  # noqa: S311 - dice
    with tempfile.TemporaryDirectory() as folder:
        handled = Path(folder) / "handled"
        handled.touch()
        async with serve(emulator) as url, _client(url, database) as weavr:
            committed = await plan_all(weavr, database, orders)
            module = [sys.executable, "-m", "scripts.proofs.outbox_through_kills"]
            command = [*module, "--work", url, database, str(handled)]
            for kill in range(_KILLS + 1):
                worker = await asyncio.create_subprocess_exec(*command)
                until = len(committed) * (kill + dice.random()) / _KILLS if kill < _KILLS else len(committed)
                ended = asyncio.create_task(worker.wait())
                while not ended.done() and len(set(handled.read_text().splitlines())) < until:
                    await asyncio.wait([ended], timeout=0.05)
                worker.kill()
                await ended
            planned = [intent async for intent in weavr.journal.planned()]
        made = Counter(transfer.tag for transfer in emulator.world.transfers.values())
        told = Counter(line.split()[0] for line in handled.read_text().splitlines())
    twice = sum(count > 1 for count in made.values())
    print(
        f"{make_url(database).get_backend_name():<10} {orders:,} orders, {len(committed):,} committed, worker killed "
        f"{_KILLS} times: {len(made):,} made, {twice} twice, {len(set(made) ^ committed)} wrong ones; handler called "
        f"for {len(told):,}, {sum(count > 1 for count in told.values())} of them again; {len(planned)} still planned",
        flush=True,
    )
    return set(made) == committed == set(told) and not twice and not planned


async def run(orders: int, seed: int) -> bool:
    """Both databases."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        is_good = await prove(f"sqlite:///{folder}/weavr.db", orders, seed)
        if (binaries := postgres_server.found()) is not None:
            server = held.enter_context(postgres_server.running(binaries))
            is_good = await prove(server.make_database("outbox"), orders, seed) and is_good
    return is_good


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.outbox_through_kills", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--work", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        asyncio.run(work(*options.work))
    return 0 if asyncio.run(run(options.orders, options.seed)) else 1


if __name__ == "__main__":
    sys.exit(main())
