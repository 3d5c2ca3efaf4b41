from __future__ import annotations

from typing import Final

from orjson import dumps

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_RENEWAL_TYPE_UPDATE as LIMITS
from ...models.card_renewal_request import CardRenewalRequest
from ...operations import MANAGED_CARD_RENEWAL_TYPE_UPDATE
from ...types import JSON, UNSET, Unset

OPERATION: Final = MANAGED_CARD_RENEWAL_TYPE_UPDATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(id: str, *, body: CardRenewalRequest, idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_renewal_type_update`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"id": id, "body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/renewal", headers=headers, body=dumps(content))


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_renewal_type_update(
    client: Client, id: str, *, body: CardRenewalRequest, idempotency_ref: str | Unset = UNSET
) -> None:
    """Say whether a card renews when it expires.

    Has to be enabled by Weavr before it can be used, and answers 403 until then.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.
        body: Says whether a card shall renew.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id, body=body, idempotency_ref=idempotency_ref)))
