"""What holds for every test.

The option `--uvloop` runs every asynchronous test on uvloop instead of asyncio's own loop. In CI no test is skipped:
a skip fails there, because CI installs all that the tests need. No property fails because a machine is slow.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Generator, Mapping

IN_CI: Final = os.environ.get("CI", "").lower() not in {"", "0", "false"}

settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Offer the option."""
    parser.addoption("--uvloop", action="store_true", help="run asynchronous tests on uvloop")


def pytest_configure(config: pytest.Config) -> None:
    """Take it."""
    if config.getoption("uvloop"):
        config.pluginmanager.register(_OnUvloop(), "weavr_async_on_uvloop")


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
