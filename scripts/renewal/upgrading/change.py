"""One change of a vendor document: in plain words, and with a verdict for the users of the SDK.

A change is breaking when code that runs against the SDK of today may stop working, or may do something else. Those are
for a person to decide; the others are safe to carry over.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scripts.renewal.openapi.structure import Part


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
    HEADER_ADDED = "response header added"
    HEADER_REMOVED = "response header removed"
    HEADER_RENAMED = "response header renamed"
    NULL_ALLOWED = "null allowed"
    NULL_REFUSED = "null refused"
    ANNOTATION_CHANGED = "annotation changed"
    CALLBACK_CHANGED = "callback changed"
    WEBHOOK_CHANGED = "webhook changed"
    SECURITY_CHANGED = "security changed"
    SERVERS_CHANGED = "servers changed"
    SHAPE_CHANGED = "shape changed"


BY_HAND = frozenset(
    {
        *(What.BODY_CHANGED, What.SECURITY_CHANGED, What.SERVERS_CHANGED, What.SHAPE_CHANGED),
        *(What.CALLBACK_CHANGED, What.WEBHOOK_CHANGED),
    }
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
    others: tuple[Node, ...] = field(default=(), compare=False, repr=False)
    """Further elements in which the same has changed."""
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
