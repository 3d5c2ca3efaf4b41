"""weavr_async as it comes: deadline, policy, tokens, rate gate and hooks in place, nobody subscribed, logging off."""

from benchmarks.payloads import API_KEY, CARD_ID
from weavr_async import BackOffice, Environment


class WeavrAsync:
    """The client, and the view of an identity made anew for each call, as a request handler makes it."""

    def __init__(self, base_url: str) -> None:
        self._weavr = BackOffice(api_key=API_KEY, environment=Environment.at(base_url))

    async def card_name(self) -> str:
        """Get the card as an attrs model, and give its friendly name."""
        card = await self._weavr.corporate("1").managed_cards.get(CARD_ID)
        return card.friendly_name

    async def aclose(self) -> None:
        """Close the client."""
        await self._weavr.aclose()
