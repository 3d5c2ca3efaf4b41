"""What a vendor document changes in our contract: in plain words, and with a verdict for the users of the SDK.

A change is breaking when code that runs against the SDK of today may stop working, or may do something else. Those are
for a person to decide; the others are safe to carry over.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise

from scripts.renewal.openapi.differences import Kind, Site, walk
from scripts.renewal.openapi.document import Document, Operation, mapping
from scripts.renewal.openapi.structure import Fact, Part, Reader


class What(StrEnum):
    """What kind of element a change is about, and what became of it."""

    OPERATION_ADDED = "operation added"
    OPERATION_REMOVED = "operation removed"
    OPERATION_MOVED = "operation moved"
    PARAMETER_ADDED = "parameter added"
    PARAMETER_REMOVED = "parameter removed"
    PARAMETER_RENAMED = "parameter renamed"
    FIELD_ADDED = "field added"
    FIELD_REMOVED = "field removed"
    FIELD_RENAMED = "field renamed"
    REQUIRED = "became required"
    OPTIONAL = "became optional"
    VALUE_ADDED = "enum value added"
    VALUE_REMOVED = "enum value removed"
    CODE_ADDED = "error code added"
    CODE_REMOVED = "error code removed"
    STATUS_ADDED = "status added"
    STATUS_REMOVED = "status removed"
    MEDIA_TYPE_ADDED = "media type added"
    MEDIA_TYPE_REMOVED = "media type removed"
    TYPE_CHANGED = "type changed"
    LIMIT_CHANGED = "limit changed"
    DEPRECATION_CHANGED = "deprecation changed"
    BODY_CHANGED = "body changed"
    HEADER_CHANGED = "response header changed"
    SECURITY_CHANGED = "security changed"
    SERVERS_CHANGED = "servers changed"
    SHAPE_CHANGED = "shape changed"


BY_HAND = frozenset(
    {What.BODY_CHANGED, What.HEADER_CHANGED, What.SECURITY_CHANGED, What.SERVERS_CHANGED, What.SHAPE_CHANGED}
)
"""What the tool tells, and leaves to be written by a person in any case."""

Node = Mapping[str, object]
Pointer = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the vendor's document says, and ours does not, or says otherwise."""

    what: What
    subject: str
    """What it is about, as in `Transfer.state` or `transfersGet.limit`."""
    words: str
    """The change in one sentence."""
    because: str
    """Why it is breaking, or why not."""
    breaking: bool = False
    """Whether code that runs today may stop to, or do something else."""
    operations: tuple[str, ...] = ()
    """Ids of the operations that show it."""
    name: str = ""
    """The member, code, status or media type that it is about, where there is one."""
    new_name: str = ""
    """What it is called now, when that is all that changed."""
    node: Node = field(default_factory=dict, compare=False, repr=False)
    """The element of our contract that holds it, or has to."""
    parts: tuple[Part, Part] = field(default=(Part(), Part()), compare=False, repr=False)
    """What theirs and what ours say in that place."""
    key: str = ""
    """The method and path that theirs knows an operation by."""
    also_required: bool = False
    """Whether what is added or removed is required as well."""

    @property
    def id(self) -> str:
        """What a person accepts it by."""
        told = self.subject.endswith((f".{self.name}", f".{self.name.rpartition(' ')[2]}"))
        name = f"={self.name}" if self.name and not told else ""
        return f"{self.what}:{self.subject}{name}".replace(" ", "-")

    @property
    def by_hand(self) -> bool:
        """Whether the tool cannot write it, accepted or not."""
        return self.what in BY_HAND


def changes(vendor: Document, ours: Document) -> list[Change]:
    """Tell what the vendor's document, after the overlay, changes in ours."""
    return list(_Comparison(vendor, ours).changes())


def operation_id(operation: Operation) -> str:
    """Name an operation, by its method and path when it has no id."""
    return str(operation.node.get("operationId") or operation.key)


@dataclass(slots=True)
class _Difference:
    """Sites that are one and the same place of our contract."""

    site: Site
    node: Node
    operations: list[str]
    directions: set[str]
    trails: set[Pointer]

    @property
    def name(self) -> str:
        return self.site.trail[-1]

    @property
    def holder(self) -> Pointer:
        return self.site.trail[:-1]

    @property
    def added(self) -> bool:
        return self.site.kind is Kind.MISSING

    @property
    def is_part(self) -> bool:
        return "" in (self.site.before, self.site.after)

    @property
    def is_type(self) -> bool:
        """Whether values are of another type, or are those of an enum on one side only."""
        whole_enum = isinstance(self.site.before, frozenset) or isinstance(self.site.after, frozenset)
        return not self.is_part and (self.name in {"type", "format"} or (self.name == "enum" and whole_enum))


class _Comparison:
    def __init__(self, vendor: Document, ours: Document) -> None:
        self._vendor, self._ours = vendor, ours
        self._theirs_by_key = {operation.key: operation for operation in vendor.operations()}
        self._ours_by_key = {operation.key: operation for operation in ours.operations()}
        self._pointers = dict(_pointers(ours.root))

    def changes(self) -> Iterator[Change]:
        theirs, ours = Reader(self._vendor), Reader(self._ours)
        if (urls := _urls(self._vendor)) != _urls(self._ours):
            words = f"the servers are {', '.join(sorted(urls)) or 'not named any more'}"
            yield Change(What.SERVERS_CHANGED, "servers", words, "calls would go to another place", breaking=True)
        moved = self._moved()
        pairs = [*((key, key) for key in self._ours_by_key if key in self._theirs_by_key), *moved.items()]
        for old, new in moved.items():
            yield self._told_of_operation(What.OPERATION_MOVED, self._ours_by_key[old], new)
        for key, operation in self._ours_by_key.items():
            if key not in self._theirs_by_key and key not in moved:
                yield self._told_of_operation(What.OPERATION_REMOVED, operation)
        for key, operation in self._theirs_by_key.items():
            if key not in self._ours_by_key and key not in moved.values():
                yield self._told_of_operation(What.OPERATION_ADDED, operation, key)
        found: dict[object, _Difference] = {}
        for key, their_key in pairs:
            name = operation_id(self._ours_by_key[key])
            their_part = theirs.operation(self._theirs_by_key[their_key])
            for site in walk(their_part, ours.operation(self._ours_by_key[key])):
                for single in _each_required(site):
                    self._gather(found, name, single)
        yield from self._told(list(found.values()))

    def _moved(self) -> dict[str, str]:
        """Pair operations of one id under two keys."""
        new = {operation_id(item): key for key, item in self._theirs_by_key.items() if key not in self._ours_by_key}
        gone = {key: operation_id(item) for key, item in self._ours_by_key.items() if key not in self._theirs_by_key}
        return {key: new[name] for key, name in gone.items() if name in new}

    def _told_of_operation(self, what: What, operation: Operation, new_key: str = "") -> Change:
        name = operation_id(operation)
        words, because = {
            What.OPERATION_ADDED: (f"new operation {operation.key} ({name})", "nobody calls it yet"),
            What.OPERATION_REMOVED: (f"{operation.key} ({name}) is gone", "its callers have nothing to call"),
            What.OPERATION_MOVED: (
                f"{name} moved from {operation.key} to {new_key}",
                "whether the old path still answers has to be known, for releases in use and for stored settle tokens",
            ),
        }[what]
        return Change(
            what,
            name,
            words,
            because,
            breaking=what is not What.OPERATION_ADDED,
            operations=(name,),
            node=operation.node,
            key=new_key or operation.key,
        )

    def _gather(self, found: dict[object, _Difference], operation: str, site: Site) -> None:
        node = _edited(site)
        # Equal nodes are one place; what has no place yet is told by the way to it.
        where: object = id(_shared_parameter(site) or node) if node else (operation, site.trail[:-1])
        trail = (operation, *site.trail)
        known = (where, site.trail[-1], site.kind, site.before, site.after)
        difference = found.setdefault(known, _Difference(site, node, [], set(), set()))
        if operation not in difference.operations:
            difference.operations.append(operation)
        difference.directions.add("response" if site.trail[0].startswith("response ") else "request")
        difference.trails.add(trail)

    # ---- from differences to changes ----

    def _told(self, found: list[_Difference]) -> Iterator[Change]:
        found = [item for item in found if not _swallowed(item, found)]
        renamed = dict(_renamed(found))
        for item in found:
            if id(item) in renamed:
                if item.added:
                    yield self._told_of_rename(renamed[id(item)], item)
                continue
            if _belongs_to_a_new_field(item, found):
                continue
            change = self._told_of(item, found)
            yield replace(change, operations=tuple(item.operations), node=item.node, parts=item.site.holders)

    def _told_of(self, item: _Difference, found: Sequence[_Difference]) -> Change:
        if not item.is_part:
            return self._told_of_fact(item)
        kind, _, rest = item.name.partition(" ")
        if kind == "property":
            return self._told_of_field(item, rest, found)
        if rest.startswith("parameter "):
            return self._told_of_parameter(item)
        if kind == "response":
            return self._told_of_status(item, rest)
        if "/" in item.name and item.holder and _holds_media_types(item.holder[-1]):
            return self._told_of_media_type(item)
        return self._told_of_other_part(item, rest)

    def _told_of_other_part(self, item: _Difference, rest: str) -> Change:
        if item.name.startswith("header "):
            words = f"{self._subject(item)}: the header {rest} {'is new' if item.added else 'is gone'}"
            return Change(What.HEADER_CHANGED, self._subject(item), words, "headers are read leniently", name=rest)
        if item.name == "request body":
            words = f"{self._subject(item)}: a request body {'is new' if item.added else 'is gone'}"
            return Change(What.BODY_CHANGED, self._subject(item), words, "a call has other arguments", breaking=True)
        words = f"{self._subject(item)}: {item.name} {'is new' if item.added else 'is gone'}"
        return Change(
            What.SHAPE_CHANGED, self._subject(item), words, "values have another shape", breaking=True, name=item.name
        )

    def _told_of_field(self, item: _Difference, name: str, found: Sequence[_Difference]) -> Change:
        required = any(_same_holder(item, other) and _requires(other) == name for other in found)
        subject = f"{self._subject(item)}.{name}"
        request = "request" in item.directions
        if not item.added:
            words = f"the field {subject} is gone"
            return Change(
                What.FIELD_REMOVED,
                subject,
                words,
                "code that names it fails",
                breaking=True,
                name=name,
                also_required=required,
            )
        breaking = request and required
        because = "today's callers do not send it" if breaking else "whoever does not know it loses nothing"
        words = f"new {'required' if required else 'optional'} field {subject} in {_in(item.directions)}"
        return Change(What.FIELD_ADDED, subject, words, because, breaking=breaking, name=name, also_required=required)

    def _told_of_parameter(self, item: _Difference) -> Change:
        place, _, name = item.name.split(" ", 2)
        subject, those = f"{item.operations[0]}.{name}", ", ".join(item.operations)
        if not item.added:
            words = f"the {place} parameter {name} of {those} is gone"
            return Change(
                What.PARAMETER_REMOVED, subject, words, "code that gives it fails", breaking=True, name=item.name
            )
        required = item.site.holders[0].parts[item.name].facts.get("required") is True
        words = f"new {'required' if required else 'optional'} {place} parameter {name} of {those}"
        because = "today's callers do not send it" if required else "whoever does not know it loses nothing"
        return Change(What.PARAMETER_ADDED, subject, words, because, breaking=required, name=item.name)

    def _told_of_status(self, item: _Difference, status: str) -> Change:
        subject = self._subject(item)
        success = status.startswith("2")
        because = "it is a new way to succeed" if success else "it is raised as an error of its status"
        if item.added:
            words = f"{subject}: may now answer {status}"
            return Change(What.STATUS_ADDED, subject, words, because, breaking=success, name=status)
        words = f"{subject}: {status} is not documented any more"
        because = "the answer of today is gone" if success else "errors that do not come harm nobody"
        return Change(What.STATUS_REMOVED, subject, words, because, breaking=success, name=status)

    def _told_of_media_type(self, item: _Difference) -> Change:
        subject = self._subject(item)
        if item.added:
            words = f"{subject}: {item.name} is a new media type"
            return Change(What.MEDIA_TYPE_ADDED, subject, words, "nobody asks for it yet", name=item.name)
        words = f"{subject}: the media type {item.name} is gone"
        return Change(
            What.MEDIA_TYPE_REMOVED, subject, words, "those who ask for it fail", breaking=True, name=item.name
        )

    def _told_of_rename(self, old: _Difference, new: _Difference) -> Change:
        parameter = " parameter " in new.name
        what = What.PARAMETER_RENAMED if parameter else What.FIELD_RENAMED
        short, now = old.name.rpartition(" ")[2], new.name.rpartition(" ")[2]
        subject = f"{old.operations[0] if parameter else self._subject(old)}.{short}"
        named = f"parameter {short} of {', '.join(old.operations)}" if parameter else f"field {subject}"
        return Change(
            what,
            subject,
            f"the {named} is now called {now}",
            "code that names it by the old name fails",
            breaking=True,
            operations=tuple(old.operations),
            name=old.name if parameter else short,
            new_name=now,
            node=old.node,
            parts=old.site.holders,
        )

    def _told_of_fact(self, item: _Difference) -> Change:
        if item.is_type:
            return self._told_of_type(item)
        if item.name == "enum":
            return self._told_of_value(item)
        if item.name == "required":
            return self._told_of_required(item)
        if item.name in _LIMITS:
            return self._told_of_limit(item)
        subject, name = self._subject(item), item.name
        if name == "deprecated":
            words = f"{subject} is {'deprecated now' if item.site.before is True else 'not deprecated any more'}"
            return Change(What.DEPRECATION_CHANGED, subject, words, "it works as before", name=name)
        what, because = _FACTS.get(name, (What.SHAPE_CHANGED, "values have another shape"))
        return Change(what, subject, self._was(item), because, breaking=True, name=name)

    def _told_of_limit(self, item: _Difference) -> Change:
        tighter = "request" in item.directions and not _looser(item.name, item.site.after, item.site.before)
        because = "what was accepted may now be refused" if tighter else "what was accepted still is"
        subject = self._subject(item)
        return Change(What.LIMIT_CHANGED, subject, self._was(item), because, breaking=tighter, name=item.name)

    def _was(self, item: _Difference) -> str:
        was, now = _shown(item.site.after), _shown(item.site.before)
        return f"{self._subject(item)}: {item.name} was {was}, is {now}"

    def _told_of_value(self, item: _Difference) -> Change:
        subject, site = self._subject(item), item.site
        error = any(_is_error_code(trail) for trail in item.trails)
        value, now = _plain(site.before if item.added else site.after), ""
        if site.kind is Kind.CHANGED:
            now = _plain(site.before)
            words = f"{subject}: the only value {value} is now {now}"
            return Change(What.SHAPE_CHANGED, subject, words, "values have another shape", breaking=True, name="enum")
        if item.added:
            what = What.CODE_ADDED if error else What.VALUE_ADDED
            because = "open enums take it as it comes" if "response" in item.directions else "nobody has to send it"
            return Change(what, subject, f"{subject}: new value {value}", because, name=value)
        if error:
            words = f"{subject}: the code {value} is not documented any more"
            because = "code that names its member of ErrorCode fails, unless another refusal has it"
            return Change(What.CODE_REMOVED, subject, words, because, breaking=True, name=value)
        words = f"{subject}: the value {value} is gone"
        return Change(What.VALUE_REMOVED, subject, words, "code that names its member fails", breaking=True, name=value)

    def _told_of_required(self, item: _Difference) -> Change:
        subject, request = self._subject(item), "request" in item.directions
        member = _requires(item)
        subject = f"{subject}.{member}" if member else subject
        if item.added or item.site.before is True:
            because = "today's callers may leave it out" if request else "it was optional to read so far"
            words = f"{subject} is required in {_in(item.directions)} now"
            return Change(What.REQUIRED, subject, words, because, breaking=request, name=member)
        breaking = "response" in item.directions
        because = "code that reads it must expect that it is absent" if breaking else "it may still be sent"
        words = f"{subject} is optional in {_in(item.directions)} now"
        return Change(What.OPTIONAL, subject, words, because, breaking=breaking, name=member)

    def _told_of_type(self, item: _Difference) -> Change:
        subject = self._subject(item)
        theirs, ours = item.site.holders
        words = f"the type of {subject} was {_type(ours)}, is {_type(theirs)}"
        return Change(What.TYPE_CHANGED, subject, words, "code holds values of the old type", breaking=True)

    def _subject(self, item: _Difference) -> str:
        pointer = self._pointers.get(id(item.node))
        if pointer is None:
            return ".".join([item.operations[0], *(_spoken_step(step) for step in item.holder)])
        if pointer[0] == "paths":
            operation = self._ours_by_key.get(f"{pointer[2].upper()} {pointer[1]}") if len(pointer) > 2 else None  # noqa: PLR2004
            first = operation_id(operation) if operation else pointer[1]
            return ".".join([first, *_readable(pointer[3:])])
        return ".".join(_readable(pointer[2:]))


_LIMITS = frozenset(
    {
        *("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
        *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"),
        *("pattern", "uniqueItems", "multipleOf"),
    }
)
_FACTS = {
    "security": (What.SECURITY_CHANGED, "calls carry other credentials"),
    "servers": (What.SERVERS_CHANGED, "calls would go to another place"),
}
_OF_A_TYPE = frozenset({"type", "format", "enum", *_LIMITS})


def _swallowed(item: _Difference, found: Iterable[_Difference]) -> bool:
    """Tell whether a change of type says it already: one of the same schema, or of one around it."""
    return any(_says_already(other, item) for other in found if other is not item and other.is_type)


def _says_already(other: _Difference, item: _Difference) -> bool:
    if not set(other.operations) & set(item.operations):
        return False
    if other.holder == item.holder and not item.is_part:
        # Of several facts that make up a type, the one is told that comes last in the alphabet, which is `type`.
        says = item.name in _OF_A_TYPE or (other.name == "type" and item.name == "required")
        return says and (not item.is_type or item.name < other.name)
    return other.name == "type" and item.holder[: len(other.holder)] == other.holder


def _each_required(site: Site) -> Iterator[Site]:
    """Take a list of required fields that came or went as a whole apart."""
    before, after = site.before, site.after
    if site.trail[-1] == "required" and isinstance(before, frozenset):
        yield from (replace(site, before=member) for member in sorted(before))
    elif site.trail[-1] == "required" and isinstance(after, frozenset):
        yield from (replace(site, after=member) for member in sorted(after))
    else:
        yield site


def _renamed(found: Sequence[_Difference]) -> Iterator[tuple[int, _Difference]]:
    """Pair what went with what came, where there is one of each, and they are equal but for the name."""
    for old in found:
        came = [item for item in found if _could_be_renamed(old, item)]
        if old.added or not old.is_part or len(came) != 1:
            continue
        went = [item for item in found if _could_be_renamed(item, came[0])]
        if len(went) == 1:
            yield id(old), old
            yield id(came[0]), old


def _could_be_renamed(old: _Difference, new: _Difference) -> bool:
    if not (old.is_part and new.is_part and new.added and not old.added and _same_holder(old, new)):
        return False
    kinds = [item.name.rpartition(" ")[0] for item in (old, new)]
    return (
        kinds[0] == kinds[1]
        and kinds[0].endswith(("property", "parameter"))
        and old.site.holders[1].parts[old.name] == new.site.holders[0].parts[new.name]
    )


def _same_holder(one: _Difference, other: _Difference) -> bool:
    return one.holder == other.holder and bool(set(one.operations) & set(other.operations))


def _requires(item: _Difference) -> str:
    """Give the field that is in a list of required ones, or out of it."""
    value = item.site.before if item.added else item.site.after
    if item.name != "required" or item.is_part or isinstance(value, bool):
        return ""
    return str(value)


def _belongs_to_a_new_field(item: _Difference, found: Iterable[_Difference]) -> bool:
    name = f"property {_requires(item)}"
    return name != "property " and any(
        _same_holder(item, other) and other.is_part and other.name == name and other.added == item.added
        for other in found
    )


def _edited(site: Site) -> Node:
    """Give the node of our contract that holds the difference, or has to hold it."""
    theirs, ours = (part.sources for part in site.holders)
    name = site.trail[-1]
    if name.startswith("property "):
        field_name = name.removeprefix("property ")
        return _with_property(ours, field_name) or _most_like(ours, _with_property(theirs, field_name))
    if name == "required" and (member := _member(site)):
        return _with_property(ours, member) or _most_like(ours, _with_property(theirs, member))
    return next((node for node in ours if name in node), _plainest(ours))


def _shared_parameter(site: Site) -> Node | None:
    """Give the parameter that came or went: several operations may share it."""
    name = site.trail[-1]
    parts = [part.parts[name] for part in site.holders if name in part.parts]
    return parts[0].sources[0] if " parameter " in name and len(parts) == 1 else None


def _member(site: Site) -> str:
    value = site.after if site.before is None else site.before
    return value if isinstance(value, str) else ""


def _properties(node: Node) -> Mapping[str, object]:
    return mapping(node.get("properties", {}), "properties")


def _with_property(nodes: Iterable[Node], name: str) -> Node:
    return next((node for node in nodes if name in _properties(node)), {})


def _most_like(nodes: Sequence[Node], theirs: Node) -> Node:
    """Of the schemas that hold together in ours, choose the one that has most fields in common with theirs."""
    shared = [len(set(_properties(node)) & set(_properties(theirs))) for node in nodes]
    return nodes[shared.index(max(shared))] if any(shared) else _plainest(nodes)


def _plainest(nodes: Sequence[Node]) -> Node:
    """Of the schemas that hold together, choose one that says something itself."""
    return next((node for node in nodes if "$ref" not in node and "allOf" not in node), nodes[0] if nodes else {})


def _pointers(root: Node) -> Iterator[tuple[int, Pointer]]:
    todo: list[tuple[object, Pointer]] = [(root, ())]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Mapping):
            yield id(node), pointer
            todo.extend((child, (*pointer, str(key))) for key, child in node.items())
        elif isinstance(node, list):
            todo.extend((child, (*pointer, str(number))) for number, child in enumerate(node))


def _readable(pointer: Sequence[str]) -> Iterator[str]:
    for around, step in pairwise(("", *pointer)):
        if step == "items":
            yield "[]"
        elif step not in {"properties", "allOf", "content", "schema", "responses"} and around != "allOf":
            yield step


def _spoken_step(step: str) -> str:
    return step.removeprefix("property ").removeprefix("response ").replace(" ", "-")


def _holds_media_types(step: str) -> bool:
    return step == "request body" or step.startswith("response ") or " parameter " in step


def _is_error_code(trail: Pointer) -> bool:
    return "property errorCode" in trail and any(step.startswith("response 4") for step in trail)


def _in(directions: set[str]) -> str:
    return "requests and answers" if len(directions) > 1 else "requests" if "request" in directions else "answers"


def _looser(keyword: str, was: Fact | None, now: Fact | None) -> bool:
    if now is None:
        return True
    if not isinstance(was, (int, float)) or not isinstance(now, (int, float)):
        return False
    return now <= was if keyword.lower().find("min") >= 0 else now >= was


def _plain(value: Fact | None) -> str:
    """Give the value of an enum, which stands in a structure as JSON."""
    try:
        return str(json.loads(str(value)))
    except ValueError:
        return str(value)


def _shown(value: Fact | None) -> str:
    if value is None:
        return "not said"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value)) or "none"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(part: Part) -> str:
    kind, form, values = (part.facts.get(keyword) for keyword in ("type", "format", "enum"))
    said = _shown(kind) if form is None else f"{_shown(kind)} ({_shown(form)})"
    members = ", ".join(sorted(_plain(value) for value in values)) if isinstance(values, frozenset) else ""
    return f"{said} of {members}" if members else said


def _urls(document: Document) -> set[str]:
    servers = document.root.get("servers", [])
    return {str(mapping(item, "a server").get("url")) for item in servers} if isinstance(servers, list) else set()
