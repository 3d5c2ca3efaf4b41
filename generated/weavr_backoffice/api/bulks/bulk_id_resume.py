from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import BULK_ID_RESUME as LIMITS
from ...operations import BULK_ID_RESUME

OPERATION: Final = BULK_ID_RESUME
_HEADERS: Final = (("accept", "application/json"),)


def prepare(bulk_id: str) -> Request:
    """Make the request without sending it; the arguments are those of `bulk_id_resume`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"bulk_id": bulk_id})
    return Request(OPERATION, f"/bulks/{path_segment(bulk_id)}/resume", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def bulk_id_resume(client: Client, bulk_id: str) -> None:
    """Go on with a paused bulk.

    A bulk that is not paused answers INVALID_STATE.

    Args:
        client: Sends the request.
        bulk_id: Id of the bulk, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(bulk_id)))
