"""The default engine beyond single exchanges: event loops, threads, proxies, closing and being forgotten."""

from __future__ import annotations

import asyncio
import gc
import ssl
import subprocess
import sys
import threading
import warnings
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import trustme

from weavr_async._engine.aiohttp_engine import AiohttpEngine
from weavr_async._engine.base import NOT_SENT_NOTE, Answer, EngineRequest, Failure, FailureKind, Sent
from weavr_async.values.settings import Limits, Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.conftest import Bench, Peer


def engine_for(url: str) -> AiohttpEngine:
    """An engine with default settings."""
    return AiohttpEngine(base_url=url, timeouts=Timeouts(), limits=Limits())


async def ask(engine: AiohttpEngine) -> Answer | Failure:
    """One read."""
    return await engine.exchange(EngineRequest("GET", "/", []), deadline=asyncio.get_running_loop().time() + 30)


async def answering(peer: Peer) -> None:
    """Answer every request properly."""
    while True:
        await peer.request()
        await peer.answer()


@pytest.fixture
def url() -> Iterator[str]:
    """A server on an event loop of its own, in a thread, that outlives the test's loops."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.transport.abort()

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(asyncio.start_server(serve, "127.0.0.1", 0), loop).result()
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"

    async def end() -> None:
        server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for _ in range(3):
            await asyncio.sleep(0)  # the connections' own last steps

    asyncio.run_coroutine_threadsafe(end(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


class TestEventLoops:
    """Connections belong to a loop; the engine does not."""

    def test_it_works_on_one_loop_after_another(self, url: str) -> None:
        """Each loop closes its own connections as it ends; nothing is left over and nothing warns."""
        engine = engine_for(url)

        outcomes = [asyncio.run(ask(engine)) for _ in range(3)]
        asyncio.run(engine.aclose())
        gc.collect()

        assert [type(outcome) for outcome in outcomes] == [Answer] * 3

    # The loop is closed without being shut down, so asyncio warns about the connections it took with it.
    @pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
    @pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
    def test_it_works_after_a_loop_that_was_torn_down_roughly(self, url: str) -> None:
        """The dead loop is not touched again."""
        engine = engine_for(url)
        rough = asyncio.new_event_loop()
        rough.run_until_complete(ask(engine))
        rough.close()

        outcome = asyncio.run(ask(engine))
        asyncio.run(engine.aclose())
        gc.collect()

        assert isinstance(outcome, Answer)

    def test_it_works_on_two_loops_in_two_threads_at_once(self, url: str) -> None:
        """Each with connections of its own."""
        engine = engine_for(url)
        together = threading.Barrier(2, timeout=30)

        async def work() -> list[Answer | Failure]:
            together.wait()
            outcomes = [await ask(engine) for _ in range(20)]
            together.wait()
            return outcomes

        with ThreadPoolExecutor(2) as threads:
            outcomes = [outcome for each in threads.map(asyncio.run, [work(), work()]) for outcome in each]
        asyncio.run(engine.aclose())

        assert [type(outcome) for outcome in outcomes] == [Answer] * 40

    def test_closing_on_one_loop_refuses_on_the_other(self, url: str) -> None:
        """Without waiting for a loop that may never run again."""
        engine = engine_for(url)
        asked, closed = threading.Event(), threading.Event()

        async def elsewhere() -> Answer | Failure:
            await ask(engine)
            asked.set()
            await asyncio.to_thread(closed.wait, 30)
            return await ask(engine)

        with ThreadPoolExecutor(1) as threads:
            other = threads.submit(asyncio.run, elsewhere())
            asked.wait(30)
            asyncio.run(engine.aclose())
            closed.set()
            outcome = other.result(30)

        assert isinstance(outcome, Failure)
        assert (outcome.kind, outcome.sent) == (FailureKind.CLOSED, Sent.NO)


class TestBeingForgotten:
    """Who forgets to close is told, once, and in words."""

    @staticmethod
    def use_and_forget(url: str, *, close: bool) -> None:
        """An engine that is used, and dropped, with or without having been closed."""
        engine = engine_for(url)

        async def use() -> None:
            await ask(engine)
            if close:
                await engine.aclose()

        asyncio.run(use())

    def test_a_forgotten_engine_warns(self, url: str) -> None:
        """The sentence says what to do."""
        with pytest.warns(ResourceWarning, match="never closed: use `async with BackOffice") as warned:
            self.use_and_forget(url, close=False)

        assert len(warned) == 1

    def test_an_engine_forgotten_on_a_running_loop_leaves_no_connection(self, url: str) -> None:
        """The loop cleans up after it; the engine's finalizer does nothing but warn."""

        async def forget() -> set[asyncio.Task[object]]:
            engine = engine_for(url)
            await ask(engine)
            with pytest.warns(ResourceWarning, match="never closed"):
                del engine
            for _ in range(10):
                await asyncio.sleep(0)  # what the loop scheduled runs
            return asyncio.all_tasks() - {asyncio.current_task()}

        assert asyncio.run(forget()) == set()
        gc.collect()

    def test_a_closed_or_unused_engine_does_not_warn(self, url: str) -> None:
        """There is nothing to warn about."""
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            self.use_and_forget(url, close=True)
            engine_for(url)

    def test_importing_and_making_one_loads_neither_httpx_nor_aiohttp(self) -> None:
        """That costs a few hundred milliseconds, and is left to the first request."""
        code = (
            "import sys\n"
            "from weavr_async._engine.aiohttp_engine import AiohttpEngine\n"
            "from weavr_async.values.settings import Limits, Timeouts\n"
            "AiohttpEngine(base_url='https://service.invalid', timeouts=Timeouts(), limits=Limits())\n"
            "print(sorted({'httpx', 'aiohttp'} & set(sys.modules)))\n"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert done.stdout == "[]\n"

    def test_sending_loads_aiohttp_and_no_second_client(self) -> None:
        """The other one is for those who hand in a client of theirs."""
        code = (
            "import asyncio, sys\n"
            "from weavr_async._engine.aiohttp_engine import AiohttpEngine\n"
            "from weavr_async._engine.base import EngineRequest\n"
            "from weavr_async.values.settings import Limits, Timeouts\n"
            "async def main():\n"
            "    engine = AiohttpEngine(base_url='http://127.0.0.1:1', timeouts=Timeouts(), limits=Limits())\n"
            "    await engine.exchange(EngineRequest('GET', '/', []), deadline=asyncio.get_running_loop().time() + 9)\n"
            "    await engine.aclose()\n"
            "asyncio.run(main())\n"
            "print(sorted({'httpx', 'aiohttp'} & set(sys.modules)))\n"
        )

        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

        assert done.stdout == "['aiohttp']\n"


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [None, b"", b"{}"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "POST", "PATCH"])
async def test_no_header_is_added_behind_the_callers_back(own_bench: Bench, method: str, body: bytes | None) -> None:
    """Where aiohttp would add one, it is kept from it; where it would add none, it is not asked to add none."""
    server = await own_bench.serve(answering)
    engine = await own_bench.engine(server.url)
    given = [("accept", "application/json"), ("user-agent", "weavr")]

    await engine.exchange(EngineRequest(method, "/", given, body), deadline=asyncio.get_running_loop().time() + 30)

    head, _, sent = server.requests[0].partition(b"\r\n\r\n")
    names = {line.partition(b":")[0].lower() for line in head.split(b"\r\n")[1:]}
    assert names - {b"content-length"} == {b"host", b"accept", b"accept-encoding", b"user-agent"}
    assert sent == (body or b"")


@pytest.mark.asyncio
@pytest.mark.parametrize("status", ["200 OK", "409 Conflict", "401 Unauthorized"])
async def test_an_answer_that_nobody_asked_for_is_not_taken_for_the_next_one(own_bench: Bench, status: str) -> None:
    """It came on an idle connection, which is closed; the request goes out on another, and gets its own answer."""
    idle, strayed = asyncio.Event(), asyncio.Event()

    async def one_too_many(peer: Peer) -> None:
        await peer.request()
        await peer.answer(b"first")
        await idle.wait()
        await peer.answer(b"stray", status=status)
        strayed.set()
        await peer.request()
        await peer.answer(b"second")

    server = await own_bench.serve(one_too_many)
    engine = await own_bench.engine(server.url)
    assert (await own_bench.answer(engine)).content == b"first"
    idle.set()
    await strayed.wait()
    for _ in range(20):
        await asyncio.sleep(0)  # until the client's side has read it

    again = await own_bench.answer(engine)

    assert (again.status_code, again.content) == (200, b"first")  # of a new connection
    assert len(server.requests) == 2


@pytest.mark.asyncio
async def test_closing_does_not_wait_for_a_peer_that_reads_no_more(own_bench: Bench) -> None:
    """A large request fills the socket's buffers and stays there."""
    reached, closed = asyncio.Event(), asyncio.Event()

    async def deaf(peer: Peer) -> None:
        peer.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport reads as well
        reached.set()
        await closed.wait()

    server = await own_bench.serve(deaf)
    engine = await own_bench.engine(server.url)
    large = EngineRequest("POST", "/bulks/transfers", [], b"0" * 30_000_000)
    exchange = asyncio.create_task(engine.exchange(large, deadline=asyncio.get_running_loop().time() + 60))
    await reached.wait()
    for _ in range(500):
        await asyncio.sleep(0)  # until no more of it fits in

    async with asyncio.timeout(30):
        await engine.aclose()
        failure = await exchange
    closed.set()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.MAYBE)


@pytest.mark.asyncio
async def test_closing_ends_what_is_under_way(own_bench: Bench) -> None:
    """Its outcome is unknown; its caller is not left waiting."""

    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.reader.read()

    server = await own_bench.serve(silent)
    engine = await own_bench.engine(server.url)
    exchange = asyncio.create_task(own_bench.failure(engine))
    await server.arrived.wait()

    await engine.aclose()
    failure = await exchange

    assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.MAYBE)
    await server.all_closed.wait()


@pytest.mark.asyncio
async def test_a_cancelled_caller_sees_its_own_cancellation(own_bench: Bench) -> None:
    """Its message survives, which cancel scopes live by."""

    async def silent(peer: Peer) -> None:
        await peer.request()
        await peer.reader.read()

    server = await own_bench.serve(silent)
    engine = await own_bench.engine(server.url)
    exchange = asyncio.create_task(own_bench.failure(engine))
    await server.arrived.wait()

    exchange.cancel("for a reason")

    with pytest.raises(asyncio.CancelledError, match="for a reason"):
        await exchange


@pytest.mark.asyncio
async def test_the_systems_authorities_are_trusted(own_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no context is given: those that OpenSSL finds, here by the variable that points it to a file."""
    authority = trustme.CA()
    certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(certified)
    server = await own_bench.serve(answering, tls=certified)
    with authority.cert_pem.tempfile() as certificates:
        monkeypatch.setenv("SSL_CERT_FILE", certificates)
        engine = await own_bench.engine(server.url)
        answer = await own_bench.answer(engine)
    assert answer.content == b"{}"


@pytest.mark.asyncio
@pytest.mark.parametrize("userinfo", ["", "user:p%40ss@"])
async def test_https_goes_through_a_tunnel(own_bench: Bench, userinfo: str) -> None:
    """The proxy sees the tunnel only, the service never sees the proxy's credentials."""
    authority = trustme.CA()
    certified = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(certified)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)
    server = await own_bench.serve(answering, tls=certified)
    asked: list[bytes] = []

    async def tunnel(peer: Peer) -> None:
        asked.append(await peer.tunnel())
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        await peer.send(b"HTTP/1.1 200 Connection established\r\n\r\n")

        async def carry(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
            while data := await source.read(65536):
                sink.write(data)
            sink.close()

        await asyncio.gather(carry(peer.reader, writer), carry(reader, peer.writer))

    proxy = await own_bench.serve(tunnel)
    engine = await own_bench.engine(server.url, proxy=proxy.url.replace("://", f"://{userinfo}"), verify=trust)

    await own_bench.answer(engine)

    credentials = b"proxy-authorization: basic " + b64encode(b"user:p@ss").lower()
    assert asked[0].startswith(f"CONNECT 127.0.0.1:{server.port} ".encode())
    assert (credentials in asked[0].lower()) == bool(userinfo)
    assert b"canary-api-key" not in asked[0]
    assert b"proxy" not in server.requests[0].lower()


@pytest.mark.asyncio
async def test_plain_http_is_handed_to_the_proxy(own_bench: Bench) -> None:
    """As it can only be for a service on loopback."""
    proxy = await own_bench.serve(answering)
    engine = await own_bench.engine("http://127.0.0.1:1", proxy=proxy.url.replace("://", "://user:pass@"))

    await own_bench.answer(engine)

    assert proxy.requests[0].startswith(b"POST http://127.0.0.1:1/transfers HTTP/1.1")
    assert b"proxy-authorization: basic " + b64encode(b"user:pass").lower() in proxy.requests[0].lower()


@pytest.mark.asyncio
async def test_the_environment_names_no_proxy(own_bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A variable that somebody set for something else does not redirect money."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server = await own_bench.serve(answering)
    engine = await own_bench.engine(server.url)

    await own_bench.answer(engine)

    assert len(server.requests) == 1


LOADING = """
import asyncio, sys, threading
from weavr_async import BackOffice, Environment, Money, NotSent, Retries, managed_account

loaded = []


class Watch:
    def find_spec(self, name, path=None, target=None):
        if threading.current_thread() is threading.main_thread():
            loaded.append(name)


sys.meta_path.insert(0, Watch())


async def main():
    client = BackOffice(
        api_key="k", environment=Environment.at("https://localhost:1"), retries=Retries(max_attempts=1)
    )
    loaded.clear()
    async with client:
        try:
            await client.corporate("1").transfers.create(
                profile_id="7",
                source=managed_account("220"),
                destination=managed_account("221"),
                amount=Money("10.00", "GBP"),
                idempotency_ref="payout-1",
            )
        except NotSent:
            pass


asyncio.run(main())
print(sorted(name for name in loaded if name.partition(".")[0] in {"aiohttp", "weavr_async", "weavr_backoffice"}))
"""


def test_entering_a_client_loads_in_a_thread_what_the_first_call_needs() -> None:
    """So that the event loop does not stand still in it: nothing is left to be loaded there."""
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.asyncio
async def test_a_call_that_is_cancelled_while_its_engine_starts_was_not_sent() -> None:
    """A write that ended so has certainly not happened."""
    engine = engine_for("http://127.0.0.1:1")
    call = asyncio.create_task(ask(engine))
    await asyncio.sleep(0)

    call.cancel()

    with pytest.raises(asyncio.CancelledError) as cancelled:
        await call
    assert NOT_SENT_NOTE in cancelled.value.__notes__
    await engine.aclose()
