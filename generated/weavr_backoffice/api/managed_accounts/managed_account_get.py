from __future__ import annotations

from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import MANAGED_ACCOUNT_GET as LIMITS
from ...models.managed_account import ManagedAccount, decode_managed_account
from ...operations import MANAGED_ACCOUNT_GET

OPERATION: Final = MANAGED_ACCOUNT_GET
_HEADERS: Final = (("accept", "application/json"),)


def prepare(id: str) -> Request:
    """Make the request without sending it; the arguments are those of `managed_account_get`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS({"id": id})
    return Request(OPERATION, f"/managed_accounts/{path_segment(id)}", headers=_HEADERS)


def parse(response: Response) -> ManagedAccount:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_managed_account(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def managed_account_get(client: Client, id: str) -> ManagedAccount:
    """Read a managed account.

    Gives the account's balances and state as they are now. Nothing lists accounts, so the id has to be known.

    Args:
        client: Sends the request.
        id: Id of the managed account, digits only.

    Returns:
        The account as it is now.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(id)))
