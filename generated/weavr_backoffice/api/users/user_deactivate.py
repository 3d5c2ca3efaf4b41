from __future__ import annotations

from typing import Final

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import USER_DEACTIVATE as LIMITS
from ...operations import USER_DEACTIVATE

OPERATION: Final = USER_DEACTIVATE
_HEADERS: Final = (("accept", "application/json"),)


def prepare(user_id: str) -> Request:
    """Make the request without sending it; the arguments are those of `user_deactivate`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"user_id": user_id})
    return Request(OPERATION, f"/users/{path_segment(user_id)}/deactivate", headers=_HEADERS)


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def user_deactivate(client: Client, user_id: str) -> None:
    """Deactivate a user.

    A deactivated user cannot be activated again by this API. Has to be enabled by Weavr before it can be used,
    and answers 403 until then.

    Args:
        client: Sends the request.
        user_id: Id of the authorised user, digits only.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(user_id)))
