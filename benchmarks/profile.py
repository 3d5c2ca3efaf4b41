"""Where the time of a contender's calls goes: `python -m benchmarks.profile [contender] [calls in flight]`.

A profiler makes short functions look dear: read the order, and the calls per call, not the times.
"""

import argparse
import asyncio
import cProfile
import pstats
from typing import Final

from benchmarks import server
from benchmarks.contenders import CONTENDERS, OURS
from benchmarks.probes.card_calls import call_for

_SECONDS: Final = 3.0
_LINES: Final = 40


async def main(key: str, base_url: str, in_flight: int) -> None:
    """Warm up, then profile."""
    contender = CONTENDERS[key].load()(base_url)
    await call_for(_SECONDS / 4, contender, in_flight)
    with cProfile.Profile() as profiler:
        calls = await call_for(_SECONDS, contender, in_flight)
    await contender.aclose()
    print(f"{calls} calls")
    pstats.Stats(profiler).strip_dirs().sort_stats("tottime").print_stats(_LINES)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profile", description=__doc__)
    parser.add_argument("contender", nargs="?", choices=[*CONTENDERS], default=OURS)
    parser.add_argument("in_flight", nargs="?", type=int, default=1)
    options = parser.parse_args()
    with server.running() as url:
        asyncio.run(main(options.contender, url, options.in_flight))
