"""What all resources are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from weavr_async._calls.identity_calls import IdentityCalls

__all__ = ["Resource"]


@frozen(repr=False, eq=False)
class Resource:
    """Operations on one kind of thing, on behalf of one identity. Made by the identity's view."""

    _calls: IdentityCalls

    def __repr__(self) -> str:
        """The kind of thing and the identity."""
        return f"<{type(self).__name__} of {self._calls.identity}>"
