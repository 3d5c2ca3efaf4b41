"""A YAML file that is changed in a few places, and stays byte for byte the same in all others."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.emitter import RoundTripEmitter
from ruamel.yaml.error import CommentMark
from ruamel.yaml.scalarstring import PlainScalarString
from ruamel.yaml.tokens import CommentToken

_LONGEST_LIST = 100
_AFTER_VALUE, _BEFORE_KEY = 2, 1  # where ruamel keeps the comments of an entry of a mapping


class _Emitter(RoundTripEmitter):
    """Writes `{ a: b }` with the spaces that the file has."""

    def write_indicator(
        self,
        indicator: str,
        need_whitespace: bool,
        whitespace: bool = False,  # noqa: FBT002 - the signature is ruamel's
        indention: bool = False,  # noqa: FBT002 - the signature is ruamel's
    ) -> None:
        super().write_indicator(
            indicator, need_whitespace or indicator == "}", whitespace and indicator != "{", indention
        )


def _yaml() -> YAML:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 2**16  # lines are broken where they were broken, and nowhere else
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.Emitter = _Emitter
    return yaml


def read(path: Path) -> CommentedMap:
    """Read a file so that it can be written again."""
    tree = _yaml().load(path.read_text(encoding="utf-8"))
    if not isinstance(tree, CommentedMap):
        raise TypeError(f"{path} holds no mapping")
    return tree


def write(tree: CommentedMap) -> str:
    """Give the text of a tree."""
    text = io.StringIO()
    _yaml().dump(tree, text)
    return text.getvalue()


def flow(node: CommentedMap | CommentedSeq) -> None:
    """Write a node on one line, `{ like: this }`."""
    node.fa.set_flow_style()


def block(values: Mapping[str, object]) -> CommentedMap:
    """Make a mapping of one entry per line."""
    return CommentedMap(values)


def line(values: Mapping[str, object]) -> CommentedMap:
    """Make a mapping on one line."""
    made = CommentedMap(values)
    flow(made)
    return made


def list_line(values: Sequence[object]) -> CommentedSeq:
    """Make a list on one line."""
    made = CommentedSeq(values)
    flow(made)
    return made


def anchored(text: str, name: str) -> PlainScalarString:
    """Make a text that is written once, and referred to wherever it stands again."""
    made: PlainScalarString = PlainScalarString(text)
    made.yaml_set_anchor(name, always_dump=True)
    return made


def insert(mapping: CommentedMap, key: str, value: object, after: str | None = None, *, apart: bool = False) -> None:
    """Put an entry behind the one of the key `after`, or at the end; `apart`: with an empty line before it.

    What stands below the entry before, as an empty line or the heading of the next group, stays below.
    """
    keys = list(mapping)
    before = keys[-1] if after is None and keys else after
    mapping.insert(keys.index(before) + 1 if before is not None else 0, key, value)
    if before is None:
        return
    below = _take_below(mapping, before)
    if below:
        _put_below(mapping, key, below)
    if apart:
        _comments(mapping, key)[_BEFORE_KEY] = [_token("\n")]


def remove(mapping: CommentedMap, key: str) -> None:
    """Take an entry out; the heading of a group that stood below it stays."""
    keys = list(mapping)
    number = keys.index(key)
    below = _take_below(mapping, key)
    del mapping[key]
    last = number == len(keys) - 1
    if number and ("#" in below or (below and last)):
        _take_below(mapping, keys[number - 1])
        _put_below(mapping, keys[number - 1], below)


def rename(mapping: CommentedMap, key: str, new: str) -> None:
    """Give an entry another key, in the same place."""
    keys = list(mapping)
    number = keys.index(key)
    value, comments = mapping[key], mapping.ca.items.pop(key, None)
    del mapping[key]
    mapping.insert(number, new, value)
    if comments is not None:
        mapping.ca.items[new] = comments


def append(mapping: CommentedMap, key: str, value: object) -> None:
    """Put a value at the end of the list that stands under a key; it is broken when it gets too long for a line."""
    below = _take_below(mapping, key)
    values = mapping[key]
    values.append(value)
    if values.fa.flow_style() and len(", ".join(map(str, values))) > _LONGEST_LIST:
        values.fa.set_block_style()
    if below:
        _put_below(mapping, key, below)


def discard(mapping: CommentedMap, key: str, value: object) -> None:
    """Take a value out of the list that stands under a key; an empty list goes as a whole."""
    values = mapping[key]
    if len(values) == 1:
        remove(mapping, key)
        return
    below = _take_below(mapping, key)
    values.remove(value)
    if below:
        _put_below(mapping, key, below)


def _token(text: str) -> CommentToken:
    return CommentToken(text, start_mark=CommentMark(0))


def _comments(mapping: CommentedMap, key: str) -> list[object]:
    comments: list[object] = mapping.ca.items.setdefault(key, [None, None, None, None])
    return comments


def _tail(node: object, key: object) -> tuple[list[object], int] | None:
    """Find the comments behind the last value in an entry, and the place among them."""
    value = node[key] if isinstance(node, (CommentedMap, CommentedSeq)) else None
    if isinstance(value, CommentedMap) and value and not value.fa.flow_style():
        return _tail(value, list(value)[-1])
    if isinstance(value, CommentedSeq) and value and not value.fa.flow_style():
        return _tail(value, len(value) - 1)
    if isinstance(node, CommentedMap):
        return _comments(node, str(key)), _AFTER_VALUE
    if isinstance(node, CommentedSeq):
        comments: list[object] = node.ca.items.setdefault(key, [None, None, None, None])
        return comments, 0
    return None


def _take_below(mapping: CommentedMap, key: str) -> str:
    """Cut off what stands below an entry; what stands in its last line stays there."""
    found = _tail(mapping, key)
    token = found[0][found[1]] if found else None
    if found is None or not isinstance(token, CommentToken):
        return ""
    same_line, newline, below = token.value.partition("\n")
    if not below:
        return ""
    comments, place = found
    comments[place] = CommentToken(same_line + newline, start_mark=token.start_mark) if same_line else None
    return newline + str(below)


def _put_below(mapping: CommentedMap, key: str, below: str) -> None:
    found = _tail(mapping, key)
    if found:
        comments, place = found
        token = comments[place]
        if isinstance(token, CommentToken):
            comments[place] = CommentToken(token.value.rstrip("\n") + below, start_mark=token.start_mark)
        else:
            comments[place] = _token(below)
