"""The books: accounts and cards, the money on them, and the statements that record every movement.

Keep ids rather than records when you mean to restore a snapshot: restoring puts other records in their place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async.emulator.agenda import Agenda
from weavr_async.emulator.ledger import Ledger, LedgerError, Leg, internal_account
from weavr_async.emulator.records import Account, Card, Entry, InstrumentKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from weavr_async.emulator.clock import Clock

__all__ = ["Books", "CardDeclined"]


class CardDeclined(Exception):
    """A card was used and declined."""


class Books:
    """Accounts, cards and their money, on a clock.

    Args:
        clock: The clock that times everything.
    """

    def __init__(self, clock: Clock) -> None:
        self.agenda: Final = Agenda(clock)
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

    def deposit(self, instrument_id: str, amount: int, *, kind: str = "DEPOSIT") -> str:
        """Add money that arrives from outside, and give the transaction's id."""
        holder = self.holder(instrument_id)
        legs = [
            Leg(holder.key.account, amount, amount),
            Leg(internal_account("outside", holder.currency), -amount, -amount),
        ]
        return self.move(kind, self.new_id(), holder.currency, legs)

    def authorise(self, card_id: str, amount: int, *, merchant: str = "Corner Shop") -> str:
        """Use a card: the amount is held as a PENDING entry until `settle` or `reverse`; gives its id.

        Raises:
            CardDeclined: The card is not active or there is too little money; the statement shows it.
        """
        self.run_due()
        card, holder = self.cards[card_id], self.holder(card_id)
        held = internal_account("held", holder.currency)
        transaction_id = self.new_id()
        fields = (("merchantName", merchant), ("relatedCardId", card.id))
        kind, state, taken = "AUTHORISATION", "PENDING", amount
        if card.state != "ACTIVE" or self.balance(card_id) < amount:
            kind, state, taken = "AUTHORISATION_DECLINE", "COMPLETED", 0
        legs = [Leg(holder.key.account, -taken, 0), Leg(held, taken, 0)]
        self.move(kind, transaction_id, holder.currency, legs, state=state, amount=-amount, fields=fields)
        if card.balance is None:
            self._note(card, kind, transaction_id, state, -amount, fields)
        if not taken:
            raise CardDeclined(f"card {card_id} is {card.state}, with {self.balance(card_id)} available for {amount}")
        return transaction_id

    def settle(self, card_id: str, transaction_id: str) -> None:
        """Complete a held authorisation: its entries turn COMPLETED and the money leaves."""
        self.run_due()
        holder, amount = self.holder(card_id), self._pending_amount(card_id, transaction_id)
        self.complete(
            "SETTLEMENT",
            transaction_id,
            holder.currency,
            [
                Leg(holder.key.account, 0, -amount),
                Leg(internal_account("held", holder.currency), -amount, 0),
                Leg(internal_account("outside", holder.currency), amount, amount),
            ],
        )
        self._complete_note(self.cards[card_id], transaction_id)

    def reverse(self, card_id: str, transaction_id: str) -> None:
        """Release a held authorisation: the amount is available again, through an entry of its own."""
        self.run_due()
        holder, amount = self.holder(card_id), self._pending_amount(card_id, transaction_id)
        nothing = [Leg(holder.key.account, 0, 0), Leg(internal_account("held", holder.currency), 0, 0)]
        self.complete("AUTHORISATION", transaction_id, holder.currency, nothing)
        self._complete_note(self.cards[card_id], transaction_id)
        legs = [Leg(holder.key.account, amount, 0), Leg(internal_account("held", holder.currency), -amount, 0)]
        self.move("AUTHORISATION_REVERSAL", self.new_id(), holder.currency, legs)

    def _pending_amount(self, card_id: str, transaction_id: str) -> int:
        for entry in reversed(self.holder(card_id).entries):
            if entry.id == transaction_id and entry.state == "PENDING":
                return -entry.available
        raise KeyError(f"no authorisation {transaction_id} is held on card {card_id}")

    # ---- movements, and the statements that record them -------------------------------------------------------------

    def move(
        self,
        kind: str,
        transaction_id: str,
        currency: str,
        legs: Sequence[Leg],
        *,
        state: str = "COMPLETED",
        amount: int | None = None,
        fields: tuple[tuple[str, str], ...] = (),
    ) -> str:
        """Book a movement and write it into the statement of every instrument it touches.

        Args:
            kind: The transaction's type, as the contract names it.
            transaction_id: The transaction's id, the same on both sides.
            currency: The currency of all sides.
            legs: The sides; they sum to zero.
            state: PENDING for a hold.
            amount: The entries' amount where it is not the adjustment itself (a hold's other side).
            fields: Additional fields of the entries.
        """
        self.run_due()
        self.ledger.post(currency, legs)
        now = self.now_ms()
        for leg in legs:
            holder = self.by_ledger_name(leg.account)
            if holder is None or holder.balance is None:
                continue
            shown = amount if amount is not None else leg.available or leg.actual
            balance = holder.balance
            holder.entries.append(
                Entry(kind, transaction_id, state, now, currency, shown, leg.available, leg.actual,
                      balance.available, balance.actual, fields=fields)
            )  # fmt: skip
            self._touched[holder.key] = None
        return transaction_id

    def complete(self, kind: str, transaction_id: str, currency: str, legs: Sequence[Leg]) -> None:
        """Turn the PENDING entries of a transaction COMPLETED in their place, booking what now moves.

        An instrument that has no PENDING entry of the transaction gets an entry of its own.
        """
        self.run_due()
        self.ledger.post(currency, legs)
        now = self.now_ms()
        for leg in legs:
            holder = self.by_ledger_name(leg.account)
            if holder is None or holder.balance is None:
                continue
            place = _find_pending(holder.entries, transaction_id)
            if place is None:
                balance = holder.balance
                holder.entries.append(
                    Entry(kind, transaction_id, "COMPLETED", now, currency, leg.available or leg.actual,
                          leg.available, leg.actual, balance.available, balance.actual)
                )  # fmt: skip
            else:
                holder.entries[place].state = "COMPLETED"
                holder.entries[place].actual += leg.actual
                for later in holder.entries[place:]:
                    later.actual_after += leg.actual
            self._touched[holder.key] = None

    def _note(  # noqa: PLR0917 - an entry, field by field
        self, card: Card, kind: str, transaction_id: str, state: str, amount: int, fields: tuple[tuple[str, str], ...]
    ) -> None:
        card.entries.append(
            Entry(kind, transaction_id, state, self.now_ms(), card.currency, amount, 0, 0, 0, 0, balances=False,
                  fields=fields)
        )  # fmt: skip

    def _complete_note(self, card: Card, transaction_id: str) -> None:
        place = _find_pending(card.entries, transaction_id)
        if place is not None:
            card.entries[place].state = "COMPLETED"

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
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].id == transaction_id and entries[place].state == "PENDING":
            return place
    return None
