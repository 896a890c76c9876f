"""Writing a table of text so that it is there whole or not at all, and safe to open.

In: rows of cells. Out: a file under its final name (see atomic.py), or text on a stream. Promises:
until `commit()` the final name holds what it held before; a cell that a spreadsheet would run as a
formula is defused; every character can be written, whatever came in.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, cast

from screenlib.atomic import AtomicFile
from screenlib.batch.csvsource import escape_undecodable
from screenlib.errors import BatchError

_FORMULA_STARTS = frozenset("=+-@\t\r\n＝＋－＠")
_NUMBER_CHARACTERS = frozenset("+-0123456789., ()/%")


def defuse(cell: str) -> str:
    """`cell` with an apostrophe in front when a spreadsheet would take it for a formula.

    A spreadsheet shows the apostrophe's cell as text. Plain numbers and telephone numbers
    (`-12.5`, `+86 571 8888`) are left alone. Source of the rule: OWASP, "CSV injection".
    """
    if cell and cell[0] in _FORMULA_STARTS and not _is_number(cell):
        return "'" + cell
    return cell


def defuse_row(cells: Sequence[Any]) -> Sequence[Any]:
    """`cells` with each text defused; what is no text (numbers of a workbook) cannot do harm."""
    for cell in cells:
        if cell and isinstance(cell, str) and cell[0] in _FORMULA_STARTS:
            return [defuse(cell) if isinstance(cell, str) else cell for cell in cells]
    return cells


def _is_number(cell: str) -> bool:
    return cell[0] in "+-" and cell[1:2].isdigit() and _NUMBER_CHARACTERS.issuperset(cell)


class NoTarget:
    """Where no table is wanted: rows are made, for the report, and not kept."""

    def write_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Let the rows go by."""
        for _ in rows:
            pass

    def checkpoint(self) -> int:
        """There is nothing to be continued."""
        return 0

    def commit(self) -> None:
        """There is nothing to finish."""

    def abandon(self, *, keep_partial: bool = False) -> None:
        """There is nothing to leave."""


class CsvTarget:
    """A table being written as delimited text."""

    def __init__(
        self,
        output: str | os.PathLike[str] | IO[bytes] | IO[str],
        *,
        encoding: str,
        delimiter: str,
        line_end: str,
        keep: int | None = None,
    ) -> None:
        """Open `output`; a name that ends in `.gz` is compressed; `-` is standard output."""
        self.atomic: AtomicFile | None = None
        self._encoding = codecs.lookup(encoding).name
        self._sink: IO[bytes] | None = None
        self._text: IO[str] | None = None
        self._zipped = False
        if output == "-":
            self._sink = sys.stdout.buffer
        elif isinstance(output, str | os.PathLike):
            self.atomic = AtomicFile(output, keep=keep)
            self._sink = self.atomic.file
            self._zipped = Path(output).suffix == ".gz"
        elif isinstance(output, io.TextIOBase):
            self._text = cast(IO[str], output)
        elif hasattr(output, "write"):
            self._sink = cast(IO[bytes], output)
        else:
            raise BatchError(
                f"An output is a path, '-' or an open file, not {type(output).__name__}."
            )
        self._buffer = io.StringIO(newline="")
        self._writer = csv.writer(self._buffer, delimiter=delimiter, lineterminator=line_end)
        # Before Python 3.13 only the characters of the line end are quoted.
        self._careful = csv.writer(self._buffer, delimiter=delimiter, lineterminator="\r\n")
        self._line_end = line_end
        self._starts = keep is None

    def write_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write `rows` as they are; whoever made them has defused their cells."""
        rows = list(rows)
        self._writer.writerows(rows)
        text = self._taken()
        if "\r" in text and self._line_end == "\n":
            # A spreadsheet would take a return in a cell for the end of the row.
            text = "".join(self._carefully(row) for row in rows)
        try:
            self._write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise BatchError(f"Writing stopped: {error.strerror}.") from error

    def _carefully(self, row: Sequence[str]) -> str:
        self._careful.writerow(row)
        return self._taken().removesuffix("\r\n") + "\n"

    def _taken(self) -> str:
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        return text

    def _write(self, text: str) -> None:
        if self._text is not None:
            self._text.write(escape_undecodable(text))
            return
        assert self._sink is not None  # noqa: S101 (one of the two is set by the constructor)
        encoding = self._encoding
        if encoding == "utf-8-sig":
            encoding = "utf-8-sig" if self._starts else "utf-8"
        self._starts = False
        try:
            data = text.encode(encoding)
        except UnicodeEncodeError:
            # Lone surrogates, or characters that an old encoding does not have.
            data = escape_undecodable(text).encode(encoding, "replace")
        if self._zipped:
            # One gzip member each time: several make one valid file, and a member that was
            # finished is whole even if the run is killed after it.
            data = gzip.compress(data, compresslevel=6, mtime=0)
        self._sink.write(data)

    def checkpoint(self) -> int:
        """Bring everything to the disk; return the length of the partial file."""
        return self.atomic.sync() if self.atomic else 0

    def commit(self) -> None:
        """Finish: the file appears under its name."""
        if self.atomic:
            self.atomic.commit()
        elif self._sink is not None:
            self._sink.flush()

    def abandon(self, *, keep_partial: bool = False) -> None:
        """Leave what stood under the name as it was."""
        if self.atomic:
            self.atomic.abandon(keep_partial=keep_partial)
