from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orjson import loads

from ...checks import path_segment
from ...client import UNREADABLE, Client, Request, Response, media_type, refuse, unreadable
from ...errors import DecodeError
from ...limits import MANAGED_ACCOUNT_STATEMENT as LIMITS
from ...models.statement import Statement, decode_statement
from ...models.statement_order import StatementOrder
from ...models.statement_transaction_type import StatementTransactionType
from ...operations import MANAGED_ACCOUNT_STATEMENT
from ...types import UNSET, Unset

OPERATION: Final = MANAGED_ACCOUNT_STATEMENT


def prepare(
    id: str,
    *,
    offset: int | Unset = UNSET,
    statement_limit: int | Unset = UNSET,
    order_by_timestamp: StatementOrder | Unset = UNSET,
    from_timestamp: int | Unset = UNSET,
    to_timestamp: int | Unset = UNSET,
    show_fund_movements_only: bool | Unset = UNSET,
    single_entry_per_transaction: bool | Unset = UNSET,
    transaction_type: Sequence[StatementTransactionType] | Unset = UNSET,
    accept: str | Unset = UNSET,
) -> Request:
    """Make the request without sending it; the arguments are those of `managed_account_statement`.

    Raises:
        InvalidArgument: An argument is beyond a limit of the contract.
    """
    LIMITS(
        {
            "id": id,
            "offset": offset,
            "statement_limit": statement_limit,
            "order_by_timestamp": order_by_timestamp,
            "from_timestamp": from_timestamp,
            "to_timestamp": to_timestamp,
            "show_fund_movements_only": show_fund_movements_only,
            "single_entry_per_transaction": single_entry_per_transaction,
            "transaction_type": transaction_type,
        }
    )
    query: list[tuple[str, str]] = []
    if offset is not UNSET:
        query.append(("offset", str(offset)))
    if statement_limit is not UNSET:
        query.append(("statementLimit", str(statement_limit)))
    if order_by_timestamp is not UNSET:
        query.append(("orderByTimestamp", str(order_by_timestamp)))
    if from_timestamp is not UNSET:
        query.append(("fromTimestamp", str(from_timestamp)))
    if to_timestamp is not UNSET:
        query.append(("toTimestamp", str(to_timestamp)))
    if show_fund_movements_only is not UNSET:
        query.append(("showFundMovementsOnly", "true" if show_fund_movements_only else "false"))
    if single_entry_per_transaction is not UNSET:
        query.append(("singleEntryPerTransaction", "true" if single_entry_per_transaction else "false"))
    if transaction_type is not UNSET:
        query.extend(("transactionType", str(item)) for item in transaction_type)
    headers = (("accept", "application/json" if accept is UNSET else accept),)
    return Request(OPERATION, f"/managed_accounts/{path_segment(id)}/statement", query=tuple(query), headers=headers)


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


async def managed_account_statement(
    client: Client,
    id: str,
    *,
    offset: int | Unset = UNSET,
    statement_limit: int | Unset = UNSET,
    order_by_timestamp: StatementOrder | Unset = UNSET,
    from_timestamp: int | Unset = UNSET,
    to_timestamp: int | Unset = UNSET,
    show_fund_movements_only: bool | Unset = UNSET,
    single_entry_per_transaction: bool | Unset = UNSET,
    transaction_type: Sequence[StatementTransactionType] | Unset = UNSET,
    accept: str | Unset = UNSET,
) -> Statement:
    """Read the statement of a managed account.

    One page of the account's movements, newest first unless `orderByTimestamp` says otherwise. The page size is
    named `statementLimit` here, up to 500. Entries that arrive while a statement is paged newest first push the
    others along, so that a page repeats some: page oldest first, or fix `toTimestamp`. The `accept` header
    chooses JSON, PDF or CSV.

    Args:
        client: Sends the request.
        id: Id of the managed account, digits only.
        offset: How many entries to skip, counted from 0.
        statement_limit: Most entries to give in one answer, up to 500. The size of a page when it is left out is
            not documented.
        order_by_timestamp: Oldest first (ASC) or newest first (DESC).
        from_timestamp: Only entries after this time, in epoch milliseconds. An entry of exactly this time has been
            seen in the answer (observed).
        to_timestamp: Only entries up to this time, in epoch milliseconds.
        show_fund_movements_only: True leaves out the entries that did not move money.
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
                statement_limit=statement_limit,
                order_by_timestamp=order_by_timestamp,
                from_timestamp=from_timestamp,
                to_timestamp=to_timestamp,
                show_fund_movements_only=show_fund_movements_only,
                single_entry_per_transaction=single_entry_per_transaction,
                transaction_type=transaction_type,
                accept=accept,
            )
        )
    )
