"""The clients that are compared: each gets one card, decodes it as its users get it, and reads one field.

A contender's module is imported in the process that measures it and nowhere else, so that nobody pays for the imports
of another. All send `api-key` with the client and `Authorization` with the call (a token belongs to one identity, a
client serves many), and all may keep as many connections as there are calls in flight.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Final, Protocol

from benchmarks.payloads import API_KEY, TOKEN

CLIENT_HEADERS: Final = {"api-key": API_KEY}
CALL_HEADERS: Final = {"authorization": f"Bearer {TOKEN}"}
MOST_CONNECTIONS: Final = 100


class Contender(Protocol):
    """One client, made inside the running event loop."""

    def __init__(self, base_url: str) -> None: ...

    async def card_name(self) -> str:
        """Get the card, decode it, and give its friendly name."""
        ...

    async def aclose(self) -> None:
        """Close what the client holds open."""
        ...


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a contender is found, and how it is named in the report."""

    label: str
    module: str
    class_name: str
    distributions: tuple[str, ...]

    def load(self) -> type[Contender]:
        """Import the contender."""
        contender: type[Contender] = getattr(import_module(f"{__name__}.{self.module}"), self.class_name)
        return contender


FLOOR: Final = "floor"
OURS: Final = "weavr_async"
AIOHTTP: Final = "aiohttp"
STOCK: Final = "stock"
CONTENDERS: Final = {
    FLOOR: Entry("asyncio.Protocol + httptools + msgspec (= 1)", "floor", "Floor", ("httptools", "msgspec")),
    OURS: Entry("**weavr_async**", "ours", "WeavrAsync", ("weavr-async", "aiohttp", "attrs", "orjson")),
    AIOHTTP: Entry("aiohttp, `json()` only", "by_hand", "Aiohttp", ("aiohttp",)),
    "pyreqwest": Entry("pyreqwest, `json()` only", "by_hand_pyreqwest", "Pyreqwest", ("pyreqwest",)),
    "httpx-aiohttp": Entry(
        "httpx over aiohttp, `json()` only", "by_hand", "HttpxOverAiohttp", ("httpx", "httpx-aiohttp", "aiohttp")
    ),
    "httpx": Entry("httpx, `json()` only", "by_hand", "Httpx", ("httpx", "httpcore")),
    "httpx2": Entry("httpx2, `json()` only", "by_hand_httpx2", "Httpx2", ("httpx2", "httpcore2")),
    STOCK: Entry("openapi-python-client, stock templates", "stock", "Stock", ("openapi-python-client", "httpx")),
    "stripe-aiohttp": Entry("stripe, on aiohttp", "stripe_sdk", "StripeOnAiohttp", ("stripe", "aiohttp")),
    "stripe-httpx": Entry("stripe, on httpx", "stripe_sdk", "StripeOnHttpx", ("stripe", "httpx")),
    "lithic-aiohttp": Entry(
        "Stainless SDK (lithic), on aiohttp", "stainless", "LithicOnAiohttp", ("lithic", "pydantic", "aiohttp")
    ),
    "lithic-httpx": Entry(
        "Stainless SDK (lithic), on httpx", "stainless", "LithicOnHttpx", ("lithic", "pydantic", "httpx")
    ),
}
