"""A real PostgreSQL for tests."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.proofs.postgres_server import PostgresServer

NOT_DURABLE: Final = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0")
"""No test cuts the power, and what is written survives the death of the server. Making a database costs a sixth so."""
EMPTIED: Final = """
    ALTER DATABASE "{name}" RESET ALL;
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid();
    DO $$ DECLARE one record; BEGIN
        FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('DROP TABLE %I CASCADE', one.tablename);
        END LOOP;
        FOR one IN SELECT nspname FROM pg_namespace
            WHERE nspname !~ '^pg_' AND nspname NOT IN ('public', 'information_schema') LOOP
            EXECUTE format('DROP SCHEMA %I CASCADE', one.nspname);
        END LOOP;
    END $$;
"""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test session."""
    from scripts.proofs.postgres_server import found, running  # noqa: PLC0415 - most runs of a few tests need none

    binaries = found()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: `apt-get install postgresql` or `brew install postgresql`")
    with running(binaries, NOT_DURABLE) as server:
        yield server


@pytest.fixture(scope="session")
def free_databases() -> list[str]:
    """Names of databases that were made for a test that is over."""
    return []


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, free_databases: list[str]) -> Iterator[str]:
    """An empty database that no other test has at the same time: made, or emptied by the last one that had it."""
    from psycopg import connect  # noqa: PLC0415 - as above

    url = free_databases.pop() if free_databases else postgres_server.make_database(f"test_{token_hex(6)}")
    yield url
    with connect(url, autocommit=True, options="-c default_transaction_read_only=off") as connection:
        connection.execute(EMPTIED.format(name=connection.info.dbname).encode())
    free_databases.append(url)
