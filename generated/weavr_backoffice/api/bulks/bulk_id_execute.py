from __future__ import annotations

from typing import Final

from orjson import dumps

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import BULK_ID_EXECUTE as LIMITS
from ...models.bulk_process_execute_request import BulkProcessExecuteRequest
from ...operations import BULK_ID_EXECUTE
from ...types import JSON

OPERATION: Final = BULK_ID_EXECUTE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(bulk_id: str, *, body: BulkProcessExecuteRequest) -> Request:
    """Make the request without sending it; the arguments are those of `bulk_id_execute`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"bulk_id": bulk_id, "body": content})
    return Request(OPERATION, f"/bulks/{path_segment(bulk_id)}/execute", headers=_HEADERS, body=dumps(content))


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def bulk_id_execute(client: Client, bulk_id: str, *, body: BulkProcessExecuteRequest) -> None:
    """Start a bulk.

    A body is needed even if it is empty. Send the `mode` always: what holds without it is not documented. A bulk
    that was started already answers INVALID_STATE.

    Args:
        client: Sends the request.
        bulk_id: Id of the bulk, digits only.
        body: How to run a bulk.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(bulk_id, body=body)))
