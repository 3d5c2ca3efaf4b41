"""Tells what differs, element by element, and what it means for the users of the SDK."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scripts.renewal.openapi.differences import Kind
from scripts.renewal.openapi.document import Operation
from scripts.renewal.openapi.structure import OR_NULL, Fact
from scripts.renewal.upgrading.change import Change, Pointer, What
from scripts.renewal.upgrading.grouping import (
    ANNOTATIONS,
    LIMITS,
    Difference,
    belongs_to_a_new_field,
    renames,
    requires,
    same_holder,
    swallowed,
)
from scripts.renewal.upgrading.words import in_which, readable, spoken_fact, spoken_step, spoken_type, spoken_value

_FACTS = {
    "security": (What.SECURITY_CHANGED, "calls carry other credentials"),
    "servers": (What.SERVERS_CHANGED, "calls would go to another place"),
}


class Teller:
    """Makes changes of the differences between a vendor document and ours."""

    def __init__(self, pointers: Mapping[int, Pointer], ours_by_key: Mapping[str, Operation]) -> None:
        self._pointers, self._ours_by_key = pointers, ours_by_key

    def told(self, found: list[Difference]) -> Iterator[Change]:
        """Tell all differences, each once, and what follows from another not at all."""
        found = [item for item in found if not swallowed(item, found)]
        renamed = dict(renames(found))
        for item in found:
            if id(item) in renamed:
                if item.added:
                    yield self._told_of_rename(renamed[id(item)], item)
                continue
            if belongs_to_a_new_field(item, found):
                continue
            change = self._told_of(item, found)
            yield replace(change, operations=tuple(item.operations), node=item.node, parts=item.site.holders)

    def _told_of(self, item: Difference, found: Sequence[Difference]) -> Change:
        if item.site.trail[0].startswith("callback "):
            return self._told_of_callback(item)
        if not item.is_part:
            return self._told_of_fact(item)
        kind, _, rest = item.name.partition(" ")
        if kind == "property":
            return self._told_of_field(item, rest, found)
        if rest.startswith("parameter "):
            return self._told_of_parameter(item)
        if kind == "response":
            return self._told_of_status(item, rest)
        media_type = "/" in item.name and item.holder and _holds_media_types(item.holder[-1])
        return self._told_of_media_type(item) if media_type else self._told_of_other_part(item, rest)

    def _told_of_other_part(self, item: Difference, rest: str) -> Change:
        if item.name.startswith("header "):
            what = What.HEADER_ADDED if item.added else What.HEADER_REMOVED
            words = f"the response header {rest} {'is new' if item.added else 'is gone'}"
            because = "whoever does not know it loses nothing" if item.added else "code that reads it finds nothing"
            return Change(what, rest, words, because, breaking=not item.added, name=rest)
        if item.name == "request body":
            words = f"{self._subject(item)}: a request body {'is new' if item.added else 'is gone'}"
            return Change(What.BODY_CHANGED, self._subject(item), words, "a call has other arguments", breaking=True)
        words = f"{self._subject(item)}: {item.name} {'is new' if item.added else 'is gone'}"
        return Change(
            What.SHAPE_CHANGED, self._subject(item), words, "values have another shape", breaking=True, name=item.name
        )

    def _told_of_callback(self, item: Difference) -> Change:
        words = f"{item.operations[0]}: {' > '.join(item.site.trail)} {'is new' if item.added else 'is another'}"
        because = "a callback is received by code of its own"
        subject = ".".join([item.operations[0], *(spoken_step(step) for step in item.site.trail)])
        return Change(What.CALLBACK_CHANGED, subject, words, because, breaking=not item.added)

    def _told_of_field(self, item: Difference, name: str, found: Sequence[Difference]) -> Change:
        required = any(same_holder(item, other) and requires(other) == name for other in found)
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
        words = f"new {'required' if required else 'optional'} field {subject} in {in_which(item.directions)}"
        return Change(What.FIELD_ADDED, subject, words, because, breaking=breaking, name=name, also_required=required)

    def _told_of_parameter(self, item: Difference) -> Change:
        place, _, name = item.name.split(" ", 2)
        subject, those = f"{item.operations[0]}.{name}", ", ".join(item.operations)
        if not item.added:
            words = f"the {place} parameter {name} of {those} is gone"
            return Change(
                What.PARAMETER_REMOVED, subject, words, "code that gives it fails", breaking=True, name=item.name
            )
        required = item.site.holders[0].parts[item.name].facts.get("required") is True
        breaking = required and "request" in item.directions
        words = f"new {'required' if required else 'optional'} {place} parameter {name} of {those}"
        because = "today's callers do not send it" if breaking else "whoever does not know it loses nothing"
        return Change(What.PARAMETER_ADDED, subject, words, because, breaking=breaking, name=item.name)

    def _told_of_status(self, item: Difference, status: str) -> Change:
        subject = self._subject(item)
        success = status.startswith("2")
        because = "it is a new way to succeed" if success else "it is raised as an error of its status"
        if item.added:
            words = f"{subject}: may now answer {status}"
            return Change(What.STATUS_ADDED, subject, words, because, breaking=success, name=status)
        words = f"{subject}: {status} is not documented any more"
        because = "the answer of today is gone" if success else "errors that do not come harm nobody"
        return Change(What.STATUS_REMOVED, subject, words, because, breaking=success, name=status)

    def _told_of_media_type(self, item: Difference) -> Change:
        subject = self._subject(item)
        if item.added:
            words = f"{subject}: {item.name} is a new media type"
            return Change(What.MEDIA_TYPE_ADDED, subject, words, "nobody asks for it yet", name=item.name)
        words = f"{subject}: the media type {item.name} is gone"
        return Change(
            What.MEDIA_TYPE_REMOVED, subject, words, "those who ask for it fail", breaking=True, name=item.name
        )

    def _told_of_rename(self, old: Difference, new: Difference) -> Change:
        if old.name.startswith("header "):
            name, now = old.name.removeprefix("header "), new.name.removeprefix("header ")
            words = f"the response header {name} is now called {now}"
            return Change(
                What.HEADER_RENAMED, name, words, "code that reads it by the old name finds nothing", breaking=True,
                operations=tuple(old.operations), name=name, new_name=now, node=old.node, parts=old.site.holders,
            )  # fmt: skip
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

    def _told_of_fact(self, item: Difference) -> Change:
        tellers = {
            "enum": self._told_of_value,
            "required": self._told_of_required,
            "deprecated": self._told_of_deprecation,
            OR_NULL: self._told_of_null,
            **dict.fromkeys(LIMITS, self._told_of_limit),
            **dict.fromkeys(ANNOTATIONS, self._told_of_annotation),
        }
        if item.is_type:
            return self._told_of_type(item)
        if item.name in tellers:
            return tellers[item.name](item)
        what, because = _FACTS.get(item.name, (What.SHAPE_CHANGED, "values have another shape"))
        return Change(what, self._subject(item), self._was(item), because, breaking=True, name=item.name)

    def _told_of_deprecation(self, item: Difference) -> Change:
        subject = self._subject(item)
        words = f"{subject} is {'deprecated now' if item.site.before is True else 'not deprecated any more'}"
        return Change(What.DEPRECATION_CHANGED, subject, words, "it works as before", name=item.name)

    def _told_of_annotation(self, item: Difference) -> Change:
        because = "it says nothing of the values that are allowed"
        return Change(What.ANNOTATION_CHANGED, self._subject(item), self._was(item), because, name=item.name)

    def _told_of_null(self, item: Difference) -> Change:
        subject = self._subject(item)
        request, answer = "request" in item.directions, "response" in item.directions
        if item.added:
            breaking = answer and item.always_there
            because = "code that reads it must expect null" if breaking else "null is read as absent"
            words = f"{subject} may be null in {in_which(item.directions)}"
            return Change(What.NULL_ALLOWED, subject, words, because, breaking=breaking)
        because = "null may now be refused" if request else "null was expected, and does not come"
        words = f"{subject} is never null in {in_which(item.directions)} now"
        return Change(What.NULL_REFUSED, subject, words, because, breaking=request)

    def _told_of_limit(self, item: Difference) -> Change:
        tighter = "request" in item.directions and not _looser(item.name, item.site.after, item.site.before)
        because = "what was accepted may now be refused" if tighter else "what was accepted still is"
        subject = self._subject(item)
        return Change(What.LIMIT_CHANGED, subject, self._was(item), because, breaking=tighter, name=item.name)

    def _was(self, item: Difference) -> str:
        was, now = spoken_fact(item.site.after), spoken_fact(item.site.before)
        return f"{self._subject(item)}: {item.name} was {was}, is {now}"

    def _told_of_value(self, item: Difference) -> Change:
        subject, site = self._subject(item), item.site
        error = any(_is_error_code(trail) for trail in item.trails)
        value, now = spoken_value(site.before if item.added else site.after), ""
        if site.kind is Kind.CHANGED:
            now = spoken_value(site.before)
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

    def _told_of_required(self, item: Difference) -> Change:
        subject, request = self._subject(item), "request" in item.directions
        member = requires(item)
        subject = f"{subject}.{member}" if member else subject
        if item.added or item.site.before is True:
            because = "today's callers may leave it out" if request else "it was optional to read so far"
            words = f"{subject} is required in {in_which(item.directions)} now"
            return Change(What.REQUIRED, subject, words, because, breaking=request, name=member)
        breaking = "response" in item.directions
        because = "code that reads it must expect that it is absent" if breaking else "it may still be sent"
        words = f"{subject} is optional in {in_which(item.directions)} now"
        return Change(What.OPTIONAL, subject, words, because, breaking=breaking, name=member)

    def _told_of_type(self, item: Difference) -> Change:
        subject = self._subject(item)
        theirs, ours = item.site.holders
        words = f"the type of {subject} was {spoken_type(ours)}, is {spoken_type(theirs)}"
        return Change(What.TYPE_CHANGED, subject, words, "code holds values of the old type", breaking=True)

    def _subject(self, item: Difference) -> str:
        pointer = self._pointers.get(id(item.node))
        if pointer is None:
            return ".".join([item.operations[0], *(spoken_step(step) for step in item.holder)])
        if pointer[0] in {"paths", "webhooks"}:
            received = "webhook " if pointer[0] == "webhooks" else ""
            key = f"{pointer[2].upper()} {received}{pointer[1]}" if len(pointer) > 2 else ""  # noqa: PLR2004
            operation = self._ours_by_key.get(key)
            first = operation.id if operation else pointer[1]
            return ".".join([first, *readable(pointer[3:])])
        return ".".join(readable(pointer[2:]))


def _holds_media_types(step: str) -> bool:
    return step == "request body" or step.startswith("response ") or " parameter " in step


def _is_error_code(trail: Pointer) -> bool:
    return "property errorCode" in trail and any(step.startswith("response 4") for step in trail)


def _looser(keyword: str, was: Fact | None, now: Fact | None) -> bool:
    if now is None:
        return True
    if not isinstance(was, (int, float)) or not isinstance(now, (int, float)):
        return False
    return now <= was if keyword.lower().find("min") >= 0 else now >= was
