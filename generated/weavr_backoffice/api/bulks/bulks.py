from __future__ import annotations

from typing import Final

from orjson import loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import BULKS as LIMITS
from ...models.bulk_process_page import BulkProcessPage, decode_bulk_process_page
from ...models.bulk_process_status import BulkProcessStatus
from ...operations import BULKS
from ...types import UNSET, Unset

OPERATION: Final = BULKS
_HEADERS: Final = (("accept", "application/json"),)


def prepare(
    *, offset: int | Unset = UNSET, limit: int | Unset = UNSET, status: BulkProcessStatus | Unset = UNSET
) -> Request:
    """Make the request without sending it; the arguments are those of `bulks`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"offset": offset, "limit": limit, "status": status})
    query: list[tuple[str, str]] = []
    if offset is not UNSET:
        query.append(("offset", str(offset)))
    if limit is not UNSET:
        query.append(("limit", str(limit)))
    if status is not UNSET:
        query.append(("status", str(status)))
    return Request(OPERATION, OPERATION.path, query=tuple(query), headers=_HEADERS)


def parse(response: Response) -> BulkProcessPage:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_bulk_process_page(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def bulks(
    client: Client,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    status: BulkProcessStatus | Unset = UNSET,
) -> BulkProcessPage:
    """List bulks.

    One page of bulks, whatever they do.

    Args:
        client: Sends the request.
        offset: How many entries to skip, counted from 0.
        limit: Most entries to give in one answer, up to 100. The size of a page when it is left out is not
            documented.
        status: Where a bulk stands. SUBMITTED waits to be started, RUNNING and PAUSED are under way; COMPLETED,
            PARTIALLY_COMPLETED, FAILED and CANCELLED are final.

    Returns:
        One page of bulks.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(offset=offset, limit=limit, status=status)))
