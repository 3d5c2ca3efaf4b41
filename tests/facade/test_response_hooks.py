"""A handed-in client has hooks of its own; whatever they raise about a refusal, it was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import httpx2
import pytest

from tests.facade.raw_service import RawService, raw_answer
from weavr_async import BackOffice, Environment, Money, managed_account
from weavr_async.errors import InsufficientFunds, NotFound

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path
    from types import ModuleType

pytestmark = pytest.mark.asyncio


class RefusedError(Exception):
    """An application's own."""


async def raise_for_status(response: Any) -> None:  # noqa: ANN401 - of httpx or of httpx2
    """The example of httpx's documentation."""
    response.raise_for_status()


async def read_and_raise(response: Any) -> None:  # noqa: ANN401 - of httpx or of httpx2
    """Its other example, which logs the body."""
    await response.aread()
    response.raise_for_status()


async def raise_my_own(response: Any) -> None:  # noqa: ANN401 - of httpx or of httpx2
    """As applications do."""
    if response.is_error:
        raise RefusedError(response.status_code)


def in_chunks(body: bytes, status: int) -> bytes:
    """As most services send what they make as they go."""
    head = b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n" % status
    return head + b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)


REFUSAL = b'{"errorCode": "FUNDS_INSUFFICIENT"}'


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
@pytest.mark.parametrize("hook", [raise_for_status, read_and_raise, raise_my_own])
@pytest.mark.parametrize("answer", [raw_answer(REFUSAL, 409), in_chunks(REFUSAL, 409)], ids=["whole", "in chunks"])
async def test_a_refusal_is_told_as_it_is_whatever_a_hook_raises(
    library: ModuleType, hook: Callable[[Any], Awaitable[None]], answer: bytes
) -> None:
    """One request, and the error that the service's code stands for."""
    async with (
        RawService(lambda *_: answer) as service,
        library.AsyncClient(event_hooks={"response": [hook]}) as mine,
        BackOffice(api_key="k", environment=Environment.at(service.url), http_client=mine) as weavr,
    ):
        with pytest.raises(InsufficientFunds):
            await weavr.corporate("1").transfers.create(
                profile_id="7",
                source=managed_account("220"),
                destination=managed_account("221"),
                amount=Money("1.00", "GBP"),
                idempotency_ref="r-1",
            )

        assert len(service.targets) == 1


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
async def test_a_file_that_is_refused_is_no_exception(library: ModuleType, tmp_path: Path) -> None:
    """What is read as it arrives goes through the same hooks."""
    async with (
        RawService(lambda *_: raw_answer(b"{}", 404)) as service,
        library.AsyncClient(event_hooks={"response": [raise_for_status]}) as mine,
        BackOffice(api_key="k", environment=Environment.at(service.url), http_client=mine) as weavr,
    ):
        with pytest.raises(NotFound):
            await weavr.corporate("1").managed_accounts.statement("220").download(tmp_path / "s.csv", format="csv")

        assert len(service.targets) == 1


@pytest.mark.parametrize("library", [httpx, httpx2], ids=["httpx", "httpx2"])
async def test_other_requests_of_the_client_are_left_alone(library: ModuleType) -> None:
    """It is the user's client: its own requests go through its own hooks and raise what those raise."""
    async with (
        RawService(lambda *_: raw_answer(b"{}", 404)) as service,
        library.AsyncClient(event_hooks={"response": [raise_for_status]}) as mine,
        BackOffice(api_key="k", environment=Environment.at(service.url), http_client=mine) as weavr,
    ):
        with pytest.raises(NotFound):
            await weavr.corporate("1").managed_accounts.get("220")
        with pytest.raises(library.HTTPStatusError):
            await mine.get(service.url + "/elsewhere")
