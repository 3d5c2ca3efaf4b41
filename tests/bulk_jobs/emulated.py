"""What the tests of jobs run on: an emulator whose clock stands still until a job sleeps, and a client of it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
from attrs import define, field

from weavr_async import (
    BackOffice,
    Environment,
    IdentityView,
    Money,
    Retries,
    TransferOrder,
    managed_account,
)
from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, World
from weavr_async.stores import ManifestStore, MemoryStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from weavr_async.bulk_jobs import BulkJob
    from weavr_backoffice.models import Transfer

START_MS = 1_750_000_000_000
BASE_URL = "http://127.0.0.1:9/multi/backoffice"
ACME = "109876"
RICH, OTHER = "220", "221"
OPENING = 1_000_000_000


@define
class VirtualClock:
    """A job's clock that is the emulator's: while the job sleeps, the service works."""

    emulator: Emulator
    slept: list[float] = field(factory=list)

    def now(self) -> datetime:
        """The emulator's moment."""
        return datetime.fromtimestamp(self.emulator.clock.now_ms() / 1000, UTC)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.emulator.advance(seconds)
        await asyncio.sleep(0)


@define
class Emulated:
    """The emulator, a client of it, and what tests ask of both."""

    emulator: Emulator
    client: BackOffice
    clock: VirtualClock
    store: MemoryStore = field(factory=MemoryStore)

    @property
    def acme(self) -> IdentityView:
        """The company whose money moves."""
        return self.client.corporate(ACME)

    def job(
        self,
        name: str = "payroll",
        *,
        store: ManifestStore | None = None,
        **options: Any,  # noqa: ANN401 - what transfer_job takes
    ) -> BulkJob[TransferOrder, Transfer]:
        """The job as a new process would make it."""
        settings = {"chunk_size": 4, **options}
        return self.acme.bulks.transfer_job(name, store=store or self.store, clock=self.clock, **settings)

    def moved(self) -> int:
        """Minor units that have arrived."""
        return self.emulator.world.balance(OTHER)

    def references(self) -> list[str | None]:
        """The reference of each submission that was received."""
        return [one.idempotency_ref for one in self.emulator.requests if one.operation == "bulksTransferCreate"]

    def bulks(self) -> int:
        """How many bulks there are at the service."""
        return len(self.emulator.world.bulks)


def order(minor: int = 100, *, tag: str | None = None) -> TransferOrder:
    """A transfer from the rich account to the other one."""
    return TransferOrder(
        profile_id="7",
        source=managed_account(RICH),
        destination=managed_account(OTHER),
        amount=Money.from_minor(minor, "GBP"),
        tag=tag,
    )


def orders(count: int) -> list[tuple[str, TransferOrder]]:
    """Pairs of key and order, each of another amount: 1, 2, 3 and so on."""
    return [(f"line-{number}", order(number, tag=f"line-{number}")) for number in range(1, count + 1)]


def total(count: int) -> int:
    """What `orders` move when all succeed."""
    return count * (count + 1) // 2


def world(clock: Clock) -> World:
    """A company with a rich account and an empty one."""
    made = World(clock)
    made.transfer_profile("7")
    acme = made.corporate(ACME)
    acme.account(RICH, balance=OPENING)
    acme.account(OTHER)
    acme.prepaid_card("331")
    acme.debit_card("332", parent=RICH)
    return made


def emulator_of(**switches: Any) -> Emulator:  # noqa: ANN401 - the fields of Switches
    """An emulator on a clock that stands still."""
    return Emulator(world(Clock(START_MS, frozen=True)), **{"token_idle_ms": None, **switches})


@asynccontextmanager
async def running(emulator: Emulator, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Emulated]:
    """Give an emulator with a client; in the end its books are checked."""
    async with (
        httpx.AsyncClient(transport=transport or emulator.transport()) as http,
        BackOffice(
            api_key=DEMO_API_KEY,
            environment=Environment.at(BASE_URL),
            http_client=http,
            rate_limit=None,
            retries=Retries(max_attempts=1),
        ) as client,
    ):
        yield Emulated(emulator, client, VirtualClock(emulator))
    emulator.check()


async def carry_out(job: BulkJob[TransferOrder, Transfer], items: Sequence[tuple[str, TransferOrder]]) -> None:
    """Take a job from its items to its end."""
    await job.submit(items)
    await job.execute(on_failure="continue")
    async for _ in job.watch():
        pass
