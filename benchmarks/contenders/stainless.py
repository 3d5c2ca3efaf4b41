"""A Stainless SDK (lithic) asked for Weavr's card: its client and its kind of model, our path and fields.

`client.get(path, cast_to=Model)` is the documented way to a path the SDK has no method for; every resource method of
the SDK ends in the same call.
"""

import httpx
import lithic

from benchmarks.contenders import CALL_HEADERS, CLIENT_HEADERS
from benchmarks.contenders.stainless_models import Card
from benchmarks.payloads import CARD_PATH, TOKEN


class LithicOnHttpx:
    """The SDK as it comes; it keeps up to 100 connections by itself."""

    def __init__(self, base_url: str) -> None:
        self._client = lithic.AsyncLithic(
            api_key=TOKEN, base_url=base_url, default_headers=CLIENT_HEADERS, http_client=self._http_client()
        )

    def _http_client(self) -> httpx.AsyncClient | None:
        return None

    async def card_name(self) -> str:
        """Get the card as a pydantic model, and give its friendly name."""
        card = await self._client.get(CARD_PATH, cast_to=Card, options={"headers": CALL_HEADERS})
        return card.friendly_name

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.close()


class LithicOnAiohttp(LithicOnHttpx):
    """The SDK with the aiohttp transport it offers."""

    def _http_client(self) -> httpx.AsyncClient | None:
        return lithic.DefaultAioHttpClient()
