"""Webhooks: checks that a delivery is from Weavr, recent and not handled before, and reads its event.

Weavr posts each kind of event to its own path below the URL you gave it (``…/transfers/watch``). Hand a
`WebhookReceiver` that path, the headers and the body as raw bytes, and handle the event inside the context::

    receiver = WebhookReceiver(api_key)

    async with receiver.receive(path, headers, body) as event:
        match event:
            case TransferChanged(transfer_id=transfer_id, state="COMPLETED"):
                await books.settle(transfer_id)
            case UnknownEvent():
                await inbox.keep(event.delivery.topic, event.raw)

A delivery that is not accepted raises `WebhookRejected`, which has the status to answer. When your handling raises,
the delivery counts as not handled, so that it is accepted when Weavr sends it again.
"""

from weavr_async.webhooks._deliveries import Delivery, Proof
from weavr_async.webhooks._events import (
    BulkProgress,
    CardAdjusted,
    CardAuthorisation,
    CardSettled,
    CardStateChanged,
    FeeCharged,
    TransferChanged,
    UnknownEvent,
    WebhookEvent,
    rest_code,
)
from weavr_async.webhooks._receiver import WebhookReceiver
from weavr_async.webhooks._rejections import RejectionReason, WebhookRejected

__all__ = [
    "BulkProgress",
    "CardAdjusted",
    "CardAuthorisation",
    "CardSettled",
    "CardStateChanged",
    "Delivery",
    "FeeCharged",
    "Proof",
    "RejectionReason",
    "TransferChanged",
    "UnknownEvent",
    "WebhookEvent",
    "WebhookReceiver",
    "WebhookRejected",
    "rest_code",
]
