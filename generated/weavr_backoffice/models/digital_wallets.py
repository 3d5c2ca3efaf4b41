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


@final
@define(kw_only=True, weakref_slot=False)
class DigitalWallets(Model):
    """What a card may do in digital wallets."""

    push_provisioning_enabled: bool | Unset = UNSET
    """True when the card can be put into a wallet from an app."""
    wallets_enabled: bool | Unset = UNSET
    """True when the card can be added to a wallet."""
    artwork_reference: str | Unset = UNSET
    """Which picture of the card the wallet shows. Absent when there is none."""
    additional_properties: Mapping[str, JSON] = field(default=NO_FIELDS, repr=redacted_values)
    """Fields that the contract does not name, as they came."""

    def to_dict(self) -> JSONObject:
        """Give the JSON object: fields that are `UNSET` are left out, unknown ones are given back."""
        data: JSONObject = {} if self.additional_properties is NO_FIELDS else dict(self.additional_properties)
        if self.push_provisioning_enabled is not UNSET:
            data["pushProvisioningEnabled"] = self.push_provisioning_enabled
        if self.wallets_enabled is not UNSET:
            data["walletsEnabled"] = self.wallets_enabled
        if self.artwork_reference is not UNSET:
            data["artworkReference"] = self.artwork_reference
        return data

    @staticmethod
    def from_dict(data: Mapping[str, JSON]) -> DigitalWallets:
        """Read a JSON object.

        Unknown fields are kept, ``null`` for an optional field means that it is absent.

        Raises:
            DecodeError: A required field is missing, or a value is of the wrong type; ``path`` tells where.
        """
        return decode_digital_wallets(dict(data))


_REQUIRED: Final[Mapping[str, Callable[[JSON], object]]] = {}
_OPTIONAL: Final[Mapping[str, Callable[[JSON], object]]] = {
    "pushProvisioningEnabled": decode_bool,
    "walletsEnabled": decode_bool,
    "artworkReference": decode_str,
}


def decode_digital_wallets(data: Raw) -> DigitalWallets:
    """Read a JSON value; see `DigitalWallets.from_dict`."""
    self = new(DigitalWallets)
    absent = 0
    try:
        value = data.get("pushProvisioningEnabled")
        if value is None:
            absent += 1
            self.push_provisioning_enabled = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.push_provisioning_enabled = value
        value = data.get("walletsEnabled")
        if value is None:
            absent += 1
            self.wallets_enabled = UNSET
        else:
            if type(value) is not bool:
                raise TypeError
            self.wallets_enabled = value
        value = data.get("artworkReference")
        if value is None:
            absent += 1
            self.artwork_reference = UNSET
        else:
            if type(value) is not str:
                raise TypeError
            self.artwork_reference = value
        self.additional_properties = (
            NO_FIELDS if len(data) + absent == 3 else unknown_fields(data, _REQUIRED, _OPTIONAL)
        )
    except MISFIT as error:
        raise fault(data, _REQUIRED, _OPTIONAL, error) from None
    return self
