"""What a page of a statement costs to decode, and how much of it stays."""

from typing import Final

from benchmarks import fresh, instructions
from benchmarks.decoders import DECODERS, OURS, UNIT
from benchmarks.figures import Figure
from benchmarks.measures import Plan
from benchmarks.payloads import PAGE_ENTRIES
from benchmarks.report import Section, Target

_METHOD: Final = """\
A page of 500 entries (476 KB of JSON), from bytes to objects. User-space instructions per page as counted by {by}, in
multiples of `json.loads` of the same bytes: the difference between decoding it {many} times and once, so that the start
of the process is left out. A count repeats to a few per mille, so it is taken once. The last column is what tracemalloc
finds kept per entry, in bytes."""


def measure(plan: Plan) -> Section:
    """Count the instructions of each decoder, and the bytes it keeps."""
    by, count = instructions.counter()
    columns = ["multiple of json", "thousands per entry", "bytes per entry"]
    section = Section("decoding", "Decoding a statement page", _METHOD.format(by=by, many=plan.pages + 1), columns)
    section.plotted = ("multiple of json",)
    costs: dict[str, tuple[float, float]] = {}
    for key, decoder in DECODERS.items():
        try:
            # First, because it also leaves the compiled modules on disk, which the counts must not contain.
            kept = fresh.probe("decode", key, 1, "memory", generated=plan.generated)
            few, many = (
                count(fresh.command("decode", key, repeats), plan.generated) for repeats in (1, plan.pages + 1)
            )
        except fresh.ProbeError as failure:
            section.omissions.append(f"{decoder.label}: {failure}")
        else:
            costs[key] = (many - few) / plan.pages, kept
    for key, (cost, kept) in costs.items():
        figures = [cost / costs[UNIT][0], cost / PAGE_ENTRIES / 1_000, kept]
        section.add(DECODERS[key].label, [Figure((figure,)) for figure in figures])
    ours = [Figure((costs[OURS][0] / costs[UNIT][0],)), Figure((costs[OURS][1],))] if OURS in costs else [None, None]
    section.targets = [
        Target("statement page to attrs objects, in multiples of `json.loads`", ours[0], 1.4),
        Target("bytes kept per entry", ours[1], 2_400),
    ]
    return section
