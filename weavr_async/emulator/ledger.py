"""Double entry: every movement has two sides at least, and sums to zero in each currency.

Each account has two columns: what is *actually* there, and what is *available* of it. A hold moves between available
columns only. What leaves the instruments goes to internal accounts of the service: outside, revenue, held.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["Balance", "Ledger", "LedgerError", "Leg", "internal_account"]


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


def internal_account(name: str, currency: str) -> str:
    """Name an internal account of the service in one currency; it is opened when first used."""
    return f"{name}:{currency}"


class Ledger:
    """The balances of all accounts, changed by movements that sum to zero only."""

    def __init__(self) -> None:
        self.balances: dict[str, Balance] = {}
        self._sums: dict[str, tuple[int, int]] = {}

    @classmethod
    def of(cls, balances: dict[str, Balance]) -> Ledger:
        """Give the ledger of balances that were saved."""
        ledger = cls()
        ledger.balances = balances
        for balance in balances.values():
            available, actual = ledger._sums.get(balance.currency, (0, 0))
            ledger._sums[balance.currency] = (available + balance.available, actual + balance.actual)
        return ledger

    def open(self, account: str, currency: str) -> Balance:
        """Open an account; opening it again gives the same balance."""
        return self.balances.setdefault(account, Balance(currency))

    def post(self, currency: str, legs: Sequence[Leg]) -> None:
        """Book one movement.

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
            LedgerError: When they do not sum to zero in each currency.
        """
        self.check_sums()
        for currency in {balance.currency for balance in self.balances.values()}:
            of_currency = [balance for balance in self.balances.values() if balance.currency == currency]
            available = sum(balance.available for balance in of_currency)
            actual = sum(balance.actual for balance in of_currency)
            if available or actual:
                raise LedgerError(f"{currency} is out of balance by {(available, actual)}")
