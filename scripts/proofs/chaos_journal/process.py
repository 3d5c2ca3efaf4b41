"""A process of a run: a caller with payments to make, or a settler. Either may be killed or stopped at any moment.

A caller believes what it is told: after a "no" it pays another way, under another reference. After "unknown" it asks
again, sometimes only when the service has forgotten the reference.
"""

from __future__ import annotations

import argparse
import asyncio
import random
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from attrs import define

from scripts.proofs.chaos_journal.payments import ENVIRONMENT, Notes, Payment
from weavr_async import BackOffice, Environment, Outcome, OutcomeUnknown, Timeouts, WeavrError
from weavr_async.emulator import DEMO_API_KEY
from weavr_async.stores import SqlStore, StoreUnavailable, StoreUncertain

if TYPE_CHECKING:
    from collections.abc import Iterator

_AT_ONCE: Final = 20
_TOTAL: Final = 3.0
"""Seconds for a call, and so of a lease."""
IN_TRANSIT: Final = 5.0
"""Seconds for which a request may be under way; the proxy holds nothing up for longer than half of it."""
_OFF: Final = timedelta(seconds=50)
"""More than a reference lives. What a process wrote before it heard the service's time is settled so much later."""
_WAITS_FOR_THE_WINDOW: Final = 0.08


@define
class Caller:
    """Makes payments until the end of each is known."""

    weavr: BackOffice
    notes: Notes
    window: float
    pause: float
    """Mean seconds between two payments of one hand."""
    dice: random.Random

    async def work(self, payments: Iterator[Payment], ended: set[int], begun: dict[int, int]) -> None:
        """Bring all to an end, so many at once."""

        async def hand() -> None:
            for payment in payments:
                if payment.number not in ended:
                    await asyncio.sleep(self.dice.uniform(0, 2 * self.pause))
                    await self.bring_to_an_end(payment, begun.get(payment.number, 0))

        await asyncio.gather(*(hand() for _ in range(_AT_ONCE)))

    async def bring_to_an_end(self, payment: Payment, generation: int) -> None:
        """Ask until it is done, refused for good, or for a person."""
        while True:
            self.notes.write(payment.number, generation, "begun")
            said, made = await self.once(payment, generation)
            self.notes.write(payment.number, generation, said, made)
            if said in {"done", "undecided"} or (said == "no" and payment.is_poor):
                return
            if said == "no":
                generation += 1
            waits = self.dice.random() < _WAITS_FOR_THE_WINDOW
            await asyncio.sleep(self.window + 1 if waits else self.dice.uniform(0.05, 1.0))

    async def once(self, payment: Payment, generation: int) -> tuple[str, str | None]:
        """Make the call, and tell its end in a word."""
        try:
            return "done", await payment.make(self.weavr, generation)
        except OutcomeUnknown as error:
            return ("undecided" if error.cause.kind == "undecided" else "unknown"), None
        except WeavrError as error:
            is_no = error.outcome in {Outcome.NOT_SENT, Outcome.REFUSED}
            return ("no" if is_no else f"{type(error).__name__}, {error.outcome}"), None
        except Exception as error:  # noqa: BLE001 - a finding
            return f"{type(error).__name__}: {error}", None


async def call(weavr: BackOffice, options: argparse.Namespace) -> None:
    """Be a caller."""
    notes = Notes(options.notes)
    ended, generations = set[int](), dict[int, int]()
    for line in notes.read():
        payment = Payment(line["number"])
        is_final = line["said"] in {"done", "undecided"} or (line["said"] == "no" and payment.is_poor)
        if is_final:
            ended.add(payment.number)
        generations[payment.number] = line["generation"] + (line["said"] == "no")
    mine = (Payment(number) for number in range(options.number, options.payments, options.processes))
    pause = options.seconds * _AT_ONCE * options.processes / max(1, options.payments)
    await Caller(weavr, notes, options.window, pause, random.Random()).work(mine, ended, generations)  # noqa: S311 - dice


async def settle(weavr: BackOffice) -> None:
    """Be a settler."""
    while True:
        with suppress(StoreUnavailable, StoreUncertain):
            await weavr.journal.settle_due()
        await asyncio.sleep(0.3)


async def run(options: argparse.Namespace) -> None:
    """Be either."""
    journal = SqlStore(options.journal, timeout=2.0) if options.journal else None
    weavr = BackOffice(
        api_key=DEMO_API_KEY,
        environment=Environment.at(options.url, name=ENVIRONMENT, reference_window=options.window),
        journal=journal,
        timeouts=Timeouts(total=_TOTAL, in_transit=IN_TRANSIT),
    )
    off = _OFF if options.number % 2 else -_OFF
    weavr._client_state.clock.machine = lambda: datetime.now(UTC) + off  # type: ignore[misc]  # noqa: SLF001
    async with weavr:
        await (settle(weavr) if options.settles else call(weavr, options))
    if journal is not None:
        await journal.aclose()


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.chaos_journal.process", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--window", type=float, required=True)
    parser.add_argument("--journal", default="")
    parser.add_argument("--notes", default="")
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--payments", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=0.0, help="over which the payments are spread")
    parser.add_argument("--settles", action="store_true")
    asyncio.run(run(parser.parse_args()))


if __name__ == "__main__":
    main()
