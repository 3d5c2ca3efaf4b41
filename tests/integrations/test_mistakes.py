"""Mistakes made with FastAPI and aiohttp: told when the application is made or started, not by its first request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest
from aiohttp import web
from fastapi import FastAPI

from weavr_async import BackOffice, ConfigurationError, Environment, Identity, InvalidRequest
from weavr_async.integrations import aiohttp, fastapi
from weavr_async.webhooks import WebhookReceiver
from weavr_async.webhooks.testing import sign

if TYPE_CHECKING:
    from collections.abc import Callable

ANY: Final[Any] = None
"""What an annotation would not let pass."""


def a_client() -> BackOffice:
    """One that sends nothing."""
    return BackOffice(api_key="k", environment=Environment.SANDBOX)


async def late() -> BackOffice:
    """A client, too late."""
    return a_client()


MADE_WRONGLY: Final[dict[str, tuple[str, Callable[[], object]]]] = {
    "a client for what makes one": ("BackOffice.from_env, and not by BackOffice", lambda: a_lifespan(a_client())),
    "the same for aiohttp": ("BackOffice.from_env, and not by BackOffice", lambda: a_context(a_client())),
    "an identity for what gives one": (
        "on_behalf_of takes a dependency.*not Identity",
        lambda: fastapi.on_behalf_of(Identity.corporate("1")),  # type: ignore[arg-type]
    ),
    "a key for a receiver": ("by a WebhookReceiver.*not by str", lambda: fastapi.webhook_event("key")),  # type: ignore[arg-type]
    "the same key for aiohttp": ("by a WebhookReceiver.*not by str", lambda: aiohttp.webhook_handler("key", ANY)),  # type: ignore[arg-type]
    "an error for its class": ("takes classes", lambda: fastapi.error_responses(InvalidRequest("x"))),  # type: ignore[arg-type]
    "an error of others": ("takes classes", lambda: fastapi.error_responses(ValueError)),  # type: ignore[arg-type]
}


def a_lifespan(make: Any) -> object:  # noqa: ANN401 - what is of another type than it should be
    """Of FastAPI."""
    return fastapi.back_office_lifespan(make)


def a_context(make: Any) -> object:  # noqa: ANN401 - the same
    """Of aiohttp."""
    return aiohttp.back_office_context(make)


@pytest.mark.parametrize("what", MADE_WRONGLY)
def test_what_is_made_wrongly_is_refused_when_the_application_is_made(what: str) -> None:
    """With what to write instead."""
    sentence, make = MADE_WRONGLY[what]
    with pytest.raises(ConfigurationError, match=sentence):
        make()


@pytest.mark.asyncio
@pytest.mark.filterwarnings("ignore:coroutine 'late' was never awaited")
async def test_what_makes_the_client_is_not_async() -> None:
    """The start says so, and not the depths of a context manager."""
    with pytest.raises(ConfigurationError, match=r"a plain function.*gives coroutine"):
        async with fastapi.back_office_lifespan(late)(FastAPI()):  # type: ignore[arg-type]
            pass
    with pytest.raises(ConfigurationError, match=r"a plain function.*gives coroutine"):
        await anext(aiohttp.back_office_context(late)(web.Application()))  # type: ignore[arg-type]


@pytest.mark.asyncio
async def test_a_plain_handler_of_webhooks_has_handled_its_delivery() -> None:
    """It is not sent again because there was nothing to await."""
    from aiohttp.test_utils import TestClient, TestServer  # noqa: PLC0415 - the module's name is taken

    topics: list[str] = []
    app, body = web.Application(), b'{"coin": 1}'
    handler = aiohttp.webhook_handler(WebhookReceiver("k"), lambda event: topics.append(event.topic))  # type: ignore[arg-type,return-value]
    app.router.add_post("/hooks/{tail:.*}", handler)
    async with TestClient(TestServer(app)) as client:
        answer = await client.post("/hooks/coins/watch", data=body, headers=sign(body, api_key="k", call_ref="1"))
    assert (answer.status, len(topics)) == (204, 1)
