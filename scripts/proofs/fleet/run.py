"""One run: a Redis, a service and some processes, from beginning to end."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sys
import time
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from attrs import asdict

from scripts.proofs.fleet.figures import Figures, Observed
from scripts.proofs.fleet.worker import Job
from weavr_async.emulator import DEMO_API_KEY

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from scripts.proofs.fleet.cells import Cell

    Process: TypeAlias = asyncio.subprocess.Process

__all__ = ["Redis", "run"]

DEMAND: Final = 1.3
GREEDY: Final = 3.0
"""How much more than any other one process wants."""


class Redis:
    """A `redis-server` that keeps nothing on disk."""

    def __init__(self, binary: str, folder: Path) -> None:
        self._binary = binary
        self._folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: Process | None = None

    async def start(self) -> None:
        """Start it, empty."""
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--dir", str(self._folder)]
        self._process = await asyncio.create_subprocess_exec(self._binary, *options, stdout=asyncio.subprocess.PIPE)
        while line := await _line(self._process):
            if "Ready to accept connections" in line:
                return
        raise RuntimeError("redis-server ended before it was ready")

    async def kill(self) -> None:
        """Kill it, and lose all that it held."""
        if self._process is not None:
            self._process.kill()
            await self._process.communicate()
            self._process = None

    def freeze(self) -> None:
        """Let it hang."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(number)


async def _line(process: Process) -> str:
    """The next line that a process says; empty at its end."""
    return "" if process.stdout is None else (await process.stdout.readline()).decode()


@asynccontextmanager
async def process(module: str, arguments: object) -> AsyncGenerator[Process]:
    """A process of the fleet."""
    command = [sys.executable, "-m", f"scripts.proofs.fleet.{module}", json.dumps(arguments)]
    started = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=64 * 1024 * 1024
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.kill()
            await started.wait()


async def run(cell: Cell, redis: Redis, *, seed: int) -> Figures:
    """Run, and count."""
    await redis.start()
    try:
        async with process("service", {"kind": cell.service, "limits": cell.limits, "seed": seed}) as service:
            url = (await _line(service)).strip()
            async with AsyncExitStack() as stack:
                jobs = [_job(cell, redis.url, url, number, seed) for number in range(cell.processes)]
                workers = [await stack.enter_async_context(process("worker", asdict(job))) for job in jobs]
                for worker in workers:
                    await _line(worker)
                begin_at = time.monotonic() + 0.5
                happening = asyncio.create_task(_disturb(cell, redis, service, begin_at))
                reports = await asyncio.gather(*(_report(worker, begin_at) for worker in workers))
                await happening
            said, _ = await service.communicate(b"\n")
    finally:
        await redis.kill()
    log = json.loads(said)
    return Figures.of(
        Observed(
            taken=[at - begin_at for at in log["taken"]],
            refused=[at - begin_at for at in log["refused"]],
            reads=[[(at - begin_at, took) for at, took in report["reads"]] for report in reports],
            writes=[[(at - begin_at, took) for at, took in report["writes"]] for report in reports],
            failed=[failure for report in reports for failure in report["failed"]],
            cancelled=sum(report["cancelled"] for report in reports),
            left_waiting=sum(report["left_waiting"] for report in reports),
        ),
        seconds=cell.seconds,
        window=cell.window,
        quota=cell.quota,
        settled_at=cell.settled_at,
    )


def _job(cell: Cell, redis: str, url: str, number: int, seed: int) -> Job:
    # Of the calls that are not cancelled: who wants less than its share gets less.
    share = cell.quota * DEMAND / (1 - cell.cancels) / (cell.processes - 1 + GREEDY)
    limits = [list(limit) for limit in cell.limits]
    if cell.gate == "static share":
        limits = [[max(calls // cell.processes, 1), seconds] for calls, seconds in cell.limits]
    return Job(
        name=f"p{number}",
        url=url,
        api_key=DEMO_API_KEY,
        redis=redis if cell.gate == "shared" else None,
        limits=[(int(calls), seconds) for calls, seconds in limits],
        rate=share * (GREEDY if number == 0 else 1.0),
        burst_every=cell.window / 2 if cell.bursts else None,
        seconds=cell.seconds,
        timeout=cell.seconds + 3 * cell.window,
        cancels=cell.cancels,
        seed=seed + number,
    )


async def _report(worker: Process, begin_at: float) -> dict[str, Any]:
    """Let a process begin, and hear what became of its calls."""
    said, _ = await worker.communicate(f"{begin_at}\n".encode())
    report: dict[str, Any] = json.loads(said)
    return report


async def _disturb(cell: Cell, redis: Redis, service: Process, begin_at: float) -> None:
    """Do what is to happen in the middle."""
    if cell.lowered_to is not None:
        await asyncio.sleep(begin_at + cell.seconds / 2 - time.monotonic())
        lowered = [(int(calls * cell.lowered_to), seconds) for calls, seconds in cell.limits]
        if service.stdin is not None:
            service.stdin.write(json.dumps(lowered).encode() + b"\n")
    if cell.redis == "healthy":
        return
    await asyncio.sleep(begin_at + cell.window - time.monotonic())
    if cell.redis == "frozen":
        redis.freeze()
        await asyncio.sleep(cell.window / 2)
        redis.resume()
        return
    await redis.kill()
    if cell.redis == "killed":
        await asyncio.sleep(cell.window / 2)
    await redis.start()
