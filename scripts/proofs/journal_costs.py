"""`python -m scripts.proofs.journal_costs`: what a write costs in a journal, and two settlers on ten thousand intents.

A write is an intent that is opened and closed, each in a transaction of its own. CPU is this process's, the thread of
the store included; a database server's is not.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sys
import tempfile
import time
from contextlib import ExitStack
from typing import Final

from scripts.proofs import postgres_server
from weavr_async.stores import IntentState, NewIntent, Sending, SqlStore

_AT_ONCE: Final = 20
_REQUEST: Final = b"x" * 700
_RESULT: Final = b"200 " + b"y" * 500


def _intent(number: int) -> NewIntent:
    id_ = f"{number:064}"
    return NewIntent(id_, "sandbox", "corporates 1", "transferCreate", f"ref-{number}", "f" * 64, _REQUEST)


def _sending() -> Sending:
    return Sending(owner=secrets.token_hex(16), lease=60.0, at=time.time())


async def _write(store: SqlStore, number: int) -> None:
    row = await store.open_intent(_intent(number), _sending())
    closed = await store.close_intent(
        row.id, fence=row.fence, state=IntentState.DONE, result=_RESULT, result_id=str(number)
    )
    assert closed, "nobody else holds it"  # noqa: S101 - a proof


async def writes(url: str, count: int, at_once: int, *, first: int) -> tuple[float, float]:
    """Milliseconds of wall and CPU for each write."""
    async with SqlStore(url, timeout=60) as store:
        await store.find_intent("")  # connects
        numbers = iter(range(first, first + count))

        async def hand() -> None:
            for number in numbers:
                await _write(store, number)

        wall, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(hand() for _ in range(at_once)))
        return (time.perf_counter() - wall) * 1000 / count, (time.process_time() - cpu) * 1000 / count


async def settlers(url: str, count: int) -> tuple[int, int, float]:
    """Two settlers on so many open intents: how many were claimed, how many of them twice, and how many a second."""
    async with SqlStore(url, timeout=60) as one, SqlStore(url, timeout=60) as other:
        numbers = iter(range(count))

        async def leave() -> None:
            for number in numbers:
                row = await one.open_intent(_intent(10**9 + number), _sending())
                await one.defer_intent(row.id, fence=row.fence, last_sent_at=time.time(), due_in=0.0)

        await asyncio.gather(*(leave() for _ in range(100)))
        claimed: list[str] = []

        async def settle(store: SqlStore) -> None:
            while rows := await store.claim_intents("sandbox", _sending(), limit=_AT_ONCE):
                claimed.extend(row.id for row in rows)
                await asyncio.gather(
                    *(store.close_intent(row.id, fence=row.fence, state=IntentState.DONE) for row in rows)
                )

        started = time.perf_counter()
        await asyncio.gather(settle(one), settle(other))
        return len(claimed), len(claimed) - len(set(claimed)), count / (time.perf_counter() - started)


async def measure(name: str, url: str, options: argparse.Namespace) -> bool:
    """Print the figures of one database; whether nothing was claimed twice or left."""
    wall, cpu = await writes(url, options.writes // 10, 1, first=0)
    print(f"{name:<10}  1 in flight: {wall:.2f} ms, {cpu * 1000:.0f} µs of CPU a write")
    wall, cpu = await writes(url, options.writes, _AT_ONCE, first=options.writes)
    print(f"{name:<10} {_AT_ONCE} in flight: {wall:.2f} ms, {cpu * 1000:.0f} µs of CPU a write")
    claimed, twice, rate = await settlers(url, options.intents)
    print(f"{name:<10} two settlers: {claimed:,} claimed, {twice} of them twice, {rate:,.0f} a second", flush=True)
    return claimed == options.intents and not twice


async def run(options: argparse.Namespace) -> bool:
    """Both databases."""
    with ExitStack() as held:
        folder = held.enter_context(tempfile.TemporaryDirectory())
        is_good = await measure("sqlite", f"sqlite:///{folder}/weavr.db", options)
        if (binaries := postgres_server.found()) is not None:
            server = held.enter_context(postgres_server.running(binaries))
            is_good = await measure("postgresql", server.make_database("costs"), options) and is_good
    return is_good


def main() -> int:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m scripts.proofs.journal_costs", description=__doc__)
    parser.add_argument("--writes", type=int, default=4_000)
    parser.add_argument("--intents", type=int, default=10_000)
    return 0 if asyncio.run(run(parser.parse_args())) else 1


if __name__ == "__main__":
    sys.exit(main())
