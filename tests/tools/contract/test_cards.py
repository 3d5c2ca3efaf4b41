"""A card is told apart by its mode, and exactly one of the three kinds fits - or none, when the card is malformed."""

import jsonschema_rs
import pytest

KINDS = ("DebitModeCard", "PrepaidModeCard", "OtherModeCard")

CARD: dict[str, object] = {
    "id": "331",
    "type": "VIRTUAL",
    "state": {"state": "ACTIVE"},
    "profileId": "7",
    "friendlyName": "Travel",
    "nameOnCard": "A Person",
    "currency": "GBP",
    "cardBrand": "VISA",
    "cardLevelClassification": "CORPORATE",
    "cardNumberFirstSix": "123456",
    "cardNumberLastFour": "7890",
    "startMmyy": "0126",
    "expiryMmyy": "0129",
    "expiryPeriodMonths": 36,
    "renewalType": "NO_RENEW",
    "billingAddress": {"addressLine1": "1 Street", "city": "Town", "postCode": "AB1", "country": "GB"},
    "digitalWallets": {},
    "externalHandle": "handle",
    "creationTimestamp": 1700000000000,
}


def fitting(contract: dict[str, object], card: dict[str, object]) -> list[str]:
    """The kinds of card that fit, once the union as a whole was asked as well."""

    def fits(name: str) -> bool:
        schema = {"$ref": f"#/components/schemas/{name}", "components": contract["components"]}
        return jsonschema_rs.Draft202012Validator(schema).is_valid(card)

    kinds = [kind for kind in KINDS if fits(kind)]
    assert fits("AnyManagedCard") == (len(kinds) == 1)
    return kinds


@pytest.mark.parametrize(
    ("card", "kinds"),
    [
        ({"mode": "DEBIT_MODE", "parentManagedAccountId": "220"}, ["DebitModeCard"]),
        ({"mode": "PREPAID_MODE", "balances": {"availableBalance": 1, "actualBalance": 1}}, ["PrepaidModeCard"]),
        ({"mode": "CREDIT_MODE"}, ["OtherModeCard"]),
        ({"mode": "DEBIT_MODE"}, []),
        ({"parentManagedAccountId": "220"}, []),
        ({"mode": "PREPAID_MODE", "currency": "pounds"}, []),
    ],
)
def test_a_card_fits_the_kind_of_its_mode_only(
    contract: dict[str, object], card: dict[str, object], kinds: list[str]
) -> None:
    """A debit card without its parent account must not pass for another kind, while a new mode is still a card."""
    assert fitting(contract, {**CARD, **card}) == kinds
