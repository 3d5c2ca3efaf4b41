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
from typing import TYPE_CHECKING, Any, Final

from attrs import define

from scripts.proofs.chaos.cancellation import ENGINES, cancel_at_random
from scripts.proofs.chaos.comparison import Told, compare
from scripts.proofs.chaos.jobs import build_world, job
from scripts.proofs.chaos.proxy import Proxy
from weavr_async.emulator import Emulator, World, serve

if TYPE_CHECKING:
    from scripts.proofs.chaos.comparison import Comparison

_WORKERS: Final = 2
_KILL_AFTER: Final = 0.4
"""The share of its jobs after which a process is killed."""
_REVOKE_EVERY: Final = 1.0
_LEAST_TOUCHED: Final = 0.30
_MATRIX: Final[dict[str, tuple[Any, Any]]] = {
    "failures_stored": (False, True),
    "new_token_ends_older": (False, True),
    "dead_token_status": (401, 403),
    "reference_scope": ("identity", "api_key"),
}
_SHORT_WINDOW: Final = 10.0
"""Seconds after which references are forgotten in half of the cells: before some jobs have been settled."""


def _cell(number: int) -> dict[str, Any]:
    """A cell: four switches by its bits, three more so that each pair of positions comes up."""
    bits = [number >> place & 1 for place in range(4)]
    cell = {name: values[bit] for (name, values), bit in zip(_MATRIX.items(), reversed(bits), strict=True)}
    return {
        **cell,
        "reference_other_payload": ("refuse", "separate")[bits[0] ^ bits[2]],
        "reference_in_progress": ("conflict", "wait")[bits[0] ^ bits[3]],
        "reference_window_ms": (86_400_000, int(_SHORT_WINDOW * 1000))[bits[1] ^ bits[3]],
    }


_CELLS: Final = [_cell(number) for number in range(16)]
_QUICK_CELLS: Final = [_CELLS[0b0000], _CELLS[0b0111], _CELLS[0b1011], _CELLS[0b1100]]
"""Each value of each switch twice."""


@define
class Row:
    """One cell's figures."""

    cell: dict[str, Any]
    jobs: int
    requests: int
    touched: float
    counts: Counter[str]
    killed: int
    comparison: Comparison
    seconds: float


async def run_cell(cell: dict[str, Any], jobs: int, seed: int, folder: Path) -> Row:
    """Do the jobs against one kind of service, and compare."""
    started = time.monotonic()
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
        comparison = compare(
            emulator, todo, _told(journals), forgets=cell["reference_window_ms"] <= _SHORT_WINDOW * 1000
        )
        requests, touched = proxy.fates.total(), proxy.touched
    counts = sum((counted for counted, _ in results), Counter[str]())
    killed = sum(was_killed for _, was_killed in results)
    return Row(cell, jobs, requests, touched, counts, killed, comparison, time.monotonic() - started)


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


def _print_row(row: Row) -> None:
    cell = row.cell
    print(
        f"{'stored' if cell['failures_stored'] else 'not':<7} {'ends' if cell['new_token_ends_older'] else 'keeps':<6} "
        f"{cell['dead_token_status']}  {cell['reference_scope']:<9} {cell['reference_other_payload']:<8} "
        f"{cell['reference_in_progress']:<8} {cell['reference_window_ms'] // 1000:>6} {row.jobs:>6,} "
        f"{row.requests:>9,} "
        f"{row.touched:>8.1%} {row.killed:>7} {row.counts['unknown']:>8} {row.comparison.unknown:>8} "
        f"{row.comparison.lost:>5} {row.comparison.doubled:>8} {row.comparison.untrue:>7}  {row.comparison.books:<9} "
        f"{row.seconds:>5.0f}",
        flush=True,
    )
    for finding in row.comparison.findings[:10]:
        print(f"    {finding}")


async def run(options: argparse.Namespace) -> bool:
    """All cells, then the storm of cancellations; whether all is clean."""
    cells = _QUICK_CELLS if options.quick else _CELLS
    jobs = (options.jobs or (400 if options.quick else 20_000)) // len(cells)
    print(f"{jobs * len(cells):,} writes in {len(cells)} cells, seed {options.seed}")
    print("refusal token         reference                                           touched         outcome  left")
    print(
        "                      scope     other    at once  window writes  requests           killed  unknown  unknown"
        "  lost  doubled  untrue",
    )
    rows: list[Row] = []
    for number, cell in enumerate(cells):
        with tempfile.TemporaryDirectory() as folder:
            rows.append(await run_cell(cell, jobs, options.seed + number, Path(folder)))
        _print_row(rows[-1])
    total = sum((row.counts for row in rows), Counter[str]())
    print("told to the processes after their restart: " + ", ".join(f"{k}: {n:,}" for k, n in total.most_common()))
    good = all(row.comparison.is_good and row.touched >= _LEAST_TOUCHED for row in rows)
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
    parser.add_argument("--storm", type=float, default=10.0, help="seconds of random cancellation for each engine")
    return 0 if asyncio.run(run(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
