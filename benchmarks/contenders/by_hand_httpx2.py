"""What one writes without an SDK on httpx2, apart from the others so that neither pays for the other's import."""

import httpx2

from benchmarks.contenders import CALL_HEADERS, CLIENT_HEADERS, MOST_CONNECTIONS
from benchmarks.payloads import CARD_PATH


class Httpx2:
    """`httpx2.AsyncClient` with its own transport."""

    def __init__(self, base_url: str) -> None:
        limits = httpx2.Limits(max_connections=MOST_CONNECTIONS, max_keepalive_connections=MOST_CONNECTIONS)
        self._client = httpx2.AsyncClient(base_url=base_url, headers=CLIENT_HEADERS, limits=limits)

    async def card_name(self) -> str:
        """Get the card as a dict, and give its friendly name."""
        response = await self._client.get(CARD_PATH, headers=CALL_HEADERS)
        return str(response.json()["friendlyName"])

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.aclose()
