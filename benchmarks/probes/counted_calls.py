"""Make so many calls, one after the other; prints nothing of use, for what counts is how many instructions that took.

Arguments: contender, base URL, number of calls.
"""

import asyncio
import sys

from benchmarks.contenders import CONTENDERS


async def main(key: str, base_url: str, calls: int) -> None:
    """Call."""
    contender = CONTENDERS[key].load()(base_url)
    for _ in range(calls):
        await contender.card_name()
    await contender.aclose()


if __name__ == "__main__":
    _, key, base_url, calls = sys.argv
    asyncio.run(main(key, base_url, int(calls)))
