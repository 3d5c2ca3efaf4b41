"""Transactions of a user's own, by each kind of connection and session that SQLAlchemy has."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.pool import NullPool

from weavr_async.stores import SqlStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

__all__ = ["POSTGRES_KINDS", "SQLITE_KINDS", "make_tables", "orders", "prepared", "transaction"]

SQLITE_KINDS: Final = (
    "connection pysqlite",
    "session pysqlite",
    "scoped session pysqlite",
    "async connection aiosqlite",
    "async session aiosqlite",
)
POSTGRES_KINDS: Final = (
    "connection psycopg",
    "session psycopg",
    "async connection psycopg",
    "async session psycopg",
    "async connection asyncpg",
    "async session asyncpg",
)


@asynccontextmanager
async def transaction(database: str, kind: str) -> AsyncIterator[Any]:
    """A transaction that is committed at the end of the block, and rolled back when the block raises.

    It has written an order of its own before anything else.
    """
    what, _, driver = kind.rpartition(" ")
    url = make_url(database)
    url = url.set(drivername=f"{url.get_backend_name()}+{driver}")
    add = text("INSERT INTO orders DEFAULT VALUES")
    if what.startswith("async"):
        engine = create_async_engine(url, poolclass=NullPool)
        if what == "async session":
            async with AsyncSession(engine) as session, session.begin():
                await session.execute(add)
                yield session
        else:
            async with engine.begin() as opened:
                await opened.execute(add)
                yield opened
        await engine.dispose()
        return
    sync = create_engine(url, poolclass=NullPool)
    if what == "connection":
        with sync.begin() as connection:
            connection.execute(add)
            yield connection
    elif what == "session":
        with Session(sync) as own, own.begin():
            own.execute(add)
            yield own
    else:
        scoped = scoped_session(sessionmaker(sync))
        with scoped.begin():
            scoped.execute(add)
            yield scoped
        scoped.remove()
    sync.dispose()


def prepared(database: str) -> str:
    """The database, with the user's own table in it."""
    _run(database, "CREATE TABLE orders (id INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
    return database


def make_tables(database: str) -> None:
    """Make the journal's tables, as the user's migrations do."""
    engine = create_engine(make_url(database).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    with engine.begin() as connection:
        SqlStore.metadata.create_all(connection)
        connection.execute(text("INSERT INTO weavr_version VALUES (1)"))


def orders(database: str) -> int:
    """How many orders the user has committed."""
    return int(_run(database, "SELECT count(*) FROM orders"))


def _run(database: str, statement: str) -> Any:  # noqa: ANN401 - whatever the database gives
    url = make_url(database)
    is_sqlite = url.get_backend_name() == "sqlite"
    engine = create_engine(url if is_sqlite else url.set(drivername="postgresql+psycopg"), poolclass=NullPool)
    if is_sqlite:
        statement = statement.replace("INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "INTEGER PRIMARY KEY")
    with engine.begin() as connection:
        result = connection.execute(text(statement))
        return result.scalar() if result.returns_rows else None
