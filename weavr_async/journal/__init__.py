"""The journal: writes that are remembered before they are sent, so that they are finished whatever happens.

Give a client a place to remember them, ``BackOffice(…, journal="sqlite:///weavr.db")``. From then on each write under a
reference is an *intent*: it stands in the journal before its first byte is sent, and what came of it before it is told
that it was not done. `Journal` shows what is unresolved and settles it.
"""

from weavr_async.journal.intent import Intent
from weavr_async.journal.journal import Journal, Settled
from weavr_async.journal.results import is_replayed
from weavr_async.stores.protocols import IntentState, IntentStore

__all__ = ["Intent", "IntentState", "IntentStore", "Journal", "Settled", "is_replayed"]
