"""Both logins of the API as token sources, over the generated functions and a plain httpx client."""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

import httpx
import pytest
import pytest_asyncio

from weavr_async.errors import ConfigurationError, UnexpectedResponse
from weavr_async.tokens.sources import LoginSource
from weavr_async.values.identities import Identity
from weavr_backoffice.client import HttpxClient

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from pytest_httpx import HTTPXMock

    from weavr_async.tokens import TokenSource
    from weavr_async.values.settings import Login

URL = "https://weavr.test/multi/backoffice"
ACME = Identity.corporate("109876")


@pytest.fixture(params=["access_token", "impersonate_identity_login"])
def login(request: pytest.FixtureRequest) -> Login:
    """Each login; its path is its name."""
    chosen: Login = request.param
    return chosen


@pytest_asyncio.fixture
async def source(login: Login) -> AsyncIterator[TokenSource]:
    """The login's source over a plain client."""
    async with httpx.AsyncClient() as client:
        yield LoginSource(HttpxClient(client, base_url=URL, api_key="canary-key"), login)


@pytest.mark.asyncio
async def test_the_token_is_unwrapped_from_both_of_its_layers(
    source: TokenSource, login: Login, httpx_mock: HTTPXMock
) -> None:
    """The answer nests the token twice."""
    identity = {"type": "CORPORATE", "id": "109876"}
    httpx_mock.add_response(
        method="POST",
        url=f"{URL}/{login}",
        json={"token": {"token": "opaque.one"}, "identity": identity, "credentials": {"type": "ROOT", "id": "7"}},
    )
    token = await source.mint(ACME)
    assert token.value.reveal() == "opaque.one"
    assert token.expires_at is None
    (request,) = httpx_mock.get_requests()
    assert json.loads(request.content) == {"identity": identity}, "the unexplained field temp stays out"
    assert request.headers["api-key"] == "canary-key"
    assert "authorization" not in request.headers


@pytest.mark.asyncio
async def test_a_consumer_is_asked_for_as_one(source: TokenSource, httpx_mock: HTTPXMock) -> None:
    """The type of the identity is part of the request."""
    httpx_mock.add_response(json={"token": {"token": "t"}})
    await source.mint(Identity.consumer("5"))
    (request,) = httpx_mock.get_requests()
    assert json.loads(request.content) == {"identity": {"type": "CONSUMER", "id": "5"}}


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [{}, {"token": None}, {"token": {}}, {"token": {"token": ""}}])
async def test_an_answer_without_a_token_is_an_error(
    source: TokenSource, httpx_mock: HTTPXMock, body: dict[str, object]
) -> None:
    """A success that holds no token helps nobody."""
    httpx_mock.add_response(json=body)
    with pytest.raises(UnexpectedResponse, match="holds no token") as raised:
        await source.mint(ACME)
    assert raised.value.path == "$.token.token"


@pytest.mark.asyncio
@pytest.mark.parametrize("whose", [{"type": "CORPORATE", "id": "1"}, {"type": "CONSUMER", "id": "109876"}])
async def test_the_token_of_another_identity_is_never_used(
    source: TokenSource, httpx_mock: HTTPXMock, whose: dict[str, str]
) -> None:
    """It would move somebody else's money."""
    httpx_mock.add_response(json={"token": {"token": "canary"}, "identity": whose})
    with pytest.raises(UnexpectedResponse, match="another identity"):
        await source.mint(ACME)


@pytest.mark.asyncio
@pytest.mark.parametrize("text", ["two words", "line\nend", "snow\u2603"])
async def test_a_token_that_no_header_can_carry_is_refused(
    source: TokenSource, httpx_mock: HTTPXMock, text: str
) -> None:
    """It is found here, not in the middle of a call."""
    httpx_mock.add_response(json={"token": {"token": text}})
    with pytest.raises(ConfigurationError) as raised:
        await source.mint(ACME)
    assert text not in str(raised.value)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(502, html="<p>canary</p>", headers={"request-ref": "r-9"}),
        httpx.Response(409, json={"errorCode": "UNRESOLVED_IDENTITY"}, headers={"request-ref": "r-9"}),
        httpx.Response(200, json={"token": "canary"}, headers={"request-ref": "r-9"}),
        httpx.Response(200, content=b'{"token": {"token": "canary', headers={"request-ref": "r-9"}),
    ],
    ids=["html", "conflict", "another shape", "cut off"],
)
async def test_what_gives_no_token_is_reported_without_a_word_of_the_answer(
    source: TokenSource, httpx_mock: HTTPXMock, answer: httpx.Response
) -> None:
    """An answer to a login may hold a token wherever it stands."""
    httpx_mock.add_response(status_code=answer.status_code, content=answer.content, headers=answer.headers)
    with pytest.raises(UnexpectedResponse) as raised:
        await source.mint(ACME)
    error = raised.value
    assert error.status == answer.status_code
    assert error.request_ref == "r-9"
    assert error.content == b""
    assert error.__cause__ is None
    assert error.__context__ is None
    text = traceback.TracebackException.from_exception(error, capture_locals=True)
    assert "canary" not in "".join(text.format())
