"""The rules of the outbox, searched exhaustively in a small model, as `intent_model` does for the rest of the journal.

One order with its payment: a user's transaction that plans it, two workers, a handler that is to hear the end, a person
who may cancel, and who resolves what nothing tells. Every order of events is tried, with a crash in it. Bad is money
that moved twice in all or without its order, a payment that is lost, and a handler that hears what is not so, or
nothing. Run it with `python -m scripts.proofs.outbox_model`.

A tick is six minutes. A message lives for one tick more at most, a lease ends with its tick, and a reference is kept
for `KEPT` ticks.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from attrs import frozen

from scripts.proofs.model_search import Found, report, shortest

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Rules", "search"]

KEPT: Final = 2
LAST_TICK: Final = 3
LATE: Final = 2
"""Ticks after which nothing that was sent can be on its way."""
NOBODY: Final = -1


@frozen
class Rules:
    """What holds. Each can be left out."""

    not_before_the_order: bool = True
    """The plan is committed with the order, not before it."""
    not_after_the_order: bool = True
    """And not after it."""
    planned_once: bool = True
    """A plan that is there is left as it is."""
    open_before_sending: bool = True
    """What a worker takes is no longer planned, from before its first byte."""
    planned_again_if_not_sent: bool = True
    """It is planned again only when nothing of it has left."""
    nothing_after_the_lease: bool = True
    """A worker that stood still sends nothing when it goes on."""
    changes_carry_the_fence: bool = True
    """Who lost the lease changes nothing."""
    window_is_kept: bool = True
    """Past the window nothing is asked again; it is read back."""
    no_is_late: bool = True
    """Reading back believes a "no" only when nothing can be on its way."""
    cancelled_while_planned: bool = True
    """What may be on its way cannot be cancelled."""
    handled_afterwards: bool = True
    """It is noted as handled once the handler has returned."""
    handled_with_the_fence: bool = True
    """What has changed meanwhile is handed over again."""


class World(NamedTuple):
    """Everything that matters at one moment."""

    user: str = "start"
    order: str = ""
    row: str = ""
    holder: int = NOBODY
    opened: int = 0
    first: int = 0
    last: int = 0
    workers: tuple[str, str] = ("idle", "idle")
    net: tuple[tuple[int, int], ...] = ()
    acted: int = -1
    """When the service last acted under the reference."""
    moved: int = 0
    paid: int = 0
    """The user paid another way, once told that it was cancelled or not done."""
    handler: str = ""
    """The end that it is being given."""
    heard: str = ""
    """The end that it was given last."""
    handled: bool = False
    tick: int = 0
    crashes: int = 1
    reruns: int = 1

    def working(self, who: int, state: str) -> World:
        """One of the workers has come so far."""
        return self._replace(workers=(state, self.workers[1]) if who == 0 else (self.workers[0], state))

    def ended(self, row: str) -> World:
        """It ended, so a handler is to hear of it."""
        return self._replace(row=row, holder=NOBODY, handled=False)

    @property
    def is_bad(self) -> bool:
        """Paid twice, paid without an order, or told as done when it is not."""
        without_order = self.order == "rolled back" and self.moved > 0
        return self.moved + self.paid > 1 or without_order or (self.heard == "done" and not self.moved)

    @property
    def is_bad_end(self) -> bool:
        """Nothing more will happen, and it was not paid, or the handler did not hear the end."""
        if self.order != "committed" or self.row not in {"", "done", "not done"}:
            return False
        return self.moved + self.paid != 1 or self.heard != self.row


def _user(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    planned = world if world.row and rules.planned_once else world._replace(row="planned", holder=NOBODY)
    match world.user:
        case "start":
            early = world if rules.not_before_the_order else planned
            yield "the user's transaction begins", early._replace(user="within")
        case "within":
            with_it = rules.not_before_the_order and rules.not_after_the_order
            after = planned if with_it else world
            state = "end" if rules.not_after_the_order else "to plan"
            yield "order and plan are committed", after._replace(user=state, order="committed")
            if not world.order:
                yield "the transaction is rolled back", world._replace(user="end", order="rolled back")
        case "to plan":
            yield "the plan is written down", planned._replace(user="end")
            if world.crashes:
                yield "the user's process is killed for good", world._replace(user="end", crashes=0, reruns=0)
        case _:
            if world.order == "committed" and world.reruns:
                yield "the order is handled once more", world._replace(user="start", reruns=0)


def _worker(world: World, rules: Rules, who: int) -> Iterator[tuple[str, World]]:
    holds = world.holder == who or not rules.changes_carry_the_fence
    match world.workers[who]:
        case "idle":
            if who == 0 or world.workers[0] != "idle":  # they are alike: the second one comes when the first is at work
                yield from _takes(world, rules, who)
        case "opened":
            in_time = world.holder == who and world.tick == world.opened
            if in_time or not rules.nothing_after_the_lease:
                yield f"worker {who} sends", _send(world, who).working(who, "waits")
            back = world._replace(row="planned", holder=NOBODY) if holds and world.row == "open" else world
            yield f"worker {who} cannot send", back.working(who, "idle")
        case "waits":
            row = "open" if rules.planned_again_if_not_sent or world.row != "open" else "planned"
            left = world._replace(row=row, holder=NOBODY) if holds and world.row == "open" else world
            yield f"worker {who} gives up", left.working(who, "idle")
        case state:
            closed = world.ended(state) if holds and world.row in {"open", "planned"} else world
            paid = 1 if closed.row == "not done" else world.paid
            yield f"worker {who} writes down {state}", closed._replace(paid=paid).working(who, "idle")
    if world.workers[who] != "idle" and world.crashes:
        yield f"worker {who} is killed", world._replace(crashes=0).working(who, "idle")


def _takes(world: World, rules: Rules, who: int) -> Iterator[tuple[str, World]]:
    is_free = world.holder == NOBODY or world.tick > world.opened or world.tick == LAST_TICK
    if not is_free:
        return
    held = world._replace(holder=who, opened=world.tick)
    if world.row == "planned":
        row = "open" if rules.open_before_sending else "planned"
        taken = held._replace(row=row, first=world.tick, last=world.tick)
        yield f"worker {who} takes the plan", taken.working(who, "opened")
    elif world.row == "open":
        if world.tick - world.first < KEPT or not rules.window_is_kept:
            yield f"worker {who} asks again", _send(held, who).working(who, "waits")
            return
        if world.moved:
            yield f"worker {who} reads back that it is done", held.working(who, "done")
        elif world.tick - world.last >= LATE or not rules.no_is_late:
            yield f"worker {who} reads back that it is not done", held.working(who, "not done")
        if world.tick - world.last >= LATE:
            yield f"worker {who} cannot tell by reading back", held.working(who, "undecided")


def _send(world: World, who: int) -> World:
    return world._replace(net=tuple(sorted({*world.net, (who, world.tick)})), last=world.tick)


def _arrivals(world: World) -> Iterator[tuple[str, World]]:
    for place, (who, sent) in enumerate(world.net):
        rest = world._replace(net=world.net[:place] + world.net[place + 1 :])
        yield f"what worker {who} sent at {sent} is lost", rest
        if world.tick - sent > 1:
            continue
        remembers = world.acted >= 0 and world.tick - world.acted <= KEPT
        after = rest if remembers else rest._replace(acted=world.tick, moved=world.moved + 1)
        yield f"what worker {who} sent at {sent} arrives, the answer is lost", after
        if world.workers[who] == "waits":
            yield f"what worker {who} sent at {sent} arrives", after.working(who, "done")


def _person(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    cancellable = {"planned"} if rules.cancelled_while_planned else {"planned", "open"}
    is_held = world.holder != NOBODY and world.tick == world.opened
    if world.row in cancellable and world.order == "committed" and not is_held:
        yield "cancelled, and paid another way", world._replace(row="cancelled", holder=NOBODY, paid=1)
    if world.row == "undecided" and not world.net:
        found = world.ended("done" if world.moved else "not done")
        yield f"a person resolves it as {found.row}", found._replace(paid=0 if world.moved else 1)


def _handler(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    if world.handler:
        is_same = world.handler == world.row or not rules.handled_with_the_fence
        heard = world._replace(handler="", heard=world.handler, handled=world.handled or is_same)
        yield f"the handler has heard that it is {world.handler}", heard
        if world.crashes:
            yield "the handler is killed", world._replace(handler="", crashes=0)
    elif world.row in {"done", "not done", "undecided"} and not world.handled:
        yield "the handler is called", world._replace(handler=world.row, handled=not rules.handled_afterwards)


def _steps(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    for who in (0, 1):
        yield from _worker(world, rules, who)
    for steps in (_user, _person, _handler):
        yield from steps(world, rules)
    yield from _arrivals(world)
    if world.tick < LAST_TICK:
        yield "six minutes pass", world._replace(tick=world.tick + 1)


def search(rules: Rules) -> Found:
    """The shortest way to a bad end, if there is one, and how many states were seen."""
    return shortest(World(), lambda world: _steps(world, rules))


if __name__ == "__main__":
    sys.exit(report(Rules, search))
