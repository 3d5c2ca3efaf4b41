"""Reading back: whether the state of things shows that a call was carried out.

Used for guarded calls whose answer was lost, and to settle calls whose reference is too old to ask
again. The finding is yes, no, or `None` where the state cannot tell. It compares meanings: what was sent is not always
what is read (an absent list is an empty one, a card that was reported lost is blocked, but not by us).
"""

from __future__ import annotations

import re
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Final, ParamSpec, Protocol, TypeAlias, TypeVar

import orjson
from attrs import frozen

from weavr_async._calls.settle_token import epoch_ms
from weavr_async._calls.whole_lists import WholeList, items_of
from weavr_async.errors import NotFound
from weavr_async.values._meaning import canonical, meaning
from weavr_backoffice import api, operations
from weavr_backoffice.types import UNSET

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from weavr_async._calls.client_state import Remembering
    from weavr_async._calls.settle_token import FrozenCall, Sendings
    from weavr_backoffice.models import DebitModeCard, ManagedCard, PrepaidModeCard, Transfer
    from weavr_backoffice.operations import Endpoint
    from weavr_backoffice.types import JSON, JSONObject

    Reader: TypeAlias = Callable[["Run", str, JSONObject], Awaitable[bool | None]]

__all__ = ["NOTHING_FOUND", "Finding", "Run", "can_be_read_back", "read_back"]

P = ParamSpec("P")
T = TypeVar("T")

_ID_IN_PATH: Final = re.compile(r"/(?:managed_cards|bulks)/([0-9]+)/\w+", re.ASCII)
_CLOCK_SKEW: Final = timedelta(minutes=5)
"""How far the service's clock and ours may differ when a transfer is looked for by the time of its sending."""
_PAGE: Final = 100
_METHOD: Final = "updateSpendLimitMethod"


class Run(Protocol):
    """Runs an operation that only reads, on behalf of one identity."""

    def __call__(self, endpoint: Endpoint[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Run it."""
        ...


@frozen(eq=False, repr=False)
class Finding:
    """What the state shows about a call."""

    is_done: bool | None
    """Absent where the state cannot tell."""
    is_final: bool = False
    """Whether reading again at a later time cannot tell more."""
    content: bytes | None = None
    """The JSON of what the call made, where it was found."""
    result: Transfer | None = None
    """The same, decoded."""


NOTHING_FOUND: Final = Finding(None)


async def read_back(
    run: Run,
    call: FrozenCall,
    sendings: Sendings,
    *,
    arrives_within: timedelta,
    memory: Remembering | None = None,
) -> Finding:
    """Read the state behind a call.

    Args:
        run: makes the reading calls, on behalf of the same identity.
        call: what was asked for.
        sendings: when it was sent.
        arrives_within: a transfer that was accepted later than this after its last sending is another one.
        memory: what knows the results of other writes, none of which is this one's.

    Raises:
        WeavrError: The state could not be read, or a list is not whole.
    """
    if call.operation == operations.TRANSFER_CREATE.id:
        return await _find_transfer(run, call, sendings, arrives_within, memory)
    reader = _READERS.get(call.operation)
    found = _ID_IN_PATH.fullmatch(call.path)
    if reader is None or found is None:
        return NOTHING_FOUND
    return Finding(await reader(run, found[1], _body(call)))


def can_be_read_back(call: FrozenCall) -> bool:
    """Whether anything that can be read shows what became of a call."""
    if call.operation == operations.TRANSFER_CREATE.id:
        return isinstance(_body(call).get("tag"), str)
    if call.operation == operations.MANAGED_CARD_SPEND_RULES_CREATE.id:
        return bool(meaning(_body(call)))
    if call.operation == operations.MANAGED_CARD_SPEND_RULES_UPDATE.id:
        return _leaves_a_trace(_body(call))
    return call.operation in _READERS


def _body(call: FrozenCall) -> JSONObject:
    """The body that was sent, as an object."""
    body: JSON = orjson.loads(call.body) if call.body else {}
    return body if isinstance(body, dict) else {}


async def _card(run: Run, card_id: str) -> DebitModeCard | PrepaidModeCard | ManagedCard:
    return await run(api.managed_cards.managed_card_get, card_id)


async def _is_blocked(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    """A card that was reported lost, or that the service blocked, was not blocked by this call: who knows."""
    state = (await _card(run, card_id)).state
    if state.state.value == "BLOCKED":
        return True if state.blocked_reason is UNSET or state.blocked_reason.value == "USER" else None
    return False if state.state.value == "ACTIVE" else None


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


async def _card_level_rules(run: Run, card_id: str) -> JSONObject | None:
    """The rules by their meaning; nothing where the answer does not tell.

    A 404 does not: any gateway has one. Nor does an object that holds other things than the contract has.
    """
    try:
        found = await run(api.managed_cards.managed_card_spend_rules_get, card_id)
    except NotFound:
        return None
    if found.card_level_spend_rules is UNSET:
        return None if found.additional_properties else {}
    return meaning(found.card_level_spend_rules.to_dict())


async def _has_created_rules(run: Run, card_id: str, sent: JSONObject) -> bool | None:
    """Rules that are there but are not the ones sent may be somebody else's: then the state cannot tell."""
    rules = await _card_level_rules(run, card_id)
    if rules is None or (rules and not meaning(sent)):
        return None
    if not rules and meaning(sent):
        return False
    return True if _covers(rules, sent) else None


def _leaves_a_trace(update: JSONObject) -> bool:
    """An increment leaves no trace that could be told from another one's, and a change of nothing leaves none."""
    return update.get(_METHOD) != "INCREMENT" and bool(update.keys() - {_METHOD})


async def _has_updated_rules(run: Run, card_id: str, sent: JSONObject) -> bool | None:
    if not _leaves_a_trace(sent):
        return None
    rules = await _card_level_rules(run, card_id)
    wanted: JSONObject = {name: value for name, value in sent.items() if name != _METHOD}
    return None if rules is None else _covers(rules, wanted)


async def _has_no_rules(run: Run, card_id: str, _sent: JSONObject) -> bool | None:
    rules = await _card_level_rules(run, card_id)
    return None if rules is None else not rules


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


async def _has_taken_step(operation: str, run: Run, bulk_id: str, _sent: JSONObject) -> bool | None:
    return _AFTER[operation].get(str((await run(api.bulks.bulk_id, bulk_id)).status))


async def _find_transfer(
    run: Run, call: FrozenCall, sendings: Sendings, arrives_within: timedelta, memory: Remembering | None
) -> Finding:
    """Look for a transfer by its tag: nothing else that a caller chose comes back in a list.

    All transfers with the tag are looked at, for the sender's clock may have been wrong: one that is just like the
    one sent, but of another time, may be it or may be an earlier use of the tag, and then nothing is known. That there
    is none is believed of a whole list alone, whose count the service has stated.
    """
    sent = _body(call)
    tag = sent.get("tag")
    if not isinstance(tag, str):
        return NOTHING_FOUND
    matches: dict[str, Transfer] = {}
    listed: WholeList[Transfer] = WholeList(_PAGE, key=lambda transfer: transfer.id)
    while not listed.is_whole:
        page = await run(api.transfers.transfers_get, tag=tag, offset=listed.offset, limit=_PAGE)
        fresh = listed.take(items_of(page.transfer, page.count), None if page.count is UNSET else page.count)
        matches.update({transfer.id: transfer for transfer in fresh if _is_that(transfer, sent)})
    if memory is not None and matches:
        taken = await memory.results_of_others(call.environment, call.operation, tuple(matches))
        if taken is None:
            return NOTHING_FOUND
        matches = {id_: transfer for id_, transfer in matches.items() if id_ not in taken}
    is_of_then = partial(_is_of_then, sendings=sendings, arrives_within=arrives_within)
    match list(matches.values()):
        case []:
            return NOTHING_FOUND if listed.count is None else Finding(is_done=False)
        case [found] if is_of_then(found):
            return Finding(is_done=True, content=orjson.dumps(found.to_dict()), result=found)
        case found:
            # Which one is ours cannot be told, by nobody later: only a journal may learn that another write made one.
            return Finding(None, is_final=memory is None or not any(is_of_then(one) for one in found))


def _is_of_then(transfer: Transfer, sendings: Sendings, arrives_within: timedelta) -> bool:
    """Whether it was accepted at a time at which the call may have been sent."""
    since, until = sendings.first - _CLOCK_SKEW, sendings.last + arrives_within
    # In milliseconds, for the service may state a time that no `datetime` reaches.
    return epoch_ms(since) <= transfer.creation_timestamp <= epoch_ms(until)


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
    **{operation: partial(_has_taken_step, operation) for operation in _AFTER},
}
