"""The answers that every contender decodes, as bytes: one card, one token, and pages of statements."""

import json
from functools import lru_cache
from typing import Final

API_KEY: Final = "benchmark-api-key"
TOKEN: Final = "eyJhbGciOiJIUzI1NiJ9." + "b3Bh" * 40 + ".c2lnbmF0dXJl"
CARD_ID: Final = "2"
CARD_PATH: Final = f"/managed_cards/{CARD_ID}"
CARD_NAME: Final = "Travel and subsistence"
PAGE_ENTRIES: Final = 500
FIRST_TIMESTAMP: Final = 1_700_000_000_000


def _compact(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _amount(minor_units: int | str) -> dict[str, object]:
    return {"currency": "EUR", "amount": minor_units}


CARD: Final = _compact(
    {
        "id": CARD_ID,
        "profileId": "110234567890123456",
        "externalHandle": "expense-card-000000000331",
        "tag": "cost-centre-4711",
        "friendlyName": CARD_NAME,
        "currency": "EUR",
        "state": {"state": "ACTIVE"},
        "type": "VIRTUAL",
        "cardBrand": "MASTERCARD",
        "cardNumberFirstSix": "522093",
        "cardNumberLastFour": "7384",
        "nameOnCard": "Ada Example",
        "nameOnCardLine2": "Example Trading Limited",
        "startMmyy": "0124",
        "expiryMmyy": "0127",
        "cardLevelClassification": "CORPORATE",
        "expiryPeriodMonths": 36,
        "renewalType": "RENEW",
        "renewalTimestamp": 1_767_225_600_000,
        "creationTimestamp": 1_704_067_200_000,
        "cardholderMobileNumber": "+35699000000",
        "billingAddress": {
            "addressLine1": "1 Example Street",
            "addressLine2": "Second floor",
            "city": "Valletta",
            "postCode": "VLT 1234",
            "state": "Valletta",
            "country": "MT",
        },
        "digitalWallets": {
            "pushProvisioningEnabled": True,
            "walletsEnabled": True,
            "artworkReference": "artwork-2024-standard",
        },
        "authForwardingDefaultTimeoutDecision": "DECLINE",
        "mode": "PREPAID_MODE",
        "balances": {"availableBalance": 125_050, "actualBalance": 130_000},
        "externalData": [{"name": f"erp-reference-{number}", "value": f"{number:064}"} for number in range(3)],
        "userId": "110234567890123457",
        "singleSpend": False,
        "replacement": {"id": "110234567890123458", "reason": "DAMAGED"},
    }
)

ACCESS_TOKEN: Final = _compact(
    {
        "token": {"token": TOKEN},
        "identity": {"type": "CORPORATE", "id": "1"},
        "credentials": {"type": "ROOT", "id": "1"},
    }
)

TRANSFER_EVENT: Final = _compact(
    {
        "eventType": "COMPLETED",
        "transfer": {
            "id": {"type": "TRANSFER", "id": "110234567890123459"},
            "profileId": "110234567890123456",
            "tag": "invoice-1001",
            "source": {"type": "managed_accounts", "id": "220"},
            "destination": {"type": "managed_cards", "id": "331"},
            "destinationAmount": {"currency": "EUR", "amount": "1000"},
            "state": "COMPLETED",
            "conflict": "NO_ERROR",
            "creationTimestamp": "1704067200000",
        },
        "publishedTimestamp": "1704067200000",
    }
)

# One entry, with "@" where `bytes % _numbers(place)` puts a number: entries differ, as they do in a real statement.
_ENTRY: Final = _compact(
    {
        "transactionId": {"type": "AUTHORISATION", "id": "%018d"},
        "entryState": "COMPLETED",
        "originalAmount": {"currency": "USD", "amount": "@"},
        "forexRate": {"value": 92_345, "scale": 5},
        "transactionAmount": _amount("@"),
        "availableBalanceAdjustment": _amount("@"),
        "actualBalanceAdjustment": _amount("@"),
        "balanceAfter": _amount("@"),
        "availableBalanceAfter": _amount("@"),
        "actualBalanceAfter": _amount("@"),
        "transactionFee": _amount(50),
        "cardholderFee": _amount(0),
        "processedTimestamp": "@",
        "sourceAmount": {"currency": "USD", "amount": "@"},
        "additionalFields": {
            "merchantName": "EXAMPLE STATIONERY AND BOOKS",
            "merchantCategoryCode": "5943",
            "merchantTerminalCountry": "USA",
            "merchantId": "000000988112233",
            "authorisationCode": "083214",
            "relatedCardId": "110234567890123331",
            "cardPresent": "false",
        },
    }
).replace(b'"@"', b"%d")


def _numbers(place: int) -> tuple[int, ...]:
    """The numbers of the entry at a place, in the order of its fields."""
    spent, balance = 100 + place * 7_919 % 50_000, 100_000 + place * 104_729 % 9_000_000
    foreign, change = -spent * 13 // 12, -spent - 50
    balances = (balance, balance, balance + 1_988)
    return place, foreign, -spent, change, change, *balances, FIRST_TIMESTAMP + place * 1_000, foreign


@lru_cache(maxsize=8)
def _entries(count: int) -> bytes:
    return b",".join([_ENTRY] * count)


def _place(timestamp: int) -> int:
    """The place of the first entry at this time or after it."""
    return max(-((FIRST_TIMESTAMP - timestamp) // 1_000), 0)


def statement_page(
    total: int,
    *,
    offset: int = 0,
    limit: int = PAGE_ENTRIES,
    newest_first: bool = False,
    since: int | None = None,
    until: int | None = None,
) -> bytes:
    """One page of a statement that has `total` entries, one per second; both bounds are epoch ms, and inclusive."""
    start = 0 if since is None else _place(since)
    stop = total if until is None else min(_place(until + 1), total)
    window = range(start, stop)
    places = window[:: -1 if newest_first else 1][offset : offset + limit]
    values = [value for place in places for value in _numbers(place)]
    around = _compact(
        {
            "entry": ["@"],
            "count": len(window),
            "responseCount": len(places),
            "startBalance": _amount(1_000_000),
            "endBalance": _amount(823_412),
            "footer": "",
        }
    )
    before, after = around.split(b'"@"')
    return before + _entries(len(places)) % tuple(values) + after
