"""The token manager on a real event loop, with a source that counts and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import copy
import hashlib
import pickle
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from weavr_async.errors import NotSent, Outcome, ServiceUnavailable, UnresolvedIdentity
from weavr_async.hooks import TokenMinted
from weavr_async.stores import MemoryStore
from weavr_async.tokens import HeldToken, Token, TokenManager
from weavr_async.values.identities import Identity
from weavr_async.values.settings import TokenSettings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async.hooks import Event
    from weavr_async.stores import Lease, StoredToken, TokenStore

ACME = Identity.corporate("109876")
ALICE = Identity.consumer("5")
EPOCH = datetime(2030, 1, 1, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time."""
        return self.now


class Source:
    """Mints numbered tokens, after as many turns of the loop as asked for, and counts."""

    def __init__(self, *, turns: int = 1, expires_at: datetime | None = None) -> None:
        self.minted: list[Identity] = []
        self.error: Exception | None = None
        self.turns = turns
        self.expires_at = expires_at

    async def mint(self, identity: Identity, /) -> Token:
        """Mint, or fail as told."""
        self.minted.append(identity)
        number = len(self.minted)
        for _ in range(self.turns):
            await asyncio.sleep(0)
        if self.error is not None:
            raise self.error
        return Token(f"canary-{number}", self.expires_at)


class StuckSource:
    """Never gets anywhere."""

    def __init__(self) -> None:
        self.cancelled = False
        self.asked = 0

    async def mint(self, identity: Identity, /) -> Token:
        """Wait for ever."""
        self.asked += 1
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        raise AssertionError("nobody ends the wait")


def a_manager(
    source: Source | StuckSource,
    clock: Clock | None = None,
    settings: TokenSettings | None = None,
    most_at_once: int | None = None,
) -> TokenManager:
    """A manager without a store."""
    clock = clock or Clock()
    return TokenManager(
        source,
        settings or TokenSettings(),
        base_url="https://weavr.test",
        api_key_fingerprint="0123456789ab",
        most_at_once=most_at_once,
        clock=clock,
        wall_clock=lambda: EPOCH.timestamp() + clock.now - 1000.0,
    )


def soon() -> float:
    """A deadline that is far enough away."""
    return asyncio.get_running_loop().time() + 10


@pytest.mark.asyncio
async def test_a_thousand_cold_calls_mint_once() -> None:
    """All wait for one mint, and all get its token."""
    source = Source(turns=3)
    manager = a_manager(source)
    tokens = await asyncio.gather(*(manager.get(ACME, deadline=soon()) for _ in range(1000)))
    assert len(source.minted) == 1
    assert {id(token) for token in tokens} == {id(tokens[0])}
    assert tokens[0].header == "Bearer canary-1"
    assert manager.cache.statistics.mints == 1
    assert manager.cache.statistics.joins == 999


@pytest.mark.asyncio
async def test_each_identity_has_its_own_token() -> None:
    """Tokens of two identities never mix."""
    source = Source()
    manager = a_manager(source)
    acme, alice = await asyncio.gather(manager.get(ACME, deadline=soon()), manager.get(ALICE, deadline=soon()))
    assert acme.header != alice.header
    assert manager.cache.peek(ACME, manager.clock()) is acme
    assert manager.cache.peek(ALICE, manager.clock()) is alice


async def cancelled_after(turns: int, work: Awaitable[object]) -> bool:
    """Start the work, cancel it after so many turns of the loop; whether that came in time."""
    task = asyncio.ensure_future(work)
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    return task.cancelled()


@pytest.mark.asyncio
async def test_a_minting_caller_that_is_cancelled_at_any_await_takes_nobody_with_it() -> None:
    """At every turn of the loop that the first call lives through: the others are served by the same one mint."""
    cancelled_at = []
    for turns in range(12):
        source = Source(turns=4)
        manager = a_manager(source)
        first = asyncio.ensure_future(cancelled_after(turns, manager.get(ACME, deadline=soon())))
        await asyncio.sleep(0)
        others = await asyncio.gather(*(manager.get(ACME, deadline=soon()) for _ in range(10)))
        if await first:
            cancelled_at.append(turns)
        assert {token.header for token in others} == {"Bearer canary-1"}
        assert len(source.minted) == 1
    assert len(cancelled_at) > 4, "the cancellation has to hit the call on the way at several points"
    assert len(cancelled_at) < 12, "and the last points have to lie behind its end"


@pytest.mark.asyncio
async def test_a_mint_that_nobody_waits_for_any_more_is_kept_for_the_next_call() -> None:
    """The only caller is gone, its mint is not lost."""
    source = Source(turns=4)
    manager = a_manager(source)
    assert await cancelled_after(2, manager.get(ACME, deadline=soon()))
    assert (await manager.get(ACME, deadline=soon())).header == "Bearer canary-1"
    assert len(source.minted) == 1


@pytest.mark.asyncio
async def test_each_waiter_gets_an_error_of_its_own() -> None:
    """No exception object is raised twice, and none drags along where another was raised."""
    source = Source()
    source.error = UnresolvedIdentity("no such identity.", status=409, body=b"canary", request_ref="r-1")
    manager = a_manager(source)
    errors = await asyncio.gather(*(manager.get(ACME, deadline=soon()) for _ in range(20)), return_exceptions=True)
    assert len({id(error) for error in errors}) == 20
    for error in errors:
        assert isinstance(error, UnresolvedIdentity)
        assert error.request_ref == "r-1"
        assert error.identity == ACME
        assert error.outcome is Outcome.NOT_SENT
        assert error.__cause__ is None
        assert error.__context__ is None
        assert error.body == b""
        assert {frame.name for frame in traceback.extract_tb(error.__traceback__)} == {"get"}
    assert source.error.outcome is Outcome.REFUSED, "what the source raised is its own, and stays as it was"


@pytest.mark.asyncio
async def test_a_failed_mint_is_not_remembered() -> None:
    """The next call tries again."""
    source = Source()
    source.error = ServiceUnavailable("not now.", status=503)
    manager = a_manager(source)
    with pytest.raises(ServiceUnavailable):
        await manager.get(ACME, deadline=soon())
    source.error = None
    assert (await manager.get(ACME, deadline=soon())).header == "Bearer canary-2"
    assert manager.cache.statistics.failures == 1


@pytest.mark.asyncio
async def test_a_foreign_error_of_a_source_is_told_by_its_class_and_line_without_its_text() -> None:
    """The text of somebody else's exception may hold a secret."""
    source = Source()
    source.error = RuntimeError("canary")
    with pytest.raises(NotSent, match=r"RuntimeError in test_manager\.py, line \d+") as raised:
        await a_manager(source).get(ACME, deadline=soon())
    assert "canary" not in "".join(traceback.format_exception(raised.value))
    assert raised.value.outcome is Outcome.NOT_SENT


@pytest.mark.asyncio
async def test_a_waiter_waits_until_its_own_deadline_only() -> None:
    """The mint goes on without it."""
    manager = a_manager(StuckSource())
    with pytest.raises(NotSent) as raised:
        await manager.get(ACME, deadline=asyncio.get_running_loop().time() + 0.01)
    assert raised.value.kind == "deadline"
    assert manager.cache.statistics.failures == 0
    await manager.aclose()


@pytest.mark.asyncio
async def test_a_mint_has_a_time_limit_of_its_own() -> None:
    """Otherwise an identity whose source hangs would hang for ever."""
    source = StuckSource()
    manager = a_manager(source, settings=TokenSettings(mint_timeout=0.01))
    with pytest.raises(NotSent, match=r"within 0\.01 s") as raised:
        await manager.get(ACME, deadline=soon())
    assert raised.value.kind == "token_timeout"
    assert source.cancelled


@pytest.mark.asyncio
async def test_no_more_tokens_are_requested_at_once_than_allowed() -> None:
    """The others wait for their turn, and get it in their order."""
    most = under_way = 0

    class Watched(Source):
        async def mint(self, identity: Identity, /) -> Token:
            nonlocal most, under_way
            under_way += 1
            most = max(most, under_way)
            token = await super().mint(identity)
            under_way -= 1
            return token

    source = Watched(turns=5)
    manager = a_manager(source, most_at_once=3)
    identities = [Identity.corporate(str(n)) for n in range(1, 31)]

    await asyncio.gather(*(manager.get(identity, deadline=soon()) for identity in identities))

    assert most == 3
    assert source.minted == identities


@pytest.mark.asyncio
async def test_waiting_for_its_turn_takes_nothing_from_the_time_of_a_mint() -> None:
    """A mint before it that hangs ends by its own limit; the next one begins then."""
    source = StuckSource()
    manager = a_manager(source, settings=TokenSettings(mint_timeout=0.05), most_at_once=1)

    ends = await asyncio.gather(
        *(manager.get(identity, deadline=soon()) for identity in (ACME, ALICE)), return_exceptions=True
    )

    assert [end.kind for end in ends if isinstance(end, NotSent)] == ["token_timeout"] * 2
    assert source.asked == 2


@pytest.mark.asyncio
async def test_a_mint_runs_in_an_empty_context() -> None:
    """The caller that happens to be first lends the others nothing of its own."""
    user: ContextVar[str] = ContextVar("user", default="nobody")
    seen: list[str] = []

    class Looking:
        async def mint(self, identity: Identity, /) -> Token:
            seen.append(user.get())
            return Token("t")

    manager = TokenManager(Looking(), TokenSettings(), base_url="https://weavr.test", api_key_fingerprint="0")
    user.set("somebody")
    await manager.get(ACME, deadline=soon())
    assert seen == ["nobody"]


@pytest.mark.asyncio
async def test_a_refused_token_is_replaced_once_for_all_who_were_refused() -> None:
    """A hundred refusals of one token are one mint, and do not touch the new token."""
    source = Source()
    manager = a_manager(source)
    old = await manager.get(ACME, deadline=soon())

    async def refused_call() -> HeldToken:
        manager.cache.refused(old)
        return await manager.get(ACME, deadline=soon())

    tokens = await asyncio.gather(*(refused_call() for _ in range(100)))
    assert {token.header for token in tokens} == {"Bearer canary-2"}
    assert len(source.minted) == 2
    assert manager.cache.statistics.refusals == 1


@pytest.mark.asyncio
async def test_a_token_idles_out_after_its_last_use() -> None:
    """Five minutes less a margin, from the last acceptance on."""
    clock, source = Clock(), Source()
    manager = a_manager(source, clock)
    held = await manager.get(ACME, deadline=soon())
    clock.now += 200
    manager.cache.accepted(held, manager.clock())
    clock.now += 200
    assert manager.cache.peek(ACME, manager.clock()) is held
    clock.now += 71
    assert manager.cache.peek(ACME, manager.clock()) is None
    await manager.get(ACME, deadline=soon())
    assert len(source.minted) == 2
    assert manager.cache.statistics.idle_outs == 1


@pytest.mark.asyncio
async def test_a_stated_end_is_renewed_in_the_background() -> None:
    """No call waits: the old token serves while the new one is fetched."""
    clock, source = Clock(), Source(expires_at=EPOCH + timedelta(seconds=250))
    manager = a_manager(source, clock)
    first = await manager.get(ACME, deadline=soon())
    clock.now += 230
    source.expires_at = EPOCH + timedelta(seconds=500)
    assert manager.cache.peek(ACME, manager.clock()) is None
    assert await manager.get(ACME, deadline=soon()) is first
    for _ in range(5):
        await asyncio.sleep(0)
    assert (await manager.get(ACME, deadline=soon())).header == "Bearer canary-2"
    assert manager.cache.statistics.refreshes_ahead == 1


@pytest.mark.asyncio
async def test_a_token_past_its_stated_end_is_not_used() -> None:
    """Calls wait for the next one then."""
    clock, source = Clock(), Source(expires_at=EPOCH + timedelta(seconds=100))
    manager = a_manager(source, clock)
    await manager.get(ACME, deadline=soon())
    clock.now += 101
    source.expires_at = None
    assert (await manager.get(ACME, deadline=soon())).header == "Bearer canary-2"


@pytest.mark.asyncio
async def test_the_cache_is_bounded() -> None:
    """The token unused for longest makes room."""
    clock, source = Clock(), Source()
    manager = a_manager(source, clock, TokenSettings(max_cached=10))
    for number in range(25):
        clock.now += 1
        await manager.get(Identity.corporate(str(number)), deadline=soon())
    assert manager.cache.statistics.cached == 10
    assert manager.cache.statistics.evictions == 15
    assert manager.cache.peek(Identity.corporate("24"), manager.clock()) is not None
    assert manager.cache.peek(Identity.corporate("14"), manager.clock()) is None


def test_tokens_outlive_an_event_loop_and_mints_do_not() -> None:
    """One loop after another: nothing of the first is waited for on the second."""
    source = Source()
    manager = a_manager(source)

    async def token_of(identity: Identity) -> str:
        return (await manager.get(identity, deadline=soon())).header

    async def leave_a_mint_under_way() -> None:
        source.turns = 1000
        await cancelled_after(2, manager.get(ALICE, deadline=soon()))

    assert asyncio.run(token_of(ACME)) == "Bearer canary-1"
    loop = asyncio.new_event_loop()
    loop.run_until_complete(leave_a_mint_under_way())
    loop.close()  # not in the way of asyncio.run, which would have ended the mint in good order
    source.turns = 1
    assert asyncio.run(token_of(ACME)) == "Bearer canary-1"
    assert asyncio.run(token_of(ALICE)) == "Bearer canary-3"


@pytest.mark.asyncio
async def test_closing_ends_the_mints_under_way_and_answers_who_waits() -> None:
    """Nothing is left running, and nobody hangs."""
    source = StuckSource()
    manager = a_manager(source)
    waiting = asyncio.ensure_future(manager.get(ACME, deadline=soon()))
    await asyncio.sleep(0.001)
    await manager.aclose()
    with pytest.raises(NotSent):
        await waiting
    assert source.cancelled
    with pytest.raises(NotSent, match="closed"):
        await manager.get(ACME, deadline=soon())
    await manager.aclose()


class RecordingStore:
    """A store in memory that writes down what it is asked."""

    def __init__(self, clock: Clock) -> None:
        self._inner = MemoryStore(clock=clock)
        self.replaced: list[str | None] = []
        self.extended: list[tuple[str, float]] = []

    async def claim_token(
        self, key: str, /, *, lease: float, replaces: str | None = None
    ) -> StoredToken | Lease | None:
        """Write down what must not come back."""
        self.replaced.append(replaces)
        return await self._inner.claim_token(key, lease=lease, replaces=replaces)

    async def save_token(self, key: str, value: bytes, /, *, tag: str, lease: Lease, ttl: float) -> StoredToken | None:
        """Keep it."""
        return await self._inner.save_token(key, value, tag=tag, lease=lease, ttl=ttl)

    async def release_token(self, key: str, lease: Lease, /) -> None:
        """End the lease."""
        await self._inner.release_token(key, lease)

    async def extend_token(self, key: str, /, *, tag: str, ttl: float) -> None:
        """Write down whose token was used, and for how long it is kept."""
        self.extended.append((tag, ttl))
        await self._inner.extend_token(key, tag=tag, ttl=ttl)


def tag_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def with_store(store: TokenStore, clock: Clock, source: Source | None = None) -> TokenManager:
    """A manager with a store."""
    return TokenManager(
        source or Source(),
        TokenSettings(),
        base_url="https://weavr.test",
        api_key_fingerprint="0123456789ab",
        store=store,
        clock=clock,
    )


@pytest.mark.asyncio
async def test_the_use_of_a_token_is_reported_to_a_shared_store_at_a_throttled_rate() -> None:
    """Often enough that it is not forgotten there, and not for each call."""
    clock = Clock()
    store = RecordingStore(clock)
    manager = with_store(store, clock)
    held = await manager.get(ACME, deadline=soon())
    for _ in range(1000):
        clock.now += 1
        manager.cache.accepted(held, manager.clock())
        manager.report_use(held)
    await asyncio.sleep(0)
    assert set(store.extended) == {(tag_of("canary-1"), 270)}
    assert 1000 / 270 < len(store.extended) < 1000 / 30


@pytest.mark.asyncio
async def test_a_shared_store_is_told_which_token_must_not_come_back() -> None:
    """One that was refused; not one that merely idled out here, which others may have kept alive."""
    clock = Clock()
    store = RecordingStore(clock)
    manager = with_store(store, clock)
    await manager.get(ACME, deadline=soon())
    clock.now += 1000
    manager.cache.refused(await manager.get(ACME, deadline=soon()))
    await manager.get(ACME, deadline=soon())
    assert store.replaced == [None, None, tag_of("canary-2")]


@pytest.mark.asyncio
async def test_idle_time_of_a_shared_token_counts_from_its_last_use_by_anybody() -> None:
    """A token that another process left alone for long is not taken for fresh."""
    clock = Clock()
    store = MemoryStore(clock=clock)
    await with_store(store, clock).get(ACME, deadline=soon())
    clock.now += 200
    manager = with_store(store, clock)
    held = await manager.get(ACME, deadline=soon())
    assert manager.cache.statistics.shared == 1
    clock.now += 69
    assert manager.cache.peek(ACME, manager.clock()) is held
    clock.now += 2
    assert manager.cache.peek(ACME, manager.clock()) is None


@pytest.mark.asyncio
@pytest.mark.parametrize("turns", [1, 2, 3])
async def test_a_mint_that_somebody_cancels_fails_for_who_waits_and_for_nobody_else(turns: int) -> None:
    """A framework may cancel every task there is, also one that has not taken its first step."""
    source = Source(turns=5)
    manager = a_manager(source)
    waiting = asyncio.ensure_future(manager.get(ACME, deadline=soon()))
    for _ in range(turns):
        await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {waiting, asyncio.current_task()}:
        task.cancel()
    with pytest.raises(NotSent, match="cancelled"):
        await waiting
    assert (await manager.get(ACME, deadline=soon())).header == f"Bearer canary-{len(source.minted)}"
    assert manager.cache.statistics.failures == 1


@pytest.mark.asyncio
async def test_every_mint_is_told_to_the_hooks() -> None:
    """With how long it took and whether it worked."""
    events: list[Event] = []
    clock, source = Clock(), Source()
    manager = TokenManager(
        source,
        TokenSettings(),
        base_url="https://weavr.test",
        api_key_fingerprint="0",
        hooks=[events.append],
        clock=clock,
    )
    await manager.get(ACME, deadline=soon())
    source.error = ServiceUnavailable("not now.", status=503)
    with pytest.raises(ServiceUnavailable):
        await manager.get(ALICE, deadline=soon())
    assert events == [TokenMinted(seconds=0, succeeded=True), TokenMinted(seconds=0, succeeded=False)]


@pytest.mark.asyncio
@pytest.mark.parametrize("show", [repr, str, "{}".format, "%s".__mod__], ids=["repr", "str", "format", "percent"])
async def test_a_token_in_use_does_not_show_itself(show: Callable[[object], str]) -> None:
    """Neither the token in use, nor the one that was minted, nor the manager."""
    manager = a_manager(Source())
    held = await manager.get(ACME, deadline=soon())
    assert "canary" in held.value.reveal()
    for thing in (held, Token("canary"), manager, manager.cache.statistics):
        assert "canary" not in show(thing)


@pytest.mark.asyncio
async def test_a_token_in_use_is_not_pickled() -> None:
    """A secret leaves the process on purpose or not at all."""
    held = await a_manager(Source()).get(ACME, deadline=soon())
    with pytest.raises(TypeError):
        pickle.dumps(held)
    with pytest.raises(TypeError):
        copy.deepcopy(held)
