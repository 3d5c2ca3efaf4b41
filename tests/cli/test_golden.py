"""Each operation has one golden output, and what it prints for programs is what the contract says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.golden import COMMANDS, FOLDER, printed, text_of
from weavr_async.emulator.contract import load_contract
from weavr_backoffice.operations import OPERATIONS

if TYPE_CHECKING:
    from weavr_async.emulator.contract import Operation

LOGINS = {"requestAccessToken", "impersonateIdentityLogin"}
"""They are behind every command, and what they answer is never shown."""
CONTRACT = load_contract()


def answer_of(operation: Operation, printed_lines: str) -> tuple[int, bytes]:
    """The service's answer, as it must have been: a list is printed one item a line."""
    status = next(int(each) for each in operation.statuses if each.startswith("2"))
    lines = printed_lines.splitlines()
    found: list[Any] = [json.loads(line) for line in lines]
    _, answer = CONTRACT.resolve(
        f"/paths/{operation.path.replace('/', '~1')}/{operation.method.lower()}/responses/{status}"
    )
    if not answer.get("content"):
        assert found == []
        return status, b""
    pointer = answer["content"]["application/json"]["schema"].get("$ref", "").removeprefix("#")
    _, schema = CONTRACT.resolve(pointer)
    lists = [name for name, field in schema.get("properties", {}).items() if field.get("type") == "array"]
    if OPERATIONS[operation.id].method == "GET" and len(lists) == 1 and "count" in schema["properties"]:
        return status, json.dumps({lists[0]: found, "count": len(found), "responseCount": len(found)}).encode()
    [only] = found
    return status, json.dumps(only).encode()


def test_each_operation_but_the_logins_has_a_golden_output() -> None:
    assert set(COMMANDS) | LOGINS == set(OPERATIONS)
    assert {path.stem for path in FOLDER.iterdir()} == set(COMMANDS)


@pytest.mark.parametrize("operation", COMMANDS)
def test_what_an_operation_prints_is_its_golden_output_and_fits_the_contract(operation: str) -> None:
    """`python -m tests.cli.golden` writes the outputs anew."""
    people, programs = printed(operation)
    described = CONTRACT.operations[operation]
    status, answer = answer_of(described, programs)
    assert described.answer_problems(status, "application/json", answer) == []
    assert text_of(people, programs, operation) == (FOLDER / f"{operation}.txt").read_text(encoding="utf-8")
