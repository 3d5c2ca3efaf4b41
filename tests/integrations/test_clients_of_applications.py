"""One client for an application, made when it starts and closed when it ends."""

# Without `from __future__ import annotations`: FastAPI reads annotations at run time.
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated

import httpx
import pytest
from aiohttp import web
from fastapi import Depends, FastAPI, Header, HTTPException, Response

from scripts.proofs.example_services import serve_aiohttp, serve_fastapi
from tests.integrations.conftest import Told
from weavr_async import BackOffice, ConfigurationError, Environment, Identity, IdentityView, InsufficientFunds, NotSent
from weavr_async.integrations.aiohttp import BACK_OFFICE, back_office_context
from weavr_async.integrations.fastapi import Client, add_error_handlers, back_office_lifespan, on_behalf_of
from weavr_async.stores import MemoryStore, Sending, StoredIntent


async def fails_as_closed(client: BackOffice) -> bool:
    """Whether a call fails because the client was closed."""
    with pytest.raises(NotSent) as refused:
        await client.corporate("109876").managed_accounts.get("220")
    return refused.value.kind == "closed"


@pytest.mark.asyncio
async def test_an_application_has_one_client_for_its_life(told: Told, url: str) -> None:
    """It is made at the start, and not at the first request."""
    assert len(told.clients) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("framework_name", ["fastapi", "aiohttp"])
async def test_the_client_is_closed_with_the_application(framework_name: str) -> None:
    """Its connections do not outlive it."""
    told = Told()
    if framework_name == "fastapi":
        async with serve_fastapi(FastAPI(lifespan=back_office_lifespan(told.make_client))):
            pass
    else:
        app = web.Application()
        app.cleanup_ctx.append(back_office_context(told.make_client))
        async with serve_aiohttp(app):
            pass
    assert await fails_as_closed(told.clients[0])


@pytest.mark.asyncio
@pytest.mark.parametrize("framework_name", ["fastapi", "aiohttp"])
async def test_an_application_settles_its_journal_by_one_argument(framework_name: str) -> None:
    """In the background, for as long as it runs."""
    passes = 0

    class Counted(MemoryStore):  # type: ignore[misc]  # final to users
        """Counts the passes."""

        async def claim_intents(self, environment: str, sending: Sending, /, *, limit: int) -> tuple[StoredIntent, ...]:
            """Count one, and have nothing."""
            nonlocal passes
            passes += 1
            return ()

    def make() -> BackOffice:
        return BackOffice(api_key="key", environment=Environment.at("http://127.0.0.1:9"), journal=Counted())

    every = timedelta(hours=1)
    if framework_name == "fastapi":
        async with serve_fastapi(FastAPI(lifespan=back_office_lifespan(make, settle_every=every))):
            await asyncio.sleep(0)
    else:
        app = web.Application()
        app.cleanup_ctx.append(back_office_context(make, settle_every=every))
        async with serve_aiohttp(app):
            await asyncio.sleep(0)
    assert passes == 1


def misconfigured() -> BackOffice:
    return BackOffice.from_env({})


@pytest.mark.asyncio
async def test_an_application_without_a_key_does_not_start_on_fastapi() -> None:
    """The operator learns at once what to set, and no caller is the first to find out."""
    app = FastAPI(lifespan=back_office_lifespan(misconfigured))
    with pytest.raises(ConfigurationError, match="WEAVR_API_KEY is not set"):
        async with app.router.lifespan_context(app):
            pass


@pytest.mark.asyncio
async def test_an_application_without_a_key_does_not_start_on_aiohttp() -> None:
    """The operator learns at once what to set, and no caller is the first to find out."""
    app = web.Application()
    app.cleanup_ctx.append(back_office_context(misconfigured))
    with pytest.raises(ConfigurationError, match="WEAVR_API_KEY is not set"):
        async with serve_aiohttp(app):
            pass


@pytest.mark.asyncio
async def test_a_lifespan_of_ones_own_goes_together_with_ours(told: Told) -> None:
    """Entered in it, the client is there while the application runs, and closed before what is around it."""
    seen: list[str] = []
    with_weavr = back_office_lifespan(told.make_client)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        seen.append("database opened")
        async with with_weavr(app):
            yield
        seen.append("database closed")

    app = FastAPI(lifespan=lifespan)

    @app.get("/environment")
    async def environment(client: Client) -> str:
        return client.environment.name

    async with serve_fastapi(app) as url, httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/environment")).json() == "http://127.0.0.1:9"
        assert seen == ["database opened"]
    assert seen == ["database opened", "database closed"]
    assert await fails_as_closed(told.clients[0])


@pytest.mark.asyncio
async def test_a_mounted_application_gets_its_client_from_the_outer_lifespan(told: Told) -> None:
    """Its own lifespan never runs, so the outer one is entered for it."""
    inner = FastAPI()

    @inner.get("/environment")
    async def environment(client: Client) -> str:
        return client.environment.name

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with back_office_lifespan(told.make_client)(inner):
            yield

    outer = FastAPI(lifespan=lifespan)
    outer.mount("/inner", inner)
    async with serve_fastapi(outer) as url, httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/inner/environment")).json() == "http://127.0.0.1:9"


@pytest.mark.asyncio
async def test_an_application_without_the_lifespan_says_what_is_missing(caplog: pytest.LogCaptureFixture) -> None:
    """To its operator; to its caller it is a 500."""
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/environment")
    async def environment(client: Client) -> str:
        return client.environment.name

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
        answer = await http.get("/environment")
    assert (answer.status_code, answer.json()["code"]) == (500, "service_misconfigured")
    assert "give it back_office_lifespan(...)" in caplog.text


@pytest.mark.asyncio
async def test_the_identity_comes_from_the_applications_own_dependency(told: Told) -> None:
    """With its own dependencies and refusals; it may be async or not."""

    def authenticated(authorization: Annotated[str, Header()] = "") -> str:
        if authorization != "Bearer good":
            raise HTTPException(401)
        return "109876"

    def identity(company: Annotated[str, Depends(authenticated)]) -> Identity:
        return Identity.corporate(company)

    app = FastAPI(lifespan=back_office_lifespan(told.make_client))

    @app.get("/who")
    async def who(customer: Annotated[IdentityView, on_behalf_of(identity)], company: str = "") -> str:
        return str(customer.identity)

    async with serve_fastapi(app) as url, httpx.AsyncClient() as http:
        good = await http.get(f"{url}/who?company=666&identity=666", headers={"authorization": "Bearer good"})
        assert good.json() == str(Identity.corporate("109876"))
        assert (await http.get(f"{url}/who")).status_code == 401


@pytest.mark.asyncio
async def test_a_handler_of_the_applications_own_goes_first(told: Told) -> None:
    """For one class of errors; the others are answered as ever."""
    app = FastAPI()
    add_error_handlers(app)

    @app.exception_handler(InsufficientFunds)
    async def poor(*_: object) -> Response:
        return Response(status_code=402)

    @app.get("/{which}")
    async def fail(which: str) -> None:
        raise InsufficientFunds("x", status=409) if which == "poor" else NotSent("x", kind="connect_refused")

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as http:
        assert (await http.get("/other")).status_code == 503
        assert (await http.get("/poor")).status_code == 402


@pytest.mark.asyncio
async def test_a_sub_application_has_the_client_of_the_one_around_it(told: Told) -> None:
    """On aiohttp, where the client is looked up through all of them."""

    async def environment(request: web.Request) -> web.Response:
        return web.Response(text=request.config_dict[BACK_OFFICE].environment.name)

    inner, outer = web.Application(), web.Application()
    inner.router.add_get("/environment", environment)
    outer.add_subapp("/inner", inner)
    outer.cleanup_ctx.append(back_office_context(told.make_client))
    async with serve_aiohttp(outer) as url, httpx.AsyncClient() as http:
        assert (await http.get(f"{url}/inner/environment")).text == "http://127.0.0.1:9"
