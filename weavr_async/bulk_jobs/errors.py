"""The errors of a job itself, in addition to those of its calls."""

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

    The job does not send it again on its own. No money has moved: a bulk moves nothing before it is started, and this
    one was not started.
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
    """The operations of a bulk at the service are not the items that were submitted, so results cannot be assigned.

    When this happens while submitting, the bulk exists and the job will not start it. While reading, nothing was sent.
    """

    advice = (
        "Compare the bulk's operations with your items before you act on either; results(compare=False) joins them by "
        "their position alone."
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
        """The operation's position as the service numbers it; absent when no single operation is to blame."""
        self.key: Final = key
        """Your key of the item that was expected there."""
