"""Webhooks at the door of an application: raw bytes, bounded, handled once. The same in both frameworks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.integrations.conftest import KEY
from weavr_async.webhooks.testing import sign

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import aiohttp

    from tests.integrations.conftest import Line, Told
    from weavr_async.webhooks import WebhookEvent

PATH = "/hooks/managed_cards/state_change/watch"
# With spaces and an order of its own: parsed and written again, it has other bytes and another signature.
BODY = b"""{"eventType" : "BLOCKED",   "timestamp": "1750000000000",
 "id": {"type": "managed_cards", "id": "331"}, "note": "caf\xc3\xa9"}"""


@pytest.mark.asyncio
async def test_an_event_is_checked_over_its_raw_bytes(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """And handed to the handler, typed."""
    seen: list[WebhookEvent] = []

    async def keep(event: WebhookEvent) -> None:
        seen.append(event)

    told.handle = keep
    async with http.post(url + PATH, data=BODY, headers=sign(BODY, api_key=KEY)) as answer:
        assert (answer.status, await answer.read()) == (204, b"")
    [event] = seen
    assert event.topic == "managed_cards/state_change/watch"
    assert event.body == BODY
    assert json.loads(BODY)["note"] == event.raw["note"]


@pytest.mark.asyncio
async def test_a_delivery_whose_handler_failed_is_accepted_again(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """A failure is answered as one, so that Weavr sends it again."""
    attempts = 0

    async def fail_once(_: WebhookEvent) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise OSError("the database is away")

    told.handle = fail_once
    # A server closes the connection on which a handler failed.
    headers = sign(BODY, api_key=KEY) | {"connection": "close"}
    statuses = [(await http.post(url + PATH, data=BODY, headers=headers)).status for _ in range(3)]
    assert (statuses, attempts) == ([500, 204, 200], 2)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        (sign(BODY + b" ", api_key=KEY), 401),
        (sign(BODY, api_key="another-key"), 401),
        (sign(BODY, api_key=KEY) | {"published-timestamp": "soon"}, 400),
    ],
)
async def test_what_is_not_weavrs_is_refused_without_a_hint(
    told: Told, url: str, http: aiohttp.ClientSession, headers: dict[str, str], status: int
) -> None:
    """And never reaches the handler."""

    async def never(_: WebhookEvent) -> None:
        pytest.fail("it was handled")

    told.handle = never
    async with http.post(url + PATH, data=BODY, headers=headers) as answer:
        assert (answer.status, await answer.read()) == (status, b"")


@pytest.mark.asyncio
async def test_a_body_without_end_is_refused_where_the_bound_is_passed(
    url: str, dial: Callable[[str], Awaitable[Line]]
) -> None:
    """The answer comes although the body, sent in chunks, has no end yet."""
    line = await dial(url)
    await line.say(f"POST {PATH} HTTP/1.1\r\nhost: service\r\ntransfer-encoding: chunked\r\n\r\n".encode())
    for _ in range(2):
        await line.say(b"258\r\n" + b"x" * 600 + b"\r\n")
    assert (await line.reader.readline()).split(b" ")[1] == b"413"
