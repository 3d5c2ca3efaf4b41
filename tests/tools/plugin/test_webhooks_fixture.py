"""Webhooks of the test's emulator reach an application in the same process, without a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from aiohttp import web
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from weavr_async import Money, managed_account
from weavr_async.webhooks import WebhookReceiver, WebhookRejected

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from weavr_async import BackOffice
    from weavr_async.emulator import Emulator, Webhooks

    Webhook = Callable[..., Webhooks]

pytest_plugins = ["pytester"]


class Service:
    """A service that keeps the topics it was told about, and fails when it is told to."""

    def __init__(self, api_key: str) -> None:
        self.receiver = WebhookReceiver(api_key)
        self.handled: list[str] = []
        self.broken = False

    async def watch(self, path: str, headers: dict[str, str], body: bytes) -> int:
        """Handle one delivery, and give the status to answer."""
        try:
            async with self.receiver.receive(path, headers, body):
                if self.broken:
                    raise RuntimeError("the database is away")
                self.handled.append(path)
        except WebhookRejected as rejected:
            return rejected.status
        return 204

    def asgi(self) -> Starlette:
        """The service in Starlette; FastAPI's applications are such ones."""

        async def handle(request: Request) -> Response:
            status = await self.watch(request.url.path, dict(request.headers), await request.body())
            return Response(status_code=status)

        return Starlette(routes=[Route("/hooks/{topic:path}", handle, methods=["POST"])])

    def aiohttp(self) -> web.Application:
        """The service in aiohttp."""

        async def handle(request: web.Request) -> web.Response:
            status = await self.watch(request.path, dict(request.headers), await request.read())
            return web.Response(status=status)

        app = web.Application()
        app.router.add_post("/hooks/{topic:.*}", handle)
        return app


@pytest.fixture
def service(weavr_emulator: Emulator) -> Service:
    """A service with the key of this test's emulator."""
    return Service(weavr_emulator.world.api_keys[0])


async def pay(backoffice: BackOffice) -> None:
    """Ten pounds to the payroll account."""
    await backoffice.corporate("109876").transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_account("221"),
        amount=Money("10.00", "GBP"),
        idempotency_ref="payout-1",
    )


KINDS = pytest.mark.parametrize("kind", ["asgi", "aiohttp"])


@pytest.mark.asyncio
@KINDS
async def test_an_application_in_this_process_handles_what_happened(
    backoffice: BackOffice, service: Service, weavr_webhooks: Webhook, kind: str
) -> None:
    """It is proved and read by the application's own receiver."""
    webhooks = weavr_webhooks(getattr(service, kind)(), "/hooks")
    await pay(backoffice)
    [delivery] = await webhooks.deliver()
    assert (delivery.state, service.handled) == ("delivered", ["/hooks/transfers/watch"])


@pytest.mark.asyncio
@KINDS
async def test_a_handler_that_fails_is_asked_again(
    backoffice: BackOffice, service: Service, weavr_emulator: Emulator, weavr_webhooks: Webhook, kind: str
) -> None:
    """An error of the application is a 500, as it is for a service behind a server."""
    service.broken = True
    webhooks = weavr_webhooks(getattr(service, kind)(), "/hooks/")
    await pay(backoffice)
    [delivery] = await webhooks.deliver()
    assert (delivery.state, delivery.attempts[0].status) == ("waiting", 500)
    service.broken = False
    weavr_emulator.advance(10)
    assert await webhooks.deliver() == [delivery]
    assert (delivery.state, len(service.handled)) == ("delivered", 1)


@pytest.mark.asyncio
@pytest.mark.weavr_webhook_fault("doubled", "/transfers/watch")
@KINDS
async def test_a_doubled_event_is_handled_once(
    backoffice: BackOffice, service: Service, weavr_webhooks: Webhook, kind: str
) -> None:
    """The marker plans it."""
    webhooks = weavr_webhooks(getattr(service, kind)(), "/hooks")
    await pay(backoffice)
    [delivery] = await webhooks.deliver()
    assert (len(delivery.attempts), len(service.handled)) == (2, 1)


@pytest.mark.asyncio
@KINDS
async def test_an_address_that_the_application_does_not_have_is_404(
    backoffice: BackOffice, service: Service, weavr_webhooks: Webhook, kind: str
) -> None:
    """And the event is lost, as at the service."""
    webhooks = weavr_webhooks(getattr(service, kind)(), "/elsewhere")
    await pay(backoffice)
    [delivery] = await webhooks.deliver()
    assert (delivery.state, delivery.attempts[0].status) == ("failed", 404)


def test_a_fault_of_webhooks_that_did_not_strike_fails_the_test(pytester: pytest.Pytester) -> None:
    """As one of requests does."""
    pytester.makepyfile(
        """
import pytest

@pytest.mark.weavr_webhook_fault("late", seconds=60)
def test_it(weavr_emulator):
    pass
"""
    )
    result = pytester.runpytest_inprocess()
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*planned by a marker, but nothing arrived for it to strike: late*"])
