"""The bodies of a 400: what is wrong with a request, in the shapes and codes of the contract or of the service seen.

There are three shapes: rows of `validationErrors`, rows of `syntaxErrors`, and sentences in `message` alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from weavr_async.emulator.errors import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from weavr_async.emulator.contract import JsonObject, Operation, Problem
    from weavr_async.emulator.rules import Switches

__all__ = ["bad_request", "other_payload", "syntax_code"]

_CONTRACT_CODES: Final = {
    "required": "REQUIRED",
    "type": "INVALID_TYPE_OR_VALUE",
    "enum": "IN",
    "const": "IN",
    "pattern": "REGEX",
    "format": "INVALID_TYPE_OR_VALUE",
    "minimum": "AT_LEAST",
    "maximum": "AT_MOST",
    "minLength": "AT_LEAST",
    "maxLength": "AT_MOST",
    "minItems": "AT_LEAST",
    "maxItems": "AT_MOST",
}
_SYNTAX_CODES: Final = {
    "required": "REQUIRED",
    "type": "REQUIRES",
    "enum": "IN",
    "const": "IN",
    "pattern": "REGEX",
    "format": "REGEX",
    "minimum": "RANGE",
    "maximum": "RANGE",
    "minLength": "SIZE",
    "maxLength": "SIZE",
    "minItems": "SIZE",
    "maxItems": "SIZE",
}
# What the service was seen to say instead.
_SEEN_CODES: Final = {**_CONTRACT_CODES, "minLength": "RANGE", "maxLength": "RANGE"}
_UNREADABLE: Final = {"type", "enum", "const", "format"}
_MESSAGE_ONLY: Final = {"userCreate", "managedCardSpendRulesCreate", "managedCardSpendRulesUpdate"}
_MOST_FIELDS: Final = 50


def bad_request(problems: Iterable[Problem], operation: Operation, switches: Switches) -> Refusal:
    """A 400 about a request, in the shape of its operation."""
    listed = sorted(set(problems), key=lambda problem: (problem.field, problem.keyword))[:_MOST_FIELDS]
    if switches.bad_request_body == "message":
        return _sentences(listed)
    if _shape(operation, switches) == "syntax":
        rows = [_row(problem.field, syntax_code(problem), problem) for problem in listed]
        return Refusal(400, {"message": "Bad request", "syntaxErrors": {"invalidFields": rows}})
    rows = _seen_rows(listed, switches) if switches.bad_request_codes == "seen" else _contract_rows(listed)
    return Refusal(400, {"message": "Bad request", "validationErrors": rows})


def other_payload(operation: Operation, switches: Switches) -> Refusal:
    """The refusal of a reference that was used with another payload."""
    if switches.reference_other_payload == "precondition_failed":
        return Refusal(412, {"message": "idempotency-ref: it was used with another payload"})
    if operation.id in _MESSAGE_ONLY:
        return Refusal(400, {"message": "request.idempotency-ref: it was used with another payload"})
    row = _invalid_request("idempotency-ref", switches)
    return Refusal(400, {"message": "Bad request", "validationErrors": [row]})


def syntax_code(problem: Problem) -> str:
    """The code of a problem in the shape of `syntaxErrors`, which the Simulator shares."""
    return _SYNTAX_CODES.get(problem.keyword, "REQUIRES")


def _shape(operation: Operation, switches: Switches) -> Literal["validation", "syntax"]:
    if operation.id == "chargeFee" and switches.fee_bad_request_shape == "validation":
        return "validation"
    return operation.bad_request_shape


def _contract_rows(problems: list[Problem]) -> list[JsonObject]:
    return [
        _validation_row(problem.field, _CONTRACT_CODES.get(problem.keyword, "INVALID_REQUEST"), problem)
        for problem in problems
    ]


def _seen_rows(problems: list[Problem], switches: Switches) -> list[JsonObject]:
    """A body that cannot be read is told as the way to the first such place, and nothing else is looked at."""
    unreadable = next((problem for problem in problems if problem.keyword in _UNREADABLE), None)
    if unreadable is not None:
        return _chain(unreadable)
    rows: dict[str, JsonObject] = {}
    for problem in problems:
        field = _without_index(problem)
        if field.endswith("MerchantCountries"):
            rows[""] = _invalid_request(field, switches)
        else:
            rows.setdefault(field, _validation_row(field, _seen_code(problem), problem))
    return list(rows.values())


def _invalid_request(field: str, switches: Switches) -> JsonObject:
    """The row that says no more than that; whether it names its field is not known."""
    row: JsonObject = {"error": "INVALID_REQUEST", "message": "the request is not valid", "params": []}
    if switches.invalid_request_names_field:
        row["fieldName"] = field
    return row


def _seen_code(problem: Problem) -> str:
    if problem.keyword == "required" and problem.of_text:
        return "HAS_TEXT"
    return _SEEN_CODES.get(problem.keyword, "INVALID_REQUEST")


def _chain(problem: Problem) -> list[JsonObject]:
    """One row for each step to a field; the step into a list has no name."""
    steps = problem.steps or (problem.field,)
    return [
        {
            **({} if isinstance(step, int) else {"fieldName": step}),
            "error": "INVALID_TYPE_OR_VALUE",
            "message": f"{problem.field[:100]}: {problem.keyword}",
            "params": [],
        }
        for step in steps
    ]


def _without_index(problem: Problem) -> str:
    return ".".join(step for step in problem.steps if isinstance(step, str)) or problem.field


def _sentences(problems: list[Problem]) -> Refusal:
    said = [f"request.{_with_brackets(problem)}: {problem.keyword}"[:255] for problem in problems]
    if len(said) == 1:
        return Refusal(400, {"message": said[0]})
    return Refusal(400, {"message": "Bad Request", "_embedded": {"errors": [{"message": one} for one in said]}})


def _with_brackets(problem: Problem) -> str:
    steps = problem.steps or (problem.field,)
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def _validation_row(field: str, code: str, problem: Problem) -> JsonObject:
    row = _row(field, code, problem)
    row["message"] = f"{field[:100]}: {problem.keyword} {' '.join(problem.params)}".strip()[:255]
    if problem.value is not None:
        row["invalidValue"] = [problem.value]
    return row


def _row(field: str, code: str, problem: Problem) -> JsonObject:
    return {"fieldName": field, "error": code, "params": list(problem.params)}
