"""The pytest plugin: fixtures and markers that put an emulator under a test.

The emulator is imported when a fixture needs it, because pytest loads plugins in every run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, get_args

import pytest

from weavr_async.testing._requests import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from weavr_async import BackOffice
    from weavr_async.emulator import DeliveryFault, Emulator, Fault, Webhooks

    _Fault = Fault | DeliveryFault

__all__ = ["backoffice", "weavr_emulator", "weavr_emulator_url", "weavr_webhooks"]

_Scope = Literal["session", "package", "module", "class", "function"]
_EMULATOR_MARKER = (
    "weavr_emulator(world=World.demo, profile='observed', control=False, **switches): what the emulator of the test "
    "is made with; `world` is a function that makes one."
)
_FAULT_MARKER = (
    "weavr_fault(fault, operation=None, *, times=1, probability=None, **arguments): what is to go wrong at the "
    "emulator; `fault` is the name of a class method of weavr_async.emulator.Fault, which gets the arguments."
)
_WEBHOOK_FAULT_MARKER = (
    "weavr_webhook_fault(fault, topic=None, *, times=1, seconds=3600): what is to go wrong with webhooks; `fault` is "
    "lost, answer_lost, late, doubled, out_of_order, stamped_anew or wrong_signature."
)
_EMULATOR = pytest.StashKey["Emulator"]()
_PASSED = pytest.StashKey[bool]()
_PLANNING = frozenset({"weavr_fault", "weavr_webhook_fault"})
_FIXTURES = frozenset({"backoffice", "weavr_emulator", "weavr_emulator_url", "weavr_webhooks"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Register the setting of scopes."""
    parser.addini(
        "weavr_emulator_scope",
        "the scope of the fixtures around the Weavr emulator: function (each test has a fresh world), class, module, "
        "package or session",
        default="function",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers, and check the setting."""
    scope = config.getini("weavr_emulator_scope")
    if scope not in get_args(_Scope):
        raise pytest.UsageError(f"weavr_emulator_scope is one of {', '.join(get_args(_Scope))}, not {scope!r}")
    for line in (_EMULATOR_MARKER, _FAULT_MARKER, _WEBHOOK_FAULT_MARKER):
        config.addinivalue_line("markers", line)


def _scope(fixture_name: str, config: pytest.Config) -> _Scope:  # noqa: ARG001 - as pytest calls it
    scope: _Scope = config.getini("weavr_emulator_scope")
    return scope


@pytest.fixture(scope=_scope)
def weavr_emulator(request: pytest.FixtureRequest) -> Iterator[Emulator]:
    """A stand-in for Weavr's Back-Office service in this process, with a fresh world and the faults of the markers.

    After the test the books are checked. The test also fails if a planned fault never struck.
    """
    try:
        from weavr_async.testing._made import make_emulator  # noqa: PLC0415 - optional packages
    except ImportError as error:
        pytest.fail(f"the emulator is not installed ({error}): pip install 'weavr-async[testing]'", pytrace=False)
    # Outermost first, so that the marker of a test wins over its class's, and that one over its module's.
    options: dict[str, Any] = {}
    for marker in reversed(list(request.node.iter_markers("weavr_emulator"))):
        if marker.args:
            pytest.fail("the marker weavr_emulator takes arguments by name, such as world=World.demo", pytrace=False)
        options.update(marker.kwargs)
    emulator = make_emulator(**options)
    planned = _plan(request.node, emulator)
    request.node.stash[_EMULATOR] = emulator
    yield emulator
    emulator.check()
    if request.node.stash.get(_PASSED, not isinstance(request.node, pytest.Item)):
        _fail_if_idle(emulator, planned)


def _plan(node: pytest.Item | pytest.Collector, emulator: Emulator, *, own: bool = False) -> list[_Fault]:
    """Plan the faults that the markers name; `own` leaves out those of classes and modules."""
    from weavr_async.testing._made import plan_fault, plan_webhook_fault  # noqa: PLC0415 - optional packages

    plans: dict[str, Callable[..., _Fault]] = {"weavr_fault": plan_fault, "weavr_webhook_fault": plan_webhook_fault}
    markers = [*(node.own_markers if own else node.iter_markers())]
    return [
        plans[marker.name](emulator, *marker.args, **marker.kwargs)
        for marker in reversed(markers)
        if marker.name in plans
    ]


def _fail_if_idle(emulator: Emulator, planned: list[_Fault]) -> None:
    unstruck: list[_Fault] = [*emulator.faults.unstruck, *emulator.webhooks.unstruck]
    idle: list[_Fault] = [fault for fault in unstruck if any(fault is one for one in planned)]
    if idle:
        names = ", ".join(fault.name for fault in idle)
        pytest.fail(
            f"planned by a marker, but nothing arrived for it to strike: {names}. All that arrived:\n{shown(emulator)}",
            pytrace=False,
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Under an emulator that several tests share, plan the faults of this test, and check that they struck."""
    emulator = _shared_by(item)
    planned = [] if emulator is None else _plan(item, emulator, own=True)
    yield
    if emulator is not None:
        emulator.check()
        _fail_if_idle(emulator, planned)
    elif _EMULATOR not in item.stash:
        _fail_without_emulator(item)


def _fail_without_emulator(item: pytest.Item) -> None:
    """A test that plans a fault, and has no emulator for it, has passed without having met the fault."""
    planned = [marker.name for marker in item.own_markers if marker.name in _PLANNING]
    if planned:
        fixtures = ", ".join(sorted(_FIXTURES))
        pytest.fail(f"the marker {planned[0]} needs one of the fixtures {fixtures}", pytrace=False)


def _shared_by(item: pytest.Item) -> Emulator | None:
    """The emulator of the class, module or session, where the test uses it."""
    uses = _FIXTURES.intersection(getattr(item, "fixturenames", ()))
    nodes = item.listchain()[:-1] if uses else ()
    return next((node.stash[_EMULATOR] for node in nodes if _EMULATOR in node.stash), None)


@pytest.fixture(scope=_scope)
def weavr_emulator_url(weavr_emulator: Emulator) -> Iterator[str]:
    """The base URL at which the emulator of this test listens on loopback, for other processes and languages."""
    from weavr_async.emulator import serve_in_thread  # noqa: PLC0415 - optional packages

    with serve_in_thread(weavr_emulator) as url:
        yield url


@pytest.fixture(scope=_scope)
def backoffice(weavr_emulator: Emulator) -> Iterator[BackOffice]:
    """A client on the emulator of this test, in process; it retries without waiting."""
    from weavr_async.testing._made import client_on  # noqa: PLC0415 - optional packages

    yield from client_on(weavr_emulator)


@pytest.fixture(scope=_scope)
def weavr_webhooks(weavr_emulator: Emulator) -> Iterator[Callable[..., Webhooks]]:
    """Hands the webhooks of this test's emulator to an application in this process, without a socket.

    Called with an ASGI or an aiohttp application, and with what stands before the topic in its paths, it gives the
    emulator's `Webhooks`; `await` their `deliver()` to have everything sent that is due::

        webhooks = weavr_webhooks(app, "/webhooks")
        await pay(backoffice)
        [delivery] = await webhooks.deliver()
        assert delivery.state == "delivered"

    The api key that signs is `weavr_emulator.world.api_keys[0]`.
    """
    from weavr_async.testing._made import receivers_for  # noqa: PLC0415 - optional packages

    yield from receivers_for(weavr_emulator)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add the requests that arrived to the report of a test that failed."""
    report = yield
    if call.when == "call":
        item.stash[_PASSED] = report.passed
        emulator = item.stash.get(_EMULATOR, None) or _shared_by(item)
        if emulator is not None and report.failed:
            report.sections.append(("requests at the Weavr emulator", shown(emulator)))
    return report
