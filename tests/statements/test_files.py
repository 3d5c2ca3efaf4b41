"""Statements as files: there whole, or not at all."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
import sys
from typing import TYPE_CHECKING

import anyio
import pytest

from weavr_async import BackOffice, Environment, InvalidRequest, TransportError, UnexpectedResponse
from weavr_async.emulator import DEMO_API_KEY, Emulator, Fault, serve
from weavr_async.values._times import from_epoch_ms

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from weavr_async import IdentityView
    from weavr_async.statements import FileFormat


def left_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


@pytest.fixture
def busy(emulator: Emulator) -> Emulator:
    """An account with enough entries for a file of several pieces."""
    for number in range(600):
        emulator.advance(1)
        emulator.world.deposit("220", number + 1)
    return emulator


@pytest.mark.parametrize(("kind", "start"), [("pdf", b"%PDF-"), ("csv", b"transactionType,")])
@pytest.mark.asyncio
async def test_a_statement_arrives_as_a_file_with_its_checksum(
    acme: IdentityView, busy: Emulator, tmp_path: Path, kind: FileFormat, start: bytes
) -> None:
    """Private to its owner, for it tells of money."""
    place = tmp_path / "statement"
    told: list[tuple[int, int | None]] = []
    download = await acme.managed_accounts.statement("220").download(
        place, format=kind, progress=lambda so_far, total: told.append((so_far, total))
    )
    content = place.read_bytes()
    assert content.startswith(start)
    assert (download.path, download.size) == (place, len(content))
    assert download.sha256 == hashlib.sha256(content).hexdigest()
    assert download.content_type.startswith({"pdf": "application/pdf", "csv": "text/csv"}[kind])
    assert [so_far for so_far, _ in told] == sorted({so_far for so_far, _ in told})
    assert told[-1] == (len(content), len(content))
    assert left_in(tmp_path) == [place.name]
    if sys.platform != "win32":
        assert stat.S_IMODE(place.stat().st_mode) == 0o600


@pytest.mark.asyncio
async def test_a_file_takes_the_place_of_an_older_one(acme: IdentityView, tmp_path: Path) -> None:
    """In one step."""
    place = tmp_path / "statement.csv"
    place.write_text("old")
    await acme.managed_cards.statement("331").download(place, format="csv")
    assert place.read_bytes().startswith(b"transactionType,")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.asyncio
async def test_what_is_no_file_is_never_replaced_by_one(acme: IdentityView, tmp_path: Path) -> None:
    """As root, a device such as /dev/full would be gone."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(InvalidRequest, match="is no file"):
        await acme.managed_cards.statement("331").download(pipe, format="csv")
    assert pipe.is_fifo()


@pytest.mark.asyncio
async def test_a_link_goes_on_naming_the_file_that_is_written(acme: IdentityView, tmp_path: Path) -> None:
    """Such as one that names the latest of many files."""
    target, link = tmp_path / "november.csv", tmp_path / "latest.csv"
    target.write_text("old")
    link.symlink_to(target)
    await acme.managed_cards.statement("331").download(link, format="csv")
    assert link.is_symlink()
    assert target.read_bytes().startswith(b"transactionType,")


class Kept:
    """A sink that keeps what it is given."""

    def __init__(self) -> None:
        self.content = b""

    async def write(self, data: bytes, /) -> None:
        """Keep it."""
        self.content += data


@pytest.mark.asyncio
async def test_a_statement_can_go_to_any_sink(acme: IdentityView, busy: Emulator, tmp_path: Path) -> None:
    """To one of the caller's, or to an open file of anyio."""
    kept = Kept()
    download = await acme.managed_accounts.statement("220").download(kept, format="csv")
    assert download.path is None
    assert download.size == len(kept.content)
    async with await anyio.open_file(tmp_path / "statement.csv", "wb") as file:
        same = await acme.managed_accounts.statement("220").download(file, format="csv")
    assert (tmp_path / "statement.csv").read_bytes() == kept.content
    assert same.sha256 == download.sha256


@pytest.mark.asyncio
async def test_an_answer_that_breaks_off_leaves_no_file(acme: IdentityView, busy: Emulator, tmp_path: Path) -> None:
    """Nor does it touch the older one."""
    place = tmp_path / "statement.pdf"
    place.write_text("old")
    busy.faults.inject(Fault.cut_mid_answer(), operation="managedAccountStatement")
    with pytest.raises(TransportError) as caught:
        await acme.managed_accounts.statement("220").download(place, format="pdf")
    assert caught.value.operation == "managedAccountStatement"
    assert left_in(tmp_path) == [place.name]
    assert place.read_text() == "old"


@pytest.mark.asyncio
async def test_a_file_that_is_too_large_is_given_up(acme: IdentityView, busy: Emulator, tmp_path: Path) -> None:
    """Nothing is left of it."""
    with pytest.raises(UnexpectedResponse, match="larger than the 1,000 bytes"):
        await acme.managed_accounts.statement("220").download(tmp_path / "file", format="csv", max_bytes=1000)
    assert left_in(tmp_path) == []


class Altered:
    """The emulator behind something that alters its answers to the statement operations."""

    def __init__(self, app: ASGIApp, *, content_type: bytes | None = None, hide_length: bool = False) -> None:
        self.app = app
        self.content_type = content_type
        self.hide_length = hide_length

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""

        async def altered(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["path"].endswith("/statement"):
                headers = message["headers"]
                if self.content_type is not None:
                    headers = [(n, self.content_type if n == b"content-type" else v) for n, v in headers]
                if self.hide_length:
                    headers = [(n, v) for n, v in headers if n != b"content-length"]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, receive, altered)


@pytest.mark.parametrize("content_type", [b"application/json", b"text/html; charset=utf-8", b""])
@pytest.mark.asyncio
async def test_an_answer_of_another_kind_is_no_statement_file(tmp_path: Path, content_type: bytes) -> None:
    """The service gives JSON for an `accept` it does not know; the answer is kept in the error."""
    async with (
        serve(Altered(Emulator(), content_type=content_type)) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr,
    ):
        with pytest.raises(UnexpectedResponse, match="not application/pdf") as caught:
            await (
                weavr.corporate("109876")
                .managed_accounts.statement("220")
                .download(tmp_path / "statement.pdf", format="pdf")
            )
    assert caught.value.content.startswith(b"%PDF-")
    assert caught.value.request_ref
    assert caught.value.operation == "managedAccountStatement"
    assert left_in(tmp_path) == []


@pytest.mark.asyncio
async def test_the_bound_holds_for_a_file_of_unknown_length(tmp_path: Path) -> None:
    """It is counted while it arrives."""
    async with (
        serve(Altered(Emulator(), hide_length=True)) as url,
        BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr,
    ):
        accounts = weavr.corporate("109876").managed_accounts
        told: list[int | None] = []
        await accounts.statement("220").download(
            tmp_path / "whole", format="pdf", progress=lambda _, total: told.append(total)
        )
        assert set(told) == {None}
        with pytest.raises(UnexpectedResponse, match="larger"):
            await accounts.statement("220").download(tmp_path / "cut", format="pdf", max_bytes=10)
    assert left_in(tmp_path) == ["whole"]


@pytest.mark.asyncio
async def test_a_download_cancelled_under_way_leaves_no_file(
    acme: IdentityView, busy: Emulator, tmp_path: Path
) -> None:
    """Here after the first piece."""
    reached = asyncio.Event()
    download = asyncio.create_task(
        acme.managed_accounts.statement("220").download(
            tmp_path / "statement.pdf", format="pdf", progress=lambda *_: reached.set()
        )
    )
    await reached.wait()
    download.cancel()
    with pytest.raises(asyncio.CancelledError):
        await download
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("turns", [0, 1, 2, 4, 8, 30, 100, 300])
@pytest.mark.asyncio
async def test_a_download_cancelled_at_any_time_leaves_a_whole_file_or_none(
    acme: IdentityView, tmp_path: Path, turns: int
) -> None:
    """Work in a thread is seen to its end, so that nothing appears later."""
    place = tmp_path / "statement.csv"
    download = asyncio.create_task(acme.managed_accounts.statement("220").download(place, format="csv"))
    for _ in range(turns):
        await asyncio.sleep(0)
    download.cancel()
    await asyncio.wait({download})
    assert left_in(tmp_path) in ([], [place.name])
    assert not place.exists() or place.read_bytes().endswith(b"\r\n")


@pytest.mark.asyncio
async def test_a_download_cancelled_by_a_scope_of_anyio_leaves_no_file(
    acme: IdentityView, busy: Emulator, tmp_path: Path
) -> None:
    """Whose cancellations come again and again until the task has ended."""
    with anyio.CancelScope() as scope:
        await acme.managed_accounts.statement("220").download(
            tmp_path / "statement.pdf", format="pdf", progress=lambda *_: scope.cancel()
        )
    assert scope.cancelled_caught
    assert left_in(tmp_path) == []


@pytest.mark.asyncio
async def test_a_sink_that_fails_fails_the_download(acme: IdentityView) -> None:
    """Its error comes through as it is, and the connection is free again."""

    class Full:
        async def write(self, data: bytes, /) -> None:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        await acme.managed_accounts.statement("220").download(Full(), format="csv")
    assert (await acme.managed_accounts.get("220")).id == "220"


@pytest.mark.asyncio
async def test_a_folder_that_is_not_there_is_told_before_anything_is_sent(
    acme: IdentityView, emulator: Emulator, tmp_path: Path
) -> None:
    """As the operating system says it."""
    with pytest.raises(FileNotFoundError):
        await acme.managed_accounts.statement("220").download(tmp_path / "missing" / "file", format="csv")
    assert len(emulator.requests) == 0


@pytest.mark.parametrize(
    ("to", "arguments", "field"),
    [
        ("file", {"format": "xls"}, "format"),
        ("file", {"format": "pdf", "max_bytes": 0}, "max_bytes"),
        (7, {"format": "pdf"}, "to"),
    ],
)
@pytest.mark.asyncio
async def test_an_argument_that_cannot_be_right_is_refused(
    acme: IdentityView, emulator: Emulator, to: object, arguments: dict[str, object], field: str
) -> None:
    """Before anything is sent or written."""
    with pytest.raises(InvalidRequest) as caught:
        await acme.managed_accounts.statement("220").download(to, **arguments)  # type: ignore[arg-type]  # on purpose
    assert caught.value.field == field
    assert len(emulator.requests) == 0


@pytest.mark.asyncio
async def test_the_range_of_a_file_is_asked_for_with_a_millisecond_to_spare(
    acme: IdentityView, busy: Emulator, tmp_path: Path
) -> None:
    """Nothing is missing, on whichever side the service includes the ends."""
    at_ms = busy.world.now_ms() - 5_000
    kept = Kept()
    await acme.managed_accounts.statement(
        "220", since=from_epoch_ms(at_ms), until=from_epoch_ms(at_ms + 2_001)
    ).download(kept, format="csv")
    assert len(kept.content.splitlines()) == 1 + 3


@pytest.mark.asyncio
async def test_a_file_cannot_start_at_a_checkpoint(acme: IdentityView, emulator: Emulator, tmp_path: Path) -> None:
    """It would hold all that was read before once more."""
    statement = acme.managed_accounts.statement("220")
    await anext(statement)
    resumed = acme.managed_accounts.statement("220", checkpoint=statement.checkpoint)
    asked = len(emulator.requests)
    with pytest.raises(InvalidRequest) as caught:
        await resumed.download(tmp_path / "statement.csv", format="csv")
    assert caught.value.field == "checkpoint"
    assert len(emulator.requests) == asked
    assert left_in(tmp_path) == []


@pytest.mark.asyncio
async def test_a_statement_is_downloaded_and_read_by_the_same_object(acme: IdentityView, busy: Emulator) -> None:
    """A file is a request of its own: it neither uses up the entries nor starts where they were read to."""
    statement = acme.managed_accounts.statement("220", page_size=100)
    await anext(statement)
    kept = Kept()
    await statement.download(kept, format="csv")
    rest = [entry async for entry in statement]
    assert len(kept.content.splitlines()) == 1 + 1 + len(rest)
