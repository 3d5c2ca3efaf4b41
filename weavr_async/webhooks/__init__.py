"""Webhooks: checks that a delivery is from Weavr, recent and not handled before, and reads its event.

Weavr posts each kind of event to its own path below the URL you gave it (``…/transfers/watch``). Hand a
`WebhookReceiver` that path, the headers and the body as raw bytes, and handle the event inside the context::

    receiver = WebhookReceiver(api_key)

    async with receiver.receive(path, headers, body) as event:
        match event.payload:
            case TransferEvent(event_type="COMPLETED", transfer=transfer):
                await books.settle(transfer.id.id)
            case None:
                await inbox.keep(event.topic, event.body, event.problem)

The payloads are classes of `weavr_backoffice.webhooks`, one for each of Weavr's topics, which `TOPICS` lists.
`parse_event` reads an event that was verified before and comes out of a queue.

A delivery that is not accepted raises `WebhookRejected`, which has the status to answer. When your handling raises,
the delivery counts as not handled, so that it is accepted when Weavr sends it again.
"""

from weavr_async.webhooks._deliveries import Delivery, Headers, Proof
from weavr_async.webhooks._events import ParsedEvent, WebhookEvent, parse_event, rest_code
from weavr_async.webhooks._receiver import WebhookReceiver
from weavr_async.webhooks._rejections import RejectionReason, WebhookRejected

__all__ = [
    "Delivery",
    "Headers",
    "ParsedEvent",
    "Proof",
    "RejectionReason",
    "WebhookEvent",
    "WebhookReceiver",
    "WebhookRejected",
    "parse_event",
    "rest_code",
]
