from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orjson import loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import TRANSFERS_GET as LIMITS
from ...models.transaction_state import TransactionState
from ...models.transfer_page import TransferPage, decode_transfer_page
from ...operations import TRANSFERS_GET
from ...types import UNSET, Unset

OPERATION: Final = TRANSFERS_GET
_HEADERS: Final = (("accept", "application/json"),)


def prepare(
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    profile_id: str | Unset = UNSET,
    instrument_id: str | Unset = UNSET,
    state: Sequence[TransactionState] | Unset = UNSET,
    created_from: int | Unset = UNSET,
    created_to: int | Unset = UNSET,
    tag: str | Unset = UNSET,
) -> Request:
    """Make the request without sending it; the arguments are those of `transfers_get`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS(
        {
            "offset": offset,
            "limit": limit,
            "profile_id": profile_id,
            "instrument_id": instrument_id,
            "state": state,
            "created_from": created_from,
            "created_to": created_to,
            "tag": tag,
        }
    )
    query: list[tuple[str, str]] = []
    if offset is not UNSET:
        query.append(("offset", str(offset)))
    if limit is not UNSET:
        query.append(("limit", str(limit)))
    if profile_id is not UNSET:
        query.append(("profileId", str(profile_id)))
    if instrument_id is not UNSET:
        query.append(("instrumentId", str(instrument_id)))
    if state is not UNSET:
        query.extend(("state", str(item)) for item in state)
    if created_from is not UNSET:
        query.append(("createdFrom", str(created_from)))
    if created_to is not UNSET:
        query.append(("createdTo", str(created_to)))
    if tag is not UNSET:
        query.append(("tag", str(tag)))
    return Request(OPERATION, OPERATION.path, query=tuple(query), headers=_HEADERS)


def parse(response: Response) -> TransferPage:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_transfer_page(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def transfers_get(
    client: Client,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    profile_id: str | Unset = UNSET,
    instrument_id: str | Unset = UNSET,
    state: Sequence[TransactionState] | Unset = UNSET,
    created_from: int | Unset = UNSET,
    created_to: int | Unset = UNSET,
    tag: str | Unset = UNSET,
) -> TransferPage:
    """List transfers.

    One page of the identity's transfers. The list in the answer is named in the singular, `transfer`. A filter
    with a state that does not exist is ignored, and every transfer comes back (observed).

    Args:
        client: Sends the request.
        offset: How many entries to skip, counted from 0.
        limit: Most entries to give in one answer, up to 100. The size of a page when it is left out is not
            documented.
        profile_id: Only transfers of this transfers profile, digits only.
        instrument_id: Only transfers from or to this account or card: its id, digits only, without its type.
            Documented as an object, but the plain id is what works (observed).
        state: Only transfers in these states. Repeat the parameter to name several. An unknown state is ignored and
            every transfer comes back (observed).
        created_from: Only transfers created after this time, in epoch milliseconds.
        created_to: Only transfers created before this time, in epoch milliseconds.
        tag: Only transfers that carry exactly this tag.

    Returns:
        One page of transfers.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(
        await client.send(
            prepare(
                offset=offset,
                limit=limit,
                profile_id=profile_id,
                instrument_id=instrument_id,
                state=state,
                created_from=created_from,
                created_to=created_to,
                tag=tag,
            )
        )
    )
