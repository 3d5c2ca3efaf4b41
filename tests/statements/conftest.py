"""A small model of the service, whose statement grows and changes while it is read; and the emulator, on a socket."""

from __future__ import annotations

import asyncio
from bisect import insort
from functools import partial
from typing import TYPE_CHECKING, Final, cast

import pytest
import pytest_asyncio
from attrs import evolve

from weavr_async import BackOffice, CardSpendLimit, Environment, Money, Retries, SpendRules
from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, Profile, World, serve
from weavr_async.statements import Checkpoint
from weavr_async.statements import Statement as FacadeStatement
from weavr_async.statements.query import ACCOUNT, PageRequest, StatementQuery
from weavr_async.statements.reading import Reading
from weavr_backoffice.models.currency_amount import CurrencyAmount
from weavr_backoffice.models.statement import Statement
from weavr_backoffice.models.statement_entry import StatementEntry
from weavr_backoffice.models.statement_entry_state import StatementEntryState
from weavr_backoffice.models.transaction_id import TransactionId
from weavr_backoffice.models.transaction_type import TransactionType

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterable

    from weavr_async import IdentityView
    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async.statements.prefetch import Arrived
    from weavr_backoffice.types import Unset

NO_CALLS: Final = cast("IdentityCalls", None)  # a book answers by itself, and makes no files
PENDING, COMPLETED = StatementEntryState.PENDING, StatementEntryState.COMPLETED


def gbp(amount: int) -> CurrencyAmount:
    return CurrencyAmount(currency="GBP", amount=amount)


def _amount(amount: CurrencyAmount | Unset) -> int:
    return amount.amount if isinstance(amount, CurrencyAmount) else 0


class Book:
    """The entries of one account, each with a number of its own in its amount, and whoever asks for a page of them."""

    def __init__(
        self,
        times: Iterable[int] = (),
        *,
        append_only: bool = False,
        from_is_inclusive: bool = True,
        to_is_inclusive: bool = True,
        newest_of_a_tie_first: bool = False,
        tells_count: bool = True,
        most: int = 500,
        deepest: int | None = None,
        ignores_range: bool = False,
        end_balance: int | None = None,
    ) -> None:
        self.entries: list[StatementEntry] = []
        self.requests: list[tuple[str, int, int]] = []
        self.before_request: Callable[[int], None] = lambda _: None
        self.silent_from: int | None = None
        self.under_way = 0
        self.most_under_way = 0
        self.numbers = 0
        self.append_only = append_only
        self._serials: dict[int, int] = {}
        self._removed: list[StatementEntry] = []  # kept, so that no other entry gets their ids
        self._from_is_inclusive = from_is_inclusive
        self._to_is_inclusive = to_is_inclusive
        self._tie = -1 if newest_of_a_tie_first else 1
        self._tells_count = tells_count
        self.most = most
        self._deepest = deepest
        self._ignores_range = ignores_range
        self._end_balance = end_balance
        for at_ms in times:
            self.add(at_ms)

    def add(self, at_ms: int, *, pending: bool = False) -> StatementEntry:
        """Book a movement."""
        self.numbers += 1
        entry = StatementEntry(
            # Two movements each share a transaction.
            transaction_id=TransactionId(
                type_=TransactionType.TRANSFER,
                id=str(self.numbers // 2),
            ),
            entry_state=PENDING if pending else COMPLETED,
            transaction_amount=gbp(self.numbers),
            processed_timestamp=at_ms,
            available_balance_adjustment=gbp(self.numbers),
            actual_balance_adjustment=gbp(0 if pending else self.numbers),
        )
        self._insert(entry)
        return entry

    def add_twin(self, entry: StatementEntry) -> None:
        """Book a movement that cannot be told from another one."""
        self._insert(evolve(entry))

    def _insert(self, entry: StatementEntry) -> None:
        self._serials.setdefault(id(entry), len(self._serials))
        insort(self.entries, entry, key=self._sorting)

    def _sorting(self, entry: StatementEntry) -> tuple[int, int]:
        return entry.processed_timestamp, self._tie * self._serials[id(entry)]

    def complete(self, entry: StatementEntry, *, at_ms: int | None = None) -> None:
        """Complete a pending entry: by a second one in an append-only book, else where it stands or at another time."""
        completed = evolve(
            entry,
            entry_state=COMPLETED,
            actual_balance_adjustment=entry.transaction_amount,
            processed_timestamp=entry.processed_timestamp if at_ms is None else at_ms,
        )
        if self.append_only:
            newest = self.entries[-1].processed_timestamp if at_ms is None else at_ms
            self._insert(evolve(completed, available_balance_adjustment=gbp(0), processed_timestamp=newest))
            return
        # By identity: equal entries are not the same one.
        place = next(n for n, other in enumerate(self.entries) if other is entry)
        self._serials[id(completed)] = self._serials[id(entry)]
        self._removed.append(self.entries.pop(place))
        self._insert(completed)

    def with_balances(self) -> list[StatementEntry]:
        """The entries with the balances after them, which change for all that follow one that completes."""
        available = actual = 0
        entries = []
        for entry in self.entries:
            available += _amount(entry.available_balance_adjustment)
            actual += _amount(entry.actual_balance_adjustment)
            entries.append(evolve(entry, available_balance_after=gbp(available), actual_balance_after=gbp(actual)))
        return entries

    async def fetch(self, order: str, request: PageRequest, /, *, arrived: Arrived) -> Statement:
        """Answer with a page, as things stand when the request arrives."""
        offset, limit, order = request.offset, request.limit, request.order or order
        from_ms, to_ms = request.after_ms, request.to_ms
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        try:
            # Later pages overtake earlier ones.
            await asyncio.sleep(0)
            for _ in range(3 - offset % 4):
                await asyncio.sleep(0)
            self.before_request(len(self.requests))
            self.requests.append((order, offset, limit))
            if self.silent_from is not None and len(self.requests) > self.silent_from:
                await asyncio.Event().wait()
        finally:
            self.under_way -= 1
        await arrived()
        found = [
            entry
            for entry in self.with_balances()
            if (from_ms is None or entry.processed_timestamp > from_ms - self._from_is_inclusive)
            and (to_ms is None or entry.processed_timestamp < to_ms + self._to_is_inclusive)
        ]
        if self._ignores_range:
            found = self.with_balances()
        if order == "DESC":
            found.reverse()
        page = found[offset : offset + min(limit, self.most)] if self._deepest is None or offset < self._deepest else []
        statement = Statement(entry=page, response_count=len(page))
        statement.start_balance, statement.end_balance = self._balances(found[::-1] if order == "DESC" else found)
        if self._tells_count:
            statement.count = len(found)
        return statement

    def _balances(self, found: list[StatementEntry]) -> tuple[CurrencyAmount, CurrencyAmount]:
        """Before the oldest entry of those found, and after the newest; they come oldest first and without gaps."""
        if not found:
            return gbp(0), gbp(self._end_balance or 0)
        oldest, newest = found[0], found[-1]
        before = _amount(oldest.available_balance_after) - _amount(oldest.available_balance_adjustment)
        end = _amount(newest.available_balance_after) if self._end_balance is None else self._end_balance
        return gbp(before), gbp(end)

    def read(
        self,
        *,
        order: str = "ASC",
        since_ms: int | None = None,
        until_ms: int | None = None,
        page_size: int = 100,
        most: int = ACCOUNT.most_entries,
        prefetch: int = 1,
        checkpoint: Checkpoint | str | None = None,
    ) -> FacadeStatement:
        """Read the account's statement."""
        query = StatementQuery(
            kind=evolve(ACCOUNT, most_entries=most),
            identity="corporate 1",
            instrument_id="220",
            order=order,
            since_ms=since_ms,
            until_ms=until_ms,
            types=(),
            fund_movements_only=None,
            single_entry_per_transaction=None,
        )
        reading = Reading(
            partial(self.fetch, order),
            query,
            page_size=page_size,
            prefetch=prefetch,
            checkpoint=Checkpoint.from_json(checkpoint) if isinstance(checkpoint, str) else checkpoint,
        )
        return FacadeStatement(reading, NO_CALLS)


@pytest.fixture(scope="session")
def new_book() -> type[Book]:
    """Make accounts."""
    return Book


START_MS = 1_750_000_000_000


async def let_spend(acme: IdentityView) -> None:
    """Give the demo's debit card a limit: without one it may spend nothing."""
    limit = CardSpendLimit(Money("1000.00", "GBP"), "ALWAYS")
    await acme.managed_cards.create_spend_rules("332", SpendRules(spend_limits=[limit]))


@pytest.fixture(scope="session")
def spending() -> Callable[[IdentityView], Awaitable[None]]:
    """Let the demo's debit card spend."""
    return let_spend


@pytest.fixture
def emulator(request: pytest.FixtureRequest) -> Emulator:
    """The demo world on a clock that stands still, as observed unless a test asks for another profile."""
    return Emulator(World.demo(Clock(START_MS, frozen=True)), profile=getattr(request, "param", Profile.OBSERVED))


@pytest_asyncio.fixture
async def acme(emulator: Emulator) -> AsyncIterator[IdentityView]:
    """The demo company, over a real socket; nothing is repeated, so that a fault shows."""
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), retries=Retries(max_attempts=1)) as weavr,
    ):
        yield weavr.corporate("109876")
