"""What is public stays public, and importing it is cheap."""

from __future__ import annotations

import ast
import pickle
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import weavr_async
from weavr_async.values import money


def test_the_exported_names_are_these() -> None:
    """A change of the public surface is a decision, taken here."""
    assert sorted(weavr_async.__all__) == EXPORTED


def test_every_exported_name_is_there() -> None:
    """`__all__` names nothing that is missing."""
    assert [name for name in weavr_async.__all__ if not hasattr(weavr_async, name)] == []


def test_what_a_module_exports_to_users_is_exported_here_too() -> None:
    """Type checkers read `import *`; at run time a table says which module a name is in. They are the same."""
    tree = ast.parse(Path(weavr_async.__file__).read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules = [str(node.module) for node in imports if node.names[0].name == "*"]
    missing = {name for module in modules for name in import_module(module).__all__} - set(weavr_async.__all__)

    assert len(modules) > 5
    assert missing == set()


def test_a_name_is_the_one_of_its_module() -> None:
    """Whichever way it is asked for, it is the same class, so it can be caught, compared and pickled."""
    assert weavr_async.NotSent is weavr_async.errors.NotSent
    assert weavr_async.Money is money.Money
    assert pickle.loads(pickle.dumps(weavr_async.Money)) is weavr_async.Money


def test_a_name_that_is_not_there_is_the_usual_error() -> None:
    """A typing error is an error at once, as of any module."""
    with pytest.raises(AttributeError, match="module 'weavr_async' has no attribute 'BackOfice'") as caught:
        _ = weavr_async.BackOfice  # type: ignore[attr-defined]  # the type checker knows as well
    with pytest.raises(ImportError, match="cannot import name 'BackOfice' from 'weavr_async'"):
        exec("from weavr_async import BackOfice")

    assert (caught.value.name, caught.value.obj) == ("BackOfice", weavr_async)
    assert not hasattr(weavr_async, "__wrapped__")
    assert set(weavr_async.__all__) <= set(dir(weavr_async))


def after(program: str) -> str:
    """What a fresh interpreter prints."""
    return subprocess.check_output([sys.executable, "-c", program], text=True).strip()


def test_modules_are_attributes_without_an_import_of_their_own() -> None:
    """As if all of them had been loaded."""
    assert after(
        "import weavr_async; print(weavr_async.journal.Intent.__name__, weavr_async.hooks.CallEnded.__name__)"
    ) == ("Intent CallEnded")


def test_importing_loads_nothing_else_and_a_name_what_it_stands_on() -> None:
    """A service pays for what it uses, and the clients of other services in it wait for nothing."""
    code = (
        "import sys, weavr_async; mine = sorted(module for module in sys.modules if module.startswith('weavr_')); "
        "weavr_async.Money; print(*mine, 'weavr_async.errors' in sys.modules, 'weavr_async.client' in sys.modules)"
    )
    assert after(code) == "weavr_async weavr_async._loading weavr_async._version False False"


def test_models_are_at_hand_without_being_loaded() -> None:
    """Each one is loaded when it is first used."""
    code = (
        "import sys; from weavr_async import models; import weavr_backoffice.models as generated; "
        "before = 'weavr_backoffice.models.transfer' in sys.modules; "
        "print(before, models.Transfer is generated.Transfer, set(models.__all__) == set(generated.__all__))"
    )
    assert after(code) == "False True True"


def test_no_name_loads_statements_or_bulk_jobs() -> None:
    """A kind of thing is loaded when an identity's view is first asked for it, and with it what it stands on."""
    code = (
        "import sys; from weavr_async import *; "
        "later = ('weavr_async.resources.', 'weavr_async.statements', 'weavr_async.bulk_jobs'); "
        "print([module for module in sys.modules if module.startswith(later)])"
    )
    assert after(code) == "[]"


def test_a_client_without_a_journal_loads_none_and_one_with_a_journal_does_when_it_is_made() -> None:
    """What a call needs is there before the first one, and nothing that it does not need."""
    code = (
        "import sys; from weavr_async import BackOffice, Environment; from weavr_async.stores import MemoryStore; "
        "parts = ('weavr_async.journal.journal', 'weavr_async.journal.writes'); "
        "make = lambda journal: BackOffice(api_key='key', environment=Environment.SANDBOX, journal=journal); "
        "without = make(None); print([part for part in parts if part in sys.modules]); "
        "remembering = make(MemoryStore()); print([part in sys.modules for part in parts])"
    )
    assert after(code).splitlines() == ["[]", "[True, True]"]


def test_no_name_loads_a_model_an_engine_or_an_optional_package() -> None:
    """A service that imports the SDK pays for what it uses."""
    code = (
        "import sys; from weavr_async import *; "
        "print([m for m in sys.modules if m.startswith(('weavr_backoffice.models.', 'weavr_backoffice.api.'))"
        " or m.split('.')[0] in {'httpx', 'aiohttp', 'iso4217', 'starlette', 'uvicorn', 'redis', 'opentelemetry'}])"
    )
    assert after(code) == "[]"


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
