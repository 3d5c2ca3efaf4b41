"""Compares the ledger with what each caller was told, and with what stands in the journal."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from attrs import define, field

from scripts.proofs.chaos_journal.payments import ENVIRONMENT, Payment
from weavr_async.stores import IntentState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.emulator import World
    from weavr_async.stores import IntentStore

__all__ = ["Judgement", "judge", "judge_journal"]


@define
class Judgement:
    """What was found."""

    lost: int = 0
    doubled: int = 0
    untrue: int = 0
    undecided: int = 0
    """Payments that a person must decide, each with a reason."""
    findings: list[str] = field(factory=list[str])

    @property
    def is_good(self) -> bool:
        """Whether all is as it must be."""
        return not (self.lost or self.doubled or self.untrue or self.findings)


def judge(world: World, payments: int, told: Iterable[dict[str, Any]]) -> Judgement:
    """Hold every line that a caller wrote against the ledger, and count how often each payment was made."""
    found, lines = Judgement(), defaultdict[int, list[dict[str, Any]]](list)
    for line in told:
        lines[line["number"]].append(line)
    for number in range(payments):
        payment, mine = Payment(number), lines[number]
        generations = range(1 + max((line["generation"] for line in mine), default=0))
        acts = {generation: _times(world, payment, generation) for generation in generations}
        said = mine[-1]["said"] if mine else "nothing"
        times, wanted = sum(acts.values()), 0 if payment.is_poor else 1
        if times > wanted:
            found.doubled += 1
            found.findings.append(f"payment {number} was made {times} times, told {[line['said'] for line in mine]}")
        if said == "undecided":
            found.undecided += 1
        elif times < wanted:
            found.lost += 1
            found.findings.append(f"payment {number} was never made, told {said!r}")
        elif said != ("no" if payment.is_poor else "done"):
            found.untrue += 1
            found.findings.append(f"payment {number} ended with {said!r}")
        for line in mine:
            if not _is_true(world, payment, line, acts):
                found.untrue += 1
                found.findings.append(f"payment {number} was told {line['said']!r} of generation {line['generation']}")
    return found


def _is_true(world: World, payment: Payment, line: dict[str, Any], acts: dict[int, int]) -> bool:
    generation = line["generation"]
    match line["said"]:
        case "begun" | "unknown" | "undecided":
            return True
        case "no":
            return acts[generation] == 0
        case "done" if payment.is_fee:
            return acts[generation] > 0
        case "done":
            made = world.transfers_by_reference(payment.reference(generation))
            return line["made"] in {transfer.id for transfer in made}
        case _:
            return False


def _times(world: World, payment: Payment, generation: int) -> int:
    return world.times_acted(payment.reference(generation))


async def judge_journal(store: IntentStore, world: World, found: Judgement) -> Counter[str]:
    """Hold every intent against the ledger; what is left open, or for a person without a reason, is a finding."""
    states, after = Counter[str](), ""
    while rows := await store.list_intents(ENVIRONMENT, states=tuple(IntentState), after=after, limit=500):
        after = rows[-1].id
        for row in rows:
            states[row.state.value] += 1
            times = world.times_acted(row.reference)
            if row.state is IntentState.UNDECIDED:
                is_right = bool(row.note)
            else:
                is_right = times == {IntentState.DONE: 1, IntentState.NOT_DONE: 0}.get(row.state)
            if not is_right:
                found.untrue += 1
                found.findings.append(f"{row.operation} {row.reference} is {row.state}, and acted {times} times")
    return states
