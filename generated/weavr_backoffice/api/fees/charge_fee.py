from __future__ import annotations

from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import CHARGE_FEE as LIMITS
from ...models.charge_fee_request import ChargeFeeRequest
from ...models.fee_charge import FeeCharge, decode_fee_charge
from ...operations import CHARGE_FEE
from ...types import JSON, UNSET, Unset

OPERATION: Final = CHARGE_FEE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: ChargeFeeRequest, idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `charge_fee`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, OPERATION.path, headers=headers, body=dumps(content))


def parse(response: Response) -> FeeCharge:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    try:
        return decode_fee_charge(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def charge_fee(client: Client, *, body: ChargeFeeRequest, idempotency_ref: str | Unset = UNSET) -> FeeCharge:
    """Charge a fee to the identity.

    Takes a fee from an account or card of the identity that the access token belongs to, be it a corporate or a
    consumer. The amount is not sent: it is configured per `feeType`. Without an `idempotency-ref` a repeated call
    charges twice. Refusals of the request's form have been seen in the shape of ValidationErrorBody as well
    (observed).

    Args:
        client: Sends the request.
        body: Which fee to take, and what it is taken from. The amount is configured, not sent.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Returns:
        The fee was accepted; its state tells whether it has been taken.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body, idempotency_ref=idempotency_ref)))
