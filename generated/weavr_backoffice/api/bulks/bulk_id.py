from __future__ import annotations

from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import BULK_ID as LIMITS
from ...models.bulk_process_details import BulkProcessDetails, decode_bulk_process_details
from ...operations import BULK_ID

OPERATION: Final = BULK_ID
_HEADERS: Final = (("accept", "application/json"),)


def prepare(bulk_id: str) -> Request:
    """Make the request without sending it; the arguments are those of `bulk_id`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"bulk_id": bulk_id})
    return Request(OPERATION, f"/bulks/{path_segment(bulk_id)}", headers=_HEADERS)


def parse(response: Response) -> BulkProcessDetails:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_bulk_process_details(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def bulk_id(client: Client, bulk_id: str) -> BulkProcessDetails:
    """Read a bulk.

    Gives its status, and how many of its operations are in which status.

    Args:
        client: Sends the request.
        bulk_id: Id of the bulk, digits only.

    Returns:
        The bulk as it is now.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(bulk_id)))
