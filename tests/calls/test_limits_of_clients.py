"""What a client makes of `rate_limit=` and `shared=`: which limits it keeps, with whom, and who hears of it."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from weavr_async import BackOffice, Environment, RateLimit, RateLimited, Retries, Timeouts, WeavrError
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_async.hooks import RateLimitsShared
from weavr_async.stores import MemoryStore, PlacesGiven, PlacesWanted, StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_async.hooks import Event

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def client(url: str, *, name: str = "here", **settings: Any) -> AsyncIterator[BackOffice]:  # noqa: ANN401
    """A client of the emulator with its settings."""
    async with BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url, name=name), **settings) as made:
        yield made


async def read(weavr: BackOffice, times: int = 1) -> None:
    """Read an account."""
    for _ in range(times):
        await weavr.corporate("109876").managed_accounts.get("220")


def known(weavr: BackOffice) -> list[tuple[int, float, str]]:
    """The limits that a client knows."""
    return [(limit.calls, limit.seconds, limit.source) for limit in weavr.limits.windows]


async def test_by_itself_a_client_knows_no_limits() -> None:
    """What is documented holds for the api key, of which others may use a part."""
    async with serve(Emulator()) as url, client(url) as weavr:
        await read(weavr)
        assert known(weavr) == []
        assert not weavr.limits.shared


async def test_limits_that_are_set_are_kept() -> None:
    """And counted."""
    async with serve(Emulator()) as url, client(url, rate_limit=RateLimit(limits=((50, 60),))) as weavr:
        await read(weavr, 3)
        assert known(weavr) == [(50, 60, "set")]
        assert weavr.limits.windows[0].used == 4, "three reads and a login"


async def test_a_window_lasts_longer_by_the_margin_that_was_set() -> None:
    """Which the next call would have to wait for."""
    settings = RateLimit(limits=((2, 60),), margin=20)
    async with serve(Emulator()) as url, client(url, rate_limit=settings, timeouts=Timeouts(total=1)) as weavr:
        await read(weavr)
        with pytest.raises(RateLimited) as refused:
            await read(weavr)
    assert refused.value.resets_in is not None
    assert 75 < refused.value.resets_in <= 80


async def test_clients_that_share_start_from_what_is_documented() -> None:
    """Both count all calls of the api key."""
    shared = MemoryStore()
    async with serve(Emulator()) as url, client(url, shared=shared) as one, client(url, shared=shared) as two:
        await read(one, 3)
        await read(two)
        assert one.limits.shared
        assert known(two) == [(100, 60, "documented"), (1_000, 3_600, "documented"), (10_000, 86_400, "documented")]
        assert two.limits.windows[0].used == 5, "a login, which they share, and four reads"


async def test_the_same_key_in_another_environment_has_limits_of_its_own() -> None:
    """Sandbox and production do not share a quota."""
    shared = MemoryStore()
    async with (
        serve(Emulator()) as url,
        client(url, shared=shared) as one,
        client(url, shared=shared, name="there") as other,
    ):
        await read(one, 3)
        await read(other)
        assert other.limits.windows[0].used == 1, "a read; the token belongs to the address, and is shared"


async def test_another_key_in_the_same_environment_has_limits_of_its_own() -> None:
    """A quota is the api key's."""
    shared = MemoryStore()
    async with serve(Emulator()) as url, client(url, shared=shared) as one:
        await read(one, 3)
        environment = Environment.at(url, name="here")
        async with BackOffice(api_key="another-key", environment=environment, shared=shared) as other:
            with pytest.raises(WeavrError, match="api key"):
                await read(other)
            assert other.limits.windows[0].used == 1


async def test_without_rate_limits_nothing_is_known_or_counted() -> None:
    """Even where a store could keep them."""
    async with serve(Emulator()) as url, client(url, rate_limit=None, shared=MemoryStore()) as weavr:
        await read(weavr)
        assert known(weavr) == []
        assert not weavr.limits.shared


@pytest.mark.parametrize(("learn", "closed"), [(True, True), (False, False)])
async def test_a_refusal_is_heeded_unless_that_is_switched_off(*, learn: bool, closed: bool) -> None:
    """With it, no call is sent before the limit resets."""
    emulator = Emulator()
    emulator.faults.inject(Fault.rate_limited(), operation="managedAccountGet")
    once = Retries(max_attempts=1)
    async with serve(emulator) as url, client(url, rate_limit=RateLimit(learn=learn), retries=once) as weavr:
        with pytest.raises(RateLimited):
            await read(weavr)
        assert (weavr.limits.closed_until is not None) == closed


async def test_the_hooks_of_a_client_hear_that_a_store_was_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """From then on it goes by its own count."""

    async def lost(_store: MemoryStore, _key: str, _wanted: PlacesWanted, /) -> PlacesGiven:
        raise StoreUnavailable

    monkeypatch.setattr(MemoryStore, "take_places", lost)
    events: list[Event] = []
    async with serve(Emulator()) as url, client(url, shared=MemoryStore(), hooks=[events.append]) as weavr:
        await read(weavr)
        assert not weavr.limits.shared
    assert [event.shared for event in events if isinstance(event, RateLimitsShared)] == [False]
