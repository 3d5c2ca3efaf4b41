"""The report: tables with the figures that hold, the names of those that do not, and the targets."""

import os
import platform
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Final, TypeGuard

from benchmarks.figures import BOUND, Figure

_MISSING: Final = "-"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: a name, and a figure per column; None where there is nothing to measure."""

    label: str
    figures: Sequence[Figure | None]


@dataclass(frozen=True, slots=True)
class Target:
    """What a figure is held against."""

    name: str
    figure: Figure | None
    limit: float
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Met or missed; not shown, where the figure is missing or its runs disagree."""
        if not shown(self.figure):
            return "not shown"
        met = self.figure.median >= self.limit if self.at_least else self.figure.median <= self.limit
        return "met" if met else "**missed**"


@dataclass(slots=True)
class Section:
    """The result of one measure."""

    key: str
    title: str
    method: str
    columns: Sequence[str]
    plotted: tuple[str, ...] = ()
    """The columns that a picture shows; none, where there is nothing to see."""
    rows: list[Row] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    omissions: list[str] = field(default_factory=list)

    def add(self, label: str, figures: Sequence[Figure | None]) -> None:
        """Add a row, and name those of its figures that are not to be printed."""
        self.rows.append(Row(label, figures))
        for column, figure in zip(self.columns, figures, strict=True):
            if figure is not None and not figure.steady:
                self.omissions.append(f"{label}, {column}: the runs disagree by {figure.disagreement:.0%}.")


def _number(value: float) -> str:
    """Three significant digits, and thousands in groups."""
    digits = 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:,.{digits}f}"


def shown(figure: Figure | None) -> TypeGuard[Figure]:
    """Whether there is a figure, and one that holds."""
    return figure is not None and figure.steady


def _cell(figure: Figure | None) -> str:
    return _number(figure.median) if shown(figure) else _MISSING


def picture_of(section: Section) -> str:
    """The name of the file with the section's picture."""
    return f"performance-{section.key.replace('_', '-')}.svg"


def _table(header: Sequence[str], lines: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table, aligned so that it reads well on a terminal too."""
    lines = [header, *lines]
    first, *others = [max(len(line[column]) for line in lines) for column in range(len(header))]
    for number, (label, *cells) in enumerate(lines):
        padded = [label.ljust(first), *(cell.rjust(width) for cell, width in zip(cells, others, strict=True))]
        yield "| " + " | ".join(padded) + " |"
        if number == 0:
            yield "|" + "-" * (first + 2) + "|" + "".join("-" * (width + 1) + ":|" for width in others)


def _section(section: Section) -> Iterator[str]:
    yield from (f"## {section.title}", "", section.method, "")
    yield from _table(["", *section.columns], ([row.label, *map(_cell, row.figures)] for row in section.rows))
    if section.plotted:
        yield from ("", f"![{section.title}: {', '.join(section.plotted)}]({picture_of(section)})")
    if section.targets:
        yield ""
        yield from _table(
            ["target", "limit", "measured", "verdict"],
            (
                [
                    target.name,
                    f"{'≥' if target.at_least else '≤'} {_number(target.limit)}",
                    _cell(target.figure),
                    target.verdict,
                ]
                for target in section.targets
            ),
        )
    if section.omissions:
        yield from ("", "Not printed:", "")
        yield from (f"- {omission}" for omission in section.omissions)
    yield ""


def machine() -> dict[str, str]:
    """What a reader must know about the machine to place the absolute figures."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} on {platform.machine()}",
        "cores": str(os.cpu_count()),
    }


def versions(distributions: Iterable[str]) -> dict[str, str]:
    """The installed version of each distribution that took part."""
    found = {}
    for name in sorted(set(distributions)):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def markdown(sections: Sequence[Section], distributions: Iterable[str], rounds: int) -> str:
    """The whole report."""
    where = machine()
    introduction = f"""\
# Performance

This page is written by `make bench`; the code is in `benchmarks/`.

Measured on {where["date"]} with {where["python"]}, {where["system"]}, {where["cores"]} cores. Client and server are
processes of the same machine and speak over loopback. The contenders take turns for {rounds} rounds, each turn in a
fresh process; a figure is the median over the rounds, and a ratio is taken inside each turn before the median. Read
the ratios: absolute figures hold for this machine only.

A figure whose rounds disagree by more than {BOUND:.0%} (interquartile range over median) is not printed, but named
below its table.
"""
    lines = [
        introduction,
        *(line for section in sections for line in _section(section)),
        "## Versions",
        "",
        ", ".join(f"{name} {number}" for name, number in versions(distributions).items()),
    ]
    return "\n".join(lines) + "\n"


def as_json(sections: Sequence[Section], distributions: Iterable[str]) -> dict[str, object]:
    """The same with every sample, for comparing runs by program."""
    return {
        "machine": machine(),
        "versions": versions(distributions),
        "bound": BOUND,
        "sections": {
            section.key: {
                "title": section.title,
                "columns": list(section.columns),
                "rows": {row.label: [figure and figure.samples for figure in row.figures] for row in section.rows},
                "targets": {target.name: target.verdict for target in section.targets},
                "omissions": section.omissions,
            }
            for section in sections
        },
    }
