"""Every operation of the contract has one row that says what may be repeated."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from weavr_async import POLICIES, ErrorCode
from weavr_async._calls import policies
from weavr_async._calls.policies import Confirmation, Policy, Retry
from weavr_backoffice import contract_bytes
from weavr_backoffice.operations import OPERATIONS as ROWS_OF_THE_CONTRACT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTRACT = orjson.loads(contract_bytes())
OPERATIONS = {
    operation["operationId"]: (method, operation)
    for path in CONTRACT["paths"].values()
    for method, operation in path.items()
    if isinstance(operation, dict) and "operationId" in operation
}
WHAT_IS_KNOWN: dict[str, tuple[str, set[str], str | None, bool]] = {
    "requestAccessToken": ("safe", set(), None, False),
    "impersonateIdentityLogin": ("safe", set(), None, False),
    "managedCardBlock": ("guarded", {"INSTRUMENT_ALREADY_BLOCKED"}, "by_code", False),
    "managedCardUnblock": ("guarded", {"INSTRUMENT_NOT_BLOCKED"}, "by_reading", False),
    "managedCardRemove": ("guarded", {"INSTRUMENT_ALREADY_REMOVED"}, "by_code", False),
    "managedCardSpendRulesCreate": ("guarded", {"SPEND_RULE_ALREADY_SET"}, "by_reading", False),
    "managedCardSpendRulesDelete": ("guarded", set(), "by_code", True),
    "userDeactivate": ("guarded", set(), "by_code", False),
    "userInviteSend": ("never", set(), None, False),
    "bulkIdExecute": ("guarded", {"INVALID_STATE"}, "by_reading", False),
    "bulkIdPause": ("guarded", {"INVALID_STATE"}, "by_reading", False),
    "bulkIdResume": ("guarded", {"INVALID_STATE"}, "by_reading", False),
    "bulkIdCancel": ("guarded", {"INVALID_STATE"}, "by_reading", False),
}
"""The rows that follow from no method and no header: retry, guard, what confirms, and whether a 404 does."""
PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text(encoding="utf-8")
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


def as_it_should_be(rows: Mapping[str, Policy]) -> bool:
    """Whether a table of policies holds what is known, and says why in the words of the page that people read."""
    known = {
        name: (str(row.retry), {str(code) for code in row.guard}, row.confirmed and str(row.confirmed), gone)
        for name, row in rows.items()
        for gone in [row.missing_is_done]
        if name in WHAT_IS_KNOWN
    }
    said = all(
        any(f"| `{name}` |" in line and f"| {row.reason} |" in line for line in LINES) for name, row in rows.items()
    )
    return known == WHAT_IS_KNOWN and said


LINES = PAGE.splitlines()


def test_the_rows_that_follow_from_nothing_else_are_these() -> None:
    """Each with its guard and with what confirms it."""
    assert as_it_should_be(POLICIES)


def changed_tables() -> Iterator[tuple[str, str, dict[str, object]]]:
    """Each table written by hand without each of its rows, and with each two rows that differ swapped."""
    for name in ("_KNOWN", "_WHY_A_REFERENCE"):
        table: dict[str, object] = dict(getattr(policies, name))
        for row in table:
            yield name, f"without {row}", {key: value for key, value in table.items() if key != row}
        for one, other in combinations(table, 2):
            if table[one] != table[other]:
                yield name, f"{one} for {other}", {**table, one: table[other], other: table[one]}


def test_no_row_of_a_table_can_be_deleted_or_swapped_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above fails for each table that is changed so."""
    unseen = []
    for name, change, table in changed_tables():
        with monkeypatch.context() as patched:
            patched.setattr(policies, name, table)
            rows = {one.id: policies._policy(one) for one in ROWS_OF_THE_CONTRACT.values()}
        if as_it_should_be(rows):
            unseen.append(f"{name}: {change}")
    assert unseen == []
    assert len(list(changed_tables())) > 80
