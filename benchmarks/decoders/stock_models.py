"""The models that openapi-python-client makes of our contract with its own templates, fed as it feeds them."""

import json
from importlib import import_module

from benchmarks.stock import PACKAGE

_from_dict = import_module(f"{PACKAGE}.models").Statement.from_dict


def decode(data: bytes) -> object:
    """Parse, then build the models."""
    return _from_dict(json.loads(data))
