"""`python -m scripts.proofs.chaos`: run the whole matrix, print the figures, and fail when one of them is not clean.

The emulator and the proxy run here; the clients are two processes, each killed once in the middle.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define

from scripts.proofs.chaos.cancellation import ENGINES, cancel_at_random
from scripts.proofs.chaos.cells import CELLS, FORGETTING_MS, QUICK_CELLS, SWITCHES
from scripts.proofs.chaos.comparison import Told, compare
from scripts.proofs.chaos.jobs import build_world, job
from scripts.proofs.chaos.proxy import Proxy
from scripts.proofs.chaos.worker import IN_TRANSIT
from weavr_async.emulator import Emulator, World, serve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scripts.proofs.chaos.comparison import Comparison

_WORKERS: Final = 2
_KILL_AFTER: Final = 0.4
"""The share of its jobs after which a process is killed."""
_REVOKE_EVERY: Final = 1.0
_LEAST_TOUCHED: Final = 0.30


@define
class Row:
    """One cell's figures."""

    number: int
    jobs: int
    requests: int
    touched: float
    fates: Counter[str]
    counts: Counter[str]
    killed: int
    comparison: Comparison
    seconds: float


async def run_cell(number: int, jobs: int, seed: int, folder: Path) -> Row:
    """Do the jobs against one kind of service, and compare."""
    started, cell = time.monotonic(), CELLS[number]
    seed += number
    emulator = Emulator(World(), seed=seed, log_size=1, **cell)
    todo = [job(seed, number, number % _WORKERS) for number in range(jobs)]
    build_world(emulator, todo)
    async with serve(emulator) as url, Proxy(int(url.split(":")[2].split("/")[0]), seed) as proxy:
        revoking = asyncio.create_task(_revoke(emulator, seed))
        journals = [folder / f"{number}.jsonl" for number in range(_WORKERS)]
        command = [sys.executable, "-m", "scripts.proofs.chaos.worker", "--url", proxy.urls[0]]
        command += ["--gateway", proxy.urls[1], "--window", str(cell["reference_window_ms"] / 1000)]
        command += ["--seed", str(seed), "--jobs", str(jobs)]
        runs = [
            _run_worker([*command, "--journal", str(journal), "--worker", str(number)], journal, jobs // _WORKERS)
            for number, journal in enumerate(journals)
        ]
        results = await asyncio.gather(*runs)
        revoking.cancel()
        await proxy.late_ones()
        emulator.advance(cell["transfer_pending_ms"] / 1000)
        comparison = compare(emulator, todo, _told(journals), forgets=cell["reference_window_ms"] == FORGETTING_MS)
    counts = sum((counted for counted, _ in results), Counter[str]())
    killed = sum(was_killed for _, was_killed in results)
    if proxy.longest > IN_TRANSIT:
        comparison.findings.append(f"this machine was too slow: a request was under way for {proxy.longest:.1f} s")
    seconds = time.monotonic() - started
    return Row(number, jobs, proxy.fates.total(), proxy.touched, proxy.fates, counts, killed, comparison, seconds)


async def _run_worker(command: list[str], journal: Path, jobs: int) -> tuple[Counter[str], bool]:
    """Start a process, kill it in the middle, start it again, and wait for its end."""
    first = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    ended = asyncio.create_task(first.wait())
    while not ended.done() and _lines(journal) < jobs * _KILL_AFTER:
        await asyncio.wait([ended], timeout=0.05)
    was_killed = not ended.done()
    if was_killed:
        first.send_signal(signal.SIGKILL)
    await ended
    second = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    printed, _ = await second.communicate()
    if second.returncode:
        raise RuntimeError(f"a client process ended with status {second.returncode}")
    return Counter(json.loads(printed)), was_killed


def _lines(journal: Path) -> int:
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


async def _revoke(emulator: Emulator, seed: int) -> None:
    """End all tokens of some identity, again and again."""
    identities = sorted(emulator.world.identities)
    for turn in itertools.count(seed):
        await asyncio.sleep(_REVOKE_EVERY)
        emulator.tokens.kill(identities[turn % len(identities)])


def _told(journals: list[Path]) -> Told:
    """What the processes put down at last about each job."""
    told = Told()
    for journal in journals:
        for line in journal.read_text().splitlines():
            with suppress(json.JSONDecodeError):  # the line a process was killed in
                entry = json.loads(line)
                told.said[entry["job"]] = entry["said"]
                told.generations[entry["job"]] = entry.get("generation", told.generations.get(entry["job"], 0))
    return told


def _print_cells(numbers: Sequence[int]) -> None:
    """Which cell has which position of each switch."""
    print(f"{'':<25}" + "".join(f"{f'cell {number}':>21}" for number in numbers))
    for name in SWITCHES:
        print(f"{name:<25}" + "".join(f"{CELLS[number][name]!s:>21}" for number in numbers))


def _print_row(row: Row) -> None:
    comparison = row.comparison
    print(
        f"{row.number:>4} {row.jobs:>6,} {row.requests:>9,} {row.touched:>8.1%} {row.killed:>7} "
        f"{row.counts['unknown']:>8} {row.counts['settled as done']:>8} {row.counts['settled as not done']:>8} "
        f"{comparison.unknown:>8} {comparison.lost:>5} {comparison.doubled:>8} {comparison.untrue:>7}  "
        f"{comparison.books:<9} {row.seconds:>7.0f}",
        flush=True,
    )
    for finding in comparison.findings[:10]:
        print(f"    {finding}")


async def run_cells(options: argparse.Namespace) -> list[Row]:
    """All cells, a few at a time: they wait more than they work."""
    numbers = range(len(QUICK_CELLS if options.quick else CELLS))
    jobs = (options.jobs or (320 if options.quick else 20_000)) // len(numbers) + 1
    print(f"{jobs * len(numbers):,} writes in {len(numbers)} cells, seed {options.seed}")
    _print_cells(numbers)
    print("                          touched         outcome  settled  settled     left")
    print(
        "cell writes  requests           killed  unknown     done not done  unknown  lost  doubled  untrue  books     "
        "seconds"
    )
    places = asyncio.Semaphore(options.at_once)

    async def one(number: int) -> Row:
        async with places:
            with tempfile.TemporaryDirectory() as folder:
                row = await run_cell(number, jobs, options.seed, Path(folder))
            _print_row(row)
            return row

    return await asyncio.gather(*map(one, numbers))


async def run(options: argparse.Namespace) -> bool:
    """All cells, then the storm of cancellations; whether all is clean."""
    rows = await run_cells(options)
    fates = sum((row.fates for row in rows), Counter[str]())
    print("requests: " + ", ".join(f"{fate}: {n:,}" for fate, n in fates.most_common()))
    total = sum((row.counts for row in rows), Counter[str]())
    print("told to the processes after their restart: " + ", ".join(f"{k}: {n:,}" for k, n in total.most_common()))
    good = all(row.comparison.is_good and row.touched >= _LEAST_TOUCHED for row in rows)
    found = [sum(getattr(row.comparison, name) for row in rows) for name in ("lost", "doubled", "untrue")]
    print(f"{sum(row.jobs for row in rows):,} writes: {found[0]} lost, {found[1]} doubled, {found[2]} untrue")
    for engine in ENGINES:
        left = await cancel_at_random(engine, options.storm, options.seed)
        print(
            f"{options.storm:g} s of cancellation, {engine}: {left.cancelled:,} cancelled, "
            f"{left.answered_in_the_storm:,} answered; then {left.healthy} of 100 healthy, {left.slots} of 20 slots, "
            f"{left.tasks} tasks and {left.sockets} sockets left over"
        )
        good = good and left.is_good
    print("clean" if good else "NOT clean")
    return good


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.chaos", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="four cells and fewer writes, within two minutes")
    parser.add_argument("--jobs", type=int, help="writes over all cells")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--storm", type=float, help="seconds of random cancellation for each engine")
    parser.add_argument("--at-once", type=int, help="cells at once")
    options = parser.parse_args()
    options.storm = options.storm or (3.0 if options.quick else 10.0)
    options.at_once = options.at_once or (4 if options.quick else 2)
    return 0 if asyncio.run(run(options)) else 1


if __name__ == "__main__":
    sys.exit(main())
