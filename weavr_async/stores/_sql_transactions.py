"""Running a step within a transaction of the user's: on a connection or session of SQLAlchemy, sync or async."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sqlalchemy import Connection

from weavr_async.errors import InvalidRequest
from weavr_async.stores._sql_schema import place_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from sqlalchemy import URL

__all__ = ["within"]

T = TypeVar("T")

_KINDS = "a Connection, Session, AsyncConnection or AsyncSession of SQLAlchemy"


async def within(given: object, url: URL, place: object, step: Callable[[Connection], T]) -> T:
    """Run a step on the connection of the user's transaction, which has to be to the journal's database.

    Args:
        given: What the user has.
        url: Where the journal is.
        place: Where in PostgreSQL its tables are.
        step: What to run.

    Raises:
        InvalidRequest: It is no connection of SQLAlchemy, or to another database.
    """

    def run(opened: object) -> T:
        connection = _connection_of(opened)
        _refuse_another_database(connection, url, place)
        return step(connection)

    run_sync = getattr(given, "run_sync", None)
    if run_sync is None:
        return run(given)
    return await cast("Callable[[Callable[[Any], T]], Awaitable[T]]", run_sync)(run)


def _connection_of(opened: object) -> Connection:
    if isinstance(opened, Connection):
        return opened
    connection = getattr(opened, "connection", None)
    found = connection() if callable(connection) else None
    if isinstance(found, Connection):
        return found
    raise InvalidRequest(f"This takes {_KINDS}, not {type(opened).__name__}.", field="connection")


def _refuse_another_database(connection: Connection, url: URL, place: object) -> None:
    """A payment that is planned where no worker looks would never be made."""
    kind, wanted = connection.dialect.name, url.get_backend_name()
    if kind != wanted:
        raise InvalidRequest(
            f"The transaction is one of {kind}, and the journal is in {wanted}: a plan is written in the transaction "
            "that it belongs to, so both have to be in one database.",
            field="connection",
        )
    if kind == "sqlite" and not _is_same_file(connection, url.database or ""):
        raise InvalidRequest("The transaction is in another file than the journal.", field="connection")
    if kind == "postgresql" and place_of(connection) != place:
        raise InvalidRequest(
            "The transaction is in another database or schema than the journal, or finds no journal there.",
            field="connection",
        )


def _is_same_file(connection: Connection, wanted: str) -> bool:
    files = [row[2] for row in connection.exec_driver_sql("PRAGMA database_list") if row[1] == "main"]
    path = Path(wanted)
    return bool(files and files[0]) and path.exists() and path.samefile(files[0])
