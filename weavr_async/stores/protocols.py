"""What the SDK asks of a store: one protocol for each kind of data.

All protocols follow one style. A method is named by what it does and to what. Keys and contents are positional;
durations are keyword arguments in seconds, and `ttl` is how long something is kept. Each method is one atomic step,
also when several processes call it at the same time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, final

from attrs import field, frozen

__all__ = [
    "DeliveryState",
    "Lease",
    "ManifestStore",
    "StoreUnavailable",
    "StoredToken",
    "TokenStore",
    "WebhookStore",
]


class StoreUnavailable(Exception):
    """The store failed or did not answer in time, or did so a moment ago and was not asked again.

    A `TokenStore` raises this, and the call goes on without it. Any other error of a store ends the call or the job.
    """


# -- tokens --------------------------------------------------------------------------------------------


@final
@frozen
class StoredToken:
    """A token as it is stored."""

    value: bytes = field(repr=False)
    """What was saved; empty when it can no longer be decrypted."""
    tag: str
    """Names this token without giving it away."""
    ttl: float
    """Seconds until it is forgotten."""


@final
@frozen
class Lease:
    """The right to mint a token, given to one process at a time."""

    owner: str
    """Tells this lease from every other one."""
    fence: int
    """Grows with every lease of a key, also when the store has lost its data."""


class TokenStore(Protocol):
    """Lets processes share tokens, so that one mint serves all of them.

    A key is a string of letters and digits that holds no id. A value may be a secret: keep it encrypted.
    """

    async def claim_token(
        self, key: str, /, *, lease: float, replaces: str | None = None
    ) -> StoredToken | Lease | None:
        """Give the stored token, or else the right to mint a new one.

        Args:
            key: Whose token.
            lease: Seconds after which a lease that is given now ends by itself.
            replaces: The tag of a token that is no longer wanted. If that one is stored, it is dropped first.

        Returns:
            The stored token; a lease when there is none; None when another process holds the lease: ask again soon.
        """
        ...

    async def save_token(self, key: str, value: bytes, /, *, tag: str, lease: Lease, ttl: float) -> StoredToken | None:
        """Keep a token that was minted under a lease, and end the lease.

        If the lease ran out and another was given since, nothing is kept: the later token may have ended this one.

        Returns:
            The token that was saved under a later lease, if there is one. Use it instead.
        """
        ...

    async def release_token(self, key: str, lease: Lease, /) -> None:
        """End a lease without a token, unless it has run out and another was given since."""
        ...

    async def extend_token(self, key: str, /, *, tag: str, ttl: float) -> None:
        """Keep a token for longer, because it was used just now. Does nothing if another token is stored."""
        ...


# -- webhooks ------------------------------------------------------------------------------------------


class DeliveryState(StrEnum):
    """What a store knows about a delivery."""

    NEW = "new"
    """Not seen before. Whoever asked handles it."""
    IN_PROGRESS = "in_progress"
    """Somebody else is handling it."""
    HANDLED = "handled"
    """It was handled."""


class WebhookStore(Protocol):
    """Remembers webhook deliveries, so that each is handled once."""

    async def begin_delivery(self, key: str, /, *, ttl: float) -> DeliveryState:
        """Begin to handle a delivery, unless somebody has begun before.

        Args:
            key: `Delivery.key`.
            ttl: Seconds for which to remember it, counted from now. After that the delivery is refused for its age.
        """
        ...

    async def finish_delivery(self, key: str, /) -> None:
        """Note that a delivery was handled."""
        ...

    async def abandon_delivery(self, key: str, /) -> None:
        """Forget a delivery whose handling failed, so that it is accepted when it is sent again."""
        ...


# -- manifests of bulk jobs ----------------------------------------------------------------------------


class ManifestStore(Protocol):
    """Keeps the manifests of bulk jobs: named parts that are written once and never changed.

    Every fact of a job is a part of its own. So a part that can be read is complete and final, two processes cannot
    overwrite each other's parts, and there is nothing to repair after a crash.

    Names are ASCII letters, digits, `.`, `_` and `-`, at most 200 characters, and begin with a letter or a digit. Parts
    hold payloads, so protect them as you protect other business data. They hold neither the api key nor tokens.
    """

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part, all of it or nothing.

        When this returns, the part must survive a crash of the machine, because something is sent next.

        Returns:
            False when there is such a part already. It stays as it is.
        """
        ...

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give the content of a part, or None when there is no such part."""
        ...
