"""Uses the installed package as a stranger would: from a folder that is not the checkout."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import weavr_async
import weavr_backoffice
from weavr_async import BackOffice, Environment
from weavr_async.emulator import DEMO_API_KEY, Emulator, serve


def check_where_it_came_from() -> None:
    """Refuse to test a checkout."""
    for package in (weavr_async, weavr_backoffice):
        home = Path(package.__file__ or "").resolve()
        if Path(sys.prefix).resolve() not in home.parents:
            sys.exit(f"{package.__name__} was not imported from the installed wheel but from {home}")


async def use() -> None:
    """Read an account of the emulator's demo world."""
    async with serve(Emulator()) as url, BackOffice(api_key=DEMO_API_KEY, environment=Environment.at(url)) as weavr:
        account = await weavr.corporate("109876").managed_accounts.get("220")
    print(f"weavr_async {weavr_async.__version__}: installed, imported and used; account {account.id} was read")


if __name__ == "__main__":
    check_where_it_came_from()
    asyncio.run(use())
