"""Reading bodies: counted as they arrive, and decompressed only within the limit of size.

Both engines ask for `identity`. Then a limit on what arrives is a limit on what is kept, a truncated body cannot be
hidden by a decompressor, and the small answers of this API gain nothing from compression. If a service or a proxy
compresses all the same, the output is counted piece by piece, so that a few kilobytes never become gigabytes.
"""

from __future__ import annotations

import zlib
from contextlib import aclosing
from typing import TYPE_CHECKING, Final

from weavr_async._engine import failures

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterable, Iterator

    from weavr_async._engine.base import RawHeaders

ASK_FOR_PLAIN: Final = ("accept-encoding", "identity")

_PIECE: Final = 64 * 1024
_GZIP: Final = 16 + zlib.MAX_WBITS
_ZLIB: Final = zlib.MAX_WBITS
_RAW_DEFLATE: Final = -zlib.MAX_WBITS
_WINDOW_BITS: Final = {b"gzip": _GZIP, b"x-gzip": _GZIP, b"deflate": _ZLIB}
_NOT_CODINGS: Final = frozenset({b"", b"identity", b"none", b"utf-8", b"utf8", b"binary"})
"""What says that a body is not packed, and what some servers write there by mistake."""
_ZLIB_METHOD: Final = 8
_NO_CONTENT: Final = 204


def content_encoding(headers: RawHeaders) -> bytes:
    """The coding named by an answer's headers, in lower case; empty when the body is not packed."""
    named = b""
    for name, value in headers:
        if len(name) == len(b"content-encoding") and name.lower() == b"content-encoding":
            named += b"," + value
    if not named:
        return b""
    return b",".join(coding for part in named.split(b",") if (coding := part.strip().lower()) not in _NOT_CODINGS)


def is_followed(status: int, headers: RawHeaders) -> bool:
    """Whether an answer that has no body by its status is sent with one all the same."""
    if status != _NO_CONTENT:
        return False
    return any(
        name.lower() == b"transfer-encoding" or (name.lower() == b"content-length" and value != b"0")
        for name, value in headers
    )


async def read_all(chunks: AsyncIterable[bytes], coding: bytes, most: int) -> bytes:
    """The whole body, of at most so many bytes. The caller closes `chunks`, here as in `unpacked`."""
    if not coding:
        return await _joined(chunks, most)
    async with aclosing(unpacked(chunks, coding)) as pieces:
        return await _joined(pieces, most)


async def _joined(pieces: AsyncIterable[bytes], most: int) -> bytes:
    body: list[bytes] = []
    left = most
    async for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise failures.FailedError(failures.TOO_LARGE)
        body.append(piece)
    return b"".join(body)


async def unpacked(chunks: AsyncIterable[bytes], coding: bytes) -> AsyncGenerator[bytes]:
    """The body in pieces of bounded size."""
    if not coding:
        async for chunk in chunks:
            yield chunk
        return
    if coding not in _WINDOW_BITS:
        raise failures.FailedError(failures.BAD_ENCODING)
    packed = _Unpacker(coding)
    async for chunk in chunks:
        for piece in packed.pieces(chunk):
            yield piece
    if not packed.is_whole:
        raise failures.FailedError(failures.TRUNCATED)


class _Unpacker:
    """Unpacks a body that may be several packed members, one after the other, as gzip allows."""

    def __init__(self, coding: bytes) -> None:
        self._window_bits = _WINDOW_BITS[coding]
        self._member: zlib._Decompress | None = None  # pyright: ignore[reportPrivateUsage]  # typeshed's name

    @property
    def is_whole(self) -> bool:
        """Whether the body may end here."""
        return self._member is None or self._member.eof

    def pieces(self, packed: bytes) -> Iterator[bytes]:
        """What comes out, in pieces of bounded size."""
        while packed:
            if self.is_whole:
                self._member = self._next_member(packed)
            member = self._member
            assert member is not None, "just begun"  # noqa: S101 - by construction
            try:
                piece = member.decompress(packed, _PIECE)
            except zlib.error:
                raise failures.FailedError(failures.BAD_ENCODING) from None
            packed = member.unused_data if member.eof else member.unconsumed_tail
            if piece:
                yield piece

    def _next_member(self, packed: bytes) -> zlib._Decompress:  # pyright: ignore[reportPrivateUsage]  # typeshed's name
        if self._window_bits == _ZLIB and packed[0] & 0x0F != _ZLIB_METHOD:
            self._window_bits = _RAW_DEFLATE  # "deflate" means zlib's format, and some servers leave its frame out
        return zlib.decompressobj(self._window_bits)
