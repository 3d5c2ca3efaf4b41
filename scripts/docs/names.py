"""Says which public names no page of the built documentation describes: the last step of `make docs`.

Public are the names in `__all__` of every module that users import from. A package with an `__all__` of its own speaks
for its modules, but for those in `DOORS`.
"""

from __future__ import annotations

import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Final

import griffe  # type: ignore[import-not-found, unused-ignore]  # lives in the environment of the documentation

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[2]
INVENTORY: Final = ROOT / "site" / "objects.inv"
DOORS: Final = ("tokens.sources", "webhooks.testing", "testing.plugin")
SELF_EVIDENT: Final = {"weavr_async.__version__"}


def described() -> set[str]:
    """Every name that has a place on a page, from the inventory that other projects link by."""
    packed = INVENTORY.read_bytes().split(b"\n", 4)[4]
    return {line.split(" ", 1)[0] for line in zlib.decompress(packed).decode().splitlines()}


def public_modules(module: griffe.Module) -> Iterator[griffe.Module]:
    """The module and those below it that users import from."""
    yield module
    speaks_for_all = bool(module.exports) and module.path != "weavr_async"
    for name, inner in module.modules.items():
        if not name.startswith("_") and not speaks_for_all:
            yield from public_modules(inner)


def missing(package: griffe.Module) -> list[str]:
    """Public names without a place, neither under the name they are imported by nor under the one they have at home."""
    known = described()
    modules = [*public_modules(package), *(package[door] for door in DOORS)]
    names = [(home(module, str(name)), f"{module.path}.{name}") for module in modules for name in module.exports or ()]
    return [name for at_home, name in names if not known & {name, at_home} and name not in SELF_EVIDENT]


def home(module: griffe.Module, name: str) -> str:
    """Where a name is defined; a function may share its name with the module it is in."""
    thing = module[name]
    return f"{thing.path}.{name}" if thing.is_module else str(thing.canonical_path)


def main() -> int:
    """Name them."""
    found = missing(
        griffe.load("weavr_async", search_paths=[ROOT, ROOT / "generated"], resolve_aliases=True, resolve_external=True)
    )
    print("".join(f"no page of docs/reference describes {name}\n" for name in found), end="")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
