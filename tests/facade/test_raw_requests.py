"""What no method stands for is sent as every other call is: with a token, limits, retries, proofs and the journal."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import httpx
import pytest
from attrs import define, field

from weavr_async import (
    BackOffice,
    Conflict,
    Environment,
    IdempotencyMismatch,
    InvalidRequest,
    Money,
    OutcomeUnknown,
    Retries,
    SettlementVerdict,
    TransportError,
    derive_ref,
    models,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve
from weavr_async.hooks import CallEnded

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from weavr_async import IdentityView, RawResponse
    from weavr_async.hooks import Event

JSON: TypeAlias = Any
Method: TypeAlias = Literal["POST", "PUT", "PATCH", "DELETE"]
pytestmark = pytest.mark.asyncio

QUICK = Retries(base_delay=0.001, max_delay=0.001)
REF = derive_ref("raise the limit", "card 331")


def as_json(body: JSON, status: int = 200) -> httpx.Response:
    return httpx.Response(status, json=body, headers={"request-ref": "rr-1"})


def lost(_: httpx.Request) -> httpx.Response:
    """The request went out, and no answer came."""
    raise httpx.ReadError("the connection broke")


@define
class Service:
    """Gives tokens, and answers everything else by turns; the last turn stays."""

    turns: list[Callable[[httpx.Request], httpx.Response]]
    requests: list[httpx.Request] = field(factory=list)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer."""
        if request.url.path.endswith("/access_token"):
            identity = json.loads(request.content)["identity"]
            return as_json({"token": {"token": "t"}, "identity": identity, "credentials": {"type": "ROOT", "id": "1"}})
        self.requests.append(request)
        return self.turns[min(len(self.requests), len(self.turns)) - 1](request)

    @asynccontextmanager
    async def client(self, **options: Any) -> AsyncIterator[BackOffice]:  # noqa: ANN401 - what `BackOffice` takes
        """A client of it."""
        async with (
            httpx.AsyncClient(transport=httpx.MockTransport(self)) as http,
            BackOffice(
                api_key="key",
                environment=Environment.at("https://service.test", name="here"),
                http_client=http,
                **options,
            ) as weavr,
        ):
            yield weavr

    @asynccontextmanager
    async def acme(self, **options: Any) -> AsyncIterator[IdentityView]:  # noqa: ANN401 - what `BackOffice` takes
        """What can be done on behalf of a company."""
        async with self.client(**options) as weavr:
            yield weavr.corporate("109876")


async def test_a_read_brings_the_answer_as_it_came() -> None:
    """With the token, the query as the API writes it, and the path as it stands."""
    service = Service([lambda _: as_json({"limits": []})])

    async with service.acme() as acme:
        answer = await acme.request(
            "GET", "/managed_cards/331/limits", query={"kind": ["a", "b"], "all": True, "x": None}
        )

    (sent,) = service.requests
    assert str(sent.url) == "https://service.test/managed_cards/331/limits?kind=a&kind=b&all=true"
    assert sent.headers["authorization"] == "Bearer t"
    assert (answer.status, answer.json(), answer.request_ref) == (200, {"limits": []}, "rr-1")


async def test_a_read_is_repeated() -> None:
    """It changes nothing, so a lost answer is asked for again."""
    service = Service([lost, lambda _: as_json({})])

    async with service.acme(retries=QUICK) as acme:
        assert (await acme.request("GET", "/anything")).json() == {}

    assert len(service.requests) == 2


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_without_a_reference_is_never_repeated(method: Method) -> None:
    """Nobody knows what a second sending would do."""
    service = Service([lost])

    async with service.acme(retries=QUICK) as acme:
        with pytest.raises(OutcomeUnknown) as caught:
            await acme.request(method, "/managed_cards/331/limits", json={"limit": 5})

    assert len(service.requests) == 1
    assert caught.value.operation == f"{method} /managed_cards/{{id}}/limits"


async def test_a_write_under_a_reference_is_repeated_under_it() -> None:
    """With the same bytes."""
    service = Service([lost, lambda _: as_json({"id": "1"})])

    async with service.acme(retries=QUICK) as acme:
        await acme.request("POST", "/managed_cards/331/limits", json={"limit": 5}, idempotency_ref=REF)

    first, second = service.requests
    assert first.headers["idempotency-ref"] == second.headers["idempotency-ref"]
    assert first.content == second.content


async def test_a_write_whose_outcome_is_unknown_is_settled_by_its_token() -> None:
    """In this process or another."""
    service = Service([lost])
    async with service.acme(retries=Retries(max_attempts=1)) as acme:
        with pytest.raises(OutcomeUnknown) as caught:
            await acme.request("POST", "/new_things", json={}, idempotency_ref=REF)
    token = json.loads(json.dumps(caught.value.settle_token()))

    again = Service([lambda _: as_json({"id": "5"})])
    async with again.client() as weavr:
        settlement = await weavr.settle(token)

    assert settlement.verdict is SettlementVerdict.DONE
    assert again.requests[0].headers["idempotency-ref"] == service.requests[0].headers["idempotency-ref"]


@pytest.mark.parametrize("body", [b"<html>login</html>", b"OK"])
async def test_a_page_of_a_proxy_is_no_yes_to_a_write(body: bytes) -> None:
    """Of the service comes JSON, or nothing."""
    service = Service([lambda _: httpx.Response(200, content=body)])

    async with service.acme() as acme:
        with pytest.raises(OutcomeUnknown):
            await acme.request("POST", "/new_things", json={})


async def test_a_refusal_is_the_error_that_it_is_elsewhere() -> None:
    """By status and code."""
    service = Service([lambda _: as_json({"errorCode": "SOMETHING_NEW"}, 409)])

    async with service.acme() as acme:
        with pytest.raises(Conflict) as caught:
            await acme.request("DELETE", "/new_things/5")

    assert caught.value.code == "SOMETHING_NEW"


async def test_the_journal_remembers_a_write_under_a_reference(tmp_path: Path) -> None:
    """A second process gets the kept answer; other content under the reference is refused."""
    service, journal = Service([lambda _: as_json({"id": "5"}, 201)]), f"sqlite:///{tmp_path}/weavr.db"

    async def ask(limit: int) -> RawResponse:
        async with service.acme(journal=journal) as acme:
            return await acme.request("POST", "/cards/331/limits", json={"limit": limit}, idempotency_ref=REF)

    assert (await ask(5)).json() == (await ask(5)).json() == {"id": "5"}
    with pytest.raises(IdempotencyMismatch):
        await ask(6)
    assert len(service.requests) == 1


async def test_a_write_that_was_left_is_settled_by_the_journal(tmp_path: Path) -> None:
    """It stands there under its name until somebody settles it."""
    service, journal = Service([lost]), f"sqlite:///{tmp_path}/weavr.db"
    async with service.acme(journal=journal, retries=Retries(max_attempts=1)) as acme:
        with pytest.raises(OutcomeUnknown):
            await acme.request("POST", "/new_things", json={}, idempotency_ref=REF)

    again = Service([lambda _: as_json({"id": "5"})])
    async with again.client(journal=journal) as weavr:
        (intent,) = [intent async for intent in weavr.journal.unresolved()]
        answer = await weavr.corporate("109876").request("POST", "/new_things", json={}, idempotency_ref=REF)

    assert intent.operation == "POST /new_things"
    assert answer.json() == {"id": "5"}


async def test_what_the_contract_knows_keeps_its_policy() -> None:
    """A block is guarded by the card's state, whoever writes its path."""
    told: list[Event] = []
    async with (
        serve(Emulator()) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), hooks=[told.append]) as weavr,
    ):
        acme = weavr.corporate("109876")
        blocked = await acme.request("POST", "/managed_cards/331/block")
        with pytest.raises(InvalidRequest, match="idempotency_ref"):
            await acme.request("POST", "/transfers", json={})
        made = await acme.request(
            "POST",
            "/transfers",
            json={
                "profileId": "7",
                "source": models.InstrumentId(id="220", type_=models.InstrumentType.MANAGED_ACCOUNTS),
                "destination": {"type": "managed_accounts", "id": "221"},
                "destinationAmount": Money("1.00", "GBP"),
            },
            idempotency_ref=REF,
        )

    assert (blocked.status, blocked.content) == (204, b"")
    assert made.json()["destinationAmount"] == {"currency": "GBP", "amount": 100}
    ended = [event.operation for event in told if isinstance(event, CallEnded)]
    assert ended == ["managedCardBlock", "transferCreate"]


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (("GET", "managed_cards/331"), "path"),
        (("GET", "/managed_cards/../transfers"), "path"),
        (("GET", "/managed_cards/%2e%2e/transfers"), "path"),
        (("GET", "//evil.example/x"), "path"),
        (("GET", "https://evil.example/x"), "path"),
        (("GET", "/x?y=1"), "path"),
        (("GET", "/x#y"), "path"),
        (("GET", "/x y"), "path"),
        (("GET", "/x/"), "path"),
        (("GET", 5), "path"),
        (("POST", "/access_token"), "path"),
        (("get", "/x"), "method"),
        (("TRACE", "/x"), "method"),
    ],
)
async def test_a_method_or_a_path_that_cannot_be_right_is_refused(arguments: tuple[Any, Any], field: str) -> None:
    """Before anything is sent."""
    service = Service([lambda _: as_json({})])

    async with service.acme() as acme:
        with pytest.raises(InvalidRequest) as caught:
            await acme.request(*arguments)

    assert (caught.value.field, service.requests) == (field, [])


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"json": {}}, "json"),
        ({"idempotency_ref": "r-1"}, "idempotency_ref"),
        ({"query": {"x": 1.5}}, "query"),
        ({"query": {"x": object()}}, "query"),
        ({"accept": 5}, "accept"),
    ],
)
async def test_what_a_read_cannot_have_is_refused(options: dict[str, Any], field: str) -> None:
    """Each by its name."""
    async with Service([lambda _: as_json({})]).acme() as acme:
        with pytest.raises(InvalidRequest) as caught:
            await acme.request("GET", "/x", **options)

    assert caught.value.field == field


async def test_a_body_that_is_no_json_is_refused() -> None:
    """Floats that are no numbers and objects of others included."""
    async with Service([lambda _: as_json({})]).acme() as acme:
        with pytest.raises(InvalidRequest, match=r"^json: .*not JSON serializable: object"):
            await acme.request("POST", "/x", json={"a": object()})


async def test_nothing_that_answers_is_an_error_of_transport() -> None:
    """As everywhere."""

    def refuse(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("nobody is there")

    async with Service([refuse]).acme(retries=Retries(max_attempts=1)) as acme:
        with pytest.raises(TransportError):
            await acme.request("GET", "/x")
