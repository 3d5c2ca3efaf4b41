"""What openapi-python-client makes of our contract with its own templates, for which see `benchmarks.stock`."""

from importlib import import_module
from typing import Any

import httpx

from benchmarks.contenders import CLIENT_HEADERS, MOST_CONNECTIONS
from benchmarks.payloads import CARD_ID, TOKEN
from benchmarks.stock import PACKAGE, operation


class Stock:
    """The generated client and the generated function of the operation."""

    def __init__(self, base_url: str) -> None:
        limits = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
        self._client: Any = import_module(
            PACKAGE
        ).AuthenticatedClient(  # generated for the run: no types to check against
            base_url=base_url, token=TOKEN, headers=CLIENT_HEADERS, httpx_args={"limits": limits}
        )
        self._get_card = operation("managed_card_get").asyncio

    async def card_name(self) -> str:
        """Get the card as a generated attrs model, and give its friendly name."""
        card = await self._get_card(CARD_ID, client=self._client)
        return str(card.friendly_name)

    async def aclose(self) -> None:
        """Close the httpx client inside."""
        await self._client.get_async_httpx_client().aclose()
