"""The emulator as an ASGI application: services under their base paths, and the control API if it was asked for.

A cut connection is real where the server lends its transport (see `server`), through an extension in the scope.
Elsewhere, as in process, `ConnectionCut` is raised instead.
"""

from __future__ import annotations

import asyncio
from email.utils import formatdate
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Protocol

from starlette.responses import JSONResponse
from starlette.routing import Mount, Router

from weavr_async.emulator.errors import ConnectionCut
from weavr_async.emulator.messages import Answer, Request
from weavr_async.emulator.origins import OriginGuard
from weavr_async.emulator.page import page_routes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["ABORT_EXTENSION", "BASE_PATH", "CONTROL_PATH", "Service", "application"]

BASE_PATH = "/multi/backoffice"
CONTROL_PATH = "/__emulator__"
ABORT_EXTENSION = "weavr.emulator.abort"
_MOST_BODY = 64 * 1024 * 1024


class Service(Protocol):
    """What answers the requests under one path."""

    @property
    def now_ms(self) -> int:
        """The time at the service, in epoch milliseconds."""
        ...

    async def answer(self, request: Request) -> Answer:
        """Answer one request, whose path does not have the base path any more."""
        ...


def application(services: Mapping[str, Service], control: Callable[[], ASGIApp] | None) -> ASGIApp:
    """Put the services under their paths, and the control API with the page that uses it, if there shall be one."""
    endpoints = {f"{path}/": _Endpoint(path, service) for path, service in services.items()}

    @cache
    def others() -> ASGIApp:
        # Made when first asked for: in most tests nobody asks.
        routes = [] if control is None else [*page_routes(), Mount(CONTROL_PATH, app=control())]
        return Router(routes=routes, redirect_slashes=False, default=_nothing_here)

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        # By hand, because a router's patterns fail on what may be in a path, such as an encoded line feed.
        asked = f"{scope['path']}/" if scope["type"] == "http" else ""
        ours = next((endpoint for path, endpoint in endpoints.items() if asked.startswith(path)), None)
        await (ours or others())(scope, receive, send)

    return OriginGuard(dispatch)


async def _nothing_here(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "http":
        # Without a code: this is no answer of the service.
        body = {"message": f"there is nothing here: the service is at {BASE_PATH}"}
        await JSONResponse(body, 404)(scope, receive, send)


class _Endpoint:
    """Reads a request from ASGI, and writes the answer with whatever is to go wrong in it."""

    def __init__(self, path: str, service: Service) -> None:
        self._path = path
        self._service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _read(receive)
        if body is None:
            return
        raw_path: bytes = scope.get("raw_path") or scope["path"].encode()
        request = Request(
            method=scope["method"],
            path=raw_path.decode("latin-1").partition("?")[0][len(self._path) :],
            query=scope["query_string"],
            headers={name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]},
            body=body,
        )
        answer = await self._service.answer(request)
        answer.headers.setdefault("date", _date(self._service.now_ms // 1000))
        await _write(answer, scope, receive, send)


@lru_cache(maxsize=2)
def _date(seconds: int) -> str:
    """A moment as the header has it. Most answers are of the same second as the one before."""
    return formatdate(seconds, usegmt=True)


async def _read(receive: Receive) -> bytes | None:
    """Read the whole body; None when the caller hung up first or sends more than is accepted."""
    chunks: list[bytes] = []
    size = 0
    while size <= _MOST_BODY:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk: bytes = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if not message.get("more_body", False):
            return b"".join(chunks)
    return None


async def _write(answer: Answer, scope: Scope, receive: Receive, send: Send) -> None:
    if answer.cut == "before head":
        return await _cut(scope, receive)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
    if answer.status not in {204, 304}:
        headers.append((b"content-length", b"%d" % len(answer.body)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    if answer.cut is not None:
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        return await _cut(scope, receive)
    if answer.dribble:
        for place in range(len(answer.body)):
            await send({"type": "http.response.body", "body": answer.body[place : place + 1], "more_body": True})
            await asyncio.sleep(answer.dribble)
        await send({"type": "http.response.body", "body": b""})
        return None
    await send({"type": "http.response.body", "body": answer.body})
    return None


async def _cut(scope: Scope, receive: Receive) -> None:
    abort: Callable[[], None] | None = scope.get("extensions", {}).get(ABORT_EXTENSION)
    if abort is None:
        raise ConnectionCut("the emulator cut this connection: a fault was planned for it")
    abort()
    # Returning before the server has noticed would make it complain of a missing answer.
    while (await receive())["type"] != "http.disconnect":
        pass
