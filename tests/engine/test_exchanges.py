"""What goes out is what was prepared, what comes back is what was answered, and nothing else happens."""

from __future__ import annotations

import asyncio
import gzip
import warnings
import zlib
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.properties import examples
from weavr_async._engine.base import MAY_SEND, Answer, EngineRequest, Failure, FailureKind, Sent, StreamedAnswer
from weavr_async.values.settings import Limits, Timeouts

if TYPE_CHECKING:
    from tests.engine.conftest import Bench, Peer
    from weavr_async._engine.base import Engine

pytestmark = pytest.mark.asyncio

PIECES = [bytes([n]) * 50_000 for n in range(40)]


def soon(seconds: float = 30) -> float:
    """A deadline so many seconds from now."""
    return asyncio.get_running_loop().time() + seconds


async def answering(peer: Peer) -> None:
    """Answer every request properly."""
    while True:
        await peer.request()
        await peer.answer()


async def streaming(peer: Peer) -> None:
    """Answer by two megabytes in pieces."""
    while True:
        await peer.request()
        await peer.send(b"HTTP/1.1 200 OK\r\ncontent-type: text/csv\r\ntransfer-encoding: chunked\r\n\r\n")
        for piece in PIECES:
            await peer.send(b"%x\r\n%b\r\n" % (len(piece), piece))
        await peer.send(b"0\r\n\r\n")


class TestRequests:
    """What goes out."""

    async def test_a_request_goes_out_as_prepared(self, bench: Bench) -> None:
        """Method, target, headers, body: nothing is added but what HTTP needs and the wish for plain bytes."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url + "/multi/backoffice")

        await bench.answer(engine, bench.post("/transfers?tag=a%26b%2Bc%3Dd%20e&x=1", b'{"amount": 1}'))

        head, _, body = server.requests[0].partition(b"\r\n\r\n")
        line, *lines = head.split(b"\r\n")
        headers = {name.lower(): value for name, _, value in (header.partition(b": ") for header in lines)}
        assert line == b"POST /multi/backoffice/transfers?tag=a%26b%2Bc%3Dd%20e&x=1 HTTP/1.1"
        assert body == b'{"amount": 1}'
        if bench.kind == "httpx-aiohttp":  # the handed-in session's own additions
            del headers[b"accept"], headers[b"user-agent"]
        assert headers == {
            b"host": server.url.encode().removeprefix(b"http://"),
            b"api-key": b"canary-api-key",
            b"content-type": b"application/json",
            b"content-length": b"13",
            b"accept-encoding": b"identity",
        }

    @pytest.mark.parametrize("asked", [0, 1])
    async def test_what_may_no_longer_be_sent_is_not_sent(self, bench: Bench, asked: int) -> None:
        """It is asked when there is a connection, right before the first byte; the connection is good for another."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url)
        answers = iter([True] * asked + [False] * 9)
        if bench.kind == "aiohttp" or (bench.kind == "httpx-aiohttp" and asked):
            answers = iter([False])  # these ask once
        token = MAY_SEND.set(lambda: next(answers))
        try:
            failure = await bench.failure(engine)
        finally:
            MAY_SEND.reset(token)
        assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.NO)
        assert server.bytes_seen == 0
        await bench.answer(engine)

    async def test_a_request_without_a_body_has_none(self, bench: Bench) -> None:
        """No content type is invented for it."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url)

        await bench.answer(engine, bench.get())

        assert b"content-type" not in server.requests[0].lower()
        assert server.requests[0].endswith(b"\r\n\r\n")

    async def test_a_large_request_arrives_whole(self, own_bench: Bench) -> None:
        """A bulk of ten thousand transfers, without a warning from below."""
        server = await own_bench.serve(answering)
        engine = await own_bench.engine(server.url)
        body = b"0123456789" * 300_000

        with warnings.catch_warnings():
            warnings.simplefilter("error")
            await own_bench.answer(engine, own_bench.post(body=body))

        assert server.requests[0].endswith(b"\r\n\r\n" + body)

    async def test_cookies_are_never_sent_back(self, bench: Bench) -> None:
        """A cookie set for one identity must not be shown under another's token."""

        async def baking(peer: Peer) -> None:
            while True:
                await peer.request()
                await peer.answer(headers=b"set-cookie: session=canary; Path=/\r\n")

        server = await bench.serve(baking)
        engine = await bench.engine(server.url)

        for _ in range(3):
            await bench.answer(engine)

        assert all(b"cookie" not in request.lower() for request in server.requests)

    async def test_connections_are_kept(self, bench: Bench) -> None:
        """One call after another uses one connection."""
        server = await bench.serve(answering)
        engine = await bench.engine(server.url)

        for _ in range(5):
            await bench.answer(engine)

        assert server.connections == 1


class TestAnswers:
    """What comes back."""

    async def test_an_answer_comes_back_as_it_was_given(self, bench: Bench) -> None:
        """Any status is an answer; repeated headers are all there; the mapping ignores case."""

        async def teapot(peer: Peer) -> None:
            await peer.request()
            await peer.answer(b"{}", status="418 Teapot", headers=b"Request-Ref: 7\r\nVia: a\r\nVia: b\r\n")

        server = await bench.serve(teapot)
        engine = await bench.engine(server.url)

        answer = await bench.answer(engine)

        assert (answer.status_code, answer.content) == (418, b"{}")
        assert answer.headers["request-ref"] == answer.headers["REQUEST-REF"] == "7"
        assert [value for name, value in answer.raw_headers if name.lower() == b"via"] == [b"a", b"b"]

    async def test_redirects_are_answers(self, bench: Bench) -> None:
        """Following one would hand the api key to whoever it points to."""
        elsewhere = await bench.serve(answering)

        async def redirect(peer: Peer) -> None:
            await peer.request()
            await peer.answer(status="307 Temporary Redirect", headers=f"location: {elsewhere.url}\r\n".encode())

        server = await bench.serve(redirect)
        engine = await bench.engine(server.url)

        answer = await bench.answer(engine)

        assert answer.status_code == 307
        assert elsewhere.connections == 0

    @pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
    async def test_an_answer_that_has_no_body(self, bench: Bench, status: str) -> None:
        """The connection can be used again at once."""

        async def bodiless(peer: Peer) -> None:
            while True:
                await peer.request()
                await peer.send(f"HTTP/1.1 {status}\r\n\r\n".encode())

        server = await bench.serve(bodiless)
        engine = await bench.engine(server.url)

        first = await bench.answer(engine)
        second = await bench.answer(engine)

        assert first.content == second.content == b""
        assert server.connections == 1

    @pytest.mark.parametrize("head", [b"content-length: 2\r\n", b"", b"transfer-encoding: chunked\r\n"])
    @pytest.mark.parametrize("pause", [False, True], ids=["at once", "later"])
    @pytest.mark.parametrize("is_used", [False, True], ids=["first", "after another"])
    async def test_a_body_of_an_answer_that_has_none_reaches_no_other_call(
        self, bench: Bench, head: bytes, *, pause: bool, is_used: bool
    ) -> None:
        """A 204 with a body: the call is done, and what was not asked for is not the next call's answer.

        A handed-in client cannot be kept from reading on where nothing says that a body follows; that is a failure.
        """

        async def talkative(peer: Peer) -> None:
            while True:
                request = await peer.request()
                if b"/first" not in request:
                    await peer.answer(b'{"other": true}')
                    continue
                await peer.send(b"HTTP/1.1 204 No Content\r\n" + head + b"\r\n" + (b"" if pause else b"{}"))
                if pause:
                    await asyncio.sleep(0)
                    await peer.send(b"{}")

        server = await bench.serve(talkative)
        engine = await bench.engine(server.url)

        if is_used:
            await bench.exchange(engine, bench.get("/before"))
        first = await bench.exchange(engine, bench.post("/first"))
        second = await bench.exchange(engine, bench.get("/second"))

        if bench.kind == "aiohttp" or (bench.kind != "httpx-aiohttp" and head):
            assert isinstance(first, Answer)
            assert isinstance(second, Answer)
        assert isinstance(first, Failure) or (first.status_code, first.content) == (204, b"")
        assert isinstance(second, Failure) or second.content == b'{"other": true}'

    @pytest.mark.parametrize("headers", [[b"x-policy: " + b"a" * 9000], [b"x-%d: 1" % n for n in range(200)]])
    async def test_long_and_many_headers_are_read(self, bench: Bench, headers: list[bytes]) -> None:
        """As gateways send them."""

        async def verbose(peer: Peer) -> None:
            await peer.request()
            await peer.answer(headers=b"".join(header + b"\r\n" for header in headers))

        server = await bench.serve(verbose)
        engine = await bench.engine(server.url)
        if bench.kind == "httpx-aiohttp":
            failure = await bench.failure(engine)
            assert (failure.kind, "http_client" in failure.detail) == (FailureKind.HEADERS_TOO_LARGE, True)
        else:
            assert (await bench.answer(engine)).status_code == 200

    async def test_an_answer_that_ends_with_its_connection(self, bench: Bench) -> None:
        """Neither a length nor chunks: old, but legal."""

        async def until_closed(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\n\r\n{}")

        server = await bench.serve(until_closed)
        engine = await bench.engine(server.url)

        assert (await bench.answer(engine)).content == b"{}"

    async def test_a_large_answer(self, bench: Bench) -> None:
        """Up to the very bound."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url, limits=Limits(max_answer_bytes=sum(map(len, PIECES))))

        assert (await bench.answer(engine)).content == b"".join(PIECES)

    @pytest.mark.parametrize("coding", [b"gzip", b"GZIP", b"x-gzip", b"identity"])
    async def test_a_packed_answer_is_understood(self, bench: Bench, coding: bytes) -> None:
        """It was not asked for, but some proxies pack all the same."""
        body = b'{"entry": []}' * 1000

        async def pack(peer: Peer) -> None:
            await peer.request()
            packed = body if coding == b"identity" else gzip.compress(body)
            await peer.answer(packed, headers=b"content-encoding: " + coding + b"\r\n")

        server = await bench.serve(pack)
        engine = await bench.engine(server.url)

        assert (await bench.answer(engine)).content == body

    @pytest.mark.parametrize(
        ("coding", "packed"),
        [
            (b"gzip", gzip.compress(b"first,") + gzip.compress(b"second")),
            (b"gzip", b"".join(gzip.compress(bytes([letter])) for letter in b"first,second")),
            (b"gzip, identity", gzip.compress(b"first,second")),
            (b"identity, gzip", gzip.compress(b"first,second")),
            (b"none", b"first,second"),
            (b"utf-8", b"first,second"),
            (b"deflate", zlib.compress(b"first,second")),
            (b"deflate", zlib.compress(b"first,second", wbits=-15)),
        ],
        ids=[
            "two members",
            "a member a byte",
            "gzip, identity",
            "identity, gzip",
            "none",
            "utf-8",
            "zlib",
            "raw deflate",
        ],
    )
    async def test_a_body_is_read_to_its_end_however_it_is_packed(
        self, bench: Bench, coding: bytes, packed: bytes
    ) -> None:
        """The end of a gzip member is not the end of a body, and what says nothing about packing packs nothing."""

        async def pack(peer: Peer) -> None:
            while True:
                await peer.request()
                await peer.answer(packed, headers=b"content-encoding: " + coding + b"\r\n")

        server = await bench.serve(pack)
        engine = await bench.engine(server.url)

        assert (await bench.answer(engine)).content == b"first,second"
        async with engine.stream(bench.get(), deadline=soon()) as answer:
            assert isinstance(answer, StreamedAnswer)
            pieces = [piece async for piece in answer.chunks]
        assert b"".join(piece for piece in pieces if isinstance(piece, bytes)) == b"first,second"


class TestStreams:
    """Answers of any size, in pieces."""

    @staticmethod
    async def read(engine: Engine, request: EngineRequest, *, seconds: float = 30) -> list[bytes | Failure]:
        """Everything a stream gives, whether it opens or not."""
        async with engine.stream(request, deadline=soon(seconds)) as answer:
            return [answer] if isinstance(answer, Failure) else [chunk async for chunk in answer.chunks]

    async def test_a_stream_gives_the_whole_body(self, bench: Bench) -> None:
        """Larger than what may be kept in memory."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url, limits=Limits(max_answer_bytes=10))

        async with engine.stream(bench.get(), deadline=soon()) as answer:
            assert isinstance(answer, StreamedAnswer)
            assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv")
            chunks = [chunk async for chunk in answer.chunks]

        assert all(isinstance(chunk, bytes) for chunk in chunks)
        assert b"".join(chunk for chunk in chunks if isinstance(chunk, bytes)) == b"".join(PIECES)

    async def test_a_stream_left_early_frees_its_connection(self, bench: Bench) -> None:
        """With a single connection, the next call gets through."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url, limits=Limits(max_connections=1))

        async with engine.stream(bench.get(), deadline=soon()) as answer:
            assert isinstance(answer, StreamedAnswer)
            await anext(aiter(answer.chunks))

        await bench.answer(engine)

    async def test_a_stream_left_unread_frees_its_connection(self, bench: Bench) -> None:
        """Not even the first piece was taken."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url, limits=Limits(max_connections=1))

        async with engine.stream(bench.get(), deadline=soon()) as answer:
            assert isinstance(answer, StreamedAnswer)

        await bench.answer(engine)

    async def test_a_stream_that_is_cut_ends_in_a_failure(self, bench: Bench) -> None:
        """What came before it is handed out."""

        async def cut(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")

        server = await bench.serve(cut)
        engine = await bench.engine(server.url)

        *chunks, last = await self.read(engine, bench.get())

        assert b"".join(chunk for chunk in chunks if isinstance(chunk, bytes)) in {b"", b"abc"}
        assert isinstance(last, Failure)
        assert (last.kind, last.sent) == (FailureKind.TRUNCATED, Sent.MAYBE)

    async def test_a_stream_ends_at_its_deadline(self, bench: Bench) -> None:
        """The deadline covers the body."""

        async def stall(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nabc")
            await peer.reader.read()

        server = await bench.serve(stall)
        engine = await bench.engine(server.url, timeouts=Timeouts(read=0.5))

        chunks = await self.read(engine, bench.get(), seconds=0.2)

        assert isinstance(chunks[-1], Failure)
        assert chunks[-1].kind is FailureKind.DEADLINE

    async def test_a_stream_that_cannot_be_opened_is_a_failure(self, bench: Bench) -> None:
        """The same failures as for an exchange."""
        engine = await bench.engine("https://service.invalid")

        (failure,) = await self.read(engine, bench.post())

        assert isinstance(failure, Failure)
        assert (failure.kind, failure.sent) == (FailureKind.NAME_RESOLUTION, Sent.NO)

    async def test_an_error_of_the_reader_passes_through(self, bench: Bench) -> None:
        """What goes wrong in the caller's own loop is the caller's."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url, limits=Limits(max_connections=1))

        async def read_badly() -> None:
            async with engine.stream(bench.get(), deadline=soon()) as answer:
                assert isinstance(answer, StreamedAnswer)
                async for _ in answer.chunks:
                    raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await read_badly()

        await bench.answer(engine)

    @pytest.mark.parametrize("head", [b"content-length: 1000000\r\n\r\n", b"connection: close\r\n\r\n"])
    async def test_a_stream_never_ends_as_if_whole_when_its_engine_is_closed(self, bench: Bench, head: bytes) -> None:
        """Half a statement must not be taken for all of it, even where only the connection's end marks the end."""
        more = asyncio.Event()

        async def two_parts(peer: Peer) -> None:
            await peer.request()
            await peer.send(b"HTTP/1.1 200 OK\r\n" + head + b"first")
            await more.wait()
            await peer.send(b"second")

        server = await bench.serve(two_parts)
        engine = await bench.engine(server.url)

        async with engine.stream(bench.get(), deadline=soon()) as answer:
            assert isinstance(answer, StreamedAnswer)
            chunks = aiter(answer.chunks)
            assert await anext(chunks) == b"first"
            closing = asyncio.create_task(engine.aclose())
            asyncio.get_running_loop().call_soon(more.set)
            *_, last = [chunk async for chunk in chunks]
            await closing

        assert isinstance(last, Failure)
        assert (last.kind, last.sent) == (FailureKind.CLOSED, Sent.MAYBE)

    async def test_a_closed_engine_opens_no_stream(self, bench: Bench) -> None:
        """Our own refusal."""
        server = await bench.serve(streaming)
        engine = await bench.engine(server.url)
        await engine.aclose()

        (failure,) = await self.read(engine, bench.get())

        assert isinstance(failure, Failure)
        assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.NO)


class TestCancellation:
    """Callers come and go; the connections stay healthy."""

    async def test_a_cancelled_exchange_frees_its_connection(self, bench: Bench) -> None:
        """With a single connection, the next call gets through."""

        async def slow_first(peer: Peer) -> None:
            while True:
                request = await peer.request()
                if b"/slow" in request:
                    await peer.reader.read()
                await peer.answer()

        server = await bench.serve(slow_first)
        engine = await bench.engine(
            server.url, limits=Limits(max_connections=1), timeouts=Timeouts(read=0.3, pool=10, connect=10)
        )
        slow = asyncio.create_task(engine.exchange(bench.post("/slow"), deadline=soon()))
        await server.arrived.wait()

        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow

        await bench.answer(engine)

    async def test_random_cancellation_harms_nobody_else(self, bench: Bench) -> None:
        """A storm of calls cancelled at random moments; then a hundred healthy ones, all answered."""
        random = Random(7)

        async def varied(peer: Peer) -> None:
            while True:
                await peer.request()
                await asyncio.sleep(random.random() / 100)
                await peer.answer(b"x" * 1500)

        server = await bench.serve(varied)
        engine = await bench.engine(server.url, limits=Limits(max_connections=20))
        before = asyncio.all_tasks()

        async def impatient() -> None:
            for _ in range(examples(40)):
                request = bench.post() if random.random() < 0.5 else bench.get()
                call = asyncio.create_task(engine.exchange(request, deadline=soon(random.random() / 10 + 0.001)))
                await asyncio.wait((call,), timeout=random.random() / 50)
                call.cancel()
                await asyncio.gather(call, return_exceptions=True)

        await asyncio.gather(*(impatient() for _ in range(100)))
        healthy = await asyncio.gather(*(engine.exchange(bench.post(), deadline=soon()) for _ in range(100)))

        assert [type(outcome) for outcome in healthy] == [Answer] * 100
        await engine.aclose()
        for _ in range(10):
            await asyncio.sleep(0)  # what was scheduled last runs
        assert asyncio.all_tasks() - before - server.tasks == set()
        if bench.kind == "aiohttp":
            await server.all_closed.wait()
