"""Reads the body of a webhook, up to a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.webhooks import RejectionReason, WebhookRejected

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

__all__ = ["read_bounded"]


async def read_bounded(chunks: AsyncIterable[bytes], most: int) -> bytes:
    """Read a body as it arrives.

    Raises:
        WebhookRejected: It is longer than `most` bytes; the rest is left unread.
    """
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            raise WebhookRejected(
                f"The body is larger than the {most} bytes accepted here.", reason=RejectionReason.TOO_LARGE
            )
    return bytes(body)
