"""What is loaded when, and what the package carries besides code."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from weavr_backoffice import HttpxClient, UnexpectedAnswer, api, contract_bytes, models
from weavr_backoffice.api.managed_cards.managed_card_block import managed_card_block
from weavr_backoffice.operations import OPERATIONS, endpoint_of

if TYPE_CHECKING:
    from pytest_httpx import HTTPXMock

    from weavr_backoffice.client import Operation


def loaded_by(statement: str) -> set[str]:
    """Run `statement` in a fresh interpreter, and give the modules that it left there."""
    program = f"{statement}\nimport sys; print('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_the_package_loads_no_model_and_no_http_library() -> None:
    """The package itself is cheap; `httpx` is the caller's to import."""
    loaded = loaded_by("from weavr_backoffice import api, models, operations")

    assert not {name for name in loaded if name.startswith(("weavr_backoffice.models.", "weavr_backoffice.api."))}
    assert not loaded & {"httpx", "aiohttp", "anyio", "importlib.resources"}


def test_importing_one_operation_loads_only_the_models_it_is_made_of() -> None:
    """Blocking a card needs no model at all; reading an account needs its own parts."""
    block = loaded_by("import weavr_backoffice.api.managed_cards.managed_card_block")
    account = loaded_by("import weavr_backoffice.api.managed_accounts.managed_account_get")

    assert not {name for name in block if name.startswith("weavr_backoffice.models.")}
    assert {name.rpartition(".")[2] for name in account if name.startswith("weavr_backoffice.models.")} == {
        "blocked_reason",
        "destroyed_reason",
        "instrument_state",
        "managed_account",
        "managed_instrument_balance",
        "managed_instrument_state",
    }


def test_a_model_is_found_by_name_and_an_unknown_name_is_an_attribute_error() -> None:
    """The lazy package behaves like any other: `dir` lists all, and a typing error is an error."""
    assert set(models.__all__) <= set(dir(models))
    with pytest.raises(AttributeError, match="NoSuchModel"):
        _ = models.NoSuchModel  # type: ignore[attr-defined]  # the type checker knows as well


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)
def test_every_operation_is_reached_through_the_face(operation: Operation) -> None:
    """As `api.GROUP.OPERATION`, which `dir` lists, and which is the module that the table leads to."""
    group, name = operation.module.split(".")

    assert group in dir(api)
    assert name in dir(getattr(api, group))
    assert getattr(getattr(api, group), name) is endpoint_of(operation)


def test_the_face_loads_an_operation_when_it_is_asked_for_and_not_before() -> None:
    """From then on it is an ordinary attribute, so asking again costs nothing more."""
    loaded = loaded_by(
        "from weavr_backoffice import api; api.managed_cards.managed_card_block;"
        "assert 'managed_card_block' in vars(api.managed_cards) and 'managed_cards' in vars(api)"
    )

    assert {name for name in loaded if name.startswith("weavr_backoffice.api.")} == {
        "weavr_backoffice.api.managed_cards",
        "weavr_backoffice.api.managed_cards.managed_card_block",
    }


def test_an_unknown_group_or_operation_is_an_attribute_error() -> None:
    """For people as well as for type checkers."""
    with pytest.raises(AttributeError, match="no_such_group"):
        _ = api.no_such_group  # type: ignore[attr-defined]  # the type checker knows as well
    with pytest.raises(AttributeError, match="no_such_operation"):
        _ = api.transfers.no_such_operation  # type: ignore[attr-defined]  # as above


def test_the_contract_travels_with_the_package() -> None:
    """The document that the code was generated from is package data, and is a valid OpenAPI document."""
    contract = json.loads(contract_bytes())

    assert contract["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(contract).iter_errors()) == []


@pytest.mark.asyncio
async def test_the_plain_client_follows_no_redirect_and_replays_no_cookie(httpx_mock: HTTPXMock) -> None:
    """A redirect would carry the api key to another host, a cookie one identity's session to another."""
    httpx_mock.add_response(
        status_code=307, headers={"location": "https://elsewhere.test/", "set-cookie": "session=acme"}, is_reusable=True
    )

    async with httpx.AsyncClient(follow_redirects=True) as http:
        for token in ("of acme", "of another"):
            client = HttpxClient(http, base_url="https://host.test", api_key="key", token=token)
            with pytest.raises(UnexpectedAnswer, match="307"):
                await managed_card_block(client, "1")

    sent = httpx_mock.get_requests()
    assert [str(request.url) for request in sent] == ["https://host.test/managed_cards/1/block"] * 2
    assert [request.headers.get("cookie") for request in sent] == [None, None]


@pytest.mark.asyncio
async def test_a_call_without_a_token_sends_only_the_api_key(httpx_mock: HTTPXMock) -> None:
    """The two operations that give a token are called before there is one."""
    httpx_mock.add_response(status_code=204)

    async with httpx.AsyncClient() as http:
        await managed_card_block(HttpxClient(http, base_url="https://host.test", api_key="key"), "1")

    sent = httpx_mock.get_request()
    assert sent is not None
    assert sent.headers["api-key"] == "key"
    assert "authorization" not in sent.headers


def test_the_plain_client_shows_no_credentials() -> None:
    """Neither api key nor token is in its repr."""
    client = HttpxClient(None, base_url="https://host.test/", api_key="s3cret", token="t0ken")  # type: ignore[arg-type]  # not used

    assert repr(client) == "<HttpxClient https://host.test>"
