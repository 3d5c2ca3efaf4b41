"""Which client an ASGI application has: of the run of its lifespan that a request belongs to."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, cast

from starlette.applications import Starlette
from starlette.routing import Host, Mount

from weavr_async.client import BackOffice
from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence

    from starlette.requests import HTTPConnection
    from starlette.routing import BaseRoute

__all__ = ["STATE", "client_for", "clients_of"]

STATE: Final = "weavr_back_office"
"""Where a run of a lifespan keeps its client: in the state that servers hand to each of its requests."""
_ATTRIBUTE: Final = "weavr_back_offices"
_NO_CLIENT: Final = (
    "This application has no client: give it back_office_lifespan(...) as its lifespan. If it has that, its lifespan "
    "did not run: a TestClient runs it in a `with` block only, and httpx's ASGITransport never does. The lifespan of "
    "an application that is mounted in another one never runs either: give it to the outer one."
)


class Clients:
    """The clients of one application, a run of its lifespan each. Mostly there is one; tests may have several."""

    def __init__(self, app: Starlette) -> None:
        self._app: Final = app
        self.running: Final[list[tuple[asyncio.AbstractEventLoop, BackOffice]]] = []

    @contextmanager
    def added(self, client: BackOffice) -> Generator[None]:
        """Be the client of this application and of those mounted in it; what others added stays."""
        entry = asyncio.get_running_loop(), client
        everywhere = [self, *(clients_of(mounted) for mounted in _mounted_in(self._app.routes))]
        for clients in everywhere:
            clients.running.append(entry)
        try:
            yield
        finally:
            for clients in everywhere:
                clients.running.remove(entry)

    def current(self) -> BackOffice | None:
        """The newest one of this event loop, or else the newest."""
        loop = asyncio.get_running_loop()
        here = [client for its_loop, client in self.running if its_loop is loop]
        newest = here or [client for _, client in self.running]
        return newest[-1] if newest else None


def clients_of(app: Starlette) -> Clients:
    """The clients that an application has."""
    found = getattr(app.state, _ATTRIBUTE, None)
    if not isinstance(found, Clients):
        found = Clients(app)
        setattr(app.state, _ATTRIBUTE, found)
    return found


def client_for(connection: HTTPConnection) -> BackOffice:
    """The client for a request or a websocket: the application's own, or that of the run it belongs to.

    Raises:
        ConfigurationError: There is none.
    """
    state = cast("dict[str, object]", connection.scope.get("state") or {})
    of_the_run = state.get(STATE)
    if isinstance(of_the_run, BackOffice):
        return of_the_run
    client = clients_of(connection.app).current()
    if client is None:
        raise ConfigurationError(_NO_CLIENT)
    return client


def _mounted_in(routes: Sequence[BaseRoute]) -> Iterator[Starlette]:
    """The applications that are mounted, however deep."""
    for route in routes:
        if isinstance(route, Mount | Host):
            inner: object = getattr(route, "_base_app", route.app)  # below the middleware of a mount
            if isinstance(inner, Starlette):
                yield inner
            yield from _mounted_in(route.routes or [])
