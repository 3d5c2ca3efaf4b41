"""Which requests are let in by where they come from: never those that a web page of elsewhere made a browser send.

A page that somebody visits may post to any address that the browser reaches, this machine's own included, and may point
a name of its own at it (DNS rebinding). A browser tells the first by `Origin` or `Sec-Fetch-Site`, the second by
`Host`. Programs send neither of the first two, and are not hindered.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["HostGuard", "OriginGuard", "is_loopback"]

_LOOPBACK_NAME: Final = "localhost"
_TOLD_BY_BROWSERS: Final = frozenset({b"origin", b"sec-fetch-site"})
_HOST: Final = re.compile(r"(\[[0-9a-f:.%]+\]|[^:\[\]]*)(?::[0-9]*)?")


class OriginGuard:
    """Lets in what no web page of another origin sent; a link that somebody follows may lead here."""

    def __init__(self, app: ASGIApp) -> None:
        self._app: Final = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI says it
        if scope["type"] == "http" and (why := _why_foreign(scope)):
            await _refuse(why)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


class HostGuard:
    """Lets in what is addressed to a name by which this server may be known.

    Args:
        app: What answers the rest.
        bound: The address that is listened on.
        names: More names by which it may be called.
    """

    def __init__(self, app: ASGIApp, bound: str, names: Iterable[str] = ()) -> None:
        if not callable(app):
            raise TypeError(f"what is served is an Emulator or another ASGI application, not {app!r}")
        self._app: Final = app
        self._local: Final = is_loopback(bound)
        self._names: Final = {bound.lower(), *(name.lower() for name in names)}
        if not self._local:
            self._names.update({socket.gethostname().lower(), "host.docker.internal"})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: D102 - ASGI says it
        hosts = _values(scope, b"host") if scope["type"] == "http" else []
        if all(self._knows(host) for host in hosts):
            await self._app(scope, receive, send)
        else:
            why = "the Host header names another host; --allow-host NAME lets the emulator be called by that name"
            await _refuse(why)(scope, receive, send)

    def _knows(self, host: str) -> bool:
        parts = _HOST.fullmatch(host)
        if parts is None:
            return False
        name = parts[1].removesuffix(".").strip("[]")
        if name in self._names or is_loopback(name):
            return True
        # Elsewhere, an address or a name without dots, as containers have, cannot be pointed here by a stranger.
        return not self._local and bool(name) and ("." not in name or _is_address(name))


def is_loopback(host: str) -> bool:
    """Whether a host name or an address is this machine's own."""
    if host == _LOOPBACK_NAME or host.endswith(f".{_LOOPBACK_NAME}"):
        return True
    return _is_address(host) and ipaddress.ip_address(host).is_loopback


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _why_foreign(scope: Scope) -> str:
    """Say how a browser told that another origin is behind a request; nothing when it is not so."""
    if _TOLD_BY_BROWSERS.isdisjoint([name for name, _ in scope["headers"]]):
        return ""
    own = {f"{scheme}://{host}" for host in _values(scope, b"host") for scheme in ("http", "https")}
    if not own.issuperset(_values(scope, b"origin")):
        return "the request comes from a web page of another origin"
    followed = scope["method"] in {"GET", "HEAD"} and _values(scope, b"sec-fetch-dest") == ["document"]
    if followed or {"same-origin", "none"}.issuperset(_values(scope, b"sec-fetch-site")):
        return ""
    return "the request comes from a web page of another site"


def _values(scope: Scope, wanted: bytes) -> list[str]:
    return [value.decode("latin-1").strip().lower() for name, value in scope["headers"] if name == wanted]


def _refuse(why: str) -> JSONResponse:
    return JSONResponse({"code": "FORBIDDEN", "message": why}, 403)
