"""Why a delivery was not accepted. Nothing that it contained is repeated."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from weavr_async.errors import WeavrError

__all__ = ["RejectionReason", "WebhookRejected"]


class RejectionReason(StrEnum):
    """What was wrong with a delivery. Later versions may add reasons, so keep a default branch."""

    MISSING_HEADER = "missing_header"
    BAD_SIGNATURE = "bad_signature"
    """The signature, or the webhooks key, is not the expected one."""
    NOT_CONFIGURED = "not_configured"
    """This kind of delivery proves itself by the webhooks key, and the receiver was not given one."""
    STALE = "stale"
    """Published too long ago, or too far in the future."""
    REPLAYED = "replayed"
    """Handled before."""
    IN_PROGRESS = "in_progress"
    """Being handled right now."""
    TOO_LARGE = "too_large"
    MALFORMED = "malformed"
    """A header that cannot be read."""


_STATUS: Final = {
    RejectionReason.MISSING_HEADER: 401,
    RejectionReason.BAD_SIGNATURE: 401,
    RejectionReason.NOT_CONFIGURED: 503,
    RejectionReason.STALE: 503,
    RejectionReason.REPLAYED: 200,
    RejectionReason.IN_PROGRESS: 503,
    RejectionReason.TOO_LARGE: 413,
    RejectionReason.MALFORMED: 400,
}


class WebhookRejected(WeavrError):
    """A delivery was not accepted. The message holds nothing of its headers or its body."""

    def __init__(self, message: str, *, reason: RejectionReason) -> None:
        super().__init__(message)
        self.reason = reason
        """What was wrong with it."""

    @property
    def status(self) -> int:
        """The HTTP status to answer with.

        200 if it was handled before, so that it is not sent again. 503, after which Weavr sends it again, if it may be
        genuine: while it is being handled, in case that fails, and where a clock or a missing key is to blame. Others
        (401, 400, 413) are not sent again.
        """
        return _STATUS[self.reason]
