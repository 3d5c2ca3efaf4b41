"""The journal: writes that are remembered before they are sent, so that they are finished whatever happens.

Give a client a place to remember them, ``BackOffice(…, journal="sqlite:///weavr.db")``. From then on each write under a
reference is an *intent*: it stands in the journal before its first byte is sent, and what came of it before it is told
that it was not done. `Journal` shows what is unresolved and settles it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from weavr_async._loading import loaded_when_used

if TYPE_CHECKING:
    from weavr_async.journal.intent import Intent
    from weavr_async.journal.journal import Journal, Settled
    from weavr_async.journal.journal import open_journal as open_journal  # for the client
    from weavr_async.journal.results import is_replayed
    from weavr_async.stores.intents import IntentState, IntentStore

__all__ = ["Intent", "IntentState", "IntentStore", "Journal", "Settled", "is_replayed"]

# Hidden from type checkers, to whom any name would be an attribute otherwise.
if not TYPE_CHECKING:
    __getattr__, __dir__ = loaded_when_used(
        __name__,
        {
            f"{__name__}.intent": ("Intent",),
            f"{__name__}.journal": ("Journal", "Settled", "open_journal"),
            f"{__name__}.results": ("is_replayed",),
            "weavr_async.stores.intents": ("IntentState", "IntentStore"),
        },
    )
