"""Writing a table of text so that it is there whole or not at all, and safe to open.

In: rows of cells. Out: a file under its final name, or text on a stream. Promises: until
`commit()` the final name holds what it held before; a cell that a spreadsheet would run as a
formula is defused; every character can be written, whatever came in.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import io
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Any, cast

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


class AtomicFile:
    """A binary file that appears under its name only when `commit()` is called.

    It is written beside its place under `.NAME.partial` and renamed (on one file system, so that
    the change is atomic), data and directory synchronised to the disk before and after. A second
    process that wants to write the same file meanwhile is refused.
    """

    def __init__(self, path: str | os.PathLike[str], *, keep: int | None = None) -> None:
        """Open for writing; with `keep` go on with an earlier partial file, cut to that length.

        Raises `BatchError` when the directory is missing or cannot be written to, or another
        process is writing the file.
        """
        self.path = Path(path)
        self.partial = partial_path(self.path)
        if self.path.is_dir():
            raise BatchError(f"{self.path} is a directory. Give a file name.")
        try:
            self.file: IO[bytes] = self._locked(os.O_CREAT if keep is None else 0)
            self.file.truncate(keep or 0)
            self.file.seek(keep or 0)
        except FileNotFoundError as error:
            raise BatchError(f"There is no directory {self.path.parent}.") from error
        except OSError as error:
            raise BatchError(f"{self.path} cannot be written: {error.strerror}.") from error

    def _locked(self, flags: int) -> IO[bytes]:
        """The partial file, which no other process has open by this class."""
        flags |= os.O_RDWR | getattr(os, "O_BINARY", 0)
        while True:
            file = os.fdopen(os.open(self.partial, flags, 0o666), "wb")
            try:
                lock(file.fileno())
            except BlockingIOError as error:
                file.close()
                raise BatchError(f"Another process is writing {self.path}.") from error
            # Whoever had it may have given it its name just before: then it is not ours to change.
            if self.partial.exists() and os.path.samestat(
                os.fstat(file.fileno()), self.partial.stat()
            ):
                return file
            file.close()

    def sync(self) -> int:
        """Bring what was written to the disk; return the length so far."""
        self.file.flush()
        os.fsync(self.file.fileno())
        return self.file.tell()

    def commit(self) -> None:
        """Make the file appear under its name."""
        self.sync()
        if os.name == "nt":  # there an open file cannot be renamed
            self.file.close()
        self.partial.replace(self.path)
        self.file.close()
        with contextlib.suppress(OSError):  # not every system lets a directory be synchronised
            directory = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)

    def abandon(self, *, keep_partial: bool = False) -> None:
        """Close without changing what stands under the name."""
        if not keep_partial and os.name != "nt":
            self.partial.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # what was not written yet may find no room
            self.file.close()
        if not keep_partial:
            self.partial.unlink(missing_ok=True)


def write_whole(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file at once: it is there whole, or as it was. Raises `BatchError`."""
    file = AtomicFile(path)
    try:
        file.file.write(data)
        file.commit()
    except BaseException as error:
        file.abandon()
        if isinstance(error, OSError):
            raise BatchError(f"{path} cannot be written: {error.strerror or error}.") from error
        raise


def lock(descriptor: int) -> None:
    """Keep other processes from an open file. Raises `BlockingIOError` when one has it."""
    with contextlib.suppress(ImportError):  # no locks of this kind on Windows
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def partial_path(path: Path) -> Path:
    """Where the file for `path` is while it is being written."""
    return path.with_name(f".{path.name}.partial")


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
        self._starts = keep is None

    def write_rows(self, rows: Iterable[Sequence[str]]) -> None:
        """Write `rows` as they are; whoever made them has defused their cells."""
        self._writer.writerows(rows)
        text = self._buffer.getvalue()
        self._buffer.seek(0)
        self._buffer.truncate()
        try:
            self._write(text)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise BatchError(f"Writing stopped: {error.strerror}.") from error

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
