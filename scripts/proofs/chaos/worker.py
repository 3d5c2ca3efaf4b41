"""A client process: does its jobs with the SDK's default settings, and writes down what it was told about each.

It may be killed at any moment. Started again it does what its journal does not call finished, under the
same derived references; an invitation that had been begun is not made again, for nobody can tell.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import define, field

from scripts.proofs.chaos.jobs import Kind, job
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
    WeavrError,
)
from weavr_async.emulator import DEMO_API_KEY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scripts.proofs.chaos.jobs import Job

_AT_ONCE: Final = 40
_ROUNDS: Final = 200
"""How often a job that was refused, or provably not sent, is begun anew."""
_PAUSE: Final = 0.5
_GUARDS: Final = (CardAlreadyBlocked, CardAlreadyRemoved, CardNotBlocked, NotFound, SpendRulesAlreadySet)


@define
class Worker:
    """One process's share of the work."""

    weavr: BackOffice
    journal: Path
    finished: dict[int, str] = field(factory=dict[int, str])
    begun: set[int] = field(factory=set[int])
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
                self.begun.add(entry["job"])
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

    async def bring_to_an_end(self, one: Job) -> str:
        """Do a job until its end is known, and say what it is."""
        if one.kind is Kind.INVITE:
            if one.number in self.begun:
                return "unknown"
            self.write(one.number, "begun")
        for _ in range(_ROUNDS):
            said = await self.do_once(one)
            if said != "not done":
                return said
            await asyncio.sleep(_PAUSE)
        return "given up"

    async def do_once(self, one: Job) -> str:
        """Make the call, and tell its end in a word."""
        try:
            await one.do(self.weavr.on_behalf_of(one.identity))
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
            return "not done" if error.outcome is not Outcome.UNKNOWN else f"{type(error).__name__} for a write"
        return "done"

    async def settle(self, one: Job, token: Mapping[str, object]) -> str:
        """Find out what became of a write."""
        if one.kind is Kind.INVITE:
            settlement = await self.weavr.settle(token)
            return "unknown" if settlement.verdict is SettlementVerdict.STILL_UNKNOWN else "settled an invitation"
        for _ in range(_ROUNDS):
            await asyncio.sleep(_PAUSE)
            settlement = await self.weavr.settle(token)
            if settlement.verdict is SettlementVerdict.DONE:
                self.counts["settled as done"] += 1
                return "done"
            if settlement.verdict is SettlementVerdict.NOT_DONE:
                self.counts["settled as not done"] += 1
                return "refused" if isinstance(settlement.error, InsufficientFunds) else "not done"
            self.counts["asked again about"] += 1
        return "never settled"


async def run(options: argparse.Namespace) -> None:
    """Work through the jobs of this process, and print the counts."""
    jobs = [job(options.seed, number, options.worker) for number in range(options.worker, options.jobs, 2)]
    async with BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(options.url)) as weavr:
        worker = Worker(weavr, Path(options.journal))
        worker.read_journal()
        await worker.work(jobs)
    sys.stdout.write(json.dumps(worker.counts) + "\n")


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog=f"{os.fspath(sys.executable)} -m scripts.proofs.chaos.worker", description=__doc__
    )
    parser.add_argument("--url", required=True)
    parser.add_argument("--journal", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--jobs", type=int, required=True)
    parser.add_argument("--worker", type=int, required=True)
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
