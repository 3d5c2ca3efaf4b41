"""Token calls: the current one and the deprecated one, which give the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors
from weavr_async.emulator.handlers.call import Reply

if TYPE_CHECKING:
    from weavr_async.emulator.handlers.call import Call

__all__ = ["mint"]


def mint(call: Call) -> Reply:
    """Give a token for the identity that the body names."""
    record = call.world.identities.get(call.identity)
    if record is not None and record.tenant != call.world.tenant_of(call.api_key):
        record = None
    if record is None and call.switches.unknown_identity == "not_found":
        raise errors.not_found("identity")
    if record is None or not record.active:
        raise errors.conflict("UNRESOLVED_IDENTITY")
    now = call.world.now_ms()
    if call.switches.already_impersonated and call.tokens.lives(call.identity, now):
        raise errors.conflict("ALREADY_IMPERSONATED")
    token = call.tokens.mint(call.identity, call.api_key, now)
    return Reply(
        200,
        {
            "token": {"token": token.value},
            "identity": {"type": call.identity.type, "id": call.identity.id},
            "credentials": {"type": "ROOT", "id": call.identity.id},
        },
    )
