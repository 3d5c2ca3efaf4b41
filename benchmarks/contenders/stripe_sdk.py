"""stripe-python, async: its call for one issued card, answered with the bytes of Weavr's card."""

import stripe

from benchmarks.contenders import CLIENT_HEADERS
from benchmarks.payloads import CARD_ID, TOKEN


class StripeOnHttpx:
    """The SDK on httpx, with the pool limits that it sets itself."""

    def __init__(self, base_url: str) -> None:
        self._http = self._http_client()
        self._client = stripe.StripeClient(TOKEN, base_addresses={"api": base_url}, http_client=self._http)

    def _http_client(self) -> stripe.HTTPClient:
        return stripe.HTTPXClient()

    async def card_name(self) -> str:
        """Get the card as a StripeObject, and give its friendly name."""
        options: stripe.RequestOptions = {"api_key": TOKEN, "headers": CLIENT_HEADERS}
        card = await self._client.v1.issuing.cards.retrieve_async(CARD_ID, options=options)
        return str(card["friendlyName"])

    async def aclose(self) -> None:
        """Close the client."""
        await self._http.close_async()  # type: ignore[no-untyped-call]  # stripe leaves it without types


class StripeOnAiohttp(StripeOnHttpx):
    """The SDK on aiohttp."""

    def _http_client(self) -> stripe.HTTPClient:
        return stripe.AIOHTTPClient()
