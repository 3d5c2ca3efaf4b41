"""The tables are there, and of the version that is known here."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import insert, inspect, select
from sqlalchemy.schema import CreateIndex, CreateTable

from weavr_async.errors import ConfigurationError
from weavr_async.stores._sql_tables import INTENTS, TABLES, VERSION, VERSIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.schema import ExecutableDDLElement

    from weavr_async.stores._sql_dialects import Dialect

__all__ = ["are_there", "make", "place_of"]

_ASKING: Final = str(select(VERSIONS.c.version))
_PLACE: Final = f"SELECT current_database(), CAST(CAST(to_regclass('{INTENTS.name}') AS oid) AS bigint)"


def are_there(connection: Connection) -> bool:
    """Whether the tables are there.

    Raises:
        ConfigurationError: They are of another version.
    """
    if not inspect(connection).has_table(VERSIONS.name):
        return False
    found: int | None = connection.exec_driver_sql(_ASKING).scalar()
    if found != VERSION:
        raise ConfigurationError(
            f"The journal's tables are of version {found}, and this version of the SDK knows version {VERSION}: "
            "use the version of the SDK that made them, or migrate them first."
        )
    return True


def place_of(connection: Connection) -> tuple[object, ...]:
    """In which database of PostgreSQL a connection finds the tables, and which ones: several schemas may have some."""
    return tuple(connection.exec_driver_sql(_PLACE).one())


def make(connection: Connection, dialect: Dialect, *, allowed: bool) -> None:
    """Make the tables, within the transaction that is under way, unless somebody has made them meanwhile.

    Raises:
        ConfigurationError: That is left to the user's migrations, or what was made is of another version.
    """
    if not allowed:
        raise ConfigurationError(
            "The journal's tables are missing, and make_tables is False: make them by your migrations, from "
            "SqlStore.metadata."
        )
    if dialect.lock_tables:  # two processes may start at once
        connection.exec_driver_sql(dialect.lock_tables)
    if are_there(connection):  # PostgreSQL would wait for whoever writes, before it sees that an index exists
        return
    for statement in _making(dialect):
        connection.exec_driver_sql(statement)
    connection.execute(insert(VERSIONS).values(version=VERSION))


@cache
def _making(dialect: Dialect) -> tuple[str, ...]:
    """What makes each table and index that is missing."""
    makers: list[ExecutableDDLElement] = []
    for table in TABLES:
        makers.append(CreateTable(table, if_not_exists=True))
        makers += (
            CreateIndex(index, if_not_exists=True) for index in sorted(table.indexes, key=lambda one: str(one.name))
        )
    return tuple(str(one.compile(dialect=dialect.driver.compiler)) for one in makers)
