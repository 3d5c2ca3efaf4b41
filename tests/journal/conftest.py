"""An emulator whose day can pass, and clients with a journal on it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from attrs import frozen

from weavr_async import BackOffice, Environment, Money, Retries, Timeouts, derive_ref, managed_account
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve
from weavr_async.stores import SqlStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from weavr_async import IdempotencyRef
    from weavr_async.stores import IntentStore
    from weavr_backoffice.models import Transfer

REF = derive_ref("payout", "invoice-1001")


@frozen
class Place:
    """One service and one journal, seen by any number of processes."""

    emulator: Emulator
    url: str
    database: str

    def store(self) -> SqlStore:
        """The journal, as another process opens it; its time is the emulator's."""
        return SqlStore(self.database, clock=lambda: self.emulator.clock.now_ms() / 1000)

    @asynccontextmanager
    async def process(
        self,
        store: IntentStore | None = None,
        *,
        environment: Environment | None = None,
        total: float = 5.0,
        api_key: str = DEMO_API_KEY,
    ) -> AsyncIterator[BackOffice]:
        """A process of its own: its memory is empty. It tries once, so that a lost answer is lost."""
        own = self.store()
        async with own:
            where = environment or Environment.at(self.url, name="here")
            async with BackOffice(
                api_key=api_key,
                environment=where,
                journal=store or own,
                retries=Retries(max_attempts=1),
                timeouts=Timeouts(total=total),
            ) as weavr:
                # The machine's clock goes with the service's: these tests are about time that passes for everybody.
                weavr._client_state.clock.machine = lambda: datetime.fromtimestamp(  # type: ignore[misc]
                    self.emulator.clock.now_ms() / 1000, UTC
                )
                yield weavr

    def passes(self, *, minutes: float = 0, hours: float = 0, days: float = 0) -> None:
        """Let time pass, for everybody."""
        self.emulator.advance(minutes * 60 + hours * 3600 + days * 86400)

    @property
    def moved(self) -> int:
        """How often money moved."""
        return sum(one.state == "COMPLETED" for one in self.emulator.world.transfers.values())


async def pay(
    weavr: BackOffice, ref: IdempotencyRef = REF, *, amount: str = "10.00", tag: str | None = "invoice-1001"
) -> Transfer:
    """The transfer of these tests."""
    return await weavr.corporate("109876").transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money(amount, "GBP"),
        idempotency_ref=ref,
        tag=tag,
    )


@pytest_asyncio.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A service and an empty journal."""
    emulator = Emulator()
    async with serve(emulator) as url:
        yield Place(emulator, url, f"sqlite:///{tmp_path}/weavr.db")


@pytest_asyncio.fixture
async def fleet(postgres_url: str) -> AsyncIterator[Place]:
    """A service, and an empty journal in a real PostgreSQL."""
    emulator = Emulator()
    async with serve(emulator) as url:
        yield Place(emulator, url, postgres_url)


@pytest.fixture(params=["place", "fleet"], ids=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest) -> Place:
    """Either of the two."""
    found: Place = request.getfixturevalue(request.param)
    return found
