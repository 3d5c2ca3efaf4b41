"""The control API, as a program in another process uses it: over a socket."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from weavr_async.emulator import Emulator

pytestmark = pytest.mark.weavr_emulator(control=True)


@pytest.fixture
def control(weavr_emulator_url: str) -> Iterator[httpx.Client]:
    """A client of the control API."""
    with httpx.Client(base_url=weavr_emulator_url.replace("/multi/backoffice", "/__emulator__")) as client:
        yield client


def done(answer: httpx.Response) -> dict[str, Any]:
    """The JSON of a command that was obeyed."""
    assert answer.status_code == 200, answer.text
    read: dict[str, Any] = answer.json()
    return read


@pytest.mark.parametrize(("how", "left"), [("settlements", 11_500), ("reversals", 12_500)])
def test_a_card_is_used_from_elsewhere(control: httpx.Client, weavr_emulator: Emulator, how: str, left: int) -> None:
    """The amount is held, then it leaves or comes back; the books balance all along."""
    asked = {"cardId": "331", "amount": 1_000, "merchant": "Bakery"}
    held = done(control.post("/world/authorisations", json=asked))["transactionId"]
    assert weavr_emulator.world.balance("331") == 11_500
    done(control.post(f"/world/{how}", json={"cardId": "331", "transactionId": held}))
    assert weavr_emulator.world.balance("331") == left
    assert done(control.get("/ledger")) == {"balanced": True}
    again = control.post(f"/world/{how}", json={"cardId": "331", "transactionId": held})
    assert (again.status_code, again.json()) == (404, {"message": f"no authorisation {held} is held on card 331"})


def test_a_card_that_declines_says_so(control: httpx.Client) -> None:
    """For want of money, or of a card."""
    declined = control.post("/world/authorisations", json={"cardId": "331", "amount": 1_000_000})
    assert declined.status_code == 409
    assert declined.json() == {"message": "DENIED_NOT_ENOUGH_FUNDS: card 331, 1000000 at Corner Shop"}
    assert control.post("/world/authorisations", json={"cardId": "999", "amount": 1}).status_code == 404


def test_a_user_is_added_once(control: httpx.Client) -> None:
    """E-mail addresses are unique."""
    asked = {"identity": {"type": "CORPORATE", "id": "109876"}, "email": "grace@acme.example"}
    assert done(control.post("/world/users", json=asked))["id"].isdigit()
    assert control.post("/world/users", json=asked).status_code == 409


@pytest.mark.parametrize("content", [b"{", b"[]", b'{"advanceSeconds": -1}', b'{"advance": 1}', b"{}"])
def test_a_command_it_cannot_read_is_refused(control: httpx.Client, weavr_emulator: Emulator, content: bytes) -> None:
    """With a reason, and without effect."""
    weavr_emulator.clock.freeze()
    before = weavr_emulator.clock.now_ms()
    answer = control.post("/clock", content=content)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert weavr_emulator.clock.now_ms() == before


def test_a_fault_may_be_left_to_chance(control: httpx.Client, weavr_emulator_url: str) -> None:
    """A probability instead of a count: certainty strikes every time."""
    fault = {"fault": "answer", "status": 503, "probability": 1, "operation": "transfersGet"}
    assert done(control.post("/faults", json=fault)) == {"waiting": 0, "struck": {}}
    answers = [httpx.get(f"{weavr_emulator_url}/transfers").status_code for _ in range(3)]
    assert answers == [503, 503, 503]
    assert done(control.get("/faults"))["struck"] == {"answer": 3}
