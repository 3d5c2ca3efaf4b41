"""Tokens shared through a real Redis, which may lie, die, or be slow."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from math import inf
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from cryptography.fernet import Fernet
from redis import Redis as SyncRedis
from redis.asyncio import Redis as AsyncRedis

from weavr_async.errors import ConfigurationError, ServiceUnavailable
from weavr_async.stores import RedisStore, TokenStore
from weavr_async.tokens import Token, TokenManager
from weavr_async.tokens.shared import Obtained, SharedTokens
from weavr_async.values._secret import Secret
from weavr_async.values.identities import Identity
from weavr_async.values.settings import TokenSettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from redis import Redis

    from tests.stores.redis_server import RedisServer

KEY = Fernet.generate_key().decode()
OTHER_KEY = Fernet.generate_key().decode()
ACME = Identity.corporate("10987654321")
ALICE = Identity.consumer("50987654321")
IDLE = 270.0


def shared_over(
    store: TokenStore,
    *,
    base_url: str = "https://weavr.test",
    api_key: str = "0123456789ab",
    lease: float = 10.0,
    idle: float = IDLE,
) -> SharedTokens:
    return SharedTokens(store, base_url=base_url, api_key_fingerprint=api_key, idle=idle, lease=lease)


class Source:
    """Mints tokens that no two sources have in common, and counts."""

    def __init__(self, name: str = "one") -> None:
        self.name = name
        self.mints = 0
        self.expires_at: datetime | None = None

    async def mint(self, identity: Identity, /) -> Token:
        """Mint after a moment."""
        self.mints += 1
        token = Token(f"canary-{self.name}-{self.mints}", self.expires_at)
        await asyncio.sleep(0.005)
        return token


class Process:
    """What one process of a fleet has: a store, a source and a manager."""

    def __init__(self, store: RedisStore, name: str = "one") -> None:
        self.store = store
        self.source = Source(name)
        self.manager = TokenManager(
            self.source,
            TokenSettings(),
            base_url="https://weavr.test",
            api_key_fingerprint="0123456789ab",
            store=store,
        )

    async def token(self, identity: Identity = ACME) -> str:
        """The token that a call would use."""
        held = await self.manager.get(identity, deadline=asyncio.get_running_loop().time() + 10)
        return held.value.reveal()

    async def refuse(self, identity: Identity = ACME) -> None:
        """The service refuses the token that is held."""
        self.manager.cache.refused(await self.manager.get(identity, deadline=asyncio.get_running_loop().time() + 10))


class Fleet:
    """Makes stores and processes on the test's Redis, and closes them."""

    def __init__(self, url: str, stack: AsyncExitStack) -> None:
        self.url = url
        self._stack = stack

    async def store(
        self, *, keys: tuple[str, ...] = (KEY,), pause: float = 5.0, unencrypted: bool = False
    ) -> RedisStore:
        """One more store."""
        # A time limit that only a test of slowness should ever meet, on a machine that is busy with other tests too.
        store = RedisStore(self.url, encryption_keys=keys, unencrypted=unencrypted, timeout=1.0, pause=pause)
        return await self._stack.enter_async_context(store)

    async def tokens(
        self,
        *,
        keys: tuple[str, ...] = (KEY,),
        unencrypted: bool = False,
        api_key: str = "0123456789ab",
        base_url: str = "https://weavr.test",
        lease: float = 10.0,
        idle: float = IDLE,
    ) -> SharedTokens:
        """The tokens of one more process, in a store of its own."""
        store = await self.store(keys=keys, unencrypted=unencrypted)
        return shared_over(store, base_url=base_url, api_key=api_key, lease=lease, idle=idle)

    async def process(self, name: str = "one", *, pause: float = 5.0) -> Process:
        """One more process."""
        process = Process(await self.store(pause=pause), name)
        self._stack.push_async_callback(process.manager.aclose)
        return process


@pytest_asyncio.fixture
async def fleet(redis_server: RedisServer) -> AsyncIterator[Fleet]:
    """Processes on one Redis."""
    async with AsyncExitStack() as stack:
        yield Fleet(redis_server.url, stack)


async def obtained(
    tokens: SharedTokens, source: Source, identity: Identity = ACME, *, replaces: str | None = None
) -> str:
    """The token that is shared, or was minted now."""
    found = await tokens.obtain(
        identity, lambda: source.mint(identity), replaces=None if replaces is None else Secret(replaces)
    )
    return found.token.value.reveal()


def only(raw: Redis, kind: str) -> str:
    """The one key of a kind."""
    (key,) = raw.keys(f"*:{kind}")
    return str(key)


@pytest.mark.asyncio
async def test_two_processes_share_one_mint(fleet: Fleet) -> None:
    """The second one takes the token from the store."""
    one, two = await fleet.process("one"), await fleet.process("two")
    assert await one.token() == await two.token() == "canary-one-1"
    assert two.source.mints == 0
    assert two.manager.cache.statistics.shared == 1


@pytest.mark.asyncio
async def test_processes_that_need_a_token_at_once_mint_once(fleet: Fleet) -> None:
    """One takes the lease, the others wait for its token."""
    processes = [await fleet.process(str(number)) for number in range(10)]
    tokens = await asyncio.gather(*(process.token() for process in processes))
    assert len(set(tokens)) == 1
    assert sum(process.source.mints for process in processes) == 1


@pytest.mark.asyncio
async def test_another_environment_or_api_key_is_another_token(fleet: Fleet) -> None:
    """Tokens are shared among those who would have got the same one."""
    source = Source()
    for tokens in (
        await fleet.tokens(),
        await fleet.tokens(base_url="https://other.test"),
        await fleet.tokens(api_key="ba9876543210"),
    ):
        await obtained(tokens, source)
    assert source.mints == 3


@pytest.mark.asyncio
async def test_a_refused_token_is_replaced_once_for_the_fleet(fleet: Fleet) -> None:
    """Whoever is refused next takes over what the first one got."""
    one, two = await fleet.process("one"), await fleet.process("two")
    assert await one.token() == await two.token()
    await one.refuse()
    assert await one.token() == "canary-one-2"
    await two.refuse()
    assert await two.token() == "canary-one-2"
    assert two.source.mints == 0


@pytest.mark.asyncio
async def test_dropping_a_refused_token_leaves_a_newer_one_alone(fleet: Fleet) -> None:
    """Compare and delete: the store has moved on."""
    tokens, source = await fleet.tokens(), Source()
    first = await obtained(tokens, source)
    second = await obtained(tokens, source, replaces=first)
    assert await obtained(tokens, source, replaces=first) == second != first
    assert source.mints == 2


@pytest.mark.asyncio
async def test_a_token_is_kept_for_its_idle_time_from_the_last_use(fleet: Fleet, raw: Redis) -> None:
    """Redis forgets what nobody used; a use reported by any process counts."""
    tokens, source = await fleet.tokens(), Source()
    token = await obtained(tokens, source)
    kept = only(raw, "token")
    raw.pexpire(kept, 100_000)
    shared = await tokens.obtain(ACME, lambda: source.mint(ACME))
    assert shared.unused_for == pytest.approx(170, abs=5)
    await tokens.report_use(ACME, Secret("another"))
    assert int(str(raw.pttl(kept))) <= 100_000, "another token's use does not count"
    await tokens.report_use(ACME, Secret(token))
    assert int(str(raw.pttl(kept))) > 200_000


@pytest.mark.asyncio
async def test_a_token_that_never_idles_is_kept_for_a_day_after_its_last_use(fleet: Fleet, raw: Redis) -> None:
    """Redis is not filled for ever."""
    await obtained(await fleet.tokens(idle=inf), Source())
    assert 0 < int(str(raw.ttl(only(raw, "token")))) <= 24 * 60 * 60


@pytest.mark.asyncio
async def test_a_stated_end_is_shared_and_honoured(fleet: Fleet) -> None:
    """A token past its end is minted anew, one before it is handed out with its end."""
    tokens, source = await fleet.tokens(), Source()
    source.expires_at = datetime.now(UTC) + timedelta(hours=1)
    await obtained(tokens, source)
    shared = await tokens.obtain(ACME, lambda: source.mint(ACME))
    assert shared.token.expires_at == source.expires_at
    source.expires_at = datetime.now(UTC) - timedelta(seconds=1)
    await obtained(tokens, source, ALICE)
    assert await obtained(tokens, source, ALICE) == "canary-one-3"


@pytest.mark.asyncio
async def test_a_mint_that_fails_gives_the_lease_back(fleet: Fleet, raw: Redis) -> None:
    """The error reaches its own caller, and the next process tries at once."""
    tokens = await fleet.tokens(lease=600)

    async def fail() -> Token:
        raise ServiceUnavailable("not now.", status=503)

    with pytest.raises(ServiceUnavailable):
        await tokens.obtain(ACME, fail)
    assert raw.keys("*:lease") == []
    assert await obtained(tokens, Source()) == "canary-one-1"


@pytest.mark.asyncio
async def test_a_mint_that_is_cancelled_gives_the_lease_back(fleet: Fleet, raw: Redis) -> None:
    """A process that shuts down does not make the others wait."""
    tokens = await fleet.tokens(lease=600)
    minting = asyncio.Event()

    async def hang() -> Token:
        minting.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody ends the wait")

    task = asyncio.ensure_future(tokens.obtain(ACME, hang))
    await minting.wait()
    assert only(raw, "lease")
    task.cancel()
    await asyncio.wait([task])
    assert raw.keys("*:lease") == []


async def overtaken(
    fleet: Fleet, raw: Redis, *, drop_the_newer: bool
) -> tuple[Obtained, list[str], Source, SharedTokens]:
    """A process mints for longer than its lease, another one takes over and is done before it."""
    slow, fast = await fleet.tokens(lease=0.05), await fleet.tokens(lease=600)
    minting, go_on = asyncio.Event(), asyncio.Event()

    async def mint_slowly() -> Token:
        minting.set()
        await go_on.wait()
        return Token("canary-late")

    late = asyncio.ensure_future(slow.obtain(ACME, mint_slowly))
    await minting.wait()
    source = Source("newer")
    newer = await obtained(fast, source)
    hanging = None
    if drop_the_newer:
        taken = asyncio.Event()

        async def hang() -> Token:
            taken.set()
            await asyncio.Event().wait()
            raise AssertionError("nobody ends the wait")

        hanging = asyncio.ensure_future(fast.obtain(ACME, hang, replaces=Secret(newer)))
        await taken.wait()
    go_on.set()
    shared = await late
    leases = [str(key) for key in raw.keys("*:lease")]
    if hanging is not None:
        hanging.cancel()
        await asyncio.wait([hanging])
    return shared, leases, source, fast


@pytest.mark.asyncio
async def test_a_late_owner_takes_over_the_newer_token_instead_of_replacing_it(fleet: Fleet, raw: Redis) -> None:
    """Its own token may have been ended by the newer one."""
    shared, leases, source, tokens = await overtaken(fleet, raw, drop_the_newer=False)
    assert leases == []
    assert shared.token.value.reveal() == "canary-newer-1"
    assert await obtained(tokens, source) == "canary-newer-1"


@pytest.mark.asyncio
async def test_a_late_owner_neither_stores_its_token_nor_ends_the_lease_of_another(fleet: Fleet, raw: Redis) -> None:
    """While a later lease is out, only its owner may write or release."""
    shared, leases, _, _ = await overtaken(fleet, raw, drop_the_newer=True)
    assert len(leases) == 1
    assert shared.token.value.reveal() == "canary-late", "it has nothing better"
    assert raw.keys("*:token") == []


@pytest.mark.asyncio
async def test_a_lease_number_grows_even_when_redis_lost_its_data(fleet: Fleet, raw: Redis) -> None:
    """An owner from before the loss stays older than one from after it."""
    tokens, source = await fleet.tokens(), Source()
    token = await obtained(tokens, source)
    before = int(str(raw.get(only(raw, "fence"))))
    raw.flushall()
    await obtained(tokens, source, replaces=token)
    assert int(str(raw.get(only(raw, "fence")))) > before


@pytest.mark.asyncio
async def test_a_lease_number_grows_even_when_the_clock_of_redis_went_back(fleet: Fleet, raw: Redis) -> None:
    """The last number counts for more than the time."""
    tokens, source = await fleet.tokens(), Source()
    token = await obtained(tokens, source)
    raw.set(only(raw, "fence"), 4 * 10**15)
    assert await obtained(tokens, source, replaces=token) == "canary-one-2"
    assert int(str(raw.get(only(raw, "fence")))) == 4 * 10**15 + 1
    assert await obtained(tokens, source) == "canary-one-2"


@pytest.mark.asyncio
async def test_neither_token_nor_id_stands_in_redis(fleet: Fleet, raw: Redis) -> None:
    """Values are encrypted, keys are hashed."""
    await obtained(await fleet.tokens(), Source())
    everything = repr(raw.keys("*")) + repr(raw.hgetall(only(raw, "token"))) + repr(raw.get(only(raw, "fence")))
    for secret in ("canary", ACME.id, "weavr.test", "0123456789ab"):
        assert secret not in everything


@pytest.mark.asyncio
async def test_a_key_can_be_rotated(fleet: Fleet) -> None:
    """The first key encrypts, all of them decrypt."""
    source = Source()
    token = await obtained(await fleet.tokens(keys=(KEY,)), source)
    assert await obtained(await fleet.tokens(keys=(OTHER_KEY, KEY)), source) == token
    assert await obtained(await fleet.tokens(keys=(OTHER_KEY,)), source) != token
    assert source.mints == 2


@pytest.mark.asyncio
async def test_values_in_clear_are_not_believed_where_keys_are_given(fleet: Fleet) -> None:
    """Whoever can write to Redis must not be able to plant a token."""
    source = Source()
    planted = await obtained(await fleet.tokens(keys=(), unencrypted=True), source)
    assert await obtained(await fleet.tokens(), source) != planted


@pytest.mark.asyncio
async def test_a_value_put_under_another_identity_is_not_used(fleet: Fleet, raw: Redis) -> None:
    """Swapping two values would make calls for one customer in the name of another."""
    tokens, source = await fleet.tokens(), Source()
    await obtained(tokens, source, ACME)
    acme = only(raw, "token")
    stolen = [str(word) for word in raw.hmget(acme, "value", "tag")]
    await obtained(tokens, source, ALICE)
    (alice,) = {str(key) for key in raw.keys("*:token")} - {acme}
    raw.hset(alice, mapping=dict(zip(("value", "tag"), stolen, strict=True)))
    assert await obtained(tokens, source, ALICE) == "canary-one-3"


@pytest.mark.asyncio
@pytest.mark.parametrize("field", ["value", "tag"])
@pytest.mark.parametrize("damage", ["", "rubbish", "{}", "\u2603", None])
async def test_a_damaged_value_is_replaced(fleet: Fleet, raw: Redis, field: str, damage: str | None) -> None:
    """Whatever stands there, the call gets a token, and the store heals."""
    tokens, source = await fleet.tokens(), Source()
    await obtained(tokens, source)
    kept = only(raw, "token")
    if damage is None:
        raw.hdel(kept, field)
    else:
        raw.hset(kept, field, damage)
    assert await obtained(tokens, source) == "canary-one-2"
    assert await obtained(tokens, source) == "canary-one-2"


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["token", "lease", "fence"])
@pytest.mark.parametrize("type_", ["list", "hash"])
async def test_a_key_that_somebody_else_made_is_replaced(fleet: Fleet, raw: Redis, kind: str, type_: str) -> None:
    """Its type or its fields are not ours."""
    tokens, source = await fleet.tokens(), Source()
    token = await obtained(tokens, source)
    key = only(raw, "token").removesuffix("token") + kind
    raw.delete(key)
    if type_ == "list":
        raw.rpush(key, "12")
    else:
        raw.hset(key, "12", "12")
    assert await obtained(tokens, source, replaces=token) == "canary-one-2"
    assert await obtained(tokens, source) == "canary-one-2"


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["token", "lease"])
async def test_a_key_that_would_stay_for_ever_is_replaced(fleet: Fleet, raw: Redis, kind: str) -> None:
    """Ours end by themselves. A lease without an end would make every cold call wait for it, again and again."""
    tokens, source = await fleet.tokens(), Source()
    token = await obtained(tokens, source)
    key = only(raw, "token").removesuffix("token") + kind
    if kind == "lease":
        raw.set(key, "somebody")
    else:
        raw.persist(key)
    assert await obtained(tokens, source, replaces=token) == "canary-one-2"
    assert raw.ttl(only(raw, "token")) > 0


@pytest.mark.asyncio
async def test_a_call_does_not_fail_where_there_is_no_redis(
    fleet: Fleet, redis_server: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    """The process mints for itself, says so once, and leaves Redis alone for a while."""
    process = await fleet.process()
    redis_server.kill()
    with caplog.at_level(logging.WARNING, logger="weavr_async.stores"):
        assert await process.token(ACME) == "canary-one-1"
        assert await process.token(ALICE) == "canary-one-2"
    redis_server.start()
    assert len(caplog.records) == 1
    assert "canary" not in caplog.text
    assert process.source.mints == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("handed_in", [False, True])
async def test_a_call_does_not_wait_for_a_redis_that_hangs(redis_server: RedisServer, *, handed_in: bool) -> None:
    """The time limit of one exchange is all that it costs, for many at once, and whatever a client's own limit is."""
    async with (
        AsyncRedis(port=redis_server.port, socket_timeout=None, socket_connect_timeout=None) as client,
        RedisStore(client if handed_in else redis_server.url, encryption_keys=[KEY], timeout=0.05) as store,
    ):
        source = Source()
        manager = TokenManager(
            source, TokenSettings(), base_url="https://weavr.test", api_key_fingerprint="0", store=store
        )
        redis_server.freeze()
        deadline = asyncio.get_running_loop().time() + 10
        tokens = await asyncio.gather(
            *(manager.get(Identity.corporate(str(number)), deadline=deadline) for number in range(200))
        )
        assert len(tokens) == source.mints == 200
        redis_server.resume()
        await manager.aclose()


@pytest.mark.asyncio
async def test_a_token_that_others_wait_for_is_handed_over_in_a_pause_too(
    fleet: Fleet, redis_server: RedisServer
) -> None:
    """Otherwise they would wait until the lease runs out, which is ten minutes here."""
    owner, other, source = await fleet.tokens(lease=600), await fleet.tokens(lease=600), Source()

    async def mint_while_redis_hangs() -> Token:
        redis_server.freeze()
        await owner.report_use(ALICE, Secret("whatever"))  # runs into the time limit: a pause begins
        redis_server.resume()
        return await source.mint(ACME)

    shared = await owner.obtain(ACME, mint_while_redis_hangs)
    assert await obtained(other, source) == shared.token.value.reveal()
    assert source.mints == 1


@pytest.mark.asyncio
async def test_no_call_fails_while_redis_is_killed_and_started_again(fleet: Fleet, redis_server: RedisServer) -> None:
    """Before, during and after; and afterwards the fleet shares again."""
    processes = [await fleet.process(str(number), pause=0.05) for number in range(3)]
    identities = [Identity.corporate(str(number)) for number in range(20)]
    served = 0

    async def work(process: Process) -> None:
        nonlocal served
        for _ in range(8):
            await asyncio.gather(*(process.token(identity) for identity in identities))
            for identity in identities[:5]:
                await process.refuse(identity)
            await asyncio.gather(*(process.token(identity) for identity in identities))
            served += 2 * len(identities)
            await asyncio.sleep(0.02)

    async def kill_and_start() -> None:
        await asyncio.sleep(0.05)
        await asyncio.to_thread(redis_server.kill)
        await asyncio.sleep(0.1)
        await asyncio.to_thread(redis_server.start)

    await asyncio.gather(kill_and_start(), *(work(process) for process in processes))
    assert served == 3 * 8 * 2 * 20
    await asyncio.sleep(0.06)
    newcomer = Identity.consumer("77")
    assert await processes[0].token(newcomer) == await processes[1].token(newcomer)


@pytest.mark.asyncio
async def test_a_client_that_was_handed_in_is_used_and_left_open(redis_server: RedisServer) -> None:
    """Whatever it decodes, and whoever else uses it."""
    source = Source()
    for decode in (True, False):
        client = AsyncRedis(port=redis_server.port, decode_responses=decode)
        async with RedisStore(client, encryption_keys=[KEY]) as store:
            assert await obtained(shared_over(store), source) == "canary-one-1"
        assert await client.exists("anything") == 0
        await client.aclose()


def test_a_store_works_on_one_event_loop_after_another(redis_server: RedisServer) -> None:
    """Connections belong to a loop; the store makes new ones."""
    store, source = RedisStore(redis_server.url, encryption_keys=[KEY]), Source()

    async def once() -> str:
        async with store:
            return await obtained(shared_over(store), source)

    assert asyncio.run(once()) == asyncio.run(once()) == "canary-one-1"


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"encryption_keys": []},
        {"encryption_keys": KEY},
        {"encryption_keys": ["canary"]},
        {"encryption_keys": [KEY], "unencrypted": True},
        {"encryption_keys": [KEY], "timeout": 0},
        {"encryption_keys": [KEY], "pause": -1},
    ],
)
def test_a_store_that_cannot_be_safe_is_refused(wrong: dict[str, object]) -> None:
    """Above all one that would keep tokens in clear because a setting was forgotten."""
    with pytest.raises(ConfigurationError) as raised:
        RedisStore("redis://127.0.0.1", **wrong)  # type: ignore[arg-type]  # wrong on purpose
    assert "canary" not in str(raised.value)
    assert raised.value.__context__ is None


def test_a_missing_extra_is_told_with_what_to_install() -> None:
    """The core works without it."""
    script = "import sys; sys.modules['redis'] = None; from weavr_async.stores import TokenStore, RedisStore"
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "ImportError: RedisStore needs the extra redis: pip install 'weavr-async[redis]'" in ended.stderr


@pytest.mark.parametrize(
    "where",
    ["localhost:6379", "cache", "http://cache", "", "redis://cache:none", 7, None, SyncRedis(port=1), AsyncRedis],
)
def test_a_redis_that_can_never_be_reached_is_refused_when_it_is_given(where: object) -> None:
    """An address without a scheme, and a client without await, are what people try first."""
    with pytest.raises(ConfigurationError, match="RedisStore"):
        RedisStore(where, encryption_keys=[KEY])  # type: ignore[arg-type]  # wrong on purpose


def test_the_password_in_a_url_is_not_shown() -> None:
    """A store may be printed."""
    assert "canary" not in repr(RedisStore("redis://:canary@127.0.0.1", encryption_keys=[KEY]))
