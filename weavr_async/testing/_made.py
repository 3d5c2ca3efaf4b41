"""Emulators and clients for single tests, made as the test's markers say.

Kept apart from the plugin because pytest loads that one in every run: what is imported here is heavy.
"""

from __future__ import annotations

import asyncio
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aiohttp import web

from weavr_async import BackOffice, Environment, Retries
from weavr_async.emulator import AiohttpApplication, AsgiApplication, Emulator, Fault, Profile, World

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import httpx
    from starlette.types import ASGIApp

    from weavr_async.emulator import DeliveryFault, Webhooks
    from weavr_async.emulator.clock import ClockState
    from weavr_async.emulator.deliveries import DeliveryFaultKind

__all__ = ["FAULTS", "client_on", "make_emulator", "plan_fault", "plan_webhook_fault", "receivers_for"]

FAULTS: Final = {name: getattr(Fault, name) for name, kind in vars(Fault).items() if isinstance(kind, classmethod)}
"""What a marker may name: the class methods of `Fault`."""

# Nobody listens there: requests are handed over in process.
_NOWHERE: Final = Environment.at("https://emulator.invalid/multi/backoffice", name="emulator")


class _Prepared(NamedTuple):
    """A world as its maker left it, to be copied for each test."""

    world: bytes
    clock: ClockState


def make_emulator(
    *,
    world: Callable[[], World] = World.demo,
    profile: Profile | str = Profile.OBSERVED,
    **options: Any,  # noqa: ANN401 - those of Emulator, each of its type
) -> Emulator:
    """Make an emulator around a world of its own.

    Args:
        world: A function that makes the world. It is called once per process; each emulator has a copy.
        profile: `documented` or `observed`.
        options: The others of `Emulator`, its switches among them.
    """
    if not callable(world):
        raise TypeError(f"world is a function that makes one, such as World.demo without its brackets, not {world!r}")
    prepared = _prepared(world)
    copy = World()
    copy.restore(prepared.world)
    copy.clock.load(prepared.clock)
    return Emulator(copy, profile=Profile(profile), **options)


@cache
def _prepared(make: Callable[[], World]) -> _Prepared:
    world = make()
    return _Prepared(world.snapshot(), world.clock.save())


def plan_fault(
    emulator: Emulator,
    fault: str,
    operation: str | None = None,
    *,
    times: int | None = 1,
    probability: float | None = None,
    **arguments: Any,  # noqa: ANN401 - those of a class method of Fault, each of its type
) -> Fault:
    """Plan one fault, named as the class methods of `Fault` are.

    Args:
        emulator: Where it is to strike.
        fault: The name, such as `cut_after`.
        operation: The operation id it is to strike, such as `transferCreate`; any when left out.
        times: How many requests it strikes; None for all.
        probability: Strikes each request with this probability instead.
        arguments: Those of the class method, such as `status=503` of `answer`.

    Raises:
        ValueError: There is no such fault, or no such operation in the contract.
    """
    if fault not in FAULTS:
        raise ValueError(f"there is no fault {fault!r}; there are {', '.join(FAULTS)}")
    made: Fault = FAULTS[fault](**arguments)
    if probability is None:
        emulator.faults.inject(made, operation=operation, times=times)
    else:
        emulator.faults.sometimes(made, probability, operation=operation)
    return made


def plan_webhook_fault(
    emulator: Emulator,
    fault: DeliveryFaultKind,
    topic: str | None = None,
    *,
    times: int | None = 1,
    seconds: float = 3_600.0,
) -> DeliveryFault:
    """Plan one fault of webhooks; the arguments are those of `Webhooks.inject`.

    Raises:
        ValueError: There is no such fault, or the emulator sends nothing on that topic.
    """
    return emulator.webhooks.inject(fault, topic=topic, times=times, seconds=seconds)


def receivers_for(emulator: Emulator) -> Generator[Callable[..., Webhooks]]:
    """Give a function that hands webhooks to an application, and close the applications that it started."""
    started: list[tuple[AiohttpApplication, asyncio.AbstractEventLoop]] = []

    def receive(app: ASGIApp | web.Application, path: str = "") -> Webhooks:
        if isinstance(app, web.Application):
            receiver = AiohttpApplication(app, path)
            started.append((receiver, asyncio.get_running_loop()))
            emulator.webhooks.hand_to(receiver)
        else:
            emulator.webhooks.hand_to(AsgiApplication(app, path))
        return emulator.webhooks

    yield receive
    emulator.webhooks.stop()
    for receiver, loop in started:
        if not loop.is_closed() and not loop.is_running():
            loop.run_until_complete(receiver.close())


def client_on(emulator: Emulator) -> Generator[BackOffice]:
    """Give a client on the emulator, and close it on the event loop it was used on.

    It retries without waiting, to keep tests fast. If the loop is closed, everything that ran on it has ended, and
    nothing is left to close.
    """
    used_on: list[asyncio.AbstractEventLoop] = []

    async def note_loop(_: httpx.Request) -> None:
        used_on[:] = [asyncio.get_running_loop()]

    http_client = emulator.client()
    http_client.event_hooks = {"request": [note_loop]}
    client = BackOffice(
        api_key=emulator.world.api_keys[0],
        environment=_NOWHERE,
        http_client=http_client,
        retries=Retries(base_delay=0.001),
        rate_limit=None,
    )
    yield client
    for loop in used_on:
        if not loop.is_closed() and not loop.is_running():
            loop.run_until_complete(client.aclose())
            loop.run_until_complete(http_client.aclose())
