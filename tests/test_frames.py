"""No frame of an error holds a secret in a local variable, whatever ended and however it ended.

Error trackers and terminals show local variables by default, in two ways: by `repr`, and by the fields of a class.
Looked through are the frames of an error, of everything that it came from, and of everything that it came with.
"""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Unpack

import httpx
import orjson
import pytest
from attrs import define, field
from rich.pretty import pretty_repr

from weavr_async import BackOffice, ClientOptions, Environment, Retries, Timeouts, WeavrError
from weavr_async.hooks import AttemptStarted
from weavr_async.tokens import Token
from weavr_async.webhooks import WebhookReceiver, WebhookRejected
from weavr_async.webhooks.testing import sign, sign_bulk

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
    from types import FrameType

    from weavr_async import IdentityView
    from weavr_async.hooks import Event

API_KEY: Final = "canary-api-key-1b7e"
TOKEN: Final = "canary-token-93d0"
WEBHOOKS_KEY: Final = "canary-webhooks-key-5c"
PASSWORD: Final = "canary-proxy-password-2f"
CANARY: Final = "canary-"


def errors_of(error: BaseException) -> Iterator[BaseException]:
    """An error, what it came from and what it came with, whether that would be printed or not."""
    seen: set[int] = set()
    waiting: list[BaseException | None] = [error]
    while waiting:
        this = waiting.pop()
        if this is None or id(this) in seen:
            continue
        seen.add(id(this))
        yield this
        waiting += [this.__cause__, this.__context__]
        if isinstance(this, BaseExceptionGroup):
            waiting += this.exceptions


def frames_of(error: BaseException) -> Iterator[FrameType]:
    """The frames of all tracebacks, but for the tests' own."""
    for each in errors_of(error):
        traceback = each.__traceback__
        while traceback is not None:
            if "/tests/" not in traceback.tb_frame.f_code.co_filename:
                yield traceback.tb_frame
            traceback = traceback.tb_next


def secrets_in(error: BaseException) -> list[str]:
    """Where a secret is shown by a frame of an error."""
    found = []
    for frame in frames_of(error):
        for name, value in list(frame.f_locals.items()):
            if any(CANARY in shown for shown in _ways_to_show(value)):
                found.append(f"{frame.f_code.co_filename}: {frame.f_code.co_name}() {name}")
    return found


def _ways_to_show(value: object) -> Iterator[str]:
    for show in (repr, lambda value: pretty_repr(value, max_depth=8)):
        with suppress(Exception):
            yield show(value)


class EndedWellError(Exception):
    """Some work raised nothing."""


async def ended_by(work: Awaitable[object]) -> BaseException:
    """What some work ended in."""
    try:
        await work
    except BaseException as error:  # noqa: BLE001 - cancellations too
        return error
    raise EndedWellError


@define
class Service:
    """A service on loopback that logs everybody in, and says what happens to any other request."""

    url: str
    reached: asyncio.Event
    login: bytes | None
    answer: bytes | None
    connections: list[asyncio.WriteTransport] = field(factory=list)

    def hang_up(self) -> None:
        """Close every connection: a client that closes waits for what is under way, for some seconds at most."""
        for connection in self.connections:
            connection.abort()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer what comes on one connection; no answer at all where there is none."""
        self.connections.append(writer.transport)
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                length = next((int(line[15:]) for line in head.split(b"\r\n") if line.startswith(b"content-length")), 0)
                await reader.readexactly(length)
                said = self.login if b"/access_token" in head else self.answer
                if said is None or b"/access_token" not in head:
                    self.reached.set()
                if said is None:
                    await reader.read()
                    break
                writer.write(said)
        writer.transport.abort()


def http(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """An answer, as it stands on the connection."""
    lines = [f"HTTP/1.1 {status}", f"content-length: {len(body) if length is None else length}", *headers]
    return "\r\n".join([*lines, "", ""]).encode() + body


GRANT: Final = orjson.dumps({"token": {"token": TOKEN}, "identity": {"type": "CORPORATE", "id": "109876"}})
OTHER_GRANT: Final = orjson.dumps({"token": {"token": TOKEN}, "identity": {"type": "CORPORATE", "id": "2"}})
LOGGED_IN: Final = http("200 OK", GRANT)


@asynccontextmanager
async def a_service(login: bytes | None = LOGGED_IN, answer: bytes | None = None) -> AsyncGenerator[Service]:
    """A service, with its answers."""
    service = Service("", asyncio.Event(), login, answer)
    server = await asyncio.start_server(service.serve, "127.0.0.1", 0)
    service.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield service
    finally:
        server.close()


@asynccontextmanager
async def a_client(engine: str, url: str, **options: object) -> AsyncGenerator[BackOffice]:
    """A client over one engine or the other."""
    settings = {"retries": Retries(max_attempts=1), **options}
    if engine == "built-in":
        async with BackOffice(api_key=API_KEY, environment=Environment.at(url), **settings) as weavr:  # type: ignore[arg-type]
            yield weavr
        return
    async with (
        httpx.AsyncClient() as http_client,
        BackOffice(
            api_key=API_KEY,
            environment=Environment.at(url),
            http_client=http_client,
            **settings,  # type: ignore[arg-type]
        ) as weavr,
    ):
        yield weavr


async def read(acme: IdentityView) -> object:
    """A call that only reads."""
    return await acme.managed_cards.get("331")


async def write(acme: IdentityView) -> object:
    """A write without a reference."""
    await acme.users.invite("5")
    return None


async def statement(acme: IdentityView) -> object:
    """A statement, entry by entry."""
    return [entry async for entry in acme.managed_accounts.statement("220")]


async def download(acme: IdentityView) -> object:
    """A statement as a file."""
    path = Path(tempfile.mkdtemp()) / "statement.csv"
    return await acme.managed_accounts.statement("220").download(path, format="csv")


CALLS: Final = {"read": read, "write": write, "statement": statement, "download": download}
both_engines = pytest.mark.parametrize("engine", ["built-in", "handed-in"])
every_call = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)


@pytest.mark.asyncio
@both_engines
@every_call
async def test_a_call_that_is_cancelled_while_the_service_is_silent(
    engine: str, call: Callable[[IdentityView], Awaitable[object]]
) -> None:
    """The caller sees a cancellation, with the frames between."""
    async with a_service() as service, a_client(engine, service.url) as weavr:
        work = asyncio.ensure_future(ended_by(call(weavr.corporate("109876"))))
        await service.reached.wait()
        work.cancel()
        error = await work
        service.hang_up()
    assert isinstance(error, asyncio.CancelledError)
    assert secrets_in(error) == []


@pytest.mark.asyncio
@both_engines
@every_call
async def test_a_call_that_is_cut_off_by_a_timeout_of_the_caller(
    engine: str, call: Callable[[IdentityView], Awaitable[object]]
) -> None:
    """The cancellation is the cause of a `TimeoutError`."""
    async with a_service() as service, a_client(engine, service.url) as weavr:

        async def hurried() -> object:
            async with asyncio.timeout(None) as limit:
                work = asyncio.ensure_future(service.reached.wait())
                work.add_done_callback(lambda _: limit.reschedule(0))
                return await call(weavr.corporate("109876"))

        error = await ended_by(hurried())
        service.hang_up()
    assert isinstance(error, TimeoutError)
    assert secrets_in(error) == []


HALVES: Final = {"2xx": http("200 OK", b'{"x"', length=100), "5xx": http("500 X", b"oh", length=9)}


@pytest.mark.asyncio
@both_engines
@every_call
@pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)
async def test_a_call_that_is_cancelled_in_the_middle_of_an_answer(
    engine: str, call: Callable[[IdentityView], Awaitable[object]], half: bytes
) -> None:
    """Where the body is read."""
    async with a_service(answer=half) as service, a_client(engine, service.url) as weavr:
        work = asyncio.ensure_future(ended_by(call(weavr.corporate("109876"))))
        await service.reached.wait()
        for _ in range(20):
            await asyncio.sleep(0)
        work.cancel()
        error = await work
        service.hang_up()
    assert isinstance(error, asyncio.CancelledError)
    assert secrets_in(error) == []


ANSWERS: Final = {
    "400": http("400 Bad Request", GRANT),
    "401": http("401 Unauthorized", GRANT),
    "403": http("403 Forbidden"),
    "404": http("404 Not Found"),
    "409": http("409 Conflict", b'{"errorCode":"USER_NOT_FOUND"}'),
    "429": http("429 Too Many Requests", b"", "x-ratelimit-reset: 99"),
    "502": http("502 Bad Gateway", b"<html>"),
    "307": http("307 Temporary Redirect", b"", "location: /elsewhere"),
    "not JSON": http("200 OK", b"<html>"),
    "not the contract's": http("200 OK", orjson.dumps({"id": 7})),
    "not HTTP": b"SSH-2.0-OpenSSH\r\n\r\n",
    "packed badly": http("200 OK", b"nothing", "content-encoding: br"),
    "nothing": b"",
}


@pytest.mark.asyncio
@both_engines
@every_call
@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
async def test_a_call_that_ends_in_an_error(
    engine: str, call: Callable[[IdentityView], Awaitable[object]], answer: bytes
) -> None:
    """Every kind of answer that is no success; with none, the total time runs out."""
    timeouts = Timeouts(total=0.5, read=0.2)
    async with a_service(answer=answer) as service, a_client(engine, service.url, timeouts=timeouts) as weavr:
        await weavr._tokens.get(weavr.corporate("109876").identity, deadline=asyncio.get_running_loop().time() + 30)
        try:
            error = await ended_by(call(weavr.corporate("109876")))
        except EndedWellError:  # some answers are right for some calls
            return
        assert secrets_in(error) == []


LOGINS: Final = {
    "refused": http("401 Unauthorized"),
    "of another identity": http("200 OK", OTHER_GRANT),
    "without a token": http("200 OK", b"{}"),
    "unreadable": http("200 OK", GRANT[:-1]),
    "lost": b"HTTP/1.1 200",
}


@pytest.mark.asyncio
@both_engines
@pytest.mark.parametrize("login", LOGINS.values(), ids=LOGINS)
async def test_a_login_that_fails(engine: str, login: bytes) -> None:
    """What was answered may hold a token."""
    timeouts = Timeouts(total=2, read=0.2)
    async with a_service(login=login) as service, a_client(engine, service.url, timeouts=timeouts) as weavr:
        assert secrets_in(await ended_by(read(weavr.corporate("109876")))) == []


@pytest.mark.asyncio
@both_engines
async def test_a_login_that_is_cancelled(engine: str) -> None:
    """While the call waits for its token."""
    async with a_service(login=None) as service, a_client(engine, service.url) as weavr:
        work = asyncio.ensure_future(ended_by(read(weavr.corporate("109876"))))
        await service.reached.wait()
        work.cancel()
        error = await work
        service.hang_up()
    assert isinstance(error, asyncio.CancelledError)
    assert secrets_in(error) == []


@both_engines
def test_a_hook_in_which_somebody_pressed_a_key(engine: str) -> None:
    """The interrupt passes through a call that is about to be sent."""

    def interrupt(event: Event) -> None:
        if isinstance(event, AttemptStarted) and event.operation == "managedCardGet":
            raise KeyboardInterrupt

    async def main() -> None:
        async with a_service() as service, a_client(engine, service.url, hooks=[interrupt]) as weavr:
            await read(weavr.corporate("109876"))

    with pytest.raises(KeyboardInterrupt) as interrupted:
        asyncio.run(main())
    assert secrets_in(interrupted.value) == []


def webhook_endings() -> dict[str, Callable[[], object]]:
    """Deliveries that are not accepted."""
    receiver = WebhookReceiver(API_KEY, webhooks_key=WEBHOOKS_KEY)
    body = b'{"bulkId": "1", "status": "RUNNING"}'
    bulk = "/bulk_process_end/watch"
    old = receiver._clock() - timedelta(days=1).total_seconds()
    forged = sign(b"{}", api_key="guess", call_ref="a")
    stale = {**sign_bulk(webhooks_key=WEBHOOKS_KEY), "published-timestamp": str(int(old * 1000))}
    return {
        "forged": lambda: receiver.verify("/transfers/watch", forged, b"{}"),
        "deprecated": lambda: WebhookReceiver(API_KEY, accept_timestamp_signature=True).verify(
            "/transfers/watch", {name: value for name, value in forged.items() if name != "signature-v2"}, b"{}"
        ),
        "guessed key": lambda: receiver.verify(bulk, sign_bulk(webhooks_key="guess"), body),
        "stale": lambda: receiver.verify(bulk, stale, body),
        "no headers": lambda: receiver.verify(bulk, 5, body),  # type: ignore[arg-type]
        "too large": lambda: WebhookReceiver(API_KEY, max_body_bytes=1).verify(
            bulk, sign_bulk(webhooks_key=WEBHOOKS_KEY), body
        ),
        "not bytes": lambda: receiver.verify(bulk, sign_bulk(webhooks_key=WEBHOOKS_KEY), "{}"),  # type: ignore[arg-type]
        "twice": lambda: receiver.verify(
            bulk, {**sign_bulk(webhooks_key=WEBHOOKS_KEY), "Webhooks-Key": WEBHOOKS_KEY}, body
        ),
    }


@pytest.mark.parametrize("ending", webhook_endings())
def test_a_webhook_that_is_refused(ending: str) -> None:
    """Neither the key, nor the signature that would have been right, which an attacker could use."""
    with pytest.raises(WeavrError) as refused:
        webhook_endings()[ending]()
    assert secrets_in(refused.value) == []


def test_the_right_signature_for_a_forged_body_is_in_no_frame() -> None:
    """With it, the body would be accepted."""
    right = sign(b"{}", api_key=API_KEY, call_ref="a")
    forged = {**right, "signature-v2": "guess"}
    with pytest.raises(WebhookRejected) as refused:
        WebhookReceiver(API_KEY).verify("/transfers/watch", forged, b"{}")
    shown = [repr(value) for frame in frames_of(refused.value) for value in frame.f_locals.values()]
    assert not any(right["signature-v2"] in text for text in shown)


def constructions() -> dict[str, Callable[[], object]]:
    """What cannot be made."""
    from weavr_async.stores import RedisStore, SqlStore  # noqa: PLC0415 - they need their extras

    sandbox = Environment.SANDBOX

    def client(**options: Unpack[ClientOptions]) -> BackOffice:
        return BackOffice(api_key=API_KEY, environment=sandbox, **options)

    proxy = f"http://me:{PASSWORD}@proxy.internal:99999"
    return {
        "a key with a space": lambda: BackOffice(api_key=f"{API_KEY} ", environment=sandbox),
        "a bad proxy": lambda: BackOffice(api_key=API_KEY, environment=sandbox, proxy=proxy),
        "a bad proxy beside variables": lambda: BackOffice.from_env(
            {"WEAVR_API_KEY": API_KEY, "WEAVR_ENVIRONMENT": "sandbox"}, proxy=proxy
        ),
        "a bad setting": lambda: BackOffice(
            api_key=API_KEY,
            environment=sandbox,
            proxy=f"http://me:{PASSWORD}@proxy.internal",
            timeouts=30,  # type: ignore[arg-type]
        ),
        "an unknown environment": lambda: BackOffice.from_env(
            {"WEAVR_API_KEY": API_KEY, "WEAVR_ENVIRONMENT": "elsewhere"}
        ),
        "a proxy with a client": lambda: BackOffice(
            api_key=API_KEY, environment=sandbox, proxy=f"http://me:{PASSWORD}@proxy", http_client=httpx.AsyncClient()
        ),
        "a token with a space": lambda: Token(f"{TOKEN} "),
        "a token with half an end": lambda: Token(TOKEN, expires_at=7),  # type: ignore[arg-type]
        "a receiver's key": lambda: WebhookReceiver(API_KEY, webhooks_key=f"{WEBHOOKS_KEY} "),
        "a receiver's other keys": lambda: WebhookReceiver(API_KEY, more_api_keys=API_KEY),
        "a receiver's tolerance": lambda: WebhookReceiver(API_KEY, tolerance=5),  # type: ignore[arg-type]
        "a Redis address": lambda: RedisStore(f"http://:{PASSWORD}@cache", unencrypted=True),
        "a Redis key": lambda: RedisStore("redis://cache", encryption_keys=[API_KEY]),
        "a Redis without a key": lambda: RedisStore(f"redis://:{PASSWORD}@cache"),
        "a shared store's scheme": lambda: client(shared=f"http://:{PASSWORD}@cache"),
        "a shared store and a wrong setting": lambda: client(shared=f"redis://:{PASSWORD}@cache", proxy="none"),
        "a journal's scheme": lambda: client(journal=f"oracle://me:{PASSWORD}@db/weavr"),
        "a journal that is none": lambda: client(journal=f"me:{PASSWORD}@db"),
        "a journal and a wrong setting": lambda: client(journal=f"postgresql://me:{PASSWORD}@db/weavr", proxy="none"),
        "a journal of the environment's client": lambda: BackOffice.from_env({}, journal=f"postgresql://{PASSWORD}@db"),
        "a SQL store": lambda: SqlStore(f"mysql://me:{PASSWORD}@db/weavr"),
        "a SQL store's namespace": lambda: SqlStore(f"postgresql://me:{PASSWORD}@db/weavr", namespace="n" * 65),
        "a base URL": lambda: Environment.at(f"https://me:{PASSWORD}@weavr.example"),
    }


@pytest.mark.parametrize("thing", constructions())
def test_what_cannot_be_made(thing: str) -> None:
    """A constructor raises while its arguments stand in its frame."""
    with pytest.raises(WeavrError) as refused:
        constructions()[thing]()
    assert secrets_in(refused.value) == []


def test_the_search_finds_what_it_looks_for() -> None:
    """A search that finds nothing anywhere would prove nothing."""
    leak = compile("def leak(secret):\n    raise ValueError\nleak(secret)", "elsewhere.py", "exec")
    with pytest.raises(ValueError) as leaked:  # noqa: PT011 - it has no text
        exec(leak, {"secret": API_KEY})
    assert "elsewhere.py: leak() secret" in secrets_in(leaked.value)
