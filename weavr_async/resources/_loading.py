"""Loading what calls are made of before the first one needs it."""

from __future__ import annotations

from functools import cache

from weavr_async import resources
from weavr_backoffice.operations import OPERATIONS, endpoint_of

__all__ = ["load_all"]


@cache
def load_all() -> None:
    """Load every resource and every operation: otherwise the first call does, and stops the event loop meanwhile.

    May be called in any thread, and as often as one likes.
    """
    for name in resources.__all__:
        getattr(resources, name)
    for operation in OPERATIONS.values():
        endpoint_of(operation)
