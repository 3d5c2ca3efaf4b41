"""A client process: does its jobs with the SDK's default settings, and writes down what it was told about each.

It may be killed at any moment. Started again it does what its journal does not call finished, under the
same derived references; an invitation that had been begun is not made again, for nobody can tell.

It believes what it is told, as a caller would: what was refused, or settled as not done, it makes anew under another
reference. Its clock is eleven minutes off, it reaches the service at two addresses, it gives up some writes midway, and
puts some off until their reference has been forgotten.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sys
from collections import Counter
from contextlib import AsyncExitStack
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from scripts.proofs.chaos.jobs import ENVIRONMENT, Kind, job
from weavr_async import (
    BackOffice,
    CardAlreadyBlocked,
    CardAlreadyRemoved,
    CardNotBlocked,
    Environment,
    InsufficientFunds,
    NotFound,
    Outcome,
    OutcomeUnknown,
    SettlementVerdict,
    SpendRulesAlreadySet,
    Timeouts,
    WeavrError,
)
from weavr_async.emulator import DEMO_API_KEY
from weavr_async.hooks import WriteAbandoned

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.proofs.chaos.jobs import Job
    from weavr_async import SettleToken
    from weavr_async.hooks import Event

_AT_ONCE: Final = 40
_GIVEN_UP: Final = 0.04
"""Share of the calls that are cancelled, so many seconds after they began at most."""
_PATIENCE: Final = 0.3
IN_TRANSIT: Final = 5.0
"""Seconds for which a request may be under way; the proxy holds nothing up for longer than half of it."""
_OFF: Final = timedelta(minutes=11)
_PUT_OFF: Final = 0.06
"""Share of the pauses that last until the service has forgotten the reference, where it forgets within seconds."""
_SOON: Final = 60.0
_ROUNDS: Final = 200
"""How often a job that was refused, or provably not sent, is begun anew."""
_PAUSE: Final = 0.5
_GUARDS: Final = (CardAlreadyBlocked, CardAlreadyRemoved, CardNotBlocked, NotFound, SpendRulesAlreadySet)


_ENDS: Final = {Outcome.NOT_SENT: "not sent", Outcome.REFUSED: "refused by anybody"}
_JOB: Final[ContextVar[int]] = ContextVar("job")


@define
class Worker:
    """One process's share of the work."""

    clients: tuple[BackOffice, ...]
    """One for each address."""
    journal: Path
    finished: dict[int, str] = field(factory=dict[int, str])
    begun: dict[int, tuple[int, datetime]] = field(factory=dict[int, tuple[int, datetime]])
    """The generation of each job that was begun, and when that was first asked for."""
    abandoned: dict[int, SettleToken] = field(factory=dict)
    dice: random.Random = field(factory=lambda: random.Random(7))  # noqa: S311 - dice
    window: float = 86_400.0
    """Seconds after which the service forgets references."""
    is_restart: bool = False
    counts: Counter[str] = field(factory=Counter[str])

    def read_journal(self) -> None:
        """Learn what an earlier life of this process had finished."""
        if not self.journal.exists():
            return
        self.is_restart = True
        for line in self.journal.read_text().splitlines():
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:  # the line it was killed in
                continue
            if entry["said"] == "begun":
                self.begun[entry["job"]] = entry["generation"], datetime.fromisoformat(entry["at"])
            else:
                self.finished[entry["job"]] = entry["said"]

    def write(self, number: int, said: str) -> None:
        """Put down what is known about a job; the operating system keeps it when this process is killed."""
        with self.journal.open("a") as file:
            file.write(json.dumps({"job": number, "said": said}) + "\n")

    async def work(self, jobs: list[Job]) -> None:
        """Do all jobs, so many at once."""
        queue = iter([one for one in jobs if one.number not in self.finished])

        async def hand() -> None:
            for one in queue:
                self.write(one.number, await self.bring_to_an_end(one))

        async with asyncio.TaskGroup() as hands:
            for _ in range(_AT_ONCE):
                hands.create_task(hand())

    def begin(self, one: Job, generation: int) -> Job:
        """Put down that a generation of a job begins, before anything is sent."""
        now = datetime.now(UTC)
        with self.journal.open("a") as file:
            line = {"job": one.number, "said": "begun", "generation": generation, "at": now.isoformat()}
            file.write(json.dumps(line) + "\n")
        return evolve(one, generation=generation, asked_at=now)

    @property
    def weavr(self) -> BackOffice:
        """The client of either address."""
        return self.dice.choice(self.clients)

    async def bring_to_an_end(self, one: Job) -> str:
        """Do a job until its end is known, and say what it is.

        What an earlier life left behind it asks for again: a refusal is about the call that met it, not about that one.
        """
        if one.number in self.begun:
            if one.kind is Kind.INVITE:
                return "unknown"
            generation, asked_at = self.begun[one.number]
            one = evolve(one, generation=generation, asked_at=asked_at)
        else:
            one = self.begin(one, 0)
        left_behind = one.generation if one.number in self.begun else None
        for _ in range(_ROUNDS):
            said = await self.do_once(one)
            if said == "not done" or (said == "refused by anybody" and one.generation != left_behind):
                one = self.begin(one, one.generation + 1)
            elif said not in {"not sent", "refused by anybody"}:
                return said
            await self.pause()
        return "given up"

    async def pause(self) -> None:
        """Wait before the next try; sometimes for long."""
        is_long = self.window < _SOON and self.dice.random() < _PUT_OFF
        await asyncio.sleep(self.window + 1 if is_long else _PAUSE)

    async def do_once(self, one: Job) -> str:
        """Make the call, and tell its end in a word."""
        try:
            await self.call(one)
        except asyncio.CancelledError:
            token = self.abandoned.pop(one.number, None)
            self.counts["given up midway"] += 1
            return "not sent" if token is None else await self.settle(one, json.loads(json.dumps(token)))
        except InsufficientFunds:
            return "refused"
        except OutcomeUnknown as error:
            self.counts["unknown"] += 1
            return await self.settle(one, json.loads(json.dumps(error.settle_token())))
        except _GUARDS as error:
            # The thing is this job's alone, so only an earlier life of this process can have done it.
            return "done" if self.is_restart else f"{type(error).__name__} although nothing had been done"
        except WeavrError as error:
            self.counts[f"{type(error).__name__}, {error.outcome}"] += 1
            return _ENDS.get(error.outcome, f"{type(error).__name__} for a write")
        return "done"

    async def call(self, one: Job) -> None:
        """Make the call; some are cancelled."""
        _JOB.set(one.number)
        task = asyncio.create_task(one.do(self.weavr.on_behalf_of(one.identity)))
        if one.kind is not Kind.INVITE and self.dice.random() < _GIVEN_UP:
            await asyncio.wait([task], timeout=self.dice.uniform(0, _PATIENCE))
            task.cancel()
        await asyncio.wait([task])
        task.result()

    def heard(self, event: Event) -> None:
        """Keep the settle tokens of abandoned writes."""
        if isinstance(event, WriteAbandoned):
            self.abandoned[_JOB.get()] = event.settle_token

    async def settle(self, one: Job, token: Mapping[str, object]) -> str:
        """Find out what became of a write."""
        if one.kind is Kind.INVITE:
            settlement = await self.weavr.settle(token)
            return "unknown" if settlement.verdict is SettlementVerdict.STILL_UNKNOWN else "settled an invitation"
        for _ in range(_ROUNDS):
            await self.pause()
            settlement = await self.weavr.settle(token)
            if settlement.verdict is SettlementVerdict.DONE:
                self.counts["settled as done"] += 1
                return "done"
            if settlement.verdict is SettlementVerdict.NOT_DONE:
                self.counts["settled as not done"] += 1
                return "refused" if isinstance(settlement.error, InsufficientFunds) else "not done"
            if settlement.settle_again_at is None:
                return "unknown"
            assert settlement.settle_token is not None  # noqa: S101 - by its description
            token = settlement.settle_token
            self.counts["asked again about"] += 1
            if self.dice.choice((True, False)):  # the others ask too early, again and again
                left = settlement.settle_again_at - datetime.now(UTC)
                await asyncio.sleep(max(left.total_seconds(), 0.0))
        return "never settled"


async def run(options: argparse.Namespace) -> None:
    """Work through the jobs of this process, and print the counts."""
    jobs = [job(options.seed, number, options.worker) for number in range(options.worker, options.jobs, 2)]
    worker = Worker((), Path(options.journal), window=options.window)
    environment = Environment.at(options.url, name=ENVIRONMENT, reference_window=options.window)
    off = -_OFF if options.worker else _OFF
    async with AsyncExitStack() as opened:
        for where in (environment, environment.via(options.gateway)):
            weavr = BackOffice(
                api_key=DEMO_API_KEY,
                environment=where,
                timeouts=Timeouts(in_transit=IN_TRANSIT),
                hooks=[worker.heard],
            )
            weavr._client_state.clock.machine = lambda: datetime.now(UTC) + off  # type: ignore[misc]  # noqa: SLF001
            worker.clients += (await opened.enter_async_context(weavr),)
        worker.read_journal()
        await worker.work(jobs)
    sys.stdout.write(json.dumps(worker.counts) + "\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=f"{os.fspath(sys.executable)} -m scripts.proofs.chaos.worker", description=__doc__
    )
    parser.add_argument("--url", required=True)
    parser.add_argument("--gateway", required=True)
    parser.add_argument("--window", type=float, required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--worker", type=int, required=True)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
