"""The steps of ``scripts/regen.sh`` that are more than one command: each ends the program when something is wrong."""

from __future__ import annotations

import filecmp
import importlib
import json
import pkgutil
import re
import shutil
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TypeAlias

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from scripts.renewal.openapi.reading import read_yaml
from scripts.renewal.regen_tables import METHODS, operations, write_tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.renewal.regen_nodes import JSON

Pointer: TypeAlias = "tuple[str | int, ...]"


def fail(message: str) -> NoReturn:
    """End the program; the tree that is there stays."""
    sys.exit(f"regen: {message}\nregen: the generated tree was left as it is")


# ---- the contract as data, and the line at which something stands ----


class Contract:
    """The OpenAPI document, and where in its file each part stands."""

    def __init__(self, path: Path) -> None:
        """Read `path`; a syntax error ends the program and names its line."""
        self.path = path
        self.text = path.read_text(encoding="utf-8")
        try:
            self.document: JSON = read_yaml(self.text)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            fail(f"{path}:{mark.line + 1 if mark else '?'}: {error.problem or error.context}")

    def line(self, pointer: Pointer) -> int:
        """Give the line of what `pointer` leads to, or of the nearest part around it that is there."""
        node: yaml.Node | None = yaml.compose(self.text, Loader=yaml.CSafeLoader)
        line = 1
        for step in pointer:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if found is None:
                    break
                line, node = found[0].start_mark.line + 1, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                line = node.start_mark.line + 1
            else:
                break
        return line

    def at(self, pointer: Pointer) -> str:
        """Give file and line for a message."""
        return f"{self.path}:{self.line(pointer)}"

    def resolve(self, reference: str) -> JSON:
        """Follow a local ``$ref``.

        Raises:
            LookupError: It leads nowhere.
        """
        node = self.document
        for step in reference.removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or name not in node:
                raise LookupError(reference)
            node = node[name]
        return node

    def resolved(self, node: JSON) -> JSON:
        """Give what `node` refers to, and anything else back as it is."""
        reference = node.get("$ref") if isinstance(node, dict) else None
        return self.resolve(reference) if isinstance(reference, str) else node


def parts(node: JSON, pointer: Pointer = ()) -> Iterator[tuple[Pointer, dict[str, JSON]]]:
    """Walk over all objects of a document."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            yield from parts(value, (*pointer, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from parts(value, (*pointer, index))


# ---- the steps ----


def tools(pyproject: Path) -> None:
    """Hold the installed generator and formatter to the exact versions that `pyproject` pins."""
    groups = tomllib.loads(pyproject.read_text(encoding="utf-8"))["dependency-groups"]
    for name in ("openapi-python-client", "ruff"):
        pin = next((entry for entry in groups["dev"] if entry.startswith(f"{name}==")), None)
        if pin is None:
            fail(f"{pyproject}: {name} is not pinned by == in the group `dev`")
        try:
            installed = version(name)
        except PackageNotFoundError:
            fail(f"{name} is not installed here; `make setup` installs {pin}")
        if pin != f"{name}=={installed}":
            fail(f"{name} {installed} is installed, {pin} is pinned; `make setup` puts that right")
        if shutil.which(name) is None:
            fail(f"{name} is installed, but its command is not on PATH")


def prepare(contract_path: Path, work: Path) -> None:
    """Check the contract, and write what the package carries and what the generator reads."""
    contract = Contract(contract_path)
    problems = [*dangling(contract), *invalid(contract)]
    if problems:
        fail("\n".join(problems))
    (work / "contract.json").write_text(
        json.dumps(contract.document, ensure_ascii=False, separators=(",", ":")), encoding="utf-8"
    )
    lend_descriptions(contract)
    leave_out_refusals(contract)
    leave_out_annotations(contract)
    mark_what_is_sent(contract)
    (work / "generator-input.json").write_text(json.dumps(contract.document), encoding="utf-8")


def dangling(contract: Contract) -> Iterator[str]:
    """Find references that lead nowhere."""
    for pointer, node in parts(contract.document):
        reference = node.get("$ref")
        if isinstance(reference, str):
            try:
                contract.resolve(reference)
            except LookupError:
                yield f"{contract.at((*pointer, '$ref'))}: {reference} leads nowhere"


def invalid(contract: Contract) -> Iterator[str]:
    """Find what is no OpenAPI 3.1; a document whose references dangle cannot be asked."""
    if any(dangling(contract)):
        return
    if not isinstance(contract.document, dict):
        yield f"{contract.path}:1: not an OpenAPI document"
        return
    for error in OpenAPIV31SpecValidator(contract.document).iter_errors():
        yield f"{contract.at(tuple(error.absolute_path))}: {error.message[:300]}"


def lend_descriptions(contract: Contract) -> None:
    """Put each parameter's description into its schema, where the generator looks for it.

    The schema behind a ``$ref`` is copied when it is a plain scalar; an enum keeps its name and its own description.
    """
    for _, node in list(parts(contract.document)):
        schema = node.get("schema")
        if "in" not in node or not isinstance(schema, dict) or "description" not in node:
            continue
        target = contract.resolve(str(schema["$ref"])) if "$ref" in schema else schema
        if isinstance(target, dict) and "enum" not in target:
            node["schema"] = {**target, "description": node["description"]}


def leave_out_refusals(contract: Contract) -> None:
    """Keep from the generator what no code decodes with: the bodies of refusals, and what only they are made of.

    A refusal is handed on as it came; see `UnexpectedAnswer`.
    """
    document = contract.document
    if not isinstance(document, dict):
        return
    for _, _, operation in operations(document):
        answers = operation["responses"]
        if isinstance(answers, dict):
            operation["responses"] = {status: answer for status, answer in answers.items() if status.startswith("2")}
    components = document["components"]
    if not isinstance(components, dict):
        return
    used = reachable(contract, document["paths"])
    for kind in ("responses", "schemas"):
        named = components[kind]
        if isinstance(named, dict):
            components[kind] = {name: node for name, node in named.items() if f"#/components/{kind}/{name}" in used}


def leave_out_annotations(contract: Contract) -> None:
    """Keep from the generator what changes no code: it would send a default of the service's on its own account."""
    for pointer, node in list(parts(contract.document)):
        if pointer[-1:] not in {("properties",), ("mapping",)}:
            for keyword in ("default", "readOnly", "writeOnly"):
                if not isinstance(node.get(keyword), (dict, list)) or keyword == "default":
                    node.pop(keyword, None)


def mark_what_is_sent(contract: Contract) -> None:
    """Note on each schema that a request is made of that it is sent: null is then a value, and not just absent."""
    document = contract.document
    if not isinstance(document, dict):
        return
    bodies = [operation["requestBody"] for _, _, operation in operations(document) if "requestBody" in operation]
    for reference in reachable(contract, list(bodies)):
        schema = contract.resolve(reference)
        if reference.startswith("#/components/schemas/") and isinstance(schema, dict):
            schema["x-sent"] = True


def reachable(contract: Contract, node: JSON) -> set[str]:
    """Collect every ``$ref`` in a part of the document and in all that it refers to."""
    found: set[str] = set()
    waiting = [node]
    while waiting:
        for _, part in parts(waiting.pop()):
            reference = part.get("$ref")
            if isinstance(reference, str) and reference not in found:
                found.add(reference)
                waiting.append(contract.resolve(reference))
    return found


def explain(contract_path: Path, log: Path) -> NoReturn:
    """Say why the generator stopped, and on which lines of the contract the parts stand that it names, causes first."""
    contract = Contract(contract_path)
    text = log.read_text(encoding="utf-8").partition("If you believe this was a mistake")[0].strip()
    causes = re.findall(r"Unable to \w+ schema /(components)/(\w+)/(\w+)", text)
    named = re.findall(r"/(components)/(\w+)/(\w+)", text)
    named_operations = [
        (path, method.lower()) for method, path in re.findall(r"\b(GET|PUT|POST|DELETE|PATCH) (/\S*)", text)
    ]
    pointers = dict.fromkeys([*causes, *named, *(("paths", *operation) for operation in named_operations)])
    places = [f"{contract.at(pointer)}: {'/'.join(pointer)}" for pointer in pointers]
    fail("\n".join([text[-4000:], "regen: the generator stopped; it names", *places]))


def tables(contract_path: Path, package: Path) -> None:
    """Add the modules that the generator has no template for."""
    contract = Contract(contract_path)
    write_tables(contract.document, contract.resolved, package)


def check(package: Path) -> None:
    """Import every module of the new tree, and hold its operations against the contract."""
    contract = json.loads((package / "contract.json").read_bytes())
    root = importlib.import_module(package.name)
    if Path(str(root.__file__)).parent != package:
        fail(f"{root.__file__} was imported instead of {package}")
    table = importlib.import_module(f"{package.name}.operations").OPERATIONS
    found = {}
    for module in pkgutil.walk_packages([str(package)], f"{package.name}."):
        loaded = importlib.import_module(module.name)
        operation = getattr(loaded, "OPERATION", None)
        if operation is not None:
            if operation is not table[operation.id] or module.name != f"{package.name}.api.{operation.module}":
                fail(f"{module.name} is not where the table of operations has {operation.id}")
            found[operation.id] = (operation.method, operation.path)
    wanted = {
        operation["operationId"]: (method.upper(), path)
        for path, item in contract["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }
    if found != wanted:
        fail(f"operations differ from the contract: {sorted(set(found.items()) ^ set(wanted.items()))}")


def swap(new: Path, target: Path) -> None:
    """Put the new tree in the place of the old one; one that is the same stays."""
    if target.is_dir() and same(new, target):
        sys.stdout.write(f"{target.name}: nothing changed\n")
        return
    old = new.with_name("old")
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except OSError:
        old.rename(target)
        raise
    sys.stdout.write(f"{target.name}: emitted anew\n")


def same(left: Path, right: Path) -> bool:
    """Tell whether two trees hold the same bytes; compiled files do not count."""

    def files(root: Path) -> list[str]:
        paths = (path for path in root.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        return sorted(str(path.relative_to(root)) for path in paths)

    names = files(left)
    return names == files(right) and filecmp.cmpfiles(left, right, names, shallow=False)[0] == names


def main() -> None:
    """Run the step that the first argument names, on the paths that follow."""
    steps: dict[str, Callable[..., None]] = {
        "tools": tools,
        "prepare": prepare,
        "explain": explain,
        "tables": tables,
        "check": check,
        "swap": swap,
    }
    steps[sys.argv[1]](*map(Path, sys.argv[2:]))


if __name__ == "__main__":
    main()
