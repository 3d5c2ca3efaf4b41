"""Managed accounts, and the statements of accounts and cards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async.emulator import statements
from weavr_async.emulator.handlers.call import Reply

if TYPE_CHECKING:
    from weavr_async.emulator.contract import JsonObject
    from weavr_async.emulator.handlers.call import Call
    from weavr_async.emulator.records import Account, Card

__all__ = ["card_statement", "get", "statement"]


def get(call: Call) -> Reply:
    """Read an account."""
    account = call.account()
    state: JsonObject = {"state": account.state}
    if account.reason:
        state["destroyedReason" if account.state == "DESTROYED" else "blockedReason"] = account.reason
    body: JsonObject = {
        "id": account.id,
        "profileId": account.profile_id,
        "friendlyName": account.friendly_name,
        "currency": account.currency,
        "balances": {"availableBalance": account.balance.available, "actualBalance": account.balance.actual},
        "state": state,
        "creationTimestamp": account.created_ms,
    }
    if account.tag:
        body["tag"] = account.tag
    return Reply(200, body)


def statement(call: Call) -> Reply:
    """Read an account's statement."""
    return _statement(call, call.account())


def card_statement(call: Call) -> Reply:
    """Read a card's statement."""
    return _statement(call, call.card())


def _statement(call: Call, holder: Account | Card) -> Reply:
    wanted = _wanted(call.accept)
    page_size = call.switches.default_page_size if wanted == "application/json" else None
    selection = statements.select(
        holder.entries, call.query, from_inclusive=call.switches.from_timestamp_inclusive, page_size=page_size
    )
    if wanted == "text/csv":
        return Reply(200, statements.as_csv(selection), wanted)
    if wanted == "application/pdf":
        return Reply(200, statements.as_pdf(selection, holder), wanted)
    return Reply(200, statements.as_json(selection, holder))


def _wanted(accept: str) -> str:
    """JSON wherever it is named or nothing known is, otherwise what is named first."""
    named = [part.partition(";")[0].strip() for part in accept.lower().split(",")]
    if "application/json" in named:
        return "application/json"
    return next((one for one in named if one in {"application/pdf", "text/csv"}), "application/json")
