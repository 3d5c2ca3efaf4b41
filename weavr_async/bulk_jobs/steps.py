"""The steps of a bulk that a job takes, each one call of the API. `Bulks` in the resources has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, Protocol

from weavr_async.values._limits import largest
from weavr_backoffice import limits

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from weavr_backoffice.models import BulkProcessDetails, BulkProcessOperation

__all__ = ["MOST_ITEMS", "BulkSteps"]

MOST_ITEMS: Final = largest(limits.BULKS_TRANSFER_CREATE["body"])
"""The most items of one bulk."""


class BulkSteps(Protocol):
    """What a job does with a bulk after its submission."""

    async def get(self, bulk_id: str) -> BulkProcessDetails:
        """Read its status, and how many of its operations are in which status."""
        ...

    def operations(self, bulk_id: str, *, page_size: int) -> AsyncIterator[BulkProcessOperation]:
        """Its operations, read page by page. After a failure, iterating again continues where it stopped."""
        ...

    async def execute(self, bulk_id: str, *, on_failure: Literal["stop", "continue"]) -> None:
        """Start it."""
        ...

    async def pause(self, bulk_id: str) -> None:
        """Hold it after its current operation."""
        ...

    async def resume(self, bulk_id: str) -> None:
        """Continue one that is held."""
        ...

    async def cancel(self, bulk_id: str) -> None:
        """End it; what has been carried out stays carried out."""
        ...
