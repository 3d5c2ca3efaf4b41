"""What holds for every test.

The option `--uvloop` runs every asynchronous test on uvloop instead of asyncio's own loop. In CI no test is skipped:
a skip fails there, because CI installs all that the tests need. No property fails because a machine is slow.

Some things keep the suite quick. More workers run than there are cores, because tests wait. No test talks to the
Internet, so every TLS context trusts one certificate authority instead of the machine's 150: reading those takes 50 ms
for each client of httpx. The garbage collector does not look at what was collected, for thousands of tests live as long
as their worker, and looks at new objects less often. PostgreSQL and Redis run once for a worker. And httpcore looks for
sniffio several times in each request: where it is not installed, that is remembered.
"""

from __future__ import annotations

import gc
import os
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import certifi
import pytest
from hypothesis import HealthCheck, settings

from tests.properties import IN_CI, examples
from tests.stores.postgres_server import free_databases, postgres_server, postgres_url
from tests.stores.redis_server import raw, redis_process, redis_server

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator, Mapping

__all__ = [
    "free_databases",
    "postgres_server",
    "postgres_url",
    "raw",
    "redis_process",
    "redis_server",
]

_OBJECTS_OF_TESTS: Final = 10_000
"""How many new ones the garbage collector waits for, instead of 700."""

settings.register_profile(
    "suite", max_examples=examples(100), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

if find_spec("sniffio") is None:
    sys.modules["sniffio"] = None  # type: ignore[assignment] # Python's way to say that there is none


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    parser.addoption("--uvloop", action="store_true", help="run asynchronous tests on uvloop")


def pytest_configure(config: pytest.Config) -> None:
    """Take it, and let all TLS contexts, those of other processes too, trust one authority."""
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    os.environ["SSL_CERT_FILE"] = _one_authority(Path(folder.name))
    if config.getoption("uvloop"):
        config.pluginmanager.register(_OnUvloop(), "weavr_async_on_uvloop")


def _one_authority(folder: Path) -> str:
    """Write the first certificate of the usual ones into a file of its own."""
    first, end, _ = Path(certifi.where()).read_text(encoding="utf-8").partition("-----END CERTIFICATE-----")
    path = folder / "one_authority.pem"
    path.write_text(f"{first}{end}\n", encoding="utf-8")
    return str(path)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Half as many workers again as there are cores, because tests wait for sockets and processes."""
    return (os.cpu_count() or 1) * 3 // 2


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave alone what lives until the end: the garbage collector would look at it again and again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(_OBJECTS_OF_TESTS, *gc.get_threshold()[1:])
        gc.enable()


class _OnUvloop:
    """Tells pytest-asyncio which loop to make."""

    def pytest_asyncio_loop_factories(self) -> Mapping[str, Callable[[], asyncio.AbstractEventLoop]]:
        """Only this one."""
        import uvloop  # noqa: PLC0415 - not on Windows

        return {"uvloop": uvloop.new_event_loop}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Let a skip fail in CI; elsewhere fold all skips for one reason into one line."""
    report = yield
    if report.skipped and isinstance(report.longrepr, tuple):
        _, _, reason = report.longrepr
        report.longrepr = ("tests", 1, reason)
        if IN_CI:
            report.outcome, report.longrepr = "failed", f"CI skips no test. {reason}"
    return report
