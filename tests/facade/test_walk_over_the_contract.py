"""Nothing of the API is left out: every operation of the contract, in every room of the project."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import orjson
import pytest

from weavr_async import (
    PER_CALL,
    POLICIES,
    BackOffice,
    IdentityView,
    Money,
    SpendRules,
    TokenSettings,
    TransferOrder,
    WeavrError,
    managed_account,
    managed_card,
)
from weavr_async.emulator import DEMO_API_KEY
from weavr_async.hooks import AttemptStarted
from weavr_backoffice import contract_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async import ClientOptions
    from weavr_async.emulator import Emulator
    from weavr_async.hooks import Event
    from weavr_async.resources.paging import Pages

ROOT: Final = Path(__file__).parents[2]
CONTRACT: Final[dict[str, Any]] = orjson.loads(contract_bytes())
Use: TypeAlias = Callable[[IdentityView, IdentityView], Awaitable[object]]


def _operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in CONTRACT["paths"].values():
        for operation in path.values():
            yield operation["operationId"], operation


OPERATIONS: Final = dict(_operations())
ORDER: Final = TransferOrder(
    profile_id="7", source=managed_account("220"), destination=managed_card("331"), amount=Money("1.00", "GBP")
)


async def _first(pages: Pages[Any]) -> object:
    async for item in pages:
        return item
    return None


async def _any_entry(statement: Any) -> None:  # noqa: ANN401 - the two kinds of statement have nothing else in common
    async for _ in statement:
        return


# What a user writes for each operation; acme is a corporate and jane a consumer of the demo world.
USES: Final[dict[str, Use]] = {
    "requestAccessToken": lambda acme, jane: acme.managed_accounts.get("220"),
    "impersonateIdentityLogin": lambda acme, jane: acme.managed_accounts.get("220"),
    "chargeFee": lambda acme, jane: acme.fees.charge(
        fee_type="MONTHLY_FEE", source=managed_account("220"), idempotency_ref=PER_CALL
    ),
    "corporateChargeFee": lambda acme, jane: acme.fees.charge_corporate(
        fee_type="MONTHLY_FEE", source=managed_account("220"), idempotency_ref=PER_CALL
    ),
    "consumerChargeFee": lambda acme, jane: jane.fees.charge_consumer(
        fee_type="MONTHLY_FEE", source=managed_account("223"), idempotency_ref=PER_CALL
    ),
    "managedAccountGet": lambda acme, jane: acme.managed_accounts.get("220"),
    "managedAccountStatement": lambda acme, jane: _any_entry(acme.managed_accounts.statement("220")),
    "managedCardGet": lambda acme, jane: acme.managed_cards.get("331"),
    "managedCardStatement": lambda acme, jane: _any_entry(acme.managed_cards.statement("331")),
    "managedCardBlock": lambda acme, jane: acme.managed_cards.block("331"),
    "managedCardUnblock": lambda acme, jane: acme.managed_cards.unblock("331"),
    "managedCardRemove": lambda acme, jane: acme.managed_cards.remove("332"),
    "managedCardRenewalTypeUpdate": lambda acme, jane: acme.managed_cards.set_renewal("331", renew=False),
    "managedCardSpendRulesGet": lambda acme, jane: acme.managed_cards.get_spend_rules("331"),
    "managedCardSpendRulesCreate": lambda acme, jane: acme.managed_cards.create_spend_rules(
        "331", SpendRules(allow_atm=False)
    ),
    "managedCardSpendRulesUpdate": lambda acme, jane: acme.managed_cards.update_spend_rules(
        "331", SpendRules(allow_atm=False)
    ),
    "managedCardSpendRulesDelete": lambda acme, jane: acme.managed_cards.delete_spend_rules("331"),
    "transferCreate": lambda acme, jane: acme.transfers.create(
        profile_id="7",
        source=managed_account("220"),
        destination=managed_card("331"),
        amount=Money("1.00", "GBP"),
        idempotency_ref=PER_CALL,
    ),
    "transferGet": lambda acme, jane: acme.transfers.get("1"),
    "transfersGet": lambda acme, jane: _first(acme.transfers.list()),
    "userCreate": lambda acme, jane: acme.users.create(name="Ada", surname="Byron", email="new@acme.example"),
    "userDeactivate": lambda acme, jane: acme.users.deactivate("441"),
    "userInviteSend": lambda acme, jane: acme.users.invite("441"),
    "bulks": lambda acme, jane: _first(acme.bulks.list()),
    "bulkId": lambda acme, jane: acme.bulks.get("1"),
    "bulkIdOperations": lambda acme, jane: _first(acme.bulks.operations("1")),
    "bulkIdExecute": lambda acme, jane: acme.bulks.execute("1", on_failure="stop"),
    "bulkIdPause": lambda acme, jane: acme.bulks.pause("1"),
    "bulkIdResume": lambda acme, jane: acme.bulks.resume("1"),
    "bulkIdCancel": lambda acme, jane: acme.bulks.cancel("1"),
    "bulksTransferCreate": lambda acme, jane: acme.bulks.submit_transfers([ORDER], idempotency_ref=PER_CALL),
    "bulksManagedCardSpendRulesUpdate": lambda acme, jane: acme.bulks.submit_spend_rules(
        [("331", SpendRules(allow_atm=False))], idempotency_ref=PER_CALL
    ),
}


def test_the_contract_has_32_operations_and_each_is_used_here() -> None:
    """Neither the contract nor this walk has an operation that the other lacks."""
    assert len(OPERATIONS) == 32
    assert set(USES) == set(OPERATIONS)


@pytest.mark.asyncio
@pytest.mark.parametrize("operation", OPERATIONS)
async def test_every_operation_has_a_method_and_a_handler(
    operation: str, weavr: BackOffice, emulator: Emulator, options: ClientOptions, events: list[Event]
) -> None:
    """A method of the facade sends it, and the emulator answers as the contract says."""
    if operation == "impersonateIdentityLogin":
        login = TokenSettings(login="impersonate_identity_login")
        options["tokens"] = login
        weavr = BackOffice(api_key=DEMO_API_KEY, environment=weavr.environment, **options)
    async with weavr:
        with warnings.catch_warnings(), contextlib.suppress(WeavrError):
            warnings.simplefilter("ignore", DeprecationWarning)
            await USES[operation](weavr.corporate("109876"), weavr.consumer("209876"))
    assert operation in {event.operation for event in events if isinstance(event, AttemptStarted)}
    answered = [request for request in emulator.requests if request.operation == operation]
    assert answered
    assert all(str(request.status) in OPERATIONS[operation]["responses"] for request in answered)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_a_policy_row_that_is_printed(operation: str) -> None:
    """The row is in the table of the docs."""
    assert POLICIES[operation].reason
    assert f"| `{operation}` |" in (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_is_named_where_its_method_is_documented(operation: str) -> None:
    """A reader finds the operation behind a method in the method's text."""
    if operation in {"requestAccessToken", "impersonateIdentityLogin"}:
        sources = [ROOT / "weavr_async" / "tokens" / "sources.py"]
    else:
        sources = sorted((ROOT / "weavr_async" / "resources").glob("*.py"))
    assert any(f"`{operation}`" in source.read_text(encoding="utf-8") for source in sources)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_reference_is_taken_where_the_contract_lists_one_and_nowhere_else(operation: str) -> None:
    """The policy's rows with a reference are the nine operations with the header."""
    parameters = OPERATIONS[operation].get("parameters", ())
    takes = any(parameter.get("$ref", "").endswith("/IdempotencyRef") for parameter in parameters)
    assert (POLICIES[operation].retry == "with_reference") is takes
