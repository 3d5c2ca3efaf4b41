"""What `import weavr_async` costs a starting process, beside its engine and its peers."""

from typing import Final

from benchmarks import fresh
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

_OURS: Final = "weavr_async"
_CLIENT: Final = "weavr_async.client"
_ENGINE: Final = "aiohttp, attrs"
_AIOHTTP: Final = "aiohttp"
_IMPORTS: Final = (_OURS, _CLIENT, _ENGINE, "httpx", _AIOHTTP, "httpx2", "stripe", "lithic")
_ALLOWANCE_MS: Final = 30.0
_MOST_OF_AIOHTTP: Final = 120 / 214
_TRIES: Final = 4
_METHOD: Final = """\
Import into a bare interpreter, compiled modules on disk: CPU time in ms, and growth of the resident set in MB; the
least of {tries} fresh processes in every round, for whatever else the machine does only adds to it. A name of
`weavr_async` is loaded when it is first asked for: `weavr_async.client` is what `BackOffice` loads."""


def measure(plan: Plan) -> Section:
    """Import each in fresh processes, in turn."""

    def probe(modules: str) -> list[float]:
        results: list[list[float]] = [fresh.probe("imports", *modules.split(", ")) for _ in range(_TRIES)]
        return [min(column) for column in zip(*results, strict=True)]

    take_turns(_IMPORTS, 1, probe)  # compiles the modules, and warms the disk's cache
    samples, failures = take_turns(_IMPORTS, plan.rounds, probe)
    section = Section("imports", "Import", _METHOD.format(tries=_TRIES), ["CPU ms", "MB"])
    section.plotted = ("CPU ms",)
    costs: dict[str, Figure] = {}
    for modules, measured in samples.items():
        costs[modules], memory = (Figure(tuple(column)) for column in zip(*measured, strict=True))
        section.add(f"`import {modules}`", [costs[modules], memory])
    section.omissions += [f"`import {modules}`: {failure}" for modules, failure in failures.items()]
    limit = costs[_ENGINE].median + _ALLOWANCE_MS
    section.targets = [
        Target("import of the client, in ms: at most the engine and attrs, and 30", costs.get(_CLIENT), limit)
    ]
    for name, ours in (("import", _OURS), ("import of the client", _CLIENT)):
        if ours in costs and _AIOHTTP in costs:
            ratio = Figure.of_ratios(costs[ours].samples, costs[_AIOHTTP].samples)
            section.targets.append(Target(f"{name}, in multiples of aiohttp's", ratio, _MOST_OF_AIOHTTP))
    return section
