"""Prove that a bulk job survives being killed: 25,000 transfers, 3 % of them refused, the worker killed four times.

The emulator serves on loopback. A worker process submits the job, starts it, watches it and writes its results; it is
ended by SIGKILL while it submits, twice while it watches and once while it reads, and each time another worker makes
the job anew from its manifest. Then every result must be there once, under the caller's key and with what the order
must have come to; every balance must be what the accepted orders make of it; and each chunk must have been submitted
and started once. A second round then carries out the failed items whose reason has gone. Prints its figures; ends
with exit status 1 when anything is not so.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

from weavr_async import BackOffice, Environment, Money, TransferOrder, managed_account, managed_card
from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve_in_thread
from weavr_async.stores import FileStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ACME, PROFILE, SOURCE, BLOCKED_CARD, NOWHERE = "109876", "7", "220", "331", "999999"
PAYEES: Final = tuple(str(number) for number in range(500, 550))
OPENING: Final = 10_000_000_000
TOO_MUCH: Final = 10**15
MOST_SECONDS: Final = 1_800.0
ITEM_MS: Final = 4
"""How long the emulator takes for an item: a chunk runs for 40 s, time to be killed in."""
JOB: Final = "payroll-2026-11"


@frozen
class Line:
    """A line of the payroll, and what must become of it."""

    key: str
    destination: str
    minor: int
    refusal: str | None

    def order(self) -> TransferOrder:
        """The transfer to ask for."""
        card = self.destination == BLOCKED_CARD
        return TransferOrder(
            profile_id=PROFILE,
            source=managed_account(SOURCE),
            destination=managed_card(self.destination) if card else managed_account(self.destination),
            amount=Money.from_minor(self.minor, "GBP"),
            tag=self.key,
        )


def lines(count: int, refusals: float) -> Iterator[Line]:
    """The payroll: the same for every process. A share of the lines is refused, for three reasons."""
    dice = random.Random(count)  # noqa: S311 - dice, made to be repeatable
    refused = set(dice.sample(range(count), round(count * refusals)))
    reasons = (
        (BLOCKED_CARD, None, "DESTINATION_INSTRUMENT_BLOCKED"),
        (NOWHERE, None, "DESTINATION_NOT_FOUND"),
        (PAYEES[0], TOO_MUCH, "FUNDS_INSUFFICIENT"),
    )
    for number in range(count):
        # Few amounts, so that many lines ask for the same but for their tag.
        destination, minor, refusal = dice.choice(PAYEES), dice.randrange(1, 50), None
        if number in refused:
            other, amount, refusal = dice.choice(reasons)
            destination, minor = other, amount or minor
        yield Line(f"line-{number:06}", destination, minor, refusal)


def make_world() -> World:
    """A company that can pay, its payees, and a card that is blocked."""
    world = World()
    world.transfer_profile(PROFILE)
    acme = world.corporate(ACME)
    acme.account(SOURCE, balance=OPENING)
    for payee in PAYEES:
        acme.account(payee)
    acme.prepaid_card(BLOCKED_CARD).blocks.add("USER")
    return world


# -- the worker -----------------------------------------------------------------------------------------


async def work(options: argparse.Namespace) -> None:
    """Take the job to its end, from wherever it is."""
    environment = Environment.at(options.base_url)
    store = FileStore(options.folder / "manifests")
    async with BackOffice(api_key=DEMO_API_KEY, environment=environment, rate_limit=None) as weavr:
        acme = weavr.corporate(ACME)
        job = acme.bulks.transfer_job(JOB, store=store, round_number=options.round)
        if options.round == 1:
            await job.submit((line.key, line.order()) for line in lines(options.items, options.refusals))
        else:
            await job.submit(acme.bulks.transfer_job(JOB, store=store).failed())
        say("submitted", 0)
        await job.execute(on_failure="continue")
        async for progress in job.watch(every=0.1, at_most=1.0):
            say("done", progress.done)
        with (options.folder / f"results-{options.round}.jsonl").open("w") as file:
            number = 0
            async for result in job.results():
                number += 1
                transfer = result.answer
                row = {
                    "key": result.key,
                    "status": str(result.status),
                    "code": result.error_code,
                    "asked": result.order.amount.minor,
                    "moved": None if transfer is None else transfer.destination_amount.amount,
                    "tag": None if transfer is None else transfer.tag,
                    "confirmed": result.payload_confirmed,
                }
                file.write(json.dumps(row) + "\n")
                if number % 1_000 == 0:
                    say("read", number)
        say("memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def say(what: str, number: int) -> None:
    """Report progress to the process that started this one."""
    print(what, number, flush=True)


# -- the process that starts and kills workers ------------------------------------------------------------


class Workers:
    """Runs workers, ends them, and looks at what is left."""

    def __init__(self, base_url: str, folder: Path, options: argparse.Namespace) -> None:
        self._base_url = base_url
        self._folder = folder
        self._options = options
        self._ends_at = time.monotonic() + MOST_SECONDS
        self.memory_kib = 0

    def run(self, round_number: int, until: Callable[[str, int], bool] | None = None) -> None:
        """Run a worker; kill it as soon as what it says is enough.

        Raises:
            RuntimeError: It ended before that, or in an error, or the time is over.
        """
        with self._start(round_number) as worker:
            try:
                said = self._listen(worker, until)
            finally:
                worker.kill()
        if until is None and worker.returncode != 0:
            raise RuntimeError(f"the worker ended with status {worker.returncode}")
        if until is not None and worker.returncode != -signal.SIGKILL:
            raise RuntimeError("the worker ended before it could be killed")
        print(f"  worker {'killed at' if until else 'ended at'} {said}")

    def _start(self, round_number: int) -> subprocess.Popen[str]:
        options = self._options
        command = [
            sys.executable, __file__, "--worker", "--base-url", self._base_url, "--folder", str(self._folder),
            "--items", str(options.items), "--refusals", str(options.refusals), "--round", str(round_number),
        ]  # fmt: skip
        return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)

    def _listen(self, worker: subprocess.Popen[str], until: Callable[[str, int], bool] | None) -> str:
        said = "nothing"
        for line in worker.stdout or ():
            if time.monotonic() > self._ends_at:
                raise RuntimeError(f"not done after {MOST_SECONDS:.0f} s")
            what, _, number = line.partition(" ")
            said = line.strip()
            if what == "memory":
                self.memory_kib = max(self.memory_kib, int(number))
            if until is not None and until(what, int(number)):
                return said
        worker.wait(timeout=30)
        return said

    def kill_while_submitting(self) -> None:
        """Run a worker and kill it once the first chunk's bulk is known.

        Raises:
            RuntimeError: That did not come to pass.
        """
        with self._start(1) as worker:
            while not list(self._folder.glob("manifests/*/bulk-00001")):
                if worker.poll() is not None or time.monotonic() > self._ends_at:
                    raise RuntimeError("the first chunk was not submitted")
                time.sleep(0.002)
            worker.kill()
        known = len(list(self._folder.glob("manifests/*/bulk-*")))
        print(f"  worker killed while submitting: {known} of the chunks had been answered")

    def results(self, round_number: int) -> list[dict[str, object]]:
        """What the last worker wrote."""
        path = self._folder / f"results-{round_number}.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()]


def check(*, holds: bool, what: str) -> None:
    """Say that something is as it must be.

    Raises:
        RuntimeError: It is not.
    """
    if not holds:
        raise RuntimeError(f"not so: {what}")
    print(f"  {what}")


def check_results(rows: list[dict[str, object]], expected: list[Line]) -> None:
    """Hold each result against its line."""
    wrong = [
        line.key
        for line, row in zip(expected, rows, strict=True)
        if (row["key"], row["asked"], row["confirmed"]) != (line.key, line.minor, True)
        or (row["status"], row["code"]) != (("COMPLETED", None) if line.refusal is None else ("FAILED", line.refusal))
        or (line.refusal is None and (row["moved"], row["tag"]) != (line.minor, line.key))
    ]
    refused = Counter(line.refusal for line in expected if line.refusal)
    reasons = ", ".join(f"{count:,} {reason}" for reason, count in sorted(refused.items()))
    check(holds=not wrong, what=f"{len(rows):,} results under the caller's keys, as they must be; refused: {reasons}")


def check_balances(emulator: Emulator, accepted: list[Line]) -> None:
    """Hold each balance against the lines that were accepted, and the books against themselves."""
    emulator.check()
    due = Counter(dict.fromkeys((*PAYEES, BLOCKED_CARD), 0))
    for line in accepted:
        due[line.destination] += line.minor
    paid = {payee: emulator.world.balance(payee) for payee in due}
    left = emulator.world.balance(SOURCE)
    check(
        holds=paid == dict(due) and left == OPENING - due.total(),
        what=f"{len(paid)} destinations hold {due.total():,} minor units in all, the source {left:,}: as they must",
    )


def prove(options: argparse.Namespace) -> None:
    """Run the proof."""
    emulator = Emulator(make_world(), log_size=100_000, bulk_item_ms=ITEM_MS)
    expected = list(lines(options.items, options.refusals))
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder, serve_in_thread(emulator) as base_url:
        workers = Workers(base_url, Path(folder), options)
        print(f"A job of {options.items:,} transfers, {options.refusals:.0%} of them refused")
        workers.kill_while_submitting()
        workers.run(1, lambda what, number: what == "done" and number > options.items * 0.2)
        workers.run(1, lambda what, number: what == "done" and number > options.items * 0.5)
        workers.run(1, lambda what, number: what == "read" and number > options.items * 0.4)
        workers.run(1)
        print("What is left of it")
        check_results(workers.results(1), expected)
        accepted = [line for line in expected if line.refusal is None]
        check_balances(emulator, accepted)
        chunks = -(-options.items // 10_000)
        taken = [row for row in emulator.requests if row.status in {201, 204} and not row.replayed]
        counts = Counter(row.operation for row in taken)
        check(
            holds=len(emulator.world.bulks) == counts["bulkIdExecute"] == chunks,
            what=f"{chunks} chunks, each submitted once and started once",
        )

        print("A second round for the failed items, now that the card is not blocked any more")
        emulator.world.cards[BLOCKED_CARD].blocks.clear()
        workers.run(2)
        blocked = [line for line in expected if line.refusal == "DESTINATION_INSTRUMENT_BLOCKED"]
        second = Counter(str(row["status"]) for row in workers.results(2))
        failed = len(expected) - len(accepted)
        check(
            holds=second == Counter(COMPLETED=len(blocked), FAILED=failed - len(blocked)),
            what=f"{failed:,} items again: {second['COMPLETED']:,} carried out, {second['FAILED']:,} refused again",
        )
        check_balances(emulator, accepted + blocked)

        manifests = sum(path.stat().st_size for path in Path(folder, "manifests").rglob("*") if path.is_file())
        print(
            f"{time.monotonic() - begun:.0f} s, {emulator.requests.total:,} requests, manifests of "
            f"{manifests / 2**20:.1f} MiB, largest worker {workers.memory_kib / 1024:.0f} MiB"
        )


def main() -> int:
    """Read the command line; run the proof, or be its worker."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--items", type=int, default=25_000, help="how many transfers (default: 25,000)")
    parser.add_argument("--refusals", type=float, default=0.03, help="share that is refused (default: 0.03)")
    for name, kind in (("--base-url", str), ("--folder", Path), ("--round", int)):
        parser.add_argument(name, type=kind, help=argparse.SUPPRESS)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        asyncio.run(work(options))
        return 0
    try:
        prove(options)
    except RuntimeError as error:
        print(f"FAILED: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
