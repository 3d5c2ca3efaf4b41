"""OpenTelemetry: a span and metrics for each call, without any id.

Extra `otel`. Give `OpenTelemetryHook()` to the client::

    weavr = BackOffice(..., hooks=[OpenTelemetryHook()])

A call becomes a client span that is a child of whatever span is current where the call is made.
It is named after the contract's operation and carries the template of the path, never the path:
ids of identities, accounts and cards stay out of telemetry, and so do references.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, final

from weavr_async._version import __version__
from weavr_async.hooks import CallEnded, CallHeldBack, CallRetried, RateLimitReached, TokenMinted, WriteAbandoned

try:
    from opentelemetry import metrics, trace
    from opentelemetry.trace import SpanKind, StatusCode
except ImportError as _missing:
    raise ImportError("OpenTelemetryHook needs its extra: pip install 'weavr-async[otel]'") from _missing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

    from weavr_async.hooks import Event

__all__ = ["OpenTelemetryHook"]

_NAME: Final = "weavr_async"
_NANOSECONDS: Final = 1_000_000_000
_STATUSES: Final = frozenset(map(int, HTTPStatus))
_TOKEN_REFUSED: Final = "token refused"  # noqa: S105 - a reason


@final
class OpenTelemetryHook:
    """A hook that turns what happens inside calls into spans and metrics.

    Metrics: `weavr.call.duration` (seconds), `weavr.call.repeats`, `weavr.write.abandoned`, `weavr.token.mint.duration`
    (seconds), `weavr.rate_limit.wait.duration` (seconds that calls were held back) and `weavr.rate_limit.refusals`.

    Args:
        tracer_provider: the global one when absent.
        meter_provider: the global one when absent.
    """

    __slots__ = ("_abandoned", "_durations", "_mints", "_refusals", "_repeats", "_tracer", "_waits")

    def __init__(
        self, *, tracer_provider: TracerProvider | None = None, meter_provider: MeterProvider | None = None
    ) -> None:
        self._tracer = trace.get_tracer(_NAME, __version__, tracer_provider)
        meter = metrics.get_meter(_NAME, __version__, meter_provider)
        self._durations = meter.create_histogram("weavr.call.duration", "s", "Duration of calls, repeats included")
        self._repeats = meter.create_counter("weavr.call.repeats", "1", "Attempts beyond the first")
        self._abandoned = meter.create_counter("weavr.write.abandoned", "1", "Writes cancelled under way")
        self._mints = meter.create_histogram("weavr.token.mint.duration", "s", "Duration of fetching a token")
        self._waits = meter.create_histogram("weavr.rate_limit.wait.duration", "s", "Waits of calls for their turn")
        self._refusals = meter.create_counter("weavr.rate_limit.refusals", "1", "Requests refused with a 429")

    def __call__(self, event: Event) -> None:
        """Take one event."""
        match event:
            case CallEnded():
                self._ended(event)
            case CallRetried():
                self._repeats.add(1, {"weavr.operation": event.operation, "weavr.reason": _reason(event)})
            case WriteAbandoned():
                self._abandoned.add(1, {"weavr.operation": event.operation})
            case CallHeldBack():
                attributes: dict[str, str | bool] = {
                    "weavr.operation": event.operation,
                    "weavr.admitted": event.admitted,
                }
                self._waits.record(event.seconds, attributes)
            case RateLimitReached():
                self._refusals.add(1, {"weavr.operation": event.operation})
            case TokenMinted():
                self._mints.record(event.seconds, {"weavr.succeeded": event.succeeded})
            case _:
                pass

    def _ended(self, event: CallEnded) -> None:
        attributes = _attributes(event)
        self._durations.record(event.seconds, {**attributes, **_status(event.status)})
        now = time.time_ns()
        span = self._tracer.start_span(
            event.operation,
            kind=SpanKind.CLIENT,
            attributes={**attributes, **_details(event)},
            start_time=now - int(event.seconds * _NANOSECONDS),
        )
        if event.error is not None:
            span.set_status(StatusCode.ERROR, event.error)
        span.end(now)


def _attributes(event: CallEnded) -> Mapping[str, str | int]:
    """What both spans and metrics carry: few values each, and none that a server chooses."""
    attributes: dict[str, str | int] = {
        "weavr.operation": event.operation,
        "http.request.method": event.method,
        "url.template": event.path_template,
    }
    if event.error is not None:
        attributes["error.type"] = event.error
    if event.outcome is not None:
        attributes["weavr.outcome"] = event.outcome.value
    return attributes


def _status(status: int | None) -> Mapping[str, int]:
    """The status as a label of metrics: a server may answer with any number, and each would be a series."""
    return {"http.response.status_code": status} if status in _STATUSES else {}


def _reason(event: CallRetried) -> str:
    """Why a call was retried, as a label: without the code that a server named."""
    if event.status is None or event.reason == _TOKEN_REFUSED:
        return event.reason
    return f"status {event.status}" if event.status in _STATUSES else "another status"


def _details(event: CallEnded) -> Mapping[str, str | int]:
    """What only a span carries."""
    details: dict[str, str | int] = {"weavr.attempts": event.attempts}
    if event.status is not None:
        details["http.response.status_code"] = event.status
    if event.request_ref is not None:
        details["weavr.request_ref"] = event.request_ref
    return details
