"""One process of a fleet, run by the tests: gets a token for each of many identities, and says how many it minted.

Arguments: the Redis's URL, a Fernet key, seconds of a lease, how many identities, and ``hang`` to never end a mint.
Says ``ready``, waits for a line on its standard input, and answers with one line of JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys

from weavr_async.stores import RedisStore
from weavr_async.tokens import Token, TokenManager
from weavr_async.values.identities import Identity
from weavr_async.values.settings import TokenSettings


class Source:
    """Mints after a moment, or never."""

    def __init__(self, *, hangs: bool) -> None:
        self.mints = 0
        self._hangs = hangs

    async def mint(self, identity: Identity, /) -> Token:
        """Mint a token that tells who minted it."""
        self.mints += 1
        if self._hangs:
            sys.stdout.write("minting\n")
            sys.stdout.flush()
            await asyncio.sleep(3600)
        await asyncio.sleep(0.01)
        return Token(f"{os.getpid()}-{self.mints}-{identity.id}")


async def work(url: str, key: str, lease: float, identities: int, *, hangs: bool) -> dict[str, object]:
    """Get all tokens, in an order of our own and fifty at a time."""
    source = Source(hangs=hangs)
    # The time limit is far from what a healthy Redis takes, on a machine that is short of cores too.
    async with RedisStore(url, encryption_keys=[key], timeout=5) as store:
        manager = TokenManager(
            source,
            TokenSettings(lease=lease),
            base_url="https://weavr.test",
            api_key_fingerprint="0123456789ab",
            store=store,
        )
        turns = asyncio.Semaphore(50)

        async def token_of(identity: Identity) -> str:
            async with turns:
                held = await manager.get(identity, deadline=asyncio.get_running_loop().time() + 60)
                return held.value.reveal()

        numbers = random.sample(range(identities), identities)
        tokens = await asyncio.gather(*(token_of(Identity.corporate(str(number))) for number in numbers))
        await manager.aclose()
    return {"mints": source.mints, "tokens": dict(zip(map(str, numbers), tokens, strict=True))}


if __name__ == "__main__":
    url, key, lease, identities, *hang = sys.argv[1:]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(json.dumps(asyncio.run(work(url, key, float(lease), int(identities), hangs=hang == ["hang"]))))
