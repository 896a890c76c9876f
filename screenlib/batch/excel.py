"""Excel workbooks (.xlsx) as the source or the output of a batch.

In: the first sheet of a workbook, its first row being the titles; formulas are read as the values
that were last computed. Out: a workbook with one sheet. Reading and writing go row by row. Text is
always written as text, so that no cell can become a formula. Needs the package openpyxl.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any

from screenlib.atomic import AtomicFile
from screenlib.batch.csvsource import Row, escape_undecodable
from screenlib.errors import BatchError, BatchFormatError, MissingDependencyError

MAX_ROWS = 1_048_576
MAX_CELL = 32_767
MAX_PART = 1 << 32
SMALL_PART = 1 << 20
MAX_TIMES = 100
SHEET_TITLE = "screened"


class ExcelSource:
    """The first sheet of a workbook. Iterate it once."""

    encoding = "xlsx"
    has_header = True
    is_text = False
    size = 0

    def __init__(self, source: str | os.PathLike[str], *, sheet: str | None = None) -> None:
        """Open `source` and read its titles; `sheet` names another sheet than the first.

        Raises `BatchError` when it cannot be opened, `BatchFormatError` when it is no workbook.
        """
        openpyxl = _openpyxl("Reading Excel files")
        self.name = str(source)
        try:
            # Opened here: openpyxl would leave it open after an error.
            self._file = Path(source).open("rb")  # noqa: SIM115 - closed with this object
        except OSError as error:
            raise BatchError(f"{source} cannot be read: {error.strerror or error}.") from error
        try:
            self._open(openpyxl, sheet)
        except BaseException:
            self._file.close()
            raise

    def _open(self, openpyxl: Any, sheet: str | None) -> None:
        try:
            _check_archive(self._file, self.name)
            self._book = openpyxl.load_workbook(self._file, read_only=True, data_only=True)
        except BatchError:
            raise
        except Exception as error:  # of many kinds: the archive, the XML in it, what that says
            raise BatchFormatError(
                "this is no Excel workbook (.xlsx), or a damaged one",
                file=self.name,
                advice="Save it as .xlsx.",
            ) from error
        names = self._book.sheetnames
        if sheet is not None and sheet not in names:
            raise BatchFormatError(
                f"there is no sheet {sheet!r}", file=self.name, advice=f"Sheets: {', '.join(names)}"
            )
        self._rows = self._read(sheet or names[0])
        first = next(self._rows, ())
        titles = ["" if cell is None else str(cell) for cell in first]
        while titles and not titles[-1]:
            titles.pop()
        if not titles:
            raise BatchFormatError("the first row of the sheet is empty", file=self.name)
        self.header = titles

    def _read(self, sheet: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a sheet; whatever is wrong with them is a `BatchFormatError`."""
        number = 0
        try:
            for cells in self._book[sheet].iter_rows(values_only=True):
                yield cells
                number += 1
        except Exception as error:  # of many kinds: the archive, the XML in it, what that says
            raise BatchFormatError(
                f"the workbook cannot be read after row {number} of the sheet {sheet!r} ({error})",
                file=self.name,
                advice="Open it in a spreadsheet program, and save it again.",
            ) from error

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        for cells in self._rows:
            row = list(cells[:width]) + [None] * (width - len(cells))
            beyond = sum(cell is not None for cell in cells[width:])
            if beyond or any(cell is not None for cell in row):
                fault = f"{width + beyond} cells where the header has {width}" if beyond else ""
                yield Row(row + [cell for cell in cells[width:] if cell is not None], fault)

    def bytes_read(self) -> int:
        """Not known: the workbook is read through a zip archive."""
        return 0

    def close(self) -> None:
        """Close the workbook."""
        self._book.close()
        self._file.close()

    def __enter__(self) -> ExcelSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ExcelTarget:
    """A workbook being written; it appears under its name when it is complete."""

    def __init__(self, output: str | os.PathLike[str]) -> None:
        """Open `output`. Raises `BatchError` when it cannot be written."""
        openpyxl = _openpyxl("Writing Excel files")
        self.atomic = AtomicFile(output)
        self._book = openpyxl.Workbook(write_only=True)
        self._sheet = self._book.create_sheet(SHEET_TITLE)
        self._cell = openpyxl.cell.WriteOnlyCell
        self._illegal = openpyxl.cell.cell.ILLEGAL_CHARACTERS_RE
        self._count = 0

    def write_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows; numbers and dates keep their type."""
        for row in rows:
            self._count += 1
            if self._count > MAX_ROWS:
                raise BatchError(f"A sheet holds {MAX_ROWS:,} rows at most. Write CSV instead.")
            cells = [self._text(v) if isinstance(v, str) else v for v in row]
            with _writing():
                self._sheet.append(cells)

    def _text(self, value: str) -> Any:
        shown = self._illegal.sub(
            lambda match: match.group().encode("unicode_escape").decode(),
            escape_undecodable(value)[:MAX_CELL],
        )
        cell = self._cell(self._sheet, shown)
        cell.data_type = "s"  # else text that begins with "=" becomes a formula
        return cell

    def checkpoint(self) -> int:
        """A workbook cannot be continued."""
        return 0

    def commit(self) -> None:
        """Finish: the file appears under its name."""
        from openpyxl.writer.excel import ExcelWriter

        archive = zipfile.ZipFile(self.atomic.file, "w", zipfile.ZIP_DEFLATED)
        try:
            with _writing():
                ExcelWriter(self._book, archive).save()
        except BaseException:
            archive.fp = None  # else it would write its end when it is collected, to a closed file
            raise
        self.atomic.commit()

    def abandon(self, *, keep_partial: bool = False) -> None:
        """Leave what stood under the name as it was."""
        del keep_partial
        self._book.close()
        self.atomic.abandon()


@contextlib.contextmanager
def _writing() -> Iterator[None]:
    """openpyxl writes to a file of its own first, and a full disk shows in errors of its XML."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise BatchError(f"Writing the workbook stopped: {error}.") from error


def is_excel(path: object) -> bool:
    """Whether the name ends as an Excel workbook's does."""
    return isinstance(path, str | os.PathLike) and Path(path).suffix.lower() in (".xlsx", ".xlsm")


def _check_archive(file: IO[bytes], name: str) -> None:
    """Refuses a workbook that unpacks to far more than its size, which would fill the memory.

    The measure is that of Apache POI's `ZipSecureFile`: a part that is a hundred times as large
    unpacked.
    """
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            times = part.file_size // max(part.compress_size, 1)
            if part.file_size > MAX_PART or (part.file_size > SMALL_PART and times > MAX_TIMES):
                raise BatchFormatError(
                    f"{part.filename!r} in it unpacks to {part.file_size:,} bytes, {times} times "
                    "its size: this is no workbook to be trusted",
                    file=name,
                    advice="If it is one, save it as CSV.",
                )


def _openpyxl(what: str) -> Any:
    try:
        import openpyxl
    except ImportError as error:
        raise MissingDependencyError("openpyxl", "excel", what) from error
    return openpyxl
