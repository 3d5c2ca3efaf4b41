from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, final

from attrs import define, field

from ..types import (
    JSON,
    MISFIT,
    NO_FIELDS,
    UNSET,
    JSONObject,
    Model,
    Raw,
    Unset,
    by_tag,
    decode_int,
    decode_list,
    decode_str,
    fault,
    list_of,
    moment,
    new,
    redacted_values,
    unknown_fields,
)
from .card import Card, decode_card
from .card_payment_authorisation_event import CardPaymentAuthorisationEvent, decode_card_payment_authorisation_event
from .card_payment_event import CardPaymentEvent, decode_card_payment_event
from .card_payment_original_credit_event import (
    CardPaymentOriginalCreditEvent,
    decode_card_payment_original_credit_event,
)
from .card_payment_refund_event import CardPaymentRefundEvent, decode_card_payment_refund_event
from .card_payment_settlement_event import CardPaymentSettlementEvent, decode_card_payment_settlement_event
from .card_payment_status import CardPaymentStatus, decode_card_payment_status, known_card_payment_status
from .card_payment_type import CardPaymentType, decode_card_payment_type, known_card_payment_type
from .currency_amount import CurrencyAmount, decode_currency_amount
from .merchant import Merchant, decode_merchant


@final
@define(kw_only=True, weakref_slot=False)
class CardPayment(Model):
    """A payment with a card."""

    id: str
    """Id of the payment, digits only."""
    type_: CardPaymentType
    """What kind of payment it is."""
    card: Card
    """The card that was used."""
    merchant: Merchant
    """Who was paid."""
    display_amount: CurrencyAmount
    """The amount to show to people."""
    status: CardPaymentStatus
    """How far the payment has come."""
    events: list[
        CardPaymentAuthorisationEvent
        | CardPaymentSettlementEvent
        | CardPaymentRefundEvent
        | CardPaymentOriginalCreditEvent
        | CardPaymentEvent
    ]
    """What has happened, one after the other."""
    creation_timestamp: int
    """When it was created, in epoch milliseconds."""
    profile_id: str | Unset = UNSET
    """Id of the profile that it was made under, digits only."""
    related_card_payment_id: str | Unset = UNSET
    """Id of the payment that this one belongs to, digits only."""
    last_updated_timestamp: int | Unset = UNSET
    """When it changed last, in epoch milliseconds."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    @property
    def creation_time(self) -> datetime:
        """`creation_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return moment(self.creation_timestamp)

    @property
    def last_updated_time(self) -> datetime | Unset:
        """`last_updated_timestamp` as an aware `datetime` in UTC.

        Raises:
            ValueError: It is no number, or beyond the year 9999.
        """
        return UNSET if self.last_updated_timestamp is UNSET else moment(self.last_updated_timestamp)

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["id"] = self.id
        data["type"] = str(self.type_)
        data["card"] = self.card.to_dict()
        data["merchant"] = self.merchant.to_dict()
        data["displayAmount"] = self.display_amount.to_dict()
        data["status"] = str(self.status)
        data["events"] = [item.to_dict() for item in self.events]
        data["creationTimestamp"] = self.creation_timestamp
        if self.profile_id is not UNSET:
            data["profileId"] = self.profile_id
        if self.related_card_payment_id is not UNSET:
            data["relatedCardPaymentId"] = self.related_card_payment_id
        if self.last_updated_timestamp is not UNSET:
            data["lastUpdatedTimestamp"] = self.last_updated_timestamp
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> CardPayment:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_card_payment(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {
    "id": decode_str,
    "type": decode_card_payment_type,
    "card": decode_card,
    "merchant": decode_merchant,
    "displayAmount": decode_currency_amount,
    "status": decode_card_payment_status,
    "events": list_of(
        by_tag(
            "type",
            {
                "AUTHORISATION": decode_card_payment_authorisation_event,
                "SETTLEMENT": decode_card_payment_settlement_event,
                "REFUND": decode_card_payment_refund_event,
                "ORIGINAL_CREDIT": decode_card_payment_original_credit_event,
            },
            decode_card_payment_event,
        )
    ),
    "creationTimestamp": decode_int,
}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "profileId": decode_str,
    "relatedCardPaymentId": decode_str,
    "lastUpdatedTimestamp": decode_int,
}


def decode_card_payment(data: Raw) -> CardPayment:
    """Read a JSON value; see `CardPayment.from_dict`."""
    self = new(CardPayment)
    absent = 0
    try:
        value = data["id"]
        if type(value) is not str:
            raise TypeError
        self.id = value
        self.type_ = known_card_payment_type[data["type"]]
        self.card = decode_card(data["card"])
        self.merchant = decode_merchant(data["merchant"])
        self.display_amount = decode_currency_amount(data["displayAmount"])
        self.status = known_card_payment_status[data["status"]]
        self.events = decode_list(
            data["events"],
            by_tag(
                "type",
                {
                    "AUTHORISATION": decode_card_payment_authorisation_event,
                    "SETTLEMENT": decode_card_payment_settlement_event,
                    "REFUND": decode_card_payment_refund_event,
                    "ORIGINAL_CREDIT": decode_card_payment_original_credit_event,
                },
                decode_card_payment_event,
            ),
        )
        value = data["creationTimestamp"]
        if type(value) is not int:
            raise TypeError
        self.creation_timestamp = value
        value = data.get("profileId")
        if value is None:
            absent += 1
            self.profile_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.profile_id = value
        value = data.get("relatedCardPaymentId")
        if value is None:
            absent += 1
            self.related_card_payment_id = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.related_card_payment_id = value
        value = data.get("lastUpdatedTimestamp")
        if value is None:
            absent += 1
            self.last_updated_timestamp = UNSET
        else:
            if type(value) is not int:
                raise TypeError
            self.last_updated_timestamp = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 11 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
