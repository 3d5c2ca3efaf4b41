"""Websockets, mounted applications, several runs at a time, groups of exceptions, and what comes after an answer."""

# Without `from __future__ import annotations`: FastAPI reads annotations at run time.
import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Annotated, Any

import aiohttp
import hypercorn.asyncio
import hypercorn.config
import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient as AiohttpClient
from aiohttp.test_utils import TestServer
from fastapi import BackgroundTasks, Depends, FastAPI, HTTPException, Request, WebSocket
from fastapi.testclient import TestClient
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount
from starlette.websockets import WebSocketDisconnect

from scripts.proofs.example_services import serve_fastapi
from tests.integrations.conftest import Line, Told
from weavr_async import BackOffice, ConfigurationError, ErrorCode, Identity, IdentityView, InsufficientFunds, NotSent
from weavr_async.integrations.aiohttp import back_office as back_office_of
from weavr_async.integrations.aiohttp import back_office_context, error_answers
from weavr_async.integrations.fastapi import (
    CancelOnDisconnect,
    Client,
    add_error_handlers,
    back_office,
    back_office_lifespan,
    on_behalf_of,
)


async def acme() -> Identity:
    """Who is logged in."""
    return Identity.corporate("109876")


Customer = Annotated[IdentityView, on_behalf_of(acme)]


def named(app: FastAPI) -> FastAPI:
    """An application that shows whose client it has."""

    @app.get("/client")
    async def client(weavr: Client) -> int:
        return id(weavr)

    @app.websocket("/client")
    async def talk(websocket: WebSocket, weavr: Client, customer: Customer) -> None:
        await websocket.accept()
        await websocket.send_json({"client": id(weavr), "identity": str(customer.identity)})

    add_error_handlers(app)
    return app


# -- which client ------------------------------------------------------------------------------------


def test_a_websocket_has_the_client_and_the_view_of_its_customer(told: Told) -> None:
    """By the same dependencies as a request."""
    app = named(FastAPI(lifespan=back_office_lifespan(told.make_client)))

    with TestClient(app) as caller, caller.websocket_connect("/client") as talk:
        assert talk.receive_json() == {"client": id(told.clients[0]), "identity": "CORPORATE 109876"}


def with_middleware(inner: FastAPI) -> Mount:
    class Plain(BaseHTTPMiddleware):
        async def dispatch(self, request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
            return await call_next(request)

    return Mount("/inner", inner, middleware=[Middleware(Plain)])


@pytest.mark.parametrize("mount", [lambda inner: Mount("/inner", inner), with_middleware])
@pytest.mark.parametrize("passes_state", [True, False])
def test_a_mounted_application_has_the_client_of_the_one_around_it(
    told: Told, mount: Callable[[FastAPI], Mount], passes_state: bool
) -> None:
    """However deep, and whether or not a lifespan of one's own passes the state on."""
    with_weavr = back_office_lifespan(told.make_client)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Any]:
        async with with_weavr(app) as state:
            yield state if passes_state else None

    inner, deepest = named(FastAPI()), named(FastAPI())
    inner.mount("/deep", deepest)
    app = named(FastAPI(lifespan=lifespan, routes=[mount(inner)]))

    with TestClient(app) as caller:
        answers = [caller.get(f"{path}/client").json() for path in ("", "/inner", "/inner/deep")]

    assert answers == [id(told.clients[0])] * 3


def test_two_runs_at_a_time_have_a_client_each(told: Told) -> None:
    """Whoever ends first takes nothing from the other."""
    app = named(FastAPI(lifespan=back_office_lifespan(told.make_client)))

    with TestClient(app) as outer:
        with TestClient(app) as inner:
            assert inner.get("/client").json() == id(told.clients[1])
            assert outer.get("/client").json() == id(told.clients[0])
        assert outer.get("/client").json() == id(told.clients[0])
    with TestClient(app) as again:
        assert again.get("/client").json() == id(told.clients[2])


def test_a_lifespan_that_did_not_run_is_called_by_its_name(told: Told, caplog: pytest.LogCaptureFixture) -> None:
    """A test client runs it in a `with` block only."""
    app = named(FastAPI(lifespan=back_office_lifespan(told.make_client)))
    caller = TestClient(app)

    assert caller.get("/client").json()["code"] == "service_misconfigured"
    assert "its lifespan did not run" in caplog.text
    with pytest.raises(WebSocketDisconnect), caller.websocket_connect("/client"):
        pass
    with TestClient(app) as running:
        assert running.get("/client").status_code == 200
    assert caller.get("/client").json()["code"] == "service_misconfigured"


def test_a_test_puts_its_own_client_in_place() -> None:
    """By FastAPI's own means."""
    app, mine = named(FastAPI()), BackOffice.from_env({"WEAVR_API_KEY": "k", "WEAVR_BASE_URL": "http://127.0.0.1:9"})
    app.dependency_overrides[back_office] = lambda: mine

    assert TestClient(app).get("/client").json() == id(mine)


@pytest.mark.asyncio
async def test_an_aiohttp_application_that_was_not_started_says_so() -> None:
    """And one that was has its client in websockets and sub-applications too."""
    seen: list[object] = []

    async def handler(request: web.Request) -> web.Response:
        seen.append(back_office_of(request))
        return web.Response()

    bare = web.Application(middlewares=[error_answers])
    bare.router.add_get("/", handler)
    inner, app = web.Application(), web.Application()
    inner.router.add_get("/", handler)
    app.add_subapp("/inner", inner)
    app.cleanup_ctx.append(back_office_context(Told().make_client))

    async with AiohttpClient(TestServer(bare)) as caller:
        assert (await (await caller.get("/")).json())["code"] == "service_misconfigured"
    async with AiohttpClient(TestServer(app)) as caller:
        assert (await caller.get("/inner/")).status == 200
    assert isinstance(seen[0], BackOffice)


# -- errors ------------------------------------------------------------------------------------------


async def in_a_group(*errors: Exception) -> None:
    async def fail(error: Exception) -> None:
        raise error

    async with asyncio.TaskGroup() as tasks:
        for error in errors:
            tasks.create_task(fail(error))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotSent("x", kind="connect_refused"), 503),
        (InsufficientFunds("x", status=409), 409),
        (ExceptionGroup("nested", [NotSent("x", kind="connect_refused")]), 503),
    ],
)
async def test_a_group_of_one_is_answered_like_its_member(
    told: Told, url: str, http: aiohttp.ClientSession, error: Exception, status: int
) -> None:
    """As task groups raise it, however deep."""
    told.work = lambda: in_a_group(error)

    async with http.post(f"{url}/work") as answer:
        assert answer.status == status
        assert answer.content_type == "application/problem+json"


@pytest.mark.asyncio
async def test_a_group_of_several_is_nobodys_answer(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Which of them would count?"""
    told.work = lambda: in_a_group(NotSent("x", kind="connect_refused"), InsufficientFunds("x", status=409))

    with suppress(aiohttp.ClientError):
        async with http.post(f"{url}/work") as answer:
            assert answer.status == 500
            assert answer.content_type != "application/problem+json"


def test_a_member_has_the_handler_that_it_has_alone() -> None:
    """The application's own, async or not, and that of the framework."""
    app = FastAPI()
    add_error_handlers(app)
    raised: list[Exception] = []

    @app.exception_handler(InsufficientFunds)
    def mine(_: Request, __: InsufficientFunds) -> JSONResponse:
        return JSONResponse({}, 402)

    @app.get("/")
    async def handler() -> None:
        await in_a_group(*raised)

    with TestClient(app, raise_server_exceptions=False) as caller:
        answers = []
        for error in (InsufficientFunds("x", status=409), HTTPException(418), ValueError("x")):
            raised[:] = [error]
            answers.append(caller.get("/").status_code)

    assert answers == [402, 418, 500]


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (InsufficientFunds("x", status=409, code=ErrorCode.FUNDS_INSUFFICIENT), 1008, "FUNDS_INSUFFICIENT"),
        (ConfigurationError("x"), 1011, "service_misconfigured"),
        (ExceptionGroup("x", [NotSent("x", kind="connect_refused")]), 1011, "provider_unavailable"),
    ],
)
def test_a_websocket_is_closed_with_what_an_answer_would_say(error: Exception, code: int, reason: str) -> None:
    """Whose fault it is by the number, what it is by the reason."""
    app = FastAPI()
    add_error_handlers(app)

    @app.websocket("/")
    async def talk(websocket: WebSocket) -> None:
        await websocket.accept()
        raise error

    with (
        TestClient(app) as caller,
        caller.websocket_connect("/") as talking,
        pytest.raises(WebSocketDisconnect) as closed,
    ):
        talking.receive_text()

    assert (closed.value.code, closed.value.reason) == (code, reason)


# -- after the answer --------------------------------------------------------------------------------


@asynccontextmanager
async def by_hypercorn(app: FastAPI) -> AsyncIterator[str]:
    """Serve by hypercorn."""
    config, ended = hypercorn.config.Config(), asyncio.Event()
    port = await unused_port()
    config.bind = [f"127.0.0.1:{port}"]
    config.graceful_timeout = 1.0
    config.errorlog = None
    serving = asyncio.create_task(hypercorn.asyncio.serve(app, config, shutdown_trigger=ended.wait))  # type: ignore[arg-type]
    try:
        async with asyncio.timeout(10):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", port)
                except OSError:
                    await asyncio.sleep(0.01)
                else:
                    writer.close()
                    break
        yield f"http://127.0.0.1:{port}"
    finally:
        ended.set()
        await serving


async def unused_port() -> int:
    """One that nobody listens at."""
    server = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    server.close()
    await server.wait_closed()
    return port


Serve = Callable[[FastAPI], AbstractAsyncContextManager[str]]


@pytest_asyncio.fixture(params=[serve_fastapi, by_hypercorn], ids=["uvicorn", "hypercorn"])
async def serve(request: pytest.FixtureRequest) -> Serve:
    """Each server."""
    made: Serve = request.param
    return made


class Slow:
    """What goes on after the answer, until it is told to end."""

    def __init__(self) -> None:
        self.may_end = asyncio.Event()
        self.ends: list[str] = []
        self.over = asyncio.Event()

    async def __call__(self, name: str) -> None:
        """Go on."""
        try:
            await self.may_end.wait()
            self.ends.append(f"{name} done")
        except asyncio.CancelledError:
            self.ends.append(f"{name} cancelled")
            raise
        finally:
            self.over.set()


def after_the_answer(slow: Slow) -> FastAPI:
    """An application whose answer is followed by more."""
    app = FastAPI()
    app.add_middleware(CancelOnDisconnect)

    async def cleaning_up() -> AsyncIterator[None]:
        yield
        await slow("dependency")

    @app.post("/task", status_code=204)
    async def task(tasks: BackgroundTasks) -> None:
        tasks.add_task(slow, "task")

    @app.get("/cleanup", dependencies=[Depends(cleaning_up)])
    async def cleanup() -> str:
        return "done"

    return app


@pytest.mark.asyncio
@pytest.mark.parametrize("target", ["POST /task", "GET /cleanup"])
async def test_what_follows_an_answer_is_not_cancelled(
    serve: Serve, dial: Callable[[str], Awaitable[Line]], target: str
) -> None:
    """Servers report a client as gone as soon as it was answered, and it may hang up then, too."""
    slow = Slow()
    async with serve(after_the_answer(slow)) as url, asyncio.timeout(20):
        line = await dial(url)
        await line.say(f"{target} HTTP/1.1\r\nhost: service\r\ncontent-length: 0\r\n\r\n".encode())
        assert (await line.reader.readline()).split()[1] in {b"200", b"204"}
        line.hang_up()
        other = await dial(url)
        await other.say(b"GET /openapi.json HTTP/1.1\r\nhost: service\r\n\r\n")
        await other.reader.readline()
        slow.may_end.set()
        await slow.over.wait()
        other.hang_up()

    assert [end.split()[1] for end in slow.ends] == ["done"]


@pytest.mark.asyncio
async def test_a_handler_is_cancelled_by_both_servers_before_its_answer(
    serve: Serve, dial: Callable[[str], Awaitable[Line]]
) -> None:
    """That is what the middleware is for."""
    slow, begun = Slow(), asyncio.Event()
    app = FastAPI()
    app.add_middleware(CancelOnDisconnect)

    @app.post("/work")
    async def work() -> None:
        begun.set()
        await slow("handler")

    async with serve(app) as url, asyncio.timeout(20):
        line = await dial(url)
        await line.say(b"POST /work HTTP/1.1\r\nhost: service\r\ncontent-length: 0\r\n\r\n")
        await begun.wait()
        line.hang_up()
        await slow.over.wait()

    assert slow.ends == ["handler cancelled"]
