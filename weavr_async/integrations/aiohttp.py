"""aiohttp.web: one client for the application, its errors as answers, webhooks, downloads.

No extra is needed, for the SDK itself sends over aiohttp::

    app = web.Application(middlewares=[error_answers])
    app.cleanup_ctx.append(back_office_context(BackOffice.from_env))

    async def block(request: web.Request) -> web.Response:
        customer = request.config_dict[BACK_OFFICE].on_behalf_of(await identity_of(request))
        await customer.managed_cards.block(request.match_info["card_id"])
        return web.Response(status=204)

Derive the identity from who was authenticated, never from what the request says.

A handler continues when its client hangs up, unless the application is run with `handler_cancellation=True`. For
most services that move money the default is right: a write that is cancelled after it was sent may have happened, and
only the client's hooks learn of it, through `WriteAbandoned`.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from inspect import isawaitable
from typing import TYPE_CHECKING, Final, cast

from aiohttp import web

from weavr_async.client import BackOffice
from weavr_async.errors import ConfigurationError, WeavrError
from weavr_async.integrations._checks import checked_maker, checked_receiver
from weavr_async.integrations._http_answers import answer_for, attachment, only_member
from weavr_async.integrations._settling import settling
from weavr_async.integrations._webhook_bodies import read_bounded
from weavr_async.webhooks import WebhookRejected

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Generator
    from datetime import timedelta

    from aiohttp.typedefs import Handler as RequestHandler

    from weavr_async.journal.journal import Handler
    from weavr_async.statements import Sink
    from weavr_async.webhooks import WebhookEvent, WebhookReceiver

__all__ = ["BACK_OFFICE", "back_office", "back_office_context", "download_response", "error_answers", "webhook_handler"]

BACK_OFFICE: Final = web.AppKey("weavr_back_office", BackOffice)
"""Where the client is: ``request.config_dict[BACK_OFFICE]``, in sub-applications too."""

_PIECE: Final = 64 * 1024


def back_office_context(
    make: Callable[[], BackOffice], *, settle_every: timedelta | None = None, handle: Handler | None = None
) -> Callable[[web.Application], AsyncIterator[None]]:
    """A cleanup context that makes the application's one client when it starts, and closes it when it ends.

    Args:
        make: Makes the client; its settings are checked at the start and not at the first request.
        settle_every: Settle what is due in the client's journal, **which carries out what never arrived**, with this
            pause between two passes (`Journal.settling`). Not at all when absent.
        handle: Called with each planned write that has ended, as of `Journal.settle_due`.
    """
    made = checked_maker(make)

    async def context(app: web.Application) -> AsyncIterator[None]:
        async with made() as client, settling(client, settle_every, handle):
            app[BACK_OFFICE] = client
            yield

    return context


def back_office(request: web.Request) -> BackOffice:
    """The application's client, for requests and websockets, in sub-applications too.

    Raises:
        ConfigurationError: The application has none.
    """
    client = request.config_dict.get(BACK_OFFICE)
    if client is None:
        raise ConfigurationError(
            "This application has no client. Either app.cleanup_ctx has no back_office_context(...), or the "
            "application was not started: an AppRunner, or aiohttp's TestServer, starts it."
        )
    return client


@web.middleware
async def error_answers(request: web.Request, handler: RequestHandler) -> web.StreamResponse:
    """Answer every error of the SDK that a handler lets through; the table is in the documentation.

    A group of exceptions with one error in it, as a task group raises it, is answered like that error.

    To answer some of them differently, catch them in the handler, or in a middleware listed after this one.
    """
    try:
        return await handler(request)
    except (WeavrError, ExceptionGroup) as raised:
        error = only_member(cast("Exception", raised))
        if request.writer.output_size > 0 or not isinstance(error, WeavrError | web.HTTPException):
            # Of an answer that was begun, aiohttp closes the connection, so that the part is not taken for the whole.
            raise
        if isinstance(error, web.HTTPException):
            raise error from None  # which aiohttp answers itself
        return _response(error)


def webhook_handler(receiver: WebhookReceiver, handle: Callable[[WebhookEvent], Awaitable[object]]) -> RequestHandler:
    """A handler of webhooks, which are checked over their raw bytes: ``app.router.add_post("/hooks/{tail:.*}", …)``.

    The delivery counts as handled when `handle` has returned, before the answer is sent. If it raises, the delivery
    is accepted again when Weavr repeats it, so raise to refuse one. A body above the receiver's `max_body_bytes` is
    not read to its end.

    Args:
        receiver: Made once for the process, because it remembers what it has accepted.
        handle: What to do with an event.
    """
    checked_receiver(receiver)

    async def answer(request: web.Request) -> web.StreamResponse:
        try:
            body = await read_bounded(request.content.iter_chunked(_PIECE), receiver.max_body_bytes)
            async with receiver.receive(request.path, request.headers, body) as event:
                handled: object = handle(event)
                if isawaitable(handled):  # a handler that is not async has handled it as well
                    await handled
        except WebhookRejected as rejected:
            return _response(rejected)
        return web.Response(status=204)

    return answer


async def download_response(
    request: web.Request, make: Callable[[Sink], Awaitable[object]], *, media_type: str, filename: str
) -> web.StreamResponse:
    """Answer with a file that is sent while it is made, such as a statement.

    For example::

        return await download_response(
            request,
            lambda sink: accounts.statement("220").download(sink, format="pdf"),
            media_type="application/pdf",
            filename="statement.pdf",
        )

    The head goes out with the first bytes, so an error before them is answered as any other. After a later
    error the connection is closed, so that the part is not taken for the whole. When the client hangs up, making
    the file ends with the next bytes that are written.

    Args:
        request: What is answered. To HEAD it is a 405, and nothing is made.
        make: Writes the file to the sink it is given: `Statement.export`, `Statement.download`.
        media_type: What it is, such as ``text/csv; charset=utf-8``.
        filename: The name to keep it under: letters, digits, ``.``, ``_`` and ``-``.

    Raises:
        InvalidRequest: The name has other characters.
    """
    if request.method == "HEAD":
        # aiohttp hands HEAD to the handlers of GET, and sends what they stream.
        raise web.HTTPMethodNotAllowed(request.method, ["GET"])
    response = web.StreamResponse(headers=attachment(media_type, filename))
    body = _Body(request, response)
    with suppress(_ClientGoneError):
        await make(body)
        await body.end()
    return response


class _ClientGoneError(Exception):
    """The client is gone; aiohttp would log this as an error of the service."""


class _Body:
    """The sink behind a download."""

    def __init__(self, request: web.Request, response: web.StreamResponse) -> None:
        self._request: Final = request
        self._response: Final = response

    async def write(self, data: bytes, /) -> None:
        with _client_gone():
            await self._start()
            await self._response.write(data)

    async def end(self) -> None:
        with _client_gone():
            await self._start()
            await self._response.write_eof()

    async def _start(self) -> None:
        if not self._response.prepared:
            await self._response.prepare(self._request)


@contextmanager
def _client_gone() -> Generator[None]:
    try:
        yield
    except ConnectionResetError:
        raise _ClientGoneError from None


def _response(error: WeavrError) -> web.Response:
    answer = answer_for(error)
    return web.Response(status=answer.status, headers=answer.headers, body=answer.body)
