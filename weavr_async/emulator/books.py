"""The books: accounts and cards, the money on them, and the statements that record every movement.

Keep ids rather than records when you mean to restore a snapshot: restoring puts other records in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async.emulator import events
from weavr_async.emulator.agenda import Agenda
from weavr_async.emulator.ledger import Ledger, LedgerError, Leg, internal_account
from weavr_async.emulator.records import Account, Card, Entry, InstrumentKey
from weavr_async.emulator.rules import Switches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from weavr_async.emulator.clock import Clock
    from weavr_async.emulator.contract import JsonObject

__all__ = ["Books"]

_WIRE: Final = "OUTGOING_WIRE_TRANSFER"


class Books:
    """Accounts, cards and their money, on a clock.

    Args:
        clock: The clock that times everything.

    Attributes:
        switches: The behaviour in force; the emulator that the world is given to puts its own here.
        emit: Takes the topic and the body of each webhook about what happens; None while nobody listens.
    """

    def __init__(self, clock: Clock) -> None:
        self.agenda: Final = Agenda(clock)
        self.switches: Switches = Switches()
        self.emit: Callable[[str, JsonObject], None] | None = None
        self.accounts: dict[str, Account] = {}
        self.cards: dict[str, Card] = {}
        self.ledger: Ledger = Ledger()
        self._last_id = 1000
        self._claimed: set[str] = set()
        self._touched: dict[InstrumentKey, None] = {}

    # ---- time and ids ------------------------------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        """The clock that times everything."""
        return self.agenda.clock

    def now_ms(self) -> int:
        """The current moment; while something due runs, the moment it was due."""
        return self.agenda.now_ms()

    def run_due(self) -> None:
        """Do everything the clock has reached, in order, each at its own moment."""
        self.agenda.run_due()

    def new_id(self) -> str:
        """Give the next id that nothing has yet."""
        self._last_id += 1
        while str(self._last_id) in self._claimed:
            self._last_id += 1
        return str(self._last_id)

    def claim_id(self, wished: str | None) -> str:
        """Give the wished id, or the next free one.

        Raises:
            ValueError: When it is not made of digits, as all ids of the contract are.
        """
        if wished is None:
            return self.new_id()
        if not (wished.isascii() and wished.isdigit()):
            raise ValueError(f"an id is made of digits: {wished!r}")
        self._claimed.add(wished)
        return wished

    def claim_instrument_id(self, wished: str | None) -> str:
        """Give an id that no account and no card has.

        Raises:
            ValueError: When one has it, or it is not made of digits.
        """
        if wished in self.accounts or wished in self.cards:
            raise ValueError(f"there is an instrument {wished} already")
        return self.claim_id(wished)

    # ---- finding -----------------------------------------------------------------------------------------------------

    def instrument(self, key: InstrumentKey) -> Account | Card | None:
        """Find an account or a card."""
        return self.accounts.get(key.id) if key.type == "managed_accounts" else self.cards.get(key.id)

    def holder(self, instrument_id: str) -> Account | Card:
        """Give the instrument that holds the money: the account, the prepaid card, or the debit card's parent.

        Raises:
            KeyError: When no instrument has this id.
        """
        if instrument_id in self.accounts:
            return self.accounts[instrument_id]
        card = self.cards[instrument_id]
        return card if card.parent_id is None else self.accounts[card.parent_id]

    def by_ledger_name(self, name: str) -> Account | Card | None:
        """Find the instrument behind an account of the ledger; the service's internal accounts have none."""
        kind, _, instrument_id = name.partition(":")
        if kind == "managed_accounts":
            return self.accounts.get(instrument_id)
        return self.cards.get(instrument_id) if kind == "managed_cards" else None

    def balance(self, instrument_id: str) -> int:
        """Give what is available on an account, a card, or behind a debit card, in minor units."""
        balance = self.holder(instrument_id).balance
        return 0 if balance is None else balance.available

    # ---- money that moves without a request ------------------------------------------------------------

    def deposit(
        self, instrument_id: str, amount: int, *, kind: str = "DEPOSIT", fee: int = 0, held: bool = False,
        sender: str | None = None, reference: str | None = None,
    ) -> str:  # fmt: skip
        """Add money that arrives from outside, and give the transaction's id.

        Args:
            instrument_id: The account or card; for a debit card its parent account.
            amount: How much arrives, in minor units, the fee included.
            kind: The transaction's type.
            fee: What is kept of it.
            held: Whether it is there but not available, until `release`.
            sender: Who sent it.
            reference: What the sender wrote.
        """
        holder = self.holder(instrument_id)
        currency, net = holder.currency, amount - fee
        available, state = (0, "PENDING") if held else (net, "COMPLETED")
        said = (("sender", sender), ("reference", reference))
        fields = tuple((name, value) for name, value in said if value is not None)
        legs = [
            Leg(holder.key.account, available, net, amount, fee, fields),
            Leg(internal_account("held", currency), net - available, 0),
            Leg(internal_account("revenue", currency), fee, fee),
            Leg(internal_account("outside", currency), -amount, -amount),
        ]
        transaction_id = self.move(kind, self.new_id(), currency, legs, state=state)
        if isinstance(holder, Account):
            events.deposited(self, holder, transaction_id, amount=amount, fee=fee, state=state)
        return transaction_id

    def release(self, instrument_id: str, transaction_id: str) -> None:
        """Make a held deposit available.

        Raises:
            KeyError: There is no such deposit, or it is not held.
        """
        self.run_due()
        holder = self.holder(instrument_id)
        place = _find_pending(holder.entries, transaction_id)
        if place is None:
            raise KeyError(f"no deposit {transaction_id} is held for {instrument_id}")
        entry = holder.entries[place]
        legs = [
            Leg(holder.key.account, entry.actual, 0, entry.amount),
            Leg(internal_account("held", holder.currency), -entry.actual, 0),
        ]
        self.complete(entry.type, transaction_id, holder.currency, legs)
        if isinstance(holder, Account):
            events.deposited(self, holder, transaction_id, amount=entry.amount, fee=entry.fee, state="COMPLETED")

    def outgoing_wire(self, account_id: str, amount: int, *, fee: int = 0) -> str:
        """Send money to a bank, and give the transaction's id: it is not available any more, and leaves by `wired`.

        Args:
            account_id: The account that pays.
            amount: How much is sent, in minor units.
            fee: What comes on top.
        """
        account = self.accounts[account_id]
        gone = amount + fee
        legs = [
            Leg(account.key.account, -gone, 0, -amount, fee),
            Leg(internal_account("held", account.currency), gone, 0),
        ]
        return self.move(_WIRE, self.new_id(), account.currency, legs, state="PENDING")

    def wired(self, account_id: str, transaction_id: str) -> None:
        """Let an outgoing wire transfer leave.

        Raises:
            KeyError: There is no such transfer, or it has left.
        """
        self.run_due()
        account = self.accounts[account_id]
        place = _find_pending(account.entries, transaction_id)
        if place is None or account.entries[place].type != _WIRE:
            raise KeyError(f"no wire transfer {transaction_id} is under way from {account_id}")
        row = account.entries[place]
        gone = row.fee - row.amount
        legs = [
            Leg(account.key.account, 0, -gone, row.amount, row.fee),
            Leg(internal_account("held", account.currency), -gone, 0),
            Leg(internal_account("outside", account.currency), -row.amount, -row.amount),
            Leg(internal_account("revenue", account.currency), row.fee, row.fee),
        ]
        self.complete(_WIRE, transaction_id, account.currency, legs)

    # ---- movements, and the statements that record them -------------------------------------------------------------

    def move(
        self,
        kind: str,
        transaction_id: str,
        currency: str,
        legs: Sequence[Leg],
        *,
        state: str = "COMPLETED",
    ) -> str:
        """Book a movement and write it into the statement of every instrument it touches.

        Args:
            kind: The transaction's type, as the contract names it.
            transaction_id: The transaction's id, the same on both sides.
            currency: The currency of all sides.
            legs: The sides; they sum to zero.
            state: PENDING for what is completed later.
        """
        self.run_due()
        self.ledger.post(kind, transaction_id, currency, legs, self.now_ms())
        for leg in legs:
            self._write(kind, transaction_id, state, leg)
        return transaction_id

    def complete(self, kind: str, transaction_id: str, currency: str, legs: Sequence[Leg]) -> None:
        """Book the rest of a transaction that is PENDING, and write it down: a row of its own, or in place.

        A statement is append-only: the PENDING row stays, and one that is COMPLETED follows under the same id. With
        the switch `statement_completion` on `in_place`, the PENDING row itself turns COMPLETED, and the balances
        after it change.
        """
        self.run_due()
        self.ledger.post(kind, transaction_id, currency, legs, self.now_ms())
        in_place = self.switches.statement_completion == "in_place"
        for leg in legs:
            holder = self.by_ledger_name(leg.account)
            place = _find_pending(holder.entries, transaction_id) if in_place and holder is not None else None
            if holder is None or place is None:
                self._write(kind, transaction_id, "COMPLETED", leg)
            else:
                _turn_completed(holder.entries, place, leg)
                self._touched[holder.key] = None

    def note(self, card: Card, kind: str, transaction_id: str, leg: Leg, *, state: str = "COMPLETED") -> None:
        """Write a movement of a debit card's parent account into the card's own statement, which has no balances."""
        card.entries.append(
            Entry(kind, transaction_id, state, self.now_ms(), card.currency, leg.amount or 0, 0, 0, 0, 0,
                  balances=False, fields=leg.fields, fee=leg.fee)
        )  # fmt: skip

    def _write(self, kind: str, transaction_id: str, state: str, leg: Leg) -> None:
        holder = self.by_ledger_name(leg.account)
        if holder is None or holder.balance is None:
            return
        balance = holder.balance
        amount = leg.amount if leg.amount is not None else leg.available or leg.actual
        holder.entries.append(
            Entry(kind, transaction_id, state, self.now_ms(), holder.currency, amount, leg.available, leg.actual,
                  balance.available, balance.actual, fields=leg.fields, fee=leg.fee)
        )  # fmt: skip
        self._touched[holder.key] = None

    # ---- checking ----------------------------------------------------------------------------------------------------

    def check_touched(self) -> None:
        """Check the running sums, and that each statement written since the last check ends in its balance.

        Raises:
            LedgerError: When they differ.
        """
        self.ledger.check_sums()
        for key in self._touched:
            holder = self.instrument(key)
            if holder is None or holder.balance is None:
                continue
            last, balance = holder.entries[-1], holder.balance
            if (last.available_after, last.actual_after) != (balance.available, balance.actual):
                raise LedgerError(f"the statement of {key} ends in {last}, its balance is {balance}")
        self._touched.clear()

    def check(self) -> None:
        """Add everything up anew: balances to zero, and each statement to its balance.

        Raises:
            LedgerError: When something does not add up.
        """
        self.ledger.check()
        holders: list[Account | Card] = [*self.accounts.values(), *self.cards.values()]
        for holder in holders:
            if holder.balance is None:
                continue
            available = sum(entry.available for entry in holder.entries)
            actual = sum(entry.actual for entry in holder.entries)
            if (available, actual) != (holder.balance.available, holder.balance.actual):
                raise LedgerError(f"the entries of {holder.key} sum to {(available, actual)}, not to {holder.balance}")


def _find_pending(entries: Sequence[Entry], transaction_id: str) -> int | None:
    """Find the PENDING row of a transaction that has no COMPLETED one yet."""
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].id == transaction_id:
            return place if entries[place].state == "PENDING" else None
    return None


def _turn_completed(entries: Sequence[Entry], place: int, leg: Leg) -> None:
    row = entries[place]
    row.state = "COMPLETED"
    row.available += leg.available
    row.actual += leg.actual
    row.fee = row.fee or leg.fee
    for later in entries[place:]:
        later.available_after += leg.available
        later.actual_after += leg.actual
