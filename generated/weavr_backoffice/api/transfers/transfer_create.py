from __future__ import annotations

from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import TRANSFER_CREATE as LIMITS
from ...models.transfer import Transfer, decode_transfer
from ...models.transfer_create_request import TransferCreateRequest
from ...operations import TRANSFER_CREATE
from ...types import JSON, UNSET, Unset

OPERATION: Final = TRANSFER_CREATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: TransferCreateRequest, idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `transfer_create`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, OPERATION.path, headers=headers, body=dumps(content))


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


async def transfer_create(
    client: Client, *, body: TransferCreateRequest, idempotency_ref: str | Unset = UNSET
) -> Transfer:
    """Move money between two instruments of an identity.

    Both instruments belong to the same identity, are active, have the same currency, and are no debit mode card.
    An answer of 200 means that the transfer was accepted, not that the money has moved: its `state` tells. An
    instrument that does not exist is a conflict (409), not a 404. Without an `idempotency-ref` a repeated call
    moves the money twice.

    Args:
        client: Sends the request.
        body: Asks to move money between two instruments of one identity.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Returns:
        The transfer as it is now.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body, idempotency_ref=idempotency_ref)))
