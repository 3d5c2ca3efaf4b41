"""Switches for what is not known about the service, where no other test has use for them."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.emulator.conftest import Api, transfer_body
from weavr_async.emulator import Emulator, Profile
from weavr_async.emulator.records import IdentityKey

if TYPE_CHECKING:
    from weavr_async.emulator.tokens import TokenKind


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


LIMIT_OF_ZERO = {"spendLimit": [{"value": {"currency": "GBP", "amount": 0}, "interval": "DAILY"}]}
USER = {"name": "Grace", "surname": "Hopper", "email": "ada@acme.example"}


@pytest.mark.asyncio
@pytest.mark.switches(zero_spend_limit="accept")
async def test_a_limit_of_nothing_may_be_accepted(api: Api) -> None:
    """By default it is refused as a negative one is."""
    assert (await api("managedCardSpendRulesCreate", id="332", body=LIMIT_OF_ZERO)).status_code == 204


@pytest.mark.asyncio
@pytest.mark.switches(debit_card_needs_limit=False)
async def test_a_debit_card_may_spend_without_a_limit(api: Api) -> None:
    """Then it shows none."""
    api.emulator.world.authorise("332", 700)
    assert (await api.read("managedCardGet", id="332"))["availableToSpend"] == []
    assert (await api.read("managedCardSpendRulesGet", id="332"))["cardLevelSpendRules"] == {}


@pytest.mark.asyncio
@pytest.mark.switches(patch_makes_rules=True)
async def test_changing_rules_may_make_them(api: Api) -> None:
    """By default there must be some."""
    assert (await api("managedCardSpendRulesUpdate", id="331", body={"allowAtm": False})).status_code == 204
    assert (await api.read("managedCardSpendRulesGet", id="331"))["allowAtm"] is False


@pytest.mark.asyncio
@pytest.mark.parametrize("takes", [True, False])
async def test_creating_spend_rules_may_take_a_reference(api: Api, *, takes: bool) -> None:
    """Then the second is a repeat; otherwise the rules are there already."""
    emulator = Emulator(api.emulator.world, spend_rules_create_takes_reference=takes)
    async with emulator.client() as client:
        other = Api(emulator, client)
        for expected in (204, 204 if takes else 409):
            made = await other("managedCardSpendRulesCreate", id="331", body={"allowAtm": True}, reference="r")
            assert made.status_code == expected


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("binds", "of_user", "of_transfer"), [("by_operation", 400, 200), ("always", 400, 400), ("never", 200, 200)]
)
async def test_a_refusal_may_bind_its_reference_to_what_was_asked_for(
    api: Api, binds: str, of_user: int, of_transfer: int
) -> None:
    """It is carried out later all the same, when the same is asked for again."""
    emulator = Emulator(api.emulator.world, refusals_bind=binds)
    async with emulator.client() as client:
        other = Api(emulator, client)
        assert (await other("userCreate", body=USER, reference="r")).status_code == 409
        freed = await other("userCreate", body={**USER, "email": "grace@acme.example"}, reference="r")
        assert freed.status_code == of_user
        assert (await other.transfer(600_000, reference="r")).status_code == 409
        assert (await other.transfer(600, reference="r")).status_code == of_transfer


@pytest.mark.asyncio
@pytest.mark.parametrize(("shows", "active"), [("now", False), ("first", True)])
async def test_a_repeat_shows_what_was_made_as_it_is_now_or_was_then(api: Api, shows: str, *, active: bool) -> None:
    """Here a user who was deactivated in between."""
    emulator = Emulator(api.emulator.world, repeat_shows=shows)
    async with emulator.client() as client:
        other = Api(emulator, client)
        body = {**USER, "email": "grace@acme.example"}
        made = await other.read("userCreate", body=body, reference="r")
        await other("userDeactivate", user_id=made["id"])
        again = await other.read("userCreate", body=body, reference="r")
    assert again == {**made, "active": active}


@pytest.mark.asyncio
@pytest.mark.switches(reference_other_payload="precondition_failed")
async def test_another_payload_under_a_reference_may_be_412(api: Api) -> None:
    """As the vendor has announced; the message names the header."""
    made, refused = [
        await api.client.post("/transfers", json=transfer_body(amount), headers=api.headers("r"))
        for amount in (600, 601)
    ]
    assert (made.status_code, refused.status_code) == (200, 412)
    assert "idempotency-ref" in refused.json()["message"]


@pytest.mark.asyncio
@pytest.mark.parametrize("names", [True, False])
async def test_an_invalid_request_may_name_its_field(api: Api, *, names: bool) -> None:
    """A country that is none and another payload have the same code."""
    emulator = Emulator(api.emulator.world, invalid_request_names_field=names)
    async with emulator.client() as client:
        other = Api(emulator, client)
        country = await other("managedCardSpendRulesCreate", id="331", body={"allowedMerchantCountries": ["MLT"]})
        await other.transfer(600, reference="r")
        mismatch = await other.transfer(601, reference="r")
    rows = [answer.json()["validationErrors"] for answer in (country, mismatch)]
    assert [row["error"] for [row] in rows] == ["INVALID_REQUEST"] * 2
    fields = ["allowedMerchantCountries", "idempotency-ref"] if names else [None, None]
    assert [row.get("fieldName") for [row] in rows] == fields


@pytest.mark.asyncio
@pytest.mark.parametrize("kind", ["login", "logged_out", "user", "console"])
async def test_a_token_of_another_kind_is_good_for_nothing(api: Api, kind: TokenKind) -> None:
    """The service was seen to tell it from what is no token at all."""
    seen = 401 if api.emulator.profile is Profile.DOCUMENTED else 403
    acme, world = IdentityKey("CORPORATE", "109876"), api.emulator.world
    token = api.emulator.tokens.mint(acme, world.api_keys[0], world.now_ms(), kind=kind).value
    assert (await api("managedAccountGet", id="220", token=token)).status_code == seen
    assert (await api("managedAccountGet", id="220", token="garbage")).status_code == 401
    assert api.emulator.tokens.minted[acme] == 0
