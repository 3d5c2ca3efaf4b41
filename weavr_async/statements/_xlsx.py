"""Rows as an Excel workbook, in constant memory: they go to temporary files, and into one file at the end."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import date, time
from decimal import Decimal
from functools import partial
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from anyio import to_thread

from weavr_async.values._refusals import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Container, Sequence
    from types import ModuleType

    from weavr_async.statements.accounting import Cell
    from weavr_async.statements.destination import Writing

__all__ = ["Workbook", "opened_workbook"]

_MOST_ROWS: Final = 1_048_576
"""Of a sheet; what is more goes to another one."""
_MOST_CHARACTERS: Final = 32_767
"""Of a cell."""
_MOST_DIGITS: Final = 15
"""That a number of a spreadsheet keeps; a longer one is written as text."""
_ROWS_AT_ONCE: Final = 500
_PIECE: Final = 64 * 1024
_WIDTHS: Final = {"date": 11, "time": 9, "counterparty": 32, "description": 32, "transaction": 32, "instrument": 28}


@asynccontextmanager
async def opened_workbook(columns: Sequence[str], numbers: Container[str]) -> AsyncGenerator[Workbook]:
    """A workbook that is being written; its temporary files are gone at the end.

    Args:
        columns: Their names.
        numbers: Those in which digits become numbers.

    Raises:
        ConfigurationError: The extra `excel` is missing.
    """
    try:
        xlsxwriter = import_module("xlsxwriter")
    except ImportError:
        xlsxwriter = None
    if xlsxwriter is None:
        raise ConfigurationError("An Excel file needs an extra: pip install 'weavr-async[excel]'.")
    folder = await to_thread.run_sync(partial(TemporaryDirectory, prefix="weavr-"))
    try:
        book = Workbook(xlsxwriter, Path(folder.name), columns, numbers)
        try:
            yield book
        finally:
            book.close_rows()
    finally:
        await to_thread.run_sync(folder.cleanup)


class Workbook:
    """One table, in as many sheets as it needs."""

    def __init__(self, xlsxwriter: ModuleType, folder: Path, columns: Sequence[str], numbers: Container[str]) -> None:
        self._path: Final = folder / "statement.xlsx"
        self._columns: Final = columns
        self._numbers: Final = [name in numbers for name in columns]
        options = {"constant_memory": True, "tmpdir": str(folder)}
        self._book: Final = xlsxwriter.Workbook(str(self._path), options)
        self._bold: Final = self._book.add_format({"bold": True})
        self._date: Final = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._time: Final = self._book.add_format({"num_format": "hh:mm:ss"})
        self._amounts: Final[dict[int, object]] = {}
        self._waiting: Final[list[list[Cell]]] = []
        self._sheets = 0
        self._begin_sheet()

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._sheet = self._book.add_worksheet("Statement" if self._sheets == 1 else f"Statement {self._sheets}")
        self._sheet.freeze_panes(1, 0)
        for index, name in enumerate(self._columns):
            self._sheet.set_column(index, index, _WIDTHS.get(name, 14))
            self._sheet.write_string(0, index, name, self._bold)
        self._row = 1

    async def add(self, row: list[Cell]) -> None:
        """Add a row; some are gathered before they are written."""
        self._waiting.append(row)
        if len(self._waiting) >= _ROWS_AT_ONCE:
            await to_thread.run_sync(self._write_waiting)

    async def finish(self, writing: Writing) -> None:
        """Make the file, and pass it on in pieces."""
        await to_thread.run_sync(self._close)
        with self._path.open("rb") as file:
            while piece := await to_thread.run_sync(file.read, _PIECE):
                await writing.write(piece)

    def close_rows(self) -> None:
        """Close the temporary files that the rows stand in, which XlsxWriter does for a finished workbook only."""
        for sheet in self._book.worksheets():
            sheet.row_data_fh.close()

    def _close(self) -> None:
        self._write_waiting()
        self._book.close()

    def _write_waiting(self) -> None:
        for row in self._waiting:
            if self._row == _MOST_ROWS:
                self._begin_sheet()
            for index, cell in enumerate(row):
                self._write(index, cell)
            self._row += 1
        self._waiting.clear()

    def _write(self, index: int, cell: Cell) -> None:
        if cell is None or cell == "":
            return
        at = (self._row, index)
        if isinstance(cell, date):
            self._sheet.write_datetime(*at, cell, self._date)
        elif isinstance(cell, time):
            self._sheet.write_datetime(*at, cell, self._time)
        elif isinstance(cell, str) and not self._numbers[index]:
            self._sheet.write_string(*at, cell if len(cell) <= _MOST_CHARACTERS else f"{cell[: _MOST_CHARACTERS - 1]}…")
        elif len((number := Decimal(cell)).as_tuple().digits) > _MOST_DIGITS:
            self._sheet.write_string(*at, format(number, "f"))
        else:
            self._sheet.write_number(*at, number, self._number_format(number))

    def _number_format(self, number: Decimal) -> object:
        exponent = number.as_tuple().exponent
        decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
        if decimals not in self._amounts:
            pattern = f"0.{'0' * decimals}" if decimals else "0"
            self._amounts[decimals] = self._book.add_format({"num_format": pattern})
        return self._amounts[decimals]
