"""The operations, grouped by the contract's tags: ``api.transfers.transfer_create`` is the module of one operation.

Groups and operations are loaded when they are first asked for, together with the models they are made of. So a module
that says ``from weavr_backoffice import api, models`` at its top loads none of them, and uses them as if it had::

    request = api.transfers.transfer_create.prepare(body=models.TransferCreateRequest(...))

Type checkers see the modules themselves. What was loaded once is an ordinary attribute from then on.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import access_tokens, bulks, fees, managed_accounts, managed_cards, transfers, users

__all__ = ("access_tokens", "bulks", "fees", "managed_accounts", "managed_cards", "transfers", "users")

# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return import_module(f".{name}", __name__)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
