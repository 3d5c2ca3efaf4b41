"""Clients that hang up: the example services under load, with cancellation of handlers switched on.

    python -m scripts.proofs.hang_up [--service fastapi|aiohttp|both] [--in-flight 200] [--seconds 30] [--seed 7]

Callers order transfers and read statements over sockets, and about half of them hang up at a random moment. Then the
emulator's ledger, the client's hooks and the operating system say what became of it:

- every transfer that was made is known to the service: it got the answer, or `WriteAbandoned` was announced, or the
  caller was told that the outcome is unknown;
- each order, asked for once more under its key, ends in exactly one transfer;
- nothing is left behind: tasks, places in the connection pool, sockets;
- as many requests as before are served, all of them.

Exits with 1 if any of it does not hold.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import random
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from attrs import asdict, define, field, frozen

from scripts.proofs.example_services import ACME, CALLERS, FRAMEWORKS, Framework, example_settings, serve_example
from weavr_async import BackOffice, Environment, Limits, Timeouts, derive_ref
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve_in_thread
from weavr_async.hooks import CallEnded, CallRetried, WriteAbandoned

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from weavr_async.hooks import Event

__all__ = ["Figures", "storm"]

ACCOUNT: Final = "220"
CALLER: Final = "erp-token"
OPENING_BALANCE: Final = 500_000
SLOWEST: Final = 0.15  # seconds the emulator may take for an answer
CREATED, GATEWAY_TIMEOUT, OK, BROKEN_OFF = 201, 504, 200, 0


@define
class Figures:
    """What happened, counted."""

    service: Framework
    requests: int = 0
    answered: int = 0
    hung_up: int = 0
    handlers_cancelled: int = 0
    writes_abandoned: int = 0
    orders: int = 0
    transfers_before_settling: int = 0
    transfers: int = 0
    unknown_to_the_service: int = 0
    lost: int = 0
    doubled: int = 0
    money_astray: int = 0
    other_answers: dict[int, int] = field(factory=dict)
    tasks_left: int = 0
    sockets_left: int = 0
    places_lost: int = 0
    healthy: int = 0
    healthy_of: int = 0
    seconds: float = 0.0

    @property
    def complaints(self) -> list[str]:
        """What does not hold."""
        held = {
            "handlers were cancelled": self.handlers_cancelled > 0 and self.writes_abandoned > 0,
            "the service knows of every transfer": self.unknown_to_the_service == 0,
            "no order is lost": self.lost == 0,
            "no order is carried out twice": self.doubled == 0,
            "the balance is what the orders make it": self.money_astray == 0,
            "every answer is an expected one": not self.other_answers,
            "no task is left": self.tasks_left == 0,
            "no socket is left": self.sockets_left == 0,
            "every place in the pool can be used": self.places_lost == 0,
            "all is well afterwards": self.healthy == self.healthy_of,
        }
        return [what for what, holds in held.items() if not holds]


@define
class Heard:
    """What the client told its hooks, as far as it matters here."""

    answered: set[str] = field(factory=set)
    abandoned: set[str] = field(factory=set)
    cancelled: int = 0
    pool_was_full: int = 0

    def __call__(self, event: Event) -> None:
        """Take one event."""
        match event:
            case WriteAbandoned(idempotency_ref=str() as ref):
                self.abandoned.add(ref)
            case CallEnded(error=None, idempotency_ref=str() as ref):
                self.answered.add(ref)
            case CallEnded(error="CancelledError"):
                self.cancelled += 1
            case CallRetried(reason="pool timeout"):
                self.pool_was_full += 1
            case _:
                pass


@frozen
class Orders:
    """Requests to the service, on connections of their own, and their callers' patience."""

    url: str

    async def transfer(self, key: str, *, patience: float | None = None) -> int | None:
        """Order a transfer of one penny; gives the status, or nothing if the caller hung up."""
        body = {"from_account": ACCOUNT, "to_card": "331", "amount": "0.01", "currency": "GBP"}
        return await self._ask("POST /transfers", body, key=key, patience=patience)

    async def statement(self, *, patience: float | None = None) -> int | None:
        """Read the statement of another account to its end."""
        return await self._ask("GET /accounts/221/statement.csv", None, patience=patience)

    async def _ask(
        self, what: str, order: dict[str, str] | None, *, key: str | None = None, patience: float | None
    ) -> int | None:
        body = b"" if order is None else json.dumps(order).encode()
        lines = [f"{what} HTTP/1.1", "Host: localhost", "Connection: close", f"Authorization: Bearer {CALLER}"]
        lines += [] if key is None else [f"Idempotency-Key: {key}"]
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
        reader, writer = await asyncio.open_connection("127.0.0.1", urlsplit(self.url).port, limit=1024 * 1024)
        try:
            async with asyncio.timeout(patience):
                writer.write("\r\n".join(lines).encode() + body)
                answer = await reader.read(-1)
        except TimeoutError:
            return None
        except ConnectionError:
            return BROKEN_OFF
        finally:
            # At once and without a farewell, as a process that dies or a phone in a tunnel.
            writer.transport.abort()
            with suppress(ConnectionError):
                await writer.wait_closed()
        return int(answer.split(b" ", 2)[1]) if answer else BROKEN_OFF


@define
class Storm:
    """One service under load, and what is known of each order."""

    orders: Orders
    figures: Figures
    dice: random.Random
    done: dict[str, bool] = field(factory=dict)
    """Every order's key, and whether its caller has its transfer."""
    told_unknown: set[str] = field(factory=set)
    usual_wait: float = SLOWEST
    """Seconds an answer takes at the moment, in which most of those who hang up have lost their patience."""

    async def rage(self, *, in_flight: int, seconds: float, most: int | None) -> None:
        """Ask and hang up, so many at once, until the time or the number of requests is used up."""
        end = time.monotonic() + seconds

        async def caller() -> None:
            while time.monotonic() < end and (most is None or self.figures.requests < most):
                patience = self.dice.uniform(0.0, self.usual_wait) if self.dice.random() < 0.5 else None  # noqa: PLR2004
                asked = time.monotonic()
                self.figures.requests += 1
                if self.dice.random() < 0.2:  # noqa: PLR2004 - the rest orders transfers
                    self._count(await self.orders.statement(patience=patience))
                else:
                    await self.order(f"order-{len(self.done)}", patience=patience)
                if patience is None:
                    self.usual_wait += 0.1 * (time.monotonic() - asked - self.usual_wait)

        await _all_of([caller] * in_flight)

    async def order(self, key: str, *, patience: float | None = None) -> None:
        """Order a transfer, and note what its caller learns."""
        self.done.setdefault(key, False)
        status = await self.orders.transfer(key, patience=patience)
        self.done[key] |= status == CREATED
        if status == GATEWAY_TIMEOUT:
            self.told_unknown.add(key)
        self._count(status)

    def _count(self, status: int | None) -> None:
        if status is None:
            self.figures.hung_up += 1
        elif status in {OK, CREATED}:
            self.figures.answered += 1
        elif status != GATEWAY_TIMEOUT:
            self.figures.other_answers[status] = self.figures.other_answers.get(status, 0) + 1

    async def settle(self, *, in_flight: int) -> None:
        """Ask again, under its key, for each order whose caller does not have its transfer."""
        open_orders = [key for key, done in self.done.items() if not done]

        async def caller() -> None:
            while open_orders:
                await self.order(open_orders.pop())

        await _all_of([caller] * in_flight)


async def storm(
    service: Framework,
    *,
    in_flight: int,
    seconds: float,
    seed: int,
    most: int | None = None,
    pool_timeout: float = 2.0,
) -> Figures:
    """Put one example service through it.

    Args:
        service: Which one.
        in_flight: Requests at once; the service's client has half as many connections.
        seconds: For how long.
        seed: Of the callers' patience.
        most: Ends after so many requests, if that comes first.
        pool_timeout: How long the client waits for a connection. Afterwards all of them are kept busy for twice as
            long, so that a place that was lost shows.
    """
    figures, heard, clients = Figures(service), Heard(), list[BackOffice]()
    started, sockets_before = time.monotonic(), _sockets()
    connections = max(1, in_flight // 2)
    emulator = Emulator(seed=seed, log_size=1)
    emulator.faults.sometimes(Fault.cut_after(), 0.02, operation="transferCreate")
    emulator.faults.sometimes(Fault.delay(SLOWEST), 0.5)
    with serve_in_thread(emulator) as weavr:
        environment = Environment.at(weavr)

        def make_client() -> BackOffice:
            clients.append(
                BackOffice(
                    api_key=DEMO_API_KEY,
                    environment=environment,
                    limits=Limits(max_connections=connections),
                    timeouts=Timeouts(pool=pool_timeout),
                    hooks=[heard],
                )
            )
            return clients[-1]

        async with serve_example(service, example_settings(make_client), cancellation=True) as url:
            run = Storm(Orders(url), figures, random.Random(seed))  # noqa: S311 - dice, made to be repeatable
            await run.order("warm-up")
            tasks_before = len(asyncio.all_tasks())
            await run.rage(in_flight=in_flight, seconds=seconds, most=most)
            figures.handlers_cancelled, figures.writes_abandoned = heard.cancelled, len(heard.abandoned)
            figures.tasks_left = await _tasks_above(tasks_before)
            await asyncio.sleep(4 * SLOWEST)  # the emulator finishes what it has read

            emulator.faults.clear()
            ref = {key: _reference(key, environment) for key in run.done}
            made = {key for key in ref if emulator.world.times_acted(ref[key])}
            figures.transfers_before_settling = len(made)
            known = heard.answered | heard.abandoned | {ref[key] for key in run.told_unknown}
            figures.unknown_to_the_service = sum(ref[key] not in known for key in made)

            await run.settle(in_flight=in_flight)
            figures.orders = len(run.done)
            acted = {key: emulator.world.times_acted(ref[key]) for key in run.done}
            figures.transfers = sum(acted.values())
            figures.lost = sum(not done or not acted[key] for key, done in run.done.items())
            figures.doubled = sum(times > 1 for times in acted.values())
            figures.money_astray = OPENING_BALANCE - emulator.world.balance(ACCOUNT) - figures.orders
            emulator.check()

            figures.healthy_of = in_flight
            answers = await asyncio.gather(*(run.orders.statement() for _ in range(in_flight)))
            figures.healthy = answers.count(OK)
            emulator.faults.inject(Fault.delay(2 * pool_timeout), operation="managedAccountGet", times=None)
            heard.pool_was_full = 0
            accounts = clients[-1].on_behalf_of(ACME).managed_accounts
            await asyncio.gather(*(accounts.get(ACCOUNT) for _ in range(connections)))
            figures.places_lost = heard.pool_was_full
    figures.sockets_left = max(0, _sockets() - sockets_before)
    figures.seconds = time.monotonic() - started
    return figures


async def _all_of(callers: Sequence[Callable[[], Awaitable[None]]]) -> None:
    async with asyncio.TaskGroup() as group:
        for caller in callers:
            group.create_task(_run(caller))


async def _run(caller: Callable[[], Awaitable[None]]) -> None:
    await caller()


async def _tasks_above(before: int) -> int:
    """How many tasks more than before there are; what is about to end gets a few seconds for it."""
    patient_until = time.monotonic() + 5.0
    while (left := len(asyncio.all_tasks()) - before) > 0 and time.monotonic() < patient_until:  # noqa: ASYNC110 - a task's end is not announced
        await asyncio.sleep(0.01)
    return max(0, left)


def _sockets() -> int:
    """How many sockets this process has open; 0 where the system does not tell."""
    count = 0
    for descriptor in Path("/proc/self/fd").glob("*"):
        with suppress(OSError):
            count += str(descriptor.readlink()).startswith("socket:")
    return count


def _reference(key: str, environment: Environment) -> str:
    """What an order's key becomes on its way to Weavr, as the services derive it."""
    derived = derive_ref("transfer asked for by a caller", CALLERS[CALLER].name, key)
    return derived.bind(environment=environment.name, identity=ACME, operation="transferCreate")


def main() -> int:
    """Read the command line, run, print the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m scripts.proofs.hang_up", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--service", choices=[*FRAMEWORKS, "both"], default="both")
    parser.add_argument("--in-flight", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    # Each abandoned write is told to the log as well, by the hundred; here they are counted.
    logging.getLogger("weavr_async").setLevel(logging.CRITICAL)
    failed = False
    for service in FRAMEWORKS if options.service == "both" else (options.service,):
        figures = asyncio.run(storm(service, in_flight=options.in_flight, seconds=options.seconds, seed=options.seed))
        print(f"\n{service}: {options.in_flight} in flight for {options.seconds:g} s, seed {options.seed}")
        for name, value in asdict(figures).items():
            if name != "service":
                print(f"   {name.replace('_', ' '):<28} {round(value, 1) if isinstance(value, float) else value}")
        for complaint in figures.complaints:
            print(f"   ✗ does not hold: {complaint}")
        if not figures.complaints:
            print("   ✓ no transfer lost or doubled, nothing left behind, healthy afterwards")
        failed |= bool(figures.complaints)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
