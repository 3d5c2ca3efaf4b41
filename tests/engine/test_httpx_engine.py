"""A client that somebody else made: what of it is used, what is not, and what mocks can do with it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx
import pytest

from weavr_async._engine import httpx_engine
from weavr_async._engine.base import Answer, EngineRequest, Failure, FailureKind, Sent, StreamedAnswer
from weavr_async._engine.httpx_engine import HttpxEngine
from weavr_async.values.settings import Limits, Timeouts

if TYPE_CHECKING:
    from pytest_httpx import HTTPXMock

URL = "https://sandbox.example/multi/backoffice"
READ = EngineRequest("GET", "/managed_cards/1", [("api-key", "canary")])


def engine_for(client: httpx.AsyncClient) -> HttpxEngine:
    """An engine with default settings."""
    return HttpxEngine(client, base_url=URL, timeouts=Timeouts(), limits=Limits())


def soon(seconds: float = 30) -> float:
    """A deadline so many seconds from now."""
    return asyncio.get_running_loop().time() + seconds


@pytest.mark.asyncio
async def test_a_mocked_answer_is_an_answer(httpx_mock: HTTPXMock) -> None:
    """Tests of users' own code need no server."""
    httpx_mock.add_response(url=f"{URL}/managed_cards/1", match_headers={"api-key": "canary"}, json={"id": "1"})
    async with httpx.AsyncClient() as client:
        answer = await engine_for(client).exchange(READ, deadline=soon())

    assert isinstance(answer, Answer)
    assert (answer.status_code, answer.content) == (200, b'{"id":"1"}')


@pytest.mark.asyncio
async def test_a_mocked_stream_is_a_stream(httpx_mock: HTTPXMock) -> None:
    """A statement as CSV, for example."""
    httpx_mock.add_response(content=b"a,b\n1,2\n")
    async with httpx.AsyncClient() as client, engine_for(client).stream(READ, deadline=soon()) as answer:
        assert isinstance(answer, StreamedAnswer)
        chunks = [chunk async for chunk in answer.chunks]

    assert chunks == [b"a,b\n1,2\n"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx.ReadTimeout("canary"), FailureKind.READ_TIMEOUT),
        (httpx.ConnectTimeout("canary"), FailureKind.CONNECT_TIMEOUT),
        (httpx.ConnectError("canary"), FailureKind.CONNECT_REFUSED),
        (httpx.PoolTimeout("canary"), FailureKind.POOL_TIMEOUT),
        (httpx.ReadError("canary"), FailureKind.CONNECTION_LOST),
        (httpx.RemoteProtocolError("canary"), FailureKind.CONNECTION_LOST),
        (httpx.ProxyError("canary"), FailureKind.PROXY),
        (RuntimeError("canary"), FailureKind.OTHER),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_mocked_error_is_a_failure_that_proves_nothing(
    httpx_mock: HTTPXMock, error: Exception, kind: FailureKind
) -> None:
    """A mock's word, or any transport's but httpcore's, is no proof that nothing was sent."""
    httpx_mock.add_exception(error)
    async with httpx.AsyncClient() as client:
        failure = await engine_for(client).exchange(READ, deadline=soon())

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.sent) == (kind, Sent.MAYBE)
    assert "canary" not in failure.detail


@pytest.mark.asyncio
async def test_the_clients_own_settings_do_not_get_in(httpx_mock: HTTPXMock) -> None:
    """Base URL, headers, query, cookies, authentication: a request is what the SDK made it."""
    httpx_mock.add_response(status_code=307, headers={"location": "https://elsewhere.example/"})
    async with httpx.AsyncClient(
        base_url="https://other.example/",
        headers={"x-own": "1", "api-key": "another"},
        params={"own": "1"},
        cookies={"own": "1"},
        auth=("user", "password"),
        follow_redirects=True,
    ) as client:
        answer = await engine_for(client).exchange(READ, deadline=soon())

    (request,) = httpx_mock.get_requests()
    assert isinstance(answer, Answer)
    assert answer.status_code == 307
    assert str(request.url) == f"{URL}/managed_cards/1"
    assert request.headers.multi_items() == [
        ("host", "sandbox.example"),
        ("api-key", "canary"),
        ("accept-encoding", "identity"),
    ]


@pytest.mark.asyncio
async def test_the_handed_in_client_stays_open() -> None:
    """It belongs to whoever made it."""
    async with httpx.AsyncClient() as client:
        engine = engine_for(client)

        await engine.aclose()

        assert not client.is_closed


@pytest.mark.asyncio
async def test_a_closed_client_is_a_refusal() -> None:
    """Said before anything is sent."""
    client = httpx.AsyncClient()
    await client.aclose()

    failure = await engine_for(client).exchange(READ, deadline=soon())

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.NO)


def test_a_second_event_loop_is_a_refusal() -> None:
    """Connections of httpx belong to the loop they were made on, so this is said instead of hanging."""
    engine = engine_for(httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(200))))

    async def ask() -> Answer | Failure:
        return await engine.exchange(READ, deadline=soon())

    first, second = asyncio.run(ask()), asyncio.run(ask())

    assert isinstance(first, Answer)
    assert isinstance(second, Failure)
    assert (second.kind, second.sent) == (FailureKind.CLOSED, Sent.NO)
    assert "event loop" in second.detail


@pytest.mark.asyncio
async def test_closing_does_not_wait_for_a_transport_that_never_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transport that keeps no timeout is cancelled in the end. The private wait is shortened for the test."""
    monkeypatch.setattr(httpx_engine, "_CLOSING_SECONDS", 0.01)
    stuck = asyncio.Event()

    async def never(_: httpx.Request) -> httpx.Response:
        stuck.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as client:
        engine = engine_for(client)
        failure = await engine.exchange(READ, deadline=soon(0.05))
        await stuck.wait()

        await engine.aclose()

    assert isinstance(failure, Failure)
    assert (failure.kind, failure.sent) == (FailureKind.DEADLINE, Sent.MAYBE)


@pytest.mark.asyncio
async def test_closing_ends_an_exchange_in_a_failure_and_never_in_a_cancellation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody cancelled the caller: a write that ended so would be gone without a word about its outcome."""
    monkeypatch.setattr(httpx_engine, "_CLOSING_SECONDS", 0.01)
    asked = asyncio.Event()

    async def never(_: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    async with httpx.AsyncClient(transport=httpx.MockTransport(never)) as client:
        engine = engine_for(client)
        waiting = asyncio.create_task(engine.exchange(READ, deadline=soon()))
        await asked.wait()

        await engine.aclose()

        failure = await waiting
    assert isinstance(failure, Failure)
    assert (failure.kind, failure.sent) == (FailureKind.CLOSED, Sent.MAYBE)


@pytest.mark.asyncio
async def test_a_cancelled_caller_does_not_cancel_the_exchange() -> None:
    """The reason for the guard: a cancelled httpx may never answer again."""
    entered, leave, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(_: httpx.Request) -> httpx.Response:
        entered.set()
        await leave.wait()
        ended.set()
        return httpx.Response(200)

    async with httpx.AsyncClient(transport=httpx.MockTransport(slow)) as client:
        engine = engine_for(client)
        caller = asyncio.create_task(engine.exchange(READ, deadline=soon()))
        await entered.wait()

        caller.cancel()
        await asyncio.gather(caller, return_exceptions=True)
        leave.set()
        await engine.aclose()

    assert caller.cancelled()
    assert ended.is_set()
