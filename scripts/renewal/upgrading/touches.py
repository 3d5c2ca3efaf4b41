"""What of the project a change concerns: found in the sources, as text, so that it works on any tree."""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from scripts.renewal.upgrading.change import Change, What

_FACADE = Path("weavr_async")


@dataclass(frozen=True, slots=True)
class Touches:
    """Places that a person looks at, by name."""

    facade: tuple[str, ...] = ()
    """Methods, as in `Transfers.create`."""
    policy: tuple[str, ...] = ()
    """Rows of `POLICIES`."""
    errors: tuple[str, ...] = ()
    """Members of `ErrorCode`, and classes raised for them."""
    emulator: tuple[str, ...] = ()
    """Handlers, as in `transfers.create`."""
    models: tuple[str, ...] = ()
    """Generated classes."""


class Project:
    """A tree of this project."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def touches(self, change: Change) -> Touches:
        """Tell what a change concerns."""
        errors: tuple[str, ...] = ()
        if change.what in {What.CODE_ADDED, What.CODE_REMOVED}:
            raised = self._raised.get(change.name)
            errors = (f"ErrorCode.{change.name}", *([raised] if raised else []))
        return Touches(
            facade=_gathered(self._methods, change.operations),
            policy=tuple(name for name in change.operations if name in self._policies),
            errors=errors,
            emulator=_gathered(self._handlers, change.operations),
            models=tuple(name for name in [change.subject.split(".")[0]] if name in self._models),
        )

    def to_write(self, change: Change) -> Iterator[str]:
        """Tell what a person has to write once a change is in the contract."""
        if change.breaking:
            touched = self.touches(change)
            for place, names in (("facade", touched.facade), ("emulator", touched.emulator)):
                if names:
                    yield f"{', '.join(names)} of the {place}, after: {change.words}"
        if change.what is What.OPERATION_ADDED:
            yield from _new_operation(change)
        elif change.what is What.CODE_ADDED:
            yield f"whether callers branch on {change.name}: then a class of its own (weavr_async/errors.py)"
            yield f"when the emulator answers {change.name} (weavr_async/emulator)"
        elif change.what in {What.PARAMETER_ADDED, What.PARAMETER_REMOVED}:
            methods = ", ".join(_gathered(self._methods, change.operations)) or "the facade"
            if change.name == "header parameter idempotency-ref":
                rows = ", ".join(change.operations)
                yield f"the rows of {rows} in POLICIES: what a repeat does is another question now"
            if change.what is What.PARAMETER_ADDED:
                yield f"whether {methods} should take {change.subject.rpartition('.')[2]}"
        elif change.what in {What.FIELD_ADDED, What.TYPE_CHANGED}:
            yield f"whether {change.subject} has to be kept out of logs: then `x-sensitive: true` in the contract"

    # ---- what the sources say ----

    def _text(self, path: Path) -> str:
        return (self._root / path).read_text(encoding="utf-8")

    @cached_property
    def _methods(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        resources = sorted((self._root / _FACADE / "resources").glob("*.py"))
        for source in [*resources, self._root / _FACADE / "tokens" / "sources.py"]:
            for name, doc in _documented(ast.parse(source.read_text(encoding="utf-8"))):
                for operation in re.findall(r"(?<!`)`(\w+)`(?!`)", doc):
                    found[operation] = (*found.get(operation, ()), name)
        return found

    @cached_property
    def _policies(self) -> frozenset[str]:
        return frozenset(re.findall(r'^ {8}"(\w+)": ', self._text(_FACADE / "_calls" / "policies.py"), re.MULTILINE))

    @cached_property
    def _handlers(self) -> Mapping[str, tuple[str, ...]]:
        handlers = self._text(_FACADE / "emulator" / "handlers" / "__init__.py")
        return {name: (handler,) for name, handler in re.findall(r'^ {4}"(\w+)": ([\w.]+),', handlers, re.MULTILINE)}

    @cached_property
    def _raised(self) -> Mapping[str, str]:
        return dict(re.findall(r"^ {4}ErrorCode\.(\w+): (\w+),", self._text(_FACADE / "errors.py"), re.MULTILINE))

    @cached_property
    def _models(self) -> frozenset[str]:
        package = self._root / "generated" / "weavr_backoffice"
        modules = sorted([*package.glob("models/*.py"), *package.glob("webhooks/*.py")])
        return frozenset(
            name for path in modules for name in re.findall(r"^class (\w+)", path.read_text("utf-8"), re.MULTILINE)
        )


def _new_operation(change: Change) -> Iterator[str]:
    name = change.subject
    if change.key.startswith("POST webhook "):
        yield f"when the emulator sends {name} (weavr_async/emulator)"
        return
    yield f"a method of the facade that calls {name}, and names it in its docstring (weavr_async/resources)"
    yield f"a row for {name} in POLICIES (weavr_async/_calls/policies.py), then `make docs-tables`"
    yield f"a handler for {name} in the emulator (weavr_async/emulator/handlers)"
    yield f"what a user writes for {name}, in tests/facade/test_walk_over_the_contract.py"


def _documented(module: ast.Module) -> Iterator[tuple[str, str]]:
    """Give every class and method with its docstring."""
    for node in module.body:
        if isinstance(node, ast.ClassDef):
            yield node.name, ast.get_docstring(node) or ""
            for method in node.body:
                if isinstance(method, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    yield f"{node.name}.{method.name}", ast.get_docstring(method) or ""


def _gathered(known: Mapping[str, tuple[str, ...]], operations: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for operation in operations for name in known.get(operation, ())))
