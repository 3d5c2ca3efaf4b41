"""CPU per call of every contender, in multiples of the floor client."""

from collections.abc import Sequence
from typing import Final

from benchmarks import fresh, server
from benchmarks.contenders import CONTENDERS, FLOOR, OURS
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

Levels = list[dict[str, float]]
"""What the probe found for one contender, a dict for each level."""

LEVELS: Final = (1, 10, 100)
_LIMITS: Final = {1: 6.0, 100: 12.0}
_METHOD: Final = """\
GET of one card (1.4 KB of JSON), decoded to what the client gives its users. User and system CPU time of the client
process per call, in multiples of a client that is a bare `asyncio.Protocol` with httptools and a msgspec Struct.
That unit is measured right before each turn of a contender; its own row shows what such a comparison is worth.

Every client is on asyncio's own event loop with the garbage collector as it comes; httpx may keep 100 idle
connections instead of its default of 20, the SDKs keep their own settings.

The last columns are absolute, at 100 in flight: CPU time in µs per call of the client and of the server, and the part
of the time that the server was busy. It runs on another core, and waiting for it is no CPU time of the client."""


def measure(plan: Plan) -> Section:
    """Let the contenders take turns at one server."""
    with server.running() as base_url:

        def probe(key: str) -> tuple[Levels, Levels]:
            unit, contender = (
                fresh.probe("card_calls", each, base_url, plan.seconds, *LEVELS, generated=plan.generated)
                for each in (FLOOR, key)
            )
            return unit, contender

        rounds, failures = take_turns(CONTENDERS, plan.rounds, probe)

    columns = [*(f"{level} in flight" for level in LEVELS), "client µs", "server µs", "server busy, %"]
    section = Section("card_calls", "CPU per call", _METHOD, columns)
    ratios: dict[str, list[Figure]] = {}
    for key, pairs in rounds.items():
        units, measured = zip(*pairs, strict=True)
        ratios[key] = [
            Figure.of_ratios(_quotients(measured, level, "cpu", "calls"), _quotients(units, level, "cpu", "calls"))
            for level in range(len(LEVELS))
        ]
        absolute = [
            Figure.scaled(_quotients(measured, -1, "cpu", "calls"), 1e6),
            Figure.scaled(_quotients(measured, -1, "server_cpu", "calls"), 1e6),
            Figure.scaled(_quotients(measured, -1, "server_cpu", "wall"), 100),
        ]
        section.add(CONTENDERS[key].label, [*ratios[key], *absolute])
    section.omissions += [f"{CONTENDERS[key].label}: {failure}" for key, failure in failures.items()]
    ours = dict(zip(LEVELS, ratios.get(OURS, []), strict=False))
    section.targets = [
        Target(f"CPU per call at {level} in flight, in multiples of the floor", ours.get(level), limit)
        for level, limit in _LIMITS.items()
    ]
    return section


def _quotients(rounds: Sequence[Levels], level: int, what: str, per: str) -> list[float]:
    """One quantity of one level by another, round by round."""
    return [results[level][what] / results[level][per] for results in rounds]
