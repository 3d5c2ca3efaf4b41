"""Compares what the processes were told about each job with what the ledger of the emulator says."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from scripts.proofs.chaos.jobs import ENVIRONMENT, FEE, OPENING_BALANCE, RULES, Kind

if TYPE_CHECKING:
    from scripts.proofs.chaos.jobs import Job
    from weavr_async.emulator import Emulator
    from weavr_async.emulator.records import Card

__all__ = ["Comparison", "Told", "compare"]


_BY_REFERENCE: Final = frozenset({Kind.TRANSFER, Kind.POOR_TRANSFER, Kind.FEE, Kind.CREATE_USER, Kind.UPDATE_RULES})


@define
class Told:
    """What the processes put down at last."""

    said: dict[int, str] = field(factory=dict[int, str])
    """About each job."""
    generations: dict[int, int] = field(factory=dict[int, int])
    """How often each was made anew."""


@define
class Comparison:
    """What was found."""

    lost: int = 0
    """Jobs whose effect is missing."""
    doubled: int = 0
    """Jobs that took effect more than once, or although they were to be refused."""
    untrue: int = 0
    """Jobs about which a process was told something that the books contradict, or nothing at all."""
    unknown: int = 0
    """Invitations reported unknown, as they must be when nothing can tell."""
    books: str = "balanced"
    findings: list[str] = field(factory=list[str])

    @property
    def is_good(self) -> bool:
        """Whether all is as it must be."""
        return not (self.lost or self.doubled or self.untrue or self.findings)

    def find(self, one: Job, what: str) -> None:
        """Note what is wrong with a job."""
        self.findings.append(f"job {one.number} ({one.kind}): {what}")


def compare(emulator: Emulator, jobs: list[Job], told: Told, *, forgets: bool) -> Comparison:
    """Compare every job, and reconcile every balance to the minor unit.

    Args:
        emulator: Has the ledger.
        jobs: What was to be done.
        told: What the processes were told.
        forgets: Whether references were forgotten meanwhile, so that some writes stay unknown for ever.
    """
    comparison = Comparison()
    balances: Counter[str] = Counter()
    for one in jobs:
        said = told.said.get(one.number, "nothing")
        times = _times(emulator, one, told.generations.get(one.number, 0))
        wanted = 0 if one.kind is Kind.POOR_TRANSFER else 1
        may_stay_unknown = one.kind is Kind.INVITE or (forgets and one.kind in _BY_REFERENCE)
        if may_stay_unknown and said == "unknown":
            comparison.unknown += 1
            wanted = min(times, 1)
        if times < wanted:
            comparison.lost += 1
            comparison.find(one, f"took no effect, and was told {said!r}")
        elif times > wanted:
            comparison.doubled += 1
            comparison.find(one, f"took effect {times} times, and was told {said!r}")
        expected = "refused" if one.kind is Kind.POOR_TRANSFER else "done"
        if said != expected and not (may_stay_unknown and said == "unknown"):
            comparison.untrue += 1
            comparison.find(one, f"was told {said!r}, not {expected!r}")
        if times or not (may_stay_unknown and said == "unknown"):
            _book(balances, one)
    _reconcile(emulator, balances, comparison)
    return comparison


def _times(emulator: Emulator, one: Job, generations: int) -> int:
    """How often a job took effect; for those without a reference, whether the state is the intended one."""
    world = emulator.world

    def references() -> list[str]:
        return [evolve(one, generation=number).wire_ref(ENVIRONMENT) for number in range(generations + 1)]

    match one.kind:
        case Kind.TRANSFER | Kind.POOR_TRANSFER:
            made = [transfer for reference in references() for transfer in world.transfers_by_reference(reference)]
            return sum(transfer.amount == one.amount and transfer.state == "COMPLETED" for transfer in made)
        case Kind.FEE | Kind.CREATE_USER | Kind.UPDATE_RULES:
            return sum(world.times_acted(reference) for reference in references())
        case Kind.INVITE:
            return world.users[one.thing].invites_sent
        case _:
            return int(_is_as_intended(world.cards[one.thing], one.kind))


def _is_as_intended(card: Card, kind: Kind) -> bool:
    """Whether a card is in the state that its job was to bring about."""
    if kind is Kind.CREATE_RULES:
        return card.spend_rules == RULES.to_create().to_dict()
    if kind is Kind.DELETE_RULES:
        return card.spend_rules is None
    return card.state == {Kind.BLOCK: "BLOCKED", Kind.UNBLOCK: "ACTIVE", Kind.REMOVE: "DESTROYED"}[kind]


def _book(balances: Counter[str], one: Job) -> None:
    """What a job does to the balances."""
    paying, receiving = one.accounts
    if one.kind is Kind.TRANSFER:
        balances[paying] -= one.amount
        balances[receiving] += one.amount
    if one.kind is Kind.FEE:
        balances[paying] -= FEE


def _reconcile(emulator: Emulator, balances: Counter[str], comparison: Comparison) -> None:
    """Compare every account with what the jobs alone would have made of it."""
    emulator.check()
    for account in emulator.world.accounts.values():
        opening = OPENING_BALANCE if int(account.id) % 10 == 0 else 0
        expected = opening + balances[account.id]
        found = emulator.world.balance(account.id)
        if found != expected:
            comparison.books = "off"
            comparison.findings.append(f"account {account.id} holds {found}, not {expected}")
