"""The built site, and a real Chromium that looks at it; whatever it complains of fails the test."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

ROOT: Final = Path(__file__).parents[3]
SITE: Final = ROOT / "site"
BUILT: Final = SITE / "objects.inv"
PYTHON: Final = ROOT / ".venv-docs" / "bin" / "python"
SOURCES: Final = ("docs", "weavr_async", "generated", "scripts/docs", "mkdocs.yml", "llms.txt")
expect.set_options(timeout=30_000)
CHROMIUM: Final = shutil.which("chromium") or shutil.which("chromium-browser")


def _newest_source() -> float:
    files = (file for name in SOURCES for file in [ROOT / name, *(ROOT / name).rglob("*")])
    return max(file.stat().st_mtime for file in files if file.is_file() and file.suffix != ".pyc")


@pytest.fixture(scope="session")
def site() -> Path:
    """The documentation as it is published: built once, and anew where it is older than what it is made of."""
    if not PYTHON.exists():
        pytest.skip("the environment of the documentation is missing: `make docs`")
    with (ROOT / ".venv-docs" / ".building").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not BUILT.exists() or BUILT.stat().st_mtime < _newest_source():
            environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
            command = [str(PYTHON), "-m", "mkdocs", "build", "--strict", "--quiet"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True)
            os.utime(BUILT)
    return SITE


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as it is called
        """Say nothing."""


@pytest.fixture(scope="module")
def url(site: Path) -> Iterator[str]:
    """Where the site is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(site))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()


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
def page(browser: Browser, url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page that is open at the start; it may neither complain nor load anything from elsewhere."""
    marker = request.node.get_closest_marker("looks")
    looks: dict[str, Any] = marker.kwargs if marker else {}
    with browser.new_context(**looks) as context:
        opened = context.new_page()
        opened.set_default_timeout(60_000)
        complaints: list[str] = []
        opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        asked: set[str] = set()
        opened.on("request", lambda sent: asked.add(urlsplit(sent.url).netloc or urlsplit(sent.url).scheme))
        opened.goto(url)
        yield opened
        assert complaints == []
        assert asked <= {urlsplit(url).netloc, "data", "blob"}


def pytest_configure(config: pytest.Config) -> None:
    """Make known the marker of sizes and colours."""
    config.addinivalue_line("markers", "looks(viewport=…, color_scheme=…): how the page of one test is looked at")
