"""What holding the tokens of many identities costs."""

from benchmarks import fresh
from benchmarks.figures import Figure
from benchmarks.measures import Plan, take_turns
from benchmarks.report import Section, Target

_METHOD = """\
{identities:,} identities in the cache, each with a token of about 200 characters: what tracemalloc finds kept for each,
everything included, in bytes; and the time of one hit, which no call goes without, in µs."""


def measure(plan: Plan) -> Section:
    """Fill a cache in fresh processes."""
    section = Section(
        "tokens", "Tokens", _METHOD.format(identities=plan.identities), ["bytes per identity", "µs per hit"]
    )
    samples, failures = take_turns(["ours"], plan.rounds, lambda _: fresh.probe("tokens", plan.identities))
    section.omissions += failures.values()
    hit = None
    for measured in samples.values():
        kept, hit = (Figure(tuple(sample[what] for sample in measured)) for what in ("bytes", "hit"))
        section.add("**weavr_async**", [kept, hit])
    section.targets = [Target("token hit, µs", hit, 0.5)]
    return section
