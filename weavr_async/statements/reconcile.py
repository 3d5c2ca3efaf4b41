"""Whether a statement adds up: yes, no and where, or cannot tell."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from attrs import define, frozen

from weavr_async.statements.overlap import same_movement
from weavr_async.values.json_values import JSONValue
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
class Reconciliation(JSONValue):
    """What came of reconciling a statement."""

    verdict: ReconciliationVerdict
    reason: str
    """Why, in a sentence."""
    entries: int
    """How many were looked at."""
    where: Discrepancy | None = None
    """The first place where it does not add up; for `CANNOT_TELL` one that has or may have another explanation."""


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

    Neighbours are compared as they came in one answer, for these are of one moment. What an answer says otherwise than
    the one before said it is no mistake of the books, but a change while they were read.
    """

    __slots__ = ("_are_linked", "_columns", "_currencies", "_entries", "_last", "_reading", "_restated", "_wrong")

    def __init__(self, reading: Reading) -> None:
        self._reading: Final = reading
        self._columns: Final[Mapping[str, _Column]] = {
            "available": _Column(lambda e: e.available_balance_adjustment, lambda e: e.available_balance_after),
            "actual": _Column(lambda e: e.actual_balance_adjustment, lambda e: e.actual_balance_after),
        }
        self._currencies: Final[set[str]] = set()
        self._entries = 0
        self._last: models.StatementEntry | None = None
        """The last entry of the answer before."""
        self._are_linked = True
        """Whether each answer began with the last entry of the one before."""
        self._restated: Discrepancy | None = None
        """The first balance that an answer stated otherwise than the answer before."""
        self._wrong: Discrepancy | None = None
        """The first balance that does not fit its neighbour's."""

    def add(self, page: StatementPage) -> None:
        """Take the next page."""
        places = {id(entry): place for place, entry in enumerate(page.entries, self._entries)}
        for answer in page.answers:
            if answer:
                self._check_link(answer[0])
                self._last = answer[-1]
            for one, other in pairwise(answer):
                if self._wrong is None and id(other) in places:
                    self._wrong = self._compared(one, other, places[id(other)])
        for entry in page.entries:
            self._sum_up(entry)
        self._entries += len(page.entries)

    def _check_link(self, first: models.StatementEntry) -> None:
        """Hold an answer against the one before, whose last entry it repeats."""
        before = self._last
        if before is None:
            return
        if not same_movement(before, first):
            self._are_linked = False
            return
        for name, column in self._columns.items():
            then, now = column.after(before), column.after(first)
            if then is not UNSET and now is not UNSET and then != now:
                found = Discrepancy(self._entries - 1, first, name, then.amount, now.amount, now.currency)
                self._restated = self._restated or found

    def _sum_up(self, entry: models.StatementEntry) -> None:
        for column in self._columns.values():
            amount = column.adjustment(entry)
            if amount is UNSET:
                column.total = None
            else:
                self._currencies.add(amount.currency)
                column.total = None if column.total is None else column.total + amount.amount

    def _compared(self, before: models.StatementEntry, entry: models.StatementEntry, place: int) -> Discrepancy | None:
        """Hold two neighbours against each other: one states the balance between them, the other starts from it."""
        newest_first = self._reading.query.newest_first
        earlier, later = (entry, before) if newest_first else (before, entry)
        index = place - 1 if newest_first else place
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
        if self._wrong is not None:
            return self._said(
                ReconciliationVerdict.NO, "A balance is not the one before plus the adjustment.", self._wrong
            )
        if self._restated is not None:
            return self._cannot_tell("A balance changed while the statement was read.", self._restated)
        if reading.is_resumed or self._entries != reading.entries:
            return self._cannot_tell("Some entries were read before.")
        return self._totals(reading.start_balance, reading.end_balance)

    def _totals(self, start: models.CurrencyAmount | None, end: models.CurrencyAmount | None) -> Reconciliation:
        if start is None or end is None:
            return self._cannot_tell("The service stated no balance at the start or the end.")
        if len(self._currencies | {start.currency, end.currency}) > 1:
            return self._cannot_tell("Amounts are in several currencies.")
        expected = {
            name: start.amount + column.total for name, column in self._columns.items() if column.total is not None
        }
        if end.amount in expected.values():
            return self._said(ReconciliationVerdict.YES, "The balances and all adjustments fit.")
        if len(expected) < len(self._columns):
            return self._cannot_tell("Not every entry states what it did to the balance.")
        name, amount = next(iter(expected.items()))
        wrong = Discrepancy(None, None, name, amount, end.amount, end.currency)
        reason = "The adjustments do not make the balance at the end."
        if not self._are_linked or self._reading.shifts:
            return self._cannot_tell(f"{reason} The statement may have changed while it was read.", wrong)
        return self._said(ReconciliationVerdict.NO, reason, wrong)

    def _cannot_tell(self, reason: str, where: Discrepancy | None = None) -> Reconciliation:
        return self._said(ReconciliationVerdict.CANNOT_TELL, reason, where)

    def _said(self, verdict: ReconciliationVerdict, reason: str, where: Discrepancy | None = None) -> Reconciliation:
        return Reconciliation(verdict, reason, self._entries, where)
