"""Crowds of calls against services that are healthy, dead, throttling, forbidding or asleep: `make networks`.

Each figure is printed with its bound; the program ends with 1 if one is missed. Everything is on loopback, without the
emulator: what answers here is what a socket can do to a client.
"""

from __future__ import annotations

import asyncio
import random
import resource
import socket
import sys
import threading
import time
from collections import Counter
from contextlib import AsyncExitStack, suppress
from typing import TYPE_CHECKING, Final

import httpx
import orjson

from weavr_async import BackOffice, Environment, Limits, NotSent, OutcomeUnknown, Retries, Timeouts, Token
from weavr_async.hooks import AttemptStarted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from typing import Self

    from weavr_async import ClientOptions, Identity
    from weavr_async.hooks import Event

CALLS: Final = 1_000
MOST_SENT: Final = CALLS * 1.2 + Retries().budget
DEFAULT_LIMITS: Final = httpx.Limits(max_connections=100, max_keepalive_connections=20)
"""Those of a client that is made without any."""
_missed: Final[list[str]] = []
_HEAD: Final = "HTTP/1.1 {} X\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{}\r\n"


def report(what: str, figure: float, most: float) -> None:
    """Print a figure with its bound, and remember whether it was missed."""
    print(f"{what:<78} {figure:>8,.0f}  (at most {most:,.0f})", flush=True)
    if figure > most:
        _missed.append(what)


def answer(status: int, body: object = b"", headers: str = "") -> bytes:
    """A whole answer."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    return _HEAD.format(status, len(content), headers).encode() + content


def account(target: str) -> bytes:
    """The account that was asked for."""
    read = {"id": target.rpartition("/")[2], "profileId": "7", "friendlyName": "Main", "currency": "GBP"}
    balances = {"availableBalance": 1000, "actualBalance": 1000}
    return answer(200, {**read, "state": {"state": "ACTIVE"}, "balances": balances, "creationTimestamp": 1})


class Service:
    """Answers every call by `handle`, some time later; identities log in as they like."""

    def __init__(self, handle: Callable[[str], bytes], delay: float = 0.0) -> None:
        self._handle, self._delay = handle, delay
        self.seen: Counter[str] = Counter()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=4096)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
                sizes = [line.partition(":")[2] for line in head.split("\r\n") if line.startswith("content-length")]
                body = await reader.readexactly(int(sizes[0]) if sizes else 0)
                target = head.split(" ", 2)[1]
                if target.endswith("/access_token"):
                    self.seen["logins"] += 1
                    writer.write(answer(200, {"token": {"token": "t"}, "identity": orjson.loads(body)["identity"]}))
                else:
                    self.seen["calls"] += 1
                    await asyncio.sleep(self._delay)
                    writer.write(self._handle(target))
        writer.close()


class FixedToken:
    """Every identity has a token at hand, so that only calls are counted."""

    async def mint(self, _: Identity, /) -> Token:
        """The same for all."""
        return Token("t")


def client(url: str, options: ClientOptions) -> BackOffice:
    """A client of the service at an address."""
    return BackOffice(api_key="k", environment=Environment.at(url), **options)


async def ends(weavr: BackOffice, identities: Iterable[int]) -> Counter[str]:
    """How a call on behalf of each identity ends, all at once."""
    calls = (weavr.corporate(str(one)).managed_accounts.get("220") for one in identities)
    return Counter(type(end).__name__ for end in await asyncio.gather(*calls, return_exceptions=True))


async def crowds(engine: str, options: ClientOptions) -> None:
    """Far more calls than connections, on services of all kinds."""
    async with Service(account, delay=0.3) as service, client(service.url, options) as weavr:
        failed = await ends(weavr, [1] * 3_000)
    report(f"{engine}: 3,000 calls at once on a healthy service, failed", 3_000 - failed["ManagedAccount"], 0)
    kinds: dict[str, Callable[[str], bytes]] = {
        "throttling (429, reset 0)": lambda _: answer(429, headers="x-ratelimit-reset: 0\r\n"),
        "throttling (429, no header)": lambda _: answer(429),
        "failing (503)": lambda _: answer(503),
        "forbidding (403)": lambda _: answer(403),
        "forbidding (401)": lambda _: answer(401),
    }
    held: ClientOptions = {"token_source": FixedToken()}
    for name, handle in kinds.items():
        for whose, identities in (("one identity", [1] * CALLS), ("1,000 identities", list(range(1, CALLS + 1)))):
            async with Service(handle) as service, client(service.url, {**options, **held}) as weavr:
                await ends(weavr, identities)
            report(f"{engine}: {CALLS:,} calls of {whose}, {name}, requests", service.seen["calls"], MOST_SENT)
    async with Service(kinds["forbidding (401)"]) as service, client(service.url, options) as weavr:
        await ends(weavr, range(1, CALLS + 1))
    report(f"{engine}: logins of 1,000 identities whose api key is rejected", service.seen["logins"], MOST_SENT)


async def dead(engine: str, options: ClientOptions) -> None:
    """Nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    attempts: list[Event] = []
    options = {**options, "hooks": [attempts.append], "token_source": FixedToken()}
    async with client(f"http://127.0.0.1:{port}", options) as weavr:
        await ends(weavr, range(1, CALLS + 1))
    sent = sum(isinstance(event, AttemptStarted) for event in attempts)
    report(f"{engine}: {CALLS:,} calls, dead service, attempts", sent, MOST_SENT)


class Sleepless(threading.Thread):
    """A service of its own thread, which goes on while the client's event loop stands still."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ready = threading.Event()

    def run(self) -> None:
        """Serve until the process ends."""
        asyncio.run(self._main())

    async def _main(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.writers: list[asyncio.StreamWriter] = []
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=4096)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        self.ready.set()
        await asyncio.Event().wait()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.writers.append(writer)
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                target = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split(" ", 2)[1]
                await asyncio.sleep(0.5 if target.endswith("/0") else 0)
                writer.write(answer(204) if target.endswith("/invite") else account(target))
        writer.close()

    def disturb(self) -> None:
        """Close every second idle connection, and send to the others what nobody asked for."""
        writers, self.writers = self.writers, []
        for number, writer in enumerate(writers):
            if number % 2:
                writer.close()
            else:
                writer.write(account("/managed_accounts/666"))


async def stood_still(engine: str, options: ClientOptions, connections: int) -> None:
    """The event loop stands still while the pooled connections are closed or written to."""
    service = Sleepless()
    service.start()
    service.ready.wait()
    # Two thousand connections at once take their time on a machine that has other things to do as well.
    patient = Timeouts(connect=60, read=60, total=300)
    options = {
        **options,
        "limits": Limits(max_connections=connections, keepalive_expiry=300),
        "timeouts": patient,
        "token_source": FixedToken(),
    }
    async with client(service.url, options) as weavr:
        acme = weavr.corporate("1")
        await asyncio.gather(*(acme.managed_accounts.get("0") for _ in range(connections)))
        service.loop.call_soon_threadsafe(service.disturb)
        time.sleep(1.5)  # noqa: ASYNC251 - the point: the loop stands still
        calls = [
            acme.users.invite(str(n)) if n % 2 else acme.managed_accounts.get(str(n)) for n in range(2, connections)
        ]
        results = await asyncio.gather(*calls, return_exceptions=True)
    unknown = sum(isinstance(end, (OutcomeUnknown, NotSent)) for end in results)
    foreign = sum(getattr(end, "id", str(n)) != str(n) for n, end in enumerate(results, start=2))
    report(f"{engine}: {connections:,} connections after the loop stood still, unknown or failed", unknown, 0)
    report(f"{engine}: {connections:,} connections after the loop stood still, answers of another call", foreign, 0)


async def cancelled(engine: str, options: ClientOptions, seconds: float) -> None:
    """Calls that are cancelled at any moment, and healthy ones afterwards."""
    chance = random.Random(7)  # noqa: S311 - moments of cancellation
    async with Service(account, delay=0.01) as service, client(service.url, options) as weavr:
        accounts = weavr.corporate("1").managed_accounts
        over = time.monotonic() + seconds
        while time.monotonic() < over:
            tasks = [asyncio.create_task(accounts.get("220")) for _ in range(50)]
            for task in tasks:
                asyncio.get_running_loop().call_later(chance.uniform(0, 0.03), task.cancel)
            await asyncio.gather(*tasks, return_exceptions=True)
        well = (await ends(weavr, [1] * 100))["ManagedAccount"]
    report(f"{engine}: of 100 calls after {seconds:.0f} s of cancellation, unwell", 100 - well, 0)


async def first_call() -> None:
    """How long the event loop stands still in the first call of a process, once its client was entered."""
    gaps: list[float] = []

    async def heart() -> None:
        last = time.perf_counter()
        while True:
            await asyncio.sleep(0.001)
            now = time.perf_counter()
            gaps.append(now - last)
            last = now

    async with client("https://127.0.0.1:1", {}) as weavr:
        beating = asyncio.create_task(heart())
        await asyncio.sleep(0.05)
        gaps.clear()
        with suppress(NotSent):
            await weavr.corporate("1", timeout=1).managed_accounts.get("220")
        beating.cancel()
    report("first call of a process, longest stall of the event loop in ms", max(gaps) * 1000, 20)


async def main(seconds: float) -> int:
    """All of it, on both engines."""
    await first_call()
    for engine in ("built in", "httpx"):
        for cell in (crowds, dead):
            await with_engine(engine, cell)
        # As many idle connections as are to be reused, which is far more than httpx's pool is made for.
        many = httpx.Limits(max_connections=2_000, max_keepalive_connections=2_000)
        await with_engine(engine, lambda name, options: stood_still(name, options, 2_000), many)
        await with_engine(engine, lambda name, options: cancelled(name, options, seconds))
    print("\n".join(f"MISSED: {what}" for what in _missed) or "All within their bounds.")
    return 1 if _missed else 0


async def with_engine(
    engine: str, cell: Callable[[str, ClientOptions], Awaitable[None]], limits: httpx.Limits = DEFAULT_LIMITS
) -> None:
    """One measurement over one engine."""
    options: ClientOptions = {}
    async with AsyncExitStack() as opened:
        if engine == "httpx":
            options["http_client"] = await opened.enter_async_context(httpx.AsyncClient(limits=limits))
        await cell(engine, options)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    sys.exit(asyncio.run(main(float(sys.argv[1]) if len(sys.argv) > 1 else 10.0)))
