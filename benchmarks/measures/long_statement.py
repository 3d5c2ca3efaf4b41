"""Whether a statement of any length is read in the same memory."""

from benchmarks import fresh, server
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

_METHOD = """\
A statement of {entries:,} entries, read once through the iterator in pages of 500, four in flight, nothing kept: the
resident set in MB after a tenth of the entries and after all of them, and the seconds that it took."""


def measure(plan: Plan) -> Section:
    """Read it once: what grows with the entries shows in a single reading."""
    columns = ["MB after a tenth", "MB at the end", "seconds"]
    section = Section("long_statement", "A long statement", _METHOD.format(entries=plan.entries), columns)
    with server.running() as base_url:
        samples, failures = take_turns(["ours"], 1, lambda _: fresh.probe("long_statement", base_url, plan.entries))
    section.omissions += failures.values()
    growth = None
    for measured in samples.values():
        early, late, seconds = (Figure((measured[0][what],)) for what in ("early", "late", "seconds"))
        growth = Figure.of_ratios(late.samples, early.samples)
        section.add("**weavr_async**", [early, late, seconds])
    section.targets = [Target("memory at the end, in multiples of that after a tenth", growth, 1.1)]
    return section
