"""What the token manager asks of a store that several processes share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeAlias, final

from attrs import frozen

from weavr_async.tokens.token import Token

if TYPE_CHECKING:
    from weavr_async.values._secret import Secret
    from weavr_async.values.identities import Identity

__all__ = ["Mint", "SharedToken", "TokenKey", "TokenStore"]

Mint: TypeAlias = Callable[[], Awaitable[Token]]
"""Asks the source for a new token."""


@final
@frozen
class TokenKey:
    """Which token is meant. Tokens of two environments, api keys or identities never mix."""

    base_url: str
    """The environment's address."""
    api_key_fingerprint: str
    identity: Identity


@final
@frozen
class SharedToken:
    """A token out of a store, or freshly minted by way of it."""

    token: Token
    unused_for: float | None
    """Seconds since a process last used it; None when it was minted for this very request."""


class TokenStore(Protocol):
    """Lets a fleet of processes share tokens, so that one mint for each identity serves them all.

    A store must never cost a call: when it is out of order it gives back what `mint` gives, after a time that is
    short and stated. What `mint` raises it lets through.
    """

    async def obtain(self, key: TokenKey, mint: Mint, /, *, idle: float, not_this: Secret | None) -> SharedToken:
        """Give the stored token, or have one minted by exactly one process.

        Args:
            key: Whose token.
            mint: Gets a new one. Called at most once.
            idle: Seconds without use after which a stored token is to be forgotten; may be infinite.
            not_this: A token that was refused or is about to end: if it is still stored, it is dropped. A
                different one that was stored since is kept, and given back.
        """
        ...

    async def touch(self, key: TokenKey, token: Secret, /, *, idle: float) -> None:
        """Note that the token was just used, if it is still the one stored. Never raises."""
        ...
