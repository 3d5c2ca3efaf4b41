"""The tables are there, and of the version that is known here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import insert, inspect, select

from weavr_async.errors import ConfigurationError
from weavr_async.stores._sql_tables import METADATA, VERSION, VERSIONS

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from weavr_async.stores._sql_dialects import Dialect

__all__ = ["are_there", "make"]


def are_there(connection: Connection) -> bool:
    """Whether the tables are there.

    Raises:
        ConfigurationError: They are of another version.
    """
    if not inspect(connection).has_table(VERSIONS.name):
        return False
    _refuse_other(connection.scalar(select(VERSIONS.c.version)))
    return True


def make(connection: Connection, dialect: Dialect, *, allowed: bool) -> None:
    """Make the tables, within the transaction that is under way.

    Raises:
        ConfigurationError: That is left to the user's migrations, or somebody has made others meanwhile.
    """
    if not allowed:
        raise ConfigurationError(
            "The journal's tables are missing, and make_tables is False: make them by your migrations, from "
            "SqlStore.metadata."
        )
    if dialect.lock_tables:  # two processes may start at once
        connection.exec_driver_sql(dialect.lock_tables)
    METADATA.create_all(connection)
    found = connection.scalar(select(VERSIONS.c.version))
    if found is None:
        connection.execute(insert(VERSIONS).values(version=VERSION))
    else:
        _refuse_other(found)


def _refuse_other(found: int | None) -> None:
    if found != VERSION:
        raise ConfigurationError(
            f"The journal's tables are of version {found}, and this version of the SDK knows version {VERSION}: "
            "use the version of the SDK that made them, or migrate them first."
        )
