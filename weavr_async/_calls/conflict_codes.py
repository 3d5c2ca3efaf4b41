"""What the codes of a 409 mean that share an error class with others, and what to do about each.

Weavr names the codes and does not explain them: the sentences say what the names say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["CONFLICTS"]

_SUPPORT: Final = "Ask Weavr to complete the configuration of your programme."
_OTHER_INSTRUMENT: Final = "Use another instrument: this cannot be undone."
_UNBLOCK: Final = "Unblock it first, if the block is a user's; other blocks are lifted by Weavr."
_PROFILE: Final = "Check which profile and configuration the instrument has."
_CONTACT: Final = "Complete the cardholder's details at Weavr first."

CONFLICTS: Final[Mapping[ErrorCode, tuple[str, str]]] = {
    # transfers
    ErrorCode.PROFILE_INACTIVE: ("The transfers profile is not active", "Use an active profile, or ask Weavr."),
    ErrorCode.MODEL_CONSTRAINTS_VIOLATED: ("The transfer breaks a constraint of its profile", _PROFILE),
    ErrorCode.INTERCEPTOR_DENIED_TRANSACTION: (
        "A check of the programme denied the transfer",
        "Ask Weavr which check it was; asking again does not help.",
    ),
    ErrorCode.INSTRUMENT_DENIED_TRANSACTION: (
        "The source or the destination denied the transfer",
        "Check that both are active and approved: an account may still wait for its IBAN.",
    ),
    ErrorCode.SOURCE_INSTRUMENT_BLOCKED: ("The source is blocked; nothing moved", _UNBLOCK),
    ErrorCode.DESTINATION_INSTRUMENT_BLOCKED: ("The destination is blocked; nothing moved", _UNBLOCK),
    ErrorCode.SOURCE_INSTRUMENT_DESTROYED: ("The source was removed for good; nothing moved", _OTHER_INSTRUMENT),
    ErrorCode.DESTINATION_INSTRUMENT_DESTROYED: (
        "The destination was removed for good; nothing moved",
        _OTHER_INSTRUMENT,
    ),
    ErrorCode.INSTRUMENT_DESTROYED: ("The instrument was removed for good; nothing was done", _OTHER_INSTRUMENT),
    ErrorCode.FOREX_TRADE_DENIED_TRANSACTION: (
        "The exchange of currencies was denied; nothing moved",
        "Transfer between instruments of one currency.",
    ),
    ErrorCode.AMOUNT_INVALID: ("The amount cannot be transferred; nothing moved", "Use an amount above zero."),
    ErrorCode.SOURCE_NOT_FOUND: (
        "The identity has no such source; nothing moved",
        "Check its id and type, and whose instrument it is.",
    ),
    ErrorCode.DESTINATION_NOT_FOUND: (
        "The identity has no such destination; nothing moved",
        "Check its id and type, and whose instrument it is.",
    ),
    ErrorCode.FEE_NOT_CONFIGURED_FOR_CURRENCY: ("The profile has no fee for this currency; nothing moved", _SUPPORT),
    ErrorCode.DESTINATION_LIMIT_EXCEEDED: (
        "The destination would hold more than it may; nothing moved",
        "Transfer less, or to another instrument.",
    ),
    ErrorCode.SOURCE_CANNOT_BE_DEBIT_MODE_CARD: (
        "The source is a debit mode card, which holds no money; nothing moved",
        "Transfer from its parent account.",
    ),
    ErrorCode.DESTINATION_CANNOT_BE_DEBIT_MODE_CARD: (
        "The destination is a debit mode card, which holds no money; nothing moved",
        "Transfer to its parent account.",
    ),
    ErrorCode.TRANSFER_BETWEEN_INSTRUMENTS_UNSUPPORTED: (
        "The profile does not transfer between these two instruments; nothing moved",
        _PROFILE,
    ),
    ErrorCode.SOURCE_AND_DESTINATION_MUST_BE_DIFFERENT: (
        "Source and destination are the same; nothing moved",
        "Choose two instruments.",
    ),
    ErrorCode.SCHEDULED_TIMESTAMP_INVALID: (
        "The scheduled time cannot be used; nothing moved",
        "Choose a time that lies ahead.",
    ),
    # fees
    ErrorCode.UNRESOLVED_FEE_TYPE: ("The programme has no such fee type; nothing was charged", "Check its name."),
    ErrorCode.UNRESOLVED_CURRENCY: ("The fee has no amount in this currency; nothing was charged", _SUPPORT),
    ErrorCode.UNRESOLVED_INSTRUMENT: (
        "The identity has no such instrument; nothing was charged",
        "Check its id and type, and whose instrument it is.",
    ),
    ErrorCode.IDENTITY_NOT_OWNER_OF_INSTRUMENT: (
        "The instrument belongs to another identity; nothing was charged",
        "Charge the identity that owns it.",
    ),
    ErrorCode.FEE_AMOUNT_NOT_SET: ("The fee has no amount; nothing was charged", _SUPPORT),
    # cards
    ErrorCode.INSTRUMENT_MARKED_LOST_STOLEN: (
        "The card was reported lost or stolen; nothing was done",
        "It cannot be blocked or unblocked any more.",
    ),
    ErrorCode.BALANCE_NOT_ZERO: ("The card still holds money; nothing was done", "Transfer its balance away first."),
    ErrorCode.CARD_HAS_REMAINING_BALANCE: (
        "A card of the user still holds money; nothing was done",
        "Transfer its balance away first.",
    ),
    ErrorCode.INSTRUMENT_NOT_PHYSICAL: ("The card is not a physical one; nothing was done", "Choose a physical card."),
    ErrorCode.RENEWAL_TYPE_NOT_SUPPORTED_BY_PROFILE: (
        "The card's profile does not allow this renewal; nothing was done",
        _PROFILE,
    ),
    ErrorCode.CONFIG_ERROR_CARD_BUREAU: ("The card bureau is not configured; nothing was done", _SUPPORT),
    ErrorCode.CONTACT_NUMBER_NEEDED_FOR_BULK_DELIVERY: (
        "A contact number is needed for bulk delivery; nothing was done",
        _CONTACT,
    ),
    ErrorCode.USER_INACTIVE: ("The card's user is not active; nothing was done", "Choose an active user."),
    ErrorCode.LINKED_USER_NOT_FOUND: ("The card's user does not exist; nothing was done", _CONTACT),
    ErrorCode.USER_MOBILE_NUMBER_DOES_NOT_EXIST: ("The card's user has no mobile number; nothing was done", _CONTACT),
    # spend rules
    ErrorCode.SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_CARD_CURRENCY: (
        "A spend limit is in another currency than the card; nothing was done",
        "Write the limits in the card's currency.",
    ),
    ErrorCode.SPEND_LIMIT_CURRENCY_DIFFERENT_FROM_USER_CURRENCY: (
        "A spend limit is in another currency than the card's user; nothing was done",
        "Write the limits in the user's currency.",
    ),
    ErrorCode.SPEND_LIMIT_NOT_SUPPORTED_FOR_PREPAID_MODE_CARD: (
        "A prepaid mode card takes no spend limits; nothing was done",
        "Leave them out: its balance is its limit.",
    ),
    ErrorCode.SPEND_LIMIT_DUPLICATE_INTERVAL: (
        "Two spend limits have the same interval; nothing was done",
        "Give one limit for each interval.",
    ),
    ErrorCode.SPEND_LIMIT_AMOUNT_INVALID: ("A spend limit cannot be used; nothing was done", "Use 0 or more."),
    # users
    ErrorCode.MOBILE_OR_COUNTRY_CODE_INVALID: (
        "The mobile number or its country code is not one; nothing was done",
        "Write the country code as + and digits, and the number as digits.",
    ),
    ErrorCode.EMAIL_DOMAIN_NOT_ALLOWED: (
        "E-mail addresses of this domain are not allowed; nothing was done",
        "Use an address of another domain.",
    ),
    ErrorCode.COUNTRY_OF_RESIDENCE_INVALID: (
        "The country of residence is not accepted; nothing was done",
        "Write its two-letter code.",
    ),
    ErrorCode.ROLE_NOT_FOUND: ("There is no such role; nothing was done", "Check the names of the roles."),
    # bulks
    ErrorCode.VALIDATION_FAILED: ("An operation of the bulk was found invalid; nothing was done", "Check its items."),
    ErrorCode.USER_VALIDATION_FAILED: (
        "The user may not do this; nothing was done",
        "Check the identity, and what is enabled for it.",
    ),
    ErrorCode.DUPLICATE_OPERATION_TYPE: (
        "The bulk mixes kinds of operation; nothing was done",
        "Submit one kind in each bulk.",
    ),
    ErrorCode.NO_CONFIG_FOUND: ("Bulks are not configured for this operation; nothing was done", _SUPPORT),
}
