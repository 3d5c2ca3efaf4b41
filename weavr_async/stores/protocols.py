"""What the SDK asks of a store: one protocol for each kind of data.

All protocols follow one style. A method is named by what it does and to what. Keys and contents are positional;
durations are keyword arguments in seconds, and `ttl` is how long something is kept. Each method is one atomic step,
also when several processes call it at the same time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, final, runtime_checkable

from attrs import field, frozen

__all__ = [
    "DeliveryState",
    "Lease",
    "ManifestStore",
    "PlacesGiven",
    "PlacesWanted",
    "RateStore",
    "StoreUnavailable",
    "StoreUncertain",
    "StoredToken",
    "TokenStore",
    "WebhookStore",
]


class StoreUnavailable(Exception):
    """The store failed or did not answer in time, or did so a moment ago and was not asked again.

    A `TokenStore` and a `RateStore` raise this, and the call goes on without them. Any other error of a store ends the
    call or the job.
    """


class StoreUncertain(Exception):
    """A change may have been made or not: its confirmation was lost, and could not be looked up."""


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


# -- rate limits -----------------------------------------------------------------------------------------


@final
@frozen(kw_only=True)
class PlacesWanted:
    """Places among the calls of an api key, as one process asks for them."""

    process: str
    """Which process asks: letters and digits that no other process uses."""
    first: int
    """The number of the first place that is given; the next ones follow. A process uses each number once."""
    count: int
    """How many calls wait for a place, 1 or more."""
    booked: int | None = None
    """The place that was booked for this process before and is due now."""
    windows: tuple[tuple[int, float], ...]
    """The limits to keep, as (places, seconds)."""
    note: str
    """What the process knows about the limits; see `PlacesGiven.note`."""
    epoch: str
    """The `PlacesGiven.epoch` that the process knows; empty when it asks for the first time."""


@final
@frozen(kw_only=True)
class PlacesGiven:
    """What a process got."""

    count: int
    """How many calls may go now."""
    wait: float
    """Seconds until the place that was booked after these is due; 0 when none was booked. Its number follows theirs."""
    held_by: int | None
    """Which of the windows, counted from 0, keeps the booked place from coming earlier, if one of them does."""
    closed_for: float
    """Seconds for which no place is given, because the service refused a call."""
    used: tuple[int, ...]
    """How many places are taken now, for each window."""
    note: str
    """What was said last about the limits. If it is not what the process knew, nothing was given or booked."""
    epoch: str
    """Changes when the store lost its data. If it is not what the process knew, nothing was given or booked."""


@runtime_checkable
class RateStore(Protocol):
    """Lets processes share the rate limits of an api key, so that all their calls together keep them.

    It keeps a log of places. A call may go when it has one, and a place is free again when a window has passed. When
    none is free, the next one to come is booked, one for each process; so processes take turns.

    A key is a string of letters and digits that holds no id. Time is the store's own.
    """

    async def take_places(self, key: str, wanted: PlacesWanted, /) -> PlacesGiven:
        """Give the places that are free, and book the next one when they are fewer than wanted.

        In no window are more places given than its limit. While other processes wait, one gets no more than its share
        of what is free, but one place at least. The place that was booked before is given first.
        """
        ...

    async def return_places(self, key: str, process: str, numbers: tuple[int, ...], /) -> None:
        """Free places that were given or booked, and were not used."""
        ...

    async def report_places(
        self, key: str, process: str, places: tuple[tuple[int, float], ...], /, *, keep: float
    ) -> None:
        """Note places that were used, as (number, seconds ago), if they are not known yet.

        Args:
            key: Of which api key.
            process: Who used them.
            places: Which, and when.
            keep: Seconds for which they count.
        """
        ...

    async def close_places(self, key: str, /, *, seconds: float, note: str) -> None:
        """Give no place for some seconds, or for longer if that was said before; bookings are void.

        Args:
            key: Of which api key.
            seconds: From now on. 0 keeps the note only.
            note: What is known about the limits from now on.
        """
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

    async def begin_delivery(self, key: str, /, *, lease: float) -> DeliveryState:
        """Begin to handle a delivery, unless somebody is handling it or has handled it.

        Args:
            key: `Delivery.key`.
            lease: Seconds after which somebody else may begin, because this handler must have died.
        """
        ...

    async def finish_delivery(self, key: str, /, *, ttl: float) -> None:
        """Note that a delivery was handled, for so many seconds from now: longer than the sender repeats it."""
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
