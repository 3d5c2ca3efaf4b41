"""`python -m scripts.proofs.chaos_journal`: run it, print the figures, and fail when one of them is not clean.

The service, the hostile proxy of `make chaos` and the one before PostgreSQL run here; two callers and two settlers are
processes, which are killed and stopped at random, past their leases and past the window of references.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field

from scripts.proofs import postgres_server
from scripts.proofs.chaos.proxy import Proxy
from scripts.proofs.chaos_journal.judge import Judgement, judge, judge_journal
from scripts.proofs.chaos_journal.payments import ENVIRONMENT, Notes, build_world
from scripts.proofs.chaos_journal.process import IN_TRANSIT
from scripts.proofs.chaos_journal.weather import DatabaseProxy, hold_sqlite
from weavr_async.emulator import Emulator, World, serve
from weavr_async.stores import IntentState, SqlStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from scripts.proofs.postgres_server import PostgresServer

_CALLERS, _SETTLERS = 2, 2
_WINDOW: Final = 12.0
"""Seconds for which the service keeps a reference."""
_PAST_ITS_LEASE, _PAST_THE_WINDOW = 4.0, _WINDOW + 2
_CLEARS_UP: Final = 0.8
"""Share of the payments after which the weather clears up."""
_LONGEST_WEATHER: Final = 3.0
"""But it lasts no longer than so many times the seconds over which payments are spread."""
_SETTLER_COMES_UP: Final = 5.0
_MOST_SECONDS: Final = 600.0
_SWITCHES: Final[dict[str, tuple[Any, Any]]] = {
    "failures_stored": (False, True),
    "new_token_ends_older": (False, True),
    "dead_token_status": (401, 403),
    "reference_scope": ("identity", "api_key"),
    "reference_other_payload": ("refuse", "separate"),
    "reference_in_progress": ("conflict", "wait"),
}


@define
class Run:
    """One run."""

    kind: str
    cell: dict[str, Any]
    payments: int
    seed: int
    fates: Counter[str] = field(factory=Counter[str])
    processes: list[asyncio.subprocess.Process] = field(factory=list)
    commands: list[list[str]] = field(factory=list)
    notes: list[Path] = field(factory=list[Path])
    """Of the callers, which are the first of the processes."""
    sizes: dict[int, int] = field(factory=dict[int, int])
    started: dict[int, float] = field(factory=dict[int, float])
    is_calm: bool = False
    """Whether nothing is killed any more."""
    dice: random.Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        """Take the dice."""
        self.dice = random.Random(self.seed)  # noqa: S311 - dice

    async def start(self, index: int) -> None:
        """Start a process, or start it again."""
        process = await asyncio.create_subprocess_exec(*self.commands[index])
        self.started[index] = time.monotonic()
        if index < len(self.notes):
            self.sizes[index] = _size(self.notes[index])
        if index < len(self.processes):
            self.processes[index] = process
        else:
            self.processes.append(process)

    def has_come_up(self, index: int) -> bool:
        """Whether a process has had its time: a caller has written something down since it was started."""
        if index >= len(self.notes):
            return time.monotonic() - self.started[index] > _SETTLER_COMES_UP
        return _size(self.notes[index]) > self.sizes.get(index, 0)

    async def strike(self) -> None:
        """Kill or stop a process every few moments."""
        while not self.is_calm:
            await asyncio.sleep(self.dice.uniform(0.5, 2.0))
            index = self.dice.randrange(len(self.processes))
            process = self.processes[index]
            if process.returncode is not None or not self.has_come_up(index):
                continue
            how = self.dice.choices(("killed", "stopped past its lease", "stopped past the window"), (70, 24, 6))[0]
            self.fates[how] += 1
            if how == "killed":
                process.kill()
                await process.wait()
                await self.start(index)
            else:
                process.send_signal(signal.SIGSTOP)
                await asyncio.sleep(_PAST_ITS_LEASE if "lease" in how else _PAST_THE_WINDOW)
                process.send_signal(signal.SIGCONT)

    async def end(self) -> None:
        """End all processes."""
        for process in self.processes:
            if process.returncode is None:
                process.kill()
        await asyncio.gather(*(process.wait() for process in self.processes))

    async def until_the_callers_end(self, seconds: float) -> None:
        """Wait for all callers; a process that ends with an error is a finding of its own."""
        async with asyncio.timeout(seconds):
            for index in range(_CALLERS):
                while True:
                    process = self.processes[index]
                    status = await process.wait()
                    if process is self.processes[index] and status >= 0:
                        break
                    await asyncio.sleep(0.05)
                if status:
                    raise RuntimeError(f"a caller ended with status {status}")


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


@define
class Place:
    """Where a run takes place."""

    emulator: Emulator
    proxy: Proxy
    notes: list[Path]
    journal: str = ""
    """The journal as the processes reach it."""
    direct: str = ""
    """The same, past the bad weather."""
    database: DatabaseProxy | None = None
    holder: asyncio.Task[None] | None = None

    def calm(self) -> None:
        """Let the weather clear up."""
        self.proxy.is_calm = True
        if self.database is not None:
            self.database.is_calm = True
        if self.holder is not None:
            self.holder.cancel()


@asynccontextmanager
async def place_of(run: Run, server: PostgresServer | None, folder: Path) -> AsyncIterator[Place]:
    """A service behind its proxy, and a journal in bad weather."""
    emulator = Emulator(World(), seed=run.seed, log_size=1, reference_window_ms=int(_WINDOW * 1000), **run.cell)
    build_world(emulator.world)
    notes = [folder / f"notes-{run.seed}-{number}.jsonl" for number in range(_CALLERS)]
    async with AsyncExitStack() as held:
        url = await held.enter_async_context(serve(emulator))
        proxy = await held.enter_async_context(Proxy(int(url.split(":")[2].split("/")[0]), run.seed))
        place = Place(emulator, proxy, notes)
        if run.kind == "sqlite":
            path = folder / f"weavr-{run.seed}.db"
            place.journal = place.direct = f"sqlite:///{path}"
            place.holder = asyncio.create_task(hold_sqlite(str(path), run.dice, run.fates))
        elif run.kind == "postgresql":
            assert server is not None, "it was started"  # noqa: S101 - by construction
            place.direct = server.make_database(f"chaos_{run.seed}")
            place.database = await held.enter_async_context(DatabaseProxy(server.port, run.seed, fates=run.fates))
            place.journal = place.database.url(f"chaos_{run.seed}")
        yield place


def _commands(run: Run, place: Place, seconds: float) -> list[list[str]]:
    common = [sys.executable, "-m", "scripts.proofs.chaos_journal.process", "--url", place.proxy.urls[0]]
    common += ["--window", str(_WINDOW), "--journal", place.journal]
    calls = ["--processes", str(_CALLERS), "--payments", str(run.payments), "--seconds", str(0.8 * seconds)]
    callers = [
        [*common, *calls, "--number", str(number), "--notes", str(path)] for number, path in enumerate(place.notes)
    ]
    settlers = [[*common, "--number", str(number), "--settles"] for number in range(_SETTLERS if place.journal else 0)]
    return callers + settlers


async def run_one(run: Run, server: PostgresServer | None, folder: Path, seconds: float) -> Judgement:
    """Make most payments in bad weather and the others in good one, and judge."""
    async with place_of(run, server, folder) as place:
        run.commands, run.notes = _commands(run, place, seconds), place.notes
        for index in range(len(run.commands)):
            await run.start(index)
        store = SqlStore(place.direct) if place.direct else None
        calling = asyncio.create_task(run.until_the_callers_end(_MOST_SECONDS + _LONGEST_WEATHER * seconds))
        while not calling.done() and not all(_size(path) for path in place.notes):  # a slow machine starts slowly
            await asyncio.wait([calling], timeout=0.1)
        strikes = asyncio.create_task(run.strike())
        try:
            ends = time.monotonic() + _LONGEST_WEATHER * seconds
            while not calling.done() and _ended(place) < _CLEARS_UP * run.payments and time.monotonic() < ends:
                await asyncio.wait([calling], timeout=0.5)
            run.is_calm = True
            place.calm()
            await strikes
            await calling
            await place.proxy.late_ones()
            if store is not None:
                await _let_settle(store)
        finally:
            await run.end()
        world = place.emulator.world
        found = judge(world, run.payments, itertools.chain(*(Notes(str(path)).read() for path in place.notes)))
        if place.proxy.longest > IN_TRANSIT:
            found.findings.append(f"this machine was too slow: a request was under way for {place.proxy.longest:.1f} s")
        if store is not None:
            states = await judge_journal(store, world, found)
            run.fates.update({f"intents {state}": count for state, count in states.items()})
            await store.aclose()
        run.fates["requests"], run.fates["percent touched"] = (
            place.proxy.fates.total(),
            round(100 * place.proxy.touched),
        )
    return found


def _ended(place: Place) -> int:
    """How many payments are done, for all that the callers know."""
    return sum(path.read_bytes().count(b'"done"') for path in place.notes if path.exists())


async def _let_settle(store: SqlStore) -> None:
    """Wait until nothing is open; what waits for its turn is made due, as an event would."""
    ends = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < ends:
        rows = await store.list_intents(ENVIRONMENT, states=(IntentState.OPEN,), after="", limit=500)
        if not rows:
            return
        for row in rows:
            await store.make_intent_due(row.id)
        await asyncio.sleep(1)


def _cells(count: int, seed: int) -> list[dict[str, Any]]:
    """Positions of the switches: all one way, all the other, then at random."""
    dice = random.Random(seed)  # noqa: S311 - dice
    fixed = [{name: values[side] for name, values in _SWITCHES.items()} for side in (0, 1)]
    drawn = [{name: dice.choice(values) for name, values in _SWITCHES.items()} for _ in range(max(0, count - 2))]
    return [*fixed, *drawn][:count]


async def run_all(options: argparse.Namespace) -> bool:
    """All runs; whether all is clean."""
    binaries = postgres_server.found()
    kinds = [kind for kind in options.databases if kind != "postgresql" or binaries is not None]
    if binaries is None:
        print("PostgreSQL is not installed, so only SQLite is tried")
    runs = [(kind, cell) for cell in _cells(options.cells, options.seed) for kind in kinds]
    if options.quick:  # each database once, and each position of each switch
        cells = _cells(2, options.seed)
        runs = list(zip(kinds, cells, strict=False))
    if options.compare:
        runs.append(("none", _cells(1, options.seed)[0]))
    each = max(1, options.payments // len(runs))
    is_clean = True
    with ExitStack() as servers, tempfile.TemporaryDirectory() as folder:
        server = None if binaries is None else servers.enter_context(postgres_server.running(binaries))
        for number, (kind, cell) in enumerate(runs):
            run, started = Run(kind, cell, each, options.seed + number), time.monotonic()
            found = await run_one(run, server, Path(folder), options.seconds)
            _print(run, found, time.monotonic() - started)
            is_clean = is_clean and (found.is_good or kind == "none")
    print("clean" if is_clean else "NOT clean")
    return is_clean


def _print(run: Run, found: Judgement, seconds: float) -> None:
    print(
        f"{run.kind:<10} {run.payments:>6,} payments  lost {found.lost}  doubled {found.doubled}  "
        f"untrue {found.untrue}  for a person {found.undecided}  {seconds:.0f} s\n"
        f"    {', '.join(map(str, run.cell.values()))}\n"
        f"    {', '.join(f'{what} {count:,}' for what, count in sorted(run.fates.items()))}",
        flush=True,
    )
    for finding in found.findings[:10] if run.kind != "none" else ():
        print(f"    {finding}")


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.chaos_journal", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="each database once, within two minutes")
    parser.add_argument("--payments", type=int, default=0, help="over all runs")
    parser.add_argument("--cells", type=int, default=8, help="positions of the service's switches")
    parser.add_argument("--seconds", type=float, default=0, help="over which the payments of a run are spread")
    parser.add_argument("--compare", action="store_true", help="once more without a journal")
    parser.add_argument("--databases", nargs="+", default=["sqlite", "postgresql"], metavar="KIND")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    options.payments = options.payments or (600 if options.quick else 10_000)
    options.seconds = options.seconds or (25 if options.quick else 60)
    return 0 if asyncio.run(run_all(options)) else 1


if __name__ == "__main__":
    sys.exit(main())
