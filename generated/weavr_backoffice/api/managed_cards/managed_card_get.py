from __future__ import annotations

from collections.abc import Callable
from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import MANAGED_CARD_GET as LIMITS
from ...models.debit_mode_card import DebitModeCard, decode_debit_mode_card
from ...models.managed_card import ManagedCard, decode_managed_card
from ...models.prepaid_mode_card import PrepaidModeCard, decode_prepaid_mode_card
from ...operations import MANAGED_CARD_GET
from ...types import JSON, by_tag

OPERATION: Final = MANAGED_CARD_GET
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_get`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}", headers=_HEADERS)


def parse(response: Response) -> DebitModeCard | PrepaidModeCard | ManagedCard:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return _decode(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


_decode: Final[Callable[[JSON], DebitModeCard | PrepaidModeCard | ManagedCard]] = by_tag(
    "mode", {"DEBIT_MODE": decode_debit_mode_card, "PREPAID_MODE": decode_prepaid_mode_card}, decode_managed_card
)


async def managed_card_get(client: Client, id: str) -> DebitModeCard | PrepaidModeCard | ManagedCard:
    """Read a managed card.

    The answer is a DebitModeCard or a PrepaidModeCard, told apart by `mode`; a card of a mode unknown here comes
    as a ManagedCard. A removed card still reads, as DESTROYED. Nothing lists cards, so the id has to be known.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.

    Returns:
        The card as it is now.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(id)))
