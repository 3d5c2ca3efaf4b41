"""The same without an SDK, on an HTTP client written in Rust."""

from pyreqwest.client import ClientBuilder

from benchmarks.contenders import CALL_HEADERS, CLIENT_HEADERS, MOST_CONNECTIONS
from benchmarks.payloads import CARD_PATH


class Pyreqwest:
    """A bare `pyreqwest.client.Client`; it connects, sends and reads in threads of its own."""

    def __init__(self, base_url: str) -> None:
        builder = ClientBuilder().base_url(base_url).default_headers(CLIENT_HEADERS)
        self._client = builder.max_connections(MOST_CONNECTIONS).pool_max_idle_per_host(MOST_CONNECTIONS).build()

    async def card_name(self) -> str:
        """Get the card as a dict, and give its friendly name."""
        response = await self._client.get(CARD_PATH).headers(CALL_HEADERS).build().send()
        card = await response.json()
        return str(card["friendlyName"])

    async def aclose(self) -> None:
        """Close the client."""
        await self._client.close()
