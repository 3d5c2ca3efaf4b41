"""One client works on one event loop after another; two at once would share what belongs to one."""

from __future__ import annotations

import asyncio
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx
import httpx2
import pytest

from weavr_async import BackOffice, ConfigurationError, Environment, NotSent, Retries

if TYPE_CHECKING:
    from collections.abc import Iterator

NOBODY_LISTENS = Environment.at("http://127.0.0.1:1")


@pytest.fixture(params=["built in", httpx, httpx2], ids=["built in", "httpx", "httpx2"])
def weavr(request: pytest.FixtureRequest) -> Iterator[BackOffice]:
    """A client that reaches nobody: only who refuses is of interest here."""
    mine = None if request.param == "built in" else request.param.AsyncClient()
    client = BackOffice(api_key="k", environment=NOBODY_LISTENS, http_client=mine, retries=Retries(max_attempts=1))
    yield client
    asyncio.run(client.aclose())


async def call(weavr: BackOffice) -> None:
    """A call that goes as far as the network."""
    with pytest.raises(NotSent):
        await weavr.corporate("109876").managed_accounts.get("220")


@contextmanager
def running_elsewhere(weavr: BackOffice) -> Iterator[None]:
    """The client is in use on an event loop of another thread, which goes on running."""
    used, enough = threading.Event(), threading.Event()

    async def use() -> None:
        await call(weavr)
        used.set()
        await asyncio.to_thread(enough.wait)

    thread = threading.Thread(target=asyncio.run, args=(use(),))
    thread.start()
    assert used.wait(timeout=30)
    yield
    enough.set()
    thread.join()


def test_a_second_event_loop_that_runs_at_the_same_time_is_refused(weavr: BackOffice) -> None:
    """By a sentence that says what to do; the first one goes on."""
    with running_elsewhere(weavr), pytest.raises(ConfigurationError, match="make one for each thread"):
        asyncio.run(call(weavr))


def test_getting_a_token_ahead_of_a_statement_is_refused_as_well(weavr: BackOffice) -> None:
    """Whatever needs a token belongs to the event loop that asks for it."""

    async def first_entry() -> None:
        async for _ in weavr.corporate("109876").managed_accounts.statement("220"):
            pass

    with running_elsewhere(weavr), pytest.raises(ConfigurationError):
        asyncio.run(first_entry())


def test_an_event_loop_may_follow_another_one(weavr: BackOffice) -> None:
    """As with one `asyncio.run` for each job. A handed-in client keeps to its first loop, and says so by itself."""
    with running_elsewhere(weavr):
        pass
    asyncio.run(call(weavr))
    asyncio.run(call(weavr))
