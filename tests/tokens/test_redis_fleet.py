"""Real processes that share a real Redis."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from tests.properties import examples
from weavr_async.stores import RedisStore
from weavr_async.tokens import Token
from weavr_async.tokens.shared import SharedTokens
from weavr_async.values.identities import Identity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from redis import Redis

    from tests.stores.redis_server import RedisServer

WORKER = Path(__file__).with_name("fleet_worker.py")
KEY = Fernet.generate_key().decode()
IDENTITIES = examples(1000)
PROCESSES = 5


@contextmanager
def worker(
    server: RedisServer, *, lease: float, identities: int, hang: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """A process that waits for the word to begin."""
    arguments = [server.url, KEY, str(lease), str(identities), *(["hang"] if hang else [])]
    with subprocess.Popen(
        [sys.executable, str(WORKER), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str]) -> str:
    """The next line of the process."""
    assert process.stdout is not None
    return process.stdout.readline().strip()


def begin(process: subprocess.Popen[str]) -> None:
    """Give the word."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def test_five_processes_mint_once_for_each_of_many_identities(redis_server: RedisServer) -> None:
    """And each identity has the same token in all of them."""
    with (
        worker(redis_server, lease=60, identities=IDENTITIES) as one,
        worker(redis_server, lease=60, identities=IDENTITIES) as two,
        worker(redis_server, lease=60, identities=IDENTITIES) as three,
        worker(redis_server, lease=60, identities=IDENTITIES) as four,
        worker(redis_server, lease=60, identities=IDENTITIES) as five,
    ):
        fleet = (one, two, three, four, five)
        assert {said(process) for process in fleet} == {"ready"}
        for process in fleet:
            begin(process)
        reports = [json.loads(said(process)) for process in fleet]
    assert len(reports) == PROCESSES
    assert sum(report["mints"] for report in reports) == IDENTITIES
    assert all(report["tokens"] == reports[0]["tokens"] for report in reports)
    assert len(set(reports[0]["tokens"].values())) == IDENTITIES
    assert sum(report["mints"] > 0 for report in reports) > 1, "the work was shared, too"


@pytest.mark.asyncio
async def test_others_take_over_when_the_owner_of_a_lease_is_killed(redis_server: RedisServer, raw: Redis) -> None:
    """Its lease ends by itself."""
    mints = 0

    async def mint() -> Token:
        nonlocal mints
        mints += 1
        return Token("ours")

    with worker(redis_server, lease=1, identities=1, hang=True) as owner:
        assert await asyncio.to_thread(said, owner) == "ready"
        begin(owner)
        assert await asyncio.to_thread(said, owner) == "minting"
        owner.kill()
        owner.wait()
        assert len(raw.keys("*:lease")) == 1
        async with RedisStore(redis_server.url, encryption_keys=[KEY], timeout=5) as store:
            tokens = SharedTokens(
                store, base_url="https://weavr.test", api_key_fingerprint="0123456789ab", idle=270, lease=10
            )
            shared = await tokens.obtain(Identity.corporate("0"), mint)
    assert shared.token.value.reveal() == "ours"
    assert mints == 1
    assert len(raw.keys("*:token")) == 1, "it was minted under a lease of its own"
