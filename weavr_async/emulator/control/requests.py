"""Commands on what arrived: the log of requests, and how often what came under a reference acted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator.control.command import (
    COUNT,
    FLAG,
    MOMENT,
    NOTHING,
    OBJECT,
    PAGE,
    STRING,
    TEXT,
    Command,
    CommandRefused,
    array_of,
    nullable,
    object_schema,
)

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest
    from weavr_async.emulator.records import TransferRecord
    from weavr_async.emulator.request_log import LoggedRequest

__all__ = ["REQUEST_COMMANDS"]

_USUAL_PAGE = 100
_MOST_DIGITS = 16


def _requests(request: ControlRequest) -> list[JsonObject]:
    return [
        {
            "operation": row.operation,
            "method": row.method,
            "path": row.path,
            "query": row.query,
            "headers": dict(row.headers),
            "body": row.body.decode("utf-8", "replace"),
            "status": row.status,
            "requestRef": row.request_ref,
            "atMs": row.at_ms,
            "replayed": row.replayed,
            "fault": row.fault,
        }
        for row in request.state.requests
    ]


def _recent(request: ControlRequest) -> JsonObject:
    log, query = request.state.requests, request.query
    limit, reference = query.get("limit", _USUAL_PAGE), query.get("reference")
    rows = log.numbered(query.get("before"), limit if reference is None else len(log))
    if reference is not None:
        rows = [(number, row) for number, row in rows if row.idempotency_ref == reference][:limit]
    return {"requests": [_brief(request, number, row) for number, row in rows], "total": log.total}


def _brief(request: ControlRequest, number: int, row: LoggedRequest) -> JsonObject:
    reference, operation = row.idempotency_ref, request.state.contract.operations.get(row.operation or "")
    counts = reference is not None and operation is not None and operation.takes_reference
    return {
        "number": number,
        "operation": row.operation,
        "method": row.method,
        "path": row.path,
        "status": row.status,
        "atMs": row.at_ms,
        "replayed": row.replayed,
        "fault": row.fault,
        "reference": reference,
        "timesActed": request.state.world.times_acted(reference) if counts and reference is not None else None,
    }


def _one(request: ControlRequest) -> JsonObject:
    number = request.path["number"]
    row = request.state.requests.number(int(number)) if len(number) <= _MOST_DIGITS else None
    if row is None:
        raise CommandRefused(404, f"there is no request {number}, or the log no longer has it")
    return {
        **_brief(request, int(number), row),
        "query": row.query,
        "headers": dict(row.headers),
        "body": row.body.decode("utf-8", "replace"),
        "answer": row.answer.decode("utf-8", "replace"),
        "requestRef": row.request_ref,
    }


def _forget_requests(request: ControlRequest) -> JsonObject:
    request.state.requests.clear()
    return {}


def _reference(request: ControlRequest) -> JsonObject:
    world, reference = request.state.world, request.path["reference"]
    return {
        "timesActed": world.times_acted(reference),
        "transfers": [_transfer_json(transfer) for transfer in world.transfers_by_reference(reference)],
    }


def _transfer_json(transfer: TransferRecord) -> JsonObject:
    return {"id": transfer.id, "state": transfer.state, "currency": transfer.currency, "amount": transfer.amount}


_BRIEF: JsonObject = {
    "number": COUNT,
    "operation": nullable(TEXT),
    "method": TEXT,
    "path": STRING,
    "status": {"type": ["integer", "null"]},
    "atMs": MOMENT,
    "replayed": FLAG,
    "fault": nullable(TEXT),
    "reference": nullable(STRING),
    "timesActed": {"type": ["integer", "null"]},
}
_MORE: JsonObject = {"query": STRING, "headers": OBJECT, "body": STRING, "answer": STRING, "requestRef": STRING}
_LOGGED: JsonObject = {"type": "object", "required": ["operation", "method", "path", "headers", "body", "status"]}
_RECENT = object_schema("requests", "total", requests=array_of(object_schema(*_BRIEF, **_BRIEF)), total=COUNT)
_ACTED = object_schema("timesActed", "transfers", timesActed=COUNT, transfers=array_of(OBJECT))
REQUEST_COMMANDS = (
    Command(
        "GET", "/requests", "requests", "Everything that arrived and is still in the log, oldest first.", NOTHING,
        _requests, array_of(_LOGGED),
    ),
    Command(
        "DELETE", "/requests", "forgetRequests", "Forget what arrived.", NOTHING, _forget_requests, object_schema(),
    ),
    Command(
        "GET", "/requests/recent", "recentRequests", "A page of what arrived, newest first, in brief.", NOTHING,
        _recent, _RECENT, query={**PAGE, "reference": STRING},
    ),
    Command(
        "GET", "/requests/{number}", "request", "One request with its headers and bodies, without secrets.", NOTHING,
        _one, object_schema(*_BRIEF, *_MORE, **_BRIEF, **_MORE), (404,),
    ),
    Command(
        "GET", "/references/{reference:path}", "reference", "How often what came under a reference acted.", NOTHING,
        _reference, _ACTED,
    ),
)  # fmt: skip
