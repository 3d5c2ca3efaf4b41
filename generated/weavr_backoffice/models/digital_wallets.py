from __future__ import annotations

from collections.abc import Mapping
from typing import Final, final

from attrs import define, field

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
class DigitalWallets:
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
        data: JSONObject = dict(self.additional_properties)
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


_FIELDS: Final[frozenset[str]] = frozenset({"pushProvisioningEnabled", "walletsEnabled", "artworkReference"})


def decode_digital_wallets(data: JSON) -> DigitalWallets:
    """Read a JSON value; see `DigitalWallets.from_dict`."""
    if type(data) is not dict:
        raise expected("an object", data)
    self = new(DigitalWallets)
    value: JSON
    seen = 0
    at = ""
    try:
        at = "pushProvisioningEnabled"
        value = data.get(at)
        if value is None:
            self.push_provisioning_enabled = UNSET
        else:
            seen += 1
            if type(value) is not bool:
                raise expected("a boolean", value)
            self.push_provisioning_enabled = value
        at = "walletsEnabled"
        value = data.get(at)
        if value is None:
            self.wallets_enabled = UNSET
        else:
            seen += 1
            if type(value) is not bool:
                raise expected("a boolean", value)
            self.wallets_enabled = value
        at = "artworkReference"
        value = data.get(at)
        if value is None:
            self.artwork_reference = UNSET
        else:
            seen += 1
            if type(value) is not str:
                raise expected("a string", value)
            self.artwork_reference = value
    except (KeyError, DecodeError) as error:
        raise fault(error, at) from None
    self.additional_properties = NO_FIELDS if len(data) == seen else unknown_fields(data, _FIELDS)
    return self
