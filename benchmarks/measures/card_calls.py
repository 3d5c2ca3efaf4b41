"""CPU per call of every contender, in multiples of the floor client."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import fmean, median
from typing import Final

from benchmarks import fresh, server
from benchmarks.contenders import AIOHTTP, CONTENDERS, FLOOR, OURS
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

Slice = dict[str, float]
"""What the probe found in one slice of time."""
Pairs = list[tuple[Slice, Slice]]
"""Slices of the floor client, each with the slice of the contender that followed it at once."""

LEVELS: Final = (1, 10, 100)
_LIMITS: Final = {1: 6.0, 100: 12.0}
_METHOD: Final = """\
GET of one card (1.4 KB of JSON), decoded to what the client gives its users. User and system CPU time of the client
process per call, in multiples of a client that is a bare `asyncio.Protocol` with httptools and a msgspec Struct.
The two take turns, {slices} slices of {milliseconds:.0f} ms each in every round, so that what disturbs the machine
for longer disturbs both; a round's figure is the ratio of their means. The unit's own row shows what such a comparison
is worth.

Every client is on asyncio's own event loop with the garbage collector as it comes; httpx may keep 100 idle
connections instead of its default of 20, the SDKs keep their own settings.

The last columns are absolute, at 100 in flight: the least CPU time in µs per call, of the client and of the server, in
any slice of a round; and the part of the time that the server was busy. It runs on another core, and waiting for it is
no CPU time of the client."""


def measure(plan: Plan) -> Section:
    """Let the contenders take turns at one server."""
    with server.running() as base_url:

        def probe(key: str) -> list[Pairs]:
            with _asked(FLOOR, base_url, plan) as unit, _asked(key, base_url, plan) as contender:
                return [_pairs(unit, contender, level, plan) for level in LEVELS]

        rounds, failures = take_turns(CONTENDERS, plan.rounds, probe)

    columns = [*(f"{level} in flight" for level in LEVELS), "client µs", "server µs", "server busy, %"]
    method = _METHOD.format(slices=plan.slices, milliseconds=plan.seconds * 1_000)
    section = Section("card_calls", "CPU per call", method, columns, plotted=tuple(columns[: len(LEVELS)]))
    ratios: dict[str, list[Figure]] = {}
    for key, results in rounds.items():
        ratios[key] = [Figure(tuple(map(_ratio, pairs))) for pairs in zip(*results, strict=True)]
        busiest = [[contender for _, contender in pairs] for *_, pairs in results]
        absolute = [
            Figure(tuple(least * 1e6 for least in _least(busiest, "cpu"))),
            Figure(tuple(least * 1e6 for least in _least(busiest, "server_cpu"))),
            Figure(tuple(100 * median(each["server_cpu"] / each["wall"] for each in slices) for slices in busiest)),
        ]
        section.add(CONTENDERS[key].label, [*ratios[key], *absolute])
    section.omissions += [f"{CONTENDERS[key].label}: {failure}" for key, failure in failures.items()]
    ours = dict(zip(LEVELS, ratios.get(OURS, []), strict=False))
    section.targets = [
        Target(f"CPU per call at {level} in flight, in multiples of the floor", ours.get(level), limit)
        for level, limit in _LIMITS.items()
    ]
    by_hand = dict(zip(LEVELS, ratios.get(AIOHTTP, []), strict=False))
    section.targets += [
        Target(f"the same at {level} in flight, in multiples of aiohttp's", _of(ours[level], by_hand[level]), 1.15)
        for level in ours.keys() & by_hand.keys()
    ]
    return section


def _of(figure: Figure, unit: Figure) -> Figure:
    """The ratio of two that were taken against the same floor."""
    return Figure.of_ratios(figure.samples, unit.samples)


Ask = Callable[[int, float], Slice]


@contextmanager
def _asked(key: str, base_url: str, plan: Plan) -> Iterator[Ask]:
    """A contender in a process of its own, warmed up at every level: connections are open, and caches are full."""
    with fresh.dialogue("card_calls", key, base_url, generated=plan.generated) as dialogue:
        for level in LEVELS:
            dialogue.ask(level, plan.seconds)
        yield dialogue.ask


def _pairs(unit: Ask, contender: Ask, level: int, plan: Plan) -> Pairs:
    return [(unit(level, plan.seconds), contender(level, plan.seconds)) for _ in range(plan.slices)]


def _ratio(pairs: Pairs) -> float:
    unit, contender = (fmean(_per_call(each, "cpu") for each in slices) for slices in zip(*pairs, strict=True))
    return contender / unit


def _least(rounds: Sequence[Sequence[Slice]], what: str) -> list[float]:
    return [min(_per_call(each, what) for each in slices) for slices in rounds]


def _per_call(each: Slice, what: str) -> float:
    return each[what] / each["calls"]
