"""The journal's rules, searched exhaustively in a small model: with all of them no payment is doubled or wrongly told.

One payment under one reference: a caller, a settler, the network, a service that forgets references, an account that
empties and is filled, and a user who pays another way once told "no". Every order of events is tried. Bad is money
that moved twice in all, or a "yes" without any. It prints, for each rule that is left out, the shortest way to
such an end (`python -m scripts.proofs.intent_model`).

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
LAST_TICK: Final = 5
LATE: Final = 2
"""Ticks after which nothing that was sent can be on its way."""


@frozen
class Rules:
    """What holds. Each can be left out."""

    open_before_sending: bool = True
    """The intent is committed before the first byte."""
    lost_commit_is_unknown: bool = True
    """A commit whose confirmation was lost is told as unknown."""
    no_is_written_first: bool = True
    """A "no" is told only once it stands in the journal."""
    nothing_after_the_lease: bool = True
    """A process that stood still sends nothing when it goes on."""
    close_carries_the_fence: bool = True
    """Who lost the lease closes nothing."""
    window_is_kept: bool = True
    """Past the window nothing is asked again; it is read back."""
    no_is_late: bool = True
    """Settling believes a "no" only when nothing can be on its way."""
    late_from_the_last: bool = True
    """And counts from the last sending that nobody answered, a settler's included."""
    late_when_asked: bool = True
    """And by the time at which it asked, not at which it judges."""


class World(NamedTuple):
    """Everything that matters at one moment."""

    caller: str = "start"
    told: str = ""
    row: str = ""
    holder: str = ""
    opened: int = 0
    last: int = 0
    settler: str = "idle"
    asked: int = 0
    net: tuple[tuple[str, int], ...] = ()
    acted: int = -1
    """When the service last acted under the reference."""
    moved: int = 0
    paid: int = 0
    """The user paid another way."""
    funds: bool = True
    tick: int = 0
    restarts: int = 1
    asks: int = 2
    """How often the settler may still ask."""

    def tell(self, what: str) -> World:
        """The caller is told; whoever is told "no" pays another way, once."""
        return self._replace(told=what, paid=1 if what == "no" else self.paid)

    @property
    def is_bad(self) -> bool:
        """Paid twice, or a "yes" that is none."""
        return self.moved + self.paid > 1 or (self.told == "yes" and not self.moved)

    @property
    def is_bad_end(self) -> bool:
        """None: what is open is settled later than is looked at here."""
        return False


def _send(world: World, who: str) -> World:
    return world._replace(net=tuple(sorted((*world.net, (who, world.tick)))))


def _caller(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    opened = world._replace(row="open", holder="caller", opened=world.tick, last=world.tick)
    match world.caller:
        case "start" if rules.open_before_sending:
            yield "the intent is committed", opened._replace(caller="opened")
            told = "unknown" if rules.lost_commit_is_unknown else "no"
            yield f"committed, the confirmation is lost, told {told}", opened._replace(caller="end").tell(told)
        case "start":
            yield "bytes leave, nothing is written down", _send(world, "caller")._replace(caller="waits")
        case "opened":
            in_time = world.tick == world.opened or not rules.nothing_after_the_lease
            if in_time:
                yield "bytes leave", _send(world, "caller")._replace(caller="waits")
                yield "it cannot be sent", world._replace(caller="no")
            else:
                yield "the lease has ended: nothing is sent", world._replace(caller="end").tell("unknown")
            yield "the caller is killed", world._replace(caller="end")
        case "waits":
            yield "the caller gives up, told unknown", world._replace(caller="end").tell("unknown")
            yield "the caller is killed", world._replace(caller="end")
        case "no":
            yield from _closes_no(world, rules)
        case "yes":
            ended = world._replace(caller="end").tell("yes")
            yield "told yes, before it is written down", ended
            if world.row in {"open", ""}:
                yield "done is written down, told yes", ended._replace(row="done", holder="")
        case _:
            if world.told in {"", "unknown"} and not world.row and world.restarts:
                yield "asked again by another process", world._replace(caller="start", restarts=0)


def _closes_no(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    ended = world._replace(caller="end")
    holds = world.holder == "caller" or not rules.close_carries_the_fence
    if holds or not world.row:
        yield "not done is written down, told no", ended._replace(row="not done", holder="").tell("no")
    else:
        yield "somebody else holds it, told unknown", ended.tell("unknown")
    told = "unknown" if rules.no_is_written_first else "no"
    yield f"it cannot be written down, told {told}", ended.tell(told)


def _arrivals(world: World) -> Iterator[tuple[str, World]]:
    for place, (who, sent) in enumerate(world.net):
        rest = world._replace(net=world.net[:place] + world.net[place + 1 :])
        yield f"what the {who} sent at {sent} is lost", rest
        if world.tick - sent > 1:
            continue
        remembers = world.acted >= 0 and world.tick - world.acted <= KEPT
        if remembers:
            answer, after = "yes", rest
        elif world.funds:
            answer, after = "yes", rest._replace(acted=world.tick, moved=world.moved + 1)
        else:
            answer, after = "no", rest
        what = f"what the {who} sent at {sent} arrives: {answer}"
        yield f"{what}, the answer is lost", after
        if who == "caller" and world.caller == "waits":
            yield what, after._replace(caller=answer)
        if who == "settler" and world.settler == "waits" and sent == world.asked:
            yield what, after._replace(settler=answer)


def _settler(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    match world.settler:
        case "idle" if world.row == "open" and world.tick > world.opened and world.holder in {"caller", "nobody"}:
            # Asking costs a moment of its own: the lease of whoever came before has ended.
            held = world._replace(holder="settler", asked=world.tick, asks=world.asks - 1)
            if not world.asks:
                return
            if world.tick - world.opened < KEPT or not rules.window_is_kept:
                yield "the settler asks again", _send(held, "settler")._replace(settler="waits")
            else:
                yield "the settler reads back", held._replace(settler="yes" if world.moved else "no")
        case "waits":
            last = world.tick if rules.late_from_the_last else world.last
            yield "the settler gives up", world._replace(settler="idle", holder="nobody", last=last)
        case "yes":
            yield "the settler writes down done", world._replace(settler="idle", row="done", holder="")
        case "no":
            at = world.asked if rules.late_when_asked else world.tick
            if at - world.last >= LATE or not rules.no_is_late:
                closed = world._replace(settler="idle", row="not done", holder="")
                yield "the settler writes down not done, told no", closed.tell("no")
            else:
                yield "the settler leaves it open", world._replace(settler="idle", holder="nobody")


def _nature(world: World) -> Iterator[tuple[str, World]]:
    if world.tick < LAST_TICK:
        yield "six minutes pass", world._replace(tick=world.tick + 1)
    if world.net:  # else nobody would see it
        yield f"the account {'empties' if world.funds else 'is filled'}", world._replace(funds=not world.funds)


def _steps(world: World, rules: Rules) -> Iterator[tuple[str, World]]:
    yield from _caller(world, rules)
    yield from _arrivals(world)
    yield from _settler(world, rules)
    yield from _nature(world)


def search(rules: Rules) -> Found:
    """The shortest way to a bad end, if there is one, and how many states were seen."""
    return shortest(World(), lambda world: _steps(world, rules))


if __name__ == "__main__":
    sys.exit(report(Rules, search))
