"""Where SQLite and PostgreSQL differ: how to connect, whose clock counts, and what their errors mean."""

from __future__ import annotations

import sqlite3
import time
from functools import cache
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import frozen
from sqlalchemy import Float, bindparam, cast, create_engine, event, extract, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from weavr_async.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlalchemy import URL, ColumnElement, Engine
    from sqlalchemy import Dialect as SqlalchemyDialect

    from weavr_async.values._secret import Secret

__all__ = ["Database", "Dialect", "database_of", "is_busy", "sentence"]

T = TypeVar("T")

_URL: Final = (
    "A journal is named by a URL: sqlite:///weavr.db for a file in the working directory, sqlite:////var/lib/weavr.db "
    "for one with its whole path, or postgresql://user:password@host/database."
)
_SQLITE_WAIT: Final = 0.05
"""Seconds for which SQLite itself waits for others; it is unfair, so the writer asks again, at random times."""


@frozen
class Driver:
    """What runs a statement without SQLAlchemy."""

    compiler: SqlalchemyDialect
    """Writes statements as the driver takes them."""
    cursor: Callable[[Any], Any]
    """Makes a cursor on the driver's connection."""
    run_all: Callable[[Any, str, Sequence[Any], Callable[[Any], Any]], list[Any]]
    """Runs a statement with each of several parameters, and reads from the cursor what each gives."""
    errors: Any
    """The driver's module, which has its errors."""


@frozen(eq=False)
class Dialect:
    """One kind of database. There is one object for all stores, which share what is compiled for it."""

    name: str
    now: ColumnElement[float]
    """Seconds since 1970 by the database's clock."""
    insert: Callable[..., Any]
    greatest: Callable[..., ColumnElement[float]]
    begin: str
    """Begins a transaction, where the driver does not."""
    lock_tables: str
    """Lets one process at a time make the tables."""
    driver: Driver


@frozen
class Database:
    """One database."""

    dialect: Dialect
    engine: Engine
    clock: Callable[[], float] | None
    """Gives the parameter `now`, where that is no expression of the database."""

    def parameters(self, given: Mapping[str, object]) -> Mapping[str, object]:
        """Those of a statement, and the time where it is one."""
        return given if self.clock is None else {**given, "now": self.clock()}


def database_of(address: Secret, *, timeout: float, clock: Callable[[], float] | None) -> Database:
    """Make what is needed to connect; nothing is connected yet.

    Raises:
        ConfigurationError: It is no URL of a database that can keep a journal, or the driver is missing.
    """
    parsed = _parsed(address)
    if parsed is None:
        raise ConfigurationError(_URL)
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(parsed, clock)
    if kind == "postgresql":
        return _postgresql(parsed, timeout, clock)
    raise ConfigurationError(f"The journal cannot be kept in {kind}. {_URL}")


class _Password(str):
    """A password that only its user sees: tools that show local variables go by the fields of a URL."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def _parsed(address: Secret) -> URL | None:
    """The URL, or nothing: what raises must not have it in a frame."""
    text: object = address.reveal()
    if not isinstance(text, str):
        return None
    try:
        parsed = make_url(text.replace("postgres", "postgresql", 1) if text.startswith("postgres://") else text)
        parsed.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError):
        return None
    return parsed if parsed.password is None else parsed.set(password=_Password(parsed.password))


def _sqlite(url: URL, clock: Callable[[], float] | None) -> Database:
    if not url.database or url.database == ":memory:":
        raise ConfigurationError(f"A journal in memory does not survive its process; MemoryStore says so. {_URL}")
    engine = create_engine(
        url.set(drivername="sqlite+pysqlite"),
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "timeout": _SQLITE_WAIT},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - the driver's own
        connection.isolation_level = None  # transactions are begun by us, for the driver would begin them late
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    return Database(_sqlite_dialect(), engine, clock or time.time)


@cache
def _sqlite_dialect() -> Dialect:
    return Dialect(
        "sqlite",
        bindparam("now", type_=Float),  # a file is read by machines that share its clock
        sqlite.insert,
        func.max,
        "BEGIN IMMEDIATE",
        "",
        Driver(sqlite.dialect(paramstyle="named"), sqlite3.Connection.cursor, _one_by_one, sqlite3),
    )


def _one_by_one(
    cursor: sqlite3.Cursor, text: str, parameters: Sequence[Any], read: Callable[[sqlite3.Cursor], T]
) -> list[T]:
    return [read(cursor.execute(text, one)) for one in parameters]


def _postgresql(url: URL, timeout: float, clock: Callable[[], float] | None) -> Database:
    milliseconds = round(timeout * 1000)
    settings = (
        f"-c statement_timeout={milliseconds} -c lock_timeout={milliseconds} -c synchronous_commit=on "
        # Where the database's default is another, two writers of one intent would fail.
        r"-c default_transaction_isolation=read\ committed"
    )
    try:
        engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            poolclass=NullPool,
            connect_args={
                "connect_timeout": max(1, round(timeout)),
                "tcp_user_timeout": milliseconds,
                "options": " ".join((*url.normalized_query.get("options", ()), settings)),
                "application_name": "weavr_async journal",
                "target_session_attrs": "read-write",
            },
        )
    except ModuleNotFoundError:
        raise ConfigurationError(
            "A journal in PostgreSQL needs psycopg: pip install 'weavr-async[postgresql]'"
        ) from None
    return Database(_postgresql_dialect(has_clock=clock is not None), engine, clock)


@cache
def _postgresql_dialect(*, has_clock: bool) -> Dialect:
    now = cast(extract("epoch", func.clock_timestamp()), Float(53))
    return Dialect(
        "postgresql",
        bindparam("now", type_=Float(53)) if has_clock else now,
        postgresql.insert,
        func.greatest,
        "",
        "SELECT pg_advisory_xact_lock(7748101)",
        _psycopg(),
    )


def _psycopg() -> Driver:
    import psycopg  # noqa: PLC0415 - of an extra

    def cursor(connection: Any) -> object:  # noqa: ANN401 - the driver's own
        made = psycopg.RawCursor(connection)
        made.format = psycopg.pq.Format.BINARY
        return made

    compiler: Any = postgresql.psycopg.dialect
    return Driver(compiler(paramstyle="numeric_dollar"), cursor, _in_one_round_trip, psycopg)


def _in_one_round_trip(
    cursor: Any,  # noqa: ANN401 - psycopg wants literal strings, and these are compiled
    text: str,
    parameters: Sequence[Any],
    read: Callable[[Any], T],
) -> list[T]:
    if len(parameters) == 1:
        return [read(cursor.execute(text, parameters[0]))]
    cursor.executemany(text, parameters, returning=True)
    found = [read(cursor)]
    while cursor.nextset():
        found.append(read(cursor))
    return found


_SENTENCES: Final = (
    (
        ("readonly database", "read-only"),
        "it can only be read (is it a replica, or a file without the right to write?)",
    ),
    (("database is locked", "lock timeout", "LockNotAvailable"), "others held it locked for too long"),
    (("disk is full", "No space left", "DiskFull", "could not extend file"), "its disk is full"),
    (("unable to open database file",), "the file cannot be opened (does its folder exist, and may it be written to?)"),
    (("cannot contain NUL",), "its text cannot hold a NUL character"),
    (("not a database", "malformed"), "the file is no SQLite database, or is damaged"),
    (("password authentication", "no password supplied", "role ", "permission denied"), "it does not let us in"),
)


def sentence(error: BaseException) -> str:
    """What went wrong, without the statement and its parameters, which hold business data."""
    told = str(getattr(error, "orig", None) or error) + type(getattr(error, "orig", None)).__name__
    for signs, what in _SENTENCES:
        if any(sign in told for sign in signs):
            return what
    kind = type(getattr(error, "orig", None) or error).__name__
    return f"it cannot be reached, or went away ({kind})"


def is_busy(error: BaseException) -> bool:
    """Whether somebody else holds a SQLite file, so that asking again helps."""
    return "database is locked" in str(error)
