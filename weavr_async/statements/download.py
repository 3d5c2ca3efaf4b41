"""Statements as the service prints them: PDF and CSV, streamed to a file or a sink."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from attrs import frozen

from weavr_async._calls.errors_from_answers import transport_error
from weavr_async._engine.base import Failure
from weavr_async.errors import Outcome, TransportError, UnexpectedResponse
from weavr_async.statements.destination import Destination, opened
from weavr_async.values._checks import check_choice, check_integer
from weavr_async.values._texts import one_line, request_ref
from weavr_async.values.json_values import JSONValue

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping
    from pathlib import Path

    from weavr_async._calls.identity_calls import IdentityCalls
    from weavr_async._engine.base import StreamedAnswer
    from weavr_async.statements.query import StatementQuery

__all__ = ["MOST_BYTES", "Destination", "Download", "FileFormat", "Progress", "download"]

FileFormat: TypeAlias = Literal["pdf", "csv"]
"""What the service makes of a statement."""
Progress: TypeAlias = "Callable[[int, int | None], None]"
"""Called after each piece with the bytes so far, and with the bytes in all if the service told. Must be quick."""

MOST_BYTES: Final = 1024**3
"""The largest file that is taken, if nothing else is said."""

_LONGEST_LABEL: Final = 100
_MEDIA_TYPES: Final[Mapping[str, str]] = {"pdf": "application/pdf", "csv": "text/csv"}
_LONGEST_SECONDS: Final = 24 * 60 * 60.0
"""A file takes as long as it takes: what ends a download that stands still is the read timeout."""
_MOST_KEPT: Final = 64 * 1024


@frozen
class Download(JSONValue):
    """A file that has arrived whole."""

    size: int
    """In bytes."""
    sha256: str
    """Checksum, in hexadecimal."""
    content_type: str
    """As the service labelled it."""
    path: Path | None
    """Where it is; absent if it went to a sink."""


async def download(
    calls: IdentityCalls,
    query: StatementQuery,
    to: Destination,
    *,
    format: FileFormat,  # noqa: A002 - the word for it
    max_bytes: int,
    progress: Progress | None,
) -> Download:
    """Fetch a statement as a file; see `Statement.download`.

    Raises:
        InvalidRequest: An argument cannot be right; nothing was sent.
        UnexpectedResponse: The answer is of another kind than was asked for, or larger than allowed.
        TransportError: The answer broke off.
        OSError: The file cannot be written.
        WeavrError: Whatever else a call can end in.
    """
    media_type = _MEDIA_TYPES[check_choice(format, _MEDIA_TYPES, "format")]
    check_integer(max_bytes, "max_bytes", lowest=1)
    call = calls.streamed(transfer_timeout=_LONGEST_SECONDS)
    try:
        async with opened(to) as writing, call.stream(query.file_request(media_type)) as answer:
            await _check_kind(answer, media_type)
            size = _stated_size(answer)
            if size is not None and size > max_bytes:
                raise _unexpected(answer, f"The file is larger than the {max_bytes:,} bytes allowed")
            async for piece in _pieces(answer):
                if writing.size + len(piece) > max_bytes:
                    raise _unexpected(answer, f"The file is larger than the {max_bytes:,} bytes allowed")
                await writing.write(piece)
                if progress is not None:
                    progress(writing.size, size)
            label = answer.headers.get("content-type", "")
    except (TransportError, UnexpectedResponse) as error:
        error.operation, error.identity = query.operation, calls.identity
        raise
    return Download(writing.size, writing.sha256, label, writing.path)


async def _pieces(answer: StreamedAnswer) -> AsyncIterator[bytes]:
    async for piece in answer.chunks:
        if isinstance(piece, Failure):
            raise transport_error(piece, outcome=Outcome.UNKNOWN)
        yield piece


async def _check_kind(answer: StreamedAnswer, media_type: str) -> None:
    label = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if label == media_type:
        return
    kept = b""
    async for piece in _pieces(answer):
        kept += piece
        if len(kept) >= _MOST_KEPT:
            break
    raise _unexpected(
        answer,
        f"The answer is {one_line(label, _LONGEST_LABEL) or 'unlabelled'} and not {media_type}",
        kept[:_MOST_KEPT],
    )


def _stated_size(answer: StreamedAnswer) -> int | None:
    """What the service says of the size; a packed answer states another one."""
    text = answer.headers.get("content-length", "")
    is_plain = answer.headers.get("content-encoding", "identity") == "identity"
    return int(text) if is_plain and text.isascii() and text.isdigit() else None


def _unexpected(answer: StreamedAnswer, what: str, content: bytes = b"") -> UnexpectedResponse:
    return UnexpectedResponse(
        f"{what}.",
        status=answer.status_code,
        headers=answer.headers,
        content=content,
        request_ref=request_ref(answer.headers),
    )
