"""What a command would send: the real call, up to the socket."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final, cast

import httpx
from attrs import frozen

from weavr_async._calls.policies import POLICIES
from weavr_async.errors import CallError
from weavr_async.tokens import Token
from weavr_async.values.json_values import JSONValue
from weavr_async.values.settings import Retries

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from weavr_async.cli.options import IdentityOptions
    from weavr_async.client import IdentityView
    from weavr_async.values.identities import Identity
    from weavr_backoffice.types import JSON

__all__ = ["Plan", "plan"]

_ONCE: Final = Retries(max_attempts=1)


@frozen(kw_only=True)
class Plan(JSONValue):
    """A request that was not sent."""

    operation: str
    method: str
    url: str
    on_behalf_of: str
    idempotency_ref: str | None
    body: JSON
    if_its_answer_is_lost: str


async def plan(options: IdentityOptions, operation: str, act: Callable[[IdentityView], Awaitable[object]]) -> Plan:
    """Make a call that is stopped before it is sent.

    Raises:
        InvalidRequest: An argument cannot be right.
    """
    recorder = _Recorder()
    async with (
        httpx.AsyncClient(transport=recorder) as http_client,
        options.client(http_client=http_client, token_source=_NoTokens(), retries=_ONCE, journal=None) as client,
    ):
        try:
            await act(client.on_behalf_of(options.identity))
        except CallError:
            if recorder.request is None:
                raise
    request = cast("httpx.Request", recorder.request)
    policy, body = POLICIES[operation], request.content
    return Plan(
        operation=operation,
        method=request.method,
        url=str(request.url),
        on_behalf_of=str(options.identity),
        idempotency_ref=request.headers.get("idempotency-ref"),
        body=json.loads(body) if body else None,
        if_its_answer_is_lost=f"{policy.retry.value}: {policy.reason}",
    )


class _Recorder(httpx.AsyncBaseTransport):
    """Keeps the request, and says that it could not be sent."""

    request: httpx.Request | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        self.request = request
        raise httpx.ConnectError("planned")


class _NoTokens:
    """Gives a token that nobody will see, so that a plan needs no login."""

    async def mint(self, _: Identity, /) -> Token:
        return Token("planned")
