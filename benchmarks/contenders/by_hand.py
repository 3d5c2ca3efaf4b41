"""What one writes without an SDK: a session, a GET, and the plain dict of the JSON."""

import aiohttp
import httpx
import httpx_aiohttp

from benchmarks.contenders import CALL_HEADERS, CLIENT_HEADERS, MOST_CONNECTIONS
from benchmarks.payloads import CARD_PATH

_LIMITS = httpx.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)


class Aiohttp:
    """A bare `aiohttp.ClientSession`."""

    def __init__(self, base_url: str) -> None:
        self._session = aiohttp.ClientSession(base_url, headers=CLIENT_HEADERS)

    async def card_name(self) -> str:
        """Get the card as a dict, and give its friendly name."""
        async with self._session.get(CARD_PATH, headers=CALL_HEADERS) as response:
            card = await response.json()
        return str(card["friendlyName"])

    async def aclose(self) -> None:
        """Close the session."""
        await self._session.close()


class Httpx:
    """`httpx.AsyncClient` with its own transport."""

    def __init__(self, base_url: str) -> None:
        self._client = httpx.AsyncClient(base_url=base_url, headers=CLIENT_HEADERS, transport=self._transport())

    def _transport(self) -> httpx.AsyncBaseTransport:
        return httpx.AsyncHTTPTransport(limits=_LIMITS)

    async def card_name(self) -> str:
        """Get the card as a dict, and give its friendly name."""
        response = await self._client.get(CARD_PATH, headers=CALL_HEADERS)
        return str(response.json()["friendlyName"])

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()


class HttpxOverAiohttp(Httpx):
    """`httpx.AsyncClient` with the transport of httpx-aiohttp."""

    def _transport(self) -> httpx.AsyncBaseTransport:
        return httpx_aiohttp.AiohttpTransport(limits=_LIMITS)
