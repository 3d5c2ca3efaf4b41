"""What the world is made of: plain records without behaviour of their own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from weavr_async.emulator.ledger import Balance

__all__ = [
    "Account",
    "Bulk",
    "BulkItem",
    "Card",
    "Entry",
    "FeeType",
    "Fields",
    "Hold",
    "IdentityKey",
    "IdentityRecord",
    "InstrumentKey",
    "Merchant",
    "TransferProfile",
    "TransferRecord",
    "UserRecord",
]


Fields = tuple[tuple[str, str], ...]
"""The additional fields of a statement's entry, by name."""


class IdentityKey(NamedTuple):
    """A company or a person."""

    type: str
    id: str


class InstrumentKey(NamedTuple):
    """An account or a card."""

    type: str
    id: str

    @property
    def account(self) -> str:
        """The name of this instrument in the ledger."""
        return f"{self.type}:{self.id}"


@dataclass(slots=True)
class IdentityRecord:
    """An identity: whether tokens may be had for it, and its own spend rules.

    Its root user has the identity's own id. `tenant` is empty for the tenant whose keys the world accepts as its own.
    """

    key: IdentityKey
    tenant: str = ""
    verified: bool = True
    active: bool = True
    spend_rules: dict[str, Any] | None = None


@dataclass(slots=True)
class Entry:
    """One row of a statement; `balances` is false for a debit card, whose money is the account's."""

    type: str
    id: str
    state: str
    at_ms: int
    currency: str
    amount: int
    available: int
    actual: int
    available_after: int
    actual_after: int
    balances: bool = True
    fields: Fields = ()
    fee: int = 0


@dataclass(slots=True)
class Account:
    """A managed account."""

    id: str
    identity: IdentityKey
    currency: str
    friendly_name: str
    profile_id: str
    created_ms: int
    balance: Balance
    state: str = "ACTIVE"
    reason: str | None = None
    tag: str | None = None
    most_balance: int | None = None
    denial: str | None = None
    iban: str | None = None
    entries: list[Entry] = field(default_factory=list[Entry])

    @property
    def key(self) -> InstrumentKey:
        """Type and id."""
        return InstrumentKey("managed_accounts", self.id)


@dataclass(slots=True)
class Card:
    """A managed card; a debit-mode card has a parent account and no money of its own (`balance` is None)."""

    id: str
    identity: IdentityKey
    currency: str
    friendly_name: str
    profile_id: str
    created_ms: int
    expires_ms: int
    balance: Balance | None
    parent_id: str | None = None
    user_currency: str | None = None
    user_id: str | None = None
    physical: bool = False
    enabled: bool = True
    blocks: set[str] = field(default_factory=set[str])
    destroyed: str | None = None
    renewal: str = "NO_RENEW"
    renewal_supported: bool = True
    tag: str | None = None
    most_balance: int | None = None
    denial: str | None = None
    spend_rules: dict[str, Any] | None = None
    profile_spend_rules: dict[str, Any] | None = None
    entries: list[Entry] = field(default_factory=list[Entry])

    @property
    def key(self) -> InstrumentKey:
        """Type and id."""
        return InstrumentKey("managed_cards", self.id)

    @property
    def state(self) -> str:
        """ACTIVE, BLOCKED, DESTROYED or NOT_ENABLED."""
        if self.destroyed:
            return "DESTROYED"
        if self.blocks:
            return "BLOCKED"
        return "ACTIVE" if self.enabled else "NOT_ENABLED"

    @property
    def blocked_reason(self) -> str | None:
        """The weightiest of the blocks on it; one set by the user shows when it stands alone."""
        return next((reason for reason in ("LOST", "SYSTEM", "SINGLE_SPEND", "USER") if reason in self.blocks), None)


class Merchant(NamedTuple):
    """Where a card is used: the country as two or three letters, the category as an ISO 18245 code."""

    name: str = "Corner Shop"
    id: str = "4567"
    category: str = "5399"
    country: str = "GB"


class Hold(NamedTuple):
    """An authorisation whose money is held: which card, how much, in minor units, and where it was used."""

    card_id: str
    amount: int
    merchant: Merchant


@dataclass(slots=True)
class FeeType:
    """A pre-configured flat fee: amounts in minor units by currency."""

    name: str
    amounts: dict[str, int]
    profile_id: str


@dataclass(slots=True)
class TransferProfile:
    """A transfer profile: whether it is active, which pairs of instruments and which currencies it serves, its fees.

    `fees` are in minor units by currency, and come on top of the amount. A foreign one is another application's.
    """

    id: str
    active: bool = True
    pairs: frozenset[tuple[str, str]] | None = None
    currencies: frozenset[str] | None = None
    fees: dict[str, int] = field(default_factory=dict[str, int])
    is_foreign: bool = False


@dataclass(slots=True)
class TransferRecord:
    """A transfer and how far it came; `reference` is the idempotency reference it was sent under."""

    id: str
    identity: IdentityKey
    profile_id: str
    source: InstrumentKey
    destination: InstrumentKey
    currency: str
    amount: int
    fee: int
    created_ms: int
    state: str
    tag: str | None = None
    description: str | None = None
    scheduled_ms: int | None = None
    executed_ms: int | None = None
    reference: str | None = None
    failure: str | None = None


@dataclass(slots=True)
class UserRecord:
    """An authorised user; `details` is what the create call said beyond the fixed fields."""

    id: str
    identity: IdentityKey
    details: dict[str, Any]
    active: bool = True
    invites_sent: int = 0
    invite_accepted: bool = False

    @property
    def email(self) -> str:
        """The address invites go to."""
        return str(self.details["email"])


@dataclass(slots=True)
class BulkItem:
    """One operation of a bulk: what to do, as the payload text, and what came of it."""

    path_id: str | None
    request: str
    status: str = "SUBMITTED"
    response: str | None = None


@dataclass(slots=True)
class Bulk:
    """A bulk and its items; `next_item` is the first that has not run, `report_every` counts items between webhooks."""

    id: str
    identity: IdentityKey
    operation: str
    items: list[BulkItem]
    status: str = "SUBMITTED"
    mode: str | None = None
    started_ms: int | None = None
    finished_ms: int | None = None
    next_item: int = 0
    turn: int = 0
    report_every: int = 1
