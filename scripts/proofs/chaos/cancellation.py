"""Callers that go away at random: afterwards everything is answered, and nothing is left over."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import httpx
from attrs import define

from weavr_async import BackOffice, Environment, Identity, Limits, Token

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from weavr_async import IdentityView

__all__ = ["ENGINES", "Leftovers", "cancel_at_random"]

ENGINES: Final = ("built-in", "handed-in httpx")
_CONNECTIONS: Final = 20
_CALLERS: Final = 40
_HEALTHY: Final = 100
_SLOWEST: Final = 0.03
_ANSWER: Final = (
    b'{"id":"55","operation":"TRANSFER","status":"RUNNING","operationCount":1,'
    b'"submittedTimestamp":1,"operations":{"submitted":0,"running":0,"completed":0,"failed":0,"cancelled":0}}'
)


@define
class Leftovers:
    """What there is after the storm."""

    cancelled: int
    answered_in_the_storm: int
    healthy: int
    """Of a hundred requests sent at once afterwards, how many were answered."""
    slots: int
    """Of the connections allowed, how many could be in use at the same time afterwards."""
    tasks: int
    sockets: int

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost and nothing is left."""
        return (self.healthy, self.slots, self.tasks, self.sockets) == (_HEALTHY, _CONNECTIONS, 0, 0)


class _Server:
    """Answers a card after a random moment; when told to, only once so many requests are there together."""

    def __init__(self, seed: int) -> None:
        self._dice = random.Random(seed)  # noqa: S311 - dice, made to be repeatable
        self.together: asyncio.Barrier | None = None

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                if self.together is None:
                    await asyncio.sleep(self._dice.uniform(0, _SLOWEST))
                else:
                    await self.together.wait()
                head = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                writer.write(head % len(_ANSWER) + _ANSWER)
                await writer.drain()
        except (OSError, EOFError, asyncio.CancelledError):
            pass
        finally:
            writer.close()


class _FixedToken:
    async def mint(self, _identity: Identity, /) -> Token:
        return Token("fixed")


async def cancel_at_random(engine: str, seconds: float, seed: int) -> Leftovers:
    """Cancel calls at random moments for some time, and count what is left."""
    server = _Server(seed)
    listener = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    before = asyncio.all_tasks()
    url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    sockets = _open_sockets()
    async with _client(engine, url) as weavr:
        acme = weavr.corporate("1")
        cancelled, answered = await _storm(acme, seconds, random.Random(seed))  # noqa: S311 - dice
        results = await asyncio.gather(*(acme.bulks.get("55") for _ in range(_HEALTHY)), return_exceptions=True)
        healthy = sum(not isinstance(result, BaseException) for result in results)
        server.together = asyncio.Barrier(_CONNECTIONS)
        at_once = await asyncio.gather(
            *(weavr.corporate("1", timeout=5).bulks.get("55") for _ in range(_CONNECTIONS)), return_exceptions=True
        )
        slots = sum(not isinstance(result, BaseException) for result in at_once)
    listener.close()
    for _ in range(100):  # connections are closed by the event loop, in its own time
        if _open_sockets() < sockets and not asyncio.all_tasks() - before:
            break
        await asyncio.sleep(0.01)
    # The listener was one of the sockets before.
    return Leftovers(
        cancelled, answered, healthy, slots, len(asyncio.all_tasks() - before), _open_sockets() - sockets + 1
    )


async def _storm(acme: IdentityView, seconds: float, dice: random.Random) -> tuple[int, int]:
    """Calls that are cancelled at a random moment, many of them before their answer comes."""
    loop = asyncio.get_running_loop()
    usual = 0.0
    for _ in range(2):  # the first time, modules are loaded and connections made
        started = loop.time()
        await asyncio.gather(*(acme.bulks.get("55") for _ in range(_CALLERS)))
        usual = loop.time() - started
    ends = loop.time() + seconds
    cancelled = answered = 0

    async def caller() -> None:
        nonlocal cancelled, answered
        while loop.time() < ends:
            task = asyncio.create_task(acme.bulks.get("55"))
            await asyncio.sleep(dice.uniform(0, usual))
            task.cancel()
            await asyncio.wait([task])
            cancelled += task.cancelled()
            answered += not task.cancelled() and task.exception() is None

    await asyncio.gather(*(caller() for _ in range(_CALLERS)))
    return cancelled, answered


@asynccontextmanager
async def _client(engine: str, url: str) -> AsyncGenerator[BackOffice]:
    """A client on one of the two engines, with few connections."""
    environment, limits = Environment.at(url), Limits(max_connections=_CONNECTIONS)
    if engine == "built-in":
        async with BackOffice(
            api_key="chaos", environment=environment, token_source=_FixedToken(), limits=limits
        ) as weavr:
            yield weavr
        return
    of_the_user = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    async with (
        httpx.AsyncClient(limits=of_the_user, trust_env=False) as client,
        BackOffice(
            api_key="chaos", environment=environment, token_source=_FixedToken(), limits=limits, http_client=client
        ) as weavr,
    ):
        yield weavr


def _open_sockets() -> int:
    """How many sockets this process has open."""
    count = 0
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # the one that lists them is gone by now
            count += descriptor.readlink().name.startswith("socket:")
    return count
