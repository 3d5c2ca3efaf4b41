"""What Weavr posts to a service: the payloads of all topics, which `TOPICS` lists.

Each class is loaded when it is first asked for, together with those it is made of.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from .topics import TOPICS, Topic

if TYPE_CHECKING:
    from .account_descriptor import AccountDescriptor
    from .account_number_and_sort_code import AccountNumberAndSortCode
    from .account_type import AccountType
    from .action_done_by import ActionDoneBy
    from .adjustment_type import AdjustmentType
    from .auth_decline_reason import AuthDeclineReason
    from .auth_forwarding_default_timeout_decision import AuthForwardingDefaultTimeoutDecision
    from .auth_forwarding_details import AuthForwardingDetails
    from .auth_rule_checks_failed_reason import AuthRuleChecksFailedReason
    from .authorisation_category import AuthorisationCategory
    from .authorisation_type import AuthorisationType
    from .authorised_transaction_type import AuthorisedTransactionType
    from .bank_account_details import BankAccountDetails
    from .beneficiary_batch_event import BeneficiaryBatchEvent
    from .beneficiary_batch_event_type import BeneficiaryBatchEventType
    from .beneficiary_batch_operation import BeneficiaryBatchOperation
    from .beneficiary_event_type import BeneficiaryEventType
    from .beneficiary_info import BeneficiaryInfo
    from .beneficiary_state import BeneficiaryState
    from .beneficiary_trust_level import BeneficiaryTrustLevel
    from .beneficiary_type import BeneficiaryType
    from .beneficiary_validation_failure import BeneficiaryValidationFailure
    from .beneficiary_verified_event import BeneficiaryVerifiedEvent
    from .beneficiary_verified_event_additional_information import BeneficiaryVerifiedEventAdditionalInformation
    from .blocked_details_sub_type import BlockedDetailsSubType
    from .blocked_details_type import BlockedDetailsType
    from .blocked_reason import BlockedReason
    from .bulk_process_operation_status import BulkProcessOperationStatus
    from .bulk_process_operation_status_counts import BulkProcessOperationStatusCounts
    from .bulk_process_progress_event import BulkProcessProgressEvent
    from .bulk_process_progress_status import BulkProcessProgressStatus
    from .business_beneficiary_type import BusinessBeneficiaryType
    from .business_document_type import BusinessDocumentType
    from .card import Card
    from .card_brand import CardBrand
    from .card_holder_present import CardHolderPresent
    from .card_instrument_type import CardInstrumentType
    from .card_mode import CardMode
    from .card_payment import CardPayment
    from .card_payment_auth_forwarding_decision_outcome import CardPaymentAuthForwardingDecisionOutcome
    from .card_payment_auth_forwarding_details import CardPaymentAuthForwardingDetails
    from .card_payment_authorisation_event import CardPaymentAuthorisationEvent
    from .card_payment_authorisation_event_type import CardPaymentAuthorisationEventType
    from .card_payment_decline_reason import CardPaymentDeclineReason
    from .card_payment_event import CardPaymentEvent
    from .card_payment_event_result import CardPaymentEventResult
    from .card_payment_event_type import CardPaymentEventType
    from .card_payment_fee import CardPaymentFee
    from .card_payment_fee_subtype import CardPaymentFeeSubtype
    from .card_payment_fee_type import CardPaymentFeeType
    from .card_payment_forex import CardPaymentForex
    from .card_payment_forex_fee import CardPaymentForexFee
    from .card_payment_forex_fee_type import CardPaymentForexFeeType
    from .card_payment_original_credit_event import CardPaymentOriginalCreditEvent
    from .card_payment_original_credit_event_type import CardPaymentOriginalCreditEventType
    from .card_payment_original_credit_subtype import CardPaymentOriginalCreditSubtype
    from .card_payment_platform_fee import CardPaymentPlatformFee
    from .card_payment_platform_fee_type import CardPaymentPlatformFeeType
    from .card_payment_purchase_subtype import CardPaymentPurchaseSubtype
    from .card_payment_refund_event import CardPaymentRefundEvent
    from .card_payment_refund_event_type import CardPaymentRefundEventType
    from .card_payment_refund_subtype import CardPaymentRefundSubtype
    from .card_payment_settlement_event import CardPaymentSettlementEvent
    from .card_payment_settlement_event_type import CardPaymentSettlementEventType
    from .card_payment_settlement_state import CardPaymentSettlementState
    from .card_payment_status import CardPaymentStatus
    from .card_payment_type import CardPaymentType
    from .card_renewal_type import CardRenewalType
    from .card_type import CardType
    from .challenge_exemption_reason import ChallengeExemptionReason
    from .charge_fee_event import ChargeFeeEvent
    from .charge_fee_event_charge_fee import ChargeFeeEventChargeFee
    from .charge_fee_event_type import ChargeFeeEventType
    from .consumer_beneficiary_type import ConsumerBeneficiaryType
    from .corporate_kyb_failure_reason import CorporateKybFailureReason
    from .correspondent_bank_transfer_event import CorrespondentBankTransferEvent
    from .correspondent_bank_transfer_event_type import CorrespondentBankTransferEventType
    from .correspondent_banking_bank_account_details import CorrespondentBankingBankAccountDetails
    from .correspondent_banking_business_address_and_id_info import CorrespondentBankingBusinessAddressAndIdInfo
    from .correspondent_banking_business_originator import CorrespondentBankingBusinessOriginator
    from .correspondent_banking_external_data import CorrespondentBankingExternalData
    from .correspondent_banking_faster_payments_beneficiary import CorrespondentBankingFasterPaymentsBeneficiary
    from .correspondent_banking_iban_beneficiary import CorrespondentBankingIbanBeneficiary
    from .correspondent_banking_individual_address_and_birth_info import (
        CorrespondentBankingIndividualAddressAndBirthInfo,
    )
    from .correspondent_banking_individual_address_and_id_info import CorrespondentBankingIndividualAddressAndIdInfo
    from .correspondent_banking_individual_originator import CorrespondentBankingIndividualOriginator
    from .correspondent_banking_instrument_type import CorrespondentBankingInstrumentType
    from .correspondent_banking_owt import CorrespondentBankingOwt
    from .correspondent_banking_owt_source_instrument import CorrespondentBankingOwtSourceInstrument
    from .correspondent_banking_owt_state import CorrespondentBankingOwtState
    from .correspondent_banking_owt_validation_category import CorrespondentBankingOwtValidationCategory
    from .correspondent_banking_owt_validation_outcome import CorrespondentBankingOwtValidationOutcome
    from .create_send_conflict_error_code import CreateSendConflictErrorCode
    from .create_transfer_conflict_error_code import CreateTransferConflictErrorCode
    from .credential_id import CredentialId
    from .credential_type import CredentialType
    from .currency_amount import CurrencyAmount
    from .debit_mode_details import DebitModeDetails
    from .debit_mode_details_available_to_spend import DebitModeDetailsAvailableToSpend
    from .delivery_address import DeliveryAddress
    from .delivery_method import DeliveryMethod
    from .deposit_state import DepositState
    from .destination import Destination
    from .destination_beneficiary_account_type import DestinationBeneficiaryAccountType
    from .destination_swift import DestinationSwift
    from .destroy_type import DestroyType
    from .destroyed_reason import DestroyedReason
    from .digital_wallet_details import DigitalWalletDetails
    from .digital_wallet_type import DigitalWalletType
    from .enrolment_event import EnrolmentEvent
    from .enrolment_status import EnrolmentStatus
    from .external_account_id import ExternalAccountId
    from .external_account_type import ExternalAccountType
    from .faster_payments_bank_details_or_bacs_bank_details import FasterPaymentsBankDetailsOrBACSBankDetails
    from .faster_payments_beneficiary_type import FasterPaymentsBeneficiaryType
    from .fee_spec_type import FeeSpecType
    from .fee_type import FeeType
    from .forex_trade_participant_error_type import ForexTradeParticipantErrorType
    from .iban import Iban
    from .iban_details import IBANDetails
    from .iban_event import IbanEvent
    from .iban_event_type import IbanEventType
    from .iban_instrument import IbanInstrument
    from .iban_instrument_bank_account_details import IbanInstrumentBankAccountDetails
    from .iban_instrument_state import IbanInstrumentState
    from .iban_state import IbanState
    from .identity_activated_event import IdentityActivatedEvent
    from .identity_deactivated_event import IdentityDeactivatedEvent
    from .identity_deactivated_reason_code import IdentityDeactivatedReasonCode
    from .individual_document_type import IndividualDocumentType
    from .instrument_details_beneficiary import InstrumentDetailsBeneficiary
    from .instrument_id import InstrumentId
    from .instrument_participant_error_type import InstrumentParticipantErrorType
    from .instrument_state import InstrumentState
    from .instrument_state_legacy import InstrumentStateLegacy
    from .instrument_state_legacy_block_types import InstrumentStateLegacyBlockTypes
    from .instrument_type import InstrumentType
    from .kyb_event import KybEvent
    from .kyc_event import KycEvent
    from .kyc_event_additional_information import KycEventAdditionalInformation
    from .kyc_level import KycLevel
    from .kyc_rejection_reason import KycRejectionReason
    from .kyi_status import KyiStatus
    from .legacy_bank_account_details_beneficiary import LegacyBankAccountDetailsBeneficiary
    from .legacy_beneficiary import LegacyBeneficiary
    from .legacy_beneficiary_beneficiary_details import LegacyBeneficiaryBeneficiaryDetails
    from .legacy_beneficiary_beneficiary_information import LegacyBeneficiaryBeneficiaryInformation
    from .legacy_currency_amount import LegacyCurrencyAmount
    from .legacy_fee_spec import LegacyFeeSpec
    from .legacy_forex_trade_participant import LegacyForexTradeParticipant
    from .legacy_instrument_balances import LegacyInstrumentBalances
    from .legacy_instrument_participant import LegacyInstrumentParticipant
    from .legacy_instrument_participant_fee import LegacyInstrumentParticipantFee
    from .legacy_instrument_participant_fees import LegacyInstrumentParticipantFees
    from .legacy_instrument_participant_system import LegacyInstrumentParticipantSystem
    from .legacy_managed_account import LegacyManagedAccount
    from .legacy_managed_account_balances import LegacyManagedAccountBalances
    from .legacy_outgoing_wire_transfer import LegacyOutgoingWireTransfer
    from .legacy_scaled_amount import LegacyScaledAmount
    from .legacy_send import LegacySend
    from .legacy_transaction_batch import LegacyTransactionBatch
    from .legacy_transaction_batch_forex_trade import LegacyTransactionBatchForexTrade
    from .legacy_transaction_batch_instrument import LegacyTransactionBatchInstrument
    from .legacy_transaction_batch_instrument_remaining import LegacyTransactionBatchInstrumentRemaining
    from .legacy_transaction_batch_instrument_remaining_fees import LegacyTransactionBatchInstrumentRemainingFees
    from .legacy_transaction_batch_instruments import LegacyTransactionBatchInstruments
    from .legacy_transfer import LegacyTransfer
    from .linked_account import LinkedAccount
    from .linked_account_event import LinkedAccountEvent
    from .linked_account_event_type import LinkedAccountEventType
    from .linked_account_state import LinkedAccountState
    from .login_event import LoginEvent
    from .login_event_status import LoginEventStatus
    from .managed_account_event import ManagedAccountEvent
    from .managed_account_event_type import ManagedAccountEventType
    from .managed_account_low_balance_event import ManagedAccountLowBalanceEvent
    from .managed_accounts_deposit_event import ManagedAccountsDepositEvent
    from .managed_card_mode_details import ManagedCardModeDetails
    from .managed_cards_adjustment_event import ManagedCardsAdjustmentEvent
    from .managed_cards_authorisation_event import ManagedCardsAuthorisationEvent
    from .managed_cards_card_payment_event import ManagedCardsCardPaymentEvent
    from .managed_cards_expiry_and_renewal_event import ManagedCardsExpiryAndRenewalEvent
    from .managed_cards_expiry_and_renewal_event_type import ManagedCardsExpiryAndRenewalEventType
    from .managed_cards_replacement_event import ManagedCardsReplacementEvent
    from .managed_cards_replacement_event_type import ManagedCardsReplacementEventType
    from .managed_cards_settlement_event import ManagedCardsSettlementEvent
    from .managed_cards_state_change_event import ManagedCardsStateChangeEvent
    from .managed_cards_upgrade_to_physical_event import ManagedCardsUpgradeToPhysicalEvent
    from .managed_instrument_state import ManagedInstrumentState
    from .manual_transaction_event import ManualTransactionEvent
    from .manufacturing_state import ManufacturingState
    from .merchant import Merchant
    from .merchant_data import MerchantData
    from .outgoing_wire_transfer_event import OutgoingWireTransferEvent
    from .outgoing_wire_transfer_event_type import OutgoingWireTransferEventType
    from .outgoing_wire_transfer_state import OutgoingWireTransferState
    from .outgoing_wire_transfer_type import OutgoingWireTransferType
    from .outgoing_wire_transfer_validation_category import OutgoingWireTransferValidationCategory
    from .outgoing_wire_transfer_validation_outcome import OutgoingWireTransferValidationOutcome
    from .owt_conflict_error_code import OWTConflictErrorCode
    from .physical_card_details import PhysicalCardDetails
    from .physical_card_details_replacement import PhysicalCardDetailsReplacement
    from .physical_card_replacement_reason import PhysicalCardReplacementReason
    from .prepaid_mode_details import PrepaidModeDetails
    from .replacement_type import ReplacementType
    from .scaled_amount import ScaledAmount
    from .send_event import SendEvent
    from .send_event_type import SendEventType
    from .send_state import SendState
    from .sepa_verification_of_payee_match import SEPAVerificationOfPayeeMatch
    from .sepa_verification_of_payee_result import SEPAVerificationOfPayeeResult
    from .settlement_state import SettlementState
    from .settlement_type import SettlementType
    from .spend_limit_interval import SpendLimitInterval
    from .state_change_event_type import StateChangeEventType
    from .state_change_state import StateChangeState
    from .stepup_event import StepupEvent
    from .stepup_event_status import StepupEventStatus
    from .string_wrapped_type_id import StringWrappedTypeId
    from .swift_bank_details import SwiftBankDetails
    from .topics import Payload
    from .transaction_batch_error_type import TransactionBatchErrorType
    from .transaction_batch_intercept import TransactionBatchIntercept
    from .transaction_batch_intercept_state import TransactionBatchInterceptState
    from .transaction_batch_participant_state import TransactionBatchParticipantState
    from .transaction_batch_state import TransactionBatchState
    from .transfer_event import TransferEvent
    from .transfer_event_type import TransferEventType
    from .transfer_state import TransferState
    from .transfer_type import TransferType
    from .uk_confirmation_of_payee_match import UKConfirmationOfPayeeMatch
    from .uk_confirmation_of_payee_reason_code import UKConfirmationOfPayeeReasonCode
    from .uk_confirmation_of_payee_result import UKConfirmationOfPayeeResult
    from .user_currency_transaction_details import UserCurrencyTransactionDetails

__all__ = (
    "AccountDescriptor",
    "AccountNumberAndSortCode",
    "AccountType",
    "ActionDoneBy",
    "AdjustmentType",
    "AuthDeclineReason",
    "AuthForwardingDefaultTimeoutDecision",
    "AuthForwardingDetails",
    "AuthorisationCategory",
    "AuthorisationType",
    "AuthorisedTransactionType",
    "AuthRuleChecksFailedReason",
    "BankAccountDetails",
    "BeneficiaryBatchEvent",
    "BeneficiaryBatchEventType",
    "BeneficiaryBatchOperation",
    "BeneficiaryEventType",
    "BeneficiaryInfo",
    "BeneficiaryState",
    "BeneficiaryTrustLevel",
    "BeneficiaryType",
    "BeneficiaryValidationFailure",
    "BeneficiaryVerifiedEvent",
    "BeneficiaryVerifiedEventAdditionalInformation",
    "BlockedDetailsSubType",
    "BlockedDetailsType",
    "BlockedReason",
    "BulkProcessOperationStatus",
    "BulkProcessOperationStatusCounts",
    "BulkProcessProgressEvent",
    "BulkProcessProgressStatus",
    "BusinessBeneficiaryType",
    "BusinessDocumentType",
    "Card",
    "CardBrand",
    "CardHolderPresent",
    "CardInstrumentType",
    "CardMode",
    "CardPayment",
    "CardPaymentAuthForwardingDecisionOutcome",
    "CardPaymentAuthForwardingDetails",
    "CardPaymentAuthorisationEvent",
    "CardPaymentAuthorisationEventType",
    "CardPaymentDeclineReason",
    "CardPaymentEvent",
    "CardPaymentEventResult",
    "CardPaymentEventType",
    "CardPaymentFee",
    "CardPaymentFeeSubtype",
    "CardPaymentFeeType",
    "CardPaymentForex",
    "CardPaymentForexFee",
    "CardPaymentForexFeeType",
    "CardPaymentOriginalCreditEvent",
    "CardPaymentOriginalCreditEventType",
    "CardPaymentOriginalCreditSubtype",
    "CardPaymentPlatformFee",
    "CardPaymentPlatformFeeType",
    "CardPaymentPurchaseSubtype",
    "CardPaymentRefundEvent",
    "CardPaymentRefundEventType",
    "CardPaymentRefundSubtype",
    "CardPaymentSettlementEvent",
    "CardPaymentSettlementEventType",
    "CardPaymentSettlementState",
    "CardPaymentStatus",
    "CardPaymentType",
    "CardRenewalType",
    "CardType",
    "ChallengeExemptionReason",
    "ChargeFeeEvent",
    "ChargeFeeEventChargeFee",
    "ChargeFeeEventType",
    "ConsumerBeneficiaryType",
    "CorporateKybFailureReason",
    "CorrespondentBankingBankAccountDetails",
    "CorrespondentBankingBusinessAddressAndIdInfo",
    "CorrespondentBankingBusinessOriginator",
    "CorrespondentBankingExternalData",
    "CorrespondentBankingFasterPaymentsBeneficiary",
    "CorrespondentBankingIbanBeneficiary",
    "CorrespondentBankingIndividualAddressAndBirthInfo",
    "CorrespondentBankingIndividualAddressAndIdInfo",
    "CorrespondentBankingIndividualOriginator",
    "CorrespondentBankingInstrumentType",
    "CorrespondentBankingOwt",
    "CorrespondentBankingOwtSourceInstrument",
    "CorrespondentBankingOwtState",
    "CorrespondentBankingOwtValidationCategory",
    "CorrespondentBankingOwtValidationOutcome",
    "CorrespondentBankTransferEvent",
    "CorrespondentBankTransferEventType",
    "CreateSendConflictErrorCode",
    "CreateTransferConflictErrorCode",
    "CredentialId",
    "CredentialType",
    "CurrencyAmount",
    "DebitModeDetails",
    "DebitModeDetailsAvailableToSpend",
    "DeliveryAddress",
    "DeliveryMethod",
    "DepositState",
    "Destination",
    "DestinationBeneficiaryAccountType",
    "DestinationSwift",
    "DestroyedReason",
    "DestroyType",
    "DigitalWalletDetails",
    "DigitalWalletType",
    "EnrolmentEvent",
    "EnrolmentStatus",
    "ExternalAccountId",
    "ExternalAccountType",
    "FasterPaymentsBankDetailsOrBACSBankDetails",
    "FasterPaymentsBeneficiaryType",
    "FeeSpecType",
    "FeeType",
    "ForexTradeParticipantErrorType",
    "Iban",
    "IBANDetails",
    "IbanEvent",
    "IbanEventType",
    "IbanInstrument",
    "IbanInstrumentBankAccountDetails",
    "IbanInstrumentState",
    "IbanState",
    "IdentityActivatedEvent",
    "IdentityDeactivatedEvent",
    "IdentityDeactivatedReasonCode",
    "IndividualDocumentType",
    "InstrumentDetailsBeneficiary",
    "InstrumentId",
    "InstrumentParticipantErrorType",
    "InstrumentState",
    "InstrumentStateLegacy",
    "InstrumentStateLegacyBlockTypes",
    "InstrumentType",
    "KybEvent",
    "KycEvent",
    "KycEventAdditionalInformation",
    "KycLevel",
    "KycRejectionReason",
    "KyiStatus",
    "LegacyBankAccountDetailsBeneficiary",
    "LegacyBeneficiary",
    "LegacyBeneficiaryBeneficiaryDetails",
    "LegacyBeneficiaryBeneficiaryInformation",
    "LegacyCurrencyAmount",
    "LegacyFeeSpec",
    "LegacyForexTradeParticipant",
    "LegacyInstrumentBalances",
    "LegacyInstrumentParticipant",
    "LegacyInstrumentParticipantFee",
    "LegacyInstrumentParticipantFees",
    "LegacyInstrumentParticipantSystem",
    "LegacyManagedAccount",
    "LegacyManagedAccountBalances",
    "LegacyOutgoingWireTransfer",
    "LegacyScaledAmount",
    "LegacySend",
    "LegacyTransactionBatch",
    "LegacyTransactionBatchForexTrade",
    "LegacyTransactionBatchInstrument",
    "LegacyTransactionBatchInstrumentRemaining",
    "LegacyTransactionBatchInstrumentRemainingFees",
    "LegacyTransactionBatchInstruments",
    "LegacyTransfer",
    "LinkedAccount",
    "LinkedAccountEvent",
    "LinkedAccountEventType",
    "LinkedAccountState",
    "LoginEvent",
    "LoginEventStatus",
    "ManagedAccountEvent",
    "ManagedAccountEventType",
    "ManagedAccountLowBalanceEvent",
    "ManagedAccountsDepositEvent",
    "ManagedCardModeDetails",
    "ManagedCardsAdjustmentEvent",
    "ManagedCardsAuthorisationEvent",
    "ManagedCardsCardPaymentEvent",
    "ManagedCardsExpiryAndRenewalEvent",
    "ManagedCardsExpiryAndRenewalEventType",
    "ManagedCardsReplacementEvent",
    "ManagedCardsReplacementEventType",
    "ManagedCardsSettlementEvent",
    "ManagedCardsStateChangeEvent",
    "ManagedCardsUpgradeToPhysicalEvent",
    "ManagedInstrumentState",
    "ManualTransactionEvent",
    "ManufacturingState",
    "Merchant",
    "MerchantData",
    "OutgoingWireTransferEvent",
    "OutgoingWireTransferEventType",
    "OutgoingWireTransferState",
    "OutgoingWireTransferType",
    "OutgoingWireTransferValidationCategory",
    "OutgoingWireTransferValidationOutcome",
    "OWTConflictErrorCode",
    "Payload",
    "PhysicalCardDetails",
    "PhysicalCardDetailsReplacement",
    "PhysicalCardReplacementReason",
    "PrepaidModeDetails",
    "ReplacementType",
    "ScaledAmount",
    "SendEvent",
    "SendEventType",
    "SendState",
    "SEPAVerificationOfPayeeMatch",
    "SEPAVerificationOfPayeeResult",
    "SettlementState",
    "SettlementType",
    "SpendLimitInterval",
    "StateChangeEventType",
    "StateChangeState",
    "StepupEvent",
    "StepupEventStatus",
    "StringWrappedTypeId",
    "SwiftBankDetails",
    "Topic",
    "TOPICS",
    "TransactionBatchErrorType",
    "TransactionBatchIntercept",
    "TransactionBatchInterceptState",
    "TransactionBatchParticipantState",
    "TransactionBatchState",
    "TransferEvent",
    "TransferEventType",
    "TransferState",
    "TransferType",
    "UKConfirmationOfPayeeMatch",
    "UKConfirmationOfPayeeReasonCode",
    "UKConfirmationOfPayeeResult",
    "UserCurrencyTransactionDetails",
)

_HOMES: Final = {
    "Payload": "topics",
    "AccountDescriptor": "account_descriptor",
    "AccountNumberAndSortCode": "account_number_and_sort_code",
    "AccountType": "account_type",
    "ActionDoneBy": "action_done_by",
    "AdjustmentType": "adjustment_type",
    "AuthDeclineReason": "auth_decline_reason",
    "AuthForwardingDefaultTimeoutDecision": "auth_forwarding_default_timeout_decision",
    "AuthForwardingDetails": "auth_forwarding_details",
    "AuthRuleChecksFailedReason": "auth_rule_checks_failed_reason",
    "AuthorisationCategory": "authorisation_category",
    "AuthorisationType": "authorisation_type",
    "AuthorisedTransactionType": "authorised_transaction_type",
    "BankAccountDetails": "bank_account_details",
    "BeneficiaryBatchEvent": "beneficiary_batch_event",
    "BeneficiaryBatchEventType": "beneficiary_batch_event_type",
    "BeneficiaryBatchOperation": "beneficiary_batch_operation",
    "BeneficiaryEventType": "beneficiary_event_type",
    "BeneficiaryInfo": "beneficiary_info",
    "BeneficiaryState": "beneficiary_state",
    "BeneficiaryTrustLevel": "beneficiary_trust_level",
    "BeneficiaryType": "beneficiary_type",
    "BeneficiaryValidationFailure": "beneficiary_validation_failure",
    "BeneficiaryVerifiedEvent": "beneficiary_verified_event",
    "BeneficiaryVerifiedEventAdditionalInformation": "beneficiary_verified_event_additional_information",
    "BlockedDetailsSubType": "blocked_details_sub_type",
    "BlockedDetailsType": "blocked_details_type",
    "BlockedReason": "blocked_reason",
    "BulkProcessOperationStatus": "bulk_process_operation_status",
    "BulkProcessOperationStatusCounts": "bulk_process_operation_status_counts",
    "BulkProcessProgressEvent": "bulk_process_progress_event",
    "BulkProcessProgressStatus": "bulk_process_progress_status",
    "BusinessBeneficiaryType": "business_beneficiary_type",
    "BusinessDocumentType": "business_document_type",
    "Card": "card",
    "CardBrand": "card_brand",
    "CardHolderPresent": "card_holder_present",
    "CardInstrumentType": "card_instrument_type",
    "CardMode": "card_mode",
    "CardPayment": "card_payment",
    "CardPaymentAuthForwardingDecisionOutcome": "card_payment_auth_forwarding_decision_outcome",
    "CardPaymentAuthForwardingDetails": "card_payment_auth_forwarding_details",
    "CardPaymentAuthorisationEvent": "card_payment_authorisation_event",
    "CardPaymentAuthorisationEventType": "card_payment_authorisation_event_type",
    "CardPaymentDeclineReason": "card_payment_decline_reason",
    "CardPaymentEvent": "card_payment_event",
    "CardPaymentEventResult": "card_payment_event_result",
    "CardPaymentEventType": "card_payment_event_type",
    "CardPaymentFee": "card_payment_fee",
    "CardPaymentFeeSubtype": "card_payment_fee_subtype",
    "CardPaymentFeeType": "card_payment_fee_type",
    "CardPaymentForex": "card_payment_forex",
    "CardPaymentForexFee": "card_payment_forex_fee",
    "CardPaymentForexFeeType": "card_payment_forex_fee_type",
    "CardPaymentOriginalCreditEvent": "card_payment_original_credit_event",
    "CardPaymentOriginalCreditEventType": "card_payment_original_credit_event_type",
    "CardPaymentOriginalCreditSubtype": "card_payment_original_credit_subtype",
    "CardPaymentPlatformFee": "card_payment_platform_fee",
    "CardPaymentPlatformFeeType": "card_payment_platform_fee_type",
    "CardPaymentPurchaseSubtype": "card_payment_purchase_subtype",
    "CardPaymentRefundEvent": "card_payment_refund_event",
    "CardPaymentRefundEventType": "card_payment_refund_event_type",
    "CardPaymentRefundSubtype": "card_payment_refund_subtype",
    "CardPaymentSettlementEvent": "card_payment_settlement_event",
    "CardPaymentSettlementEventType": "card_payment_settlement_event_type",
    "CardPaymentSettlementState": "card_payment_settlement_state",
    "CardPaymentStatus": "card_payment_status",
    "CardPaymentType": "card_payment_type",
    "CardRenewalType": "card_renewal_type",
    "CardType": "card_type",
    "ChallengeExemptionReason": "challenge_exemption_reason",
    "ChargeFeeEvent": "charge_fee_event",
    "ChargeFeeEventChargeFee": "charge_fee_event_charge_fee",
    "ChargeFeeEventType": "charge_fee_event_type",
    "ConsumerBeneficiaryType": "consumer_beneficiary_type",
    "CorporateKybFailureReason": "corporate_kyb_failure_reason",
    "CorrespondentBankTransferEvent": "correspondent_bank_transfer_event",
    "CorrespondentBankTransferEventType": "correspondent_bank_transfer_event_type",
    "CorrespondentBankingBankAccountDetails": "correspondent_banking_bank_account_details",
    "CorrespondentBankingBusinessAddressAndIdInfo": "correspondent_banking_business_address_and_id_info",
    "CorrespondentBankingBusinessOriginator": "correspondent_banking_business_originator",
    "CorrespondentBankingExternalData": "correspondent_banking_external_data",
    "CorrespondentBankingFasterPaymentsBeneficiary": "correspondent_banking_faster_payments_beneficiary",
    "CorrespondentBankingIbanBeneficiary": "correspondent_banking_iban_beneficiary",
    "CorrespondentBankingIndividualAddressAndBirthInfo": "correspondent_banking_individual_address_and_birth_info",
    "CorrespondentBankingIndividualAddressAndIdInfo": "correspondent_banking_individual_address_and_id_info",
    "CorrespondentBankingIndividualOriginator": "correspondent_banking_individual_originator",
    "CorrespondentBankingInstrumentType": "correspondent_banking_instrument_type",
    "CorrespondentBankingOwt": "correspondent_banking_owt",
    "CorrespondentBankingOwtSourceInstrument": "correspondent_banking_owt_source_instrument",
    "CorrespondentBankingOwtState": "correspondent_banking_owt_state",
    "CorrespondentBankingOwtValidationCategory": "correspondent_banking_owt_validation_category",
    "CorrespondentBankingOwtValidationOutcome": "correspondent_banking_owt_validation_outcome",
    "CreateSendConflictErrorCode": "create_send_conflict_error_code",
    "CreateTransferConflictErrorCode": "create_transfer_conflict_error_code",
    "CredentialId": "credential_id",
    "CredentialType": "credential_type",
    "CurrencyAmount": "currency_amount",
    "DebitModeDetails": "debit_mode_details",
    "DebitModeDetailsAvailableToSpend": "debit_mode_details_available_to_spend",
    "DeliveryAddress": "delivery_address",
    "DeliveryMethod": "delivery_method",
    "DepositState": "deposit_state",
    "Destination": "destination",
    "DestinationBeneficiaryAccountType": "destination_beneficiary_account_type",
    "DestinationSwift": "destination_swift",
    "DestroyType": "destroy_type",
    "DestroyedReason": "destroyed_reason",
    "DigitalWalletDetails": "digital_wallet_details",
    "DigitalWalletType": "digital_wallet_type",
    "EnrolmentEvent": "enrolment_event",
    "EnrolmentStatus": "enrolment_status",
    "ExternalAccountId": "external_account_id",
    "ExternalAccountType": "external_account_type",
    "FasterPaymentsBankDetailsOrBACSBankDetails": "faster_payments_bank_details_or_bacs_bank_details",
    "FasterPaymentsBeneficiaryType": "faster_payments_beneficiary_type",
    "FeeSpecType": "fee_spec_type",
    "FeeType": "fee_type",
    "ForexTradeParticipantErrorType": "forex_trade_participant_error_type",
    "Iban": "iban",
    "IBANDetails": "iban_details",
    "IbanEvent": "iban_event",
    "IbanEventType": "iban_event_type",
    "IbanInstrument": "iban_instrument",
    "IbanInstrumentBankAccountDetails": "iban_instrument_bank_account_details",
    "IbanInstrumentState": "iban_instrument_state",
    "IbanState": "iban_state",
    "IdentityActivatedEvent": "identity_activated_event",
    "IdentityDeactivatedEvent": "identity_deactivated_event",
    "IdentityDeactivatedReasonCode": "identity_deactivated_reason_code",
    "IndividualDocumentType": "individual_document_type",
    "InstrumentDetailsBeneficiary": "instrument_details_beneficiary",
    "InstrumentId": "instrument_id",
    "InstrumentParticipantErrorType": "instrument_participant_error_type",
    "InstrumentState": "instrument_state",
    "InstrumentStateLegacy": "instrument_state_legacy",
    "InstrumentStateLegacyBlockTypes": "instrument_state_legacy_block_types",
    "InstrumentType": "instrument_type",
    "KybEvent": "kyb_event",
    "KycEvent": "kyc_event",
    "KycEventAdditionalInformation": "kyc_event_additional_information",
    "KycLevel": "kyc_level",
    "KycRejectionReason": "kyc_rejection_reason",
    "KyiStatus": "kyi_status",
    "LegacyBankAccountDetailsBeneficiary": "legacy_bank_account_details_beneficiary",
    "LegacyBeneficiary": "legacy_beneficiary",
    "LegacyBeneficiaryBeneficiaryDetails": "legacy_beneficiary_beneficiary_details",
    "LegacyBeneficiaryBeneficiaryInformation": "legacy_beneficiary_beneficiary_information",
    "LegacyCurrencyAmount": "legacy_currency_amount",
    "LegacyFeeSpec": "legacy_fee_spec",
    "LegacyForexTradeParticipant": "legacy_forex_trade_participant",
    "LegacyInstrumentBalances": "legacy_instrument_balances",
    "LegacyInstrumentParticipant": "legacy_instrument_participant",
    "LegacyInstrumentParticipantFee": "legacy_instrument_participant_fee",
    "LegacyInstrumentParticipantFees": "legacy_instrument_participant_fees",
    "LegacyInstrumentParticipantSystem": "legacy_instrument_participant_system",
    "LegacyManagedAccount": "legacy_managed_account",
    "LegacyManagedAccountBalances": "legacy_managed_account_balances",
    "LegacyOutgoingWireTransfer": "legacy_outgoing_wire_transfer",
    "LegacyScaledAmount": "legacy_scaled_amount",
    "LegacySend": "legacy_send",
    "LegacyTransactionBatch": "legacy_transaction_batch",
    "LegacyTransactionBatchForexTrade": "legacy_transaction_batch_forex_trade",
    "LegacyTransactionBatchInstrument": "legacy_transaction_batch_instrument",
    "LegacyTransactionBatchInstrumentRemaining": "legacy_transaction_batch_instrument_remaining",
    "LegacyTransactionBatchInstrumentRemainingFees": "legacy_transaction_batch_instrument_remaining_fees",
    "LegacyTransactionBatchInstruments": "legacy_transaction_batch_instruments",
    "LegacyTransfer": "legacy_transfer",
    "LinkedAccount": "linked_account",
    "LinkedAccountEvent": "linked_account_event",
    "LinkedAccountEventType": "linked_account_event_type",
    "LinkedAccountState": "linked_account_state",
    "LoginEvent": "login_event",
    "LoginEventStatus": "login_event_status",
    "ManagedAccountEvent": "managed_account_event",
    "ManagedAccountEventType": "managed_account_event_type",
    "ManagedAccountLowBalanceEvent": "managed_account_low_balance_event",
    "ManagedAccountsDepositEvent": "managed_accounts_deposit_event",
    "ManagedCardModeDetails": "managed_card_mode_details",
    "ManagedCardsAdjustmentEvent": "managed_cards_adjustment_event",
    "ManagedCardsAuthorisationEvent": "managed_cards_authorisation_event",
    "ManagedCardsCardPaymentEvent": "managed_cards_card_payment_event",
    "ManagedCardsExpiryAndRenewalEvent": "managed_cards_expiry_and_renewal_event",
    "ManagedCardsExpiryAndRenewalEventType": "managed_cards_expiry_and_renewal_event_type",
    "ManagedCardsReplacementEvent": "managed_cards_replacement_event",
    "ManagedCardsReplacementEventType": "managed_cards_replacement_event_type",
    "ManagedCardsSettlementEvent": "managed_cards_settlement_event",
    "ManagedCardsStateChangeEvent": "managed_cards_state_change_event",
    "ManagedCardsUpgradeToPhysicalEvent": "managed_cards_upgrade_to_physical_event",
    "ManagedInstrumentState": "managed_instrument_state",
    "ManualTransactionEvent": "manual_transaction_event",
    "ManufacturingState": "manufacturing_state",
    "Merchant": "merchant",
    "MerchantData": "merchant_data",
    "OutgoingWireTransferEvent": "outgoing_wire_transfer_event",
    "OutgoingWireTransferEventType": "outgoing_wire_transfer_event_type",
    "OutgoingWireTransferState": "outgoing_wire_transfer_state",
    "OutgoingWireTransferType": "outgoing_wire_transfer_type",
    "OutgoingWireTransferValidationCategory": "outgoing_wire_transfer_validation_category",
    "OutgoingWireTransferValidationOutcome": "outgoing_wire_transfer_validation_outcome",
    "OWTConflictErrorCode": "owt_conflict_error_code",
    "PhysicalCardDetails": "physical_card_details",
    "PhysicalCardDetailsReplacement": "physical_card_details_replacement",
    "PhysicalCardReplacementReason": "physical_card_replacement_reason",
    "PrepaidModeDetails": "prepaid_mode_details",
    "ReplacementType": "replacement_type",
    "ScaledAmount": "scaled_amount",
    "SendEvent": "send_event",
    "SendEventType": "send_event_type",
    "SendState": "send_state",
    "SEPAVerificationOfPayeeMatch": "sepa_verification_of_payee_match",
    "SEPAVerificationOfPayeeResult": "sepa_verification_of_payee_result",
    "SettlementState": "settlement_state",
    "SettlementType": "settlement_type",
    "SpendLimitInterval": "spend_limit_interval",
    "StateChangeEventType": "state_change_event_type",
    "StateChangeState": "state_change_state",
    "StepupEvent": "stepup_event",
    "StepupEventStatus": "stepup_event_status",
    "StringWrappedTypeId": "string_wrapped_type_id",
    "SwiftBankDetails": "swift_bank_details",
    "TransactionBatchErrorType": "transaction_batch_error_type",
    "TransactionBatchIntercept": "transaction_batch_intercept",
    "TransactionBatchInterceptState": "transaction_batch_intercept_state",
    "TransactionBatchParticipantState": "transaction_batch_participant_state",
    "TransactionBatchState": "transaction_batch_state",
    "TransferEvent": "transfer_event",
    "TransferEventType": "transfer_event_type",
    "TransferState": "transfer_state",
    "TransferType": "transfer_type",
    "UKConfirmationOfPayeeMatch": "uk_confirmation_of_payee_match",
    "UKConfirmationOfPayeeReasonCode": "uk_confirmation_of_payee_reason_code",
    "UKConfirmationOfPayeeResult": "uk_confirmation_of_payee_result",
    "UserCurrencyTransactionDetails": "user_currency_transaction_details",
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
