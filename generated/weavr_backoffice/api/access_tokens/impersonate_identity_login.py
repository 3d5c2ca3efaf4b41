from __future__ import annotations

from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import IMPERSONATE_IDENTITY_LOGIN as LIMITS
from ...models.access_token_grant import AccessTokenGrant, decode_access_token_grant
from ...models.access_token_request import AccessTokenRequest
from ...operations import IMPERSONATE_IDENTITY_LOGIN
from ...types import JSON

OPERATION: Final = IMPERSONATE_IDENTITY_LOGIN
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: AccessTokenRequest) -> Request:
    """Make the request without sending it; the arguments are those of `impersonate_identity_login`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"body": content})
    return Request(OPERATION, OPERATION.path, headers=_HEADERS, body=dumps(content))


def parse(response: Response) -> AccessTokenGrant:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_access_token_grant(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def impersonate_identity_login(client: Client, *, body: AccessTokenRequest) -> AccessTokenGrant:
    """Get an access token the older way.

    Superseded by requestAccessToken, with the same request and the same answer. A bearer token is documented as
    needed here too, but the api key alone has been accepted (observed).

    Args:
        client: Sends the request.
        body: Asks for the token of one identity.

    Returns:
        The token, and whom it stands for.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body)))
