from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_BLOCK as LIMITS
from ...operations import MANAGED_CARD_BLOCK

OPERATION: Final = MANAGED_CARD_BLOCK
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_block`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/block", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_block(client: Client, id: str) -> None:
    """Block a card.

    Stops the card until it is unblocked. There is no `idempotency-ref`: a call whose answer was lost may be
    repeated, and INSTRUMENT_ALREADY_BLOCKED then says that the card is blocked - by that call or by somebody
    else.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id)))
