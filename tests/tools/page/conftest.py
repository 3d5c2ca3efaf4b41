"""The page of an emulator, in a real Chromium."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve_in_thread
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.tools.conftest import OpenPage


class Served:
    """An emulator on a socket, the page of it, and a client that a service could be."""

    def __init__(self, emulator: Emulator, url: str) -> None:
        self.emulator = emulator
        self.url = url
        self.page_url = url.removesuffix(BASE_PATH) + "/"
        self.control = httpx.Client(base_url=url.removesuffix(BASE_PATH) + CONTROL_PATH)
        self.client = httpx.Client(base_url=url, headers={"api-key": DEMO_API_KEY})
        asked = {"identity": {"type": "CORPORATE", "id": "109876"}}
        token = self.client.post("/access_token", json=asked).json()["token"]["token"]
        self.client.headers["authorization"] = f"Bearer {token}"

    def pay(self, reference: str, amount: int = 1_000) -> httpx.Response | None:
        """Make a transfer; nothing where the answer is lost."""
        body: dict[str, Any] = {
            "profileId": "7",
            "source": {"type": "managed_accounts", "id": "220"},
            "destination": {"type": "managed_accounts", "id": "221"},
            "destinationAmount": {"currency": "GBP", "amount": amount},
        }
        try:
            return self.client.post("/transfers", json=body, headers={"idempotency-ref": reference})
        except httpx.RemoteProtocolError:
            return None


@pytest.fixture
def served() -> Iterator[Served]:
    """A fresh demo world."""
    emulator = Emulator(World.demo(), control=True, log_size=10_000)
    with serve_in_thread(emulator) as url:
        made = Served(emulator, url)
        with closing(made.client), closing(made.control):
            yield made
    emulator.check()


@pytest.fixture
def page(served: Served, open_page: OpenPage) -> Iterator[Page]:
    """A page that is open at the emulator."""
    with open_page(served.page_url) as opened:
        opened.get_by_text("live", exact=True).wait_for()
        yield opened
