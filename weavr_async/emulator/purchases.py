"""Purchases with cards: authorised, settled, reversed, refunded, declined.

Each step is a transaction of its own, with its own id: an AUTHORISATION takes what is available, a SETTLEMENT what is
there. A debit card's steps stand in its parent account's statement and in its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from weavr_async.emulator import events
from weavr_async.emulator.books import Books
from weavr_async.emulator.ledger import Leg, internal_account
from weavr_async.emulator.records import Hold, Merchant
from weavr_async.emulator.spending import Purchase, available_to_spend, is_allowed

if TYPE_CHECKING:
    from weavr_async.emulator.clock import Clock
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.records import Card, Fields, IdentityKey, IdentityRecord

__all__ = ["CardDeclined", "Purchases"]


class CardDeclined(Exception):
    """A card was used and declined; `code` is the Simulator's, such as DENIED_SPEND_CONTROL."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code


class Purchases(Books):
    """The books, with cards that are used, by identities that may have rules of their own."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.identities: dict[IdentityKey, IdentityRecord] = {}
        self.holds: dict[str, Hold] = {}

    def limit(self, card_id: str, amount: int, *, interval: str = "ALWAYS") -> None:
        """Let a debit card spend this much in an interval: without any limit it spends nothing."""
        card = self.cards[card_id]
        value = {"currency": card.user_currency or card.currency, "amount": amount}
        card.spend_rules = {**(card.spend_rules or {}), "spendLimit": [{"value": value, "interval": interval}]}

    def authorise(self, card_id: str, amount: int, **purchase: Any) -> str:  # noqa: ANN401 - fields of Purchase
        """Use a card: the amount is held until `settle`, `reverse` or `expire`; gives the authorisation's id.

        Args:
            card_id: The card.
            amount: How much, in minor units.
            purchase: The other fields of `Purchase`, such as `merchant`, `country` or `way="allowAtm"`.

        Raises:
            CardDeclined: The card is not active, its rules forbid it, or there is too little money; the statement
                shows it.
        """
        self.run_due()
        bought = Purchase(amount, **purchase)
        declined = self._why_declined(self.cards[card_id], bought)
        kind, taken = ("AUTHORISATION", amount) if declined is None else ("AUTHORISATION_DECLINE", 0)
        state = "PENDING" if taken and self.switches.statement_completion == "in_place" else "COMPLETED"
        fields = (*bought.fields, ("merchantTransactionType", "SALE_PURCHASE"))
        if declined is None:
            fields = (*fields, ("authorisationCode", self._authorisation_code()))
        transaction_id = self._move(kind, card_id, -taken, 0, -amount, held=taken, fields=fields, state=state)
        events.authorised(self, card_id, kind, transaction_id, amount=amount, merchant=bought.at, declined=declined)
        if declined is not None:
            raise CardDeclined(declined, f"card {card_id}, {amount} at {bought.merchant}")
        if amount:  # an authorisation of nothing is closed at once
            self.holds[transaction_id] = Hold(card_id, amount, bought.at)
        return transaction_id

    def settle(self, card_id: str, transaction_id: str, *, fee: int = 0) -> str:
        """Let a held authorisation be settled, with a fee on top; gives the settlement's id.

        Raises:
            KeyError: Nothing is held on this card under this id.
        """
        self.run_due()
        hold = self._take_hold(card_id, transaction_id)
        settlement_id, amount = transaction_id, hold.amount
        if self.switches.statement_completion == "in_place":
            self._settle_in_place(card_id, transaction_id, amount, fee)
        else:
            fields = (("authorisationRelatedId", transaction_id), ("merchantTransactionType", "SALE_PURCHASE"))
            settlement_id = self._move(
                "SETTLEMENT", card_id, -fee, -amount - fee, -amount, held=-amount, outside=amount, fee=fee,
                fields=fields,
            )  # fmt: skip
        events.settled(
            self,
            card_id,
            settlement_id,
            amount=amount,
            merchant=hold.merchant,
            fee=fee,
            authorisation_id=transaction_id,
        )
        return settlement_id

    def reverse(self, card_id: str, transaction_id: str, *, kind: str = "AUTHORISATION_REVERSAL") -> str:
        """Release a held authorisation: the amount is available again, through a row of its own; gives its id.

        Args:
            card_id: The card.
            transaction_id: The authorisation's id.
            kind: What happened: AUTHORISATION_REVERSAL, AUTHORISATION_CANCELLATION or AUTHORISATION_EXPIRY.

        Raises:
            KeyError: Nothing is held on this card under this id.
        """
        self.run_due()
        hold = self._take_hold(card_id, transaction_id)
        amount = hold.amount
        if self.switches.statement_completion == "in_place":
            self._complete_purchase(card_id, transaction_id, Leg("", 0, 0))
        fields = (("authorisationRelatedId", transaction_id),)
        reversal_id = self._move(kind, card_id, amount, 0, amount, held=-amount, fields=fields)
        events.authorised(
            self, card_id, kind, reversal_id, amount=amount, merchant=hold.merchant, related=transaction_id
        )
        return reversal_id

    def refund(self, card_id: str, amount: int, merchant: Merchant | None = None) -> str:
        """Let a merchant give money back; gives the refund's id."""
        fields = (("merchantTransactionType", "PURCHASE_REFUND"),)
        refund_id = self._move("MERCHANT_REFUND", card_id, amount, amount, amount, outside=-amount, fields=fields)
        events.settled(self, card_id, refund_id, amount=amount, merchant=merchant or Merchant())
        return refund_id

    def _why_declined(self, card: Card, purchase: Purchase) -> str | None:
        if card.state != "ACTIVE":
            return "DENIED_CARD_INACTIVE"
        rules = (card.spend_rules, card.profile_spend_rules, self.rules_of_owner(card))
        if not is_allowed(purchase, rules):
            return "DENIED_SPEND_CONTROL"
        if card.balance is None and any(
            limit["value"]["amount"] < purchase.amount for limit in self.left_to_spend(card)
        ):
            return "DENIED_SPEND_CONTROL"
        return "DENIED_NOT_ENOUGH_FUNDS" if self.balance(card.id) < purchase.amount else None

    def rules_of_owner(self, card: Card) -> JsonObject | None:
        """Give the identity-level rules of a card's owner."""
        return self.identities[card.identity].spend_rules

    def _authorisation_code(self) -> str:
        """Six digits."""
        return f"{self._last_id % 1_000_000:06d}"

    def left_to_spend(self, card: Card) -> list[JsonObject]:
        """Say what each limit of a debit card leaves now."""
        return available_to_spend(card, self.now_ms(), zero_without=self.switches.debit_card_needs_limit)

    def _take_hold(self, card_id: str, transaction_id: str) -> Hold:
        hold = self.holds.get(transaction_id)
        if hold is None or hold.card_id != card_id:
            raise KeyError(f"no authorisation {transaction_id} is held on card {card_id}")
        del self.holds[transaction_id]
        return hold

    def _move(
        self, kind: str, card_id: str, available: int, actual: int, amount: int, *, held: int = 0, outside: int = 0,
        fee: int = 0, fields: Fields = (), state: str = "COMPLETED",
    ) -> str:  # fmt: skip
        """Book one step of a purchase, and write it into the statements of the money's holder and of a debit card."""
        card, holder = self.cards[card_id], self.holder(card_id)
        transaction_id = self.new_id()
        related = (("relatedCardId", card_id),) if card.balance is None else ()
        legs = [
            Leg(holder.key.account, available, actual, amount, fee, (*fields, *related)),
            Leg(internal_account("held", holder.currency), held, 0),
            Leg(internal_account("outside", holder.currency), outside, outside),
            Leg(internal_account("revenue", holder.currency), fee, fee),
        ]
        self.move(kind, transaction_id, holder.currency, legs, state=state)
        if card.balance is None:
            self.note(card, kind, transaction_id, legs[0]._replace(fields=fields), state=state)
        return transaction_id

    def _settle_in_place(self, card_id: str, transaction_id: str, amount: int, fee: int) -> None:
        self._complete_purchase(card_id, transaction_id, Leg("", -fee, -amount - fee, -amount, fee))

    def _complete_purchase(self, card_id: str, transaction_id: str, leg: Leg) -> None:
        card, holder = self.cards[card_id], self.holder(card_id)
        gone = -leg.actual - leg.fee
        legs = [
            leg._replace(account=holder.key.account),
            Leg(internal_account("held", holder.currency), -gone, 0),
            Leg(internal_account("outside", holder.currency), gone, gone),
            Leg(internal_account("revenue", holder.currency), leg.fee, leg.fee),
        ]
        self.complete("SETTLEMENT", transaction_id, holder.currency, legs)
        if card.balance is None:
            for entry in card.entries:
                if entry.id == transaction_id:
                    entry.state = "COMPLETED"
