from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import USER_INVITE_SEND as LIMITS
from ...operations import USER_INVITE_SEND

OPERATION: Final = USER_INVITE_SEND
_HEADERS: Final = (("accept", "application/json"),)


def prepare(user_id: str) -> Request:
    """Make the request without sending it; the arguments are those of `user_invite_send`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"user_id": user_id})
    return Request(OPERATION, f"/users/{path_segment(user_id)}/invite", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def user_invite_send(client: Client, user_id: str) -> None:
    """Invite a user by e-mail.

    There is no `idempotency-ref`, and a repeated call probably sends a second e-mail (assumed). Has to be enabled
    by Weavr before it can be used, and answers 403 until then.

    Args:
        client: Sends the request.
        user_id: Id of the authorised user, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(user_id)))
