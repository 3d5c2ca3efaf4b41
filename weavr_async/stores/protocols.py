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
    "IntentState",
    "IntentStore",
    "Lease",
    "ManifestStore",
    "NewIntent",
    "PlacesGiven",
    "PlacesWanted",
    "RateStore",
    "ResultTaken",
    "Sending",
    "StoreUnavailable",
    "StoreUncertain",
    "StoredIntent",
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


# -- intents -------------------------------------------------------------------------------------------


class IntentState(StrEnum):
    """Where an intent stands."""

    PLANNED = "planned"
    """Written down, to be sent by a worker."""
    OPEN = "open"
    """It may have been sent. Settling finishes it."""
    DONE = "done"
    """It took effect, once."""
    NOT_DONE = "not_done"
    """It did not take effect, and nothing that was sent can change that any more."""
    UNDECIDED = "undecided"
    """Nothing that can be asked tells. A person decides."""


class ResultTaken(Exception):
    """The id of a result belongs to another intent, so it is not this one's."""


@final
@frozen
class NewIntent:
    """One write, before it is sent."""

    id: str
    """Made of the four names below, so the same write has the same id wherever it is asked for."""
    environment: str
    identity: str
    operation: str
    reference: str
    fingerprint: str
    """Equal for equal content, however it is written."""
    request: bytes = field(repr=False)
    """What is sent, frozen."""


@final
@frozen(kw_only=True)
class StoredIntent:
    """One write as the store knows it. Times are seconds since 1970."""

    id: str
    environment: str
    identity: str
    operation: str
    reference: str
    fingerprint: str
    request: bytes = field(repr=False)
    """Empty once it was forgotten."""
    state: IntentState
    owner: str
    """Who holds, or last held, the lease."""
    fence: int
    """Grows with every lease."""
    lease_left: float
    """Seconds until the lease ends; 0 or less when there is none."""
    first_sent_at: float
    """The first time, by the service's clock, at which it may have been sent since it was last known not to be done."""
    last_sent_at: float
    """The last time, by the service's clock, at which a sending that nobody answered may have left; 0 for none."""
    tries: int
    """How often settling it has ended without a verdict."""
    result: bytes | None = field(repr=False)
    result_id: str | None
    note: str | None
    created_at: float
    changed_at: float
    handled_at: float | None


@final
@frozen(kw_only=True)
class Sending:
    """The right to send a write, asked for. Nothing may be sent under it after its end."""

    owner: str
    """Never used before."""
    lease: float
    """Seconds, in the store's time."""
    at: float
    """Now, by the service's clock, in seconds since 1970."""
    since: float | None = None
    """When it may have been sent first, if that was before it stood in this store."""

    @property
    def first(self) -> float:
        """The first time at which it may have been sent."""
        return self.at if self.since is None else min(self.since, self.at)

    @property
    def until(self) -> float:
        """The end of the lease, by the service's clock."""
        return self.at + self.lease


class IntentStore(Protocol):
    """Remembers writes before they are sent. It must not lose anything that it has confirmed.

    Each method raises `StoreUnavailable` when nothing was changed, and `StoreUncertain` when a change may have been
    made whose confirmation was lost.
    """

    async def open_intent(self, intent: NewIntent, sending: Sending, /) -> StoredIntent:
        """Write an intent down, or take over the one that is there, in one step.

        An intent is taken over if it is planned, not done, or open without a lease, and the fingerprint is the same.
        When it was planned or not done, its sendings count anew. When it was open, the end of the last lease becomes
        `last_sent_at`.

        Returns:
            The intent as it stands. The lease was given if its `owner` is the one of `sending`.
        """
        ...

    async def claim_intents(self, environment: str, sending: Sending, /, *, limit: int) -> tuple[StoredIntent, ...]:
        """Take over open and planned intents that are due and that nobody holds, the longest due first.

        Nobody else gets them before the lease ends.
        """
        ...

    async def close_intent(
        self,
        id_: str,
        /,
        *,
        fence: int,
        state: IntentState,
        result: bytes | None = None,
        result_id: str | None = None,
        note: str | None = None,
    ) -> bool:
        """End an open intent under the lease with this fence. Doing it twice is the same as once.

        Returns:
            Whether it now stands as it was given: not when a later lease was given, or somebody else closed it.

        Raises:
            ResultTaken: Another intent of this environment and operation has this `result_id`. Nothing was changed.
        """
        ...

    async def defer_intent(
        self, id_: str, /, *, fence: int, last_sent_at: float, due_in: float, note: str | None = None
    ) -> None:
        """End the lease with this fence, and leave the intent open; nothing happens if a later lease was given.

        Args:
            id_: Which one.
            fence: The lease's.
            last_sent_at: The last sending that nobody answered, by the service's clock; 0 when nothing can be on its
                way. Then the intent is planned again.
            due_in: Seconds until it is due.
            note: Why it is still open.
        """
        ...

    async def resolve_intent(
        self, id_: str, /, *, state: IntentState, result_id: str | None, note: str
    ) -> StoredIntent | None:
        """Set what a person decided about an open or undecided intent that nobody holds.

        Returns:
            None when there is none, it is held, or it was closed.

        Raises:
            ResultTaken: Another intent has this `result_id`. Nothing was changed.
        """
        ...

    async def make_intent_due(self, id_: str, /) -> bool:
        """Let an open or planned intent be due now; whether there was one."""
        ...

    async def find_results(self, environment: str, operation: str, /, *, result_ids: tuple[str, ...]) -> frozenset[str]:
        """Give those of these ids that are results of intents."""
        ...

    async def plan_intent(self, intent: NewIntent, /, *, connection: object, wait: float) -> StoredIntent:
        """Write an intent down as planned, within a transaction of the user's, unless it is there.

        One that is not done is planned anew if the fingerprint is the same. Nothing else that is there changes.

        Args:
            intent: What is planned.
            connection: Where the user's transaction is. A store without transactions keeps the intent at once.
            wait: Seconds to wait for another transaction that plans the same.

        Returns:
            The intent as it stands.
        """
        ...

    async def cancel_intent(self, id_: str, /, *, note: str, connection: object | None = None) -> StoredIntent | None:
        """Close a planned intent as not done, in a transaction of the user's where one is given.

        Returns:
            None when there is none, or it is no longer planned.
        """
        ...

    async def claim_ended(self, environment: str, /, *, lease: float, limit: int) -> tuple[StoredIntent, ...]:
        """Give intents that were planned and have ended, and whose end nobody has handled.

        Nobody else gets them for the seconds of the lease.
        """
        ...

    async def mark_handled(self, id_: str, /, *, fence: int) -> None:
        """Note that the end of an intent was handled, unless it has ended in another way since."""
        ...

    async def keep_address(self, environment: str, address: str, /, *, connection: object | None = None) -> str:
        """Remember the address of an environment if none is known; give the one that is remembered.

        Args:
            environment: Its name.
            address: Its address.
            connection: A transaction of the user's that is under way, and may hold the database.
        """
        ...

    async def find_intent(self, id_: str, /) -> StoredIntent | None:
        """Give an intent, or None."""
        ...

    async def list_intents(
        self, environment: str, /, *, states: tuple[IntentState, ...], after: str, limit: int
    ) -> tuple[StoredIntent, ...]:
        """Give intents in these states whose id comes after `after`, by id."""
        ...

    async def forget_intents(self, environment: str, /, *, older_than: float) -> int:
        """Empty what done and not done intents were about, if they were closed so many seconds ago.

        Names, fingerprint and the result's id stay.

        Returns:
            How many were emptied.
        """
        ...
