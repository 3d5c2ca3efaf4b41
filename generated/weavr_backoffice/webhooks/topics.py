"""The topics that Weavr posts to, one row each, and the payload behind each. A payload's module is loaded when it is first read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, final

from attrs import frozen

from ..types import JSON

if TYPE_CHECKING:
    from . import (
        BeneficiaryBatchEvent,
        BeneficiaryVerifiedEvent,
        BulkProcessProgressEvent,
        ChargeFeeEvent,
        CorrespondentBankTransferEvent,
        EnrolmentEvent,
        IbanEvent,
        IdentityActivatedEvent,
        IdentityDeactivatedEvent,
        KybEvent,
        KycEvent,
        LinkedAccountEvent,
        LoginEvent,
        ManagedAccountEvent,
        ManagedAccountLowBalanceEvent,
        ManagedAccountsDepositEvent,
        ManagedCardsAdjustmentEvent,
        ManagedCardsAuthorisationEvent,
        ManagedCardsCardPaymentEvent,
        ManagedCardsExpiryAndRenewalEvent,
        ManagedCardsReplacementEvent,
        ManagedCardsSettlementEvent,
        ManagedCardsStateChangeEvent,
        ManagedCardsUpgradeToPhysicalEvent,
        ManualTransactionEvent,
        OutgoingWireTransferEvent,
        SendEvent,
        StepupEvent,
        TransferEvent,
    )

__all__ = ("TOPICS", "Payload", "Topic")

Payload: TypeAlias = "BeneficiaryBatchEvent | BeneficiaryVerifiedEvent | BulkProcessProgressEvent | ChargeFeeEvent | CorrespondentBankTransferEvent | EnrolmentEvent | IbanEvent | IdentityActivatedEvent | IdentityDeactivatedEvent | KybEvent | KycEvent | LinkedAccountEvent | LoginEvent | ManagedAccountEvent | ManagedAccountLowBalanceEvent | ManagedAccountsDepositEvent | ManagedCardsAdjustmentEvent | ManagedCardsAuthorisationEvent | ManagedCardsCardPaymentEvent | ManagedCardsExpiryAndRenewalEvent | ManagedCardsReplacementEvent | ManagedCardsSettlementEvent | ManagedCardsStateChangeEvent | ManagedCardsUpgradeToPhysicalEvent | ManualTransactionEvent | OutgoingWireTransferEvent | SendEvent | StepupEvent | TransferEvent"
"""What any topic may carry."""


@final
@frozen
class Topic:
    """One kind of event."""

    path: str
    """The end of the path that it is posted to, such as ``transfers/watch``."""
    id: str
    """The operationId of the document."""
    payload: str
    """The name of the class of its payload, in this package."""
    module: str
    """The module of that class."""
    summary: str
    """What it tells, in one sentence."""
    signed: bool
    """Whether the headers of a signature are documented for it."""
    reference: Literal["call-ref", "request-ref"]
    """The header by which deliveries are told apart."""

    def decode(self, body: JSON) -> Payload:
        """Read the JSON of a body.

        Raises:
            DecodeError: It does not fit the document; ``path`` tells where.
        """
        return _decoder(self.module)(body)


@cache
def _decoder(module: str) -> Callable[[JSON], Payload]:
    # What a type checker cannot know of a module that is named at run time, a test holds for each topic.
    decode: Callable[[JSON], Payload] = getattr(import_module(f".{module}", __package__), f"decode_{module}")
    return decode


TOPICS: Final[Mapping[str, Topic]] = MappingProxyType(
    {
        "corporates/kyb/watch": Topic(
            "corporates/kyb/watch",
            "corporates_kyb_watch",
            "KybEvent",
            "kyb_event",
            "The checks of a business made progress.",
            True,
            "call-ref",
        ),
        "corporates/kyb/beneficiaries/watch": Topic(
            "corporates/kyb/beneficiaries/watch",
            "corporates_kyb_beneficiaries_watch",
            "BeneficiaryVerifiedEvent",
            "beneficiary_verified_event",
            "The checks of a person behind a business made progress.",
            True,
            "call-ref",
        ),
        "corporates/corporate_activated/watch": Topic(
            "corporates/corporate_activated/watch",
            "corporates_corporate_activated_watch",
            "IdentityActivatedEvent",
            "identity_activated_event",
            "A corporate was activated.",
            True,
            "call-ref",
        ),
        "corporates/corporate_deactivated/watch": Topic(
            "corporates/corporate_deactivated/watch",
            "corporates_corporate_deactivated_watch",
            "IdentityDeactivatedEvent",
            "identity_deactivated_event",
            "A corporate was deactivated.",
            True,
            "call-ref",
        ),
        "consumers/kyc/watch": Topic(
            "consumers/kyc/watch",
            "consumers_kyc_watch",
            "KycEvent",
            "kyc_event",
            "The checks of a consumer made progress.",
            True,
            "call-ref",
        ),
        "consumers/consumer_activated/watch": Topic(
            "consumers/consumer_activated/watch",
            "consumers_consumer_activated_watch",
            "IdentityActivatedEvent",
            "identity_activated_event",
            "A consumer was activated.",
            True,
            "call-ref",
        ),
        "consumers/consumer_deactivated/watch": Topic(
            "consumers/consumer_deactivated/watch",
            "consumers_consumer_deactivated_watch",
            "IdentityDeactivatedEvent",
            "identity_deactivated_event",
            "A consumer was deactivated.",
            True,
            "call-ref",
        ),
        "ibans/watch": Topic(
            "ibans/watch", "ibans_watch", "IbanEvent", "iban_event", "Something happened to an IBAN.", True, "call-ref"
        ),
        "linked_accounts/watch": Topic(
            "linked_accounts/watch",
            "linked_accounts_watch",
            "LinkedAccountEvent",
            "linked_account_event",
            "Something happened to a linked account.",
            True,
            "call-ref",
        ),
        "managed_accounts/watch": Topic(
            "managed_accounts/watch",
            "managed_accounts_watch",
            "ManagedAccountEvent",
            "managed_account_event",
            "Something happened to an account.",
            True,
            "call-ref",
        ),
        "managed_accounts/deposits/watch": Topic(
            "managed_accounts/deposits/watch",
            "managed_accounts_deposits_watch",
            "ManagedAccountsDepositEvent",
            "managed_accounts_deposit_event",
            "Money arrived at an account.",
            True,
            "call-ref",
        ),
        "managed_accounts/low_balance/watch": Topic(
            "managed_accounts/low_balance/watch",
            "managed_accounts_low_balance_watch",
            "ManagedAccountLowBalanceEvent",
            "managed_account_low_balance_event",
            "The balance of an account fell below its limit.",
            True,
            "call-ref",
        ),
        "managed_cards/state_change/watch": Topic(
            "managed_cards/state_change/watch",
            "managed_cards_state_change_watch",
            "ManagedCardsStateChangeEvent",
            "managed_cards_state_change_event",
            "A card changed its state.",
            True,
            "call-ref",
        ),
        "managed_cards/authorisations/watch": Topic(
            "managed_cards/authorisations/watch",
            "managed_cards_authorisations_watch",
            "ManagedCardsAuthorisationEvent",
            "managed_cards_authorisation_event",
            "A payment with a card was authorised or declined.",
            True,
            "call-ref",
        ),
        "managed_cards/adjustments/watch": Topic(
            "managed_cards/adjustments/watch",
            "managed_cards_adjustments_watch",
            "ManagedCardsAdjustmentEvent",
            "managed_cards_adjustment_event",
            "The balance of a card was adjusted.",
            True,
            "call-ref",
        ),
        "managed_cards/settlements/watch": Topic(
            "managed_cards/settlements/watch",
            "managed_cards_settlements_watch",
            "ManagedCardsSettlementEvent",
            "managed_cards_settlement_event",
            "Money of a card purchase or refund was settled.",
            True,
            "call-ref",
        ),
        "managed_cards/expiries/watch": Topic(
            "managed_cards/expiries/watch",
            "managed_cards_expiries_watch",
            "ManagedCardsExpiryAndRenewalEvent",
            "managed_cards_expiry_and_renewal_event",
            "A card is about to expire, has expired, or was renewed.",
            True,
            "call-ref",
        ),
        "managed_cards/physical_cards_upgrade/watch": Topic(
            "managed_cards/physical_cards_upgrade/watch",
            "managed_cards_physical_cards_upgrade_watch",
            "ManagedCardsUpgradeToPhysicalEvent",
            "managed_cards_upgrade_to_physical_event",
            "A virtual card became one of plastic.",
            True,
            "call-ref",
        ),
        "managed_cards/replacement/watch": Topic(
            "managed_cards/replacement/watch",
            "managed_cards_replacement_watch",
            "ManagedCardsReplacementEvent",
            "managed_cards_replacement_event",
            "A card was replaced by another one.",
            True,
            "call-ref",
        ),
        "managed_cards/payments/watch": Topic(
            "managed_cards/payments/watch",
            "managed_cards_payments_watch",
            "ManagedCardsCardPaymentEvent",
            "managed_cards_card_payment_event",
            "Something happened to a payment with a card.",
            True,
            "call-ref",
        ),
        "transfers/watch": Topic(
            "transfers/watch",
            "transfers_watch",
            "TransferEvent",
            "transfer_event",
            "A transfer reached another state.",
            True,
            "call-ref",
        ),
        "send/watch": Topic(
            "send/watch", "send_watch", "SendEvent", "send_event", "A send reached another state.", True, "call-ref"
        ),
        "outgoing_wire_transfers/watch": Topic(
            "outgoing_wire_transfers/watch",
            "outgoing_wire_transfers_watch",
            "OutgoingWireTransferEvent",
            "outgoing_wire_transfer_event",
            "A transfer to a bank account reached another state.",
            True,
            "call-ref",
        ),
        "correspondent_bank_transfers/watch": Topic(
            "correspondent_bank_transfers/watch",
            "correspondent_bank_transfers_watch",
            "CorrespondentBankTransferEvent",
            "correspondent_bank_transfer_event",
            "A transfer through a correspondent bank reached another state.",
            True,
            "call-ref",
        ),
        "manual_transactions/watch": Topic(
            "manual_transactions/watch",
            "manual_transactions_watch",
            "ManualTransactionEvent",
            "manual_transaction_event",
            "Weavr changed a balance by hand.",
            True,
            "call-ref",
        ),
        "fees/watch": Topic(
            "fees/watch", "fees_watch", "ChargeFeeEvent", "charge_fee_event", "A fee was charged.", True, "call-ref"
        ),
        "login/watch": Topic(
            "login/watch", "login_watch", "LoginEvent", "login_event", "A user's login ended.", True, "call-ref"
        ),
        "stepup/watch": Topic(
            "stepup/watch",
            "stepup_watch",
            "StepupEvent",
            "stepup_event",
            "A challenge for more rights ended.",
            True,
            "call-ref",
        ),
        "auth/users/user_deactivated/watch": Topic(
            "auth/users/user_deactivated/watch",
            "auth_users_user_deactivated_watch",
            "IdentityDeactivatedEvent",
            "identity_deactivated_event",
            "A user was deactivated.",
            True,
            "call-ref",
        ),
        "authentication_factors/watch": Topic(
            "authentication_factors/watch",
            "authentication_factors_watch",
            "EnrolmentEvent",
            "enrolment_event",
            "A factor of authentication was enrolled, or is used no longer.",
            True,
            "call-ref",
        ),
        "beneficiaries/batch/watch": Topic(
            "beneficiaries/batch/watch",
            "beneficiary_batch_watch",
            "BeneficiaryBatchEvent",
            "beneficiary_batch_event",
            "A batch of beneficiaries made progress.",
            True,
            "call-ref",
        ),
        "bulk_process_end/watch": Topic(
            "bulk_process_end/watch",
            "bulk_process_end",
            "BulkProcessProgressEvent",
            "bulk_process_progress_event",
            "A bulk made progress or ended.",
            False,
            "request-ref",
        ),
    }
)
"""Every topic, by its path."""
