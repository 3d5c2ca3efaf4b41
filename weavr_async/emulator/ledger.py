"""Double entry: every movement has two sides at least, and sums to zero in each currency.

Each account has two columns: what is *actually* there, and what is *available* of it. A hold moves between available
columns only. What leaves the instruments goes to internal accounts of the service: outside, revenue, held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Balance", "Ledger", "LedgerError", "Leg", "Posting", "internal_account"]


class LedgerError(AssertionError):
    """The books do not balance: a defect of the emulator, never of its user."""


@dataclass(slots=True)
class Balance:
    """The two columns of one account, in minor units of its currency."""

    currency: str
    available: int = 0
    actual: int = 0


class Leg(NamedTuple):
    """One side of a movement: by how much each column of one account changes, and what its statement says of it.

    The ledger counts the two columns only. `amount` is stated where it is not the change itself, `fee` is a part of
    the change, and `fields` are the additional ones of this side.
    """

    account: str
    available: int
    actual: int
    amount: int | None = None
    fee: int = 0
    fields: tuple[tuple[str, str], ...] = ()


class Posting(NamedTuple):
    """One movement as it was booked: of which transaction, when, and by how much each side changed, available first."""

    kind: str
    transaction_id: str
    at_ms: int
    currency: str
    sides: tuple[tuple[str, int, int], ...]


def internal_account(name: str, currency: str) -> str:
    """Name an internal account of the service in one currency; it is opened when first used."""
    return f"{name}:{currency}"


class Ledger:
    """The balances of all accounts, changed by movements that sum to zero only.

    Attributes:
        balances: The balance of each account.
        postings: Every movement, oldest first.
    """

    def __init__(self) -> None:
        self.balances: dict[str, Balance] = {}
        self.postings: list[Posting] = []
        self._sums: dict[str, tuple[int, int]] = {}

    @classmethod
    def of(cls, balances: dict[str, Balance], postings: list[Posting]) -> Ledger:
        """Give the ledger that was saved."""
        ledger = cls()
        ledger.balances, ledger.postings = balances, postings
        for balance in balances.values():
            available, actual = ledger._sums.get(balance.currency, (0, 0))
            ledger._sums[balance.currency] = (available + balance.available, actual + balance.actual)
        return ledger

    def open(self, account: str, currency: str) -> Balance:
        """Open an account; opening it again gives the same balance."""
        return self.balances.setdefault(account, Balance(currency))

    def post(self, kind: str, transaction_id: str, currency: str, legs: Sequence[Leg], at_ms: int) -> None:
        """Book one movement.

        Args:
            kind: The transaction's type.
            transaction_id: The transaction's id.
            currency: The currency of all sides.
            legs: The sides.
            at_ms: When it happens, in epoch milliseconds.

        Raises:
            LedgerError: When a side is missing, the sides do not sum to zero, or an account has another currency.
        """
        if len(legs) < 2:  # noqa: PLR2004 - the two of double entry
            raise LedgerError(f"a movement needs two sides: {legs}")
        touched = [self.open(leg.account, currency) for leg in legs]
        if any(balance.currency != currency for balance in touched):
            raise LedgerError(f"a movement in {currency} touches an account in another currency: {legs}")
        if sum(leg.available for leg in legs) or sum(leg.actual for leg in legs):
            raise LedgerError(f"the sides do not sum to zero: {legs}")
        available, actual = self._sums.get(currency, (0, 0))
        for balance, leg in zip(touched, legs, strict=True):
            balance.available += leg.available
            balance.actual += leg.actual
            available += leg.available
            actual += leg.actual
        self._sums[currency] = (available, actual)
        sides = tuple((leg.account, leg.available, leg.actual) for leg in legs if leg.available or leg.actual)
        self.postings.append(Posting(kind, transaction_id, at_ms, currency, sides))

    def check_sums(self) -> None:
        """Check the running sums, which is cheap.

        Raises:
            LedgerError: When money appeared or vanished.
        """
        for currency, sums in self._sums.items():
            if sums != (0, 0):
                raise LedgerError(f"{currency} is out of balance by {sums}")

    def check(self) -> None:
        """Add up all balances anew.

        Raises:
            LedgerError: When they do not sum to zero in each currency, or are not what the postings come to.
        """
        self.check_sums()
        self._check_postings()
        for currency in {balance.currency for balance in self.balances.values()}:
            of_currency = [balance for balance in self.balances.values() if balance.currency == currency]
            available = sum(balance.available for balance in of_currency)
            actual = sum(balance.actual for balance in of_currency)
            if available or actual:
                raise LedgerError(f"{currency} is out of balance by {(available, actual)}")

    def _check_postings(self) -> None:
        booked: dict[str, tuple[int, int]] = {}
        for posting in self.postings:
            for account, available, actual in posting.sides:
                before = booked.get(account, (0, 0))
                booked[account] = (before[0] + available, before[1] + actual)
        for account, balance in self.balances.items():
            if booked.get(account, (0, 0)) != (balance.available, balance.actual):
                raise LedgerError(f"the postings of {account} come to {booked.get(account)}, not to {balance}")
