from __future__ import annotations

from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import USER_CREATE as LIMITS
from ...models.user import User, decode_user
from ...models.user_create_request import UserCreateRequest
from ...operations import USER_CREATE
from ...types import JSON, UNSET, Unset

OPERATION: Final = USER_CREATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: UserCreateRequest, idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `user_create`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, OPERATION.path, headers=headers, body=dumps(content))


def parse(response: Response) -> User:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_user(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def user_create(client: Client, *, body: UserCreateRequest, idempotency_ref: str | Unset = UNSET) -> User:
    """Create an authorised user.

    Adds a person who may act for the identity. Inviting the person is another call, userInviteSend. Has to be
    enabled by Weavr before it can be used, and answers 403 until then.

    Args:
        client: Sends the request.
        body: Describes a new authorised user.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Returns:
        The new user.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body, idempotency_ref=idempotency_ref)))
