"""One process of a fleet: `python -m scripts.proofs.fleet.worker '{…}'`. Says in the end what became of its calls."""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Final

from attrs import asdict, define, field

from weavr_async import BackOffice, Environment, Money, RateLimit, Timeouts, WeavrError, managed_account
from weavr_async.stores import RedisStore

__all__ = ["Job"]

WRITES: Final = 0.3


@define(kw_only=True)
class Job:
    """What a process is to do."""

    name: str
    url: str
    api_key: str
    redis: str | None
    """None for a gate of its own."""
    limits: list[tuple[int, float]] | None
    """None for those that are documented or learned."""
    rate: float
    """Calls a second that it wants."""
    burst_every: float | None
    """Seconds between two bursts; steadily, if None."""
    seconds: float
    timeout: float
    """Seconds that each call has."""
    cancels: float
    """The part of the calls that is cancelled at some moment."""
    seed: int


@define
class Done:
    """What became of the calls."""

    name: str
    reads: list[tuple[float, float]] = field(factory=list)
    """When each one ended well, and how long it took."""
    writes: list[tuple[float, float]] = field(factory=list)
    failed: list[str] = field(factory=list)
    cancelled: int = 0
    left_waiting: int = 0
    cpu: float = 0.0


class Worker:
    """Makes calls, and notes what becomes of them."""

    def __init__(self, job: Job, weavr: BackOffice) -> None:
        self._job = job
        self._dice = random.Random(job.seed)  # noqa: S311 - dice, made to be repeatable
        self._acme = weavr.on_behalf_of(weavr.corporate("109876").identity, timeout=job.timeout)
        self.done = Done(job.name)

    async def run(self, begin_at: float) -> None:
        """Make calls as fast as is wanted, and wait for all of them.

        Args:
            begin_at: On the monotonic clock, which all processes share.
        """
        job, number = self._job, 0
        step = job.burst_every or 1 / job.rate
        due = begin_at + (0 if job.burst_every else self._dice.uniform(0, step))
        async with asyncio.TaskGroup() as group:
            while due < begin_at + job.seconds:
                await asyncio.sleep(max(due - time.monotonic(), 0))
                for _ in range(round(job.rate * step)):
                    number += 1
                    group.create_task(self._call(number))
                due += step

    async def _call(self, number: int) -> None:
        began, is_write = time.monotonic(), self._dice.random() < WRITES
        call = asyncio.create_task(self._write(number) if is_write else self._read())
        if self._dice.random() < self._job.cancels:
            await asyncio.wait({call}, timeout=self._dice.expovariate(1.0))
            if call.cancel():
                self.done.cancelled += 1
                await asyncio.wait({call})
                return
        try:
            await call
        except WeavrError as error:
            self.done.failed.append(f"{time.monotonic() - began:.1f} s: {error}")
        else:
            ended = time.monotonic()
            (self.done.writes if is_write else self.done.reads).append((ended, ended - began))

    async def _read(self) -> None:
        await self._acme.managed_cards.get("331")

    async def _write(self, number: int) -> None:
        await self._acme.transfers.create(
            profile_id="7",
            source=managed_account("220"),
            destination=managed_account("221"),
            amount=Money("0.01", "GBP"),
            idempotency_ref=f"{self._job.name}-{number}",
        )


async def work(job: Job) -> Done:
    """Do the job."""
    store = None if job.redis is None else RedisStore(job.redis, unencrypted=True)
    async with BackOffice(
        api_key=job.api_key,
        environment=Environment.at(job.url),
        shared=store,
        rate_limit=RateLimit(limits=job.limits or ()),
        timeouts=Timeouts(total=job.timeout),
    ) as weavr:
        worker = Worker(job, weavr)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        await worker.run(float(await asyncio.to_thread(sys.stdin.readline)))
        worker.done.left_waiting = weavr.limits.waiting
    if store is not None:
        await store.aclose()
    worker.done.cpu = time.process_time()
    return worker.done


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(asyncio.run(work(Job(**json.loads(sys.argv[1])))))))
