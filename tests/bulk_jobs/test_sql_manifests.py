"""A job whose manifest is in a database is continued by any machine, without a disk that they share."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.bulk_jobs.emulated import carry_out, emulator_of, running
from tests.bulk_jobs.test_crashes import ITEMS, DeadlyStore, Killed, all_is_well
from weavr_async.stores import SqlStore

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.asyncio


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/weavr.db"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.mark.parametrize("at", [1, 2, 5, 9, 14, 20, 27, 35])
async def test_a_job_that_was_killed_is_continued_from_the_database(database: str, at: int) -> None:
    """By a process that has nothing but its address."""
    async with running(emulator_of()) as emulated:
        async with SqlStore(database) as first:
            with pytest.raises(Killed):
                await carry_out(emulated.job(store=DeadlyStore(first, at, "after")), ITEMS)
        async with SqlStore(database) as second:
            await carry_out(emulated.job(store=second), ITEMS)
            await all_is_well(emulated, second)


async def test_several_machines_on_one_job_do_it_once(database: str) -> None:
    """Whoever comes first."""
    async with running(emulator_of()) as emulated, SqlStore(database) as one, SqlStore(database) as other:
        await asyncio.gather(*(carry_out(emulated.job(store=store), ITEMS) for store in (one, other, one)))
        await all_is_well(emulated, one)
