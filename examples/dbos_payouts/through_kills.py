"""Kills the payout workflow at one await after the other, lets time pass, and starts it again: one transfer each time.

python examples/dbos_payouts/through_kills.py [EVERY]        at each EVERY-th await; needs weavr-async[emulator,journal]
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from functools import partial
from itertools import product
from pathlib import Path
from types import coroutine
from typing import TYPE_CHECKING, Any

import payouts
from dbos import DBOS

from weavr_async import BackOffice, Timeouts
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve_in_thread

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator

LEASE = 5.0
HOURS = (0.0, 25.0)
MOST_AWAITS = 300


def client() -> BackOffice:
    """A client whose calls are short, so that nobody waits long for the lease of a process that was killed."""
    return BackOffice.from_env(journal=payouts.JOURNAL, timeouts=Timeouts(total=LEASE))


@coroutine
def until(work: Coroutine[Any, Any, str], awaits: int) -> Generator[Any, Any, str]:
    """Run something until it waits for the given number of times, and kill this process there."""
    step = partial(work.send, None)
    while True:
        try:
            waited = step()
        except StopIteration as end:
            return str(end.value)
        if not awaits:
            os.kill(os.getpid(), signal.SIGKILL)
        awaits -= 1
        try:
            yield waited
            step = partial(work.send, None)
        except BaseException as error:  # noqa: BLE001 - as the event loop hands it in
            step = partial(work.throw, error)


def process(invoice: str, awaits: int) -> None:
    """A process of its own, in the folder it was started in."""
    payouts.make_client = client
    if awaits >= 0:
        make = payouts.make_transfer

        async def deadly(weavr: BackOffice, number: str, amount: str) -> str:
            return await until(make(weavr, number, amount), awaits)

        payouts.make_transfer = deadly
    DBOS(config={"name": "payouts", "system_database_url": payouts.WORKFLOWS, "log_level": "ERROR"})
    DBOS.launch()
    asyncio.run(payouts.main(invoice, "25.00"))
    DBOS.destroy()


def started(folder: str, invoice: str, awaits: int) -> int:
    """Run such a process, and give its status."""
    command = [sys.executable, str(Path(__file__).resolve()), invoice, str(awaits)]
    ended = subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=False, timeout=300)  # noqa: S603 - ours
    return ended.returncode


def paid(folder: str, awaits: int, hours: float) -> tuple[bool, bool]:
    """Kill at one await, start again so many hours later: whether it was killed, and whether it was paid once."""
    emulator, invoice = Emulator(), f"{awaits}-{hours:.0f}"  # a service of its own, for its clock is put forward
    with serve_in_thread(emulator) as url:
        os.environ |= {"WEAVR_API_KEY": DEMO_API_KEY, "WEAVR_BASE_URL": url}
        was_killed = started(folder, invoice, awaits) == -signal.SIGKILL
        emulator.advance(hours * 3600)
        status = started(folder, invoice, -1)
    made = sum(one.tag == f"invoice-{invoice}" for one in emulator.world.transfers.values())
    what = f"killed at await {awaits}" if was_killed else "not killed"
    print(f"{what}, started again {hours:g} h later: {made} transfer, status {status}", flush=True)
    return was_killed, made == 1 and status == 0


def prove(every: int) -> int:
    """Kill at each await in turn; the number of payments that were not made once."""
    wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        for awaits, hours in product(range(0, MOST_AWAITS, every), HOURS):
            was_killed, was_paid_once = paid(folder, awaits, hours)
            wrong += not was_paid_once
            if not was_killed:
                break
    return wrong


if __name__ == "__main__":
    if len(sys.argv) > 2:
        process(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(prove(int(sys.argv[1]) if len(sys.argv) > 1 else 1))
