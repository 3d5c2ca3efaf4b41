"""Switches for what is not known about the service, where no other test has use for them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.emulator.conftest import Api


def claims_of(token: str) -> dict[str, Any]:
    """Read the claims of a JWT, without proof."""
    _, claims, _ = token.split(".")
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    return read


@pytest.mark.asyncio
@pytest.mark.switches(jwt_tokens=True, token_lifetime_ms=90_000)
async def test_tokens_may_read_as_jwts(api: Api) -> None:
    """Then they state their end, and the end is true."""
    answer = await api.read("requestAccessToken", body={"identity": {"type": "CORPORATE", "id": "109876"}})
    token = answer["token"]["token"]
    claims = claims_of(token)
    assert claims["sub"] == "109876"
    assert claims["exp"] - claims["iat"] == 90
    api.emulator.advance(89)
    assert (await api("managedAccountGet", id="220", token=token)).status_code == 200
    api.emulator.advance(1)
    assert (await api("managedAccountGet", id="220", token=token)).status_code in {401, 403}


@pytest.mark.asyncio
@pytest.mark.switches(default_page_size=3)
async def test_the_size_of_a_page_that_names_no_limit_is_a_switch(api: Api) -> None:
    """In statements and lists alike."""
    for number in range(5):
        await api.transfer(100, reference=f"payout-{number}")
    statement = await api.read("managedAccountStatement", id="220")
    assert (len(statement["entry"]), statement["responseCount"], statement["count"]) == (3, 3, 6)
    transfers = await api.read("transfersGet")
    assert (len(transfers["transfer"]), transfers["count"]) == (3, 5)
