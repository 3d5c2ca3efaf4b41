"""What a service and a test suite pay for often: a webhook that comes in, and a read of the emulator."""

from typing import Final

from benchmarks import fresh, instructions
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section

_ROWS: Final = {
    "webhook": "webhook about a transfer, verified and read",
    "emulator": "emulator, an account read in process",
}
_TIMED: Final = 2_000
_METHOD: Final = """\
A signed delivery about a transfer (0.4 KB) that is verified and read, and a request to the emulator that is handed over
in process: thousands of user-space instructions as counted by {by}, the difference between {many} times and {few}, and
µs of CPU time, the mean of {timed:,} times in every round."""


def measure(plan: Plan) -> Section:
    """Count once, for a count repeats to a few per mille; time in every round."""
    by, count = instructions.counter()
    few, many = plan.calls, 3 * plan.calls
    method = _METHOD.format(by=by, few=few, many=many, timed=_TIMED)
    section = Section("often", "Webhooks and the emulator", method, ["thousands of instructions", "CPU µs"])
    samples, failures = take_turns(_ROWS, plan.rounds, lambda what: fresh.probe("often", what, _TIMED))
    for what, measured in samples.items():
        try:
            fewer, more = (count(fresh.command("often", what, times), None) for times in (few, many))
        except fresh.ProbeError as failure:
            counted = None
            section.omissions.append(f"{_ROWS[what]}: {failure}")
        else:
            counted = Figure(((more - fewer) / (many - few) / 1_000,))
        section.add(_ROWS[what], [counted, Figure(tuple(measured))])
    section.omissions += [f"{_ROWS[what]}: {failure}" for what, failure in failures.items()]
    return section
