"""Turns a request into an event that is handled once."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, final

import anyio
import orjson

from weavr_async.errors import ConfigurationError, InvalidRequest
from weavr_async.stores.memory import MemoryStore
from weavr_async.stores.protocols import DeliveryState
from weavr_async.values._checks import is_count
from weavr_async.values._secret import Secret, check_api_key, wrapped
from weavr_async.webhooks._deliveries import RequestHeaders, Verifier
from weavr_async.webhooks._events import TOPICS, read_event
from weavr_async.webhooks._payload import is_object
from weavr_async.webhooks._rejections import RejectionReason, WebhookRejected

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable, Mapping

    from weavr_async.stores.protocols import WebhookStore
    from weavr_async.webhooks._events import WebhookEvent
    from weavr_async.webhooks._payload import JsonObject

__all__ = ["WebhookReceiver"]

_MIB: Final = 1024 * 1024
_HANDLED_WITHIN: Final = 600.0
"""Seconds after which a handler that has not ended must have died: then a delivery is accepted again."""
_STORE_TIMEOUT: Final = 5.0  # seconds a store has to note how a delivery ended, when its handler was cancelled


@final
class WebhookReceiver:
    """Accepts deliveries that are from Weavr, recent and not handled before, and reads them.

    Args:
        api_key: The key whose environment sends the webhooks: Weavr signs with it. Of several API clients Weavr
            uses the oldest one's.
        more_api_keys: Other keys to accept while a key is being replaced.
        webhooks_key: Proves deliveries about bulks, for which no signature is documented. They are refused as
            long as it is not given, unless they are signed.
        accept_timestamp_signature: Accept the deprecated ``signature`` header where there is no ``signature-v2``.
            It covers only the timestamp: anyone who has seen one delivery can send any body with its signature until
            `tolerance` has passed. Leave it off.
        tolerance: How far the published timestamp may lie in the past or in the future. Whether Weavr sets a
            new timestamp when it sends a delivery again is not known: if genuine ones are stale, set a longer one.
        max_body_bytes: Larger bodies are refused before anything is computed over them.
        store: Remembers deliveries. A `MemoryStore` by default, which is for a single process.
        clock: Seconds since the epoch.

    Raises:
        ConfigurationError: A key is empty or holds what no key holds, or a bound is not above zero.
    """

    def __init__(
        self,
        api_key: str | Secret,
        *,
        more_api_keys: Iterable[str | Secret] = (),
        webhooks_key: str | Secret | None = None,
        accept_timestamp_signature: bool = False,
        tolerance: timedelta = timedelta(minutes=5),
        max_body_bytes: int = _MIB,
        store: WebhookStore | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # Under their own names: whatever is raised from here on, no variable of this frame holds a key in clear.
        api_key, others = wrapped(api_key), _wrapped_all(more_api_keys)
        webhooks_key = None if webhooks_key is None else wrapped(webhooks_key)
        del more_api_keys
        if others is None:
            raise ConfigurationError("A WebhookReceiver's more_api_keys is a list of keys, not a single one.")
        _check_bounds(tolerance, max_body_bytes)
        self._verifier = Verifier(
            api_keys=tuple(check_api_key(key) for key in (api_key, *others)),
            webhooks_key=None if webhooks_key is None else check_api_key(webhooks_key, "webhooks key"),
            accept_timestamp_signature=accept_timestamp_signature,
            tolerance=tolerance,
        )
        self.max_body_bytes: Final = max_body_bytes
        """How much of a body is worth reading before it is handed over."""
        self._store: WebhookStore = MemoryStore() if store is None else store
        self._remember_for = 2 * tolerance.total_seconds()
        self._clock = clock

    @asynccontextmanager
    async def receive(self, path: str, headers: Mapping[str, str], body: bytes) -> AsyncGenerator[WebhookEvent]:
        """Check a request and give its event, to be handled inside the context.

        Leaving the context normally marks the delivery as handled. Leaving it with an exception or a
        cancellation forgets it, so that it is accepted when Weavr sends it again.

        Args:
            path: The path the request came to. Only its end counts, so the prefix of your route may stay.
            headers: The request's headers, in any case.
            body: The raw bytes of the body. Bytes made from parsed JSON have another signature.

        Raises:
            WebhookRejected: The delivery is not Weavr's, too old, already handled or being handled, or cannot be
                read. `WebhookRejected.status` is what to answer.
            InvalidRequest: The body is not bytes.
        """
        wanted = RequestHeaders(headers)
        del headers  # they may hold the webhooks key, and what is raised from here on shows this frame
        event = self._verify(path, wanted, body)
        await self._begin(event.delivery.key)
        try:
            yield event
        except BaseException:
            with anyio.move_on_after(_STORE_TIMEOUT, shield=True):
                await self._store.abandon_delivery(event.delivery.key)
            raise
        with anyio.move_on_after(_STORE_TIMEOUT, shield=True):
            await self._store.finish_delivery(event.delivery.key, ttl=self._remember_for)

    def verify(self, path: str, headers: Mapping[str, str], body: bytes) -> WebhookEvent:
        """Check a request and read its event, without checking whether it was handled before.

        For services that put the event into a queue or a table with a unique key of their own
        (`Delivery.key`); `receive` does the rest for all others. Arguments and errors are those of `receive`.
        """
        wanted = RequestHeaders(headers)
        del headers  # as in `receive`
        return self._verify(path, wanted, body)

    def _verify(self, path: str, headers: RequestHeaders, body: bytes) -> WebhookEvent:
        _check_raw(body)
        if len(body) > self.max_body_bytes:
            raise WebhookRejected(
                f"The body is larger than the {self.max_body_bytes} bytes accepted here.",
                reason=RejectionReason.TOO_LARGE,
            )
        now = datetime.fromtimestamp(self._clock(), UTC)
        delivery = self._verifier.verify(_topic(path), headers, body, now)
        return read_event(delivery, _json_object(body))

    async def _begin(self, key: str) -> None:
        match await self._store.begin_delivery(key, lease=_HANDLED_WITHIN):
            case DeliveryState.NEW:
                return
            case DeliveryState.HANDLED:
                raise WebhookRejected("The delivery was handled before.", reason=RejectionReason.REPLAYED)
            case DeliveryState.IN_PROGRESS:
                raise WebhookRejected(
                    "The delivery is being handled at this moment.", reason=RejectionReason.IN_PROGRESS
                )


def _topic(path: str) -> str:
    tidy = path.partition("?")[0].strip("/")
    return next((topic for topic in TOPICS if f"/{tidy}".endswith(f"/{topic}")), tidy)


def _wrapped_all(keys: Iterable[str | Secret]) -> list[Secret] | None:
    """The keys; nothing where they are a single one, for taken as a list, each of its characters would be a key."""
    return None if isinstance(keys, (str, bytes, Secret)) else [wrapped(key) for key in keys]


def _check_bounds(tolerance: object, max_body_bytes: object) -> None:
    if not isinstance(tolerance, timedelta) or tolerance <= timedelta(0) or not is_count(max_body_bytes):
        raise ConfigurationError(
            "A WebhookReceiver's tolerance is a timedelta above zero, and its max_body_bytes an integer from 1 on."
        )


def _check_raw(body: object) -> None:
    if not isinstance(body, bytes):
        raise InvalidRequest(
            f"The body of a webhook is checked as the raw bytes that arrived, not as {type(body).__name__}.",
            field="body",
        )


def _json_object(body: bytes) -> JsonObject:
    try:
        parsed: object = orjson.loads(body)
    except orjson.JSONDecodeError:
        parsed = None
    if not is_object(parsed):
        raise WebhookRejected("The body is no JSON object.", reason=RejectionReason.MALFORMED)
    return parsed
