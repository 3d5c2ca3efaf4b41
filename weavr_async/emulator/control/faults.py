"""Commands on what is to go wrong with requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator.control.command import (
    COUNT,
    FLAG,
    NOTHING,
    STRING,
    TEXT,
    Command,
    array_of,
    nullable,
    object_schema,
)
from weavr_async.emulator.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest

__all__ = ["FAULT_COMMANDS"]

_FAULTS: dict[str, Callable[[JsonObject], Fault]] = {
    "answer": lambda body: Fault.answer(
        body.get("status", 500), body.get("body", "").encode("utf-8", "replace"), headers=body.get("headers"),
        acted=body.get("acted", False),
    ),
    "error_code": lambda body: Fault.error_code(body.get("status", 409), body.get("code", "UNKNOWN")),
    "rate_limited": lambda body: Fault.rate_limited(resets_in=body.get("resetsInSeconds", 60)),
    "html": lambda body: Fault.html(body.get("status", 502), acted=body.get("acted", False)),
    "delay": lambda body: Fault.delay(body.get("seconds", 1.0)),
    "dribble": lambda body: Fault.dribble(body.get("seconds", 0.01)),
    "cut_before": lambda _: Fault.cut_before(),
    "cut_after": lambda _: Fault.cut_after(),
    "cut_mid_answer": lambda _: Fault.cut_mid_answer(),
    "truncated": lambda _: Fault.truncated(),
    "wrong_types": lambda _: Fault.wrong_types(),
    "unknown_enum": lambda _: Fault.unknown_enum(),
    "extra_fields": lambda _: Fault.extra_fields(),
    "html_answer": lambda _: Fault.html_answer(),
    "dead_token": lambda _: Fault.dead_token(),
}  # fmt: skip


def _inject(request: ControlRequest) -> JsonObject:
    body, faults = request.body, request.state.faults
    fault = _FAULTS[body["fault"]](body)
    operation = body.get("operation")
    if "probability" in body:
        faults.sometimes(fault, body["probability"], operation=operation)
    else:
        faults.inject(fault, operation=operation, times=body.get("times", 1))
    return _faults(request)


def _faults(request: ControlRequest) -> JsonObject:
    return {"waiting": request.state.faults.waiting, "struck": dict(request.state.faults.struck)}


def _planned(request: ControlRequest) -> JsonObject:
    return {
        "planned": [
            {
                "fault": plan.fault.name,
                "operation": plan.operation,
                "times": plan.times,
                "probability": plan.probability,
            }
            for plan in request.state.faults
        ],
        "faults": list(_FAULTS),
        "operations": list(request.state.contract.operations),
    }


def _clear_faults(request: ControlRequest) -> JsonObject:
    request.state.faults.clear()
    return _faults(request)


_HEADER: JsonObject = {"type": "string", "pattern": "^[\\t\\x20-\\x7e]*$"}
_FAULT = object_schema(
    "fault",
    fault={"enum": list(_FAULTS)},
    operation=TEXT,
    times={"type": ["integer", "null"], "minimum": 1, "maximum": 2**53},
    probability={"type": "number", "exclusiveMinimum": 0, "maximum": 1},
    status={"type": "integer", "minimum": 200, "maximum": 599},
    body=STRING,
    headers={
        "type": "object",
        "propertyNames": {"type": "string", "pattern": "^[A-Za-z0-9-]+$"},
        "additionalProperties": _HEADER,
    },
    acted=FLAG,
    code=TEXT,
    seconds={"type": "number", "minimum": 0, "maximum": 3600},
    resetsInSeconds={"type": "integer", "minimum": 0, "maximum": 2**53},
)
_COUNTS = object_schema("waiting", "struck", waiting=COUNT, struck={"type": "object", "additionalProperties": COUNT})
_PLAN = object_schema(
    "fault",
    "operation",
    "times",
    "probability",
    fault=TEXT,
    operation=nullable(TEXT),
    times=nullable(COUNT),
    probability={"type": "number"},
)
_PLANNED = object_schema(
    "planned", "faults", "operations", planned=array_of(_PLAN), faults=array_of(TEXT), operations=array_of(TEXT)
)
FAULT_COMMANDS = (
    Command("GET", "/faults", "faults", "How many faults wait, and how often each struck.", NOTHING, _faults, _COUNTS),
    Command(
        "POST", "/faults", "planFault", "Plan a fault: for the next requests, or by chance.", _FAULT, _inject, _COUNTS,
    ),
    Command("DELETE", "/faults", "forgetFaults", "Forget all faults.", NOTHING, _clear_faults, _COUNTS),
    Command(
        "GET", "/faults/planned", "plannedFaults", "The faults that wait, and those that can be planned.", NOTHING,
        _planned, _PLANNED,
    ),
)  # fmt: skip
