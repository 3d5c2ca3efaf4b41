"""Prove that a large statement is read whole: every movement once, in order, in memory that does not grow.

The emulator runs in a process of its own, where money goes on arriving and holds are settled while the statement is
read. Each entry has a change of its own, by which it is recognised. At the end a reader is killed without warning,
several times, and resumed in another process from the checkpoint that it had stored.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from weavr_async import BackOffice, Environment
from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve
from weavr_async.statements import Checkpoint

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.connection import Connection

    from weavr_backoffice.models import StatementEntry

Completion: TypeAlias = Literal["append", "in_place"]
COMPLETIONS: Final[dict[Completion, str]] = {"append": "rows added", "in_place": "rows changed"}
"""What becomes of the row of a hold that is settled: how it is with Weavr has been seen, but not promised."""
HOLDS: Final = 40
"""Authorisations, spread over the statement; they are settled one after the other, by rows of their own."""
FIRST_HOLD: Final = 100_000_000
"""Amounts of holds start here, those of the money that arrives meanwhile at ten times as much."""
PAUSE: Final = 0.02
"""Seconds between two changes of the statement."""
MOST_GROWTH: Final = 24 * 1024 * 1024
"""Bytes by which the resident memory may grow between a tenth of the statement and all of it: noise, not entries."""
KILLS: Final = 3


class ProofFailedError(Exception):
    """Something does not hold."""


def insist(holds: bool, otherwise: str) -> None:
    """Go on only if it holds."""
    if not holds:
        raise ProofFailedError(otherwise)


def build(entries: int, completion: Completion) -> tuple[Emulator, list[str]]:
    """A world with so many deposits on one account, and holds between them."""
    world = World()
    acme = world.corporate("109876")
    # The opening balance covers the holds; its entry is more than any that is ticked off.
    acme.debit_card("332", parent=acme.account("220", currency="GBP", balance=2 * HOLDS * FIRST_HOLD))
    world.limit("332", 10**12)
    holds: list[str] = []
    for number in range(1, entries + 1):
        world.deposit("220", number)
        if number % (entries // HOLDS) == 0:
            holds.append(world.authorise("332", FIRST_HOLD + len(holds)))
    return Emulator(world, log_size=1, statement_completion=completion), holds


async def serve_changing(entries: int, completion: Completion, pipe: Connection) -> None:
    """Serve until told to stop, and tell then what has happened meanwhile."""
    emulator, holds = build(entries, completion)
    arrived = completed = 0
    async with serve(emulator) as url:
        pipe.send(url)
        while not pipe.poll():
            await asyncio.sleep(PAUSE)
            emulator.world.deposit("220", 10 * FIRST_HOLD + arrived)
            arrived += 1
            if holds:
                # Neither the oldest nor the newest: completions happen before and behind the reader.
                emulator.world.settle("332", holds.pop(len(holds) // 2))
                completed += 1
        pipe.send((arrived, completed, emulator.requests.total))


def serve_in_process(entries: int, completion: Completion, pipe: Connection) -> None:
    """The other process."""
    asyncio.run(serve_changing(entries, completion, pipe))


class Service:
    """The emulator in its process."""

    def __init__(self, url: str, pipe: Connection) -> None:
        self.url = url
        self._pipe = pipe

    def stop(self) -> tuple[int, int, int]:
        """Stop it: how many entries have arrived, how many have completed, and how many requests came."""
        self._pipe.send("stop")
        told: tuple[int, int, int] = self._pipe.recv()
        return told


@contextmanager
def service(entries: int, completion: Completion) -> Iterator[Service]:
    """Start the emulator in a process of its own."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve_in_process, args=(entries, completion, theirs))
    process.start()
    theirs.close()  # so that a process that dies is an end of file here, and not a wait for ever
    try:
        yield Service(ours.recv(), ours)
        process.join(timeout=30)
    finally:
        process.kill()
        process.join()


class Tally:
    """Ticks entries off, in memory of a size that is fixed at the start."""

    def __init__(self, entries: int) -> None:
        self._times_given = bytearray(entries + 1)
        self._holds = bytearray(HOLDS)
        self._last = 0
        self.given = 0

    def add(self, amount: int, at_ms: int) -> None:
        """Tick one off."""
        insist(at_ms >= self._last, f"out of order: {at_ms} after {self._last}")
        self._last = at_ms
        self.given += 1
        if 0 < amount < len(self._times_given):
            self._times_given[amount] += 1
        elif -FIRST_HOLD - HOLDS < amount <= -FIRST_HOLD:
            self._holds[-amount - FIRST_HOLD] += 1

    def check(self) -> None:
        """Hold against what was there all the time."""
        missing = self._times_given.count(0, 1)
        insist(not missing, f"{missing} movements are missing")
        insist(max(self._times_given) == 1, "a movement was given twice")
        insist(set(self._holds) == {1}, f"holds were given {list(self._holds)} times")


def resident_bytes() -> int:
    """What this process has in memory now; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


async def read(url: str, tally: Tally, *, page_size: int, entries: int) -> tuple[int, int]:
    """Read it all; how often reading started anew, and by how much memory grew after the first tenth."""
    early = 0
    async with (
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr,
        weavr.corporate("109876").managed_accounts.statement("220", page_size=page_size) as statement,
    ):
        async for entry in statement:
            tally.add(*identified(entry))
            if tally.given == entries // 10:
                early = resident_bytes()
        return statement.shifts, resident_bytes() - early


def identified(entry: StatementEntry) -> tuple[int, int]:
    """What an entry is recognised by, and its time."""
    change = entry.available_balance_adjustment
    return change.amount if change else 0, entry.processed_timestamp


def prove_reading(entries: int, page_size: int, completion: Completion = "append") -> None:
    """One reading, in this process."""
    with service(entries, completion) as running:
        tally = Tally(entries)
        start = time.perf_counter()
        shifts, growth = asyncio.run(read(running.url, tally, page_size=page_size, entries=entries))
        seconds = time.perf_counter() - start
        arrived, completed, requests = running.stop()
    tally.check()
    insist(growth < MOST_GROWTH, f"memory grew by {growth:,} bytes")
    print(
        f"{entries:>7,} movements at page size {page_size:>3}, {COMPLETIONS[completion]}: each once, in order, "
        f"{seconds:5.1f} s, {requests:>5,} requests; meanwhile {arrived:,} arrived, {completed} completed, "
        f"{shifts} shifts; memory after the first tenth {growth / 1024 / 1024:+.1f} MiB"
    )


def resume(ledger: Path) -> Checkpoint | None:
    """Cut off the line that the kill has torn, and give the last checkpoint."""
    if not ledger.exists():
        return None
    whole, _, torn = ledger.read_bytes().rpartition(b"\n")
    with ledger.open("r+b") as file:
        file.truncate(len(whole) + bool(whole))
    lines = whole.splitlines()
    print(f"        resumed after {len(lines)} pages; {len(torn)} bytes of a torn line dropped")
    return Checkpoint.from_json(json.loads(lines[-1])["checkpoint"]) if lines else None


async def read_into(url: str, ledger: Path, checkpoint: Checkpoint | None) -> None:
    """Read on; each line of the ledger holds a page and the checkpoint after it."""
    async with BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr:
        accounts = weavr.corporate("109876").managed_accounts
        statement = accounts.statement("220", page_size=100, checkpoint=checkpoint)
        with ledger.open("ab") as file:
            async for page in statement.pages():
                line = {"page": [identified(e) for e in page.entries], "checkpoint": statement.checkpoint.to_json()}
                file.write(json.dumps(line).encode() + b"\n")
                file.flush()


def prove_resuming(entries: int, completion: Completion) -> None:
    """Kill the reader at several places, and look at what it has written in the end."""
    with tempfile.TemporaryDirectory() as folder, service(entries, completion) as running:
        ledger = Path(folder) / "ledger.jsonl"
        command = [sys.executable, __file__, "--read-into", str(ledger), "--url", running.url]
        pages = entries // 100
        for kill in range(1, KILLS + 1):
            reader = subprocess.Popen(command)
            while not ledger.exists() or ledger.read_bytes().count(b"\n") < pages * kill // (KILLS + 1):
                insist(reader.poll() is None, "the reader ended before it was killed")
                time.sleep(0.05)
            reader.kill()
            reader.wait()
        subprocess.run(command, check=True)
        tally = Tally(entries)
        for line in ledger.read_text().splitlines():
            for amount, at_ms in json.loads(line)["page"]:
                tally.add(amount, at_ms)
        arrived, completed, _ = running.stop()
    tally.check()
    print(
        f"{entries:>7,} movements, {COMPLETIONS[completion]}, killed {KILLS} times and resumed in new processes: "
        f"each once, in order; meanwhile {arrived:,} arrived, {completed} completed"
    )


def main() -> None:
    """Run the proofs and print their figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--read-into", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--url", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.read_into is not None:
        asyncio.run(read_into(arguments.url, arguments.read_into, resume(arguments.read_into)))
        return
    for page_size in (99, 100, 500):
        prove_reading(arguments.entries, page_size)
    prove_reading(1_000, 1)
    prove_reading(arguments.entries, 100, "in_place")
    for completion in COMPLETIONS:
        prove_resuming(arguments.entries, completion)


if __name__ == "__main__":
    main()
