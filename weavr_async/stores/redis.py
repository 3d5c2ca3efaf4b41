"""A store that a fleet of processes shares through Redis. Needs the extra ``redis``."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import logging
import math
import secrets
from functools import cache
from typing import TYPE_CHECKING, Final, TypeAlias, final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from redis.asyncio import Redis, RedisCluster
from redis.asyncio.connection import parse_url
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import NoScriptError

from weavr_async.errors import ConfigurationError
from weavr_async.stores._deadlines import within
from weavr_async.stores._redis_scripts import (
    ABANDON_DELIVERY,
    BEGIN_DELIVERY,
    CLAIM_TOKEN,
    CLOSE_PLACES,
    EXTEND_TOKEN,
    FINISH_DELIVERY,
    RELEASE_TOKEN,
    REPORT_PLACES,
    RETURN_PLACES,
    SAVE_TOKEN,
    TAKE_PLACES,
)
from weavr_async.stores.protocols import DeliveryState, Lease, PlacesGiven, StoredToken, StoreUnavailable
from weavr_async.values._checks import is_duration
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import Self

    from weavr_async.stores.protocols import PlacesWanted

__all__ = ["RedisStore"]

_log: Final = logging.getLogger("weavr_async.stores")

_FENCE_KEPT_MS: Final = 7 * 24 * 60 * 60 * 1000
_LONGEST_CLOSING: Final = 86_400.0
_AT_ONCE: Final = 16
"""Requests to Redis at a time in one process: a burst of identities must not slow each one into its time limit."""
_TURNS_WAITED_FOR: Final = 8
"""How many time limits a request waits for its turn in such a burst."""

_Reply: TypeAlias = "list[bytes | str | int]"


@final
class RedisStore:
    """Shares tokens, rate limits, and the memory of webhook deliveries between processes through Redis.

    ::

        async with (
            RedisStore("rediss://cache.internal/0", encryption_keys=[os.environ["TOKEN_KEY"]]) as store,
            BackOffice.from_env(shared=store) as weavr,
        ):
            ...

    A delivery whose memory cannot be reached is not handled (`StoreUnavailable`): answer it with 500 or more, and it
    is sent again. No call needs Redis to succeed. When it is down or slow, a call waits for `timeout` once and its
    process mints a token of its own; Redis is not asked again for `pause` seconds. Where a Redis that barely keeps
    the time limit meets a burst of many identities, a call waits at most nine times as long before it mints a
    token, and as long after it.

    Connections belong to the event loop they were opened on: close the store at the end of each one.

    Args:
        redis: A URL (``redis://``, ``rediss://``, ``unix://``), or an asyncio client of yours, which you close.
        encryption_keys: Fernet keys (`cryptography.fernet.Fernet.generate_key`). The first one encrypts, all of
            them decrypt: to rotate, put the new key in front, and remove the old one a day later.
        unencrypted: Keep tokens in clear. Whoever can read the Redis can then act for your customers.
        prefix: The beginning of every key in Redis.
        timeout: Seconds that one request to Redis may take.
        pause: Seconds for which Redis is not asked after a failure.

    Raises:
        ConfigurationError: There are no keys and `unencrypted` is not set, or both are given, or a key is not a
            Fernet key, or a number is not above 0.
    """

    def __init__(
        self,
        redis: str | Redis,
        *,
        encryption_keys: Sequence[str] = (),
        unencrypted: bool = False,
        prefix: str = "weavr_async",
        timeout: float = 0.25,
        pause: float = 5.0,
    ) -> None:
        # Under their own names, so that no variable of this frame holds a password or a key if something raises below.
        address = Secret(redis) if isinstance(redis, str) else None
        keys = _wrapped_keys(encryption_keys)
        del encryption_keys
        if not is_duration(timeout) or not is_duration(pause):
            raise ConfigurationError("RedisStore: timeout and pause are numbers of seconds above 0.")
        client = None if isinstance(redis, str) else redis
        del redis
        _check_redis(address, client)
        self._address = address
        self._client = client
        self._cipher = _cipher(keys, unencrypted=unencrypted)
        self._prefix = prefix
        self._timeout = timeout
        self._pause = pause
        self._connection: _Connection | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return "RedisStore(***)"  # a URL may hold a password

    async def aclose(self) -> None:
        """Close the connections that were opened here. A client that was handed in stays open."""
        connection, self._connection = self._connection, None
        if connection is not None and connection.redis is not None and self._client is None:
            await connection.redis.aclose()

    async def claim_token(
        self, key: str, /, *, lease: float, replaces: str | None = None
    ) -> StoredToken | Lease | None:
        """Give the stored token, or the right to mint one; see `TokenStore.claim_token`."""
        owner = secrets.token_hex(16)
        keys = self._token_keys(key)
        reply = await self._here().run(CLAIM_TOKEN, keys, owner, _ms(lease), replaces or "", _FENCE_KEPT_MS)
        match _text(reply[0]):
            case "token":
                return self._stored_token(reply)
            case "lease":
                return Lease(owner, int(_text(reply[1])))
            case _:
                return None

    async def save_token(self, key: str, value: bytes, /, *, tag: str, lease: Lease, ttl: float) -> StoredToken | None:
        """Keep a token, unless a later lease was given; see `TokenStore.save_token`."""
        encrypted = self._encrypted(value)
        del value  # no frame that may raise holds a token in clear
        keys = self._token_keys(key)
        reply = await self._here().run(
            SAVE_TOKEN, keys, lease.owner, lease.fence, encrypted, tag, _ms(ttl), despite_pause=True
        )
        return self._stored_token(reply) if _text(reply[0]) == "token" else None

    async def release_token(self, key: str, lease: Lease, /) -> None:
        """End a lease; see `TokenStore.release_token`."""
        await self._here().run(RELEASE_TOKEN, self._token_keys(key), lease.owner, despite_pause=True)

    async def extend_token(self, key: str, /, *, tag: str, ttl: float) -> None:
        """Keep a token for longer; see `TokenStore.extend_token`."""
        await self._here().run(EXTEND_TOKEN, self._token_keys(key), tag, _ms(ttl))

    async def begin_delivery(self, key: str, /, *, lease: float) -> DeliveryState:
        """Begin to handle a delivery; see `WebhookStore.begin_delivery`."""
        (state,) = await self._here().run(BEGIN_DELIVERY, self._delivery_keys(key), _ms(lease))
        return DeliveryState(_text(state))

    async def finish_delivery(self, key: str, /, *, ttl: float) -> None:
        """Note that a delivery was handled; see `WebhookStore.finish_delivery`."""
        await self._here().run(FINISH_DELIVERY, self._delivery_keys(key), _ms(ttl), despite_pause=True)

    async def abandon_delivery(self, key: str, /) -> None:
        """Forget a delivery; see `WebhookStore.abandon_delivery`."""
        await self._here().run(ABANDON_DELIVERY, self._delivery_keys(key), despite_pause=True)

    def _delivery_keys(self, key: str) -> tuple[str]:
        # A key may be long, and hold what a cluster would take for a mark of its own.
        return (f"{self._prefix}:delivery:{hashlib.sha256(key.encode()).hexdigest()}",)

    async def take_places(self, key: str, wanted: PlacesWanted, /) -> PlacesGiven:
        """Give and book places; see `RateStore.take_places`."""
        windows = [number for limit, seconds in wanted.windows for number in (limit, _us(seconds))]
        booked = "" if wanted.booked is None else wanted.booked
        reply = await self._here().run(
            TAKE_PLACES,
            self._place_keys(key),
            *(wanted.process, wanted.first, wanted.count, booked, wanted.note, wanted.epoch, secrets.token_hex(8)),
            *windows,
            out_of_turn=True,
        )
        count, wait, held_by, closed_for = (int(number) for number in reply[:4])
        return PlacesGiven(
            count=count,
            wait=wait / 1_000_000,
            held_by=held_by - 1 if held_by else None,
            closed_for=closed_for / 1_000_000,
            note=_text(reply[4]),
            epoch=_text(reply[5]),
            used=tuple(int(number) for number in reply[6:]),
        )

    async def return_places(self, key: str, process: str, numbers: tuple[int, ...], /) -> None:
        """Free places that were not used; see `RateStore.return_places`."""
        await self._here().run(RETURN_PLACES, self._place_keys(key), process, *numbers, out_of_turn=True)

    async def report_places(
        self, key: str, process: str, places: tuple[tuple[int, float], ...], /, *, keep: float
    ) -> None:
        """Note used places; see `RateStore.report_places`."""
        ages = [part for number, age in places if age < keep for part in (number, _us(age))]
        await self._here().run(REPORT_PLACES, self._place_keys(key), process, _us(keep), *ages, out_of_turn=True)

    async def close_places(self, key: str, /, *, seconds: float, note: str) -> None:
        """Give no place for some seconds; see `RateStore.close_places`."""
        seconds = min(seconds, _LONGEST_CLOSING)
        await self._here().run(CLOSE_PLACES, self._place_keys(key), _us(seconds), note, out_of_turn=True)

    def _place_keys(self, key: str) -> tuple[str, str, str]:
        stem = f"{self._prefix}:{{{key}}}"
        return f"{stem}:places", f"{stem}:gate", f"{stem}:waiting"

    def _token_keys(self, key: str) -> tuple[str, str, str]:
        stem = f"{self._prefix}:{{{key}}}"
        return f"{stem}:token", f"{stem}:lease", f"{stem}:fence"

    def _stored_token(self, reply: _Reply) -> StoredToken:
        _, value, tag, left_ms = reply
        return StoredToken(self._decrypted(_text(value)), _text(tag), int(left_ms) / 1000)

    def _encrypted(self, value: bytes) -> str:
        # As text, because a client that was handed in may decode every reply.
        return (base64.urlsafe_b64encode(value) if self._cipher is None else self._cipher.encrypt(value)).decode(
            "ascii"
        )

    def _decrypted(self, value: str) -> bytes:
        """What was encrypted; nothing when it is damaged, or was encrypted under an unknown key."""
        try:
            return base64.urlsafe_b64decode(value) if self._cipher is None else self._cipher.decrypt(value)
        except (InvalidToken, ValueError):
            return b""

    def _here(self) -> _Connection:
        """The connection of the running event loop."""
        if self._connection is None or self._connection.loop is not asyncio.get_running_loop():
            self._connection = _Connection(self._opened, timeout=self._timeout, pause=self._pause)
        return self._connection

    def _opened(self) -> Redis:
        if self._client is not None:
            return self._client
        assert self._address is not None, "there is a client or an address"  # noqa: S101 - by construction
        opened: Redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # redis leaves its **kwargs untyped
            self._address.reveal(),
            # Time is kept by the caller, so that a loop that stood still is not taken for a Redis that is slow.
            socket_timeout=None,
            socket_connect_timeout=None,
            # A retry in here would make a call wait. The pause, and then the next call, do better.
            retry=Retry(NoBackoff(), 0),
        )
        return opened


@final
class _Connection:
    """The way to Redis from one event loop: keeps the time limit, and pauses after a failure."""

    def __init__(self, opened: Callable[[], Redis], *, timeout: float, pause: float) -> None:
        self.loop: Final = asyncio.get_running_loop()
        self.redis: Redis | None = None
        self._opened = opened
        self._timeout = timeout
        self._pause = pause
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._paused_until = 0.0
        self._is_lost = False
        """Whether Redis failed when it was asked last: that is said once."""

    async def run(
        self,
        script: str,
        keys: Sequence[str],
        *args: str | int,
        despite_pause: bool = False,
        out_of_turn: bool = False,
    ) -> _Reply:
        """Run a script.

        Args:
            script: What to run.
            keys: The keys it uses.
            args: Its arguments.
            despite_pause: Try it in a pause as well, because others wait for it: a lease that its owner does not end
                makes them wait until it expires.
            out_of_turn: Do not wait for a turn, because there are few requests of this kind, and calls wait for each.

        Raises:
            StoreUnavailable: Redis failed or did not answer in time, or this is a pause.
        """
        self._refuse_in_pause(despite=despite_pause)
        if out_of_turn:
            return await self._ask(script, keys, args)
        await self._wait_for_a_turn()
        try:
            self._refuse_in_pause(despite=despite_pause)
            return await self._ask(script, keys, args)
        finally:
            self._turns.release()

    async def _ask(self, script: str, keys: Sequence[str], args: Sequence[str | int]) -> _Reply:
        try:
            reply = await within(self._timeout, self._reply(script, keys, args))
        except Exception as error:  # noqa: BLE001 - whatever is wrong with Redis, no call may fail for it
            name = type(error).__name__
        else:
            self._is_lost = False
            return reply
        self._paused_until = self.loop.time() + self._pause
        _log.log(
            logging.DEBUG if self._is_lost else logging.WARNING,
            "RedisStore: Redis failed (%s) and is not asked for %g s",
            name,
            self._pause,
        )
        self._is_lost = True
        raise StoreUnavailable

    async def _reply(self, script: str, keys: Sequence[str], args: Sequence[str | int]) -> _Reply:
        if self.redis is None:
            self.redis = self._opened()
        try:
            reply: _Reply = await self.redis.evalsha(_digest(script), len(keys), *keys, *args)
        except NoScriptError:
            reply = await self.redis.eval(script, len(keys), *keys, *args)
        return reply

    async def _wait_for_a_turn(self) -> None:
        try:
            async with asyncio.timeout(_TURNS_WAITED_FOR * self._timeout):
                await self._turns.acquire()
        except TimeoutError:  # slow, but no reason for a pause: only this call goes without
            raise StoreUnavailable from None

    def _refuse_in_pause(self, *, despite: bool) -> None:
        if self.loop.time() < self._paused_until and not despite:
            raise StoreUnavailable


def _check_redis(address: Secret | None, client: object) -> None:
    """Refuse what can never work, here rather than at each call. No text shows the address: it may hold a password."""
    if address is not None:
        if not _is_address(address):
            raise ConfigurationError(
                'RedisStore: the address of a Redis is a URL that begins with "redis://", "rediss://" or "unix://".'
            )
    elif not isinstance(client, (Redis, RedisCluster)):
        raise ConfigurationError(
            f"RedisStore takes a URL or a redis.asyncio.Redis, not a {type(client).__module__}.{type(client).__name__}."
        )


def _is_address(address: Secret) -> bool:
    try:
        parse_url(address.reveal())
    except (ValueError, TypeError):
        return False
    return True


def _wrapped_keys(keys: Sequence[str]) -> list[Secret] | None:
    """The keys; nothing where they are not a list."""
    return None if isinstance(keys, (str, bytes)) else [Secret(key) for key in keys]


def _cipher(keys: list[Secret] | None, *, unencrypted: bool) -> MultiFernet | None:
    if unencrypted and keys:
        raise ConfigurationError("RedisStore: give either encryption_keys or unencrypted=True, not both.")
    if unencrypted:
        return None
    if not keys:
        raise ConfigurationError(
            "RedisStore needs encryption_keys, a list of Fernet keys: make one with "
            "cryptography.fernet.Fernet.generate_key(). To keep tokens in clear, set unencrypted=True."
        )
    try:
        return MultiFernet([Fernet(key.reveal()) for key in keys])
    except (ValueError, TypeError):
        pass  # outside of the handler: the error's frames hold the keys
    raise ConfigurationError("RedisStore: each of encryption_keys is a Fernet key, 32 bytes in URL-safe base64.")


@cache
def _digest(script: str) -> str:
    """The name under which Redis keeps a script."""
    return hashlib.sha1(script.encode(), usedforsecurity=False).hexdigest()


def _ms(seconds: float) -> int:
    return max(int(seconds * 1000), 1)


def _us(seconds: float) -> int:
    return math.ceil(seconds * 1_000_000)


def _text(value: bytes | str | int) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
