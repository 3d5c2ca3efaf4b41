"""What can be wrong with a job, beyond what can be wrong with its calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from weavr_async.errors import Outcome, WeavrError

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["JoinMismatch", "ManifestError", "SubmissionUndecided"]


class ManifestError(WeavrError):
    """The stored manifest and what is asked for now do not belong together. Nothing was sent by this call."""

    def __init__(self, message: str, *, part: str | None = None) -> None:
        super().__init__(message)
        self.part: Final = part
        """Which part of the manifest, as the store names it."""


class SubmissionUndecided(WeavrError):
    """A chunk was sent so long ago that its reference may be forgotten, and no answer is known.

    It is not sent again by itself. Nothing of it has moved: a bulk moves nothing before it is started, and this one
    never was.
    """

    advice = (
        "Look for it with bulks.list(status='SUBMITTED'). If it is there, give its id to adopt(chunk, bulk_id); "
        "if it is not, call submit(resend=[chunk])."
    )

    def __init__(self, message: str, *, chunk: int, items: int, first_sent_at: datetime, idempotency_ref: str) -> None:
        super().__init__(message, operation=None, idempotency_ref=idempotency_ref, outcome=Outcome.UNKNOWN)
        self.chunk: Final = chunk
        """Number of the chunk, from 1 on."""
        self.items: Final = items
        """How many operations its bulk has, if there is one."""
        self.first_sent_at: Final = first_sent_at
        """When it was sent (aware, UTC)."""


class JoinMismatch(WeavrError):
    """What the service says a bulk is made of is not what was submitted, so no result can be said to be an item's.

    Met while submitting, the bulk is there and will not be started by the job; met while reading, nothing was sent.
    """

    advice = (
        "Compare the bulk's operations with your items before you act on either; results(compare=False) joins them by "
        "their place alone."
    )

    def __init__(
        self,
        message: str,
        *,
        chunk: int,
        bulk_id: str,
        sequence: int | None = None,
        key: str | None = None,
        outcome: Outcome = Outcome.NOT_SENT,
    ) -> None:
        super().__init__(message, outcome=outcome)
        self.chunk: Final = chunk
        """Number of the chunk, from 1 on."""
        self.bulk_id: Final = bulk_id
        self.sequence: Final = sequence
        """The operation's place as the service numbers it; absent when no single operation is to blame."""
        self.key: Final = key
        """The caller's key of the item that was expected there."""
