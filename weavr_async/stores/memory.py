"""A store in the memory of this process."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Final, Generic, TypeVar, final

from weavr_async.errors import ConfigurationError
from weavr_async.stores._memory_intents import MemoryIntents
from weavr_async.stores._memory_places import MemoryPlaces
from weavr_async.stores.protocols import DeliveryState, Lease, StoredToken

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.stores.intents import IntentState, NewIntent, Sending, StoredIntent
    from weavr_async.stores.protocols import PlacesGiven, PlacesWanted

__all__ = ["MemoryStore"]

V = TypeVar("V")

_FENCES_KEPT: Final = 7 * 24 * 60 * 60.0


@final
class MemoryStore:
    """Keeps all that a store can keep in this process: for tests, and for a service of one process.

    It knows nothing of other processes, nor of the time before a restart.

    Args:
        max_entries: How many tokens and how many deliveries are remembered. Beyond that the oldest is forgotten, even
            if a delivery could still be replayed: choose more than arrive within twice the receiver's tolerance.
        clock: Seconds of a clock that never goes back.

    Raises:
        ConfigurationError: `max_entries` is less than 1.
    """

    __slots__ = (
        "_addresses",
        "_clock",
        "_deliveries",
        "_fences",
        "_intents",
        "_last_fence",
        "_leases",
        "_parts",
        "_places",
        "_tokens",
    )

    def __init__(self, *, max_entries: int = 100_000, clock: Callable[[], float] = time.monotonic) -> None:
        if max_entries < 1:
            raise ConfigurationError("MemoryStore: max_entries is at least 1.")
        self._clock: Final = clock
        self._places: Final[dict[str, MemoryPlaces]] = {}
        self._tokens: Final = _Expiring[tuple[bytes, str]](max_entries, clock)
        self._leases: Final = _Expiring[Lease](max_entries, clock)
        self._fences: Final = _Expiring[int](max_entries, clock)
        self._last_fence = 0
        self._deliveries: Final = _Expiring[DeliveryState](max_entries, clock)
        self._parts: Final[dict[tuple[str, str], bytes]] = {}
        self._intents: Final = MemoryIntents(clock)
        self._addresses: Final[dict[str, str]] = {}

    async def claim_token(
        self, key: str, /, *, lease: float, replaces: str | None = None
    ) -> StoredToken | Lease | None:
        """Give the stored token, or the right to mint one; see `TokenStore.claim_token`."""
        stored = self._stored_token(key)
        if stored is not None and stored.tag != replaces:
            return stored
        self._tokens.drop(key)
        if self._leases.get(key) is not None:
            return None
        self._last_fence += 1
        given = Lease(str(self._last_fence), self._last_fence)
        self._leases.put(key, given, ttl=lease)
        self._fences.put(key, given.fence, ttl=_FENCES_KEPT)
        return given

    async def save_token(self, key: str, value: bytes, /, *, tag: str, lease: Lease, ttl: float) -> StoredToken | None:
        """Keep a token, unless a later lease was given; see `TokenStore.save_token`."""
        await self.release_token(key, lease)
        if (self._fences.get(key) or 0) > lease.fence:
            return self._stored_token(key)
        self._tokens.put(key, (value, tag), ttl=ttl)
        return None

    async def release_token(self, key: str, lease: Lease, /) -> None:
        """End a lease; see `TokenStore.release_token`."""
        if self._leases.get(key) == lease:
            self._leases.drop(key)

    async def extend_token(self, key: str, /, *, tag: str, ttl: float) -> None:
        """Keep a token for longer; see `TokenStore.extend_token`."""
        held = self._tokens.get(key)
        if held is not None and held[1] == tag:
            self._tokens.put(key, held, ttl=ttl)

    def _stored_token(self, key: str) -> StoredToken | None:
        held = self._tokens.get(key)
        return None if held is None else StoredToken(*held, self._tokens.ttl(key))

    async def take_places(self, key: str, wanted: PlacesWanted, /) -> PlacesGiven:
        """Give and book places; see `RateStore.take_places`."""
        return self._places_of(key).take(wanted)

    async def return_places(self, key: str, process: str, numbers: tuple[int, ...], /) -> None:
        """Free places that were not used; see `RateStore.return_places`."""
        self._places_of(key).free(process, numbers)

    async def report_places(
        self, key: str, process: str, places: tuple[tuple[int, float], ...], /, *, keep: float
    ) -> None:
        """Note used places; see `RateStore.report_places`."""
        self._places_of(key).report(process, tuple(place for place in places if place[1] < keep))

    async def close_places(self, key: str, /, *, seconds: float, note: str) -> None:
        """Give no place for some seconds; see `RateStore.close_places`."""
        self._places_of(key).close(seconds, note)

    def _places_of(self, key: str) -> MemoryPlaces:
        if key not in self._places:
            self._places[key] = MemoryPlaces(self._clock)
        return self._places[key]

    async def begin_delivery(self, key: str, /, *, lease: float) -> DeliveryState:
        """Begin to handle a delivery; see `WebhookStore.begin_delivery`."""
        known = self._deliveries.get(key)
        if known is not None:
            return known
        self._deliveries.put(key, DeliveryState.IN_PROGRESS, ttl=lease)
        return DeliveryState.NEW

    async def finish_delivery(self, key: str, /, *, ttl: float) -> None:
        """Note that a delivery was handled; see `WebhookStore.finish_delivery`."""
        self._deliveries.put(key, DeliveryState.HANDLED, ttl=ttl)

    async def abandon_delivery(self, key: str, /) -> None:
        """Forget a delivery; see `WebhookStore.abandon_delivery`."""
        self._deliveries.drop(key)

    async def create_part(self, job: str, part: str, content: bytes, /) -> bool:
        """Keep a part; see `ManifestStore.create_part`."""
        if (job, part) in self._parts:
            return False
        self._parts[job, part] = content
        return True

    async def read_part(self, job: str, part: str, /) -> bytes | None:
        """Give a part; see `ManifestStore.read_part`."""
        return self._parts.get((job, part))

    async def open_intent(self, intent: NewIntent, sending: Sending, /) -> StoredIntent:
        """Write an intent down, or take it over; see `IntentStore.open_intent`."""
        return self._intents.open(intent, sending)

    async def claim_intents(self, environment: str, sending: Sending, /, *, limit: int) -> tuple[StoredIntent, ...]:
        """Take over what is due; see `IntentStore.claim_intents`."""
        return self._intents.claim(environment, sending, limit)

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
        """End an open intent; see `IntentStore.close_intent`."""
        return self._intents.close(id_, fence=fence, state=state, result=result, result_id=result_id, note=note)

    async def defer_intent(
        self, id_: str, /, *, fence: int, last_sent_at: float, due_in: float, note: str | None = None
    ) -> None:
        """End the lease and leave the intent open; see `IntentStore.defer_intent`."""
        self._intents.defer(id_, fence=fence, last_sent_at=last_sent_at, due_in=due_in, note=note)

    async def resolve_intent(
        self, id_: str, /, *, state: IntentState, result_id: str | None, note: str
    ) -> StoredIntent | None:
        """Set what a person decided; see `IntentStore.resolve_intent`."""
        return self._intents.resolve(id_, state, result_id, note)

    async def make_intent_due(self, id_: str, /) -> bool:
        """Let an intent be due now; see `IntentStore.make_intent_due`."""
        return self._intents.make_due(id_)

    async def find_results(self, environment: str, operation: str, /, *, result_ids: tuple[str, ...]) -> frozenset[str]:
        """Give those that are results of intents; see `IntentStore.find_results`."""
        return self._intents.results(environment, operation, result_ids)

    async def plan_intent(
        self,
        intent: NewIntent,
        /,
        *,
        connection: object,  # noqa: ARG002 - memory knows no transactions
        wait: float,  # noqa: ARG002 - nor does it wait
    ) -> StoredIntent:
        """Write an intent down at once, whatever becomes of the user's transaction; see `IntentStore.plan_intent`."""
        return self._intents.plan(intent)

    async def cancel_intent(
        self,
        id_: str,
        /,
        *,
        note: str,
        connection: object | None = None,  # noqa: ARG002 - as above
    ) -> StoredIntent | None:
        """Close what is planned; see `IntentStore.cancel_intent`."""
        return self._intents.cancel(id_, note)

    async def claim_ended(self, environment: str, /, *, lease: float, limit: int) -> tuple[StoredIntent, ...]:
        """Give what a handler has not seen yet; see `IntentStore.claim_ended`."""
        return self._intents.claim_ended(environment, lease, limit)

    async def mark_handled(self, id_: str, /, *, fence: int) -> None:
        """Note that it was handled; see `IntentStore.mark_handled`."""
        self._intents.mark_handled(id_, fence)

    async def keep_address(
        self,
        environment: str,
        address: str,
        /,
        *,
        connection: object | None = None,  # noqa: ARG002 - as above
    ) -> str:
        """Remember where an environment is; see `IntentStore.keep_address`."""
        return self._addresses.setdefault(environment, address)

    async def find_intent(self, id_: str, /) -> StoredIntent | None:
        """Give an intent; see `IntentStore.find_intent`."""
        return self._intents.find(id_)

    async def list_intents(
        self, environment: str, /, *, states: tuple[IntentState, ...], after: str, limit: int
    ) -> tuple[StoredIntent, ...]:
        """Give a page of intents; see `IntentStore.list_intents`."""
        return self._intents.list(environment, states, after, limit)

    async def forget_intents(self, environment: str, /, *, older_than: float) -> int:
        """Empty what closed intents were about; see `IntentStore.forget_intents`."""
        return self._intents.forget(environment, older_than)


@final
class _Expiring(Generic[V]):
    """Values that are forgotten after their time, and the oldest first when there are too many."""

    __slots__ = ("_clock", "_entries", "_max_entries")

    def __init__(self, max_entries: int, clock: Callable[[], float]) -> None:
        self._max_entries: Final = max_entries
        self._clock: Final = clock
        self._entries: Final[OrderedDict[str, tuple[V, float]]] = OrderedDict()

    def get(self, key: str) -> V | None:
        entry = self._entries.get(key)
        return None if entry is None or self._clock() >= entry[1] else entry[0]

    def ttl(self, key: str) -> float:
        return self._entries[key][1] - self._clock()

    def put(self, key: str, value: V, *, ttl: float) -> None:
        now = self._clock()
        self.drop(key)
        while self._entries and (
            len(self._entries) >= self._max_entries or next(iter(self._entries.values()))[1] <= now
        ):
            self._entries.popitem(last=False)
        self._entries[key] = (value, now + ttl)

    def drop(self, key: str) -> None:
        self._entries.pop(key, None)
