"""Weavr's Simulator: what sandbox users script is done here, by its own contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from weavr_async.emulator import DEMO_API_KEY, World
from weavr_async.emulator.contract import load_contract
from weavr_async.emulator.simulator import CVV, SIMULATOR_PATH, card_number

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

    from tests.emulator.conftest import Api

CONTRACT = load_contract("simulator.json")
WIRES = "wiretransfers_outgoing_outgoing_wire_transfer_id_"
FACTORS = "factors_credentials_id_challenges_challenge_id_verify_"


class Simulated:
    """Calls the Simulator; an answer that does not fit its contract fails the test."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.world: World = api.emulator.world

    async def __call__(
        self, operation: str, body: object = None, *, headers: dict[str, str] | None = None, **path: str
    ) -> httpx.Response:
        """Call one operation, with the programme's key unless other headers are given."""
        known = CONTRACT.operations[operation]
        answer = await self.api.client.post(
            f"http://emulator{SIMULATOR_PATH}{known.path.format(**path)}",
            json=body,
            headers={"programme-key": DEMO_API_KEY} if headers is None else headers,
        )
        content_type = answer.headers.get("content-type")
        assert known.answer_problems(answer.status_code, content_type, answer.content) == []
        return answer

    async def code(self, operation: str, body: object = None, **path: str) -> str:
        """The code of a success."""
        answer = await self(operation, body, headers=None, **path)
        assert answer.status_code == 200, answer.text
        code: str = answer.json()["code"]
        return code


@pytest_asyncio.fixture
async def simulated(api: Api) -> AsyncIterator[Simulated]:
    """The Simulator of the emulator of this test."""
    yield Simulated(api)


def deposit(amount: int = 700, currency: str = "GBP", **more: object) -> dict[str, Any]:
    """The body of a deposit."""
    return {"depositAmount": {"currency": currency, "amount": amount}, **more}


def purchase(amount: int = 700, currency: str = "GBP", **more: object) -> dict[str, Any]:
    """The body of a purchase."""
    return {"merchantName": "Bakery", "transactionAmount": {"currency": currency, "amount": amount}, **more}


def test_every_operation_of_its_contract_is_there() -> None:
    """All 18."""
    assert len(CONTRACT.operations) == 18


@pytest.mark.asyncio
async def test_a_deposit_arrives_with_its_sender(simulated: Simulated) -> None:
    """In the balance, and in the statement."""
    body = deposit(senderName="Grandmother", reference="for sweets")
    assert await simulated.code("accounts_account_id_deposit", body, account_id="220") == "COMPLETED"
    assert simulated.world.balance("220") == 500_700
    statement = await simulated.api.read("managedAccountStatement", id="220")
    assert statement["entry"][0]["additionalFields"]["sender"] == "Grandmother"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("account", "body", "code"),
    [
        ("999", deposit(), "DENIED_ACCOUNT_NOT_FOUND"),
        ("331", deposit(), "DENIED_ACCOUNT_NOT_FOUND"),
        ("220", deposit(0), "DENIED_AMOUNT_NOT_POSITIVE"),
        ("220", deposit(-5), "DENIED_AMOUNT_NOT_POSITIVE"),
        ("220", deposit(currency="EUR"), "DENIED_CURRENCY_NOT_ACCOUNT_CURRENCY"),
        ("220", deposit(2**63 - 1), "DENIED_OTHER"),
        ("223", deposit(), "DENIED_ACCOUNT_INACTIVE"),
    ],
    ids=str,
)
async def test_a_deposit_that_is_denied_says_why(simulated: Simulated, account: str, body: object, code: str) -> None:
    """As a success with a code; nothing moves."""
    simulated.world.accounts["223"].state = "BLOCKED"
    assert await simulated.code("accounts_account_id_deposit", body, account_id=account) == code
    assert simulated.world.balance("220") == 500_000


@pytest.mark.asyncio
async def test_a_deposit_by_iban_finds_accounts_that_have_one(simulated: Simulated) -> None:
    """Which Back-Office itself never shows."""
    simulated.world.accounts["221"].iban = "GB00WEAV00000000000221"
    known = deposit(destinationIbanDetails={"iban": "GB00WEAV00000000000221"})
    assert await simulated.code("accounts_deposit", known) == "COMPLETED"
    assert await simulated.code("accounts_deposit", deposit(iban="GB00WEAV00000000000221")) == "COMPLETED"
    assert await simulated.code("accounts_deposit", deposit()) == "DENIED_ACCOUNT_NOT_FOUND"
    assert simulated.world.balance("221") == 21_400


@pytest.mark.asyncio
async def test_a_purchase_is_authorised_and_settled_in_one(simulated: Simulated) -> None:
    """With the merchant in the statement, and the forex fee as the settlement's."""
    body = purchase(merchantId="m1", merchantCategoryCode="5411", transactionCountry="MLT", forexFee=30)
    assert await simulated.code("cards_card_id_purchase", body, card_id="331") == "APPROVED"
    assert simulated.world.balance("331") == 12_500 - 730
    settled, authorised, _ = reversed(simulated.world.cards["331"].entries)
    assert (authorised.type, settled.type, settled.fee) == ("AUTHORISATION", "SETTLEMENT", 30)
    assert dict(authorised.fields)["merchantTerminalCountry"] == "MT"


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("card", "body", "code"),
    [
        ("999", purchase(), "DENIED_CARD_NOT_FOUND"),
        ("331", purchase(0), "DENIED_AMOUNT_NOT_POSITIVE"),
        ("331", purchase(1_000_000), "DENIED_NOT_ENOUGH_FUNDS"),
        ("331", purchase(currency="EUR"), "DENIED_OTHER"),
        ("331", purchase(initiateBiometricThreeDSecure=True), "CARD_NOT_ENROLLED_FOR_BIOMETRIC_THREEDS"),
        ("332", purchase(), "DENIED_SPEND_CONTROL"),
        ("333", purchase(), "DENIED_CARD_INACTIVE"),
        ("331", purchase(transactionCountry="FRA"), "DENIED_SPEND_CONTROL"),
        ("331", purchase(atmWithdrawal=True), "DENIED_SPEND_CONTROL"),
    ],
    ids=str,
)
async def test_a_purchase_that_is_denied_says_why(simulated: Simulated, card: str, body: object, code: str) -> None:
    """Spend rules name countries by two letters, the Simulator by three."""
    simulated.world.cards["333"].blocks.add("USER")
    simulated.world.cards["331"].spend_rules = {"blockedMerchantCountries": ["FR"], "allowAtm": False}
    assert await simulated.code("cards_card_id_purchase", body, card_id=card) == code


@pytest.mark.asyncio
async def test_a_card_is_used_by_its_number(simulated: Simulated) -> None:
    """With code and expiry, which must be right."""
    card = await simulated.api.read("managedCardGet", id="331")
    number = card_number("331")
    assert number.startswith(card["cardNumberFirstSix"])
    assert number.endswith(card["cardNumberLastFour"])
    shown = {"cardNumber": f"{number[:4]} {number[4:]}", "cvv": CVV, "expiryDate": card["expiryMmyy"]}
    assert await simulated.code("cards_purchase", {**purchase(), **shown}) == "APPROVED"
    assert await simulated.code("cards_merchant_refund", {**purchase(), **shown}) == "APPROVED"
    assert simulated.world.balance("331") == 11_800
    for wrong, code in [
        ({"cvv": "999"}, "DENIED_INCORRECT_CVV"),
        ({"expiryDate": "0199"}, "DENIED_CARD_EXPIRY"),
        ({"cardNumber": "4" * 16}, "DENIED_CARD_NOT_FOUND"),
    ]:
        assert await simulated.code("cards_purchase", {**purchase(), **shown, **wrong}) == code


@pytest.mark.asyncio
async def test_a_refund_is_a_purchase_and_its_refund(simulated: Simulated) -> None:
    """So the balance is what it was, and the statement has three rows more."""
    rows = len(simulated.world.cards["331"].entries)
    assert await simulated.code("cards_card_id_merchant_refund", purchase(), card_id="331") == "APPROVED"
    assert simulated.world.balance("331") == 12_500
    assert [entry.type for entry in simulated.world.cards["331"].entries[rows:]] == [
        "AUTHORISATION", "SETTLEMENT", "MERCHANT_REFUND",
    ]  # fmt: skip


@pytest.mark.asyncio
async def test_a_card_grows_old(simulated: Simulated) -> None:
    """It is renewed where that was asked for, and expires once."""
    card = simulated.world.cards["331"]
    assert (await simulated("cards_card_id_about_to_expire", card_id="331")).status_code == 204
    assert (await simulated("cards_card_id_renew", card_id="331")).json() == {"errorCode": "INSTRUMENT_NOT_RENEWABLE"}
    card.renewal, before = "RENEW", card.expires_ms
    assert (await simulated("cards_card_id_renew", card_id="331")).status_code == 204
    assert card.expires_ms > before
    simulated.api.emulator.advance((before - simulated.world.now_ms()) / 1000 + 1)
    assert card.state == "ACTIVE"
    assert (await simulated("cards_card_id_expire", card_id="331")).status_code == 204
    assert (card.state, card.destroyed) == ("DESTROYED", "EXPIRED")
    for again in ("cards_card_id_expire", "cards_card_id_renew"):
        assert (await simulated(again, card_id="331")).json() == {"errorCode": "INSTRUMENT_DESTROYED"}
    assert await simulated.code("cards_card_id_purchase", purchase(), card_id="331") == "DENIED_CARD_EXPIRY"
    simulated.world.cards["333"].blocks.add("LOST")
    lost = await simulated("cards_card_id_renew", card_id="333")
    assert lost.json() == {"errorCode": "INSTRUMENT_MARKED_LOST_STOLEN"}
    assert (await simulated("cards_card_id_expire", card_id="999")).status_code == 404


@pytest.mark.asyncio
async def test_an_identity_is_verified(simulated: Simulated) -> None:
    """A company or a person, each by its own call."""
    simulated.world.corporate("109876").unverified()
    assert (await simulated("corporates_corporate_id_verify", corporate_id="109876")).status_code == 204
    assert all(record.verified for record in simulated.world.identities.values())
    assert (await simulated("consumers_consumer_id_verify", consumer_id="209876")).status_code == 204
    assert (await simulated("consumers_consumer_id_verify", consumer_id="109876")).status_code == 404


@pytest.mark.asyncio
async def test_what_back_office_does_not_know_is_not_there(simulated: Simulated) -> None:
    """Wires that nobody sent, challenges and linked accounts, each in the words of its contract."""
    for end in ("accept", "reject"):
        code = await simulated.code(f"{WIRES}{end}", outgoing_wire_transfer_id="5")
        assert code == "DENIED_WIRE_TRANSFER_NOT_FOUND"
    wire = simulated.world.outgoing_wire("220", 700, fee=5)
    for end, code in [
        ("reject", "DENIED"),
        ("accept", "COMPLETED"),
        ("accept", "DENIED_WIRE_TRANSFER_ALREADY_COMPLETED"),
        ("reject", "DENIED_WIRE_TRANSFER_ALREADY_COMPLETED"),
    ]:
        assert await simulated.code(f"{WIRES}{end}", outgoing_wire_transfer_id=wire) == code
    headers = {"programme-key": DEMO_API_KEY, "authorization": f"Bearer {simulated.api.emulator.mint('109876')}"}
    for end in ("success", "invalid", "expired"):
        answer = await simulated(f"{FACTORS}{end}", credentials_id="5", challenge_id="6", headers=headers)
        assert answer.json() == {"code": "DENIED"}
        assert (await simulated(f"{FACTORS}{end}", credentials_id="5", challenge_id="6")).status_code == 401
    assert (await simulated("linked_accounts_account_id_set", {"state": "VERIFIED"}, account_id="5")).status_code == 404
    assert (await simulated("linked_accounts_account_id_verify", {}, account_id="5")).status_code == 404


@pytest.mark.asyncio
async def test_the_key_is_the_programmes(simulated: Simulated) -> None:
    """Also as an api-key, as it was seen to be sent; another is not."""
    for headers, status in [
        ({"api-key": DEMO_API_KEY}, 200),
        ({}, 401),
        ({"programme-key": "nobody's"}, 401),
        ({"programme-key": "nobody's", "api-key": DEMO_API_KEY}, 401),
    ]:
        answer = await simulated("accounts_account_id_deposit", deposit(), account_id="220", headers=headers)
        assert answer.status_code == status


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("body", "account", "named"),
    [
        ({}, "220", "depositAmount"),
        ({"depositAmount": {"amount": 5}}, "220", "depositAmount.currency"),
        (deposit(currency="pounds"), "220", "depositAmount.currency"),
        (deposit(), "ten", "account_id"),
    ],
)
async def test_a_malformed_request_names_its_field(
    simulated: Simulated, body: object, account: str, named: str
) -> None:
    """In the shape of the Simulator's own contract."""
    answer = await simulated("accounts_account_id_deposit", body, account_id=account)
    assert answer.status_code == 400
    assert [row["name"] for row in answer.json()["validation"]["fields"]] == [named]


@pytest.mark.asyncio
async def test_its_requests_are_logged_and_send_webhooks(simulated: Simulated) -> None:
    """Without the key; a purchase sends an authorisation and a settlement."""

    class Deaf:
        async def receive(self, topic: str, headers: dict[str, str], body: bytes) -> int | None:
            return 204

    simulated.api.emulator.webhooks.hand_to(Deaf())
    await simulated.code("cards_card_id_purchase", purchase(), card_id="331")
    await simulated("corporates_corporate_id_verify", corporate_id="109876")
    await simulated("cards_card_id_about_to_expire", card_id="331")
    sent = [delivery.topic for delivery in await simulated.api.emulator.webhooks.deliver()]
    assert sent == [
        "/managed_cards/authorisations/watch", "/managed_cards/settlements/watch", "/corporates/kyb/watch",
        "/managed_cards/expiries/watch",
    ]  # fmt: skip
    row = simulated.api.emulator.requests[0]
    assert (row.operation, row.status) == ("cards_card_id_purchase", 200)
    assert row.path == f"{SIMULATOR_PATH}/cards/331/purchase"
    assert row.headers["programme-key"] == "[redacted]"


@pytest.mark.asyncio
async def test_other_paths_and_methods_are_not_there(simulated: Simulated) -> None:
    """404, and 405 with what is allowed."""
    client = simulated.api.client
    assert (await client.get(f"http://emulator{SIMULATOR_PATH}/cards")).status_code == 404
    answer = await client.get(f"http://emulator{SIMULATOR_PATH}/accounts/deposit")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
