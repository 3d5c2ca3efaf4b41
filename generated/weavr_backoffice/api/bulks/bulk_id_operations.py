from __future__ import annotations

from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import BULK_ID_OPERATIONS as LIMITS
from ...models.bulk_process_operation_page import BulkProcessOperationPage, decode_bulk_process_operation_page
from ...models.bulk_process_operation_status import BulkProcessOperationStatus
from ...operations import BULK_ID_OPERATIONS
from ...types import UNSET, Unset

OPERATION: Final = BULK_ID_OPERATIONS
_HEADERS: Final = (("accept", "application/json"),)


def prepare(
    bulk_id: str,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    sequence: int | Unset = UNSET,
    status: BulkProcessOperationStatus | Unset = UNSET,
) -> Request:
    """Make the request without sending it; the arguments are those of `bulk_id_operations`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"bulk_id": bulk_id, "offset": offset, "limit": limit, "sequence": sequence, "status": status})
    query: list[tuple[str, str]] = []
    if offset is not UNSET:
        query.append(("offset", str(offset)))
    if limit is not UNSET:
        query.append(("limit", str(limit)))
    if sequence is not UNSET:
        query.append(("sequence", str(sequence)))
    if status is not UNSET:
        query.append(("status", str(status)))
    return Request(OPERATION, f"/bulks/{path_segment(bulk_id)}/operations", query=tuple(query), headers=_HEADERS)


def parse(response: Response) -> BulkProcessOperationPage:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_bulk_process_operation_page(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def bulk_id_operations(
    client: Client,
    bulk_id: str,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    sequence: int | Unset = UNSET,
    status: BulkProcessOperationStatus | Unset = UNSET,
) -> BulkProcessOperationPage:
    """List the operations of a bulk.

    One page of the operations, with what was asked and what was answered. To join them to what was submitted
    compare both `sequence` and `requestPayload`.

    Args:
        client: Sends the request.
        bulk_id: Id of the bulk, digits only.
        offset: How many entries to skip, counted from 0.
        limit: Most entries to give in one answer, up to 100. The size of a page when it is left out is not
            documented.
        sequence: Only the operation at this place of the bulk.
        status: Where one operation of a bulk stands. SUBMITTED and RUNNING are under way; COMPLETED, FAILED and
            CANCELLED are final.

    Returns:
        One page of the bulk's operations.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(bulk_id, offset=offset, limit=limit, sequence=sequence, status=status)))
