"""Commands on webhooks: who receives them, what is to go wrong, what became of each, and sending one again."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, get_args

from weavr_async.emulator.control.command import (
    COUNT,
    NOTHING,
    STRING,
    Command,
    CommandRefused,
    array_of,
    nullable,
    object_schema,
)
from weavr_async.emulator.deliveries import DeliveryFaultKind
from weavr_async.emulator.events import TOPICS

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.control.command import ControlRequest
    from weavr_async.emulator.deliveries import Attempt, Delivery

_MOST = 1_000

__all__ = ["WEBHOOK_COMMANDS", "delivery_json"]


def _list(request: ControlRequest) -> JsonObject:
    webhooks = request.state.webhooks
    return {
        "address": webhooks.address,
        "deliveries": [delivery_json(one) for one in islice(webhooks, max(0, len(webhooks) - _MOST), None)],
    }


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
    times={"type": ["integer", "null"], "minimum": 1, "maximum": 2**53},
    seconds={"type": "number", "minimum": 0, "maximum": 10**9},
)
_DELIVERY: JsonObject = {
    "type": "object",
    "required": ["id", "topic", "reference", "createdMs", "state", "dueMs", "fault", "event", "attempts"],
}
_URL: JsonObject = {"type": "string", "pattern": "^https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[!-~]*)?$"}
_ADDRESS = object_schema("address", address=nullable(_URL))
WEBHOOK_COMMANDS = (
    Command(
        "GET", "/webhooks", "webhooks", "Who receives webhooks, and the newest 1,000 deliveries, oldest first.",
        NOTHING, _list, object_schema("address", "deliveries", address=nullable(STRING),
        deliveries=array_of(_DELIVERY)),
    ),
    Command(
        "PUT", "/webhooks", "receiveWebhooks", "Post webhooks to an address, or to none.",
        _ADDRESS, _post_to, _ADDRESS,
    ),
    Command(
        "POST", "/webhooks/faults", "planWebhookFault", "Plan something to go wrong on the way.", _FAULT, _inject,
        object_schema("waiting", waiting=COUNT),
    ),
    Command(
        "POST", "/webhooks/{id}/again", "sendWebhookAgain", "Send a delivery again, now.", NOTHING, _again, _DELIVERY,
        (404,),
    ),
)  # fmt: skip
