from __future__ import annotations

from typing import Final

from orjson import dumps

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_SPEND_RULES_UPDATE as LIMITS
from ...models.spend_rules_update import SpendRulesUpdate
from ...operations import MANAGED_CARD_SPEND_RULES_UPDATE
from ...types import JSON, UNSET, Unset

OPERATION: Final = MANAGED_CARD_SPEND_RULES_UPDATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(id: str, *, body: SpendRulesUpdate, idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_spend_rules_update`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"id": id, "body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/spend_rules", headers=headers, body=dumps(content))


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_spend_rules_update(
    client: Client, id: str, *, body: SpendRulesUpdate, idempotency_ref: str | Unset = UNSET
) -> None:
    """Change the spend rules of a card.

    Whether a list that is left out is kept or cleared is not documented: send every list that shall hold. With
    the method INCREMENT the limits are added to, so a repeated call without an `idempotency-ref` adds twice.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.
        body: The rules to set for one card, and how its spend limits are changed. Whether a list that is left out
            is kept or cleared is not documented.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id, body=body, idempotency_ref=idempotency_ref)))
