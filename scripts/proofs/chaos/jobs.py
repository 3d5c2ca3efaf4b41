"""The work to be done: each job is a write with an intended effect of its own, known from its number alone.

Nothing is stored about a job, so a process that was killed and the comparison both know it again. What a job
touches nobody else touches, except for the accounts, whose balances are added up.
"""

from __future__ import annotations

import random
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from attrs import frozen

from weavr_async import Identity, Money, SpendRules, derive_ref, managed_account

if TYPE_CHECKING:
    from datetime import datetime

    from weavr_async import DerivedRef, IdentityView
    from weavr_async.emulator import Emulator

__all__ = ["CURRENCY", "ENVIRONMENT", "FEE", "OPENING_BALANCE", "RULES", "Job", "Kind", "build_world", "job"]

CURRENCY: Final = "GBP"
ENVIRONMENT: Final = "chaos"
"""Its name, at each of its addresses."""
FEE: Final = 7
FEE_TYPE: Final = "CHAOS_FEE"
OPENING_BALANCE: Final = 100_000_000
RULES: Final = SpendRules(allow_atm=False, allowed_merchant_countries=("GB", "MT"))
_PROFILE: Final = "7"
_OWN_IDENTITIES: Final = 4
_SHARED: Final = 0.02
"""Share of the jobs that both processes do for one identity: each may end the token of the other."""


class Kind(StrEnum):
    """What a job does."""

    TRANSFER = "transfer"
    POOR_TRANSFER = "transfer without funds"
    FEE = "fee"
    CREATE_USER = "create user"
    UPDATE_RULES = "update rules"
    BLOCK = "block"
    UNBLOCK = "unblock"
    REMOVE = "remove"
    CREATE_RULES = "create rules"
    DELETE_RULES = "delete rules"
    INVITE = "invite"


_AMONG_A_HUNDRED: Final = {
    Kind.TRANSFER: 47,
    Kind.POOR_TRANSFER: 3,
    Kind.FEE: 14,
    Kind.CREATE_USER: 4,
    Kind.UPDATE_RULES: 4,
    Kind.BLOCK: 7,
    Kind.UNBLOCK: 6,
    Kind.REMOVE: 3,
    Kind.CREATE_RULES: 4,
    Kind.DELETE_RULES: 4,
    Kind.INVITE: 4,
}
_OPERATIONS: Final = {
    Kind.TRANSFER: "transferCreate",
    Kind.POOR_TRANSFER: "transferCreate",
    Kind.FEE: "chargeFee",
    Kind.CREATE_USER: "userCreate",
    Kind.UPDATE_RULES: "managedCardSpendRulesUpdate",
}
_KINDS: Final = list(_AMONG_A_HUNDRED)
_WEIGHTS: Final = list(_AMONG_A_HUNDRED.values())


@frozen
class Job:
    """One write."""

    number: int
    kind: Kind
    identity: Identity
    amount: int
    """Minor units, for transfers."""
    generation: int = 0
    """How often it was made anew, under another reference, because it had not been done."""
    asked_at: datetime | None = None
    """When it was first asked for in this generation."""

    @property
    def thing(self) -> str:
        """Id of the card or user that only this job touches."""
        return str(1_000_000 + self.number)

    @property
    def accounts(self) -> tuple[str, str]:
        """The account that pays and the one that receives; the identity's third one is empty."""
        first = 100 + 10 * int(self.identity.id)
        paying = first + 2 if self.kind is Kind.POOR_TRANSFER else first
        return str(paying), str(first + 1)

    @property
    def ref(self) -> DerivedRef:
        """What makes it this job, after a restart too; whoever was told that it was not done makes it anew."""
        return derive_ref("chaos", self.number, self.generation, first_asked_at=self.asked_at)

    def wire_ref(self, environment: str) -> str:
        """The reference as the service sees it."""
        return self.ref.bind(environment=environment, identity=self.identity, operation=_OPERATIONS[self.kind])

    async def do(self, view: IdentityView) -> None:  # noqa: C901 - one case for each kind
        """Make the call."""
        match self.kind:
            case Kind.TRANSFER | Kind.POOR_TRANSFER:
                paying, receiving = self.accounts
                await view.transfers.create(
                    profile_id=_PROFILE,
                    source=managed_account(paying),
                    destination=managed_account(receiving),
                    amount=Money.from_minor(self.amount, CURRENCY),
                    idempotency_ref=self.ref,
                    tag=f"chaos-{self.number}-{self.generation}",
                )
            case Kind.FEE:
                await view.fees.charge(
                    fee_type=FEE_TYPE, source=managed_account(self.accounts[0]), idempotency_ref=self.ref
                )
            case Kind.CREATE_USER:
                await view.users.create(
                    name="Sam", surname="Doe", email=f"chaos-{self.number}@example.com", idempotency_ref=self.ref
                )
            case Kind.UPDATE_RULES:
                await view.managed_cards.update_spend_rules(self.thing, RULES, idempotency_ref=self.ref)
            case Kind.BLOCK:
                await view.managed_cards.block(self.thing)
            case Kind.UNBLOCK:
                await view.managed_cards.unblock(self.thing)
            case Kind.REMOVE:
                await view.managed_cards.remove(self.thing)
            case Kind.CREATE_RULES:
                await view.managed_cards.create_spend_rules(self.thing, RULES)
            case Kind.DELETE_RULES:
                await view.managed_cards.delete_spend_rules(self.thing)
            case Kind.INVITE:
                await view.users.invite(self.thing)


def job(seed: int, number: int, worker: int) -> Job:
    """The job of a number; `worker` is the process it belongs to."""
    dice = random.Random(f"{seed}/{number}")  # noqa: S311 - dice, made to be repeatable
    kind = dice.choices(_KINDS, _WEIGHTS)[0]
    if dice.random() < _SHARED:
        identity = Identity.corporate("1")
    else:
        identity = Identity.corporate(str(2 + worker * _OWN_IDENTITIES + dice.randrange(_OWN_IDENTITIES)))
    amount = OPENING_BALANCE if kind is Kind.POOR_TRANSFER else dice.randint(1, 999)
    return Job(number, kind, identity, amount)


def build_world(emulator: Emulator, jobs: list[Job]) -> None:
    """Put what the jobs need into the emulator's world."""
    world = emulator.world
    world.transfer_profile(_PROFILE)
    world.fee_type(FEE_TYPE, **{CURRENCY: FEE})
    for identity_id in sorted({one.identity.id for one in jobs}):
        corporate = world.corporate(identity_id)
        first = 100 + 10 * int(identity_id)
        corporate.account(str(first), currency=CURRENCY, balance=OPENING_BALANCE)
        corporate.account(str(first + 1), currency=CURRENCY)
        corporate.account(str(first + 2), currency=CURRENCY)
    for one in jobs:
        corporate = world.corporate(one.identity.id)
        match one.kind:
            case Kind.INVITE:
                corporate.user(one.thing, email=f"invite-{one.number}@example.com")
            case Kind.UPDATE_RULES | Kind.BLOCK | Kind.UNBLOCK | Kind.REMOVE | Kind.CREATE_RULES | Kind.DELETE_RULES:
                card = corporate.prepaid_card(one.thing, currency=CURRENCY)
                if one.kind is Kind.UNBLOCK:
                    card.blocks.add("USER")
                if one.kind in {Kind.UPDATE_RULES, Kind.DELETE_RULES}:
                    card.spend_rules = {"allowAtm": True}
