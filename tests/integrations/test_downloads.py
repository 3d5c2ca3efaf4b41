"""Files that are sent while they are made. The same in both frameworks."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp
import pytest

from weavr_async.errors import TransportError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from tests.integrations.conftest import Line, Told
    from weavr_async.statements import Sink


@pytest.mark.asyncio
async def test_a_file_arrives_as_it_is_written(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Piece by piece: the first is there before the second is made."""
    first_was_read = asyncio.Event()

    async def make(sink: Sink) -> None:
        await sink.write(b"first")
        await first_was_read.wait()
        await sink.write(b"second")

    told.make = make
    async with http.get(f"{url}/file") as answer:
        assert (answer.status, answer.headers["content-type"]) == (200, "text/plain")
        assert answer.headers["content-disposition"] == 'attachment; filename="file.txt"'
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert await answer.content.readexactly(5) == b"first"
        first_was_read.set()
        assert await answer.read() == b"second"


@pytest.mark.asyncio
async def test_an_empty_file_is_a_file(url: str, http: aiohttp.ClientSession) -> None:
    """Such as JSON Lines of an account without entries."""
    async with http.get(f"{url}/file") as answer:
        assert (answer.status, await answer.read()) == (200, b"")


@pytest.mark.asyncio
async def test_a_head_request_gets_no_body(told: Told, url: str, dial: Callable[[str], Awaitable[Line]]) -> None:
    """A body would be taken for the answer to the next request on the connection. Nothing is made for it either."""

    async def make(sink: Sink) -> None:
        await sink.write(b"the file")

    told.make = make
    line = await dial(url)
    await line.say(b"HEAD /file HTTP/1.1\r\nhost: service\r\n\r\n")
    head = await line.reader.readuntil(b"\r\n\r\n")
    assert head.split(b" ")[1] == b"405"
    await line.say(b"GET /file HTTP/1.1\r\nhost: service\r\n\r\n")
    assert (await line.reader.readline()) == b"HTTP/1.1 200 OK\r\n"


@pytest.mark.asyncio
async def test_an_error_before_the_first_byte_is_an_answer(told: Told, url: str, http: aiohttp.ClientSession) -> None:
    """Not a file with nothing in it."""

    async def make(_: Sink) -> None:
        raise TransportError("broken off", kind="connection_lost")

    told.make = make
    async with http.get(f"{url}/file") as answer:
        assert (answer.status, (await answer.json())["code"]) == (502, "provider_failed")
        assert "content-disposition" not in answer.headers


@pytest.mark.asyncio
async def test_after_an_error_on_the_way_nobody_takes_the_part_for_the_whole(
    told: Told, url: str, http: aiohttp.ClientSession
) -> None:
    """The connection is broken off in the middle of the file."""

    async def make(sink: Sink) -> None:
        await sink.write(b"first")
        raise TransportError("broken off", kind="connection_lost")

    told.make = make
    with pytest.raises(aiohttp.ClientPayloadError):
        async with http.get(f"{url}/file") as answer:
            await answer.read()


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["", "a b", 'a"; filename="b', "a\r\nset-cookie: x=1", "../a", ".htaccess", "é"])
async def test_a_name_that_could_be_more_than_one_is_refused(
    told: Told, url: str, http: aiohttp.ClientSession, name: str
) -> None:
    """No header is written with it."""
    told.filename = name
    async with http.get(f"{url}/file") as answer:
        assert (answer.status, (await answer.json())["field"]) == (422, "filename")
        assert "set-cookie" not in answer.headers


@pytest.mark.asyncio
async def test_a_download_ends_when_its_client_hangs_up(
    told: Told, url: str, dial: Callable[[str], Awaitable[Line]], caplog: pytest.LogCaptureFixture
) -> None:
    """Without cancellation of handlers too; that is no error of the service, so it is not logged as one."""
    ended = asyncio.Event()

    async def make(sink: Sink) -> None:
        try:
            while True:
                await sink.write(b"x" * 1_000)
                await asyncio.sleep(0)
        finally:
            ended.set()

    told.make = make
    line = await dial(url)
    await line.say(b"GET /file HTTP/1.1\r\nhost: service\r\n\r\n")
    await line.reader.readexactly(1_000)
    line.hang_up()
    async with asyncio.timeout(10):
        await ended.wait()
    await asyncio.sleep(0)
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
