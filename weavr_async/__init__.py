"""Async-first SDK for Weavr's Multi Back-Office API: managed accounts, cards, transfers and fees.

Start at `BackOffice`. Models of requests and answers are in `weavr_async.models`, loaded when they are needed. Errors
are in `weavr_async.errors`, hooks in `weavr_async.hooks`, statements in `weavr_async.statements`, bulk work that
survives a restart in `weavr_async.bulk_jobs`, incoming events in `weavr_async.webhooks`, a stand-in for the service in
`weavr_async.emulator`, and its pytest fixtures in `weavr_async.testing`.
"""
# ruff: noqa: F403 - what a module lists in its `__all__` is what users import from here

from typing import TYPE_CHECKING, Final

from weavr_async._loading import loaded_when_used
from weavr_async._version import __version__

# What a type checker sees, and what `_HOMES` gives at run time, when a name is first asked for.
if TYPE_CHECKING:
    from weavr_async import client, errors, models, recorded_calls
    from weavr_async._calls.policies import POLICIES
    from weavr_async._calls.rate_gate import LimitInForce, LimitsInForce
    from weavr_async._calls.raw_requests import RawResponse
    from weavr_async._calls.settle import Settlement, SettlementVerdict
    from weavr_async.client import *
    from weavr_async.errors import *
    from weavr_async.recorded_calls import *
    from weavr_async.retrying import is_worth_retrying, retry_after
    from weavr_async.stores.protocols import TokenStore
    from weavr_async.tokens import Token, TokenSource, TokenStatistics
    from weavr_async.values import environments, identities, money, references, settings, spend_rules, transfer_orders
    from weavr_async.values.environments import *
    from weavr_async.values.identities import *
    from weavr_async.values.json_values import to_json
    from weavr_async.values.money import *
    from weavr_async.values.references import *
    from weavr_async.values.settings import *
    from weavr_async.values.spend_rules import *
    from weavr_async.values.transfer_orders import *
    from weavr_backoffice.error_codes import ErrorCode
    from weavr_backoffice.types import UNSET, Unset

    __all__ = [
        "POLICIES",
        "UNSET",
        "ErrorCode",
        "LimitInForce",
        "LimitsInForce",
        "RawResponse",
        "Settlement",
        "SettlementVerdict",
        "Token",
        "TokenSource",
        "TokenStatistics",
        "TokenStore",
        "Unset",
        "__version__",
        "is_worth_retrying",
        "models",
        "retry_after",
        "to_json",
    ]
    __all__ += client.__all__
    __all__ += errors.__all__
    __all__ += environments.__all__
    __all__ += identities.__all__
    __all__ += money.__all__
    __all__ += recorded_calls.__all__
    __all__ += references.__all__
    __all__ += settings.__all__
    __all__ += spend_rules.__all__
    __all__ += transfer_orders.__all__
else:
    _MODULES: Final = (
        "client",
        "errors",
        "hooks",
        "journal",
        "models",
        "recorded_calls",
        "resources",
        "retrying",
        "stores",
        "tokens",
        "values",
    )
    _HOMES: Final = {
        "weavr_async._calls.policies": ("POLICIES",),
        "weavr_async._calls.rate_gate": ("LimitInForce", "LimitsInForce"),
        "weavr_async._calls.raw_requests": ("RawResponse",),
        "weavr_async._calls.settle": ("Settlement", "SettlementVerdict"),
        "weavr_async.client": ("BackOffice", "ClientOptions", "HttpClient", "IdentityView"),
        "weavr_async.errors": (
            "AccessTokenRequired",
            "AlreadyImpersonated",
            "ApiError",
            "BadRequest",
            "BalanceNotZero",
            "BulkAlreadySubmitted",
            "BulkInvalidState",
            "CallError",
            "CardAlreadyBlocked",
            "CardAlreadyRemoved",
            "CardNotBlocked",
            "Cause",
            "ConfigurationError",
            "Conflict",
            "CurrencyMismatch",
            "EmailNotUnique",
            "FieldError",
            "Forbidden",
            "IdempotencyMismatch",
            "IdentityNotFound",
            "InstrumentBlocked",
            "InstrumentDestroyed",
            "InsufficientFunds",
            "InsufficientPermissions",
            "InternalServerError",
            "InvalidRequest",
            "InviteAlreadyConsumed",
            "NotFound",
            "NotSent",
            "Outcome",
            "OutcomeUnknown",
            "RateLimited",
            "RateWindow",
            "ServerError",
            "ServiceUnavailable",
            "SettleToken",
            "SpendRulesAlreadySet",
            "StepUpRequired",
            "Timeout",
            "TooManyBulkRequests",
            "TransportError",
            "Unauthorized",
            "UnexpectedResponse",
            "UnknownValueWarning",
            "UnresolvedIdentity",
            "WeavrError",
        ),
        "weavr_async.recorded_calls": ("RecordedCall", "recording"),
        "weavr_async.retrying": ("is_worth_retrying", "retry_after"),
        "weavr_async.stores.protocols": ("TokenStore",),
        "weavr_async.tokens": ("Token", "TokenSource", "TokenStatistics"),
        "weavr_async.values.environments": ("Environment",),
        "weavr_async.values.identities": (
            "Identity",
            "IdentityType",
            "Instrument",
            "InstrumentType",
            "managed_account",
            "managed_card",
        ),
        "weavr_async.values.json_values": ("to_json",),
        "weavr_async.values.money": ("CurrencyAmountLike", "Money"),
        "weavr_async.values.references": (
            "BusinessKeyPart",
            "DerivedRef",
            "IdempotencyRef",
            "PER_CALL",
            "PerCall",
            "derive_ref",
        ),
        "weavr_async.values.settings": ("Limits", "Login", "RateLimit", "Retries", "Timeouts", "TokenSettings"),
        "weavr_async.values.spend_rules": ("CardSpendLimit", "SpendRules"),
        "weavr_async.values.transfer_orders": ("TransferOrder",),
        "weavr_backoffice.error_codes": ("ErrorCode",),
        "weavr_backoffice.types": ("UNSET", "Unset"),
    }
    __all__ = ["__version__", "models"]
    __all__ += [name for names in _HOMES.values() for name in names]
    __getattr__, __dir__ = loaded_when_used(__name__, _HOMES, _MODULES)
