"""Reading a long statement through our client: what the probes of exports and of memory share."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from benchmarks.payloads import API_KEY
from weavr_async import BackOffice, Environment
from weavr_async.statements import Statement


@asynccontextmanager
async def statement(base_url: str, count: int, *, page_size: int, in_flight: int) -> AsyncGenerator[Statement, None]:
    """A statement of `count` entries, to be read; the server takes the number from the account's id."""
    async with BackOffice(api_key=API_KEY, environment=Environment.at(base_url)) as weavr:
        company = weavr.corporate("1")
        await weavr.verify(company.identity)  # which logs in
        accounts = company.managed_accounts
        async with accounts.statement(str(count), page_size=page_size, prefetch=in_flight) as reading:
            yield reading
