"""The contract's operations, one constant each, and what a caller has to know before an endpoint's module is loaded.

Each endpoint's module takes its `OPERATION` from here, so an operation is written down once.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Final, ParamSpec, Protocol, TypeVar

from .client import Operation, OwnId, Request, Response

__all__ = (
    "OPERATIONS",
    "Endpoint",
    "endpoint_of",
    "BULK_ID",
    "BULK_ID_CANCEL",
    "BULK_ID_EXECUTE",
    "BULK_ID_OPERATIONS",
    "BULK_ID_PAUSE",
    "BULK_ID_RESUME",
    "BULKS",
    "BULKS_MANAGED_CARD_SPEND_RULES_UPDATE",
    "BULKS_TRANSFER_CREATE",
    "CHARGE_FEE",
    "CONSUMER_CHARGE_FEE",
    "CORPORATE_CHARGE_FEE",
    "IMPERSONATE_IDENTITY_LOGIN",
    "MANAGED_ACCOUNT_GET",
    "MANAGED_ACCOUNT_STATEMENT",
    "MANAGED_CARD_BLOCK",
    "MANAGED_CARD_GET",
    "MANAGED_CARD_REMOVE",
    "MANAGED_CARD_RENEWAL_TYPE_UPDATE",
    "MANAGED_CARD_SPEND_RULES_CREATE",
    "MANAGED_CARD_SPEND_RULES_DELETE",
    "MANAGED_CARD_SPEND_RULES_GET",
    "MANAGED_CARD_SPEND_RULES_UPDATE",
    "MANAGED_CARD_STATEMENT",
    "MANAGED_CARD_UNBLOCK",
    "REQUEST_ACCESS_TOKEN",
    "TRANSFER_CREATE",
    "TRANSFER_GET",
    "TRANSFERS_GET",
    "USER_CREATE",
    "USER_DEACTIVATE",
    "USER_INVITE_SEND",
)

REQUEST_ACCESS_TOKEN: Final = Operation(
    id="requestAccessToken",
    method="POST",
    path="/access_token",
    module="access_tokens.request_access_token",
    takes_reference=False,
    success=200,
)
IMPERSONATE_IDENTITY_LOGIN: Final = Operation(
    id="impersonateIdentityLogin",
    method="POST",
    path="/impersonate_identity_login",
    module="access_tokens.impersonate_identity_login",
    takes_reference=False,
    success=200,
)
CHARGE_FEE: Final = Operation(
    id="chargeFee",
    method="POST",
    path="/fees/charge",
    module="fees.charge_fee",
    takes_reference=True,
    success=200,
    own_id=OwnId("transactionId.id"),
)
CORPORATE_CHARGE_FEE: Final = Operation(
    id="corporateChargeFee",
    method="POST",
    path="/corporates/fees/charge",
    module="fees.corporate_charge_fee",
    takes_reference=True,
    success=200,
    own_id=OwnId("transactionId.id"),
)
CONSUMER_CHARGE_FEE: Final = Operation(
    id="consumerChargeFee",
    method="POST",
    path="/consumers/fees/charge",
    module="fees.consumer_charge_fee",
    takes_reference=True,
    success=200,
    own_id=OwnId("transactionId.id"),
)
MANAGED_ACCOUNT_GET: Final = Operation(
    id="managedAccountGet",
    method="GET",
    path="/managed_accounts/{id}",
    module="managed_accounts.managed_account_get",
    takes_reference=False,
    success=200,
    own_id=OwnId("id"),
)
MANAGED_ACCOUNT_STATEMENT: Final = Operation(
    id="managedAccountStatement",
    method="GET",
    path="/managed_accounts/{id}/statement",
    module="managed_accounts.managed_account_statement",
    takes_reference=False,
    success=200,
)
MANAGED_CARD_GET: Final = Operation(
    id="managedCardGet",
    method="GET",
    path="/managed_cards/{id}",
    module="managed_cards.managed_card_get",
    takes_reference=False,
    success=200,
    own_id=OwnId("id"),
)
MANAGED_CARD_STATEMENT: Final = Operation(
    id="managedCardStatement",
    method="GET",
    path="/managed_cards/{id}/statement",
    module="managed_cards.managed_card_statement",
    takes_reference=False,
    success=200,
)
MANAGED_CARD_BLOCK: Final = Operation(
    id="managedCardBlock",
    method="POST",
    path="/managed_cards/{id}/block",
    module="managed_cards.managed_card_block",
    takes_reference=False,
    success=204,
)
MANAGED_CARD_UNBLOCK: Final = Operation(
    id="managedCardUnblock",
    method="POST",
    path="/managed_cards/{id}/unblock",
    module="managed_cards.managed_card_unblock",
    takes_reference=False,
    success=204,
)
MANAGED_CARD_REMOVE: Final = Operation(
    id="managedCardRemove",
    method="POST",
    path="/managed_cards/{id}/remove",
    module="managed_cards.managed_card_remove",
    takes_reference=False,
    success=204,
)
MANAGED_CARD_RENEWAL_TYPE_UPDATE: Final = Operation(
    id="managedCardRenewalTypeUpdate",
    method="PATCH",
    path="/managed_cards/{id}/renewal",
    module="managed_cards.managed_card_renewal_type_update",
    takes_reference=True,
    success=204,
)
MANAGED_CARD_SPEND_RULES_GET: Final = Operation(
    id="managedCardSpendRulesGet",
    method="GET",
    path="/managed_cards/{id}/spend_rules",
    module="managed_cards.managed_card_spend_rules_get",
    takes_reference=False,
    success=200,
)
MANAGED_CARD_SPEND_RULES_CREATE: Final = Operation(
    id="managedCardSpendRulesCreate",
    method="POST",
    path="/managed_cards/{id}/spend_rules",
    module="managed_cards.managed_card_spend_rules_create",
    takes_reference=False,
    success=204,
)
MANAGED_CARD_SPEND_RULES_UPDATE: Final = Operation(
    id="managedCardSpendRulesUpdate",
    method="PATCH",
    path="/managed_cards/{id}/spend_rules",
    module="managed_cards.managed_card_spend_rules_update",
    takes_reference=True,
    success=204,
)
MANAGED_CARD_SPEND_RULES_DELETE: Final = Operation(
    id="managedCardSpendRulesDelete",
    method="DELETE",
    path="/managed_cards/{id}/spend_rules",
    module="managed_cards.managed_card_spend_rules_delete",
    takes_reference=False,
    success=204,
)
TRANSFERS_GET: Final = Operation(
    id="transfersGet",
    method="GET",
    path="/transfers",
    module="transfers.transfers_get",
    takes_reference=False,
    success=200,
)
TRANSFER_CREATE: Final = Operation(
    id="transferCreate",
    method="POST",
    path="/transfers",
    module="transfers.transfer_create",
    takes_reference=True,
    success=200,
    own_id=OwnId("id"),
)
TRANSFER_GET: Final = Operation(
    id="transferGet",
    method="GET",
    path="/transfers/{id}",
    module="transfers.transfer_get",
    takes_reference=False,
    success=200,
    own_id=OwnId("id"),
)
USER_CREATE: Final = Operation(
    id="userCreate",
    method="POST",
    path="/users",
    module="users.user_create",
    takes_reference=True,
    success=200,
    own_id=OwnId("id"),
)
USER_INVITE_SEND: Final = Operation(
    id="userInviteSend",
    method="POST",
    path="/users/{user_id}/invite",
    module="users.user_invite_send",
    takes_reference=False,
    success=204,
)
USER_DEACTIVATE: Final = Operation(
    id="userDeactivate",
    method="POST",
    path="/users/{user_id}/deactivate",
    module="users.user_deactivate",
    takes_reference=False,
    success=204,
)
BULKS_TRANSFER_CREATE: Final = Operation(
    id="bulksTransferCreate",
    method="POST",
    path="/bulks/transfers",
    module="bulks.bulks_transfer_create",
    takes_reference=True,
    success=201,
    own_id=OwnId("bulkId"),
)
BULKS_MANAGED_CARD_SPEND_RULES_UPDATE: Final = Operation(
    id="bulksManagedCardSpendRulesUpdate",
    method="PATCH",
    path="/bulks/managed_cards/_id_/spend_rules",
    module="bulks.bulks_managed_card_spend_rules_update",
    takes_reference=True,
    success=201,
    own_id=OwnId("bulkId"),
)
BULKS: Final = Operation(
    id="bulks", method="GET", path="/bulks", module="bulks.bulks", takes_reference=False, success=200
)
BULK_ID: Final = Operation(
    id="bulkId",
    method="GET",
    path="/bulks/{bulk_id}",
    module="bulks.bulk_id",
    takes_reference=False,
    success=200,
    own_id=OwnId("bulkId"),
)
BULK_ID_OPERATIONS: Final = Operation(
    id="bulkIdOperations",
    method="GET",
    path="/bulks/{bulk_id}/operations",
    module="bulks.bulk_id_operations",
    takes_reference=False,
    success=200,
)
BULK_ID_EXECUTE: Final = Operation(
    id="bulkIdExecute",
    method="POST",
    path="/bulks/{bulk_id}/execute",
    module="bulks.bulk_id_execute",
    takes_reference=False,
    success=204,
)
BULK_ID_PAUSE: Final = Operation(
    id="bulkIdPause",
    method="POST",
    path="/bulks/{bulk_id}/pause",
    module="bulks.bulk_id_pause",
    takes_reference=False,
    success=204,
)
BULK_ID_RESUME: Final = Operation(
    id="bulkIdResume",
    method="POST",
    path="/bulks/{bulk_id}/resume",
    module="bulks.bulk_id_resume",
    takes_reference=False,
    success=204,
)
BULK_ID_CANCEL: Final = Operation(
    id="bulkIdCancel",
    method="POST",
    path="/bulks/{bulk_id}/cancel",
    module="bulks.bulk_id_cancel",
    takes_reference=False,
    success=204,
)

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        operation.id: operation
        for operation in (
            REQUEST_ACCESS_TOKEN,
            IMPERSONATE_IDENTITY_LOGIN,
            CHARGE_FEE,
            CORPORATE_CHARGE_FEE,
            CONSUMER_CHARGE_FEE,
            MANAGED_ACCOUNT_GET,
            MANAGED_ACCOUNT_STATEMENT,
            MANAGED_CARD_GET,
            MANAGED_CARD_STATEMENT,
            MANAGED_CARD_BLOCK,
            MANAGED_CARD_UNBLOCK,
            MANAGED_CARD_REMOVE,
            MANAGED_CARD_RENEWAL_TYPE_UPDATE,
            MANAGED_CARD_SPEND_RULES_GET,
            MANAGED_CARD_SPEND_RULES_CREATE,
            MANAGED_CARD_SPEND_RULES_UPDATE,
            MANAGED_CARD_SPEND_RULES_DELETE,
            TRANSFERS_GET,
            TRANSFER_CREATE,
            TRANSFER_GET,
            USER_CREATE,
            USER_INVITE_SEND,
            USER_DEACTIVATE,
            BULKS_TRANSFER_CREATE,
            BULKS_MANAGED_CARD_SPEND_RULES_UPDATE,
            BULKS,
            BULK_ID,
            BULK_ID_OPERATIONS,
            BULK_ID_EXECUTE,
            BULK_ID_PAUSE,
            BULK_ID_RESUME,
            BULK_ID_CANCEL,
        )
    }
)
"""Every operation of the contract, by its operationId."""


P = ParamSpec("P")
T_co = TypeVar("T_co", covariant=True)


class Endpoint(Protocol[P, T_co]):
    """What the module of every operation has: such as ``api.transfers.transfer_create``.

    A function that takes an ``Endpoint[P, T]`` and its arguments takes any of them, and knows what it gives back.
    """

    @property
    def OPERATION(self) -> Operation:  # noqa: N802
        """Which operation this is."""

    def prepare(self, *args: P.args, **kwargs: P.kwargs) -> Request:
        """Make the request without sending it."""

    def parse(self, response: Response) -> T_co:
        """Read the answer.

        Raises:
            UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
        """


def endpoint_of(operation: Operation) -> Endpoint[..., object]:
    """Give the module of an operation; it and its models are loaded when they are first asked for."""
    # What a type checker cannot know of a module that is named at run time, a test holds: each one fits the protocol.
    endpoint: Endpoint[..., object] = import_module(f".api.{operation.module}", __package__)
    return endpoint
