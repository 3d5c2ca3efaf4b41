"""The built site, in a real Chromium."""

from __future__ import annotations

import fcntl
import os
import subprocess
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.tools.conftest import OpenPage


ROOT: Final = Path(__file__).parents[3]
SITE: Final = ROOT / "site"
BUILT: Final = SITE / "objects.inv"
PYTHON: Final = ROOT / ".venv-docs" / "bin" / "python"
SOURCES: Final = ("docs", "weavr_async", "generated", "scripts/docs", "mkdocs.yml", "llms.txt")
expect.set_options(timeout=30_000)


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


@pytest.fixture
def page(url: str, open_page: OpenPage) -> Iterator[Page]:
    """A page that is open at the start."""
    with open_page(url, timeout=60_000) as opened:
        yield opened
