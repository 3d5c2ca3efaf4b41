from __future__ import annotations

from typing import Final

from ..types import JSON, KnownValues, OpenEnum, expected


class SpendLimitUpdateMethod(OpenEnum):
    """OVERWRITE replaces the limits, INCREMENT adds to them - and adds again when the call is repeated without an
    `idempotency-ref`."""

    OVERWRITE = "OVERWRITE"
    INCREMENT = "INCREMENT"


known_spend_limit_update_method: Final = KnownValues(SpendLimitUpdateMethod)


def decode_spend_limit_update_method(value: JSON) -> SpendLimitUpdateMethod:
    """Look a JSON string up; one that the contract does not name is kept as an unknown value."""
    try:
        return known_spend_limit_update_method[value]
    except TypeError:
        raise expected("a string", value) from None
