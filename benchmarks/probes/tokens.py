"""Fetch the tokens of many identities, then ask for one again and again.

Prints the bytes that each cached identity keeps, and the microseconds of a hit. Arguments: the number of identities.
"""

import asyncio
import gc
import json
import sys
import timeit
import tracemalloc
from typing import Final

from benchmarks.payloads import TOKEN
from weavr_async.tokens import Token, TokenManager
from weavr_async.values.identities import Identity
from weavr_async.values.settings import TokenSettings

_HITS: Final = 10_000


class DistinctTokens:
    """Gives every identity a token of its own, at once."""

    async def mint(self, identity: Identity, /) -> Token:
        """As long as a JSON Web Token usually is."""
        return Token(f"{TOKEN}{identity.id}")


async def main(identities: int) -> dict[str, float]:
    """Fill the cache, then hit it."""
    settings = TokenSettings(max_cached=identities)
    manager = TokenManager(DistinctTokens(), settings, base_url="http://127.0.0.1", api_key_fingerprint="benchmark")
    deadline = asyncio.get_running_loop().time() + 600
    await manager.get(Identity.corporate("1"), deadline=deadline)  # what is made once is not counted
    gc.collect()
    tracemalloc.start()
    for number in range(2, identities + 2):
        await manager.get(Identity.corporate(str(number)), deadline=deadline)
    gc.collect()
    kept = tracemalloc.get_traced_memory()[0] / identities
    tracemalloc.stop()

    identity = Identity.corporate(str(identities // 2))
    if manager.cache.peek(identity, manager.clock()) is None:
        raise AssertionError("the identity's token is not in the cache")
    hit = timeit.Timer(
        "peek(identity, clock())", globals={"peek": manager.cache.peek, "clock": manager.clock, "identity": identity}
    )
    seconds = min(hit.repeat(repeat=50, number=_HITS))  # what is above the least is other work of the machine
    await manager.aclose()
    return {"bytes": kept, "hit": seconds / _HITS * 1e6}


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(int(sys.argv[1])))))
