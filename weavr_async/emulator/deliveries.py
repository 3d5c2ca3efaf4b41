"""Webhooks on their way: what was to be sent, how often it was, and when it is sent again.

A *delivery* is one event for the receiver; each time it is sent is an *attempt*, whose outcome is kept. The
schedule is Weavr's, on the world's clock. What goes wrong on the way is planned as a `DeliveryFault`.
"""

from __future__ import annotations

import heapq
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import orjson

from weavr_async.emulator.events import BULK_TOPIC, TOPICS
from weavr_async.emulator.faults import Faults
from weavr_async.emulator.signing import headers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.receivers import Receiver
    from weavr_async.emulator.world import World

__all__ = ["Attempt", "Deliveries", "DeliveriesState", "Delivery", "DeliveryFault", "DeliveryFaultKind"]

DeliveryFaultKind = Literal["lost", "answer_lost", "late", "doubled", "out_of_order", "stamped_anew", "wrong_signature"]

_FORGED: Final = "a-key-of-somebody-else"
_AGAIN: Final = frozenset({408, 409, 425})
_SUCCESS: Final = range(200, 300)
_SERVER_ERRORS: Final = range(500, 600)
_HELD_BACK_MS: Final = 60_000
_MOST_KEPT: Final = 10_000


@dataclass(frozen=True, slots=True)
class DeliveryFault:
    """One thing to go wrong with a delivery.

    - `lost`: it is taken for delivered, and never arrives.
    - `answer_lost`: it arrives, its answer does not, and it is sent again.
    - `late`: it is first sent `seconds` after it should have been, under the timestamp it should have had.
    - `doubled`: it is sent twice.
    - `out_of_order`: it is sent after the one that follows it, or after a minute.
    - `stamped_anew`: it is sent twice, the second time under a timestamp of its own.
    - `wrong_signature`: it is signed with another key than the receiver's.
    """

    name: DeliveryFaultKind
    seconds: float = 3_600.0


class Attempt(NamedTuple):
    """One time that a delivery was sent: when, under which timestamp, and what was answered (None: nothing)."""

    at_ms: int
    published_ms: int
    status: int | None
    fault: str | None = None


@dataclass(slots=True)
class Delivery:
    """One event for the receiver; `due_ms` is when it is sent next, None where it will not be.

    `reference` is its `call-ref`, or the `request-ref` of an event about a bulk. `tries` counts the attempts of the
    schedule, which starts anew when somebody has it sent again.
    """

    id: str
    topic: str
    reference: str
    created_ms: int
    body: bytes
    state: Literal["waiting", "delivered", "failed", "lost"] = "waiting"
    due_ms: int | None = None
    tries: int = 0
    fault: DeliveryFaultKind | None = None
    attempts: list[Attempt] = field(default_factory=list[Attempt])

    @property
    def event(self) -> JsonObject:
        """The body, read."""
        read: JsonObject = orjson.loads(self.body)
        return read

    def copy(self) -> Delivery:
        """Copy it, with a list of attempts of its own."""
        return replace(self, attempts=list(self.attempts))


class DeliveriesState(NamedTuple):
    """What a snapshot keeps of them."""

    deliveries: list[Delivery]
    last_id: int


class Deliveries:
    """The newest 10,000 deliveries.

    Args:
        world: Whose events they are; its clock times them, and its first api key, which is the oldest, signs them.
        seed: Seeds the chances of faults.

    Attributes:
        faults: What is to go wrong, by topic.
        sent: How many attempts were made so far.
    """

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world: Final = world
        self.faults: Final = Faults(DeliveryFault, TOPICS, seed, what="topic")
        self.sent: int = 0
        self._all: OrderedDict[str, Delivery] = OrderedDict()
        self._due: list[tuple[int, int]] = []
        self._in_flight: set[str] = set()
        self._held_back: list[Delivery] = []
        self._last_id = 0

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self._all.values())

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, delivery_id: str) -> Delivery:
        return self._all[delivery_id]

    def add(self, topic: str, body: JsonObject) -> None:
        """Take in an event; a fault that is planned for its topic strikes it."""
        self._last_id += 1
        now = self._world.now_ms()
        reference = f"emulated-delivery-{self._last_id:08d}"
        delivery = Delivery(str(self._last_id), topic, reference, now, orjson.dumps(body), due_ms=now)
        fault = self.faults.pick(topic)
        if fault is not None:
            delivery.fault = fault.name
            late_ms = {"late": round(fault.seconds * 1000), "out_of_order": _HELD_BACK_MS}.get(fault.name, 0)
            delivery.due_ms = now + late_ms
        if delivery.fault == "out_of_order":
            self._held_back.append(delivery)
        self._all[delivery.id] = delivery
        self._plan(delivery)
        while len(self._all) > _MOST_KEPT:
            self._all.popitem(last=False)

    def again(self, delivery_id: str) -> Delivery:
        """Have a delivery sent again, now, whatever became of it.

        Raises:
            KeyError: There is none of this id.
        """
        delivery = self._all[delivery_id]
        delivery.state, delivery.due_ms, delivery.tries, delivery.fault = "waiting", self._world.now_ms(), 0, None
        self._plan(delivery)
        return delivery

    def next_due_ms(self) -> int | None:
        """When the next one is to be sent; None when none is."""
        while self._due:
            due_ms, number = self._due[0]
            delivery = self._all.get(str(number))
            if delivery is not None and delivery.due_ms == due_ms and delivery.id not in self._in_flight:
                return due_ms
            heapq.heappop(self._due)
        return None

    async def send_due(self, receiver: Receiver) -> list[Delivery]:
        """Send everything that is due, one after the other, in the order of time; gives what was sent."""
        sent: list[Delivery] = []
        while (due_ms := self.next_due_ms()) is not None and due_ms <= self._world.now_ms():
            delivery = self._all[str(heapq.heappop(self._due)[1])]
            self._in_flight.add(delivery.id)
            try:
                await self._send(delivery, receiver)
            finally:
                self._in_flight.discard(delivery.id)
                self._plan(delivery)
            sent.append(delivery)
            self._release_held_back(delivery)
        return sent

    def save(self) -> DeliveriesState:
        """Copy them."""
        return DeliveriesState([delivery.copy() for delivery in self], self._last_id)

    def load(self, saved: DeliveriesState) -> None:
        """Come back to what `save` gave."""
        self._last_id = saved.last_id
        self._all = OrderedDict((delivery.id, delivery.copy()) for delivery in saved.deliveries)
        self._due.clear()
        self._held_back = [one for one in self if one.fault == "out_of_order" and not one.tries]
        for delivery in self:
            self._plan(delivery)

    def clear(self) -> None:
        """Forget them all, and what was to go wrong."""
        self._all.clear()
        self._due.clear()
        self._held_back.clear()
        self.faults.clear()

    def _plan(self, delivery: Delivery) -> None:
        if delivery.due_ms is not None:
            heapq.heappush(self._due, (delivery.due_ms, int(delivery.id)))

    def _release_held_back(self, sent: Delivery) -> None:
        """Let what was held back follow the one after it."""
        ready = [one for one in self._held_back if not one.tries and int(one.id) < int(sent.id)]
        self._held_back = [one for one in self._held_back if not one.tries and one not in ready]
        for delivery in ready:
            delivery.due_ms = self._world.now_ms()
            self._plan(delivery)

    async def _send(self, delivery: Delivery, receiver: Receiver) -> None:
        now = self._world.now_ms()
        fault = delivery.fault if not delivery.tries else None
        delivery.tries += 1
        anew = self._world.switches.webhook_stamped_anew
        attempts = [await self._attempt(delivery, receiver, now if anew else delivery.created_ms, fault)]
        if fault in {"doubled", "stamped_anew"}:
            stamp = max(now, attempts[0].published_ms + 1) if fault == "stamped_anew" else attempts[0].published_ms
            attempts.append(await self._attempt(delivery, receiver, stamp, fault))
        delivery.attempts += attempts
        self.sent += len(attempts)
        self._note_outcome(delivery, fault, now)

    async def _attempt(self, delivery: Delivery, receiver: Receiver, stamp: int, fault: str | None) -> Attempt:
        now = self._world.now_ms()
        if fault == "lost":
            return Attempt(now, stamp, None, fault)
        key = self._world.webhooks_key if delivery.topic == BULK_TOPIC else self._world.api_keys[0]
        if fault == "wrong_signature":
            key = _FORGED
        headers = headers_of(delivery.topic, delivery.reference, delivery.body, key=key, published_ms=stamp)
        status = await receiver.receive(delivery.topic, headers, delivery.body)
        return Attempt(now, stamp, None if fault == "answer_lost" else status, fault)

    def _note_outcome(self, delivery: Delivery, fault: str | None, now: int) -> None:
        """Say what the last attempt comes to: it is done, it is sent again, or it is given up."""
        delivery.due_ms = None
        status = delivery.attempts[-1].status
        schedule = self._world.switches.webhook_resends_s
        if fault == "lost":
            delivery.state = "lost"
        elif status in _SUCCESS:
            delivery.state = "delivered"
        elif (status is None or status in _AGAIN or status in _SERVER_ERRORS) and delivery.tries <= len(schedule):
            delivery.due_ms = now + schedule[delivery.tries - 1] * 1000
        else:
            delivery.state = "failed"
