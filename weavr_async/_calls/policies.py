"""What may be sent again, operation by operation: the table the attempt loop obeys.

A row says what a second sending of the same call can do when the answer to the first one was lost. What follows from
the contract is derived from it; `_KNOWN` and `_WHY_A_REFERENCE` hold what is known beyond that.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from attrs import Factory, field, frozen

from weavr_backoffice import operations
from weavr_backoffice.error_codes import ErrorCode
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from weavr_backoffice.client import Operation

__all__ = ["POLICIES", "Confirmation", "Policy", "Retry", "policy_of"]


class Retry(StrEnum):
    """Whether a call may be sent again after its answer was lost."""

    SAFE = "safe"
    """It changes nothing: always."""
    WITH_REFERENCE = "with_reference"
    """Under the same idempotency reference and with the same bytes: the service acts once."""
    GUARDED = "guarded"
    """The state of things keeps a second sending from acting again; see `guard` and `confirmed`."""
    NEVER = "never"
    """Not once a byte may have left."""


class Confirmation(StrEnum):
    """What confirms that a guarded call whose answer was lost was carried out."""

    BY_CODE = "by_code"
    """Meeting the guard on a retry."""
    BY_READING = "by_reading"
    """The guard says too little: the state is read back and compared with what was asked."""


@frozen
class Policy:
    """One row of the table."""

    retry: Retry
    reason: str
    guard: frozenset[ErrorCode] = frozenset()
    """The 409 codes that say the state is already as if the call had been made."""
    confirmed: Confirmation | None = None
    missing_is_done: bool = False
    """A 404 on a retry means that the thing is gone, as asked."""
    is_write: bool = field(init=False, default=Factory(lambda self: self.retry is not Retry.SAFE, takes_self=True))
    """Whether a lost answer leaves the outcome unknown."""


def _guarded(confirmed: Confirmation, *guard: ErrorCode, reason: str, missing_is_done: bool = False) -> Policy:
    return Policy(Retry.GUARDED, reason, frozenset(guard), confirmed, missing_is_done)


_LOGIN: Final = Policy(Retry.SAFE, "moves nothing; a token nobody received is never used")
_BULK_STEP: Final = _guarded(
    Confirmation.BY_READING,
    ErrorCode.INVALID_STATE,
    reason="a step of the bulk's state machine is taken once; the bulk's status tells",
)

_KNOWN: Final[Mapping[str, Policy]] = {
    operations.REQUEST_ACCESS_TOKEN.id: _LOGIN,
    operations.IMPERSONATE_IDENTITY_LOGIN.id: _LOGIN,
    operations.MANAGED_CARD_BLOCK.id: _guarded(
        Confirmation.BY_CODE, ErrorCode.INSTRUMENT_ALREADY_BLOCKED, reason="a blocked card cannot be blocked again"
    ),
    operations.MANAGED_CARD_UNBLOCK.id: _guarded(
        Confirmation.BY_READING,
        ErrorCode.INSTRUMENT_NOT_BLOCKED,
        reason="only a user's block is lifted, so the card's state is read back",
    ),
    operations.MANAGED_CARD_REMOVE.id: _guarded(
        Confirmation.BY_CODE, ErrorCode.INSTRUMENT_ALREADY_REMOVED, reason="a removed card cannot be removed again"
    ),
    operations.MANAGED_CARD_SPEND_RULES_CREATE.id: _guarded(
        Confirmation.BY_READING,
        ErrorCode.SPEND_RULE_ALREADY_SET,
        reason="rules are created once; they are read back, for they may be somebody else's",
    ),
    operations.MANAGED_CARD_SPEND_RULES_DELETE.id: _guarded(
        Confirmation.BY_CODE, reason="documented as idempotent; gone is gone", missing_is_done=True
    ),
    operations.USER_DEACTIVATE.id: _guarded(
        Confirmation.BY_CODE, reason="a deactivated user stays deactivated, however often asked"
    ),
    operations.USER_INVITE_SEND.id: Policy(Retry.NEVER, "each invitation is an e-mail to a person"),
    operations.BULK_ID_EXECUTE.id: _BULK_STEP,
    operations.BULK_ID_PAUSE.id: _BULK_STEP,
    operations.BULK_ID_RESUME.id: _BULK_STEP,
    operations.BULK_ID_CANCEL.id: _BULK_STEP,
}


_BULK_SUBMISSION: Final = "the submission is protected by its reference, its items are not"

_WHY_A_REFERENCE: Final[Mapping[str, str]] = {
    operations.MANAGED_CARD_RENEWAL_TYPE_UPDATE.id: "sets one value, under a reference",
    operations.MANAGED_CARD_SPEND_RULES_UPDATE.id: "INCREMENT adds up, so never without a reference",
    operations.BULKS_TRANSFER_CREATE.id: _BULK_SUBMISSION,
    operations.BULKS_MANAGED_CARD_SPEND_RULES_UPDATE.id: _BULK_SUBMISSION,
}
"""What a reference protects where that is not simply the one result."""


def _policy(operation: Operation) -> Policy:
    if operation.only_reads:
        return Policy(Retry.SAFE, "reads only")
    if operation.takes_reference:
        usual = "the same reference and payload give the first result again"
        return Policy(Retry.WITH_REFERENCE, _WHY_A_REFERENCE.get(operation.id, usual))
    return _KNOWN.get(operation.id) or Policy(Retry.NEVER, "nothing is known about a second sending")


def policy_of(operation: Operation) -> Policy:
    """The row of an operation; one that the contract does not know is judged by its method and its reference."""
    return POLICIES.get(operation.id) or _policy(operation)


POLICIES: Final[Mapping[str, Policy]] = MappingProxyType({one.id: _policy(one) for one in OPERATIONS.values()})
"""One row for each operation of the contract, by operationId."""
