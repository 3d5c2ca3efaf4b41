from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orjson import dumps, loads

from ...client import UNREADABLE, Client, Request, Response, refuse, unreadable
from ...limits import BULKS_MANAGED_CARD_SPEND_RULES_UPDATE as LIMITS
from ...models.bulk_spend_rules_item import BulkSpendRulesItem
from ...models.bulk_submission import BulkSubmission, decode_bulk_submission
from ...operations import BULKS_MANAGED_CARD_SPEND_RULES_UPDATE
from ...types import JSON, UNSET, Unset

OPERATION: Final = BULKS_MANAGED_CARD_SPEND_RULES_UPDATE
_HEADERS: Final = (("accept", "application/json"), ("content-type", "application/json"))


def prepare(*, body: Sequence[BulkSpendRulesItem], idempotency_ref: str | Unset = UNSET) -> Request:
    """Make the request without sending it; the arguments are those of `bulks_managed_card_spend_rules_update`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    content: JSON = [item.to_dict() for item in body]
    LIMITS({"body": content})
    headers: tuple[tuple[str, str], ...] = _HEADERS
    if idempotency_ref is not UNSET:
        headers = (*headers, ("idempotency-ref", idempotency_ref))
    return Request(OPERATION, OPERATION.path, headers=headers, body=dumps(content))


def parse(response: Response) -> BulkSubmission:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 201:
        raise refuse(OPERATION, response)
    try:
        return decode_bulk_submission(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def bulks_managed_card_spend_rules_update(
    client: Client, *, body: Sequence[BulkSpendRulesItem], idempotency_ref: str | Unset = UNSET
) -> BulkSubmission:
    """Submit many changes of spend rules.

    Nothing changes yet: the answer names a bulk, which bulkIdExecute starts. `_id_` stands in the path as it is
    written; the card of each item is named in the item. The `idempotency-ref` protects this submission only. The
    contract of the vendor names no refusals; those given here are the ones of the other bulk operations
    (assumed).

    Args:
        client: Sends the request.
        body: 1 to 10,000 changes, run in the order given.
        idempotency_ref: A text of your own that makes a repeated call harmless. It is kept for at least 24 hours.
            The same reference with the same payload gives the first result again; with another payload it is refused as
            INVALID_REQUEST (observed).

    Returns:
        The bulk was stored and waits to be started.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(await client.send(prepare(body=body, idempotency_ref=idempotency_ref)))
