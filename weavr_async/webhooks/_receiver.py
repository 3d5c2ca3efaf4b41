"""Turns a request into an event that is handled once."""

from __future__ import annotations

import time
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, final

import anyio

from weavr_async.errors import ConfigurationError
from weavr_async.stores.memory import MemoryStore
from weavr_async.stores.protocols import DeliveryState
from weavr_async.values._checks import has_methods, is_count, kind_of
from weavr_async.values._secret import check_api_key, wrapped, wrapped_all
from weavr_async.webhooks._deliveries import Delivery, RequestHeaders, Verifier
from weavr_async.webhooks._events import raw_body, read_event, topic_of
from weavr_async.webhooks._rejections import RejectionReason, WebhookRejected

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Iterable

    from weavr_async.stores.protocols import WebhookStore
    from weavr_async.values._secret import Secret
    from weavr_async.webhooks._deliveries import Headers
    from weavr_async.webhooks._events import WebhookEvent

__all__ = ["WebhookReceiver"]

_MIB: Final = 1024 * 1024
_TOLERANCE: Final = timedelta(hours=6)
"""Weavr sends a delivery again for about four hours and twenty minutes, by its documentation."""
_A_DAY: Final = timedelta(days=1)
_HANDLED_WITHIN: Final = timedelta(minutes=10)
_NEEDED_OF_A_STORE: Final = ("begin_delivery", "finish_delivery", "abandon_delivery")
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
        tolerance: How far the published timestamp may lie in the past (in the future: five minutes). Six hours by
            default, because Weavr sends a delivery again for more than four, and whether it then sets a new timestamp
            is not known. What is sent again within that time is not handled twice: see `remembered_for`.
        remembered_for: How long a delivery is remembered that was handled; longer than `tolerance`, a day by default.
        handled_within: A handler that has not ended by then must have died, and its delivery is accepted again.
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
        tolerance: timedelta = _TOLERANCE,
        remembered_for: timedelta = _A_DAY,
        handled_within: timedelta = _HANDLED_WITHIN,
        max_body_bytes: int = _MIB,
        store: WebhookStore | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        # Under their own names: whatever is raised from here on, no variable of this frame holds a key in clear.
        api_key, others = wrapped(api_key), wrapped_all(more_api_keys)
        webhooks_key = None if webhooks_key is None else wrapped(webhooks_key)
        del more_api_keys
        if others is None:
            raise ConfigurationError("A WebhookReceiver's more_api_keys is a list of keys, not a single one.")
        if not isinstance(accept_timestamp_signature, bool):
            raise ConfigurationError("A WebhookReceiver's accept_timestamp_signature is True or False.")
        _check_bounds(tolerance, remembered_for, handled_within, max_body_bytes)
        self._verifier = Verifier(
            api_keys=tuple(check_api_key(key) for key in (api_key, *others)),
            webhooks_key=None if webhooks_key is None else check_api_key(webhooks_key, "webhooks key"),
            accept_timestamp_signature=accept_timestamp_signature,
            tolerance=tolerance,
        )
        self.max_body_bytes: Final = max_body_bytes
        """How much of a body is worth reading before it is handed over."""
        self._store: WebhookStore = MemoryStore() if store is None else _checked_store(store)
        self._remembered_for = remembered_for.total_seconds()
        self._handled_within = handled_within.total_seconds()
        self._clock = clock

    @asynccontextmanager
    async def receive(
        self, path: str, headers: Headers, body: bytes | bytearray | memoryview
    ) -> AsyncGenerator[WebhookEvent]:
        """Check a request and give its event, to be handled inside the context.

        Leaving the context normally marks the delivery as handled. Leaving it with an exception or a
        cancellation forgets it, so that it is accepted when Weavr sends it again.

        Args:
            path: The path the request came to. Only its end counts, so the prefix of your route may stay.
            headers: As your framework gives them: a mapping or pairs, of strings or bytes.
            body: The raw bytes of the body. Bytes made from parsed JSON have another signature.

        Raises:
            WebhookRejected: The delivery is not Weavr's, too old, already handled or being handled.
                `WebhookRejected.status` is what to answer.
            InvalidRequest: The body is not bytes, or the headers are something else.
        """
        wanted = RequestHeaders(headers)
        del headers  # they may hold the webhooks key, and what is raised from here on shows this frame
        topic, raw, delivery = self._verify(path, wanted, body)
        await self._begin(delivery.key)
        try:
            yield read_event(topic, raw, delivery)
        except BaseException:
            with anyio.move_on_after(_STORE_TIMEOUT, shield=True):
                await self._store.abandon_delivery(delivery.key)
            raise
        with anyio.move_on_after(_STORE_TIMEOUT, shield=True):
            await self._store.finish_delivery(delivery.key, ttl=self._remembered_for)

    def verify(self, path: str, headers: Headers, body: bytes | bytearray | memoryview) -> WebhookEvent:
        """Check a request and read its event, without checking whether it was handled before.

        For services that put the event into a queue or a table with a unique key of their own
        (`Delivery.key`); `receive` does the rest for all others. Arguments and errors are those of `receive`.
        """
        wanted = RequestHeaders(headers)
        del headers  # as in `receive`
        return read_event(*self._verify(path, wanted, body))

    def _verify(self, path: str, headers: RequestHeaders, body: object) -> tuple[str, bytes, Delivery]:
        raw, topic = raw_body(body), topic_of(path)
        if len(raw) > self.max_body_bytes:
            raise WebhookRejected(
                f"The body is larger than the {self.max_body_bytes} bytes accepted here.",
                reason=RejectionReason.TOO_LARGE,
            )
        now = datetime.fromtimestamp(self._clock(), UTC)
        return topic, raw, self._verifier.verify(topic, headers, raw, now)

    async def _begin(self, key: str) -> None:
        match await self._store.begin_delivery(key, lease=self._handled_within):
            case DeliveryState.NEW:
                return
            case DeliveryState.HANDLED:
                raise WebhookRejected("The delivery was handled before.", reason=RejectionReason.REPLAYED)
            case DeliveryState.IN_PROGRESS:
                raise WebhookRejected(
                    "The delivery is being handled at this moment.", reason=RejectionReason.IN_PROGRESS
                )


def _checked_store(store: WebhookStore) -> WebhookStore:
    if not has_methods(store, *_NEEDED_OF_A_STORE):
        raise ConfigurationError(
            f"A WebhookReceiver's store is an object such as RedisStore(...) or SqlStore(...), not {kind_of(store)}."
        )
    return store


def _check_bounds(tolerance: object, remembered_for: object, handled_within: object, max_body_bytes: object) -> None:
    times = {"tolerance": tolerance, "remembered_for": remembered_for, "handled_within": handled_within}
    for name, time_ in times.items():
        if not isinstance(time_, timedelta) or time_ <= timedelta(0):
            raise ConfigurationError(f"A WebhookReceiver's {name} is a timedelta above zero.")
    if not is_count(max_body_bytes):
        raise ConfigurationError("A WebhookReceiver's max_body_bytes is an integer from 1 on.")
    if isinstance(remembered_for, timedelta) and isinstance(tolerance, timedelta) and remembered_for <= tolerance:
        raise ConfigurationError(
            "A WebhookReceiver's remembered_for is longer than its tolerance, or a delivery that is let in again is "
            "handled again."
        )
