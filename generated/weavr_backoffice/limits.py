"""The limits that the contract sets to what is sent: pattern, length, range, number of items.

Each operation holds its arguments to them in `prepare`, before anything is sent. What the service answers is never
held to a limit. A value that the contract does not name where it lists all values is sent, with a warning.
"""

from __future__ import annotations

from typing import Final

from .checks import arguments, fields, integer, items, one_of, text

_IdentityType: Final = one_of("CONSUMER", "CORPORATE")
_IdentityId: Final = fields({"type": _IdentityType, "id": text(pattern="^[0-9]+$")})
_AccessTokenRequest: Final = fields({"identity": _IdentityId, "temp": _IdentityId})
_InstrumentType: Final = one_of("managed_cards", "managed_accounts")
_InstrumentId: Final = fields({"type": _InstrumentType, "id": text(pattern="^[0-9]+$")})
_ChargeFeeRequest: Final = fields({"source": _InstrumentId})
_StatementOrder: Final = one_of("ASC", "DESC")
_StatementTransactionType: Final = one_of(
    "AUTHORISATION",
    "SETTLEMENT",
    "MANUAL_TRANSACTION",
    "TRANSFER",
    "SEND",
    "DEPOSIT",
    "AUTHORISATION_REVERSAL",
    "AUTHORISATION_EXPIRY",
    "AUTHORISATION_DECLINE",
    "AUTHORISATION_MANUAL_CLOSE",
    "MERCHANT_REFUND",
    "MERCHANT_REFUND_REVERSAL",
    "ORIGINAL_CREDIT_TRANSACTION",
    "SETTLEMENT_REVERSAL",
    "ADJUSTMENT",
    "CHARGE_FEE",
    "WITHDRAWAL_RESERVE",
    "WITHDRAWAL_RELEASE",
    "FEE_REVERSAL",
    "OUTGOING_WIRE_TRANSFER",
    "AUTHORISATION_CANCELLATION",
    "SYSTEM_TRANSACTION",
    "OUTGOING_DIRECT_DEBIT_COLLECTION",
    "OUTGOING_DIRECT_DEBIT_REFUND",
    "CORRESPONDENT_BANK_TRANSFER",
)
_CardRenewalType: Final = one_of("RENEW", "NO_RENEW")
_CardRenewalRequest: Final = fields({"renewalType": _CardRenewalType})
_CurrencyAmount: Final = fields(
    {
        "currency": text(pattern="^[A-Z]*$", shortest=3, longest=3),
        "amount": integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
_SpendLimitInterval: Final = one_of("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "YEARLY", "ALWAYS")
_SpendLimit: Final = fields(
    {
        "value": _CurrencyAmount,
        "interval": _SpendLimitInterval,
        "startTimestamp": integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
_CardLevelSpendRules: Final = fields(
    {
        "allowedMerchantCategories": items(most=200),
        "blockedMerchantCategories": items(most=200),
        "allowedMerchantIds": items(most=200),
        "blockedMerchantIds": items(most=200),
        "allowedMerchantCountries": items(text(pattern="^[A-Z]{2}$", shortest=2, longest=2), most=50),
        "blockedMerchantCountries": items(text(pattern="^[A-Z]{2}$", shortest=2, longest=2), most=50),
        "spendLimit": items(_SpendLimit),
        "minTransactionAmount": integer(lowest=0, highest=9223372036854775807),
        "maxTransactionAmount": integer(lowest=0, highest=9223372036854775807),
    }
)
_SpendLimitUpdateMethod: Final = one_of("OVERWRITE", "INCREMENT")
_SpendRulesUpdate: Final = fields(
    {
        "allowedMerchantCategories": items(most=200),
        "blockedMerchantCategories": items(most=200),
        "allowedMerchantIds": items(most=200),
        "blockedMerchantIds": items(most=200),
        "allowedMerchantCountries": items(text(pattern="^[A-Z]{2}$", shortest=2, longest=2), most=50),
        "blockedMerchantCountries": items(text(pattern="^[A-Z]{2}$", shortest=2, longest=2), most=50),
        "spendLimit": items(_SpendLimit),
        "minTransactionAmount": integer(lowest=0, highest=9223372036854775807),
        "maxTransactionAmount": integer(lowest=0, highest=9223372036854775807),
        "updateSpendLimitMethod": _SpendLimitUpdateMethod,
    }
)
_TransactionState: Final = one_of("INITIALISED", "COMPLETED", "REJECTED", "FAILED", "PENDING", "SCHEDULED", "CANCELLED")
_TransferCreateRequest: Final = fields(
    {
        "profileId": text(pattern="^[0-9]+$"),
        "source": _InstrumentId,
        "destination": _InstrumentId,
        "destinationAmount": _CurrencyAmount,
        "description": text(pattern="^[a-zA-Z0-9\\/\\-?:().$_,'+\\s#=!\"%&*<>;\\{@\\r\\n]*$", longest=255),
        "tag": text(pattern="^[a-zA-Z0-9_-]+$", longest=50),
        "scheduledTimestamp": text(pattern="^[0-9]+$"),
    }
)
_MobileNumber: Final = fields(
    {"countryCode": text(pattern="^\\+[0-9]+$", shortest=1, longest=4), "number": text(pattern="^[0-9]{1,12}$")}
)
_DateOfBirth: Final = fields(
    {
        "year": integer(lowest=1900, highest=2100),
        "month": integer(lowest=1, highest=12),
        "day": integer(lowest=1, highest=31),
    }
)
_UserRole: Final = one_of(
    "CARD_ASSIGNEE", "CARDS_MANAGEMENT_ROLE", "FUNDS_MANAGEMENT_ROLE", "ACCESS_MANAGEMENT_ROLE", "ADMIN"
)
_UserCreateRequest: Final = fields(
    {
        "name": text(shortest=1, longest=50),
        "surname": text(shortest=1, longest=50),
        "email": text(pattern="[^@\\s]+@[^@\\s]+"),
        "mobile": _MobileNumber,
        "dateOfBirth": _DateOfBirth,
        "countryOfResidence": text(pattern="^[A-Z]+$", shortest=2, longest=2),
        "locale": text(pattern="^[a-z]{2}(-[A-Z]{2})?$", longest=5),
        "roles": items(_UserRole),
        "tag": text(pattern="^[a-zA-Z0-9_-]+$", longest=50),
        "brand": text(pattern="^[a-zA-Z0-9]+$", longest=25),
    }
)
_BulkTransferItem: Final = fields({"requestBody": _TransferCreateRequest})
_BulkSpendRulesPathParams: Final = fields({"_id_": text(pattern="^[0-9]+$")})
_BulkSpendRulesItem: Final = fields({"pathParams": _BulkSpendRulesPathParams, "requestBody": _SpendRulesUpdate})
_BulkProcessStatus: Final = one_of(
    "SUBMITTED", "RUNNING", "PARTIALLY_COMPLETED", "COMPLETED", "FAILED", "PAUSED", "CANCELLED"
)
_BulkProcessOperationStatus: Final = one_of("SUBMITTED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")
_BulkProcessMode: Final = one_of("ON_FAILURE_STOP", "ON_FAILURE_CONTINUE")
_BulkProcessExecuteRequest: Final = fields(
    {"mode": _BulkProcessMode, "webhookInterval": integer(lowest=-2147483648, highest=2147483647)}
)

REQUEST_ACCESS_TOKEN: Final = arguments({"body": _AccessTokenRequest})
IMPERSONATE_IDENTITY_LOGIN: Final = arguments({"body": _AccessTokenRequest})
CHARGE_FEE: Final = arguments({"body": _ChargeFeeRequest})
CORPORATE_CHARGE_FEE: Final = arguments({"body": _ChargeFeeRequest})
CONSUMER_CHARGE_FEE: Final = arguments({"body": _ChargeFeeRequest})
MANAGED_ACCOUNT_GET: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_ACCOUNT_STATEMENT: Final = arguments(
    {
        "id": text(pattern="^[0-9]+$"),
        "offset": integer(lowest=0, highest=2147483647),
        "statement_limit": integer(lowest=1, highest=500),
        "order_by_timestamp": _StatementOrder,
        "from_timestamp": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "to_timestamp": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "transaction_type": items(_StatementTransactionType),
    }
)
MANAGED_CARD_GET: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_CARD_STATEMENT: Final = arguments(
    {
        "id": text(pattern="^[0-9]+$"),
        "offset": integer(lowest=0, highest=2147483647),
        "limit": integer(lowest=1, highest=100),
        "order_by_timestamp": _StatementOrder,
        "from_timestamp": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "to_timestamp": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "transaction_type": items(_StatementTransactionType),
    }
)
MANAGED_CARD_BLOCK: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_CARD_UNBLOCK: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_CARD_REMOVE: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_CARD_RENEWAL_TYPE_UPDATE: Final = arguments({"id": text(pattern="^[0-9]+$"), "body": _CardRenewalRequest})
MANAGED_CARD_SPEND_RULES_GET: Final = arguments({"id": text(pattern="^[0-9]+$")})
MANAGED_CARD_SPEND_RULES_CREATE: Final = arguments({"id": text(pattern="^[0-9]+$"), "body": _CardLevelSpendRules})
MANAGED_CARD_SPEND_RULES_UPDATE: Final = arguments({"id": text(pattern="^[0-9]+$"), "body": _SpendRulesUpdate})
MANAGED_CARD_SPEND_RULES_DELETE: Final = arguments({"id": text(pattern="^[0-9]+$")})
TRANSFERS_GET: Final = arguments(
    {
        "offset": integer(lowest=0, highest=2147483647),
        "limit": integer(lowest=1, highest=100),
        "profile_id": text(pattern="^[0-9]+$"),
        "instrument_id": text(pattern="^[0-9]+$"),
        "state": items(_TransactionState),
        "created_from": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "created_to": integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
TRANSFER_CREATE: Final = arguments({"body": _TransferCreateRequest})
TRANSFER_GET: Final = arguments({"id": text(pattern="^[0-9]+$")})
USER_CREATE: Final = arguments({"body": _UserCreateRequest})
USER_INVITE_SEND: Final = arguments({"user_id": text(pattern="^[0-9]+$")})
USER_DEACTIVATE: Final = arguments({"user_id": text(pattern="^[0-9]+$")})
BULKS_TRANSFER_CREATE: Final = arguments({"body": items(_BulkTransferItem, fewest=1, most=10000)})
BULKS_MANAGED_CARD_SPEND_RULES_UPDATE: Final = arguments({"body": items(_BulkSpendRulesItem, fewest=1, most=10000)})
BULKS: Final = arguments(
    {
        "offset": integer(lowest=0, highest=2147483647),
        "limit": integer(lowest=1, highest=100),
        "status": _BulkProcessStatus,
    }
)
BULK_ID: Final = arguments({"bulk_id": text(pattern="^[0-9]+$")})
BULK_ID_OPERATIONS: Final = arguments(
    {
        "bulk_id": text(pattern="^[0-9]+$"),
        "offset": integer(lowest=0, highest=2147483647),
        "limit": integer(lowest=1, highest=100),
        "sequence": integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "status": _BulkProcessOperationStatus,
    }
)
BULK_ID_EXECUTE: Final = arguments({"bulk_id": text(pattern="^[0-9]+$"), "body": _BulkProcessExecuteRequest})
BULK_ID_PAUSE: Final = arguments({"bulk_id": text(pattern="^[0-9]+$")})
BULK_ID_RESUME: Final = arguments({"bulk_id": text(pattern="^[0-9]+$")})
BULK_ID_CANCEL: Final = arguments({"bulk_id": text(pattern="^[0-9]+$")})
