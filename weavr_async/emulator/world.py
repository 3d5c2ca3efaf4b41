"""The world behind the service: who there is, what they have, what happened, and what is due to happen.

Set up by a fluent builder, read by judges, changed by handlers. Keep ids rather than records when you mean to restore
a snapshot: restoring puts other records in their place.
"""

from __future__ import annotations

import heapq
import pickle
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from weavr_async.emulator.clock import Clock
from weavr_async.emulator.ledger import Ledger, LedgerError, Leg, house
from weavr_async.emulator.records import (
    Account,
    Bulk,
    Card,
    Entry,
    FeeType,
    IdentityKey,
    IdentityRecord,
    InstrumentKey,
    TransferProfile,
    TransferRecord,
    UserRecord,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["DEMO_API_KEY", "Act", "CardDeclined", "Due", "Identity", "World"]

DEMO_API_KEY = "emulator-api-key"
"""The api key that a world accepts unless it is given others."""
_MONTH_MS = 30 * 86_400_000


class CardDeclined(Exception):
    """A card was used and declined."""


class Act(NamedTuple):
    """One write that took effect under an idempotency reference: a repeat that replays adds none."""

    operation: str
    at_ms: int


class Due(NamedTuple):
    """Something that happens by itself once the clock gets there."""

    at_ms: int
    order: int
    kind: str
    id: str
    turn: int


class World:
    """Everything the service knows.

    Args:
        clock: The clock that times it; real time by default.
        api_keys: The api keys that are accepted.
    """

    def __init__(self, clock: Clock | None = None, *, api_keys: Sequence[str] = (DEMO_API_KEY,)) -> None:
        self.clock: Final = clock or Clock()
        self.api_keys: list[str] = list(api_keys)
        self.features: set[str] = {"users", "renewal", "bulks"}
        self.identities: dict[IdentityKey, IdentityRecord] = {}
        self.accounts: dict[str, Account] = {}
        self.cards: dict[str, Card] = {}
        self.users: dict[str, UserRecord] = {}
        self.profiles: dict[str, TransferProfile] = {}
        self.fee_types: dict[str, FeeType] = {}
        self.transfers: dict[str, TransferRecord] = {}
        self.transfers_of: dict[IdentityKey, list[str]] = {}
        self._transfers_under: dict[str, list[str]] = {}
        self.bulks: dict[str, Bulk] = {}
        self.bulks_of: dict[IdentityKey, list[str]] = {}
        self.acts: dict[str, list[Act]] = {}
        self.emails: set[str] = set()
        self.email_domains_refused: set[str] = set()
        self.roles: set[str] | None = None
        self.ledger: Ledger = Ledger()
        self._agenda: list[Due] = []
        self._planned = 0
        self._last_id = 1000
        self._claimed: set[str] = set()
        self._moment_ms: int | None = None
        self._touched: dict[InstrumentKey, None] = {}
        # What the emulator does with things that fall due; set by it, no part of a snapshot.
        self.runners: dict[str, Callable[[Due], None]] = {}

    @classmethod
    def demo(cls, clock: Clock | None = None) -> World:
        """A small world to try things on: one company, one consumer, accounts, both kinds of card, a fee, a user."""
        world = cls(clock)
        world.transfer_profile("7")
        world.fee_type("MONTHLY_FEE", GBP=250, EUR=300)
        acme = world.corporate("109876")
        account = acme.account("220", currency="GBP", balance=500_000, friendly_name="Operating account")
        acme.account("221", currency="GBP", balance=20_000, friendly_name="Payroll")
        acme.account("222", currency="EUR", balance=100_000, friendly_name="Euro account")
        acme.prepaid_card("331", currency="GBP", balance=12_500, friendly_name="Marketing card")
        acme.debit_card("332", parent=account, friendly_name="Travel card")
        acme.user("441", email="ada@acme.example", name="Ada", surname="Byron")
        jane = world.consumer("209876")
        jane.account("223", currency="GBP", balance=30_000, friendly_name="Savings")
        jane.prepaid_card("333", currency="GBP", balance=5_000, friendly_name="Everyday card")
        return world

    # ---- setting up ------------------------------------------------------------------------------------------------

    def corporate(self, identity_id: str | None = None) -> Identity:
        """Give the company of this id, made when it is not there yet."""
        return self._identity("CORPORATE", identity_id)

    def consumer(self, identity_id: str | None = None) -> Identity:
        """Give the consumer of this id, made when it is not there yet."""
        return self._identity("CONSUMER", identity_id)

    def _identity(self, kind: str, identity_id: str | None) -> Identity:
        key = IdentityKey(kind, self.claim_id(identity_id))
        self.identities.setdefault(key, IdentityRecord(key, self.new_id()))
        return Identity(self, key)

    def transfer_profile(
        self,
        profile_id: str | None = None,
        *,
        active: bool = True,
        pairs: Sequence[tuple[str, str]] | None = None,
        currencies: Sequence[str] | None = None,
    ) -> TransferProfile:
        """Add a transfer profile; `pairs` and `currencies` limit what it serves."""
        profile = TransferProfile(
            self.claim_id(profile_id),
            active,
            None if pairs is None else frozenset(pairs),
            None if currencies is None else frozenset(currencies),
        )
        self.profiles[profile.id] = profile
        return profile

    def fee_type(self, name: str, /, **amounts: int) -> FeeType:
        """Add a fee: its flat amount in minor units for each currency, as in `fee_type("MONTHLY", GBP=250)`."""
        fee = FeeType(name, amounts, self.new_id())
        self.fee_types[name] = fee
        return fee

    # ---- money that moves without the service being asked ------------------------------------------------------------

    def deposit(self, instrument_id: str, amount: int, *, kind: str = "DEPOSIT") -> str:
        """Let money arrive from outside, and give the transaction's id."""
        holder = self.holder(instrument_id)
        legs = [Leg(holder.key.account, amount, amount), Leg(house("outside", holder.currency), -amount, -amount)]
        return self.move(kind, self.new_id(), holder.currency, legs)

    def authorise(self, card_id: str, amount: int, *, merchant: str = "Corner Shop") -> str:
        """Let the card be used: the amount is held as a PENDING entry until `settle` or `reverse`; gives its id.

        Raises:
            CardDeclined: When the card is not active or the money does not suffice; the statement tells of it.
        """
        self.run_due()
        card, holder = self.cards[card_id], self.holder(card_id)
        held = house("held", holder.currency)
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
        """Let a held authorisation complete: its entries turn COMPLETED and the money leaves."""
        self.run_due()
        holder, amount = self.holder(card_id), self._pending_amount(card_id, transaction_id)
        self.complete(
            "SETTLEMENT",
            transaction_id,
            holder.currency,
            [
                Leg(holder.key.account, 0, -amount),
                Leg(house("held", holder.currency), -amount, 0),
                Leg(house("outside", holder.currency), amount, amount),
            ],
        )
        self._complete_note(self.cards[card_id], transaction_id)

    def reverse(self, card_id: str, transaction_id: str) -> None:
        """Let a held authorisation go: the amount is available again, by an entry of its own."""
        self.run_due()
        holder, amount = self.holder(card_id), self._pending_amount(card_id, transaction_id)
        nothing = [Leg(holder.key.account, 0, 0), Leg(house("held", holder.currency), 0, 0)]
        self.complete("AUTHORISATION", transaction_id, holder.currency, nothing)
        self._complete_note(self.cards[card_id], transaction_id)
        legs = [Leg(holder.key.account, amount, 0), Leg(house("held", holder.currency), -amount, 0)]
        self.move("AUTHORISATION_REVERSAL", self.new_id(), holder.currency, legs)

    def _pending_amount(self, card_id: str, transaction_id: str) -> int:
        for entry in reversed(self.holder(card_id).entries):
            if entry.id == transaction_id and entry.state == "PENDING":
                return -entry.available
        raise KeyError(f"no authorisation {transaction_id} is held on card {card_id}")

    # ---- movements, and the statements that tell of them -------------------------------------------------------------

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

    def add_transfer(self, transfer: TransferRecord) -> None:
        """Take in a transfer under a new id."""
        transfer.id = self.new_id()
        self.transfers[transfer.id] = transfer
        self.transfers_of.setdefault(transfer.identity, []).append(transfer.id)
        if transfer.reference is not None:
            self._transfers_under.setdefault(transfer.reference, []).append(transfer.id)

    # ---- reading -----------------------------------------------------------------------------------------------------

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
        """Find the instrument behind an account of the ledger; the house's own have none."""
        kind, _, instrument_id = name.partition(":")
        if kind == "managed_accounts":
            return self.accounts.get(instrument_id)
        return self.cards.get(instrument_id) if kind == "managed_cards" else None

    def balance(self, instrument_id: str) -> int:
        """Give what is available on an account, a card, or behind a debit card, in minor units."""
        balance = self.holder(instrument_id).balance
        return 0 if balance is None else balance.available

    def transfers_by_reference(self, reference: str) -> list[TransferRecord]:
        """Give every transfer that was made under an idempotency reference: one, if all is well."""
        return [self.transfers[one] for one in self._transfers_under.get(reference, ())]

    def times_acted(self, reference: str) -> int:
        """How often a write under this reference took effect, replays not counted."""
        return len(self.acts.get(reference, ()))

    # ---- time --------------------------------------------------------------------------------------------------------

    def now_ms(self) -> int:
        """The current moment; while something due runs, the moment it was due."""
        return self._moment_ms if self._moment_ms is not None else self.clock.now_ms()

    def plan(self, at_ms: int, kind: str, record_id: str, turn: int = 0) -> None:
        """Put something on the agenda."""
        self._planned += 1
        heapq.heappush(self._agenda, Due(at_ms, self._planned, kind, record_id, turn))

    def run_due(self) -> None:
        """Let happen what the clock has reached, in order, each at its own moment."""
        if self._moment_ms is not None or not self.runners:
            return
        now = self.clock.now_ms()
        while self._agenda and self._agenda[0].at_ms <= now:
            due = heapq.heappop(self._agenda)
            self._moment_ms = due.at_ms
            try:
                self.runners[due.kind](due)
            finally:
                self._moment_ms = None

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

    # ---- keeping and checking ----------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """Copy everything but the clock; in bytes, which is the fastest deep copy there is."""
        return pickle.dumps({name: value for name, value in vars(self).items() if name not in {"clock", "runners"}})

    def restore(self, saved: bytes) -> None:
        """Put what `snapshot` gave in the place of everything but the clock."""
        vars(self).update(pickle.loads(saved))  # noqa: S301 - bytes of our own making, never from outside

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


class Identity:
    """The builder of one identity: what it has is added here."""

    def __init__(self, world: World, key: IdentityKey) -> None:
        self._world = world
        self.key = key
        self.id: Final = key.id
        self.type: Final = key.type

    def account(
        self,
        account_id: str | None = None,
        *,
        currency: str = "GBP",
        balance: int = 0,
        friendly_name: str = "Account",
        most_balance: int | None = None,
    ) -> Account:
        """Add a managed account; an opening balance arrives as a deposit. `most_balance` caps incoming transfers."""
        world = self._world
        key = InstrumentKey("managed_accounts", world.claim_instrument_id(account_id))
        account = Account(
            key.id, self.key, currency, friendly_name, "1", world.now_ms(), world.ledger.open(key.account, currency)
        )
        account.most_balance = most_balance
        world.accounts[account.id] = account
        if balance:
            world.deposit(account.id, balance)
        return account

    def prepaid_card(
        self,
        card_id: str | None = None,
        *,
        currency: str = "GBP",
        balance: int = 0,
        friendly_name: str = "Card",
        user_id: str | None = None,
        renewal: str = "NO_RENEW",
    ) -> Card:
        """Add a prepaid-mode card, which holds money of its own."""
        world = self._world
        key = InstrumentKey("managed_cards", world.claim_instrument_id(card_id))
        held = world.ledger.open(key.account, currency)
        now = world.now_ms()
        card = Card(key.id, self.key, currency, friendly_name, "2", now, now + 36 * _MONTH_MS, held, user_id=user_id)
        card.renewal = renewal
        self._add(card)
        if balance:
            world.deposit(card.id, balance)
        return card

    def debit_card(
        self,
        card_id: str | None = None,
        *,
        parent: Account | str,
        friendly_name: str = "Card",
        user_id: str | None = None,
        user_currency: str | None = None,
        renewal: str = "NO_RENEW",
    ) -> Card:
        """Add a debit-mode card, which spends its parent account's money."""
        world = self._world
        account = world.accounts[parent] if isinstance(parent, str) else parent
        now = world.now_ms()
        card = Card(
            world.claim_instrument_id(card_id), self.key, account.currency, friendly_name, "3", now,
            now + 36 * _MONTH_MS, None, parent_id=account.id, user_currency=user_currency, user_id=user_id,
        )  # fmt: skip
        card.renewal = renewal
        self._add(card)
        return card

    def _add(self, card: Card) -> None:
        self._world.cards[card.id] = card
        self._world.plan(card.expires_ms, "card expiry", card.id)

    def user(self, user_id: str | None = None, *, email: str, name: str = "Sam", surname: str = "Doe") -> UserRecord:
        """Add an authorised user."""
        details = {"email": email, "name": name, "surname": surname}
        user = UserRecord(self._world.claim_id(user_id), self.key, details)
        self._world.users[user.id] = user
        self._world.emails.add(email.lower())
        return user

    def spend_rules(self, **rules: Any) -> Identity:  # noqa: ANN401 - fields of the contract's identity-level rules
        """Set the identity-level spend rules."""
        self._world.identities[self.key].spend_rules = rules
        return self

    def deactivate(self) -> Identity:
        """Make the identity one for which no token can be had."""
        self._world.identities[self.key].active = False
        return self


def _find_pending(entries: Sequence[Entry], transaction_id: str) -> int | None:
    for place in range(len(entries) - 1, -1, -1):
        if entries[place].id == transaction_id and entries[place].state == "PENDING":
            return place
    return None
