"""Statements that every write needs: compiled once, and run by the driver itself.

To bind parameters and to read a row costs SQLAlchemy more than the statement costs the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, final

from sqlalchemy.exc import DBAPIError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection
    from sqlalchemy.sql.expression import ClauseElement

    from weavr_async.stores._sql_dialects import Dialect

__all__ = ["Prepared"]


@final
class Prepared:
    """One statement, for one kind of database.

    Args:
        dialect: The kind.
        statement: Without a list of unknown length, such as `IN (…)`.
    """

    __slots__ = ("_constants", "_driver", "_order", "_text")

    def __init__(self, dialect: Dialect, statement: ClauseElement) -> None:
        compiled: Any = statement.compile(dialect=dialect.driver.compiler)
        self._driver: Final = dialect.driver
        self._text: Final[str] = compiled.string
        self._constants: Final[Mapping[str, object]] = compiled.params
        names = compiled.positiontup
        self._order: Final = None if names is None else tuple(dict.fromkeys(names))

    def one(self, conn: Connection, given: Mapping[str, object]) -> tuple[Any, ...] | None:
        """Run it, and give its row, if it has one."""
        rows: list[tuple[Any, ...]] = self._run(conn, given).fetchall()
        return rows[0] if rows else None

    def count(self, conn: Connection, given: Mapping[str, object]) -> int:
        """Run it, and give how many rows it changed."""
        changed: int = self._run(conn, given).rowcount
        return changed

    def _run(self, conn: Connection, given: Mapping[str, object]) -> Any:  # noqa: ANN401 - the driver's cursor
        values = {**self._constants, **given}
        parameters = values if self._order is None else [values[name] for name in self._order]
        errors = self._driver.errors
        try:
            return self._driver.execute(conn.connection.driver_connection, self._text, parameters)
        except errors.IntegrityError as error:
            raise IntegrityError(self._text, None, error) from None
        except errors.Error as error:
            raise DBAPIError(self._text, None, error) from None
