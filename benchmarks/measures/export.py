"""How much faster pages come when several are asked for at once."""

from typing import Final

from benchmarks import fresh, server
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

_PAGES, _LATENCY, _IN_FLIGHT = 100, 0.05, 8
_SIZES: Final = (100, 500)
_METHOD: Final = f"""\
A statement of {_PAGES} pages from a server that takes {_LATENCY * 1_000:.0f} ms to answer, written to a CSV file by a
client that is logged in, one page after the other and with {_IN_FLIGHT} in flight: seconds, how many times faster, and
thousands of entries in a second of CPU time. Pages of 100 entries are the largest that a card's statement has, pages of
500 the largest of an account's. The larger the page, the more of the time goes to receiving, parsing and writing it,
all on one core, which bounds the gain."""


def measure(plan: Plan) -> Section:
    """Read with and without prefetching, in turn."""
    columns = [
        "one by one, s",
        f"{_IN_FLIGHT} in flight, s",
        "CPU among them, s",
        "thousands a CPU second",
        "times faster",
    ]
    section = Section("export", "Export of a statement", _METHOD, columns)
    with server.running(latency=_LATENCY) as base_url:

        def probe(size: str) -> tuple[float, float, float]:
            slow, fast = (fresh.probe("export", base_url, _PAGES, size, in_flight) for in_flight in (1, _IN_FLIGHT))
            return slow["wall"], fast["wall"], fast["cpu"]

        samples, failures = take_turns(map(str, _SIZES), plan.rounds, probe)
    section.omissions += [f"Pages of {size} entries: {failure}" for size, failure in failures.items()]
    gains = {}
    for size, measured in samples.items():
        slow, fast, cpu = zip(*measured, strict=True)
        gains[size] = Figure.of_ratios(slow, fast)
        section.add(
            f"pages of {size} entries", [Figure(slow), Figure(fast), Figure(cpu), _rate(size, cpu), gains[size]]
        )
    section.targets = [
        Target(f"pages of {size} entries, times faster", gains.get(str(size)), 6.0, at_least=True) for size in _SIZES
    ]
    return section


def _rate(size: str, cpu: tuple[float, ...]) -> Figure:
    return Figure(tuple(_PAGES * int(size) / seconds / 1_000 for seconds in cpu))
