"""Whether a statement of any length is read in the same memory."""

from benchmarks import fresh, server
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

_WAYS = {
    "read": "**weavr_async**, read",
    "export": "**weavr_async**, exported as CSV to a sink",
    "file": "**weavr_async**, exported as CSV to a file",
}
_METHOD = """\
A statement of {entries:,} entries in pages of 500, gone through once, nothing kept: read through the iterator with four
pages in flight, and exported with eight, to a sink that drops it and to a file. The resident set in MB after a tenth
and at the end, and the seconds that it took."""


def measure(plan: Plan) -> Section:
    """Go through it once: what grows with the entries shows in a single reading."""
    columns = ["MB after a tenth", "MB at the end", "seconds"]
    section = Section("long_statement", "A long statement", _METHOD.format(entries=plan.entries), columns)
    with server.running() as base_url:

        def probe(way: str) -> dict[str, float]:
            found: dict[str, float] = fresh.probe("long_statement", base_url, plan.entries, way)
            return found

        samples, failures = take_turns(_WAYS, 1, probe)
    section.omissions += failures.values()
    for way, measured in samples.items():
        early, late, seconds = (Figure((measured[0][what],)) for what in ("early", "late", "seconds"))
        growth = Figure.of_ratios(late.samples, early.samples)
        section.add(_WAYS[way], [early, late, seconds])
        section.targets.append(Target(f"{way}: memory at the end, in multiples of that after a tenth", growth, 1.1))
    return section
