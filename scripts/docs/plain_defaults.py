"""An extension of griffe, which reads the code for the pages of the reference: defaults are shown as they are.

A field is shown with its default instead of the call of attrs that makes it, and a default that has a private name in
the code with its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import griffe  # type: ignore[import-not-found, unused-ignore]  # lives in the environment of the documentation

if TYPE_CHECKING:
    from collections.abc import Iterator

LONGEST: Final = 120
"""Characters of a value that is shown: a table of rules has a page of its own."""


class PlainDefaults(griffe.Extension):  # type: ignore[misc, unused-ignore]  # as above
    """Changes what is shown once a package is read."""

    def on_package(self, *, pkg: griffe.Module, **_: Any) -> None:  # noqa: ANN401 - as griffe calls it
        """Change all of its fields and arguments."""
        for thing in everything_in(pkg):
            if thing.is_attribute:
                thing.value = of_field(thing.value, thing)
                if len(str(thing.value)) > LONGEST:
                    thing.value = None
            elif thing.is_function:
                for parameter in thing.parameters:
                    parameter.default = named(parameter.default, thing)


def everything_in(holder: griffe.Object) -> Iterator[griffe.Object]:
    """What stands in a module or class, at any depth, but not what is imported there."""
    for member in holder.members.values():
        if not member.is_alias:
            yield member
            yield from everything_in(member)


def of_field(value: Any, where: griffe.Object) -> Any:  # noqa: ANN401 - an expression of griffe's, a text or nothing
    """The default of an attribute: of a call of `field`, what it says about that; nothing where it says nothing."""
    if not isinstance(value, griffe.ExprCall) or str(value.function) != "field":
        return value
    given = {one.name: one.value for one in value.arguments if isinstance(one, griffe.ExprKeyword)}
    return named(given.get("default"), where)


def named(value: Any, where: griffe.Object) -> Any:  # noqa: ANN401 - as above
    """A default without a private name; what the private name stands for, wherever one is part of it."""
    if not isinstance(value, griffe.Expr):
        return value
    if isinstance(value, griffe.ExprName) and value.name.startswith("_"):
        constant = where.module.members.get(value.name)
        return constant.value if constant is not None and constant.is_attribute else value
    if isinstance(value, griffe.ExprCall) and str(value.function) == "Factory":
        return None
    if isinstance(value, griffe.ExprBinOp):
        value.left, value.right = named(value.left, where), named(value.right, where)
    return value
