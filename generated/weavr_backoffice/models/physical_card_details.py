from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

from ..models.delivery_address import DeliveryAddress, decode_delivery_address
from ..models.delivery_method import DeliveryMethod, decode_delivery_method
from ..models.manufacturing_state import ManufacturingState, decode_manufacturing_state
from ..models.physical_card_replacement import PhysicalCardReplacement, decode_physical_card_replacement
from ..types import (
    JSON,
    NO_FIELDS,
    UNSET,
    DecodeError,
    JSONObject,
    Unset,
    expected,
    fault,
    new,
    redacted_values,
    unknown_fields,
)


@final
@define(kw_only=True, weakref_slot=False)
class PhysicalCardDetails:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset(
    {
        "pendingActivation",
        "manufacturingState",
        "pinBlocked",
        "productReference",
        "carrierType",
        "bulkDelivery",
        "deliveryAddress",
        "deliveryMethod",
        "deliveryTrackingCode",
        "deliveryTrackingMethod",
        "deliveryTrackingUrl",
        "replacement",
        "nameOnCardLine2",
    }
)


def decode_physical_card_details(data: JSON) -> PhysicalCardDetails:
    """Read a JSON value; see `PhysicalCardDetails.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(PhysicalCardDetails)
    value: JSON
    seen = 1
    at = ""
    try:
        at = "pendingActivation"
        value = data[at]
        if type(value) is not bool:
            raise expected("a boolean", value)
        self.pending_activation = value
        at = "manufacturingState"
        value = data.get(at)
        if value is None:
            self.manufacturing_state = UNSET
        else:
            seen += 1
            self.manufacturing_state = decode_manufacturing_state(value)
        at = "pinBlocked"
        value = data.get(at)
        if value is None:
            self.pin_blocked = UNSET
        else:
            seen += 1
            if type(value) is not bool:
                raise expected("a boolean", value)
            self.pin_blocked = value
        at = "productReference"
        value = data.get(at)
        if value is None:
            self.product_reference = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.product_reference = value
        at = "carrierType"
        value = data.get(at)
        if value is None:
            self.carrier_type = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.carrier_type = value
        at = "bulkDelivery"
        value = data.get(at)
        if value is None:
            self.bulk_delivery = UNSET
        else:
            seen += 1
            if type(value) is not bool:
                raise expected("a boolean", value)
            self.bulk_delivery = value
        at = "deliveryAddress"
        value = data.get(at)
        if value is None:
            self.delivery_address = UNSET
        else:
            seen += 1
            self.delivery_address = decode_delivery_address(value)
        at = "deliveryMethod"
        value = data.get(at)
        if value is None:
            self.delivery_method = UNSET
        else:
            seen += 1
            self.delivery_method = decode_delivery_method(value)
        at = "deliveryTrackingCode"
        value = data.get(at)
        if value is None:
            self.delivery_tracking_code = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.delivery_tracking_code = value
        at = "deliveryTrackingMethod"
        value = data.get(at)
        if value is None:
            self.delivery_tracking_method = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.delivery_tracking_method = value
        at = "deliveryTrackingUrl"
        value = data.get(at)
        if value is None:
            self.delivery_tracking_url = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.delivery_tracking_url = value
        at = "replacement"
        value = data.get(at)
        if value is None:
            self.replacement = UNSET
        else:
            seen += 1
            self.replacement = decode_physical_card_replacement(value)
        at = "nameOnCardLine2"
        value = data.get(at)
        if value is None:
            self.name_on_card_line_2 = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.name_on_card_line_2 = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
