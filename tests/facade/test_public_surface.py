"""What is public stays public, and importing it is cheap."""

from __future__ import annotations

import subprocess
import sys

import weavr_async


def test_the_exported_names_are_these() -> None:
    """A change of the public surface is a decision, taken here."""
    assert sorted(weavr_async.__all__) == EXPORTED


def test_every_exported_name_is_there() -> None:
    """`__all__` names nothing that is missing."""
    assert [name for name in weavr_async.__all__ if not hasattr(weavr_async, name)] == []


def test_models_are_at_hand_without_being_loaded() -> None:
    """Each one is loaded when it is first used."""
    code = (
        "import sys; from weavr_async import models; import weavr_backoffice.models as generated; "
        "before = 'weavr_backoffice.models.transfer' in sys.modules; "
        "print(before, models.Transfer is generated.Transfer, set(models.__all__) == set(generated.__all__))"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False True True"


def test_importing_loads_neither_statements_nor_bulk_jobs() -> None:
    """A kind of thing is loaded when an identity's view is first asked for it, and with it what it stands on."""
    code = (
        "import sys, weavr_async; "
        "later = ('weavr_async.resources.', 'weavr_async.statements', 'weavr_async.bulk_jobs'); "
        "print([module for module in sys.modules if module.startswith(later)])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_importing_loads_no_model_no_engine_and_no_optional_package() -> None:
    """A service that imports the SDK pays for what it uses."""
    code = (
        "import sys, weavr_async; "
        "print([m for m in sys.modules if m.startswith(('weavr_backoffice.models.', 'weavr_backoffice.api.'))"
        " or m.split('.')[0] in {'httpx', 'aiohttp', 'iso4217', 'starlette', 'uvicorn', 'redis', 'opentelemetry'}])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


EXPORTED = [
    "AccessTokenRequired",
    "AlreadyImpersonated",
    "ApiError",
    "BackOffice",
    "BadRequest",
    "BalanceNotZero",
    "BulkAlreadySubmitted",
    "BulkInvalidState",
    "BusinessKeyPart",
    "CallError",
    "CardAlreadyBlocked",
    "CardAlreadyRemoved",
    "CardNotBlocked",
    "CardSpendLimit",
    "Cause",
    "ClientOptions",
    "ConfigurationError",
    "Conflict",
    "CurrencyAmountLike",
    "CurrencyMismatch",
    "DerivedRef",
    "EmailNotUnique",
    "Environment",
    "ErrorCode",
    "FieldError",
    "Forbidden",
    "HttpClient",
    "IdempotencyMismatch",
    "IdempotencyRef",
    "Identity",
    "IdentityNotFound",
    "IdentityType",
    "IdentityView",
    "Instrument",
    "InstrumentBlocked",
    "InstrumentDestroyed",
    "InstrumentType",
    "InsufficientFunds",
    "InsufficientPermissions",
    "InternalServerError",
    "InvalidRequest",
    "InviteAlreadyConsumed",
    "LimitInForce",
    "Limits",
    "LimitsInForce",
    "Login",
    "Money",
    "NotFound",
    "NotSent",
    "Outcome",
    "OutcomeUnknown",
    "PER_CALL",
    "POLICIES",
    "PerCall",
    "RateLimit",
    "RateLimited",
    "RateWindow",
    "RawResponse",
    "RecordedCall",
    "Retries",
    "ServerError",
    "ServiceUnavailable",
    "SettleToken",
    "Settlement",
    "SettlementVerdict",
    "SpendRules",
    "SpendRulesAlreadySet",
    "StepUpRequired",
    "Timeout",
    "Timeouts",
    "Token",
    "TokenSettings",
    "TokenSource",
    "TokenStatistics",
    "TokenStore",
    "TooManyBulkRequests",
    "TransferOrder",
    "TransportError",
    "UNSET",
    "Unauthorized",
    "UnexpectedResponse",
    "UnknownValueWarning",
    "UnresolvedIdentity",
    "Unset",
    "WeavrError",
    "__version__",
    "derive_ref",
    "is_worth_retrying",
    "managed_account",
    "managed_card",
    "models",
    "recording",
    "retry_after",
    "to_json",
]
