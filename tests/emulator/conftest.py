"""An emulator on a clock that stands still, and a caller that holds every answer against the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from weavr_async.emulator import DEMO_API_KEY, Clock, Emulator, Profile, World

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx


def pytest_configure(config: pytest.Config) -> None:
    """Make known the marker that sets the emulator's switches."""
    config.addinivalue_line("markers", "switches(**switches): behaviour of the emulator chosen for one test")


START_MS = 1_750_000_000_000


class Api:
    """Calls operations by their id, as one identity; any answer that does not fit the contract fails the test."""

    def __init__(self, emulator: Emulator, client: httpx.AsyncClient) -> None:
        self.emulator = emulator
        self.client = client

    async def __call__(
        self,
        operation: str,
        *,
        body: object = None,
        query: dict[str, Any] | None = None,
        reference: str | None = None,
        identity: tuple[str, str] = ("CORPORATE", "109876"),
        headers: dict[str, str] | None = None,
        token: str | None = None,
        **path: str,
    ) -> httpx.Response:
        """Call one operation, with a live token of the identity unless another is given."""
        known = self.emulator.contract.operations[operation]
        sent = {"api-key": DEMO_API_KEY}
        sent["authorization"] = f"Bearer {token or self.emulator.mint(identity[1], identity[0])}"
        if reference is not None:
            sent["idempotency-ref"] = reference
        sent.update(headers or {})
        answer = await self.client.request(
            known.method,
            known.path.format(**path),
            params=query,
            json=body if known.body_validator is not None else None,
            headers={name: value for name, value in sent.items() if value},
        )
        problems = known.answer_problems(answer.status_code, answer.headers.get("content-type"), answer.content)
        assert problems == []
        assert answer.headers["request-ref"]
        return answer

    async def transfer(self, amount: int = 1_000, *, reference: str | None = None, **changes: object) -> httpx.Response:
        """Make a transfer from the operating account to the payroll account, or as changed."""
        return await self("transferCreate", body=transfer_body(amount, **changes), reference=reference)

    def headers(self, reference: str | None = None) -> dict[str, str]:
        """Headers of a live token, for requests written by hand."""
        headers = {"api-key": DEMO_API_KEY, "authorization": f"Bearer {self.emulator.mint('109876')}"}
        return headers if reference is None else {**headers, "idempotency-ref": reference}

    async def read(self, operation: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - those of the call
        """Call an operation that succeeds, and give its JSON."""
        answer = await self(operation, **arguments)
        assert answer.status_code == 200, answer.text
        read: dict[str, Any] = answer.json()
        return read


def transfer_body(amount: int = 1_000, **changes: object) -> dict[str, Any]:
    """A transfer in the demo world."""
    return {
        "profileId": "7",
        "source": {"type": "managed_accounts", "id": "220"},
        "destination": {"type": "managed_accounts", "id": "221"},
        "destinationAmount": {"currency": "GBP", "amount": amount},
        **changes,
    }


@pytest.fixture
def clock() -> Clock:
    """A clock that only moves when told to."""
    return Clock(START_MS, frozen=True)


@pytest.fixture(params=list(Profile), ids=lambda profile: str(profile.value))
def emulator(request: pytest.FixtureRequest, clock: Clock) -> Emulator:
    """The demo world, once in each profile, with the switches of the test's marker."""
    marker = request.node.get_closest_marker("switches")
    return Emulator(World.demo(clock), profile=request.param, control=True, **(marker.kwargs if marker else {}))


@pytest_asyncio.fixture
async def api(emulator: Emulator) -> AsyncIterator[Api]:
    """A caller of the emulator, in process; the books are checked when the test is over."""
    async with emulator.client() as client:
        yield Api(emulator, client)
    emulator.check()


@pytest_asyncio.fixture
async def documented(clock: Clock) -> AsyncIterator[Api]:
    """A caller of the demo world in the documented profile alone."""
    emulator = Emulator(World.demo(clock), profile=Profile.DOCUMENTED, control=True)
    async with emulator.client() as client:
        yield Api(emulator, client)
    emulator.check()
