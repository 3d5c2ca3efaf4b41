from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class UserCurrency(OpenEnum):
    """The currencies in which amounts can be shown to a card's user."""

    JPY = "JPY"
    BGN = "BGN"
    CZK = "CZK"
    DKK = "DKK"
    HUF = "HUF"
    PLN = "PLN"
    RON = "RON"
    SEK = "SEK"
    CHF = "CHF"
    ISK = "ISK"
    NOK = "NOK"
    TRY = "TRY"
    AUD = "AUD"
    BRL = "BRL"
    CAD = "CAD"
    CNY = "CNY"
    HKD = "HKD"
    IDR = "IDR"
    ILS = "ILS"
    INR = "INR"
    KRW = "KRW"
    MXN = "MXN"
    MYR = "MYR"
    NZD = "NZD"
    PHP = "PHP"
    SGD = "SGD"
    THB = "THB"
    ZAR = "ZAR"
    EUR = "EUR"
    USD = "USD"
    GBP = "GBP"


known_user_currency: Final = KnownValues(UserCurrency)


def decode_user_currency(value: JSON) -> UserCurrency:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_user_currency[value]
    except TypeError:
        raise expected("a string", value) from None
