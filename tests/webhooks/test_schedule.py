"""Over the sender's whole schedule each event is handled once: stamped anew or not, whatever goes wrong."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from weavr_async.stores import MemoryStore, RedisStore, SqlStore
from weavr_async.webhooks import WebhookReceiver, WebhookRejected
from weavr_async.webhooks.testing import sign

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.stores.redis_server import RedisServer
    from weavr_async.stores.protocols import WebhookStore

KEY = "k3y"
START = datetime(2026, 11, 26, tzinfo=UTC)
PAUSES = [10 * 6**number for number in range(5)]
"""Seconds before each resending, as documented: the last one comes about four hours and twenty minutes later."""


class HandlerDied(Exception):
    """What a handler that fails ends in."""


def fail() -> None:
    """End as a handler without its database would."""
    raise HandlerDied


class Sender:
    """Sends each event until it is answered with success, by a clock that stands still between."""

    def __init__(self, *, stamped_anew: bool) -> None:
        self.now = START.timestamp()
        self.stamped_anew = stamped_anew
        self.handled: list[bytes] = []

    def clock(self) -> float:
        """Seconds since the epoch."""
        return self.now

    async def deliver(self, receiver: WebhookReceiver, body: bytes, trouble: list[str]) -> None:
        """Send one event on the whole schedule; `trouble` is what goes wrong at each sending, and then nothing."""
        first = self.now
        for number, pause in enumerate([0, *PAUSES]):
            self.now += pause
            stamp = datetime.fromtimestamp(self.now if self.stamped_anew else first, UTC)
            headers = sign(body, api_key=KEY, call_ref="the-same", published_at=stamp)
            status = await self._send(receiver, headers, body, trouble[number] if number < len(trouble) else "")
            if 200 <= status < 300:
                return
            assert status >= 500, "the sender would not send it again"
        pytest.fail("it was given up")

    async def _send(self, receiver: WebhookReceiver, headers: dict[str, str], body: bytes, trouble: str) -> int:
        try:
            async with receiver.receive("/transfers/watch", headers, body):
                if trouble == "handler failed":
                    fail()
                if trouble == "handler slow":  # the sender gives up waiting, and sends it again meanwhile
                    assert await self._send(receiver, headers, body, "") == 503
                self.handled.append(body)
        except HandlerDied:
            return 500
        except WebhookRejected as rejected:
            return rejected.status
        return 504 if trouble in {"answer lost", "handler slow"} else 204


@asynccontextmanager
async def memory(kind: str, redis: RedisServer, file: Path) -> AsyncIterator[WebhookStore]:
    """A store of each kind."""
    match kind:
        case "memory":
            yield MemoryStore()
        case "Redis":
            store = RedisStore(redis.url, unencrypted=True)
            yield store
            await store.aclose()
        case _:
            sql = SqlStore(f"sqlite:///{file}")
            yield sql
            await sql.aclose()


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["memory", "Redis", "SQL"])
@pytest.mark.parametrize("trouble", ["answer lost", "handler failed", "handler slow"])
async def test_every_event_is_handled_once(kind: str, trouble: str, redis_server: RedisServer, tmp_path: Path) -> None:
    """Two events under one call reference, each delivered up to the last resending."""
    for stamped_anew in (True, False):
        for times in (1, 5):
            bodies = [b'{"a": %d}' % number for number in (times, 10 + times)]
            async with memory(kind, redis_server, tmp_path / f"{stamped_anew}{times}.db") as store:
                sender = Sender(stamped_anew=stamped_anew)
                receiver = WebhookReceiver(KEY, store=store, clock=sender.clock)
                for body in bodies:
                    await sender.deliver(receiver, body, [trouble] * times)
            redis_server.client().flushall()
            assert sender.handled == bodies, (stamped_anew, times)


def test_the_schedule_ends_within_the_tolerance_and_the_memory() -> None:
    """The receiver's defaults follow from it."""
    assert timedelta(seconds=sum(PAUSES)) < timedelta(hours=6)
