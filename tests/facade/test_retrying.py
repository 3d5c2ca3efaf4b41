"""What a workflow engine's retry policy is told: whether the same call again may help, and when."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from weavr_async import (
    AlreadyImpersonated,
    BackOffice,
    BadRequest,
    CallError,
    Cause,
    ConfigurationError,
    Environment,
    Forbidden,
    IdempotencyMismatch,
    Identity,
    InsufficientFunds,
    InvalidRequest,
    NotFound,
    NotSent,
    OutcomeUnknown,
    RateLimited,
    ServiceUnavailable,
    Timeout,
    Token,
    Unauthorized,
    is_worth_retrying,
    managed_account,
    retry_after,
)
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_async.stores import StoreUnavailable, StoreUncertain

if TYPE_CHECKING:
    from weavr_async.errors import ApiError, SettleToken


def of_status(kind: type[ApiError], status: int) -> ApiError:
    """An error as the service answers it."""
    return kind("text", status=status)


def unknown(
    *, reference: str | None = "wv2-abc", intent: str | None = None, cause: str = "read_timeout", hours: float = 1
) -> OutcomeUnknown:
    """A write whose answer was lost so many hours ago."""
    sent_at = datetime.now(UTC) - timedelta(hours=hours)
    token: SettleToken = {}  # type: ignore[typeddict-item]  # nobody reads it here
    error = OutcomeUnknown(
        "text", cause=Cause(cause), first_sent_at=sent_at, last_sent_at=sent_at, body_fingerprint="", settle_token=token
    )
    error.idempotency_ref, error.intent = reference, intent
    return error


@pytest.mark.parametrize(
    "error",
    [
        NotSent("text", kind="connect_refused"),
        Timeout("text", kind="read_timeout"),
        of_status(RateLimited, 429),
        of_status(ServiceUnavailable, 503),
        of_status(AlreadyImpersonated, 409),
        StoreUnavailable(),
        StoreUncertain(),
        unknown(),
        unknown(reference="invoice-1001"),
        unknown(intent="a", hours=1000),
    ],
    ids=repr,
)
def test_what_passes_by_itself_is_worth_retrying(error: Exception) -> None:
    """The same call, under the same reference, cannot act twice."""
    assert is_worth_retrying(error)


@pytest.mark.parametrize(
    "error",
    [
        of_status(InsufficientFunds, 409),
        of_status(Unauthorized, 401),
        of_status(Forbidden, 403),
        of_status(NotFound, 404),
        of_status(BadRequest, 400),
        of_status(IdempotencyMismatch, 400),
        InvalidRequest("text"),
        ConfigurationError("text"),
        ValueError("text"),
        KeyboardInterrupt(),
        unknown(reference=None),
        unknown(reference="wvr-0123"),
        unknown(hours=23.1),
        unknown(intent="a", cause="undecided"),
        unknown(intent="a", cause="result_forgotten"),
        unknown(cause="reference_too_old"),
    ],
    ids=repr,
)
def test_what_a_person_has_to_change_is_not(error: BaseException) -> None:
    """Nor what would be another write."""
    assert not is_worth_retrying(error)


def test_the_wait_is_the_one_that_is_known() -> None:
    """Else the policy's own pause is right."""
    limited = of_status(RateLimited, 429)
    assert isinstance(limited, RateLimited)
    limited.resets_in = 42.0
    assert retry_after(limited) == 42.0
    assert retry_after(of_status(AlreadyImpersonated, 409)) == 300
    assert retry_after(of_status(ServiceUnavailable, 503)) is None
    assert retry_after(ValueError()) is None


@pytest.mark.asyncio
@pytest.mark.parametrize("writes", [True, False])
async def test_a_wait_that_the_service_asks_for_is_known_whatever_the_error(writes: bool) -> None:
    """Of a read that failed, and of a write that may have happened; it is longer than a call waits itself."""
    emulator = Emulator()
    emulator.faults.inject(Fault.answer(503, headers={"retry-after": "120"}), times=9)
    async with (
        serve(emulator) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url), token_source=FixedToken()) as weavr,
    ):
        acme = weavr.corporate("109876")
        fee = acme.fees.charge(fee_type="MONTHLY_FEE", source=managed_account("220"), idempotency_ref="november")
        read = acme.managed_accounts.get("220")
        chosen, other = (fee, read) if writes else (read, fee)
        other.close()
        with pytest.raises(CallError) as failed:
            await chosen
    assert isinstance(failed.value, OutcomeUnknown) is writes
    assert retry_after(failed.value) == 120
    assert retry_after(pickle.loads(pickle.dumps(failed.value))) == 120


class FixedToken:
    """A source of one token."""

    async def mint(self, _: Identity, /) -> Token:
        """Give it."""
        return Token("fixed")
