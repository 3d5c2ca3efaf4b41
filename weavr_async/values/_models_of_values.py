"""From the facade's values to the models of the generated layer, loaded when they are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_backoffice import models

if TYPE_CHECKING:
    from weavr_async.values.identities import Instrument
    from weavr_async.values.money import Money

__all__ = ["currency_amount", "instrument_id"]


def currency_amount(money: Money) -> models.CurrencyAmount:
    """An amount in minor units."""
    return models.CurrencyAmount(currency=money.currency, amount=money.minor)


def instrument_id(instrument: Instrument) -> models.InstrumentId:
    """A source or a destination."""
    return models.InstrumentId(id=instrument.id, type_=models.InstrumentType(instrument.type.value))
