"""User-space instructions per call of every contender: what no neighbour of the machine disturbs."""

from typing import Final

from benchmarks import fresh, instructions, server
from benchmarks.contenders import CONTENDERS, FLOOR
from benchmarks.figures import Figure
from benchmarks.measures import Plan
from benchmarks.report import Section

_METHOD: Final = """\
The same calls, one in flight, in user-space instructions as counted by {by}: the difference between making {many} calls
and making {few}. What the kernel does is not in it, of which the floor has the largest share: so the multiples are
larger than those of CPU time. A count repeats to a few per mille, so it is taken once."""


def measure(plan: Plan) -> Section:
    """Count for each contender in turn."""
    by, count = instructions.counter()
    few, many = plan.calls, 3 * plan.calls
    method = _METHOD.format(by=by, few=few, many=many)
    columns = ["multiple of the floor", "thousands"]
    section = Section("card_instructions", "Instructions per call", method, columns, plotted=("thousands",))
    costs: dict[str, float] = {}
    with server.running() as base_url:
        for key, contender in CONTENDERS.items():
            try:
                fewer, more = (
                    count(fresh.command("counted_calls", key, base_url, calls), plan.generated) for calls in (few, many)
                )
            except fresh.ProbeError as failure:
                section.omissions.append(f"{contender.label}: {failure}")
            else:
                costs[key] = (more - fewer) / (many - few)
    if FLOOR not in costs:
        return section
    for key, cost in costs.items():
        section.add(CONTENDERS[key].label, [Figure((cost / costs[FLOOR],)), Figure((cost / 1_000,))])
    return section
