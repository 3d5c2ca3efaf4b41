"""The option `--uvloop`: every asynchronous test runs on uvloop instead of asyncio's own loop."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping

    import pytest


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
        import uvloop

        return {"uvloop": uvloop.new_event_loop}
