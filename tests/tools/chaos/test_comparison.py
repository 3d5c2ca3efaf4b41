"""The comparison behind `make chaos` finds every kind of fault."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from attrs import define

from scripts.proofs.chaos.comparison import Comparison, Told, compare
from scripts.proofs.chaos.jobs import ENVIRONMENT, Kind, build_world, job
from weavr_async import BackOffice, Environment, InsufficientFunds
from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve

if TYPE_CHECKING:
    from scripts.proofs.chaos.jobs import Job
    from weavr_async.emulator import Snapshot


@define
class Case:
    """Jobs that were all done, and what was said about them."""

    emulator: Emulator
    jobs: list[Job]
    said: dict[int, str]

    def one(self, kind: Kind) -> Job:
        """The first job of a kind."""
        return next(one for one in self.jobs if one.kind is kind)

    def compared(self) -> Comparison:
        """What the comparison finds now."""
        return compare(self.emulator, self.jobs, Told(self.said), forgets=False)


async def do_all(emulator: Emulator, jobs: list[Job]) -> None:
    """Do the jobs in peace."""
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url, name=ENVIRONMENT)) as weavr,
    ):
        for one in jobs:
            if one.kind is Kind.POOR_TRANSFER:
                with pytest.raises(InsufficientFunds):
                    await one.do(weavr.on_behalf_of(one.identity))
            else:
                await one.do(weavr.on_behalf_of(one.identity))


@pytest.fixture(scope="module")
def done() -> tuple[Emulator, list[Job], Snapshot]:
    """A hundred jobs of every kind, done once for all tests."""
    emulator = Emulator(World())
    jobs = [job(seed=1, number=number, worker=0) for number in range(100)]
    assert {one.kind for one in jobs} == set(Kind)
    build_world(emulator, jobs)
    asyncio.run(do_all(emulator, jobs))
    return emulator, jobs, emulator.snapshot()


@pytest.fixture
def case(done: tuple[Emulator, list[Job], Snapshot]) -> Case:
    """The same for each test, whatever the one before did to it."""
    emulator, jobs, snapshot = done
    emulator.restore(snapshot)
    said = {one.number: "refused" if one.kind is Kind.POOR_TRANSFER else "done" for one in jobs}
    return Case(emulator, list(jobs), said)


def test_work_that_was_done_is_clean(case: Case) -> None:
    """Every job once, every balance to the minor unit."""
    comparison = case.compared()
    assert comparison.findings == []
    assert (comparison.lost, comparison.doubled, comparison.untrue, comparison.books) == (0, 0, 0, "balanced")
    assert comparison.is_good


def test_a_second_invitation_is_found(case: Case) -> None:
    """Also when the job was reported unknown."""
    invited = case.one(Kind.INVITE)
    case.emulator.world.users[invited.thing].invites_sent += 1
    assert case.compared().doubled == 1
    case.said[invited.number] = "unknown"
    assert case.compared().doubled == 1


@pytest.mark.parametrize("kind", [Kind.BLOCK, Kind.UNBLOCK, Kind.REMOVE, Kind.CREATE_RULES, Kind.DELETE_RULES])
def test_a_card_in_another_state_is_found(case: Case, kind: Kind) -> None:
    """It counts as lost."""
    card = case.emulator.world.cards[case.one(kind).thing]
    card.blocks, card.destroyed = ({"USER"}, None) if kind is Kind.UNBLOCK else (set(), None)
    card.spend_rules = None if kind is Kind.CREATE_RULES else {"allowAtm": True}
    assert case.compared().lost == 1


def test_a_missing_transfer_is_found_and_so_is_its_money(case: Case) -> None:
    """Twice over: by its reference and in the balances."""
    case.jobs.append(
        next(one for one in (job(1, number, 0) for number in range(100, 200)) if one.kind is Kind.TRANSFER)
    )
    comparison = case.compared()
    assert (comparison.lost, comparison.untrue, comparison.books) == (1, 1, "off")


def test_a_minor_unit_too_much_is_found(case: Case) -> None:
    """Wherever it came from."""
    account = case.one(Kind.TRANSFER).accounts[1]
    case.emulator.world.deposit(account, 1)
    comparison = case.compared()
    assert comparison.books == "off"
    assert not comparison.is_good


@pytest.mark.parametrize("told", ["never settled", "given up", "refused", "unknown"])
def test_a_word_that_the_books_contradict_is_found(case: Case, told: str) -> None:
    """Only an invitation may stay unknown."""
    case.said[case.one(Kind.TRANSFER).number] = told
    assert case.compared().untrue == 1
    del case.said[case.one(Kind.FEE).number]
    assert case.compared().untrue == 2
