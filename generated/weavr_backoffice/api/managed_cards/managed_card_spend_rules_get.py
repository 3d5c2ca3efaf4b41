from __future__ import annotations

from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import MANAGED_CARD_SPEND_RULES_GET as LIMITS
from ...models.all_level_spend_rules import AllLevelSpendRules, decode_all_level_spend_rules
from ...operations import MANAGED_CARD_SPEND_RULES_GET

OPERATION: Final = MANAGED_CARD_SPEND_RULES_GET
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_spend_rules_get`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/spend_rules", headers=_HEADERS)


def parse(response: Response) -> AllLevelSpendRules:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_all_level_spend_rules(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def managed_card_spend_rules_get(client: Client, id: str) -> AllLevelSpendRules:
    """Read the spend rules of a card.

    Shows what holds for the card at each of the three levels: the card itself, its profile, and its identity. The
    same rules at the top of the answer are deprecated.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.

    Returns:
        The rules at every level.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(id)))
