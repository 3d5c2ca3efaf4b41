"""Every store that comes along keeps what its protocols promise."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from redis.asyncio import Redis as AsyncRedis
from sqlalchemy import create_engine

from weavr_async.stores import FileStore, MemoryStore, RedisStore, SqlStore
from weavr_async.testing.stores import (
    IntentStoreSuite,
    ManifestStoreSuite,
    ManualClock,
    RateStoreSuite,
    Subject,
    TokenStoreSuite,
    WebhookStoreSuite,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from redis import Redis

    from tests.stores.redis_server import RedisServer


KEY = Fernet.generate_key().decode()


EARLIER = """
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key)['ok']
  for _, member in ipairs(kind == 'zset' and redis.call('ZRANGE', key, 0, -1) or {}) do
    redis.call('ZINCRBY', key, -ARGV[1], member)
  end
  if kind == 'hash' and redis.call('HEXISTS', key, 'closed') == 1 then
    redis.call('HINCRBY', key, 'closed', -ARGV[1])
  end
end
"""
"""Times that stand in values, not in what Redis itself expires."""


async def expire_earlier(raw: Redis, seconds: float) -> None:
    """Let time pass for all that is in a Redis."""
    raw.eval(EARLIER, 0, str(int(seconds * 1_000_000)))
    for key in raw.keys("*"):
        raw.pexpire(key, max(int(str(raw.pttl(key))) - int(seconds * 1000), 0))


class InMemory:
    """Stores in memory."""

    @pytest.fixture
    def subject(self) -> Subject[MemoryStore]:
        """An empty store, with a clock of its own."""
        clock = ManualClock()
        return Subject(MemoryStore(clock=clock), clock.advance)


class InFiles:
    """Stores of files."""

    @pytest.fixture
    def subject(self, tmp_path: Path) -> Subject[FileStore]:
        """A store whose folder is still to be made."""
        return Subject(FileStore(tmp_path / "deep" / "bulks"), ManualClock().advance)


class InRedis:
    """Stores in a real Redis."""

    @pytest_asyncio.fixture
    async def subject(self, redis_server: RedisServer, raw: Redis) -> AsyncIterator[Subject[RedisStore]]:
        """An empty store."""
        async with RedisStore(redis_server.url, encryption_keys=[KEY], timeout=5) as store:
            yield Subject(store, partial(expire_earlier, raw))


class InRedisInClear:
    """Stores that do not encrypt, over a client that decodes every reply."""

    @pytest_asyncio.fixture
    async def subject(self, redis_server: RedisServer, raw: Redis) -> AsyncIterator[Subject[RedisStore]]:
        """An empty store."""
        async with (
            AsyncRedis(port=redis_server.port, decode_responses=True) as client,
            RedisStore(client, unencrypted=True, timeout=5) as store,
        ):
            yield Subject(store, partial(expire_earlier, raw))


class InSqlite:
    """Stores in SQLite."""

    @pytest_asyncio.fixture
    async def subject(self, tmp_path: Path) -> AsyncIterator[Subject[SqlStore]]:
        """A store whose file is still to be made."""
        clock = ManualClock()
        engine = create_engine(f"sqlite:///{tmp_path}/weavr.db")
        async with SqlStore(f"sqlite:///{tmp_path}/weavr.db", clock=clock) as store:
            yield Subject(store, clock.advance, engine.begin)
        engine.dispose()


class InPostgres:
    """Stores in a real PostgreSQL."""

    @pytest_asyncio.fixture
    async def subject(self, postgres_url: str) -> AsyncIterator[Subject[SqlStore]]:
        """A store whose tables are still to be made."""
        clock = ManualClock()
        engine = create_engine(postgres_url.replace("postgresql:", "postgresql+psycopg:"))
        async with SqlStore(postgres_url, clock=clock) as store:
            yield Subject(store, clock.advance, engine.begin)
        engine.dispose()


class TestTokensInMemory(InMemory, TokenStoreSuite):
    """Tokens, shared by the clients of one process."""


class TestTokensInRedis(InRedis, TokenStoreSuite):
    """Tokens, shared by a fleet."""


class TestTokensInRedisInClear(InRedisInClear, TokenStoreSuite):
    """Tokens that are not encrypted."""


class TestRatesInMemory(InMemory, RateStoreSuite):
    """Rate limits, shared by the clients of one process."""


class TestRatesInRedis(InRedis, RateStoreSuite):
    """Rate limits, shared by a fleet."""


class TestRatesInRedisInClear(InRedisInClear, RateStoreSuite):
    """The same over a client that decodes every reply."""


class TestWebhooksInMemory(InMemory, WebhookStoreSuite):
    """Deliveries to one process."""


class TestWebhooksInRedis(InRedis, WebhookStoreSuite):
    """Deliveries to a fleet that has a Redis."""


class TestWebhooksInRedisInClear(InRedisInClear, WebhookStoreSuite):
    """Over a client that decodes every reply."""


class TestManifestsInMemory(InMemory, ManifestStoreSuite):
    """Manifests of jobs that need not survive the process."""


class TestManifestsInFiles(InFiles, ManifestStoreSuite):
    """Manifests on a disk."""


class TestWebhooksInSqlite(InSqlite, WebhookStoreSuite):
    """Deliveries to the processes of one machine."""


class TestWebhooksInPostgres(InPostgres, WebhookStoreSuite):
    """Deliveries to a fleet."""


class TestManifestsInSqlite(InSqlite, ManifestStoreSuite):
    """Manifests beside the intents."""


class TestManifestsInPostgres(InPostgres, ManifestStoreSuite):
    """Manifests of jobs that any machine may continue."""


class TestIntentsInMemory(InMemory, IntentStoreSuite):
    """Writes that need not survive the process: for tests."""


class TestIntentsInSqlite(InSqlite, IntentStoreSuite):
    """Writes of one machine."""


class TestIntentsInPostgres(InPostgres, IntentStoreSuite):
    """Writes of a fleet."""
