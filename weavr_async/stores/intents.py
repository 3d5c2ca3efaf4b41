"""What a journal asks of its store: intents, the writes that are remembered before they are sent.

It follows the style of the other protocols, and raises their `StoreUnavailable` and `StoreUncertain`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol, final

from attrs import field, frozen

__all__ = ["IntentState", "IntentStore", "NewIntent", "ResultTaken", "Sending", "StoredIntent"]


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
