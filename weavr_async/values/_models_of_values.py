"""From the facade's values to the models of the generated layer, loaded when they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from weavr_async.values.identities import Instrument
    from weavr_async.values.money import Money
    from weavr_backoffice.models import CurrencyAmount, InstrumentId

__all__ = ["currency_amount", "instrument_id"]


def currency_amount(money: Money) -> CurrencyAmount:
    """An amount in minor units."""
    from weavr_backoffice.models.currency_amount import CurrencyAmount

    return CurrencyAmount(currency=money.currency, amount=money.minor)


def instrument_id(instrument: Instrument) -> InstrumentId:
    """A source or a destination."""
    from weavr_backoffice.models.instrument_id import InstrumentId
    from weavr_backoffice.models.instrument_type import InstrumentType

    return InstrumentId(id=instrument.id, type_=InstrumentType(instrument.type.value))
