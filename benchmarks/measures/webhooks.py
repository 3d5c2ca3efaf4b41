"""What a service pays for a webhook that comes in."""

from typing import Final

from benchmarks import fresh, instructions
from benchmarks.figures import Figure
from benchmarks.measures import Plan
from benchmarks.report import Section

_TIMED: Final = 2_000
_METHOD: Final = """\
A signed delivery about a transfer (0.4 KB) that is verified and read: thousands of user-space instructions as counted
by {by}, the difference between {many} times and {few}, and µs of CPU time, the mean of {timed:,} times in every
round."""


def measure(plan: Plan) -> Section:
    """Count once, for a count repeats to a few per mille; time in every round."""
    by, count = instructions.counter()
    few, many = plan.calls, 3 * plan.calls
    method = _METHOD.format(by=by, few=few, many=many, timed=_TIMED)
    section = Section("webhooks", "Webhooks", method, ["thousands of instructions", "CPU µs"])
    timed = tuple(fresh.probe("webhooks", _TIMED) for _ in range(plan.rounds))
    fewer, more = (count(fresh.command("webhooks", times), None) for times in (few, many))
    counted = Figure(((more - fewer) / (many - few) / 1_000,))
    section.add("a webhook about a transfer, verified and read", [counted, Figure(timed)])
    return section
