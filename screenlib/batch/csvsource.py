"""Reading delimited text row by row, whatever its state.

In: a path, `-` (standard input) or an open file; CSV or TSV with any delimiter, plain or gzip,
in any encoding of `encoding.ENCODINGS`. Out: a `CsvSource`: the header, and one `Row` for each
record that follows. Promises: every record comes out, in order, once; a record that cannot be read
as the header says (too few or too many cells, bytes that are not text, a quote that never closes,
a cell without end) comes out with its cells as far as they can be told and with `fault` saying
what is wrong; memory does not grow with the file. Refuses: what is no delimited text at all (zip
and Excel files, an empty file, a line of more than `MAX_LINE` characters).
"""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from screenlib.batch.encoding import ENCODINGS, SAMPLE_BYTES, detect_encoding
from screenlib.errors import BatchError, BatchFormatError, ConfigError

MAX_LINE = 1 << 24
"""Characters. A longer line is no row of a table; reading on would only fill the memory."""

MAX_LINES_OF_A_RECORD = 200
"""A quoted cell may hold line breaks (addresses do). Beyond this its quote was never closed."""

DELIMITERS = (",", "\t", ";", "|")


class Row(NamedTuple):
    """One record of the file. `fault` is empty when the record is sound."""

    cells: list[str]
    fault: str


class CsvSource:
    """An open table of text. Iterate it once."""

    is_text = True

    def __init__(
        self,
        source: str | os.PathLike[str] | IO[bytes] | IO[str],
        *,
        encoding: str | None = None,
        delimiter: str | None = None,
        quotechar: str = '"',
        header: bool = True,
    ) -> None:
        """Open `source` and read its header.

        Raises `BatchError` when it cannot be opened, `BatchFormatError` when it is no table.
        """
        self.name = _name_of(source)
        self._raw, self.size = _open(source)
        text, self.encoding = _decode(self._raw, self.name, source, encoding)
        self._lines = _Lines(text, self.name)
        self._quotechar = quotechar
        try:
            sample = self._lines.peek(50)
            if not any(line.strip() for line in sample):
                raise BatchFormatError("the file is empty: there is no row in it", file=self.name)
            self.line_end = "\r\n" if sample[0].endswith("\r\n") else "\n"
            self.delimiter = delimiter or _guess_delimiter(sample, quotechar)
            self._records = self._read_records()
            if header:
                first = next(self._records)
                if first.fault:
                    raise BatchFormatError(
                        f"the header cannot be read: {first.fault}", file=self.name, line=1
                    )
                self.header = first.cells
            else:
                width = len(_split(sample[0], self.delimiter, quotechar))
                self.header = [f"column {number}" for number in range(1, width + 1)]
        except BaseException:
            self.close()
            raise
        self.has_header = header

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        for row in self._records:
            cells = row.cells
            if not cells:
                continue  # an empty line is no record (RFC 4180 knows none; the csv module agrees)
            fault = row.fault
            if len(cells) != width and not fault:
                fault = f"{len(cells)} cells where the header has {width}"
            yield row if fault == row.fault else Row(cells, fault)

    def __enter__(self) -> CsvSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close what this object opened; a file that was handed in stays open."""
        if isinstance(self._raw, _Counted):
            self._raw.close()

    def bytes_read(self) -> int:
        """How far reading has come in the bytes of the source, for a progress bar."""
        return self._raw.count if isinstance(self._raw, _Counted) else 0

    def _read_records(self) -> Iterator[Row]:
        lines = self._lines
        while True:
            reader = csv.reader(
                lines, delimiter=self.delimiter, quotechar=self._quotechar, strict=False
            )
            try:
                for cells in reader:
                    if lines.quote_left_open:
                        raise csv.Error("unexpected end of data")
                    yield Row(cells, _fault_of_text(cells) if lines.undecodable else "")
                    lines.forget()
                return
            except csv.Error as error:
                # Give back all lines but the first of this record: only that one is at fault.
                yield self._salvage(lines.take_back(), str(error))

    def _salvage(self, line: str, error: str) -> Row:
        cells = _split(line.rstrip("\r\n"), self.delimiter, self._quotechar)
        if "field limit" in error:
            return Row(cells, f"a cell of more than {csv.field_size_limit():,} characters")
        return Row(cells, "a quotation mark that is never closed")


class _Lines:
    """The lines of a text, with the lines of the current record at hand to be read again."""

    def __init__(self, text: io.TextIOBase, name: str) -> None:
        self._read = text.readline
        self._name = name
        self._ahead: list[str] = []
        self._record: list[str] = []
        self.undecodable = False
        self.quote_left_open = False
        self._count = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        record = self._record
        if len(record) >= MAX_LINES_OF_A_RECORD:
            raise csv.Error("unexpected end of data")
        line = self._ahead.pop() if self._ahead else self._next_line()
        if not line:
            # At the end of the text the csv module silently hands out a record whose quote is
            # still open; lines read for it and not yet forgotten tell.
            self.quote_left_open = bool(record)
            raise StopIteration
        record.append(line)
        if not line.isascii():
            self.undecodable = self.undecodable or _has_surrogate(line)
        return line

    def _next_line(self) -> str:
        try:
            line = self._read(MAX_LINE)
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise BatchFormatError(
                f"the gzip data are damaged or cut short after this line ({error})",
                file=self._name,
                line=self._count,
                advice="Get the file again.",
            ) from error
        except UnicodeError as error:
            raise BatchFormatError(
                f"the text cannot be read after this line ({error})",
                file=self._name,
                line=self._count,
                advice="Give the right encoding.",
            ) from error
        self._count += 1
        if len(line) >= MAX_LINE:
            raise BatchFormatError(
                f"more than {MAX_LINE:,} characters without a line end: this is no table of text",
                file=self._name,
                line=self._count,
            )
        return line

    def peek(self, count: int) -> list[str]:
        """The next lines, up to `count` of them, which stay to be read."""
        lines = [line for _ in range(count) if (line := self._next_line())]
        self._ahead = lines[::-1]
        return lines

    def forget(self) -> None:
        """The record is read: its lines are not needed again."""
        self._record.clear()
        self.undecodable = False

    def take_back(self) -> str:
        """Put the lines of the current record back, all but the first, which is returned."""
        first, *others = self._record
        self._ahead.extend(reversed(others))
        self._record.clear()
        self.undecodable = self.quote_left_open = False
        return first


class _Counted(io.RawIOBase):
    """A binary file that counts the bytes read from it, and closes the file only if it is ours."""

    def __init__(self, file: IO[bytes], *, owned: bool) -> None:
        self._file = file
        self._owned = owned
        # What is there, without waiting for more: standard input may be a slow pipe.
        self._read = getattr(file, "read1", file.read)
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._read(len(view))
        view[: len(data)] = data
        self.count += len(data)
        return len(data)

    def close(self) -> None:
        if self._owned:
            self._file.close()
        super().close()


def escape_undecodable(cell: str) -> str:
    r"""`cell` with each byte that was no text shown as `\xNN`, so that it can be written."""
    if not _has_surrogate(cell):
        return cell
    return cell.encode("utf-8", "backslashreplace").decode("utf-8").replace("\\udc", "\\x")


def _fault_of_text(cells: list[str]) -> str:
    for number, cell in enumerate(cells, 1):
        if _has_surrogate(cell):
            return f"bytes in cell {number} that are not text in this encoding"
    return ""


def _has_surrogate(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def _name_of(source: object) -> str:
    if source == "-":
        return "standard input"
    if isinstance(source, str | os.PathLike):
        return str(source)
    return str(getattr(source, "name", "the given file"))


def _open(source: object) -> tuple[_Counted | io.TextIOBase, int]:
    """The source opened, and its size in bytes (0: not known)."""
    if source == "-":
        return _Counted(sys.stdin.buffer, owned=False), 0
    if isinstance(source, io.TextIOBase):
        return source, 0
    if not isinstance(source, str | os.PathLike):
        if not hasattr(source, "read"):
            raise BatchError(
                f"A source is a path, '-' or an open file, not {type(source).__name__}."
            )
        return _Counted(cast(IO[bytes], source), owned=False), 0
    path = Path(source)
    try:
        file = path.open("rb")
        size = os.fstat(file.fileno()).st_size
    except OSError as error:
        raise BatchError(f"{path} cannot be read: {error.strerror}.") from error
    return _Counted(file, owned=True), size


def _decode(
    raw: _Counted | io.TextIOBase, name: str, source: object, encoding: str | None
) -> tuple[io.TextIOBase, str]:
    if isinstance(raw, io.TextIOBase):
        return raw, str(getattr(raw, "encoding", None) or "utf-8")
    buffered: io.BufferedReader[Any] = io.BufferedReader(cast(io.RawIOBase, raw), 1 << 18)
    head = buffered.peek(1 << 18)
    if head.startswith(b"PK\x03\x04"):
        raise BatchFormatError(
            "this is a zip or an Excel file, not CSV",
            file=name,
            advice="Save it as CSV, or screen the .xlsx file itself.",
        )
    if head.startswith(b"PAR1"):
        raise BatchFormatError(
            "this is a Parquet file, not CSV",
            file=name,
            advice="Give it the ending .parquet, or write it as CSV.",
        )
    zipped = head.startswith(b"\x1f\x8b")
    stream = (
        io.BufferedReader(cast(io.RawIOBase, gzip.GzipFile(fileobj=buffered)), 1 << 18)
        if zipped
        else buffered
    )
    if encoding is None:
        encoding = _detect(stream, name, source, zipped)
    try:
        # Not strict: bytes that are no text must spoil their own row only.
        text = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline="")
    except LookupError as error:
        raise ConfigError("encoding", encoding, "Give one of: " + ", ".join(ENCODINGS)) from error
    return text, encoding


def _detect(stream: io.BufferedReader[Any], name: str, source: object, zipped: bool) -> str:
    """Weigh a file that can be opened again from end to end, of a stream what stands in front."""
    try:
        if not isinstance(source, str | os.PathLike) or source == "-":
            return detect_encoding([stream.peek(SAMPLE_BYTES)])
        with gzip.open(source, "rb") if zipped else Path(source).open("rb") as whole:
            return detect_encoding(iter(lambda: whole.read(SAMPLE_BYTES), b""))
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise BatchFormatError(
            f"the gzip data are damaged or cut short ({error})",
            file=name,
            advice="Get the file again.",
        ) from error


def _split(line: str, delimiter: str, quotechar: str) -> list[str]:
    """The cells of one line taken by itself; with a quote that is never closed, by delimiter."""
    line = line.rstrip("\r\n")
    try:
        rows = list(csv.reader([line], delimiter=delimiter, quotechar=quotechar, strict=True))
    except csv.Error:
        return line.split(delimiter)
    return rows[0] if rows else []


def _guess_delimiter(sample: list[str], quotechar: str) -> str:
    """The delimiter that divides the most lines into as many cells as the header has."""

    def score(delimiter: str) -> tuple[int, int]:
        widths = [len(_split(line, delimiter, quotechar)) for line in sample if line.strip()]
        if widths[0] == 1:
            return 0, 0
        return sum(width == widths[0] for width in widths), widths[0]

    return max(DELIMITERS, key=score)
