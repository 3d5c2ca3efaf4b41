"""Names of a package that are loaded when they are first asked for (PEP 562), so that importing it costs little."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

__all__ = ["loaded_when_used"]


def loaded_when_used(
    package: str, homes: Mapping[str, Iterable[str]], modules: Iterable[str] = ()
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make the `__getattr__` and the `__dir__` of a package.

    Show them to no type checker, to whom any name would be an attribute then.

    Args:
        package: Its name, `__name__`.
        homes: The modules that names are in, each with its names.
        modules: Modules of the package that are attributes of it without an import of their own.
    """
    home_of = {name: home for home, names in homes.items() for name in names}
    submodules = frozenset(modules)
    here = sys.modules[package]

    def __getattr__(name: str) -> object:  # noqa: N807 - it becomes the package's
        if name in submodules:
            return import_module(f"{package}.{name}")
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name, obj=here)
        found: object = getattr(import_module(home_of[name]), name)
        setattr(here, name, found)  # from now on an ordinary attribute
        return found

    def __dir__() -> list[str]:  # noqa: N807 - the same
        return sorted({*vars(here), *home_of, *submodules})

    return __getattr__, __dir__
