"""Spans and metrics of calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from weavr_async import BackOffice, CardAlreadyBlocked, Environment
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve
from weavr_async.hooks import CallEnded, CallHeldBack, CallRetried, RateLimitReached
from weavr_async.integrations.opentelemetry import OpenTelemetryHook

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan


class Telemetry:
    """A hook with everything it said kept in memory."""

    def __init__(self) -> None:
        self._exporter = InMemorySpanExporter()
        self._reader = InMemoryMetricReader()
        self.tracers = TracerProvider()
        self.tracers.add_span_processor(SimpleSpanProcessor(self._exporter))
        self.hook = OpenTelemetryHook(
            tracer_provider=self.tracers, meter_provider=MeterProvider(metric_readers=[self._reader])
        )

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        """The spans that ended."""
        return self._exporter.get_finished_spans()

    @property
    def labels(self) -> list[dict[str, object]]:
        """Of every series of metrics."""
        data = self._reader.get_metrics_data()
        assert data is not None
        return [
            dict(point.attributes or {})
            for resource in data.resource_metrics
            for scope in resource.scope_metrics
            for metric in scope.metrics
            for point in metric.data.data_points
        ]

    @property
    def all_text(self) -> str:
        """Everything that would leave the process."""
        metrics = self._reader.get_metrics_data()
        return "".join(span.to_json() for span in self.spans) + ("" if metrics is None else metrics.to_json())


@pytest.mark.asyncio
async def test_a_call_is_a_client_span_under_the_callers_span() -> None:
    """It carries the operation, the template of the path, and the status."""
    telemetry = Telemetry()
    tracer = telemetry.tracers.get_tracer("the caller")
    async with (
        serve(Emulator()) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), hooks=[telemetry.hook]) as weavr,
    ):
        with tracer.start_as_current_span("handling a request") as parent:
            await weavr.corporate("109876").managed_cards.get("331")
    span = next(span for span in telemetry.spans if span.name == "managedCardGet")
    assert span.kind is SpanKind.CLIENT
    assert span.parent is not None
    assert span.parent.span_id == parent.get_span_context().span_id
    assert span.attributes is not None
    assert span.attributes["url.template"] == "/managed_cards/{id}"
    assert span.attributes["http.response.status_code"] == 200


@pytest.mark.asyncio
async def test_a_refused_call_is_an_error_with_its_outcome() -> None:
    """The class of the error and what is known about the effect are attributes."""
    telemetry = Telemetry()
    async with (
        serve(Emulator()) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), hooks=[telemetry.hook]) as weavr,
    ):
        cards = weavr.corporate("109876").managed_cards
        await cards.block("331")
        with pytest.raises(CardAlreadyBlocked):
            await cards.block("331")
    refused = telemetry.spans[-1]
    assert refused.status.status_code is StatusCode.ERROR
    assert refused.attributes is not None
    assert refused.attributes["error.type"] == "CardAlreadyBlocked"
    assert refused.attributes["weavr.outcome"] == "refused"


@pytest.mark.asyncio
async def test_no_id_and_no_secret_is_in_any_span_or_metric() -> None:
    """Neither the identity, the card, the key nor the token can be found in what is exported."""
    telemetry = Telemetry()
    emulator = Emulator()
    emulator.world.corporate("987654321").prepaid_card("123456789", currency="GBP", balance=0)
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), hooks=[telemetry.hook]) as weavr,
    ):
        await weavr.corporate("987654321").managed_cards.block("123456789")
    exported = telemetry.all_text
    assert "managedCardBlock" in exported
    assert [found for found in ("987654321", "123456789", DEMO_API_KEY, "Bearer") if found in exported] == []


def test_waits_for_a_turn_and_refusals_are_measured() -> None:
    """By operation."""
    telemetry = Telemetry()
    telemetry.hook(CallHeldBack("transferCreate", 2.5, admitted=True))
    telemetry.hook(RateLimitReached("transferCreate", 100, 30.0))
    for name in ("weavr.rate_limit.wait.duration", "weavr.rate_limit.refusals"):
        assert name in telemetry.all_text


def test_labels_of_metrics_are_a_closed_set_whatever_a_server_answers() -> None:
    """A code or a status that a server makes up would be a new series each time."""
    telemetry = Telemetry()
    for number in range(300):
        status = 600 + number
        telemetry.hook(CallRetried("transferGet", 1, f"status 503 CODE_{number}", 0.1, 503, None))
        telemetry.hook(CallRetried("transferGet", 1, f"status {status} CODE", 0.1, status, f"rr-{number}"))
        telemetry.hook(
            CallEnded(
                operation="transferGet",
                method="GET",
                path_template="/transfers/{id}",
                status=status,
                outcome=None,
                seconds=0.1,
                attempts=1,
                request_ref=f"rr-{number}",
                idempotency_ref=None,
                error="ServerError",
            )
        )

    labels = telemetry.labels
    assert {label.get("weavr.reason") for label in labels} == {None, "status 503", "another status"}
    assert len(labels) == 3
