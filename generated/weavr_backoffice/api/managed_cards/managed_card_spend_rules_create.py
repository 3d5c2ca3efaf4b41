from __future__ import annotations

from typing import Final

from orjson import dumps

from ...checks import path_segment
from ...client import Client, Request, Response, refuse
from ...limits import MANAGED_CARD_SPEND_RULES_CREATE as LIMITS
from ...models.card_level_spend_rules import CardLevelSpendRules
from ...operations import MANAGED_CARD_SPEND_RULES_CREATE
from ...types import JSON

OPERATION: Final = MANAGED_CARD_SPEND_RULES_CREATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(id: str, *, body: CardLevelSpendRules) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_spend_rules_create`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = body.to_dict()
    LIMITS({"id": id, "body": content})
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/spend_rules", headers=_HEADERS, body=dumps(content))


def parse(response: Response) -> None:
    """Check that the answer is the documented success, which has no body.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    if response.status_code != 204:
        raise refuse(OPERATION, response)


async def managed_card_spend_rules_create(client: Client, id: str, *, body: CardLevelSpendRules) -> None:
    """Set the spend rules of a card for the first time.

    Works once; a card that has rules of its own answers SPEND_RULE_ALREADY_SET, and its rules are changed by
    managedCardSpendRulesUpdate. There is no `idempotency-ref`.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.
        body: The rules set for one card.

    Raises:
        UnexpectedAnswer: The answer is no documented success.
    """
    parse(await client.send(prepare(id, body=body)))
