"""Reading back: whether the state of things shows that a call was carried out.

Used for guarded calls whose answer was lost, and to settle calls whose reference is too old to ask
again. The answer is yes, no, or `None` where the state cannot tell.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeAlias, TypeVar

import orjson

from weavr_async._calls.settle_token import REFERENCE_WINDOW
from weavr_async.errors import NotFound
from weavr_async.values._meaning import canonical, meaning
from weavr_backoffice import api, operations
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from weavr_async._calls.settle_token import FrozenCall
    from weavr_backoffice.models import DebitModeCard, ManagedCard, PrepaidModeCard, Transfer
    from weavr_backoffice.operations import Endpoint
    from weavr_backoffice.types import JSON, JSONObject

    Reader: TypeAlias = Callable[["Run", str, JSONObject], Awaitable[bool | None]]

__all__ = ["Run", "is_done"]

P = ParamSpec("P")
T = TypeVar("T")

_ID_IN_PATH: Final = re.compile(r"/(?:managed_cards|bulks)/([0-9]+)/\w+", re.ASCII)
_CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the service's clock and ours may differ when a transfer is looked for by the time of its sending."""
_PAGE: Final = 100


class Run(Protocol):
    """Runs an operation that only reads, on behalf of one identity."""

    def __call__(self, endpoint: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run it."""
        ...


async def is_done(run: Run, call: FrozenCall, first_sent_at: datetime | None = None) -> bool | None:
    """Read the state behind a call.

    Args:
        run: makes the reading calls, on behalf of the same identity.
        call: what was asked for.
        first_sent_at: when it was first sent; only transfers need it.
    """
    if call.operation == operations.TRANSFER_CREATE.id:
        return None if first_sent_at is None else await _transfer_exists(run, call, first_sent_at)
    reader = _READERS.get(call.operation)
    found = _ID_IN_PATH.fullmatch(call.path)
    if reader is None or found is None:
        return None
    return await reader(run, found[1], _body(call))


def _body(call: FrozenCall) -> JSONObject:
    """The body that was sent, as an object."""
    body: JSON = orjson.loads(call.body) if call.body else {}
    return body if isinstance(body, dict) else {}


async def _card(run: Run, card_id: str) -> DebitModeCard | PrepaidModeCard | ManagedCard:
    return await run(api.managed_cards.managed_card_get, card_id)


async def _is_blocked(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    state = (await _card(run, card_id)).state.state
    return {"BLOCKED": True, "ACTIVE": False}.get(state.value)


async def _is_unblocked(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    """Unblocking lifts a user's block only, so a card that is blocked for another reason has been unblocked."""
    state = (await _card(run, card_id)).state
    if state.state.value == "BLOCKED":
        return state.blocked_reason is not UNSET and state.blocked_reason.value != "USER"
    return True if state.state.value == "ACTIVE" else None


async def _is_removed(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    return (await _card(run, card_id)).state.state.value == "DESTROYED"


async def _renews_as_asked(run: Run, card_id: str, sent: JSONObject) -> bool | None:
    return (await _card(run, card_id)).renewal_type.value == sent.get("renewalType")


async def _card_level_rules(run: Run, card_id: str) -> JSONObject:
    try:
        found = await run(api.managed_cards.managed_card_spend_rules_get, card_id)
    except NotFound:
        return {}
    return {} if found.card_level_spend_rules is UNSET else meaning(found.card_level_spend_rules.to_dict())


async def _has_created_rules(run: Run, card_id: str, sent: JSONObject) -> bool | None:
    """Rules that are there but are not the ones sent may be somebody else's: then the state cannot tell."""
    rules = await _card_level_rules(run, card_id)
    if not rules and meaning(sent):
        return False
    return True if _covers(rules, sent) else None


async def _has_updated_rules(run: Run, card_id: str, sent: JSONObject) -> bool | None:
    """An increment leaves no trace that could be told from another one's."""
    if sent.get("updateSpendLimitMethod") == "INCREMENT":
        return None
    wanted: JSONObject = {name: value for name, value in sent.items() if name != "updateSpendLimitMethod"}
    return _covers(await _card_level_rules(run, card_id), wanted)


async def _has_no_rules(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    return not await _card_level_rules(run, card_id)


def _covers(found: JSONObject, sent: JSONObject) -> bool:
    """Whether everything that was sent stands in what was found, by its meaning."""
    return all(canonical({name: found.get(name)}) == canonical({name: value}) for name, value in sent.items())


_AFTER: Final[Mapping[str, Mapping[str, bool]]] = {
    operations.BULK_ID_EXECUTE.id: {
        "SUBMITTED": False,
        "RUNNING": True,
        "PAUSED": True,
        "COMPLETED": True,
        "PARTIALLY_COMPLETED": True,
        "FAILED": True,
    },
    operations.BULK_ID_PAUSE.id: {"SUBMITTED": False, "RUNNING": False, "PAUSED": True},
    operations.BULK_ID_RESUME.id: {
        "PAUSED": False,
        "RUNNING": True,
        "COMPLETED": True,
        "PARTIALLY_COMPLETED": True,
        "FAILED": True,
    },
    operations.BULK_ID_CANCEL.id: {
        "SUBMITTED": False,
        "RUNNING": False,
        "PAUSED": False,
        "COMPLETED": False,
        "PARTIALLY_COMPLETED": False,
        "FAILED": False,
        "CANCELLED": True,
    },
}
"""Whether a bulk in some state has taken a step; a state that is missing here cannot tell."""


def _bulk_step(operation: str) -> Reader:
    async def has_taken_step(run: Run, bulk_id: str, _sent: JSONObject) -> bool | None:
        status = (await run(api.bulks.bulk_id, bulk_id)).status
        return None if status is UNSET else _AFTER[operation].get(str(status))

    return has_taken_step


async def _transfer_exists(run: Run, call: FrozenCall, first_sent_at: datetime) -> bool | None:
    """Look for a transfer by its tag: nothing else that a caller chose comes back in a list.

    All transfers with the tag are looked at, for the sender's clock may have been wrong: one that is just like the
    one sent, but of another time, may be it or may be an earlier use of the tag, and then nothing is known.
    """
    sent = _body(call)
    tag = sent.get("tag")
    if not isinstance(tag, str):
        return None
    # By id, for a transfer is listed twice when another one is made between two pages.
    matches: dict[str, Transfer] = {}
    seen: set[str] = set()
    offset = 0
    while True:
        page = await run(api.transfers.transfers_get, tag=tag, offset=offset, limit=_PAGE)
        listed = [] if page.transfer is UNSET else page.transfer
        matches.update({transfer.id: transfer for transfer in listed if _is_that(transfer, sent)})
        offset += len(listed)
        if not listed or (page.count is not UNSET and offset >= page.count):
            break
        known = len(seen)
        seen.update(transfer.id for transfer in listed)
        if len(seen) == known:
            return None  # a page with nothing new: where the list ends, if it does, cannot be told
    match list(matches.values()):
        case []:
            return False
        case [found] if _is_of_then(found, first_sent_at):
            return True
        case _:  # of two alike, which one is ours cannot be told
            return None


def _is_of_then(transfer: Transfer, first_sent_at: datetime) -> bool:
    """Whether it was accepted at a time at which the call may have been sent."""
    since, until = first_sent_at - _CLOCK_SKEW, first_sent_at + REFERENCE_WINDOW + _CLOCK_SKEW
    # In milliseconds, for the service may state a time that no `datetime` reaches.
    return since.timestamp() * 1000 <= transfer.creation_timestamp <= until.timestamp() * 1000


def _is_that(transfer: Transfer, sent: JSONObject) -> bool:
    shown = transfer.to_dict()
    compared = ("tag", "profileId", "source", "destination", "destinationAmount")
    return all(shown.get(name) == sent.get(name) for name in compared)


_READERS: Final[Mapping[str, Reader]] = {
    operations.MANAGED_CARD_BLOCK.id: _is_blocked,
    operations.MANAGED_CARD_UNBLOCK.id: _is_unblocked,
    operations.MANAGED_CARD_REMOVE.id: _is_removed,
    operations.MANAGED_CARD_RENEWAL_TYPE_UPDATE.id: _renews_as_asked,
    operations.MANAGED_CARD_SPEND_RULES_CREATE.id: _has_created_rules,
    operations.MANAGED_CARD_SPEND_RULES_UPDATE.id: _has_updated_rules,
    operations.MANAGED_CARD_SPEND_RULES_DELETE.id: _has_no_rules,
    **{operation: _bulk_step(operation) for operation in _AFTER},
}
