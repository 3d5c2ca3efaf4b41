"""Tokens that processes share through a store: one of them mints a token, the others use it.

Whoever finds neither a token nor a lease in the store takes the lease and mints; the others look again after a
moment. A store that is unavailable costs no call: the process then mints a token for itself.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import random
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, final

import orjson
from attrs import frozen

from weavr_async.errors import ConfigurationError
from weavr_async.stores.protocols import Lease, StoredToken, StoreUnavailable
from weavr_async.tokens.token import Token
from weavr_async.values._secret import Secret

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async.stores.protocols import TokenStore
    from weavr_async.values.identities import Identity

    Mint: TypeAlias = Callable[[], Awaitable[Token]]

__all__ = ["Obtained", "SharedTokens"]

_LONGEST_KEPT: Final = 24 * 60 * 60.0
_FIRST_PAUSE: Final = 0.02
_LONGEST_PAUSE: Final = 0.25


@final
@frozen(eq=False, repr=False)
class Obtained:
    """A token that was minted or found in a store."""

    token: Token
    unused_for: float | None
    """Seconds since a process last used it; None when it was minted just now."""


@final
class SharedTokens:
    """The tokens of one api key in one environment, in a store.

    Args:
        store: Where they are.
        base_url: The environment's address.
        api_key_fingerprint: Tells api keys apart.
        idle: Seconds without use after which a token is forgotten; may be infinite, which means a day.
        lease: Seconds after which another process may mint when the one that began is silent.
    """

    __slots__ = ("_api_key_fingerprint", "_base_url", "_lease", "_store", "_ttl")

    def __init__(
        self, store: TokenStore, *, base_url: str, api_key_fingerprint: str, idle: float, lease: float
    ) -> None:
        self._store: Final = store
        self._base_url: Final = base_url
        self._api_key_fingerprint: Final = api_key_fingerprint
        self._ttl: Final = min(idle, _LONGEST_KEPT)
        self._lease: Final = lease

    async def obtain(self, identity: Identity, mint: Mint, *, replaces: Secret | None = None) -> Obtained:
        """Give the stored token, or have one minted by exactly one process.

        Args:
            identity: Whose token.
            mint: Gets a new one. Called at most once. Its errors pass through.
            replaces: A token that was refused or is about to end. If it is still stored, it is dropped. A different
                one that was stored since is given back.
        """
        key = self._key(identity)
        unwanted = None if replaces is None else _tag(replaces)
        now = asyncio.get_running_loop().time
        pause, give_up_at = _FIRST_PAUSE, now() + 2 * self._lease
        while now() < give_up_at:
            try:
                claimed = await self._store.claim_token(key, lease=self._lease, replaces=unwanted)
            except StoreUnavailable:
                break
            if isinstance(claimed, Lease):
                return await self._mint_under(claimed, identity, mint)
            if claimed is None:
                await asyncio.sleep(random.uniform(pause / 2, pause))  # noqa: S311 - spreads load, keeps no secret
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            found = self._read(identity, claimed)
            if found is not None:
                return found
            unwanted = claimed.tag  # it is of no use to anybody
        return Obtained(await mint(), unused_for=None)

    async def report_use(self, identity: Identity, token: Secret) -> None:
        """Note that a token was just used."""
        with suppress(StoreUnavailable):
            await self._store.extend_token(self._key(identity), tag=_tag(token), ttl=self._ttl)

    async def _mint_under(self, lease: Lease, identity: Identity, mint: Mint) -> Obtained:
        key = self._key(identity)
        try:
            token = await mint()
        except BaseException:
            with suppress(StoreUnavailable):  # then the lease ends by itself
                await self._store.release_token(key, lease)
            raise
        newer: StoredToken | None = None
        with suppress(StoreUnavailable):
            newer = await self._store.save_token(
                key, self._written(identity, token), tag=_tag(token.value), lease=lease, ttl=self._ttl
            )
        # A newer one means that the lease ran out and another process minted since: its token may have ended ours.
        found = None if newer is None else self._read(identity, newer)
        return found or Obtained(token, unused_for=None)

    def _key(self, identity: Identity) -> str:
        """A keyed hash, so that no id stands in the store."""
        facts = f"{self._base_url} {identity}".encode()
        return hmac.digest(self._api_key_fingerprint.encode(), facts, "sha256").hex()

    def _written(self, identity: Identity, token: Token) -> bytes:
        ends = None if token.expires_at is None else token.expires_at.astimezone(UTC).isoformat()
        return orjson.dumps({**self._owner(identity), "token": token.value.reveal(), "expires_at": ends})

    def _read(self, identity: Identity, stored: StoredToken) -> Obtained | None:
        """The token in a value, unless it is damaged, another identity's, or past its end."""
        owner = self._owner(identity)
        try:
            data = orjson.loads(stored.value)
            if {name: data[name] for name in owner} != owner:
                return None
            ends = data["expires_at"]
            token = Token(Secret(data["token"]), None if ends is None else datetime.fromisoformat(ends))
        except (ValueError, TypeError, KeyError, AttributeError, ConfigurationError):
            return None
        if _tag(token.value) != stored.tag or (token.expires_at is not None and token.expires_at <= datetime.now(UTC)):
            return None
        return Obtained(token, max(self._ttl - stored.ttl, 0.0))

    def _owner(self, identity: Identity) -> dict[str, str | Literal[1]]:
        """What a value says about whose it is, so that it is of no use under another key."""
        return {
            "version": 1,
            "base_url": self._base_url,
            "api_key": self._api_key_fingerprint,
            "identity_type": str(identity.type),
            "identity_id": identity.id,
        }


def _tag(token: Secret) -> str:
    return hashlib.sha256(token.reveal().encode("ascii")).hexdigest()
