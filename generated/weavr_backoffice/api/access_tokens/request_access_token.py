from __future__ import annotations

from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import REQUEST_ACCESS_TOKEN as LIMITS
from ...models.access_token_grant import AccessTokenGrant, decode_access_token_grant
from ...models.access_token_request import AccessTokenRequest
from ...operations import REQUEST_ACCESS_TOKEN
from ...types import JSON

OPERATION: Final = REQUEST_ACCESS_TOKEN
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: AccessTokenRequest) -> Request:
    """Make the request without sending it; the arguments are those of `request_access_token`.

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


async def request_access_token(client: Client, *, body: AccessTokenRequest) -> AccessTokenGrant:
    """Get an access token for an identity.

    The only operation that needs nothing but the api key. The token in the answer is what every other operation
    wants as its bearer. How long it lives is not documented, nor whether a new token ends the one before: ask for
    one only when there is none that works. There is no operation that revokes or inspects a token. An unknown id,
    a wrong type, and an identity of somebody else are answered by 404 (observed, not documented).

    Args:
        client: Sends the request.
        body: Asks for the token of one identity.

    Returns:
        The token, and whom it stands for.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body)))
