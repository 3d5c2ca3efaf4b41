"""The world behind the service: who there is, what they have, and what happened.

Set up with a fluent builder, changed by the handlers, and read by tests.
"""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from weavr_async.emulator import events
from weavr_async.emulator.clock import Clock, three_years_after
from weavr_async.emulator.purchases import Purchases
from weavr_async.emulator.records import (
    Account,
    Bulk,
    Card,
    FeeType,
    IdentityKey,
    IdentityRecord,
    InstrumentKey,
    TransferProfile,
    TransferRecord,
    UserRecord,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["DEMO_API_KEY", "DEMO_WEBHOOKS_KEY", "OTHER_TENANTS_API_KEY", "Act", "Identity", "World"]

DEMO_API_KEY = "emulator-api-key"
"""The api key that a world accepts unless it is given others."""
DEMO_WEBHOOKS_KEY = "emulator-webhooks-key"
"""The key that webhooks about bulks carry, unless the world has another one."""
OTHER_TENANTS_API_KEY = "another-tenants-key"
"""The api key of another tenant of the same service, who sees nothing of this one's."""


class Act(NamedTuple):
    """One write that took effect under an idempotency reference: a repeat that replays adds none."""

    operation: str
    at_ms: int


class World(Purchases):
    """Everything the service knows: the books, and whose they are.

    Args:
        clock: The clock that times it; real time by default.
        api_keys: The api keys of the tenant whose world this is.

    Attributes:
        api_keys: The same.
        other_tenants: Api keys that are good as well, each with the name of the tenant it belongs to.
        webhooks_key: What webhooks about bulks carry instead of a signature.
    """

    def __init__(self, clock: Clock | None = None, *, api_keys: Sequence[str] = (DEMO_API_KEY,)) -> None:
        super().__init__(clock or Clock())
        self.api_keys: list[str] = list(api_keys)
        self.other_tenants: dict[str, str] = {OTHER_TENANTS_API_KEY: "another tenant"}
        self.webhooks_key: str = DEMO_WEBHOOKS_KEY
        self.features: set[str] = {"users", "renewal", "bulks"}
        self.users: dict[str, UserRecord] = {}
        self.emails: set[str] = set()
        self.email_domains_refused: set[str] = set()
        self.roles: set[str] | None = None
        self.profiles: dict[str, TransferProfile] = {}
        self.fee_types: dict[str, FeeType] = {}
        self.transfers: dict[str, TransferRecord] = {}
        self.transfers_of: dict[IdentityKey, list[str]] = {}
        self._transfers_under: dict[str, list[str]] = {}
        self.bulks: dict[str, Bulk] = {}
        self.bulks_of: dict[IdentityKey, list[str]] = {}
        self.acts: dict[str, list[Act]] = {}

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
        self.identities.setdefault(key, IdentityRecord(key))
        return Identity(self, key)

    def tenant_of(self, api_key: str) -> str | None:
        """Name the tenant of an api key: the empty word for this world's own, None where nobody has the key."""
        return "" if api_key in self.api_keys else self.other_tenants.get(api_key)

    def transfer_profile(
        self,
        profile_id: str | None = None,
        *,
        active: bool = True,
        pairs: Sequence[tuple[str, str]] | None = None,
        currencies: Sequence[str] | None = None,
        fees: Mapping[str, int] | None = None,
        foreign: bool = False,
    ) -> TransferProfile:
        """Add a transfer profile.

        Args:
            profile_id: Its id; the next free one when absent.
            active: Whether it can be used.
            pairs: The kinds of source and destination it serves; all when absent.
            currencies: The currencies it serves; all when absent.
            fees: What comes on top of an amount, by currency.
            foreign: Whether it belongs to another application, so that whoever uses it is answered 403.
        """
        profile = TransferProfile(
            self.claim_id(profile_id),
            active,
            None if pairs is None else frozenset(pairs),
            None if currencies is None else frozenset(currencies),
            dict(fees or {}),
            foreign,
        )
        self.profiles[profile.id] = profile
        return profile

    def fee_type(self, name: str, /, **amounts: int) -> FeeType:
        """Add a fee: its flat amount in minor units for each currency, as in `fee_type("MONTHLY", GBP=250)`."""
        fee = FeeType(name, amounts, self.new_id())
        self.fee_types[name] = fee
        return fee

    # ---- transfers and references ------------------------------------------------------------------------------------

    def add_transfer(self, transfer: TransferRecord) -> None:
        """Take in a transfer under a new id."""
        transfer.id = self.new_id()
        self.transfers[transfer.id] = transfer
        self.transfers_of.setdefault(transfer.identity, []).append(transfer.id)
        if transfer.reference is not None:
            self._transfers_under.setdefault(transfer.reference, []).append(transfer.id)

    def transfers_by_reference(self, reference: str) -> list[TransferRecord]:
        """Give every transfer that was made under an idempotency reference: one, if all is well."""
        return [self.transfers[one] for one in self._transfers_under.get(reference, ())]

    def times_acted(self, reference: str) -> int:
        """How often a write under this reference took effect, replays not counted."""
        return len(self.acts.get(reference, ()))

    def index(self) -> None:
        """Find anew which transfers and bulks are whose, and which transfers came under which reference."""
        self.transfers_of, self._transfers_under, self.bulks_of = {}, {}, {}
        for transfer in self.transfers.values():
            self.transfers_of.setdefault(transfer.identity, []).append(transfer.id)
            if transfer.reference is not None:
                self._transfers_under.setdefault(transfer.reference, []).append(transfer.id)
        for bulk in self.bulks.values():
            self.bulks_of.setdefault(bulk.identity, []).append(bulk.id)

    # ---- snapshots ---------------------------------------------------------------------------------------------------

    def snapshot(self) -> bytes:
        """Copy everything but clock, switches and who listens; in bytes, the fastest deep copy there is."""
        records = {name: value for name, value in vars(self).items() if name not in {"agenda", "switches", "emit"}}
        return pickle.dumps((records, self.agenda.save()))

    def restore(self, saved: bytes) -> None:
        """Put what `snapshot` gave in the place of everything but clock and switches."""
        records, planned = pickle.loads(saved)  # noqa: S301 - bytes of our own making, never from outside
        vars(self).update(records)
        self.agenda.load(planned)


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
        events.account_changed(world, account, "CREATED")
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
        card = Card(key.id, self.key, currency, friendly_name, "2", now, three_years_after(now), held, user_id=user_id)
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
            three_years_after(now), None, parent_id=account.id, user_currency=user_currency, user_id=user_id,
        )  # fmt: skip
        card.renewal = renewal
        self._add(card)
        return card

    def _add(self, card: Card) -> None:
        self._world.cards[card.id] = card
        self._world.agenda.plan(card.expires_ms, "card expiry", card.id)

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
        events.identity_changed(self._world, self.key, active=False)
        return self

    def of_tenant(self, name: str) -> Identity:
        """Let the identity belong to another tenant: this world's api keys find nothing of it."""
        self._world.identities[self.key].tenant = name
        return self

    def unverified(self) -> Identity:
        """Make the identity one that nobody has verified yet; tokens may be had for it all the same."""
        self._world.identities[self.key].verified = False
        return self
