from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, media_type, refuse, unreadable
from ...errors import DecodeError
from ...limits import MANAGED_CARD_STATEMENT as LIMITS
from ...models.statement import Statement, decode_statement
from ...models.statement_order import StatementOrder
from ...models.statement_transaction_type import StatementTransactionType
from ...operations import MANAGED_CARD_STATEMENT
from ...types import UNSET, Unset

OPERATION: Final = MANAGED_CARD_STATEMENT


def prepare(
    id: str,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    order_by_timestamp: StatementOrder | Unset = UNSET,
    from_timestamp: int | Unset = UNSET,
    to_timestamp: int | Unset = UNSET,
    single_entry_per_transaction: bool | Unset = UNSET,
    transaction_type: Sequence[StatementTransactionType] | Unset = UNSET,
    accept: str | Unset = UNSET,
) -> Request:
    """Make the request without sending it; the arguments are those of `managed_card_statement`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS(
        {
            "id": id,
            "offset": offset,
            "limit": limit,
            "order_by_timestamp": order_by_timestamp,
            "from_timestamp": from_timestamp,
            "to_timestamp": to_timestamp,
            "single_entry_per_transaction": single_entry_per_transaction,
            "transaction_type": transaction_type,
        }
    )
    query: list[tuple[str, str]] = []
    if offset is not UNSET:
        query.append(("offset", str(offset)))
    if limit is not UNSET:
        query.append(("limit", str(limit)))
    if order_by_timestamp is not UNSET:
        query.append(("orderByTimestamp", str(order_by_timestamp)))
    if from_timestamp is not UNSET:
        query.append(("fromTimestamp", str(from_timestamp)))
    if to_timestamp is not UNSET:
        query.append(("toTimestamp", str(to_timestamp)))
    if single_entry_per_transaction is not UNSET:
        query.append(("singleEntryPerTransaction", "true" if single_entry_per_transaction else "false"))
    if transaction_type is not UNSET:
        query.extend(("transactionType", str(item)) for item in transaction_type)
    headers = (("accept", "application/json" if accept is UNSET else accept),)
    return Request(OPERATION, f"/managed_cards/{path_segment(id)}/statement", query=tuple(query), headers=headers)


def parse(response: Response) -> Statement:
    """Read the answer.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    if response.status_code != 200:
        raise refuse(OPERATION, response)
    if media_type(response) != "application/json":
        raise unreadable(OPERATION, response, DecodeError("the body is not JSON"))
    try:
        return decode_statement(loads(response.content))
    except UNREADABLE as error:
        unexpected = unreadable(OPERATION, response, error)
    raise unexpected


async def managed_card_statement(
    client: Client,
    id: str,
    *,
    offset: int | Unset = UNSET,
    limit: int | Unset = UNSET,
    order_by_timestamp: StatementOrder | Unset = UNSET,
    from_timestamp: int | Unset = UNSET,
    to_timestamp: int | Unset = UNSET,
    single_entry_per_transaction: bool | Unset = UNSET,
    transaction_type: Sequence[StatementTransactionType] | Unset = UNSET,
    accept: str | Unset = UNSET,
) -> Statement:
    """Read the statement of a managed card.

    One page of the card's movements, newest first unless `orderByTimestamp` says otherwise. The page size is
    named `limit` here, up to 100. Fees charged to a debit mode card stand in the statement of its parent account
    (observed). The `accept` header chooses JSON, PDF or CSV.

    Args:
        client: Sends the request.
        id: Id of the managed card, digits only.
        offset: How many entries to skip, counted from 0.
        limit: Most entries to give in one answer, up to 100. The size of a page when it is left out is not
            documented.
        order_by_timestamp: Oldest first (ASC) or newest first (DESC).
        from_timestamp: Only entries after this time, in epoch milliseconds. An entry of exactly this time has been
            seen in the answer (observed).
        to_timestamp: Only entries up to this time, in epoch milliseconds.
        single_entry_per_transaction: True gives one entry for each transaction instead of one per step. Which one
            is not documented.
        transaction_type: Only entries of these types. Repeat the parameter to name several.
        accept: Format of the answer: `application/json`, `application/pdf` or `text/csv`. Any other value gives
            JSON, so look at the content type of the answer before reading it.

    Returns:
        One page of the statement, in the format that was asked for.

    Raises:
        UnexpectedAnswer: The answer is no documented success, or its body does not fit the contract.
    """
    return parse(
        await client.send(
            prepare(
                id,
                offset=offset,
                limit=limit,
                order_by_timestamp=order_by_timestamp,
                from_timestamp=from_timestamp,
                to_timestamp=to_timestamp,
                single_entry_per_transaction=single_entry_per_transaction,
                transaction_type=transaction_type,
                accept=accept,
            )
        )
    )
