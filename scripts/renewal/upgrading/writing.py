"""Carries changes into our contract, which is held as it stands in its file."""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from scripts.renewal.openapi.document import Document, Operation, mapping, sequence
from scripts.renewal.openapi.structure import Part, without_null
from scripts.renewal.upgrading import roundtrip
from scripts.renewal.upgrading.change import Change, Node, What
from scripts.renewal.upgrading.translation import NotMechanicalError, Translator, class_name, or_null


def write(changes: Iterable[Change], vendor: Document, tree: CommentedMap) -> None:
    """Write changes that were found between a vendor's document and `tree` into `tree`.

    Raises:
        NotMechanicalError: One of them needs a person; the tree is then good for nothing.
    """
    used = used_components(tree)
    writer = _Writer(vendor, tree)
    for change in changes:
        writer.write(change)
    for section, name in used - used_components(tree):
        roundtrip.remove(tree["components"][section], name)


class CannotGenerateError(NotMechanicalError):
    """A new field, which nobody has to know, is of a kind that no code is generated for."""

    def __init__(self, why: str, change: Change) -> None:
        super().__init__(why)
        self.change = change


class _Writer:
    def __init__(self, vendor: Document, tree: CommentedMap) -> None:
        self._vendor, self._tree = vendor, tree
        self._ours = Document(tree)
        self._translator = Translator(vendor, tree)
        self._by_id = {operation.id: operation for operation in self._ours.operations()}

    def write(self, change: Change) -> None:
        steps: Mapping[What, Callable[[Change], None]] = {
            What.OPERATION_ADDED: self._add_operation,
            What.OPERATION_REMOVED: self._remove_operation,
            What.OPERATION_MOVED: self._move_operation,
            What.PARAMETER_ADDED: self._add_parameter,
            What.PARAMETER_REMOVED: self._remove_parameter,
            What.PARAMETER_RENAMED: self._rename_parameter,
            What.FIELD_ADDED: self._add_field,
            What.FIELD_REMOVED: self._remove_field,
            What.FIELD_RENAMED: self._rename_field,
            What.REQUIRED: self._require,
            What.OPTIONAL: self._relax,
            What.VALUE_ADDED: self._add_value,
            What.CODE_ADDED: self._add_value,
            What.VALUE_REMOVED: self._remove_value,
            What.CODE_REMOVED: self._remove_value,
            What.STATUS_ADDED: self._add_status,
            What.STATUS_REMOVED: self._remove_status,
            What.MEDIA_TYPE_ADDED: self._add_media_type,
            What.MEDIA_TYPE_REMOVED: self._remove_media_type,
            What.TYPE_CHANGED: self._change_type,
            What.NULL_ALLOWED: self._allow_null,
            What.NULL_REFUSED: self._refuse_null,
            What.HEADER_ADDED: self._add_header,
            What.HEADER_REMOVED: self._remove_header,
            What.HEADER_RENAMED: self._rename_header,
            What.ANNOTATION_CHANGED: self._set_keyword,
            What.LIMIT_CHANGED: self._set_keyword,
            What.DEPRECATION_CHANGED: self._set_keyword,
        }
        if change.what not in steps:
            raise NotMechanicalError(f"{change.words}: this is written by hand")
        try:
            steps[change.what](change)
        except NotMechanicalError as error:
            if change.what is What.FIELD_ADDED and not change.breaking:
                raise CannotGenerateError(str(error), change) from error
            raise NotMechanicalError(f"{change.words}: {error}") from error

    # ---- operations ----

    def _add_operation(self, change: Change) -> None:
        theirs = self._theirs_by_key(change.key)
        if "operationId" not in theirs.node:
            raise NotMechanicalError("it has no operationId, so somebody has to name it")
        made = self._translator.operation(theirs, change.subject)
        paths, path = self._tree[theirs.section], theirs.path
        if path in paths:
            roundtrip.insert(paths[path], theirs.method, made)
            return
        tag = made["tags"][0]
        same = [name for name, item in paths.items() if any(tag in _tags(node) for node in item.values())]
        after = same[-1] if same else None
        roundtrip.insert(paths, path, roundtrip.block({theirs.method: made}), after=after, apart=True)

    def _remove_operation(self, change: Change) -> None:
        ours = self._by_id[change.subject]
        paths = self._tree[ours.section]
        if len(paths[ours.path]) == 1:
            roundtrip.remove(paths, ours.path)
        else:
            roundtrip.remove(paths[ours.path], ours.method)

    def _move_operation(self, change: Change) -> None:
        ours, theirs = self._by_id[change.subject], self._theirs_by_key(change.key)
        if ours.section != theirs.section:
            raise NotMechanicalError("a webhook is no operation, and an operation no webhook")
        paths = self._tree[ours.section]
        if len(paths[ours.path]) == 1 and theirs.path not in paths:
            roundtrip.rename(paths, ours.path, theirs.path)
            roundtrip.rename(paths[theirs.path], ours.method, theirs.method)
            return
        node = paths[ours.path][ours.method]
        if theirs.path in paths:
            roundtrip.insert(paths[theirs.path], theirs.method, node)
        else:
            block = roundtrip.block({theirs.method: node})
            roundtrip.insert(paths, theirs.path, block, after=ours.path, apart=True)
        roundtrip.remove(paths[ours.path], ours.method)
        if not paths[ours.path]:
            roundtrip.remove(paths, ours.path)

    def _theirs_by_key(self, key: str) -> Operation:
        return next(operation for operation in self._vendor.operations() if operation.key == key)

    # ---- parameters ----

    def _add_parameter(self, change: Change) -> None:
        for name in change.operations:
            node = _editable(self._by_id[name].node)
            theirs = self._theirs(name)
            found = [
                parameter
                for holder in (theirs.path_item, theirs.node)
                for parameter in sequence(holder.get("parameters", []), "parameters")
                if _parameter_name(self._vendor, parameter) == change.name
            ]
            reference = roundtrip.block(self._translator.parameter(found[0], name, theirs.path))
            if "parameters" in node:
                roundtrip.append(node, "parameters", reference)
            else:
                after = next(key for key in ("security", "deprecated", "description") if key in node)
                roundtrip.insert(node, "parameters", CommentedSeq([reference]), after=after)

    def _theirs(self, name: str) -> Operation:
        """Find the operation of theirs that is ours under another id or another path."""
        theirs = {operation.key: operation for operation in self._vendor.operations()}
        ours = self._by_id[name].key
        return theirs.get(ours) or next(item for item in theirs.values() if item.id == name)

    def _remove_parameter(self, change: Change) -> None:
        for name in change.operations:
            node = _editable(self._by_id[name].node)
            for parameter in list(node["parameters"]):
                if _parameter_name(self._ours, parameter) == change.name:
                    roundtrip.discard(node, "parameters", parameter)

    def _rename_parameter(self, change: Change) -> None:
        for name in change.operations:
            for node in sequence(self._by_id[name].node.get("parameters", []), "parameters"):
                if _parameter_name(self._ours, node) != change.name:
                    continue
                parameter = self._ours.resolve(node, "a parameter")
                others = [user for user in self._users(parameter) if user not in change.operations]
                if others:
                    raise NotMechanicalError(f"{', '.join(others)} share the parameter, and keep its name")
                _editable(parameter)["name"] = change.new_name

    def _users(self, parameter: Node) -> Iterator[str]:
        for name, operation in self._by_id.items():
            nodes = sequence(operation.node.get("parameters", []), "parameters")
            if any(self._ours.resolve(node, "a parameter") is parameter for node in nodes):
                yield name

    # ---- fields ----

    def _add_field(self, change: Change) -> None:
        node = _editable(change.node)
        if change.name in node.get("properties", {}):
            return
        owner = change.subject.split(".")[0]
        theirs = next(
            properties[change.name]
            for properties in (mapping(piece.get("properties", {}), "") for piece in change.parts[0].sources)
            if change.name in properties
        )
        made = self._translator.property(theirs, owner, change.name)
        if "properties" not in node:
            roundtrip.insert(node, "properties", CommentedMap())
        roundtrip.insert(node["properties"], change.name, made)
        if change.also_required:
            _require(node, change.name)

    def _remove_field(self, change: Change) -> None:
        for node in _all_editable(change.parts[1]):
            if change.name in node.get("properties", {}):
                roundtrip.remove(node["properties"], change.name)
            if change.name in node.get("required", []):
                roundtrip.discard(node, "required", change.name)

    def _rename_field(self, change: Change) -> None:
        for node in _all_editable(change.parts[1]):
            if change.name in node.get("properties", {}):
                roundtrip.rename(node["properties"], change.name, change.new_name)
            required = node.get("required", [])
            if change.name in required:
                required[required.index(change.name)] = change.new_name

    def _require(self, change: Change) -> None:
        node = _editable(change.node)
        if change.name:
            _require(node, change.name)
        elif "required" in node:
            node["required"] = True
        else:
            roundtrip.insert(node, "required", True, after="description")

    def _relax(self, change: Change) -> None:
        if not change.name:
            roundtrip.remove(_editable(change.node), "required")
            return
        for node in _all_editable(change.parts[1]):
            if change.name in node.get("required", []):
                roundtrip.discard(node, "required", change.name)
                _required_first(node)

    # ---- values ----

    def _add_value(self, change: Change) -> None:
        node = _editable(change.node)
        if change.name not in node["enum"]:
            roundtrip.append(node, "enum", change.name)

    def _remove_value(self, change: Change) -> None:
        node = _editable(change.node)
        if change.name in node["enum"]:
            roundtrip.discard(node, "enum", change.name)

    def _change_type(self, change: Change) -> None:
        node = _editable(change.node)
        theirs = change.parts[0].sources[0]
        if "." in change.subject:
            owner, _, name = change.subject.rpartition(".")
            made = self._translator.property(theirs, owner.split(".")[0], name.strip("[]") or "entry")
        else:
            made = self._translator.inside(theirs, change.subject)
        made.pop("description", None)
        for keyword in [key for key in node if key != "description" and not key.startswith("x-")]:
            roundtrip.remove(node, keyword)
        for keyword, value in made.items():
            roundtrip.insert(node, keyword, value)

    def _allow_null(self, change: Change) -> None:
        node = _editable(change.node)
        plain = CommentedMap(node)
        for key in list(node):
            if key != "description" and not key.startswith("x-"):
                roundtrip.remove(node, key)
        for key, value in or_null(plain).items():
            if key not in node:
                roundtrip.insert(node, key, value)

    def _refuse_null(self, change: Change) -> None:
        node = _editable(change.node)
        inner = without_null(node)
        if isinstance(inner, Mapping) and inner is not node:
            roundtrip.remove(node, next(key for key in ("anyOf", "oneOf") if key in node))
            for key, value in inner.items():
                roundtrip.insert(node, key, value)
        elif isinstance(node.get("type"), list):
            kinds = [kind for kind in node["type"] if kind != "null"]
            node["type"] = kinds[0] if len(kinds) == 1 else roundtrip.list_line(kinds)

    def _set_keyword(self, change: Change) -> None:
        node = _editable(change.node)
        values = [piece[change.name] for piece in change.parts[0].sources if change.name in piece]
        if not values or values[0] is False:
            if change.name in node:
                roundtrip.remove(node, change.name)
        elif change.name in node:
            node[change.name] = values[0]
        else:
            after = next((key for key in ("format", "type", "description", "summary") if key in node), None)
            roundtrip.insert(node, change.name, values[0], after=after)

    # ---- answers ----

    def _add_header(self, change: Change) -> None:
        theirs = mapping(change.parts[0].sources[0]["headers"], "headers")
        name = next(known for known in theirs if known.lower() == change.name)
        made = self._translator.header(name, theirs[name])
        for node in map(_editable, (change.node, *change.others)):
            if "headers" not in node:
                roundtrip.insert(node, "headers", CommentedMap(), after="description")
            if name not in node["headers"]:
                roundtrip.insert(node["headers"], name, copy.deepcopy(made))

    def _remove_header(self, change: Change) -> None:
        for node in map(_editable, (change.node, *change.others)):
            for name in [name for name in node.get("headers", {}) if name.lower() == change.name]:
                roundtrip.remove(node["headers"], name)
            if not node.get("headers", {"none": None}):
                roundtrip.remove(node, "headers")

    def _rename_header(self, change: Change) -> None:
        for node in map(_editable, (change.node, *change.others)):
            for name in [name for name in node.get("headers", {}) if name.lower() == change.name]:
                roundtrip.rename(node["headers"], name, change.new_name)

    def _add_status(self, change: Change) -> None:
        responses = _editable(change.node)["responses"]
        theirs = mapping(change.parts[0].sources[0]["responses"], "responses")[change.name]
        tag = str(_tags(change.node)[0])
        made = self._translator.response(theirs, change.operations[0], tag, change.name)
        before = [status for status in responses if status < change.name]
        roundtrip.insert(responses, change.name, made, after=before[-1] if before else None)

    def _remove_status(self, change: Change) -> None:
        roundtrip.remove(_editable(change.node)["responses"], change.name)

    def _add_media_type(self, change: Change) -> None:
        node = _editable(change.node)
        if change.name in node.get("content", {}):
            return
        content = mapping(change.parts[0].sources[0]["content"], "content")
        name = next(media for media in content if media.replace(" ", "").lower() == change.name)
        what = f"{change.subject} as {name}"
        made = self._translator.content(mapping(content[name], name), class_name(change.subject), what)
        if "content" not in node:
            roundtrip.insert(node, "content", CommentedMap())
        roundtrip.insert(node["content"], name, made)

    def _remove_media_type(self, change: Change) -> None:
        node = _editable(change.node)
        for name in [name for name in node.get("content", {}) if name.replace(" ", "").lower() == change.name]:
            roundtrip.remove(node["content"], name)


def _require(node: CommentedMap, name: str) -> None:
    if "required" not in node:
        roundtrip.insert(node, "required", roundtrip.list_line([name]), after="type" if "type" in node else None)
    elif name not in node["required"]:
        roundtrip.append(node, "required", name)
    _required_first(node)


def _required_first(node: CommentedMap) -> None:
    """Keep the convention: required properties stand first."""
    properties, required = node.get("properties", CommentedMap()), node.get("required", [])
    wanted = sorted(properties, key=lambda name: name not in required)
    for number, name in enumerate(wanted):
        if list(properties)[number] != name:
            value = properties[name]
            roundtrip.remove(properties, name)
            if number:
                roundtrip.insert(properties, name, value, after=wanted[number - 1])
            else:
                properties.insert(0, name, value)


def _editable(node: Node) -> CommentedMap:
    if not isinstance(node, CommentedMap):
        raise NotMechanicalError("there is no one place in our contract for it")
    return node


def _all_editable(part: Part) -> Iterator[CommentedMap]:
    yield from (_editable(node) for node in part.sources)


def _parameter_name(document: Document, node: object) -> str:
    parameter = document.resolve(node, "a parameter")
    place, name = str(parameter.get("in")), str(parameter.get("name"))
    return f"{place} parameter {name.lower() if place == 'header' else name}"


def _tags(node: object) -> list[object]:
    tags = node.get("tags", []) if isinstance(node, Mapping) else []
    return list(tags)


def used_components(tree: CommentedMap) -> set[tuple[str, str]]:
    """Give the components that the operations need, directly or through others."""
    found: set[tuple[str, str]] = set()
    todo: list[object] = [tree["paths"], tree.get("webhooks")]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            section, _, name = str(node.get("$ref", "")).removeprefix("#/components/").partition("/")
            if name and (section, name) not in found:
                found.add((section, name))
                todo.append(tree["components"][section][name])
            todo.extend(node.values())
        elif isinstance(node, list):
            todo.extend(node)
    return found
