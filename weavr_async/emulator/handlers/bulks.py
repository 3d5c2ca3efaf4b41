"""Bulks: submitted, then executed item by item on the clock, each as the very call it stands for."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import orjson

from weavr_async.emulator import errors, events
from weavr_async.emulator.bad_requests import bad_request
from weavr_async.emulator.contract import Problem
from weavr_async.emulator.errors import Refusal
from weavr_async.emulator.handlers import spend_rules, transfers
from weavr_async.emulator.handlers.call import NO_CONTENT, Reply, page_of
from weavr_async.emulator.records import Bulk, BulkItem

if TYPE_CHECKING:
    from collections.abc import Callable

    from weavr_async.emulator.agenda import Due
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.world import World

__all__ = [
    "cancel", "execute", "get", "list_bulks", "list_operations", "pause", "resume", "step", "submit_spend_rules",
    "submit_transfers",
]  # fmt: skip

_MOST_REPORTS = 4
_TRANSFERS, _SPEND_RULES = "bulksTransferCreate", "bulksManagedCardSpendRulesUpdate"
_ITEM_HANDLERS: dict[str, Callable[[Call], Reply]] = {_TRANSFERS: transfers.create, _SPEND_RULES: spend_rules.update}


def submit_transfers(call: Call) -> Reply:
    """Take in transfers."""
    return _submit(call, [BulkItem(None, _text(item.get("requestBody"))) for item in call.body])


def submit_spend_rules(call: Call) -> Reply:
    """Take in changes of cards' spend rules."""
    items = [BulkItem(_path_id(item), _text(item.get("requestBody"))) for item in call.body]
    return _submit(call, items)


def _path_id(item: JsonObject) -> str | None:
    path: JsonObject = item.get("pathParams", {})
    return path.get("_id_")


def _submit(call: Call, items: list[BulkItem]) -> Reply:
    call.need_feature("bulks")
    world = call.world
    bulk = Bulk(world.new_id(), call.identity, call.operation.id, items)
    world.bulks[bulk.id] = bulk
    world.bulks_of.setdefault(bulk.identity, []).append(bulk.id)
    return Reply(201, {"bulkId": bulk.id, "operationCount": len(items), "path": f"/bulks/{bulk.id}"})


def list_bulks(call: Call) -> Reply:
    """List bulks, newest first."""
    call.need_feature("bulks")
    ids = call.world.bulks_of.get(call.identity, [])
    status = call.query.get("status")
    chosen = [call.world.bulks[one] for one in reversed(ids)]
    chosen = [bulk for bulk in chosen if status in {None, bulk.status}]
    rows = [_bulk_json(bulk) for bulk in page_of(chosen, call)]
    return Reply(200, {"bulkProcesses": rows, "count": len(chosen), "responseCount": len(rows)})


def get(call: Call) -> Reply:
    """Read a bulk, with how many of its operations stand where."""
    bulk = _bulk(call)
    counts = Counter(item.status for item in bulk.items)
    rows = [{"status": status, "count": count} for status, count in counts.items()]
    return Reply(200, {**_bulk_json(bulk), "operationStatusCounts": rows})


def list_operations(call: Call) -> Reply:
    """List a bulk's operations in their sequence."""
    bulk = _bulk(call)
    status, sequence = call.query.get("status"), call.query.get("sequence")
    numbered = list(enumerate(bulk.items, start=call.switches.bulk_first_sequence))
    if status is not None or sequence is not None:
        numbered = [
            (number, item) for number, item in numbered if status in {None, item.status} and sequence in {None, number}
        ]
    rows = [_item_json(bulk, number, item) for number, item in page_of(numbered, call)]
    return Reply(200, {"operations": rows, "count": len(numbered), "responseCount": len(rows)})


def execute(call: Call) -> Reply:
    """Start a submitted bulk."""
    bulk = _bulk(call, "SUBMITTED")
    others = [call.world.bulks[one] for one in call.world.bulks_of[call.identity]]
    running = [other for other in others if other.status == "RUNNING"]
    at_most = call.switches.bulks_running_at_most
    if at_most is not None and len(running) >= at_most:
        raise errors.conflict("TOO_MANY_REQUESTS")
    if call.switches.bulk_one_per_operation and any(other.operation == bulk.operation for other in running):
        raise errors.conflict("DUPLICATE_OPERATION_TYPE")
    body: JsonObject = call.body
    bulk.mode = body.get("mode", call.switches.bulk_default_mode)
    bulk.report_every = _report_every(body.get("webhookInterval"), len(bulk.items))
    bulk.started_ms = call.world.now_ms()
    _run(call, bulk)
    return NO_CONTENT


def pause(call: Call) -> Reply:
    """Hold a running bulk before its next item."""
    bulk = _bulk(call, "RUNNING")
    bulk.status = "PAUSED"
    bulk.turn += 1
    _set_rest(bulk, "SUBMITTED")
    return NO_CONTENT


def resume(call: Call) -> Reply:
    """Go on with a paused bulk."""
    _run(call, _bulk(call, "PAUSED"))
    return NO_CONTENT


def cancel(call: Call) -> Reply:
    """End a bulk; what it has done stays done."""
    bulk = _bulk(call, "SUBMITTED", "RUNNING", "PAUSED")
    bulk.turn += 1
    _finish(call.world, bulk, "CANCELLED")
    return NO_CONTENT


def step(world: World, due: Due, call: Call) -> None:
    """Run the next item of a bulk, as the call it stands for, and plan the one after it.

    Args:
        world: The world it happens in.
        due: Which bulk; outdated when the bulk was paused or ended since.
        call: A call to be filled in with the bulk's identity and the item's path and body.
    """
    bulk = world.bulks[due.id]
    if due.turn != bulk.turn:
        return
    item = bulk.items[bulk.next_item]
    failed = False
    try:
        item.response = _carry_out(bulk, item, call)
    except Refusal as refusal:
        item.response = _text(refusal.body)
        failed = True
    item.status = "FAILED" if failed else "COMPLETED"
    bulk.next_item += 1
    if bulk.next_item == len(bulk.items) or (failed and bulk.mode == "ON_FAILURE_STOP"):
        done = sum(one.status == "COMPLETED" for one in bulk.items)
        _finish(
            world, bulk, "FAILED" if not done else "COMPLETED" if done == len(bulk.items) else "PARTIALLY_COMPLETED"
        )
    else:
        bulk.items[bulk.next_item].status = "RUNNING"
        if bulk.next_item % bulk.report_every == 0:
            events.bulk_progressed(world, bulk)
        world.agenda.plan(due.at_ms + call.switches.bulk_item_ms, "bulk", bulk.id, bulk.turn)


def _carry_out(bulk: Bulk, item: BulkItem, call: Call) -> str:
    body = orjson.loads(item.request)
    if body is None:
        raise bad_request([Problem("requestBody", "required")], call.operation, call.switches)
    if bulk.operation == _SPEND_RULES and item.path_id is None:
        raise errors.not_found("managed card")
    path = {} if item.path_id is None else {"id": item.path_id}
    reply = _ITEM_HANDLERS[bulk.operation](replace(call, identity=bulk.identity, path=path, body=body))
    return "" if reply.body is None else _text(reply.body)


def _report_every(interval: int | None, items: int) -> int:
    """After how many items a webhook is sent: as often as asked for, but four times at most; else at the end."""
    return items if interval is None or interval < 1 else max(interval, -(-items // _MOST_REPORTS))


def _run(call: Call, bulk: Bulk) -> None:
    bulk.status = "RUNNING"
    bulk.turn += 1
    bulk.items[bulk.next_item].status = "RUNNING"
    call.world.agenda.plan(call.world.now_ms() + call.switches.bulk_item_ms, "bulk", bulk.id, bulk.turn)


def _finish(world: World, bulk: Bulk, status: str) -> None:
    bulk.status = status
    bulk.finished_ms = world.now_ms()
    _set_rest(bulk, "CANCELLED")
    events.bulk_progressed(world, bulk)


def _set_rest(bulk: Bulk, status: str) -> None:
    for item in bulk.items[bulk.next_item :]:
        item.status = status


def _bulk(call: Call, *statuses: str) -> Bulk:
    call.need_feature("bulks")
    bulk = call.world.bulks.get(call.path["bulk_id"])
    if bulk is None or bulk.identity != call.identity:
        raise errors.not_found("bulk")
    if statuses and bulk.status not in statuses:
        raise errors.conflict("INVALID_STATE")
    return bulk


def _bulk_json(bulk: Bulk) -> JsonObject:
    body: JsonObject = {
        "bulkId": bulk.id,
        "status": bulk.status,
        "submittedItemsCount": len(bulk.items),
        "operation": "transfers" if bulk.operation == _TRANSFERS else "managed_cards_spend_rules",
    }
    if bulk.started_ms is not None:
        body["executionStart"] = bulk.started_ms
    if bulk.finished_ms is not None:
        body["executionFinish"] = bulk.finished_ms
    if bulk.mode is not None:
        body["mode"] = bulk.mode
    return body


def _item_json(bulk: Bulk, number: int, item: BulkItem) -> JsonObject:
    body: JsonObject = {
        "operationId": f"{bulk.id}-{number}",
        "sequence": number,
        "method": "POST" if bulk.operation == _TRANSFERS else "PATCH",
        "path": "/transfers" if bulk.operation == _TRANSFERS else f"/managed_cards/{item.path_id}/spend_rules",
        "status": item.status,
        "requestPayload": item.request,
    }
    if item.response is not None:
        body["responsePayload"] = item.response
    return body


def _text(value: object) -> str:
    return orjson.dumps(value).decode()
