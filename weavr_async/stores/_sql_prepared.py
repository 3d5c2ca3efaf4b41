"""Statements that every write needs: compiled once, run by the driver itself, and together where several wait.

To bind parameters and to read a row costs SQLAlchemy more than the statement costs the database.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar, final

from attrs import frozen
from sqlalchemy.exc import DBAPIError, IntegrityError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import Connection
    from sqlalchemy.sql.expression import ClauseElement

    from weavr_async.stores._sql_dialects import Dialect

__all__ = ["Alike", "Prepared", "all_rows", "how_many", "one_row"]

R = TypeVar("R")
T = TypeVar("T")

_CURSOR: Final = "weavr_async cursor"
"""Where a connection keeps the cursor that all of them use: to make one costs as much as a statement."""


@final
class Prepared(Generic[R]):
    """One statement, for one kind of database. The stores in such databases share it.

    Args:
        dialect: The kind.
        statement: Without a list of unknown length, such as `IN (…)`.
        read: What it gives: `one_row`, `all_rows` or `how_many`.
    """

    __slots__ = ("_constants", "_driver", "_order", "_read", "_text")

    def __init__(self, dialect: Dialect, statement: ClauseElement, read: Callable[[Any], R]) -> None:
        compiled: Any = statement.compile(dialect=dialect.driver.compiler)
        self._driver: Final = dialect.driver
        self._read: Final = read
        self._text: Final[str] = compiled.string
        self._constants: Final[Mapping[str, object]] = compiled.params
        names = compiled.positiontup
        self._order: Final = None if names is None else tuple(dict.fromkeys(names))

    def run(self, conn: Connection, given: Mapping[str, object]) -> R:
        """Run it once."""
        (found,) = self.run_all(conn, [given])
        return found

    def run_all(self, conn: Connection, given: Sequence[Mapping[str, object]]) -> list[R]:
        """Run it several times, one after the other, in one round trip."""
        errors = self._driver.errors
        held = conn.connection
        try:
            cursor: Any = held.info.get(_CURSOR)
            if cursor is None:
                cursor = held.info[_CURSOR] = self._driver.cursor(held.driver_connection)
            return self._driver.run_all(cursor, self._text, [self._parameters(one) for one in given], self._read)
        except errors.IntegrityError as error:
            raise IntegrityError(self._text, None, error) from None
        except errors.Error as error:
            raise DBAPIError(self._text, None, error) from None

    def _parameters(self, given: Mapping[str, object]) -> Mapping[str, object] | Sequence[object]:
        values = {**self._constants, **given}
        return values if self._order is None else [values[name] for name in self._order]


def one_row(cursor: Any) -> tuple[Any, ...] | None:  # noqa: ANN401 - the driver's
    """The row that a statement gives, if it gives one."""
    rows = all_rows(cursor)
    return rows[0] if rows else None


def all_rows(cursor: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - the driver's
    """The rows that a statement gives."""
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def how_many(cursor: Any) -> int:  # noqa: ANN401 - the driver's
    """How many rows a statement has changed."""
    changed: int = cursor.rowcount
    return changed


@final
@frozen
class Alike(Generic[R, T]):
    """A step of one statement, so that it can be run together with others of the same."""

    statement: Prepared[R]
    given: Callable[[], Mapping[str, object]]
    """Its parameters, at the time when it is run."""
    finish: Callable[[Connection, R], T]
    """Makes of what the statement gave what the step gives."""

    def __call__(self, conn: Connection, _again: bool, /) -> T:
        """Run it alone."""
        return self.finish(conn, self.statement.run(conn, self.given()))
