"""Every operation of the contract has one row that says what may be repeated."""

from __future__ import annotations

import orjson
import pytest

from weavr_async import POLICIES, ErrorCode
from weavr_async._calls.policies import Confirmation, Retry
from weavr_backoffice import contract_bytes

CONTRACT = orjson.loads(contract_bytes())
OPERATIONS = {
    operation["operationId"]: (method, operation)
    for path in CONTRACT["paths"].values()
    for method, operation in path.items()
    if isinstance(operation, dict) and "operationId" in operation
}
GUARDED = sorted(name for name, row in POLICIES.items() if row.retry is Retry.GUARDED)


def takes_reference(operation: dict[str, object]) -> bool:
    """Whether the contract gives an operation the header `idempotency-ref`."""
    return "dempotency" in orjson.dumps(operation.get("parameters", [])).decode()


def test_there_is_a_row_for_each_operation_and_no_other() -> None:
    """The table is complete against the contract that is shipped."""
    assert set(POLICIES) == set(OPERATIONS)
    assert len(OPERATIONS) == 32


def test_exactly_the_operations_that_take_a_reference_are_repeated_by_it() -> None:
    """Nine of them, and no operation is trusted with a reference it would ignore."""
    with_reference = {name for name, row in POLICIES.items() if row.retry is Retry.WITH_REFERENCE}
    assert with_reference == {name for name, (_, operation) in OPERATIONS.items() if takes_reference(operation)}
    assert len(with_reference) == 9


def test_all_reading_is_safe_and_only_logins_are_safe_beside_it() -> None:
    """A GET may always be repeated; a token that nobody received is never used."""
    safe = {name for name, row in POLICIES.items() if row.retry is Retry.SAFE}
    reads = {name for name, (method, _) in OPERATIONS.items() if method == "get"}
    assert safe == reads | {"requestAccessToken", "impersonateIdentityLogin"}


def test_an_invitation_is_never_repeated() -> None:
    """A second one is a second e-mail to a person; nothing else is so strict."""
    assert [name for name, row in POLICIES.items() if row.retry is Retry.NEVER] == ["userInviteSend"]


@pytest.mark.parametrize("name", GUARDED)
def test_a_guarded_operation_answers_success_without_a_body(name: str) -> None:
    """So a success that is inferred from a guard has nothing to make up."""
    _, operation = OPERATIONS[name]
    assert [status for status in operation["responses"] if status.startswith("2")] == ["204"]


@pytest.mark.parametrize("name", GUARDED)
def test_a_guarded_operation_says_how_it_is_settled(name: str) -> None:
    """By its code or by reading; and each code is one that the service knows."""
    row = POLICIES[name]
    assert row.confirmed is not None
    assert all(code.is_known for code in row.guard)


def test_only_final_states_are_settled_by_their_code_alone() -> None:
    """A lost block or removal is done when its code is met; an unblock, a creation or a step of a bulk is read back."""
    by_code = {name for name in GUARDED if POLICIES[name].confirmed is Confirmation.BY_CODE and POLICIES[name].guard}
    assert by_code == {"managedCardBlock", "managedCardRemove"}
    by_reading = {name for name in GUARDED if POLICIES[name].confirmed is Confirmation.BY_READING}
    assert by_reading == {
        "managedCardUnblock",
        "managedCardSpendRulesCreate",
        "bulkIdExecute",
        "bulkIdPause",
        "bulkIdResume",
        "bulkIdCancel",
    }


def test_insufficient_funds_guard_nothing() -> None:
    """A 409 is never taken for done by its status alone."""
    assert not any(ErrorCode.FUNDS_INSUFFICIENT in row.guard for row in POLICIES.values())


def test_every_row_gives_its_reason() -> None:
    """The table is read by people."""
    assert all(row.reason for row in POLICIES.values())
