"""The limits that the contract sets to what is sent: pattern, length, range, number of items.

Each operation holds its arguments to them in `prepare`, before anything is sent. What the service answers is never
held to a limit. A value that the contract does not name where it lists all values is sent, with a warning.

In capitals: the arguments of an operation. The others: the schemas that have a name, ``Schema["field"]`` for a field.
"""

from __future__ import annotations

from typing import Final

from .checks import Fields, Integer, Items, OneOf, Text

IdentityType: Final = OneOf("CONSUMER", "CORPORATE")
IdentityId: Final = Fields({"type": IdentityType, "id": Text(pattern="^[0-9]+$", words="digits only")})
AccessTokenRequest: Final = Fields({"identity": IdentityId, "temp": IdentityId})
InstrumentType: Final = OneOf("managed_cards", "managed_accounts")
InstrumentId: Final = Fields({"type": InstrumentType, "id": Text(pattern="^[0-9]+$", words="digits only")})
ChargeFeeRequest: Final = Fields({"source": InstrumentId})
StatementOrder: Final = OneOf("ASC", "DESC")
StatementTransactionType: Final = OneOf(
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
CardRenewalType: Final = OneOf("RENEW", "NO_RENEW")
CardRenewalRequest: Final = Fields({"renewalType": CardRenewalType})
CurrencyAmount: Final = Fields(
    {
        "currency": Text(pattern="^[A-Z]*$", words="capital letters from A to Z", shortest=3, longest=3),
        "amount": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
SpendLimitInterval: Final = OneOf("DAILY", "WEEKLY", "MONTHLY", "QUARTERLY", "YEARLY", "ALWAYS")
SpendLimit: Final = Fields(
    {
        "value": CurrencyAmount,
        "interval": SpendLimitInterval,
        "startTimestamp": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
CardLevelSpendRules: Final = Fields(
    {
        "allowedMerchantCategories": Items(most=200),
        "blockedMerchantCategories": Items(most=200),
        "allowedMerchantIds": Items(most=200),
        "blockedMerchantIds": Items(most=200),
        "allowedMerchantCountries": Items(
            Text(pattern="^[A-Z]{2}$", words="two capital letters, such as MT", shortest=2, longest=2), most=50
        ),
        "blockedMerchantCountries": Items(
            Text(pattern="^[A-Z]{2}$", words="two capital letters, such as MT", shortest=2, longest=2), most=50
        ),
        "spendLimit": Items(SpendLimit),
        "minTransactionAmount": Integer(lowest=0, highest=9223372036854775807),
        "maxTransactionAmount": Integer(lowest=0, highest=9223372036854775807),
    }
)
SpendLimitUpdateMethod: Final = OneOf("OVERWRITE", "INCREMENT")
SpendRulesUpdate: Final = Fields(
    {
        "allowedMerchantCategories": Items(most=200),
        "blockedMerchantCategories": Items(most=200),
        "allowedMerchantIds": Items(most=200),
        "blockedMerchantIds": Items(most=200),
        "allowedMerchantCountries": Items(
            Text(pattern="^[A-Z]{2}$", words="two capital letters, such as MT", shortest=2, longest=2), most=50
        ),
        "blockedMerchantCountries": Items(
            Text(pattern="^[A-Z]{2}$", words="two capital letters, such as MT", shortest=2, longest=2), most=50
        ),
        "spendLimit": Items(SpendLimit),
        "minTransactionAmount": Integer(lowest=0, highest=9223372036854775807),
        "maxTransactionAmount": Integer(lowest=0, highest=9223372036854775807),
        "updateSpendLimitMethod": SpendLimitUpdateMethod,
    }
)
TransactionState: Final = OneOf("INITIALISED", "COMPLETED", "REJECTED", "FAILED", "PENDING", "SCHEDULED", "CANCELLED")
TransferCreateRequest: Final = Fields(
    {
        "profileId": Text(pattern="^[0-9]+$", words="digits only"),
        "source": InstrumentId,
        "destination": InstrumentId,
        "destinationAmount": CurrencyAmount,
        "description": Text(
            pattern="^[a-zA-Z0-9\\/\\-?:().$_,'+\\s#=!\"%&*<>;\\{@\\r\\n]*$",
            words="letters from A to Z, digits, white space and the signs /-?:().$_,'+#=!\"%&*<>;{@",
            longest=255,
        ),
        "tag": Text(pattern="^[a-zA-Z0-9_-]+$", words="letters from A to Z, digits, _ and -", longest=50),
        "scheduledTimestamp": Text(pattern="^[0-9]+$", words="digits only"),
    }
)
MobileNumber: Final = Fields(
    {
        "countryCode": Text(pattern="^\\+[0-9]+$", words="a + and digits, such as +356", shortest=1, longest=4),
        "number": Text(pattern="^[0-9]{1,12}$", words="1 to 12 digits"),
    }
)
DateOfBirth: Final = Fields(
    {
        "year": Integer(lowest=1900, highest=2100),
        "month": Integer(lowest=1, highest=12),
        "day": Integer(lowest=1, highest=31),
    }
)
UserRole: Final = OneOf(
    "CARD_ASSIGNEE", "CARDS_MANAGEMENT_ROLE", "FUNDS_MANAGEMENT_ROLE", "ACCESS_MANAGEMENT_ROLE", "ADMIN"
)
UserCreateRequest: Final = Fields(
    {
        "name": Text(shortest=1, longest=50),
        "surname": Text(shortest=1, longest=50),
        "email": Text(pattern="[^@\\s]+@[^@\\s]+", words="an e-mail address"),
        "mobile": MobileNumber,
        "dateOfBirth": DateOfBirth,
        "countryOfResidence": Text(pattern="^[A-Z]+$", words="capital letters from A to Z", shortest=2, longest=2),
        "locale": Text(
            pattern="^[a-z]{2}(-[A-Z]{2})?$",
            words="a language such as en, or a language and a country such as en-GB",
            longest=5,
        ),
        "roles": Items(UserRole),
        "tag": Text(pattern="^[a-zA-Z0-9_-]+$", words="letters from A to Z, digits, _ and -", longest=50),
        "brand": Text(pattern="^[a-zA-Z0-9]+$", words="letters from A to Z and digits", longest=25),
    }
)
BulkTransferItem: Final = Fields({"requestBody": TransferCreateRequest})
BulkSpendRulesPathParams: Final = Fields({"_id_": Text(pattern="^[0-9]+$", words="digits only")})
BulkSpendRulesItem: Final = Fields({"pathParams": BulkSpendRulesPathParams, "requestBody": SpendRulesUpdate})
BulkProcessStatus: Final = OneOf(
    "SUBMITTED", "RUNNING", "PARTIALLY_COMPLETED", "COMPLETED", "FAILED", "PAUSED", "CANCELLED"
)
BulkProcessOperationStatus: Final = OneOf("SUBMITTED", "RUNNING", "COMPLETED", "FAILED", "CANCELLED")
BulkProcessMode: Final = OneOf("ON_FAILURE_STOP", "ON_FAILURE_CONTINUE")
BulkProcessExecuteRequest: Final = Fields(
    {"mode": BulkProcessMode, "webhookInterval": Integer(lowest=-2147483648, highest=2147483647)}
)

REQUEST_ACCESS_TOKEN: Final = Fields({"body": AccessTokenRequest})
IMPERSONATE_IDENTITY_LOGIN: Final = Fields({"body": AccessTokenRequest})
CHARGE_FEE: Final = Fields({"body": ChargeFeeRequest})
CORPORATE_CHARGE_FEE: Final = Fields({"body": ChargeFeeRequest})
CONSUMER_CHARGE_FEE: Final = Fields({"body": ChargeFeeRequest})
MANAGED_ACCOUNT_GET: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_ACCOUNT_STATEMENT: Final = Fields(
    {
        "id": Text(pattern="^[0-9]+$", words="digits only"),
        "offset": Integer(lowest=0, highest=2147483647),
        "statement_limit": Integer(lowest=1, highest=500),
        "order_by_timestamp": StatementOrder,
        "from_timestamp": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "to_timestamp": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "transaction_type": Items(StatementTransactionType),
    }
)
MANAGED_CARD_GET: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_CARD_STATEMENT: Final = Fields(
    {
        "id": Text(pattern="^[0-9]+$", words="digits only"),
        "offset": Integer(lowest=0, highest=2147483647),
        "limit": Integer(lowest=1, highest=100),
        "order_by_timestamp": StatementOrder,
        "from_timestamp": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "to_timestamp": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "transaction_type": Items(StatementTransactionType),
    }
)
MANAGED_CARD_BLOCK: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_CARD_UNBLOCK: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_CARD_REMOVE: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_CARD_RENEWAL_TYPE_UPDATE: Final = Fields(
    {"id": Text(pattern="^[0-9]+$", words="digits only"), "body": CardRenewalRequest}
)
MANAGED_CARD_SPEND_RULES_GET: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
MANAGED_CARD_SPEND_RULES_CREATE: Final = Fields(
    {"id": Text(pattern="^[0-9]+$", words="digits only"), "body": CardLevelSpendRules}
)
MANAGED_CARD_SPEND_RULES_UPDATE: Final = Fields(
    {"id": Text(pattern="^[0-9]+$", words="digits only"), "body": SpendRulesUpdate}
)
MANAGED_CARD_SPEND_RULES_DELETE: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
TRANSFERS_GET: Final = Fields(
    {
        "offset": Integer(lowest=0, highest=2147483647),
        "limit": Integer(lowest=1, highest=100),
        "profile_id": Text(pattern="^[0-9]+$", words="digits only"),
        "instrument_id": Text(pattern="^[0-9]+$", words="digits only"),
        "state": Items(TransactionState),
        "created_from": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "created_to": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
    }
)
TRANSFER_CREATE: Final = Fields({"body": TransferCreateRequest})
TRANSFER_GET: Final = Fields({"id": Text(pattern="^[0-9]+$", words="digits only")})
USER_CREATE: Final = Fields({"body": UserCreateRequest})
USER_INVITE_SEND: Final = Fields({"user_id": Text(pattern="^[0-9]+$", words="digits only")})
USER_DEACTIVATE: Final = Fields({"user_id": Text(pattern="^[0-9]+$", words="digits only")})
BULKS_TRANSFER_CREATE: Final = Fields({"body": Items(BulkTransferItem, fewest=1, most=10000)})
BULKS_MANAGED_CARD_SPEND_RULES_UPDATE: Final = Fields({"body": Items(BulkSpendRulesItem, fewest=1, most=10000)})
BULKS: Final = Fields(
    {
        "offset": Integer(lowest=0, highest=2147483647),
        "limit": Integer(lowest=1, highest=100),
        "status": BulkProcessStatus,
    }
)
BULK_ID: Final = Fields({"bulk_id": Text(pattern="^[0-9]+$", words="digits only")})
BULK_ID_OPERATIONS: Final = Fields(
    {
        "bulk_id": Text(pattern="^[0-9]+$", words="digits only"),
        "offset": Integer(lowest=0, highest=2147483647),
        "limit": Integer(lowest=1, highest=100),
        "sequence": Integer(lowest=-9223372036854775808, highest=9223372036854775807),
        "status": BulkProcessOperationStatus,
    }
)
BULK_ID_EXECUTE: Final = Fields(
    {"bulk_id": Text(pattern="^[0-9]+$", words="digits only"), "body": BulkProcessExecuteRequest}
)
BULK_ID_PAUSE: Final = Fields({"bulk_id": Text(pattern="^[0-9]+$", words="digits only")})
BULK_ID_RESUME: Final = Fields({"bulk_id": Text(pattern="^[0-9]+$", words="digits only")})
BULK_ID_CANCEL: Final = Fields({"bulk_id": Text(pattern="^[0-9]+$", words="digits only")})
