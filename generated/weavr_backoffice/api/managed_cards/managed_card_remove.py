from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_REMOVE as LIMITS
from ...operations import MANAGED_CARD_REMOVE

OPERATION: Final = MANAGED_CARD_REMOVE
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_remove`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/remove", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_remove(client: Client, id: str) -> None:
    """Remove a card for ever.

    Cannot be undone. A card that holds money has to be emptied first, else the answer is BALANCE_NOT_ZERO. The
    removed card can still be read, as DESTROYED.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id)))
