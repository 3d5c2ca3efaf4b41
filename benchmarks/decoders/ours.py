"""Our generated models, fed as the call road feeds them."""

import orjson

from weavr_backoffice.models import Statement


def decode(data: bytes) -> object:
    """Parse, then build the models."""
    return Statement.from_dict(orjson.loads(data))
