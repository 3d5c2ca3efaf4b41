"""The ways from the bytes of a statement page to objects: one module each, with a function `decode`.

As with the contenders, a module is imported in the process that measures it and nowhere else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Final

Decode = Callable[[bytes], object]


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a decoder is found, and how it is named in the report."""

    label: str
    module: str
    distributions: tuple[str, ...] = ()

    def load(self) -> Decode:
        """Import the decoder."""
        decode: Decode = import_module(f"{__name__}.{self.module}").decode
        return decode


UNIT: Final = "json"
OURS: Final = "weavr_async"
DECODERS: Final = {
    UNIT: Entry("`json.loads` to dicts (= 1)", "plain_json"),
    "orjson": Entry("`orjson.loads` to dicts", "plain_orjson", ("orjson",)),
    "msgspec": Entry("msgspec Structs", "msgspec_structs", ("msgspec",)),
    OURS: Entry("**weavr_async**, attrs", "ours", ("attrs", "orjson")),
    "pydantic": Entry("pydantic, `model_validate_json`", "pydantic_models", ("pydantic",)),
    "stock": Entry("openapi-python-client, stock templates, attrs", "stock_models", ("openapi-python-client",)),
}
