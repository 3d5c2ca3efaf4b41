from __future__ import annotations

from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import TRANSFER_GET as LIMITS
from ...models.transfer import Transfer, decode_transfer
from ...operations import TRANSFER_GET

OPERATION: Final = TRANSFER_GET
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `transfer_get`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/transfers/{path_segment(id)}", headers=_HEADERS)


def parse(response: Response) -> Transfer:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_transfer(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def transfer_get(client: Client, id: str) -> Transfer:
    """Read a transfer.

    Gives the transfer in the state it has now.

    Args:
        client: Sends the request.
        id: Id of the transfer, digits only.

    Returns:
        The transfer as it is now.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(id)))
