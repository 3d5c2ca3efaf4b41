"""A real Chromium for what people look at; whatever it complains of fails the test."""

from __future__ import annotations

import shutil
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


class OpenPage(Protocol):
    """Opens a page at an address; it may neither complain nor load anything from elsewhere."""

    def __call__(self, url: str, *, timeout: float = 30_000) -> AbstractContextManager[Page]:
        """Open it; what waits on it waits for at most so many milliseconds."""
        ...


def pytest_configure(config: pytest.Config) -> None:
    """Make known the marker of sizes and colours."""
    config.addinivalue_line("markers", "looks(viewport=…, color_scheme=…): how the page of one test is looked at")


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
def open_page(browser: Browser, request: pytest.FixtureRequest) -> OpenPage:
    """How the page of a test is opened, in the size and the colours of its marker."""
    marker = request.node.get_closest_marker("looks")
    marked: dict[str, Any] = marker.kwargs if marker else {}

    @contextmanager
    def opening(url: str, *, timeout: float = 30_000) -> Iterator[Page]:
        with browser.new_context(accept_downloads=True, **marked) as context:
            page = context.new_page()
            page.set_default_timeout(timeout)
            complaints: list[str] = []
            page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            asked: set[str] = set()
            page.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc or urlsplit(sent.url).scheme))
            page.goto(url)
            yield page
            assert complaints == []
            assert asked <= {urlsplit(url).netloc, "data", "blob"}

    return opening
