"""Bars for the figures of a section, as plain SVG: what stands in its table, to be seen at a glance."""

from collections.abc import Iterator
from html import escape
from typing import Final

from benchmarks.report import Section, shown

_COLOURS: Final = ("#4c6ef5", "#12b886", "#f59f00")
_LABEL, _BARS, _VALUE, _BAR, _GAP = 300, 380, 60, 14, 10
"""In pixels: the places of names, bars and figures, the height of a bar, the space between rows."""


def svg(section: Section) -> str:
    """A group of bars for each row, one for each column that is plotted; a figure that is not printed has no bar."""
    columns = [section.columns.index(name) for name in section.plotted]
    largest = max(
        (figure.median for row in section.rows for column in columns if shown(figure := row.figures[column])),
        default=1.0,
    )
    body, y = list(_legend(section.plotted)), 2 * _BAR + _GAP
    for row in section.rows:
        label = row.label.replace("*", "").replace("`", "")
        weight = ' font-weight="bold"' if row.label.startswith("**") else ""
        middle = y + len(columns) * _BAR / 2 + 4
        body.append(f'<text x="{_LABEL - 8}" y="{middle:.0f}" text-anchor="end"{weight}>{escape(label)}</text>')
        for column, colour in zip(columns, _COLOURS, strict=False):
            figure = row.figures[column]
            if figure is not None and shown(figure):
                width = max(_BARS * figure.median / largest, 1)
                body.append(
                    f'<rect x="{_LABEL}" y="{y}" width="{width:.1f}" height="{_BAR - 2}" fill="{colour}"/>'
                    f'<text x="{_LABEL + width + 5:.1f}" y="{y + _BAR - 4}">{figure.median:.3g}</text>'
                )
            y += _BAR
        y += _GAP
    size = f'width="{_LABEL + _BARS + _VALUE}" height="{y}"'
    style = 'font-family="sans-serif" font-size="12" fill="#868e96"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n' + "\n".join(body) + "\n</svg>\n"


def _legend(names: tuple[str, ...]) -> Iterator[str]:
    for number, (name, colour) in enumerate(zip(names, _COLOURS, strict=False)):
        x = _LABEL + number * 130
        yield f'<rect x="{x}" y="2" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="{x + 15}" y="12">{escape(name)}</text>'
