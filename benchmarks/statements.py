"""Reading a long statement through our client: what the probes of exports and of memory share."""

from collections.abc import AsyncGenerator

from benchmarks.payloads import API_KEY
from weavr_async import BackOffice, Environment
from weavr_backoffice.models import StatementEntry


async def entries(base_url: str, count: int, *, page_size: int, in_flight: int) -> AsyncGenerator[StatementEntry, None]:
    """Every entry of a statement that has `count` of them; the server takes the number from the account's id."""
    async with BackOffice(api_key=API_KEY, environment=Environment.at(base_url)) as weavr:
        statement = weavr.corporate("1").managed_accounts.statement(str(count), page_size=page_size, prefetch=in_flight)
        async for entry in statement:
            yield entry
