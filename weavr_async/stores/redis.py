"""Tokens shared by a fleet of processes through Redis: one mint for each identity serves them all.

Needs the extra ``redis``. For each identity there are three keys, named by a keyed hash so that no id stands in
Redis, and alike between braces so that a cluster keeps them together:

``token``
    A hash of the encrypted value and the token's fingerprint. It lives as long as a token may be idle, counted
    from the last use that a process reported.
``lease``
    Who is minting. It ends by itself when its owner dies; only its owner ends it earlier.
``fence``
    The number of the latest lease. They only grow, even over a Redis that lost its data, so a process that was
    away for longer than its lease cannot put an older token over a newer one.

Whoever finds neither token nor lease takes the lease and mints; the others look again after a moment.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import random
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, final

import orjson
from attrs import frozen
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff

from weavr_async.errors import ConfigurationError
from weavr_async.stores.tokens_protocol import SharedToken
from weavr_async.tokens.token import Token
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType
    from typing import Self

    from weavr_async.stores.tokens_protocol import Mint, TokenKey

__all__ = ["RedisTokenStore"]

_log: Final = logging.getLogger("weavr_async.tokens")

_LONGEST_KEPT: Final = 24 * 60 * 60.0
_FENCE_KEPT_MS: Final = 7 * 24 * 60 * 60 * 1000
_AT_ONCE: Final = 16
"""Exchanges with Redis under way in one process: a burst of identities must not slow each one into its time limit."""
_TURNS_WAITED_FOR: Final = 8
"""How many time limits a call waits for its turn in such a burst."""
_FIRST_LOOK: Final = 0.02
_LONGEST_BETWEEN_LOOKS: Final = 0.25

# A key that somebody else gave another type is taken for empty, and replaced.
_TYPED: Final = """
local function is(key, kind) return redis.call('TYPE', key)['ok'] == kind end
"""
_OBTAIN: Final = (
    _TYPED
    + """
if is(KEYS[1], 'hash') then
  local token = redis.call('HMGET', KEYS[1], 'value', 'fingerprint')
  if token[1] and token[2] and token[2] ~= ARGV[3] then
    return {'token', token[1], token[2], redis.call('PTTL', KEYS[1])}
  end
end
redis.call('DEL', KEYS[1])
if not is(KEYS[2], 'string') then redis.call('DEL', KEYS[2]) end
if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2]) then return {'wait'} end
local time = redis.call('TIME')
local fence = time[1] * 1000000 + time[2]
local last = is(KEYS[3], 'string') and tonumber(redis.call('GET', KEYS[3])) or 0
if fence <= last then fence = last + 1 end
fence = string.format('%.0f', fence)
redis.call('SET', KEYS[3], fence, 'PX', ARGV[4])
return {'lease', fence}
"""
)
_SAVE: Final = (
    _TYPED
    + """
if is(KEYS[2], 'string') and redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
local last = is(KEYS[3], 'string') and tonumber(redis.call('GET', KEYS[3])) or 0
if last > tonumber(ARGV[2]) then
  if not is(KEYS[1], 'hash') then return {'late'} end
  local newer = redis.call('HMGET', KEYS[1], 'value', 'fingerprint')
  if not newer[1] or not newer[2] then return {'late'} end
  return {'token', newer[1], newer[2], redis.call('PTTL', KEYS[1])}
end
redis.call('DEL', KEYS[1])
redis.call('HSET', KEYS[1], 'value', ARGV[3], 'fingerprint', ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[5])
return {'saved'}
"""
)
_RELEASE: Final = (
    _TYPED
    + """
if is(KEYS[2], 'string') and redis.call('GET', KEYS[2]) == ARGV[1] then redis.call('DEL', KEYS[2]) end
return {'released'}
"""
)
_TOUCH: Final = (
    _TYPED
    + """
if is(KEYS[1], 'hash') and redis.call('HGET', KEYS[1], 'fingerprint') == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return {'touched'}
"""
)

_Reply: TypeAlias = "list[bytes | str | int]"


class _OutOfOrderError(Exception):
    """Redis failed, took too long, or did so a moment ago."""


@frozen
class _Stored:
    """What a reply says about a stored token."""

    token: Token | None
    """None when the value cannot be read, or is not what its key and its fingerprint promise."""
    fingerprint: str
    unused_for: float


@final
class _Line:
    """The connection to Redis from one event loop: keeps the time limit, and pauses after a failure."""

    def __init__(self, redis: Redis, *, timeout: float, pause: float) -> None:
        self.loop: Final = asyncio.get_running_loop()
        self.redis: Final = redis
        self._timeout = timeout
        self._pause = pause
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._again_at = 0.0

    async def run(self, script: str, keys: Sequence[str], *args: str | int, owed: bool = False) -> _Reply:
        """Run a script.

        Args:
            script: What to run.
            keys: The keys it touches.
            args: Its arguments.
            owed: Whether others wait for it, so that it is tried in a pause as well: a lease that its owner keeps
                to itself makes them wait until it runs out.

        Raises:
            _OutOfOrderError: It did not work out in time, or is not tried for now.
        """
        if not owed:
            self._insist_on_order()
        await self._wait_for_a_turn()
        try:
            if not owed:
                self._insist_on_order()
            async with asyncio.timeout(self._timeout):
                reply: _Reply = await self.redis.eval(script, len(keys), *keys, *args)
                return reply
        except _OutOfOrderError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with Redis, no call may fail for it
            name = type(error).__name__
        finally:
            self._turns.release()
        self._again_at = self.loop.time() + self._pause
        _log.warning("the token store is skipped for %g s: %s", self._pause, name)
        raise _OutOfOrderError

    async def _wait_for_a_turn(self) -> None:
        try:
            async with asyncio.timeout(_TURNS_WAITED_FOR * self._timeout):
                await self._turns.acquire()
        except TimeoutError:  # slow, but not so slow that it counts as out of order: this call goes without
            raise _OutOfOrderError from None

    def _insist_on_order(self) -> None:
        if self.loop.time() < self._again_at:
            raise _OutOfOrderError


@final
class RedisTokenStore:
    """Shares tokens between processes through Redis.

    ::

        async with (
            RedisTokenStore("rediss://cache.internal/0", encryption_keys=[os.environ["TOKEN_KEY"]]) as store,
            BackOffice.from_env(token_store=store) as weavr,
        ):
            ...

    Redis is never needed for a call to succeed: when it is down or slow, a call waits for `timeout` once, its
    token is minted by its own process, and Redis is not asked again for `pause` seconds. Where a Redis that only
    just keeps the time limit meets a burst of many identities, a call waits nine times as long before its mint,
    and as long after it, at the very most.

    A token is dropped as soon as the service refuses it, unless another process has replaced it by then.
    Connections belong to the event loop they were opened on: close the store at the end of each one.

    Args:
        redis: A URL (``redis://``, ``rediss://``, ``unix://``), or an asyncio client of yours, which you close.
        encryption_keys: Fernet keys (`cryptography.fernet.Fernet.generate_key`). The first one encrypts, all of
            them decrypt: to rotate, put the new key in front, and remove the old one a day later.
        unencrypted: Keep tokens in clear. Whoever can read the Redis can then act for your customers.
        prefix: Begins every key.
        lease: Seconds after which another process may mint when the one that began is silent. Should be more than
            a mint commonly takes: a slower one costs a second mint.
        timeout: Seconds that one exchange with Redis may take.
        pause: Seconds for which Redis is not asked after a failure.

    Raises:
        ConfigurationError: There are no keys and `unencrypted` does not say that this is wanted, or a key is no
            Fernet key, or both are given, or a number is not above 0.
    """

    def __init__(
        self,
        redis: str | Redis,
        *,
        encryption_keys: Sequence[str] = (),
        unencrypted: bool = False,
        prefix: str = "weavr_async",
        lease: float = 10.0,
        timeout: float = 0.25,
        pause: float = 5.0,
    ) -> None:
        if min(lease, timeout, pause) <= 0:
            raise ConfigurationError("RedisTokenStore: lease, timeout and pause are numbers of seconds above 0.")
        self._redis = redis
        self._cipher = _cipher(encryption_keys, unencrypted=unencrypted)
        self._prefix = prefix
        self._lease = lease
        self._timeout = timeout
        self._pause = pause
        self._line: _Line | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    def __repr__(self) -> str:
        return "RedisTokenStore(***)"  # a URL may hold a password

    async def aclose(self) -> None:
        """Close the connections that were opened here; a client that was handed in stays open."""
        line, self._line = self._line, None
        if line is not None and isinstance(self._redis, str):
            await line.redis.aclose()

    async def obtain(self, key: TokenKey, mint: Mint, /, *, idle: float, not_this: Secret | None) -> SharedToken:
        """Give the stored token, or have one minted by exactly one process; see `TokenStore`."""
        line, keys = self._here(), self._keys(key)
        owner = secrets.token_hex(16)
        unwanted = "" if not_this is None else _fingerprint(not_this)
        pause, give_up_at = _FIRST_LOOK, line.loop.time() + 2 * self._lease
        while line.loop.time() < give_up_at:
            try:
                reply = await line.run(_OBTAIN, keys, owner, _ms(self._lease), unwanted, _FENCE_KEPT_MS)
            except _OutOfOrderError:
                break
            match _text(reply[0]):
                case "lease":
                    return await self._mint_under_lease(line, key, owner, _text(reply[1]), mint, idle=idle)
                case "token":
                    stored = self._read(key, reply, idle=idle)
                    if stored.token is not None:
                        return SharedToken(stored.token, stored.unused_for)
                    unwanted = stored.fingerprint
                case _:
                    await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads load, keeps no secret
                    pause = min(pause * 2, _LONGEST_BETWEEN_LOOKS)
        return SharedToken(await mint(), unused_for=None)

    async def touch(self, key: TokenKey, token: Secret, /, *, idle: float) -> None:
        """Note that the token was just used; see `TokenStore`."""
        try:
            await self._here().run(_TOUCH, self._keys(key), _fingerprint(token), _ms(idle))
        except _OutOfOrderError:
            return

    async def _mint_under_lease(
        self, line: _Line, key: TokenKey, owner: str, fence: str, mint: Mint, *, idle: float
    ) -> SharedToken:
        keys = self._keys(key)
        try:
            token = await mint()
        except BaseException:
            with suppress(_OutOfOrderError):  # then it ends by itself
                await line.run(_RELEASE, keys, owner, owed=True)
            raise
        try:
            reply = await line.run(
                _SAVE, keys, owner, fence, self._write(key, token), _fingerprint(token.value), _ms(idle), owed=True
            )
        except _OutOfOrderError:
            return SharedToken(token, unused_for=None)
        if _text(reply[0]) == "token":
            # The lease ran out, and another process minted after us: its token may have ended ours.
            newer = self._read(key, reply, idle=idle)
            if newer.token is not None:
                return SharedToken(newer.token, newer.unused_for)
        return SharedToken(token, unused_for=None)

    def _here(self) -> _Line:
        """The line of the running loop: connections belong to the loop they were made on."""
        if self._line is None or self._line.loop is not asyncio.get_running_loop():
            redis = (
                Redis.from_url(  # pyright: ignore[reportUnknownMemberType]  # redis leaves its **kwargs without a type
                    self._redis,
                    socket_timeout=self._timeout,
                    socket_connect_timeout=self._timeout,
                    # What is repeated here is time that a call waits; the pause and the next call do it better.
                    retry=Retry(NoBackoff(), 0),
                )
                if isinstance(self._redis, str)
                else self._redis
            )
            self._line = _Line(redis, timeout=self._timeout, pause=self._pause)
        return self._line

    def _keys(self, key: TokenKey) -> tuple[str, str, str]:
        identity = key.identity
        facts = f"{key.base_url} {identity.type} {identity.id}".encode()
        name = hmac.digest(key.api_key_fingerprint.encode(), facts, "sha256").hex()
        stem = f"{self._prefix}:{{{name}}}"
        return f"{stem}:token", f"{stem}:lease", f"{stem}:fence"

    def _write(self, key: TokenKey, token: Token) -> str:
        ends = None if token.expires_at is None else token.expires_at.astimezone(UTC).isoformat()
        value = orjson.dumps({**_bound_to(key), "token": token.value.reveal(), "expires_at": ends})
        return (value if self._cipher is None else self._cipher.encrypt(value)).decode("ascii")

    def _read(self, key: TokenKey, reply: _Reply, *, idle: float) -> _Stored:
        _, value, fingerprint, left_ms = reply
        token = self._decoded(key, _text(value))
        if token is not None and _fingerprint(token.value) != _text(fingerprint):
            token = None
        unused_for = max((_ms(idle) - int(left_ms)) / 1000, 0.0)
        return _Stored(token, _text(fingerprint), unused_for)

    def _decoded(self, key: TokenKey, value: str) -> Token | None:
        """The token in a value, unless it is damaged, of an unknown key, of somebody else, or past its end."""
        try:
            data = orjson.loads(value if self._cipher is None else self._cipher.decrypt(value))
            if {name: data[name] for name in _bound_to(key)} != _bound_to(key):
                return None
            ends = data["expires_at"]
            token = Token(Secret(data["token"]), None if ends is None else datetime.fromisoformat(ends))
        except (InvalidToken, ValueError, TypeError, KeyError, AttributeError, ConfigurationError):
            return None
        return None if token.expires_at is not None and token.expires_at <= datetime.now(UTC) else token


def _cipher(keys: Sequence[str], *, unencrypted: bool) -> MultiFernet | None:
    if unencrypted and keys:
        raise ConfigurationError("RedisTokenStore: there are encryption_keys, yet unencrypted=True.")
    if unencrypted:
        return None
    if not keys or isinstance(keys, str):
        raise ConfigurationError(
            "RedisTokenStore needs encryption_keys, a list of Fernet keys: make one with "
            "cryptography.fernet.Fernet.generate_key(). To keep tokens in clear say unencrypted=True."
        )
    try:
        return MultiFernet([Fernet(key) for key in keys])
    except (ValueError, TypeError):
        pass  # outside of the handler: the error's frames hold the keys
    raise ConfigurationError("RedisTokenStore: an encryption key is a Fernet key, 32 bytes in URL-safe base64.")


def _bound_to(key: TokenKey) -> dict[str, str | Literal[1]]:
    """What a value says about itself, so that it is of no use under another key."""
    return {
        "version": 1,
        "base_url": key.base_url,
        "api_key": key.api_key_fingerprint,
        "identity_type": str(key.identity.type),
        "identity_id": key.identity.id,
    }


def _fingerprint(token: Secret) -> str:
    return hashlib.sha256(token.reveal().encode("ascii")).hexdigest()


def _ms(seconds: float) -> int:
    return max(int(min(seconds, _LONGEST_KEPT) * 1000), 1)


def _text(value: bytes | str | int) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
