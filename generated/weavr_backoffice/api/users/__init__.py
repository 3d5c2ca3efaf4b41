"""The operations under the contract's tag `users`, one module each; see `weavr_backoffice.api`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import user_create, user_deactivate, user_invite_send

__all__ = ("user_create", "user_deactivate", "user_invite_send")

# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
