"""Webhooks as tests and people handle them: who receives them, what is to go wrong, and what became of each."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Final, get_args

from weavr_async.emulator.deliveries import Deliveries, DeliveryFault, DeliveryFaultKind
from weavr_async.emulator.receivers import Address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async.emulator.deliveries import DeliveriesState, Delivery
    from weavr_async.emulator.receivers import Receiver
    from weavr_async.emulator.world import World

__all__ = ["Webhooks"]


class Webhooks:
    """What Weavr sends by itself. Nothing is made while nobody receives it.

    Args:
        world: Whose events they are.
        seed: Seeds the chances of faults.

    Attributes:
        address: Where they are posted to, if it is an address.
    """

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world: Final = world
        self._deliveries: Final = Deliveries(world, seed)
        self._receiver: Receiver | None = None
        self.address: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._woken = asyncio.Event()

    def __iter__(self) -> Iterator[Delivery]:
        return iter(self._deliveries)

    def __len__(self) -> int:
        return len(self._deliveries)

    def __getitem__(self, delivery_id: str) -> Delivery:
        return self._deliveries[delivery_id]

    def of(self, topic: str) -> list[Delivery]:
        """Give the deliveries of one topic, such as `/transfers/watch`."""
        return [delivery for delivery in self if delivery.topic == topic]

    def post_to(self, url: str) -> None:
        """Post to an address from now on, each when it is due; the topic is appended to the URL.

        Raises:
            ValueError: It is no address over http or https.
        """
        address = Address(url)
        self._listen(address)
        self.address = address.url
        self.wake()

    def hand_to(self, receiver: Receiver) -> None:
        """Hand to a receiver in this process from now on, whenever `deliver` is called.

        Raises:
            TypeError: It is no receiver.
        """
        if not callable(getattr(receiver, "receive", None)):
            raise TypeError(
                "a receiver is AsgiApplication(app, path), AiohttpApplication(app, path) or an object with a method "
                f"`receive`, not {receiver!r}; webhooks are posted to an address by `post_to`"
            )
        self._listen(receiver)
        self.address = None

    def stop(self) -> None:
        """Send nothing any more, and make no more; what was to be sent is kept."""
        self._world.emit, self._receiver, self.address = None, None, None

    async def deliver(self) -> list[Delivery]:
        """Send everything that is due by the world's clock, and give it; move the clock for what is sent again."""
        return [] if self._receiver is None else await self._deliveries.send_due(self._receiver)

    def again(self, delivery_id: str) -> Delivery:
        """Have a delivery sent again, whatever became of it.

        Raises:
            KeyError: There is none of this id.
        """
        delivery = self._deliveries.again(delivery_id)
        self.wake()
        return delivery

    def inject(
        self, fault: DeliveryFaultKind, *, topic: str | None = None, times: int | None = 1, seconds: float = 3_600.0
    ) -> DeliveryFault:
        """Strike the next events: as many as `times` (None: all), of one topic or of any.

        Args:
            fault: What is to go wrong; see `DeliveryFault`.
            topic: The topic, such as `/transfers/watch`.
            times: How many events it strikes.
            seconds: How late a `late` one is.

        Raises:
            ValueError: There is no such fault, or the emulator sends nothing on that topic.
        """
        if fault not in get_args(DeliveryFaultKind):
            raise ValueError(
                f"there is no fault {fault!r} of webhooks; there are {', '.join(get_args(DeliveryFaultKind))}"
            )
        made = DeliveryFault(fault, seconds)
        self._deliveries.faults.inject(made, operation=topic, times=times)
        return made

    @property
    def sent(self) -> int:
        """How many attempts were made so far."""
        return self._deliveries.sent

    @property
    def unstruck(self) -> list[DeliveryFault]:
        """The planned faults that have struck nothing yet."""
        return self._deliveries.faults.unstruck

    def wake(self) -> None:
        """Let what became due be sent, where webhooks are posted to an address and an event loop runs."""
        if self.address is None or self._deliveries.next_due_ms() is None:
            return
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._wake_elsewhere()
            return
        if self._task is None or self._task.done() or self._task.get_loop() is not loop:
            self._woken = asyncio.Event()
            self._task = loop.create_task(self._run(self._woken))
        else:
            self._woken.set()

    def save(self) -> DeliveriesState:
        """Copy all deliveries."""
        return self._deliveries.save()

    def load(self, saved: DeliveriesState) -> None:
        """Come back to what `save` gave."""
        self._deliveries.load(saved)
        self.wake()

    def clear(self) -> None:
        """Forget all deliveries, and what was to go wrong."""
        self._deliveries.clear()

    def _listen(self, receiver: Receiver) -> None:
        self._receiver = receiver
        self._world.emit = self._add

    def _add(self, topic: str, body: dict[str, object]) -> None:
        self._deliveries.add(topic, body)
        self.wake()

    def _wake_elsewhere(self) -> None:
        """From another thread than the server's."""
        if self._task is not None and not self._task.done():
            with suppress(RuntimeError):  # its loop is closed
                self._task.get_loop().call_soon_threadsafe(self._woken.set)

    async def _run(self, woken: asyncio.Event) -> None:
        while self.address is not None and (due_ms := self._deliveries.next_due_ms()) is not None:
            clock = self._world.clock
            wait = None if clock.is_frozen else max(0.0, (due_ms - clock.now_ms()) / 1000)
            if due_ms > clock.now_ms():
                with suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), wait)
                woken.clear()
            await self.deliver()
