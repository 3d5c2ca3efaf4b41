from __future__ import annotations

from collections.abc import Callable, Mapping
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
    decode_bool,
    decode_str,
    fault,
    new,
    redacted_values,
    unknown_fields,
)
from .delivery_address import DeliveryAddress, decode_delivery_address
from .delivery_method import DeliveryMethod, decode_delivery_method, known_delivery_method
from .manufacturing_state import ManufacturingState, decode_manufacturing_state, known_manufacturing_state
from .physical_card_replacement import PhysicalCardReplacement, decode_physical_card_replacement


@final
@define(kw_only=True, weakref_slot=False)
class PhysicalCardDetails(Model):
    """What only a plastic card has."""

    pending_activation: bool
    """True until the cardholder has activated the card."""
    manufacturing_state: ManufacturingState | Unset = UNSET
    """How far the making and sending of the card has come."""
    pin_blocked: bool | Unset = UNSET
    """True when the PIN cannot be used."""
    product_reference: str | Unset = UNSET
    """Which card product it is made as."""
    carrier_type: str | Unset = UNSET
    """Which letter the card is sent in."""
    bulk_delivery: bool | Unset = UNSET
    """True when the card is sent together with others."""
    delivery_address: DeliveryAddress | Unset = UNSET
    """Where the card is sent to."""
    delivery_method: DeliveryMethod | Unset = UNSET
    """How the card is sent."""
    delivery_tracking_code: str | Unset = UNSET
    """Code to follow the parcel by. Absent when it cannot be followed."""
    delivery_tracking_method: str | Unset = UNSET
    """How the parcel can be followed. Absent when it cannot."""
    delivery_tracking_url: str | Unset = UNSET
    """Address to follow the parcel at. Absent when it cannot be followed."""
    replacement: PhysicalCardReplacement | Unset = UNSET
    """The card that takes the place of this one. Deprecated; the card has a `replacement` itself."""
    name_on_card_line_2: str | Unset = UNSET
    """Second line printed on the card. Deprecated; the card has a `nameOnCardLine2` itself."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        data["pendingActivation"] = self.pending_activation
        if self.manufacturing_state is not UNSET:
            data["manufacturingState"] = str(self.manufacturing_state)
        if self.pin_blocked is not UNSET:
            data["pinBlocked"] = self.pin_blocked
        if self.product_reference is not UNSET:
            data["productReference"] = self.product_reference
        if self.carrier_type is not UNSET:
            data["carrierType"] = self.carrier_type
        if self.bulk_delivery is not UNSET:
            data["bulkDelivery"] = self.bulk_delivery
        if self.delivery_address is not UNSET:
            data["deliveryAddress"] = self.delivery_address.to_dict()
        if self.delivery_method is not UNSET:
            data["deliveryMethod"] = str(self.delivery_method)
        if self.delivery_tracking_code is not UNSET:
            data["deliveryTrackingCode"] = self.delivery_tracking_code
        if self.delivery_tracking_method is not UNSET:
            data["deliveryTrackingMethod"] = self.delivery_tracking_method
        if self.delivery_tracking_url is not UNSET:
            data["deliveryTrackingUrl"] = self.delivery_tracking_url
        if self.replacement is not UNSET:
            data["replacement"] = self.replacement.to_dict()
        if self.name_on_card_line_2 is not UNSET:
            data["nameOnCardLine2"] = self.name_on_card_line_2
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> PhysicalCardDetails:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_physical_card_details(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {"pendingActivation": decode_bool}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "manufacturingState": decode_manufacturing_state,
    "pinBlocked": decode_bool,
    "productReference": decode_str,
    "carrierType": decode_str,
    "bulkDelivery": decode_bool,
    "deliveryAddress": decode_delivery_address,
    "deliveryMethod": decode_delivery_method,
    "deliveryTrackingCode": decode_str,
    "deliveryTrackingMethod": decode_str,
    "deliveryTrackingUrl": decode_str,
    "replacement": decode_physical_card_replacement,
    "nameOnCardLine2": decode_str,
}


def decode_physical_card_details(data: Raw) -> PhysicalCardDetails:
    """Read a JSON value; see `PhysicalCardDetails.from_dict`."""
    self = new(PhysicalCardDetails)
    absent = 0
    try:
        value = data["pendingActivation"]
        if type(value) is not bool:
            raise TypeError
        self.pending_activation = value
        value = data.get("manufacturingState")
        if value is None:
            absent += 1
            self.manufacturing_state = UNSET
        else:
            self.manufacturing_state = known_manufacturing_state[value]
        value = data.get("pinBlocked")
        if value is None:
            absent += 1
            self.pin_blocked = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.pin_blocked = value
        value = data.get("productReference")
        if value is None:
            absent += 1
            self.product_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.product_reference = value
        value = data.get("carrierType")
        if value is None:
            absent += 1
            self.carrier_type = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.carrier_type = value
        value = data.get("bulkDelivery")
        if value is None:
            absent += 1
            self.bulk_delivery = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.bulk_delivery = value
        value = data.get("deliveryAddress")
        if value is None:
            absent += 1
            self.delivery_address = UNSET
        else:
            self.delivery_address = decode_delivery_address(value)
        value = data.get("deliveryMethod")
        if value is None:
            absent += 1
            self.delivery_method = UNSET
        else:
            self.delivery_method = known_delivery_method[value]
        value = data.get("deliveryTrackingCode")
        if value is None:
            absent += 1
            self.delivery_tracking_code = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.delivery_tracking_code = value
        value = data.get("deliveryTrackingMethod")
        if value is None:
            absent += 1
            self.delivery_tracking_method = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.delivery_tracking_method = value
        value = data.get("deliveryTrackingUrl")
        if value is None:
            absent += 1
            self.delivery_tracking_url = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.delivery_tracking_url = value
        value = data.get("replacement")
        if value is None:
            absent += 1
            self.replacement = UNSET
        else:
            self.replacement = decode_physical_card_replacement(value)
        value = data.get("nameOnCardLine2")
        if value is None:
            absent += 1
            self.name_on_card_line_2 = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.name_on_card_line_2 = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 13 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
