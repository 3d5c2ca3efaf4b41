"""How each way of failing is reported: its kind, and whether a byte of the request may have left."""

from __future__ import annotations

import asyncio
import gzip
import pickle
import socket
import ssl
from contextlib import ExitStack
from typing import TYPE_CHECKING

import pytest
import trustme

from weavr_async._engine.base import Answer, EngineRequest, Failure, FailureKind, Sent
from weavr_async.values.settings import Limits, Timeouts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.conftest import Bench, Peer

pytestmark = pytest.mark.asyncio


def unused_port() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def deaf_port() -> Iterator[int]:
    """A port that answers no attempt to connect: its queue of connections is full."""
    with ExitStack() as held:
        listener = held.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(4):
            filler = held.enter_context(socket.socket())
            filler.settimeout(0)
            filler.connect_ex(address)
        yield address[1]


async def answering(peer: Peer) -> None:
    """Answer every request properly."""
    while True:
        await peer.request()
        await peer.answer()


async def silent(peer: Peer) -> None:
    """Read the request, and say nothing until the client leaves."""
    await peer.request()
    await peer.reader.read()


class TestBeforeAConnectionStands:
    """What fails here is proved to be not sent."""

    async def test_a_refused_connection_is_not_sent(self, bench: Bench) -> None:
        """Nobody listens."""
        engine = await bench.engine(f"http://127.0.0.1:{unused_port()}")

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CONNECT_REFUSED, Sent.NO)

    async def test_an_unknown_host_name_is_not_sent(self, bench: Bench) -> None:
        """The name can never be resolved."""
        engine = await bench.engine("https://service.invalid")

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.NAME_RESOLUTION, Sent.NO)

    async def test_a_connection_that_takes_too_long_is_not_sent(self, bench: Bench, deaf_port: int) -> None:
        """The connect timeout strikes before the deadline."""
        engine = await bench.engine(f"http://127.0.0.1:{deaf_port}", timeouts=Timeouts(connect=0.1))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CONNECT_TIMEOUT, Sent.NO)

    async def test_a_deadline_while_connecting_is_not_sent(self, bench: Bench, deaf_port: int) -> None:
        """Nothing can have been written to a connection that does not stand."""
        engine = await bench.engine(f"http://127.0.0.1:{deaf_port}", timeouts=Timeouts(connect=30))

        failure = await bench.failure(engine, seconds=0.1)

        assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.NO)

    async def test_a_deadline_that_is_over_sends_nothing(self, bench: Bench) -> None:
        """Not even a connection is made."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine, seconds=-1)

        assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.NO)
        assert server.connections == 0

    async def test_no_free_connection_is_not_sent(self, bench: Bench) -> None:
        """The only connection is busy for longer than the pool timeout."""
        server = await bench.serve(silent)
        engine = await bench.engine(server.url, timeouts=Timeouts(pool=0.1, read=0.5), limits=Limits(max_connections=1))
        busy = asyncio.create_task(bench.exchange(engine, bench.post("/first")))
        await server.arrived.wait()

        failure = await bench.failure(engine, bench.post("/second"))
        await busy

        assert (failure.kind, failure.sent) == (FailureKind.POOL_TIMEOUT, Sent.NO)
        assert len(server.requests) == 1

    async def test_waiting_for_a_connection_lasts_as_long_as_the_call_has_time(self, bench: Bench) -> None:
        """Waiting in a queue of our own is no failure of the network; when the time is over, its setting is named."""
        server = await bench.serve(silent)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=0.5), limits=Limits(max_connections=1))
        busy = asyncio.create_task(bench.exchange(engine, bench.post("/first")))
        await server.arrived.wait()

        failure = await bench.failure(engine, bench.post("/second"), seconds=0.2)
        await busy

        assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.NO)
        assert "max_connections" in failure.detail
        assert len(server.requests) == 1

    async def test_many_more_calls_than_connections_are_all_answered(self, bench: Bench) -> None:
        """In the order in which they came."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url, limits=Limits(max_connections=1))

        answers = await asyncio.gather(*(bench.exchange(engine, bench.get(f"/{number}")) for number in range(100)))

        assert [type(answer) for answer in answers] == [Answer] * 100
        targets = [request.split()[1] for request in server.requests]
        assert targets == [f"/{number}".encode() for number in range(100)]

    async def test_a_deadline_while_waiting_for_a_connection_is_never_overtaken(self, bench: Bench) -> None:
        """A request given up while it waited is not sent late."""
        release = asyncio.Event()

        async def slow(peer: Peer) -> None:
            while True:
                await peer.request()
                await release.wait()
                await peer.answer()

        server = await bench.serve(slow)
        engine = await bench.engine(server.url, limits=Limits(max_connections=1))
        busy = asyncio.create_task(bench.exchange(engine, bench.get("/first")))
        await server.arrived.wait()

        failure = await bench.failure(engine, bench.post("/given-up"), seconds=0.05)
        release.set()
        await busy
        await bench.answer(engine, bench.get("/third"))

        assert failure.kind is FailureKind.DEADLINE
        if bench.kind != "httpx-aiohttp":
            assert [request.split()[1] for request in server.requests] == [b"/first", b"/third"]
        if bench.kind == "aiohttp":
            assert failure.sent is Sent.NO

    async def test_a_closed_engine_refuses(self, bench: Bench) -> None:
        """Closing twice is fine; sending afterwards is our own refusal."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url)
        await bench.answer(engine)
        await engine.aclose()
        await engine.aclose()

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.NO)
        assert len(server.requests) == 1


class TestOnceAConnectionStands:
    """What fails here may have been sent, whatever the service did with it."""

    async def test_a_reset_before_the_request_was_read(self, bench: Bench) -> None:
        """The service accepts, and breaks off."""

        async def break_off(peer: Peer) -> None:
            peer.reset()

        server = await bench.serve(break_off)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CONNECTION_LOST, Sent.MAYBE)

    async def test_a_reset_after_the_request_was_read(self, bench: Bench) -> None:
        """The service has it all, and breaks off: indistinguishable from having acted."""

        async def break_off(peer: Peer) -> None:
            await peer.request()
            peer.reset()

        server = await bench.serve(break_off)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CONNECTION_LOST, Sent.MAYBE)
        assert len(server.requests) == 1

    async def test_a_connection_closed_without_an_answer(self, bench: Bench) -> None:
        """The service has it all, and hangs up politely."""

        async def hang_up(peer: Peer) -> None:
            await peer.request()

        server = await bench.serve(hang_up)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.CONNECTION_LOST, Sent.MAYBE)
        assert len(server.requests) == 1

    @pytest.mark.parametrize("method", ["POST", "GET", "DELETE", "PUT"])
    @pytest.mark.parametrize("end", ["close", "reset", "half an answer"])
    async def test_a_lost_connection_is_never_tried_again_behind_our_back(
        self, bench: Bench, method: str, end: str
    ) -> None:
        """The second request on a kept connection is lost; whether to repeat it is decided above the engine.

        Only a handed-in session of aiohttp does repeat what HTTP calls idempotent, and cannot be kept from it.
        """

        async def answer_once(peer: Peer) -> None:
            await peer.request()
            if peer.server.connections == 1:
                await peer.answer()
                await peer.request()
            if end == "half an answer":
                await peer.send(b"HTTP/1.1 200 OK\r\ncont")
            elif end == "reset":
                peer.reset()

        server = await bench.serve(answer_once)
        engine = await bench.engine(server.url)
        await bench.answer(engine)

        failure = await bench.failure(engine, EngineRequest(method, "/cards/1", []))

        assert (failure.kind, failure.sent) == (FailureKind.CONNECTION_LOST, Sent.MAYBE)
        repeated = bench.kind == "httpx-aiohttp" and method != "POST"
        assert len(server.requests) == 2 + repeated

    async def test_a_refused_second_try_of_aiohttp_proves_nothing(self, bench: Bench) -> None:
        """A lost GET is repeated by aiohttp; if that is refused, the first may still have been acted on."""

        async def answer_once(peer: Peer) -> None:
            await peer.request()
            await peer.answer()
            await peer.request()
            peer.server.refuse()

        server = await bench.serve(answer_once)
        engine = await bench.engine(server.url)
        await bench.answer(engine)

        failure = await bench.failure(engine, bench.get("/cards/1", "DELETE"))

        assert failure.sent is Sent.MAYBE
        assert len(server.requests) == 2

    async def test_what_is_reported_on_connections_closed_while_idle_is_what_was_seen(self, bench: Bench) -> None:
        """A server that closes after each answer: every answered write was seen once, no write twice."""

        async def answer_and_close(peer: Peer) -> None:
            await peer.request()
            await peer.answer()

        server = await bench.serve(answer_and_close)
        engine = await bench.engine(server.url)

        outcomes = [await bench.exchange(engine, bench.post(f"/transfers/{n}")) for n in range(20)]

        targets = [request.split()[1] for request in server.requests]
        assert len(targets) == len(set(targets))
        for n, outcome in enumerate(outcomes):
            if isinstance(outcome, Answer):
                assert f"/transfers/{n}".encode() in targets
            else:
                assert (outcome.kind, outcome.sent) == (FailureKind.CONNECTION_LOST, Sent.MAYBE)

    async def test_no_answer_in_time(self, bench: Bench) -> None:
        """The read timeout strikes before the deadline."""
        server = await bench.serve(silent)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=0.1))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.READ_TIMEOUT, Sent.MAYBE)
        assert len(server.requests) == 1

    async def test_no_answer_before_the_deadline(self, bench: Bench) -> None:
        """The deadline strikes before the read timeout."""
        server = await bench.serve(silent)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=0.5))

        failure = await bench.failure(engine, seconds=0.1)

        assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.MAYBE)

    async def test_an_answer_that_stops_in_the_middle_of_its_body(self, bench: Bench) -> None:
        """The read timeout holds between the pieces of a body too."""

        async def stall(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")
            await peer.reader.read()

        server = await bench.serve(stall)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=0.1))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.READ_TIMEOUT, Sent.MAYBE)

    # aiohttp's advice for a handed-in session; our own one follows it, see test_exchanges.py.
    @pytest.mark.filterwarnings("ignore:Sending a large body:ResourceWarning")
    async def test_a_request_that_nobody_reads(self, bench: Bench) -> None:
        """Under httpx its own timeout bounds writing; under aiohttp the deadline does."""
        over = asyncio.Event()

        async def do_not_read(peer: Peer) -> None:
            peer.writer.transport.pause_reading()  # type: ignore[attr-defined] # a socket's transport has it
            await over.wait()
            peer.reset()

        server = await bench.serve(do_not_read)
        engine = await bench.engine(server.url, timeouts=Timeouts(write=0.1))

        kind = FailureKind.DEADLINE if "aiohttp" in bench.kind else FailureKind.WRITE_TIMEOUT
        seconds = 0.5 if kind is FailureKind.DEADLINE else 30
        failure = await bench.failure(engine, bench.post(body=b" " * 32_000_000), seconds=seconds)

        over.set()

        assert (failure.kind, failure.sent) == (kind, Sent.MAYBE)

    @pytest.mark.parametrize(
        "line", [b"SSH-2.0-OpenSSH_9.6\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"\x15\x03\x01\x00\x02\r\n\r\n"]
    )
    async def test_what_is_not_http(self, bench: Bench, line: bytes) -> None:
        """Something answered, in another language."""

        async def babble(peer: Peer) -> None:
            await peer.request()
            await peer.send(line)
            await peer.reader.read()

        server = await bench.serve(babble)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=2))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.PROTOCOL, Sent.MAYBE)

    @pytest.mark.parametrize(
        "cut",
        [
            b'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"amount": 1',
            b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
            b'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n50\r\n{"a":',
        ],
        ids=["by length", "between chunks", "within a chunk"],
    )
    @pytest.mark.parametrize("reset", [False, True], ids=["closed", "reset"])
    async def test_a_body_that_ends_early(self, bench: Bench, cut: bytes, reset: bool) -> None:
        """Half an answer is no answer."""
        read = asyncio.Event()

        async def cut_off(peer: Peer) -> None:
            await peer.request()
            await peer.send(cut)
            if reset:
                await read.wait()
                peer.reset()

        server = await bench.serve(cut_off)
        engine = await bench.engine(server.url)

        exchange = asyncio.create_task(bench.failure(engine))
        asyncio.get_running_loop().call_later(0.05, read.set)
        failure = await exchange

        assert (failure.kind, failure.sent) == (FailureKind.TRUNCATED, Sent.MAYBE)

    @pytest.mark.parametrize("head", [b"content-length: 2000\r\n\r\n", b"transfer-encoding: chunked\r\n\r\n7d0\r\n"])
    async def test_a_body_larger_than_allowed(self, bench: Bench, head: bytes) -> None:
        """Reading stops at the bound."""

        async def pour(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\n" + head + b"x" * 2000)
            await peer.reader.read()

        server = await bench.serve(pour)
        engine = await bench.engine(server.url, limits=Limits(max_answer_bytes=1000))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.TOO_LARGE, Sent.MAYBE)

    @pytest.mark.parametrize("headers", [[b"x-policy: " + b"a" * 200_000], [b"x-%d: 1" % n for n in range(20_000)]])
    async def test_headers_beyond_the_limit_are_told_by_its_name(self, bench: Bench, headers: list[bytes]) -> None:
        """It is not "no HTTP", and another attempt would meet it again."""

        async def pour(peer: Peer) -> None:
            await peer.request()
            await peer.answer(headers=b"".join(header + b"\r\n" for header in headers))

        server = await bench.serve(pour)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.HEADERS_TOO_LARGE, Sent.MAYBE)
        assert ("max_header_bytes" if bench.kind == "aiohttp" else "http_client") in failure.detail

    async def test_a_packed_body_is_bounded_by_what_it_unpacks_to(self, bench: Bench) -> None:
        """Ten megabytes in ten kilobytes."""

        async def bomb(peer: Peer) -> None:
            await peer.request()
            await peer.answer(gzip.compress(b"\0" * 10_000_000), headers=b"content-encoding: gzip\r\n")

        server = await bench.serve(bomb)
        engine = await bench.engine(server.url, limits=Limits(max_answer_bytes=1_000_000))

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.TOO_LARGE, Sent.MAYBE)

    @pytest.mark.parametrize(
        ("coding", "body", "kind"),
        [
            (b"br", b"whatever", FailureKind.PROTOCOL),
            (b"gzip", b"this is not gzip", FailureKind.PROTOCOL),
            (b"gzip", gzip.compress(b"{}" * 1000)[:-12], FailureKind.TRUNCATED),
        ],
        ids=["unknown", "broken", "cut"],
    )
    async def test_a_body_packed_badly(self, bench: Bench, coding: bytes, body: bytes, kind: FailureKind) -> None:
        """Nothing was asked for but plain bytes, and what cannot be read is not guessed."""

        async def pack(peer: Peer) -> None:
            await peer.request()
            await peer.answer(body, headers=b"content-encoding: " + coding + b"\r\n")

        server = await bench.serve(pack)
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (kind, Sent.MAYBE)


class TestTls:
    """https, with the trust that was given and no other."""

    @pytest.fixture
    def authority(self) -> trustme.CA:
        """An authority of our own."""
        return trustme.CA()

    @pytest.fixture
    def trust(self, authority: trustme.CA) -> ssl.SSLContext:
        """A client's context that trusts the authority."""
        context = ssl.create_default_context()
        authority.configure_trust(context)
        return context

    @staticmethod
    def certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
        """A server's context with a certificate for a name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(name).configure_cert(context)
        return context

    async def test_the_given_context_is_trusted(
        self, bench: Bench, authority: trustme.CA, trust: ssl.SSLContext
    ) -> None:
        """A private authority works when it is given."""
        server = await bench.serve(answering, tls=self.certified(authority, "127.0.0.1"))
        engine = await bench.engine(server.url, verify=trust)

        answer = await bench.answer(engine)

        assert answer.content == b"{}"

    async def test_an_unknown_authority_is_refused_before_anything_is_sent(
        self, bench: Bench, authority: trustme.CA
    ) -> None:
        """The default trust store does not know it."""
        server = await bench.serve(answering, tls=self.certified(authority, "127.0.0.1"))
        engine = await bench.engine(server.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.TLS, Sent.NO)
        assert "certificate" in failure.detail

    async def test_a_certificate_for_another_host_is_refused_before_anything_is_sent(
        self, bench: Bench, authority: trustme.CA, trust: ssl.SSLContext
    ) -> None:
        """Trusted, but for somebody else."""
        server = await bench.serve(answering, tls=self.certified(authority, "elsewhere.example"))
        engine = await bench.engine(server.url, verify=trust)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.TLS, Sent.NO)

    async def test_a_server_that_speaks_no_tls(self, bench: Bench) -> None:
        """The handshake meets plain text."""

        async def plain(peer: Peer) -> None:
            await peer.reader.read(1)
            await peer.send(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        server = await bench.serve(plain)
        engine = await bench.engine(server.url.replace("http:", "https:"))

        failure = await bench.failure(engine)

        assert failure.kind in {FailureKind.TLS, FailureKind.CONNECTION_LOST}
        assert failure.sent is Sent.NO


class TestThroughAProxy:
    """A proxy that fails before the tunnel stands has carried nothing."""

    async def test_a_proxy_that_is_not_there(self, bench: Bench) -> None:
        """The proxy cannot be told from the service by httpx."""
        engine = await bench.engine("https://service.invalid", proxy=f"http://127.0.0.1:{unused_port()}")

        failure = await bench.failure(engine)

        assert failure.kind in {FailureKind.PROXY, FailureKind.CONNECT_REFUSED}
        assert failure.sent is Sent.NO

    @pytest.mark.parametrize("status", ["407 Proxy Authentication Required", "502 Bad Gateway"])
    async def test_a_proxy_that_opens_no_tunnel(self, bench: Bench, status: str) -> None:
        """It answered, but the request never got into its hands."""

        async def refuse(peer: Peer) -> None:
            await peer.tunnel()
            await peer.answer(status=status)

        proxy = await bench.serve(refuse)
        engine = await bench.engine("https://service.invalid", proxy=proxy.url)

        failure = await bench.failure(engine)

        assert (failure.kind, failure.sent) == (FailureKind.PROXY, Sent.NO)

    async def test_a_proxy_that_hangs_up(self, bench: Bench) -> None:
        """Before it said that the tunnel stands."""

        async def hang_up(peer: Peer) -> None:
            await peer.tunnel()

        proxy = await bench.serve(hang_up)
        engine = await bench.engine("https://service.invalid", proxy=proxy.url)

        failure = await bench.failure(engine)

        if bench.kind == "httpx-aiohttp":
            assert failure.sent is Sent.MAYBE
        else:
            assert (failure.kind, failure.sent) == (FailureKind.PROXY, Sent.NO)


async def test_failures_are_plain_data(bench: Bench) -> None:
    """They can go to another process, and hold nothing of what was sent."""
    engine = await bench.engine(f"http://127.0.0.1:{unused_port()}")

    failure = await bench.failure(engine)

    assert pickle.loads(pickle.dumps(failure)) == failure
    assert isinstance(failure, Failure)
    assert "canary" not in repr(failure)
