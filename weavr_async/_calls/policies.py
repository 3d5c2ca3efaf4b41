"""What may be repeated, operation by operation: the table the attempt loop obeys.

A row says what a second sending of the same call can do when the first one's answer was lost.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from attrs import frozen

from weavr_backoffice.error_codes import ErrorCode

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["POLICIES", "Policy", "Repeat", "Settle"]


class Repeat(StrEnum):
    """Whether a call may be sent again after its answer was lost."""

    SAFE = "safe"
    """It changes nothing: always."""
    WITH_REFERENCE = "with_reference"
    """Under the same idempotency reference and with the same bytes: the service acts once."""
    GUARDED = "guarded"
    """The state of things keeps a second sending from acting again; see `guard` and `settle`."""
    NEVER = "never"
    """Not once a byte may have left."""


class Settle(StrEnum):
    """How a guarded call whose answer was lost is known to be done."""

    BY_CODE = "by_code"
    """Meeting the guard on a repeat means that it is done."""
    BY_READING = "by_reading"
    """The guard tells too little: the state is read back and compared with what was asked."""


@frozen
class Policy:
    """One row of the table."""

    repeat: Repeat
    reason: str
    guard: frozenset[ErrorCode] = frozenset()
    """The 409 codes that say the state is already as if the call had been made."""
    settle: Settle | None = None
    missing_is_done: bool = False
    """A 404 on a repeat means that the thing is gone, as asked."""

    @property
    def is_write(self) -> bool:
        """Whether a lost answer leaves the outcome unknown."""
        return self.repeat is not Repeat.SAFE


def _safe(reason: str = "reads only") -> Policy:
    return Policy(Repeat.SAFE, reason)


def _with_reference(reason: str) -> Policy:
    return Policy(Repeat.WITH_REFERENCE, reason)


def _guarded(settle: Settle, *guard: ErrorCode, reason: str, missing_is_done: bool = False) -> Policy:
    return Policy(Repeat.GUARDED, reason, frozenset(guard), settle, missing_is_done)


_BULK_STEP: Final = "a step of the bulk's state machine is taken once; the bulk's status tells"

POLICIES: Final[Mapping[str, Policy]] = MappingProxyType(
    {
        # Tokens: a token whose answer was lost is simply never used.
        "requestAccessToken": _safe("moves nothing; a token nobody received is never used"),
        "impersonateIdentityLogin": _safe("moves nothing; a token nobody received is never used"),
        # Money: one reference, one movement.
        "chargeFee": _with_reference("the same reference and payload give the first fee again"),
        "corporateChargeFee": _with_reference("the same reference and payload give the first fee again"),
        "consumerChargeFee": _with_reference("the same reference and payload give the first fee again"),
        "transferCreate": _with_reference("the same reference and payload give the first transfer again"),
        "transferGet": _safe(),
        "transfersGet": _safe(),
        # Accounts.
        "managedAccountGet": _safe(),
        "managedAccountStatement": _safe(),
        # Cards.
        "managedCardGet": _safe(),
        "managedCardStatement": _safe(),
        "managedCardRenewalTypeUpdate": _with_reference("sets one value, under a reference"),
        "managedCardBlock": _guarded(
            Settle.BY_CODE, ErrorCode.INSTRUMENT_ALREADY_BLOCKED, reason="a blocked card cannot be blocked again"
        ),
        "managedCardUnblock": _guarded(
            Settle.BY_READING,
            ErrorCode.INSTRUMENT_NOT_BLOCKED,
            reason="only a user's block is lifted, so the card's state is read back",
        ),
        "managedCardRemove": _guarded(
            Settle.BY_CODE, ErrorCode.INSTRUMENT_ALREADY_REMOVED, reason="a removed card cannot be removed again"
        ),
        "managedCardSpendRulesGet": _safe(),
        "managedCardSpendRulesCreate": _guarded(
            Settle.BY_READING,
            ErrorCode.SPEND_RULE_ALREADY_SET,
            reason="rules are created once; they are read back, for they may be somebody else's",
        ),
        "managedCardSpendRulesUpdate": _with_reference("INCREMENT adds up, so never without a reference"),
        "managedCardSpendRulesDelete": _guarded(
            Settle.BY_CODE, reason="documented as idempotent; gone is gone", missing_is_done=True
        ),
        # Users.
        "userCreate": _with_reference("the same reference and payload give the first user again"),
        "userDeactivate": _guarded(Settle.BY_CODE, reason="a deactivated user stays deactivated, however often asked"),
        "userInviteSend": Policy(Repeat.NEVER, "each invitation is an e-mail to a person"),
        # Bulks.
        "bulks": _safe(),
        "bulkId": _safe(),
        "bulkIdOperations": _safe(),
        "bulksTransferCreate": _with_reference("the submission is protected, not its items"),
        "bulksManagedCardSpendRulesUpdate": _with_reference("the submission is protected, not its items"),
        "bulkIdExecute": _guarded(Settle.BY_READING, ErrorCode.INVALID_STATE, reason=_BULK_STEP),
        "bulkIdPause": _guarded(Settle.BY_READING, ErrorCode.INVALID_STATE, reason=_BULK_STEP),
        "bulkIdResume": _guarded(Settle.BY_READING, ErrorCode.INVALID_STATE, reason=_BULK_STEP),
        "bulkIdCancel": _guarded(Settle.BY_READING, ErrorCode.INVALID_STATE, reason=_BULK_STEP),
    }
)
"""One row for each operation of the contract, by operationId."""
