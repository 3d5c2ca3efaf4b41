"""Tables for people: columns that fit the terminal, or else one thing below the other."""

from __future__ import annotations

import re
from math import ceil
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = ["clean", "fields_of", "table_of"]

_GAP: Final = 2
_AMOUNT: Final = re.compile(r"-?[0-9.]+ [A-Z]{3}")
_COLOURS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("ACTIVE", "COMPLETED", "SUBMITTED", "done"), "green"),
    **dict.fromkeys(("INITIALISED", "PENDING", "SCHEDULED", "RUNNING", "UNKNOWN", "still_unknown"), "yellow"),
    **dict.fromkeys(("BLOCKED", "CANCELLED", "FAILED", "REFUSED_HERE", "REJECTED", "not_done"), "red"),
}
_IN_COLUMNS: Final = {**_COLOURS, "yes": "green", "no": "red"}
"""Of a single thing, a no is seldom bad news."""


def clean(text: str, style: str = "") -> Text:
    """A text without what would steer the terminal: it may come from a server."""
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
    return Text(shown, style=style)


def table_of(rows: Sequence[Mapping[str, str]], titles: Mapping[str, str], width: int) -> Iterator[Table | Text]:
    """Things of one kind, one a line; where the lines would be wider than the terminal, one below the other.

    Args:
        rows: Fields by their names.
        titles: Which fields are shown, and what stands above each; a field that nothing has is left out.
        width: That of the terminal.
    """
    columns = {name: [row.get(name, "") for row in rows] for name in titles if any(row.get(name) for row in rows)}
    widths = _widths([[titles[name], *cells] for name, cells in columns.items()], width)
    if widths is None:
        for place, row in enumerate(rows):
            yield from [Text()] if place else []
            yield fields_of([(titles[name], row[name]) for name in columns if row.get(name)], width)
        return
    table = _grid(show_header=True)
    for (name, cells), column_width in zip(columns.items(), widths, strict=True):
        table.add_column(
            clean(titles[name].upper()),
            width=column_width,
            justify="right" if _are_amounts(cells) else "left",
            overflow="fold",
        )
    for line in zip(*columns.values(), strict=True):
        table.add_row(*(_cell(text, _IN_COLUMNS) for text in line))
    yield table


def fields_of(fields: Sequence[tuple[str, str]], width: int) -> Table:
    """One thing, a field a line."""
    table = _grid(show_header=False)
    table.add_column(style="bold", overflow="fold", max_width=width // 2)
    table.add_column(overflow="fold")
    for name, text in fields:
        table.add_row(clean(name), _cell(text))
    return table


def _grid(*, show_header: bool) -> Table:
    return Table(box=None, show_header=show_header, header_style="bold", pad_edge=False, padding=(0, _GAP, 0, 0))


def _cell(text: str, colours: Mapping[str, str] = _COLOURS) -> Text:
    return clean(text, "red" if _AMOUNT.fullmatch(text) and text.startswith("-") else colours.get(text, ""))


def _are_amounts(cells: Sequence[str]) -> bool:
    return all(_AMOUNT.fullmatch(cell) for cell in cells if cell)


def _widths(columns: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """How wide each column is, at least as wide as its longest word; `None` if they do not fit."""
    natural = [max(map(cell_len, cells)) for cells in columns]
    least = [_longest_word(cells) for cells in columns]
    slack = [width - needed for width, needed in zip(natural, least, strict=True)]
    excess = sum(natural) + _GAP * (len(natural) - 1) - room
    if excess <= 0:
        return natural
    if excess > sum(slack):
        return None
    return [width - ceil(excess * spare / sum(slack)) for width, spare in zip(natural, slack, strict=True)]


def _longest_word(cells: Sequence[str]) -> int:
    if _are_amounts(cells[1:]):
        return max(map(cell_len, cells))
    return max(cell_len(word) for text in cells for word in text.split())
