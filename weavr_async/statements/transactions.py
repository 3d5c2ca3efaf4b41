"""What the entries of a statement come to, transaction by transaction.

An entry is a step, and a transaction may have several. What they did to the balances adds up; the amount and the fee
of the transaction do not, because entries repeat them (observed): an outgoing wire transfer states its fee on both of
its entries, a deposit that was held states it on the first only, and the amount of a transfer includes the fee where
that of a deposit does not. So everything here follows from the adjustments, and from the fee, taken once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, frozen

from weavr_async.values.json_values import JSONValue
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_backoffice import models
    from weavr_backoffice.types import Unset

__all__ = ["StatementTransaction", "TransactionSums", "sum_transactions"]

_PENDING: Final = "PENDING"
_AUTHORISATION: Final = "authorisationRelatedId"


@frozen(kw_only=True)
class StatementTransaction(JSONValue):
    """A transaction, as all of its entries together show it. Amounts are signed, in minor units.

    A purchase is two transactions: an `AUTHORISATION`, which holds the amount, and a `SETTLEMENT`, which takes it.
    """

    type: str
    id: str
    currency: str
    available: int | None
    """What it did to the available balance. Absent in the statement of a debit mode card, which has no balances: the
    money is on the parent account, and so is the entry that tells."""
    actual: int | None
    """What it did to the actual balance; absent like `available`."""
    fee: int
    """What was charged for it, as a positive number; part of `available` and `actual`. 0 where none was stated."""
    is_pending: bool
    """Whether none of its entries is final."""
    entries: int
    """How many entries it has."""
    first_timestamp: int
    """Of its oldest entry, in epoch milliseconds."""
    last_timestamp: int
    """Of its newest entry, in epoch milliseconds."""
    authorisation_id: str | None
    """Of a settlement: the id of the authorisation that it settles."""

    @property
    def amount(self) -> int | None:
        """What was moved or is held, without the fee: negative where it leaves. Absent where the balances are."""
        if self.available is None or self.actual is None:
            return None
        return (self.actual or self.available) + self.fee


def sum_transactions(entries: Iterable[models.StatementEntry]) -> list[StatementTransaction]:
    """The transactions behind entries in any order, each where its first entry was met."""
    sums = TransactionSums()
    for entry in entries:
        sums.add(entry)
    return sums.result()


class TransactionSums:
    """Sums entries up by their transaction; memory grows with the number of transactions."""

    __slots__ = ("_sums",)

    def __init__(self) -> None:
        self._sums: Final[dict[tuple[str, str], _Sum]] = {}

    def add(self, entry: models.StatementEntry) -> None:
        """Take an entry."""
        key = str(entry.transaction_id.type_), entry.transaction_id.id
        known = self._sums.get(key)
        if known is None:
            at_ms = entry.processed_timestamp
            known = self._sums[key] = _Sum(
                entry.transaction_amount.currency, first_timestamp=at_ms, last_timestamp=at_ms
            )
        known.add(entry)

    def result(self) -> list[StatementTransaction]:
        """The transactions, each where its first entry was met."""
        return [
            StatementTransaction(
                type=kind,
                id=transaction_id,
                currency=found.currency,
                available=found.available,
                actual=found.actual,
                fee=found.fee,
                is_pending=found.is_pending,
                entries=found.entries,
                first_timestamp=found.first_timestamp,
                last_timestamp=found.last_timestamp,
                authorisation_id=found.authorisation_id,
            )
            for (kind, transaction_id), found in self._sums.items()
        ]


@define
class _Sum:
    currency: str
    first_timestamp: int
    last_timestamp: int
    available: int | None = 0
    actual: int | None = 0
    fee: int = 0
    is_pending: bool = True
    entries: int = 0
    authorisation_id: str | None = None

    def add(self, entry: models.StatementEntry) -> None:
        self.available = _plus(self.available, entry.available_balance_adjustment, entry.available_balance_after)
        self.actual = _plus(self.actual, entry.actual_balance_adjustment, entry.actual_balance_after)
        self.fee = max(self.fee, _minor(entry.cardholder_fee), _minor(entry.transaction_fee))
        self.is_pending = self.is_pending and entry.entry_state == _PENDING
        self.entries += 1
        self.first_timestamp = min(self.first_timestamp, entry.processed_timestamp)
        self.last_timestamp = max(self.last_timestamp, entry.processed_timestamp)
        if entry.additional_fields is not UNSET:
            self.authorisation_id = entry.additional_fields.get(_AUTHORISATION, self.authorisation_id)


def _plus(total: int | None, change: models.CurrencyAmount | Unset, after: models.CurrencyAmount | Unset) -> int | None:
    """The total with a change; absent where no balance stands behind it, as in a debit mode card's statement."""
    if total is None or change is UNSET or (after is UNSET and not change.amount):
        return None
    return total + change.amount


def _minor(fee: models.CurrencyAmount | Unset) -> int:
    return 0 if fee is UNSET else abs(fee.amount)
