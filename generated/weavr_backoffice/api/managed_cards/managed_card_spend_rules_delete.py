from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_SPEND_RULES_DELETE as LIMITS
from ...operations import MANAGED_CARD_SPEND_RULES_DELETE

OPERATION: Final = MANAGED_CARD_SPEND_RULES_DELETE
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_spend_rules_delete`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/spend_rules", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_spend_rules_delete(client: Client, id: str) -> None:
    """Remove the spend rules of a card.

    Removes every rule at the card's own level; those of its profile and identity stay in force.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id)))
