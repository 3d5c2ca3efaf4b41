"""The operations under the contract's tag `managed_cards`, one module each; see `weavr_backoffice.api`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import (
        managed_card_block,
        managed_card_get,
        managed_card_remove,
        managed_card_renewal_type_update,
        managed_card_spend_rules_create,
        managed_card_spend_rules_delete,
        managed_card_spend_rules_get,
        managed_card_spend_rules_update,
        managed_card_statement,
        managed_card_unblock,
    )

__all__ = (
    "managed_card_block",
    "managed_card_get",
    "managed_card_remove",
    "managed_card_renewal_type_update",
    "managed_card_spend_rules_create",
    "managed_card_spend_rules_delete",
    "managed_card_spend_rules_get",
    "managed_card_spend_rules_update",
    "managed_card_statement",
    "managed_card_unblock",
)

# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
