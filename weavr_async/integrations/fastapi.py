"""FastAPI: one client for the application, its errors as answers, webhooks, downloads.

Extra `fastapi`::

    app = FastAPI(lifespan=back_office_lifespan(BackOffice.from_env))
    add_error_handlers(app)

    Customer = Annotated[IdentityView, on_behalf_of(identity_of_the_logged_in_user)]

    @app.post("/cards/{card_id}/block", status_code=204)
    async def block(card_id: str, customer: Customer) -> None:
        await customer.managed_cards.block(card_id)

A handler that began goes on when its client hangs up, for neither FastAPI nor Starlette cancels it. For most
services that move money this is right. Where it is not, add `CancelOnDisconnect`.
"""

# Without `from __future__ import annotations`: FastAPI reads the annotations of dependencies at run time.
import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import timedelta
from http import HTTPStatus
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias, cast, final

import anyio
import orjson

from weavr_async.client import BackOffice, IdentityView
from weavr_async.errors import ConfigurationError, WeavrError
from weavr_async.integrations._checks import checked_maker, checked_receiver
from weavr_async.integrations._http_answers import (
    ANSWERS,
    PROBLEM,
    HttpAnswer,
    answer_for,
    attachment,
    only_member,
    rows_by_status,
)
from weavr_async.integrations._settling import settling
from weavr_async.integrations._webhook_bodies import read_bounded
from weavr_async.statements import Sink
from weavr_async.values.identities import Identity
from weavr_async.webhooks import WebhookEvent, WebhookReceiver

try:
    from fastapi import Depends, FastAPI, Request, Response, WebSocket, WebSocketDisconnect, status
    from fastapi.concurrency import run_in_threadpool
    from fastapi.requests import HTTPConnection
    from fastapi.responses import StreamingResponse

    from weavr_async.integrations._asgi_clients import STATE, client_for, clients_of
except ImportError as _missing:
    raise ImportError("this integration needs its extra: pip install 'weavr-async[fastapi]'") from _missing

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from weavr_async.journal.journal import Handler


__all__ = [
    "CancelOnDisconnect",
    "Client",
    "DownloadResponse",
    "add_error_handlers",
    "back_office",
    "back_office_lifespan",
    "error_responses",
    "on_behalf_of",
    "webhook_event",
]


def back_office_lifespan(
    make: Callable[[], BackOffice], *, settle_every: timedelta | None = None, handle: "Handler | None" = None
) -> Callable[[FastAPI], AbstractAsyncContextManager[Mapping[str, BackOffice]]]:
    """A lifespan that makes the application's one client when it starts, and closes it when it ends.

    Applications that are mounted in this one have the same client, unless they were given one of their own. To have a
    lifespan of your own as well, enter this one in it::

        with_weavr = back_office_lifespan(BackOffice.from_env)

        @asynccontextmanager
        async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
            async with with_weavr(app) as state, open_database():
                yield state

    Args:
        make: Makes the client, at each start; its settings are checked then and not at the first request.
        settle_every: Settle what is due in the client's journal, **which carries out what never arrived**, with this
            pause between two passes (`Journal.settling`). Not at all when absent.
        handle: Called with each planned write that has ended, as of `Journal.settle_due`.
    """
    made = checked_maker(make)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[Mapping[str, BackOffice]]:
        async with made() as client, settling(client, settle_every, handle):
            with clients_of(app).added(client):
                yield {STATE: client}

    return lifespan


# The functions below wait for nothing, but are async because FastAPI runs functions that are not in threads.


async def back_office(connection: HTTPConnection) -> BackOffice:
    """The application's client, as a dependency of requests and websockets; `Client` is its short form.

    In tests, put another one in its place: ``app.dependency_overrides[back_office] = lambda: client``.

    Raises:
        ConfigurationError: The application has no client, or its lifespan did not run.
    """
    return client_for(connection)


Client: TypeAlias = Annotated[BackOffice, Depends(back_office)]
"""The application's client, as the annotation of an argument."""


def on_behalf_of(identity: Callable[..., Identity | Awaitable[Identity]]) -> Any:  # noqa: ANN401 - as FastAPI types it
    """A dependency on the view of the identity that a request is made for, to stand in `Annotated`.

    Args:
        identity: A dependency of yours that gives the identity. It decides on whose money is acted: derive it from
            who was authenticated, never from what the request says.
    """
    if not callable(identity):
        raise ConfigurationError(
            f"on_behalf_of takes a dependency, a function that gives the identity, not {type(identity).__name__}."
        )

    async def view(client: Client, whose: Annotated[Identity, Depends(identity)]) -> IdentityView:
        return client.on_behalf_of(whose)

    return Depends(view)


def add_error_handlers(app: FastAPI) -> None:
    """Answer every error of the SDK that a handler lets through; the table is in the documentation.

    A handler of yours for one class of errors (``app.exception_handler(InsufficientFunds)``) goes before these. A group
    of exceptions with one error in it, as a task group raises it, is answered like that error. A websocket is closed:
    with 1008 where an answer would be a 4xx, with 1011 otherwise, and the `code` as the reason.
    """
    app.add_exception_handler(WeavrError, _answer)
    if ExceptionGroup not in app.exception_handlers:
        app.add_exception_handler(ExceptionGroup, _answer_member)


async def _answer_member(connection: HTTPConnection, group: Exception) -> Response:
    """Answer as the only error in a group is answered, by whoever handles it."""
    error = only_member(group)
    # What FastAPI keeps them as: functions of a connection and an error, async or not.
    handlers: Mapping[object, Callable[[HTTPConnection, BaseException], object]] = connection.app.exception_handlers
    handler = next((handlers[cls] for cls in type(error).__mro__ if cls in handlers), None)
    if error is group or handler is None:
        raise group
    answer = (
        handler(connection, error) if iscoroutinefunction(handler) else run_in_threadpool(handler, connection, error)
    )
    return await cast("Awaitable[Response]", answer)


def error_responses(*errors: type[WeavrError]) -> dict[int | str, dict[str, Any]]:
    """What `add_error_handlers` answers, for ``responses=`` of a route, a router or an application.

    Args:
        errors: The classes of errors that the route may end in; all that there are when absent.

    Example:
        ``@app.post("/payouts", responses=error_responses(InvalidRequest, Conflict, OutcomeUnknown))``

    Raises:
        ConfigurationError: One of them is not a class of the SDK's errors.
    """
    given: tuple[object, ...] = errors
    if not all(isinstance(each, type) and issubclass(each, WeavrError) for each in given):
        raise ConfigurationError("error_responses takes classes of weavr_async's errors, such as InsufficientFunds.")
    return {
        status: {
            "description": " ".join(f"`{row.code}`: {row.detail}" for row in rows),
            "content": {"application/problem+json": {"schema": PROBLEM}},
        }
        for status, rows in rows_by_status(errors or ANSWERS).items()
    }


async def _answer(connection: HTTPConnection, error: Exception) -> Response:
    assert isinstance(error, WeavrError), "it is registered for these alone"  # noqa: S101
    answer = answer_for(error)
    if isinstance(connection, WebSocket):
        await _close(connection, answer)
        return Response()  # which nobody is waiting for
    return Response(answer.body, answer.status, answer.headers)


async def _close(websocket: WebSocket, answer: HttpAnswer) -> None:
    """Say by the end of a websocket what an answer would say."""
    is_ours = answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR
    code = status.WS_1011_INTERNAL_ERROR if is_ours else status.WS_1008_POLICY_VIOLATION
    # The other side may be gone already, which is an end too.
    with suppress(RuntimeError, WebSocketDisconnect):
        await websocket.close(code, orjson.loads(answer.body or b"{}").get("code"))


def webhook_event(receiver: WebhookReceiver) -> Any:  # noqa: ANN401 - as FastAPI types it
    """A dependency on the event of a webhook, checked over its raw bytes, to stand in `Annotated`.

    The delivery counts as handled when the handler has returned, before the answer is sent. If it raises, the
    delivery is accepted again when Weavr repeats it, so raise (`HTTPException` will do) to refuse one. What is not
    accepted is answered by the handlers of `add_error_handlers`; a body above the receiver's `max_body_bytes` is
    not read to its end.

    Args:
        receiver: Made once for the process, because it remembers what it has accepted.
    """
    checked_receiver(receiver)

    async def event(request: Request) -> AsyncGenerator[WebhookEvent]:
        body = await read_bounded(request.stream(), receiver.max_body_bytes)
        async with receiver.receive(request.url.path, request.headers, body) as accepted:
            yield accepted

    # "function": that the delivery was handled is remembered before Weavr is told so.
    return Depends(event, scope="function")


@final
class DownloadResponse(StreamingResponse):
    """A file that is sent while it is made, such as a statement.

    For example::

        return DownloadResponse(
            lambda sink: accounts.statement("220").download(sink, format="pdf"),
            media_type="application/pdf",
            filename="statement.pdf",
        )

    The head goes out with the first bytes, so an error before them is answered as any other. After a later
    error the connection is closed, so that the part is not taken for the whole. When the client hangs up, making
    the file is cancelled.

    Args:
        make: Writes the file to the sink it is given: `Statement.export`, `Statement.download`.
        media_type: What it is, such as ``text/csv; charset=utf-8``.
        filename: The name to keep it under: letters, digits, ``.``, ``_`` and ``-``.

    Raises:
        InvalidRequest: The name has other characters.
    """

    def __init__(self, make: Callable[[Sink], Awaitable[object]], *, media_type: str, filename: str) -> None:
        super().__init__(_NOTHING, headers=attachment(media_type, filename))
        self._make: Final = make

    async def stream_response(self, send: "Send") -> None:
        """Send what the file's maker writes."""
        body = _Body(send, self.status_code, self.raw_headers)
        await self._make(body)
        await body.end()


_NOTHING: Final[tuple[bytes, ...]] = ()


class _Body:
    """The sink behind a download."""

    def __init__(self, send: "Send", status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._send: Final = send
        self._head: Message | None = {"type": "http.response.start", "status": status, "headers": headers}

    async def write(self, data: bytes, /) -> None:
        await self._start()
        await self._send({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        await self._start()
        await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _start(self) -> None:
        if self._head is not None:
            head, self._head = self._head, None
            await self._send(head)


@final
class CancelOnDisconnect:
    """A middleware that cancels a handler when its client hangs up: ``app.add_middleware(CancelOnDisconnect)``.

    A write that is cancelled after it was sent may have happened, and only the client's hooks learn of it: they get
    `WriteAbandoned` with the reference to settle it by. Add a hook that stores it before you use this.

    Once the whole answer was handed to the server, nothing is cancelled any more: background tasks, and what
    dependencies do after their `yield`, run to their end.

    Add it last, so that it is around all other middleware. While a body is still arriving nothing is cancelled: the
    handler that reads it learns of the disconnect itself.
    """

    def __init__(self, app: "ASGIApp") -> None:
        self._app: Final = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Run the application for as long as the client is there."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # A handler that wants no body never asks for a message, so the first one is fetched for it.
        request = _RequestMessages(receive, await receive())

        async def answer(message: "Message") -> None:
            if _is_last(message):
                request.is_answered = True
            await send(message)

        with anyio.CancelScope() as handling:
            listening = asyncio.create_task(request.listen(handling))
            try:
                await self._app(scope, request.receive, answer)
            finally:
                listening.cancel()


class _RequestMessages:
    """A request's messages on their way to the handler; what follows the body is listened to here."""

    def __init__(self, receive: "Receive", first: "Message") -> None:
        self._receive: Final = receive
        self._first: Message | None = first
        self._body_is_whole: Final = anyio.Event()
        self._client_is_gone: Final = anyio.Event()
        self.is_answered = False
        """Whether the end of the answer is on its way: after it, servers report every client as gone."""
        self._look_at(first)

    async def receive(self) -> "Message":
        """What the application is given to receive by."""
        if self._first is not None:
            first, self._first = self._first, None
            return first
        if self._body_is_whole.is_set():
            await self._client_is_gone.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._look_at(message)
        return message

    async def listen(self, handling: anyio.CancelScope) -> None:
        """Wait for the client to hang up, and end the handling of its request."""
        await self._body_is_whole.wait()
        await self._receive()
        self._client_is_gone.set()
        if not self.is_answered:
            handling.cancel()

    def _look_at(self, message: "Message") -> None:
        if not message.get("more_body", False):
            self._body_is_whole.set()


def _is_last(message: "Message") -> bool:
    """Whether an answer ends with this message."""
    kind = message["type"]
    return kind == "http.response.pathsend" or (kind == "http.response.body" and not message.get("more_body", False))
