"""Whether a statement adds up: yes, no and where, or cannot tell."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import define, frozen

from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async.statements.reading import Reading, StatementPage
    from weavr_backoffice import models
    from weavr_backoffice.types import Unset

__all__ = ["Discrepancy", "Reconciler", "Reconciliation", "ReconciliationVerdict"]


class ReconciliationVerdict(StrEnum):
    """Whether a statement adds up."""

    YES = "yes"
    """The balance at the start and all adjustments make the balance at the end, and no balance between contradicts."""
    NO = "no"
    """There is a place where it does not add up."""
    CANNOT_TELL = "cannot_tell"
    """What would be needed is missing, or may have changed while it was read."""


@frozen
class Discrepancy:
    """A place where a statement does not add up. Amounts are in minor units."""

    index: int | None
    """Which entry, counted from 0 in the order of the statement; absent for the balance at the end."""
    entry: models.StatementEntry | None
    column: str
    """The balance in question: "available" or "actual"."""
    expected: int
    found: int
    currency: str


@frozen
class Reconciliation:
    """What came of reconciling a statement."""

    verdict: ReconciliationVerdict
    reason: str
    """Why, in a sentence."""
    entries: int
    """How many were looked at."""
    where: Discrepancy | None = None
    """The first place where it does not add up; for `CANNOT_TELL` one that may have another explanation."""


@define
class _Column:
    """One of the two balances, followed from entry to entry."""

    adjustment: Callable[[models.StatementEntry], models.CurrencyAmount | Unset]
    after: Callable[[models.StatementEntry], models.CurrencyAmount | Unset]
    total: int | None = 0
    """The sum of all adjustments; absent once one was missing."""


class Reconciler:
    """Follows the balances of a statement page by page; made by `Statement.reconciler`.

    ``async for page in statement.pages(): reconciler.add(page); …`` and then ``reconciler.result()``.
    """

    __slots__ = (
        "_between",
        "_columns",
        "_currencies",
        "_entries",
        "_last",
        "_pages",
        "_pending",
        "_reading",
        "_within",
    )

    def __init__(self, reading: Reading) -> None:
        self._reading: Final = reading
        self._columns: Final[Mapping[str, _Column]] = {
            "available": _Column(lambda e: e.available_balance_adjustment, lambda e: e.available_balance_after),
            "actual": _Column(lambda e: e.actual_balance_adjustment, lambda e: e.actual_balance_after),
        }
        self._currencies: Final[set[str]] = set()
        self._entries = 0
        self._pages = 0
        self._last: models.StatementEntry | None = None
        self._pending = False
        # The first discrepancy within a page, and the first between two.
        self._within: Discrepancy | None = None
        self._between: Discrepancy | None = None

    def add(self, page: StatementPage) -> None:
        """Take the next page."""
        for place, entry in enumerate(page.entries):
            if self._last is not None:
                wrong = self._compared(self._last, entry)
                if place:
                    self._within = self._within or wrong
                else:
                    self._between = self._between or wrong
            self._sum_up(entry)
            self._pending = self._pending or entry.entry_state == "PENDING"
            self._last = entry
            self._entries += 1
        self._pages += 1

    def _sum_up(self, entry: models.StatementEntry) -> None:
        for column in self._columns.values():
            amount = column.adjustment(entry)
            if amount is UNSET:
                column.total = None
            else:
                self._currencies.add(amount.currency)
                column.total = None if column.total is None else column.total + amount.amount

    def _compared(self, before: models.StatementEntry, entry: models.StatementEntry) -> Discrepancy | None:
        """Hold two neighbours against each other: one states the balance between them, the other starts from it."""
        earlier, later = (entry, before) if self._reading.query.newest_first else (before, entry)
        index = self._entries - 1 if self._reading.query.newest_first else self._entries
        for name, column in self._columns.items():
            start, change, end = column.after(earlier), column.adjustment(later), column.after(later)
            if start is UNSET or change is UNSET or end is UNSET:
                continue
            is_one_currency = start.currency == change.currency == end.currency
            if is_one_currency and start.amount + change.amount != end.amount:
                return Discrepancy(index, later, name, start.amount + change.amount, end.amount, end.currency)
        return None

    def result(self) -> Reconciliation:
        """Say whether it adds up, once all pages were added."""
        reading = self._reading
        if not reading.query.is_whole:
            return self._cannot_tell("Entries are left out by filters.")
        # Entries of one answer are of one moment, whereas between two answers a pending entry may complete and
        # change the balances after all that follow.
        changed = self._pages > 1 and (self._pending or reading.shifts > 0)
        wrong = self._within or self._between
        if wrong is not None:
            return self._wrong(
                wrong, "A balance is not the one before plus the adjustment.", changed=changed and not self._within
            )
        if reading.is_resumed or self._entries != reading.entries:
            return self._cannot_tell("Some entries were read before.")
        start, end = reading.start_balance, reading.end_balance
        if start is None or end is None:
            return self._cannot_tell("The service stated no balance at the start or the end.")
        if len(self._currencies | {start.currency, end.currency}) > 1:
            return self._cannot_tell("Amounts are in several currencies.")
        return self._totals(start, end, changed=changed)

    def _totals(self, start: models.CurrencyAmount, end: models.CurrencyAmount, *, changed: bool) -> Reconciliation:
        expected = {
            name: start.amount + column.total for name, column in self._columns.items() if column.total is not None
        }
        if end.amount in expected.values():
            return self._said(ReconciliationVerdict.YES, "The balances and all adjustments fit.")
        if len(expected) < len(self._columns):
            return self._cannot_tell("Not every entry states what it did to the balance.")
        name, amount = next(iter(expected.items()))
        wrong = Discrepancy(None, None, name, amount, end.amount, end.currency)
        return self._wrong(wrong, "The adjustments do not make the balance at the end.", changed=changed)

    def _wrong(self, where: Discrepancy, reason: str, *, changed: bool) -> Reconciliation:
        if changed:
            return self._cannot_tell(f"{reason} The statement may have changed while it was read.", where)
        return self._said(ReconciliationVerdict.NO, reason, where)

    def _cannot_tell(self, reason: str, where: Discrepancy | None = None) -> Reconciliation:
        return self._said(ReconciliationVerdict.CANNOT_TELL, reason, where)

    def _said(self, verdict: ReconciliationVerdict, reason: str, where: Discrepancy | None = None) -> Reconciliation:
        return Reconciliation(verdict, reason, self._entries, where)
