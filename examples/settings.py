"""What both example services are told by their environment: who may call them, and how they reach Weavr."""

from __future__ import annotations

import hashlib
import json
import logging
import os
from typing import TYPE_CHECKING

from attrs import field, frozen

from weavr_async import BackOffice, Identity
from weavr_async.hooks import WriteAbandoned
from weavr_async.webhooks import WebhookReceiver

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from weavr_async.hooks import Event

__all__ = ["Caller", "Settings", "tell_abandoned"]

_log = logging.getLogger("example")


@frozen
class Caller:
    """One program that may call the service, and the company or person whose money it may move."""

    name: str
    identity: Identity


@frozen
class Settings:
    """All that a service needs."""

    callers: Mapping[bytes, Caller] = field(repr=False)
    """By the SHA-256 of their tokens, so that looking one up tells nothing about the others."""
    make_client: Callable[[], BackOffice]
    receiver: WebhookReceiver
    transfer_profile: str

    @classmethod
    def from_env(cls) -> Settings:
        """Read the variables that the README names."""
        callers = json.loads(os.environ["SERVICE_CALLERS"])
        return cls(
            callers={
                hashlib.sha256(token.encode()).digest(): Caller(who["name"], Identity(who["type"], who["id"]))
                for token, who in callers.items()
            },
            make_client=lambda: BackOffice.from_env(hooks=[tell_abandoned]),
            receiver=WebhookReceiver(os.environ["WEAVR_API_KEY"]),
            transfer_profile=os.environ["SERVICE_TRANSFER_PROFILE"],
        )

    def caller(self, authorization: str | None) -> Caller | None:
        """Whose token stands in an `Authorization` header."""
        scheme, _, token = (authorization or "").partition(" ")
        return self.callers.get(hashlib.sha256(token.encode()).digest()) if scheme.lower() == "bearer" else None


def tell_abandoned(event: Event) -> None:
    """Keep the trace of a write whose caller went away; a real service keeps it in its database, and settles it."""
    if isinstance(event, WriteAbandoned):
        _log.warning("settle %s under %s: nobody waited for its outcome", event.operation, event.idempotency_ref)
