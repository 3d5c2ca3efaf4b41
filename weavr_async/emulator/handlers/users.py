"""Authorised users: create, invite, deactivate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import errors, events
from weavr_async.emulator.handlers.call import NO_CONTENT, Reply
from weavr_async.emulator.records import UserRecord

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.world import World

__all__ = ["create", "deactivate", "invite", "read_again"]


def create(call: Call) -> Reply:
    """Add a user to the identity."""
    call.need_feature("users")
    world, details = call.world, dict(call.body)
    email = details["email"].lower()
    if email in world.emails:
        raise errors.conflict("EMAIL_NOT_UNIQUE")
    if email.rpartition("@")[2] in world.email_domains_refused:
        raise errors.conflict("EMAIL_DOMAIN_NOT_ALLOWED")
    # No country code begins with a zero.
    if details.get("mobile", {}).get("countryCode", "+1").startswith("+0"):
        raise errors.conflict("MOBILE_OR_COUNTRY_CODE_INVALID")
    if _is_no_country(details.get("countryOfResidence", "GB")):
        raise errors.conflict("COUNTRY_OF_RESIDENCE_INVALID")
    if world.roles is not None and not world.roles.issuperset(details.get("roles", [])):
        raise errors.conflict("ROLE_NOT_FOUND")
    user = UserRecord(world.new_id(), call.identity, details)
    world.users[user.id] = user
    world.emails.add(email)
    return Reply(200, _user_json(user), thing_id=user.id)


def read_again(world: World, thing_id: str) -> JsonObject:
    """Write a user as it is now, for the answer to a repeat."""
    return _user_json(world.users[thing_id])


def invite(call: Call) -> Reply:
    """Send an invite, and count it."""
    user = _user(call)
    if user.invite_accepted:
        raise errors.conflict("INVITE_ALREADY_CONSUMED")
    user.invites_sent += 1
    return NO_CONTENT


def deactivate(call: Call) -> Reply:
    """Let a user in no more."""
    user = _user(call)
    for card in call.world.cards.values():
        if card.user_id == user.id and card.balance is not None and card.balance.actual:
            raise errors.conflict("CARD_HAS_REMAINING_BALANCE")
    if user.active:
        user.active = False
        events.user_deactivated(call.world, user)
    return NO_CONTENT


def _user_json(user: UserRecord) -> JsonObject:
    identity = {"type": user.identity.type, "id": user.identity.id}
    return {**user.details, "id": user.id, "identity": identity, "active": user.active}


def _user(call: Call) -> UserRecord:
    call.need_feature("users")
    user = call.world.users.get(call.path["user_id"])
    if user is None or user.identity != call.identity:
        raise errors.not_found("user")
    return user


def _is_no_country(code: str) -> bool:
    # The codes ISO 3166 leaves to users' own purposes: AA, QM to QZ, XA to XZ, ZZ.
    return code in {"AA", "ZZ"} or "QM" <= code <= "QZ" or code.startswith("X")
