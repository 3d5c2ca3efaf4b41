"""Commands on webhooks: who receives them, what is to go wrong, what became of each, and sending one again."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from weavr_async.emulator.control.command import NOTHING, Command, CommandRefused, object_schema
from weavr_async.emulator.deliveries import DeliveryFaultKind
from weavr_async.emulator.events import TOPICS

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest
    from weavr_async.emulator.deliveries import Attempt, Delivery

__all__ = ["WEBHOOK_COMMANDS", "delivery_json"]


def _list(request: ControlRequest) -> JsonObject:
    webhooks = request.state.webhooks
    return {"address": webhooks.address, "deliveries": [delivery_json(one) for one in webhooks]}


def _post_to(request: ControlRequest) -> JsonObject:
    webhooks = request.state.webhooks
    if request.body["address"] is None:
        webhooks.stop()
    else:
        webhooks.post_to(request.body["address"])
    return {"address": webhooks.address}


def _inject(request: ControlRequest) -> JsonObject:
    body = request.body
    request.state.webhooks.inject(
        body["fault"], topic=body.get("topic"), times=body.get("times", 1), seconds=body.get("seconds", 3_600)
    )
    return {"waiting": len(request.state.webhooks.unstruck)}


def _again(request: ControlRequest) -> JsonObject:
    try:
        return delivery_json(request.state.webhooks.again(request.path["id"]))
    except KeyError:
        raise CommandRefused(404, f"there is no delivery {request.path['id']}") from None


def delivery_json(delivery: Delivery) -> JsonObject:
    """Write a delivery and its attempts."""
    return {
        "id": delivery.id,
        "topic": delivery.topic,
        "reference": delivery.reference,
        "createdMs": delivery.created_ms,
        "state": delivery.state,
        "dueMs": delivery.due_ms,
        "fault": delivery.fault,
        "event": delivery.event,
        "attempts": [_attempt_json(attempt) for attempt in delivery.attempts],
    }


def _attempt_json(attempt: Attempt) -> JsonObject:
    return {
        "atMs": attempt.at_ms,
        "publishedMs": attempt.published_ms,
        "status": attempt.status,
        "fault": attempt.fault,
    }


_FAULT = object_schema(
    "fault",
    fault={"enum": list(get_args(DeliveryFaultKind))},
    topic={"enum": list(TOPICS)},
    times={"type": ["integer", "null"], "minimum": 1},
    seconds={"type": "number", "minimum": 0, "maximum": 10**9},
)
WEBHOOK_COMMANDS = (
    Command("GET", "/webhooks", NOTHING, _list),
    Command("PUT", "/webhooks", object_schema("address", address={"type": ["string", "null"]}), _post_to),
    Command("POST", "/webhooks/faults", _FAULT, _inject),
    Command("POST", "/webhooks/{id}/again", NOTHING, _again),
)
