"""A real Chromium on the page of an emulator; whatever it complains of fails the test."""

from __future__ import annotations

import shutil
from contextlib import closing
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright

from weavr_async.emulator import DEMO_API_KEY, Emulator, World, serve_in_thread
from weavr_async.emulator.asgi import BASE_PATH, CONTROL_PATH

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


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


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for the tests of a module: while it is open, an event loop counts as running in this thread."""
    if CHROMIUM is None:
        pytest.skip("chromium is not installed: `apt-get install chromium`")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture
def page(browser: Browser, served: Served, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that is open at the emulator; it may neither complain nor load anything from elsewhere."""
    marker = request.node.get_closest_marker("looks")
    looks: dict[str, Any] = marker.kwargs if marker else {}
    with browser.new_context(accept_downloads=True, **looks) as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        asked: set[str] = set()
        opened.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc or urlsplit(sent.url).scheme))
        opened.goto(served.page_url)
        opened.get_by_text("live", exact=True).wait_for()
        yield opened
        assert complaints == []
        assert asked <= {urlsplit(served.page_url).netloc, "data", "blob"}


def pytest_configure(config: pytest.Config) -> None:
    """Make known the marker of sizes and colours."""
    config.addinivalue_line("markers", "looks(viewport=…, color_scheme=…): how the page of one test is looked at")
