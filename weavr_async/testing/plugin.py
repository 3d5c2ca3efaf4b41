"""The pytest plugin: fixtures and markers that put an emulator under a test.

The emulator is imported when a fixture needs it, because pytest loads plugins in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from weavr_async.testing._requests import shown

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from weavr_async import BackOffice
    from weavr_async.emulator import Emulator

__all__ = ["backoffice", "weavr_emulator", "weavr_emulator_url"]

_EMULATOR_MARKER = (
    "weavr_emulator(world=World.demo, profile='observed', control=False, **switches): what the emulator of the test "
    "is made with; `world` is a function that makes one."
)
_FAULT_MARKER = (
    "weavr_fault(fault, operation=None, *, times=1, probability=None, **arguments): what is to go wrong at the "
    "emulator; `fault` is the name of a class method of weavr_async.emulator.Fault, which gets the arguments."
)
_EMULATOR = pytest.StashKey["Emulator"]()
_PASSED = pytest.StashKey[bool]()


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers."""
    for line in (_EMULATOR_MARKER, _FAULT_MARKER):
        config.addinivalue_line("markers", line)


@pytest.fixture
def weavr_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A stand-in for Weavr's Back-Office service in this process, with a fresh world and the faults of the markers.

    After the test the books are checked. The test also fails if a planned fault never struck.
    """
    try:
        from weavr_async.testing._made import make_emulator, plan_fault  # noqa: PLC0415 - optional packages
    except ImportError as error:
        pytest.fail(f"the emulator is not installed ({error}): pip install 'weavr-async[testing]'", pytrace=False)
    # Outermost first, so that the marker of a test wins over its class's, and that one over its module's.
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("weavr_emulator"))):
        options.update(marker.kwargs)
    emulator = make_emulator(**options)
    planned = [
        plan_fault(emulator, *marker.args, **marker.kwargs)
        for marker in reversed(list(request.node.iter_markers("weavr_fault")))
    ]
    request.node.stash[_EMULATOR] = emulator
    yield emulator
    emulator.check()
    idle = [fault for fault in emulator.faults.unstruck if any(fault is one for one in planned)]
    if idle and request.node.stash.get(_PASSED, False):
        names = ", ".join(fault.name for fault in idle)
        pytest.fail(
            f"planned by a marker, but nothing arrived for it to strike: {names}. All that arrived:\n{shown(emulator)}",
            pytrace=False,
        )


@pytest.fixture
def weavr_emulator_url(weavr_emulator: Emulator) -> Iterator[str]:
    """The base URL at which the emulator of this test listens on loopback, for other processes and languages."""
    from weavr_async.emulator import serve_in_thread  # noqa: PLC0415 - optional packages

    with serve_in_thread(weavr_emulator) as url:
        yield url


@pytest.fixture
def backoffice(weavr_emulator: Emulator) -> Iterator[BackOffice]:
    """A client on the emulator of this test, in process; it retries without waiting."""
    from weavr_async.testing._made import client_on  # noqa: PLC0415 - optional packages

    yield from client_on(weavr_emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the requests that arrived to the report of a test that failed."""
    report = yield
    if call.when == "call":
        item.stash[_PASSED] = report.passed
        emulator = item.stash.get(_EMULATOR, None)
        if emulator is not None and report.failed:
            report.sections.append(("requests at the Weavr emulator", shown(emulator)))
    return report
