"""The contract's schemas. Each is loaded when it is first asked for, together with those it is made of."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from .access_token import AccessToken
    from .access_token_grant import AccessTokenGrant
    from .access_token_request import AccessTokenRequest
    from .all_level_spend_rules import AllLevelSpendRules
    from .auth_forwarding_decision import AuthForwardingDecision
    from .available_to_spend import AvailableToSpend
    from .billing_address import BillingAddress
    from .blocked_reason import BlockedReason
    from .bulk_process import BulkProcess
    from .bulk_process_details import BulkProcessDetails
    from .bulk_process_execute_request import BulkProcessExecuteRequest
    from .bulk_process_mode import BulkProcessMode
    from .bulk_process_operation import BulkProcessOperation
    from .bulk_process_operation_page import BulkProcessOperationPage
    from .bulk_process_operation_status import BulkProcessOperationStatus
    from .bulk_process_operation_status_count import BulkProcessOperationStatusCount
    from .bulk_process_page import BulkProcessPage
    from .bulk_process_status import BulkProcessStatus
    from .bulk_spend_rules_item import BulkSpendRulesItem
    from .bulk_spend_rules_path_params import BulkSpendRulesPathParams
    from .bulk_submission import BulkSubmission
    from .bulk_transfer_item import BulkTransferItem
    from .bulk_transfer_path_params import BulkTransferPathParams
    from .card_brand import CardBrand
    from .card_level_classification import CardLevelClassification
    from .card_level_spend_rules import CardLevelSpendRules
    from .card_renewal_request import CardRenewalRequest
    from .card_renewal_type import CardRenewalType
    from .card_replacement import CardReplacement
    from .card_replacement_reason import CardReplacementReason
    from .card_type import CardType
    from .charge_fee_request import ChargeFeeRequest
    from .common_spend_rules import CommonSpendRules
    from .credential_id import CredentialId
    from .credential_type import CredentialType
    from .currency_amount import CurrencyAmount
    from .date_of_birth import DateOfBirth
    from .debit_card_mode import DebitCardMode
    from .debit_mode_card import DebitModeCard
    from .delivery_address import DeliveryAddress
    from .delivery_method import DeliveryMethod
    from .destroyed_reason import DestroyedReason
    from .digital_wallets import DigitalWallets
    from .external_data_item import ExternalDataItem
    from .fee_charge import FeeCharge
    from .identity_id import IdentityId
    from .identity_level_spend_rules import IdentityLevelSpendRules
    from .identity_type import IdentityType
    from .instrument_id import InstrumentId
    from .instrument_state import InstrumentState
    from .instrument_type import InstrumentType
    from .managed_account import ManagedAccount
    from .managed_card import ManagedCard
    from .managed_instrument_balance import ManagedInstrumentBalance
    from .managed_instrument_state import ManagedInstrumentState
    from .manufacturing_state import ManufacturingState
    from .mobile_number import MobileNumber
    from .physical_card_details import PhysicalCardDetails
    from .physical_card_replacement import PhysicalCardReplacement
    from .physical_card_replacement_reason import PhysicalCardReplacementReason
    from .prepaid_card_mode import PrepaidCardMode
    from .prepaid_mode_card import PrepaidModeCard
    from .profile_level_spend_rules import ProfileLevelSpendRules
    from .rollover_policy import RolloverPolicy
    from .scaled_amount import ScaledAmount
    from .sensitive_card_number import SensitiveCardNumber
    from .sensitive_cvv import SensitiveCvv
    from .spend_limit import SpendLimit
    from .spend_limit_interval import SpendLimitInterval
    from .spend_limit_update_method import SpendLimitUpdateMethod
    from .spend_rules_update import SpendRulesUpdate
    from .statement import Statement
    from .statement_entry import StatementEntry
    from .statement_entry_additional_fields import StatementEntryAdditionalFields
    from .statement_entry_state import StatementEntryState
    from .statement_order import StatementOrder
    from .statement_transaction_type import StatementTransactionType
    from .three_d_secure_auth_config import ThreeDSecureAuthConfig
    from .three_d_secure_fallback_channel import ThreeDSecureFallbackChannel
    from .three_d_secure_primary_channel import ThreeDSecurePrimaryChannel
    from .transaction_id import TransactionId
    from .transaction_state import TransactionState
    from .transaction_type import TransactionType
    from .transfer import Transfer
    from .transfer_create_request import TransferCreateRequest
    from .transfer_page import TransferPage
    from .user import User
    from .user_create_request import UserCreateRequest
    from .user_currency import UserCurrency
    from .user_currency_transaction_details import UserCurrencyTransactionDetails
    from .user_role import UserRole

__all__ = (
    "AccessToken",
    "AccessTokenGrant",
    "AccessTokenRequest",
    "AllLevelSpendRules",
    "AuthForwardingDecision",
    "AvailableToSpend",
    "BillingAddress",
    "BlockedReason",
    "BulkProcess",
    "BulkProcessDetails",
    "BulkProcessExecuteRequest",
    "BulkProcessMode",
    "BulkProcessOperation",
    "BulkProcessOperationPage",
    "BulkProcessOperationStatus",
    "BulkProcessOperationStatusCount",
    "BulkProcessPage",
    "BulkProcessStatus",
    "BulkSpendRulesItem",
    "BulkSpendRulesPathParams",
    "BulkSubmission",
    "BulkTransferItem",
    "BulkTransferPathParams",
    "CardBrand",
    "CardLevelClassification",
    "CardLevelSpendRules",
    "CardRenewalRequest",
    "CardRenewalType",
    "CardReplacement",
    "CardReplacementReason",
    "CardType",
    "ChargeFeeRequest",
    "CommonSpendRules",
    "CredentialId",
    "CredentialType",
    "CurrencyAmount",
    "DateOfBirth",
    "DebitCardMode",
    "DebitModeCard",
    "DeliveryAddress",
    "DeliveryMethod",
    "DestroyedReason",
    "DigitalWallets",
    "ExternalDataItem",
    "FeeCharge",
    "IdentityId",
    "IdentityLevelSpendRules",
    "IdentityType",
    "InstrumentId",
    "InstrumentState",
    "InstrumentType",
    "ManagedAccount",
    "ManagedCard",
    "ManagedInstrumentBalance",
    "ManagedInstrumentState",
    "ManufacturingState",
    "MobileNumber",
    "PhysicalCardDetails",
    "PhysicalCardReplacement",
    "PhysicalCardReplacementReason",
    "PrepaidCardMode",
    "PrepaidModeCard",
    "ProfileLevelSpendRules",
    "RolloverPolicy",
    "ScaledAmount",
    "SensitiveCardNumber",
    "SensitiveCvv",
    "SpendLimit",
    "SpendLimitInterval",
    "SpendLimitUpdateMethod",
    "SpendRulesUpdate",
    "Statement",
    "StatementEntry",
    "StatementEntryAdditionalFields",
    "StatementEntryState",
    "StatementOrder",
    "StatementTransactionType",
    "ThreeDSecureAuthConfig",
    "ThreeDSecureFallbackChannel",
    "ThreeDSecurePrimaryChannel",
    "TransactionId",
    "TransactionState",
    "TransactionType",
    "Transfer",
    "TransferCreateRequest",
    "TransferPage",
    "User",
    "UserCreateRequest",
    "UserCurrency",
    "UserCurrencyTransactionDetails",
    "UserRole",
)

_HOMES: Final = {
    "AccessToken": "access_token",
    "AccessTokenGrant": "access_token_grant",
    "AccessTokenRequest": "access_token_request",
    "AllLevelSpendRules": "all_level_spend_rules",
    "AuthForwardingDecision": "auth_forwarding_decision",
    "AvailableToSpend": "available_to_spend",
    "BillingAddress": "billing_address",
    "BlockedReason": "blocked_reason",
    "BulkProcess": "bulk_process",
    "BulkProcessDetails": "bulk_process_details",
    "BulkProcessExecuteRequest": "bulk_process_execute_request",
    "BulkProcessMode": "bulk_process_mode",
    "BulkProcessOperation": "bulk_process_operation",
    "BulkProcessOperationPage": "bulk_process_operation_page",
    "BulkProcessOperationStatus": "bulk_process_operation_status",
    "BulkProcessOperationStatusCount": "bulk_process_operation_status_count",
    "BulkProcessPage": "bulk_process_page",
    "BulkProcessStatus": "bulk_process_status",
    "BulkSpendRulesItem": "bulk_spend_rules_item",
    "BulkSpendRulesPathParams": "bulk_spend_rules_path_params",
    "BulkSubmission": "bulk_submission",
    "BulkTransferItem": "bulk_transfer_item",
    "BulkTransferPathParams": "bulk_transfer_path_params",
    "CardBrand": "card_brand",
    "CardLevelClassification": "card_level_classification",
    "CardLevelSpendRules": "card_level_spend_rules",
    "CardRenewalRequest": "card_renewal_request",
    "CardRenewalType": "card_renewal_type",
    "CardReplacement": "card_replacement",
    "CardReplacementReason": "card_replacement_reason",
    "CardType": "card_type",
    "ChargeFeeRequest": "charge_fee_request",
    "CommonSpendRules": "common_spend_rules",
    "CredentialId": "credential_id",
    "CredentialType": "credential_type",
    "CurrencyAmount": "currency_amount",
    "DateOfBirth": "date_of_birth",
    "DebitCardMode": "debit_card_mode",
    "DebitModeCard": "debit_mode_card",
    "DeliveryAddress": "delivery_address",
    "DeliveryMethod": "delivery_method",
    "DestroyedReason": "destroyed_reason",
    "DigitalWallets": "digital_wallets",
    "ExternalDataItem": "external_data_item",
    "FeeCharge": "fee_charge",
    "IdentityId": "identity_id",
    "IdentityLevelSpendRules": "identity_level_spend_rules",
    "IdentityType": "identity_type",
    "InstrumentId": "instrument_id",
    "InstrumentState": "instrument_state",
    "InstrumentType": "instrument_type",
    "ManagedAccount": "managed_account",
    "ManagedCard": "managed_card",
    "ManagedInstrumentBalance": "managed_instrument_balance",
    "ManagedInstrumentState": "managed_instrument_state",
    "ManufacturingState": "manufacturing_state",
    "MobileNumber": "mobile_number",
    "PhysicalCardDetails": "physical_card_details",
    "PhysicalCardReplacement": "physical_card_replacement",
    "PhysicalCardReplacementReason": "physical_card_replacement_reason",
    "PrepaidCardMode": "prepaid_card_mode",
    "PrepaidModeCard": "prepaid_mode_card",
    "ProfileLevelSpendRules": "profile_level_spend_rules",
    "RolloverPolicy": "rollover_policy",
    "ScaledAmount": "scaled_amount",
    "SensitiveCardNumber": "sensitive_card_number",
    "SensitiveCvv": "sensitive_cvv",
    "SpendLimit": "spend_limit",
    "SpendLimitInterval": "spend_limit_interval",
    "SpendLimitUpdateMethod": "spend_limit_update_method",
    "SpendRulesUpdate": "spend_rules_update",
    "Statement": "statement",
    "StatementEntry": "statement_entry",
    "StatementEntryAdditionalFields": "statement_entry_additional_fields",
    "StatementEntryState": "statement_entry_state",
    "StatementOrder": "statement_order",
    "StatementTransactionType": "statement_transaction_type",
    "ThreeDSecureAuthConfig": "three_d_secure_auth_config",
    "ThreeDSecureFallbackChannel": "three_d_secure_fallback_channel",
    "ThreeDSecurePrimaryChannel": "three_d_secure_primary_channel",
    "TransactionId": "transaction_id",
    "TransactionState": "transaction_state",
    "TransactionType": "transaction_type",
    "Transfer": "transfer",
    "TransferCreateRequest": "transfer_create_request",
    "TransferPage": "transfer_page",
    "User": "user",
    "UserCreateRequest": "user_create_request",
    "UserCurrency": "user_currency",
    "UserCurrencyTransactionDetails": "user_currency_transaction_details",
    "UserRole": "user_role",
}


# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        home = _HOMES.get(name)
        if home is None:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        model: object = getattr(import_module(f".{home}", __name__), name)
        globals()[name] = model
        return model


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
