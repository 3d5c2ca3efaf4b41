from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class CardPaymentFeeSubtype(OpenEnum):
    """What fees of the platform are for."""

    PURCHASE_FEES = "purchase_fees"
    REFUND_FEES = "refund_fees"
    ATM_WITHDRAWAL_FEES = "atm_withdrawal_fees"
    WITHDRAWAL_FEES = "withdrawal_fees"
    CHARGEBACK_FEES = "chargeback_fees"
    FEE_REVERSALS = "fee_reversals"
    CUSTOM_FEES = "custom_fees"
    OTHER_FEES = "other_fees"


known_card_payment_fee_subtype: Final = KnownValues(CardPaymentFeeSubtype)


def decode_card_payment_fee_subtype(value: JSON) -> CardPaymentFeeSubtype:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_card_payment_fee_subtype[value]
    except TypeError:
        raise expected("a string", value) from None
