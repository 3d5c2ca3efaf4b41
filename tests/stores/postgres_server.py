"""A real PostgreSQL for tests."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scripts.proofs.postgres_server import found, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.proofs.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test session."""
    binaries = found()
    if binaries is None:
        pytest.skip("PostgreSQL is not installed: `apt-get install postgresql` or `brew install postgresql`")
    with running(binaries) as server:
        yield server


@pytest.fixture
def postgres_url(postgres_server: PostgresServer, request: pytest.FixtureRequest) -> str:
    """A database of this test's own."""
    return postgres_server.make_database(f"test_{abs(hash(request.node.nodeid)) % 10**12}_{os.getpid()}")
