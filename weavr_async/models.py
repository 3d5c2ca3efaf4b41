"""The models of what is sent and answered, such as `Transfer` and `ManagedCard`; each is loaded when it is first used.

They are those of `weavr_backoffice.models`, generated from the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_backoffice import models

if TYPE_CHECKING:
    from weavr_backoffice.models import *  # noqa: F403 - every model is meant

__all__: list[str] = []
__all__ += models.__all__


# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        try:
            return getattr(models, name)
        except AttributeError:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
