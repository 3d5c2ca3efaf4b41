"""Brings together what differs in several places and is one thing: a shared component, a rename, a new field."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scripts.renewal.openapi.differences import Kind, Site
from scripts.renewal.openapi.document import mapping
from scripts.renewal.openapi.structure import OR_NULL
from scripts.renewal.upgrading.change import Node, Pointer

LIMITS = frozenset(
    {
        *("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"),
        *("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"),
        *("pattern", "uniqueItems", "multipleOf"),
    }
)
ANNOTATIONS = frozenset({"default", "readOnly", "writeOnly"})
_OF_A_TYPE = frozenset({"type", "format", "enum", OR_NULL, *LIMITS})


@dataclass(slots=True)
class Difference:
    """Sites that are one and the same place of our contract."""

    site: Site
    node: Node
    operations: list[str]
    directions: set[str]
    trails: set[Pointer]
    always_there: bool = False
    """Whether it is about a value that ours requires, in one of the places at least."""

    @property
    def name(self) -> str:
        """The last step: a keyword, or what kind of thing with its name."""
        return self.site.trail[-1]

    @property
    def holder(self) -> Pointer:
        """The way to what holds it."""
        return self.site.trail[:-1]

    @property
    def added(self) -> bool:
        """Whether theirs says it, and ours does not."""
        return self.site.kind is Kind.MISSING

    @property
    def is_part(self) -> bool:
        """Whether it came or went as a whole."""
        return "" in (self.site.before, self.site.after)

    @property
    def is_type(self) -> bool:
        """Whether values are of another type, or are those of an enum on one side only."""
        if self.site.trail[0].startswith("callback "):
            return False
        whole_enum = isinstance(self.site.before, frozenset) or isinstance(self.site.after, frozenset)
        return not self.is_part and (self.name in {"type", "format"} or (self.name == "enum" and whole_enum))


def swallowed(item: Difference, found: Iterable[Difference]) -> bool:
    """Tell whether a change of type says it already: one of the same schema, or of one around it."""
    return any(_says_already(other, item) for other in found if other is not item and other.is_type)


def _says_already(other: Difference, item: Difference) -> bool:
    if not set(other.operations) & set(item.operations):
        return False
    if other.holder == item.holder and not item.is_part:
        # Of several facts that make up a type, the one is told that comes last in the alphabet, which is `type`.
        says = item.name in _OF_A_TYPE or (other.name == "type" and item.name == "required")
        return says and (not item.is_type or item.name < other.name)
    return other.name == "type" and item.holder[: len(other.holder)] == other.holder


def each_required(site: Site) -> Iterator[Site]:
    """Take a list of required fields that came or went as a whole apart."""
    before, after = site.before, site.after
    if site.trail[-1] == "required" and isinstance(before, frozenset):
        yield from (replace(site, before=member) for member in sorted(before))
    elif site.trail[-1] == "required" and isinstance(after, frozenset):
        yield from (replace(site, after=member) for member in sorted(after))
    else:
        yield site


def renames(found: Sequence[Difference]) -> Iterator[tuple[int, Difference]]:
    """Pair what went with what came, where there is one of each, and they are equal but for the name."""
    for old in found:
        came = [item for item in found if _could_be_renamed(old, item)]
        if old.added or not old.is_part or len(came) != 1:
            continue
        went = [item for item in found if _could_be_renamed(item, came[0])]
        if len(went) == 1:
            yield id(old), old
            yield id(came[0]), old


def _could_be_renamed(old: Difference, new: Difference) -> bool:
    if not (old.is_part and new.is_part and new.added and not old.added and same_holder(old, new)):
        return False
    kinds = [item.name.rpartition(" ")[0] for item in (old, new)]
    return (
        kinds[0] == kinds[1]
        and kinds[0].endswith(("property", "parameter", "header"))
        and old.site.holders[1].parts[old.name] == new.site.holders[0].parts[new.name]
    )


def same_holder(one: Difference, other: Difference) -> bool:
    """Tell whether two differences stand in the same place."""
    return one.holder == other.holder and bool(set(one.operations) & set(other.operations))


def requires(item: Difference) -> str:
    """Give the field that is in a list of required ones, or out of it."""
    value = item.site.before if item.added else item.site.after
    if item.name != "required" or item.is_part or isinstance(value, bool):
        return ""
    return str(value)


def belongs_to_a_new_field(item: Difference, found: Iterable[Difference]) -> bool:
    """Tell whether it only says that a field that came or went is required."""
    name = f"property {requires(item)}"
    return name != "property " and any(
        same_holder(item, other) and other.is_part and other.name == name and other.added == item.added
        for other in found
    )


def edited(site: Site) -> Node:
    """Give the node of our contract that holds the difference, or has to hold it."""
    theirs, ours = (part.sources for part in site.holders)
    name = site.trail[-1]
    if name.startswith("property "):
        field_name = name.removeprefix("property ")
        return _with_property(ours, field_name) or _most_like(ours, _with_property(theirs, field_name))
    if name == OR_NULL:
        return ours[0] if ours else {}
    if name == "required" and (member := _member(site)):
        return _with_property(ours, member) or _most_like(ours, _with_property(theirs, member))
    return next((node for node in ours if name in node), plainest(ours))


def shared_parameter(site: Site) -> Node | None:
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
    return nodes[shared.index(max(shared))] if any(shared) else plainest(nodes)


def plainest(nodes: Sequence[Node]) -> Node:
    """Of the schemas that hold together, choose one that says something itself."""
    return next((node for node in nodes if "$ref" not in node and "allOf" not in node), nodes[0] if nodes else {})
