"""From the bytes of a file to text and rows, or a clear refusal.

Files come from the network and from people: cut off, in another encoding, an error page under the
name of a list, an archive. Whatever is not what it should be is refused with `ImportFormatError`
that says the line and what to do; no row is ever skipped in silence.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import attrs

from screenlib.errors import ImportFormatError

__all__ = [
    "LONGEST_FIELD",
    "LONGEST_FILE",
    "Row",
    "Source",
    "Table",
    "check_kind",
    "decode",
    "numbered",
    "parse_json",
    "read_content",
    "read_list",
    "read_table",
    "refuse",
]

LONGEST_FILE = 512 * 1024 * 1024
"""In bytes. The largest official list (OFAC's advanced XML) has about 120 MB."""

LONGEST_FIELD = 1_000_000
"""In characters. The longest cells of official lists have some 30,000."""


@attrs.frozen(slots=True)
class Source:
    """One file as it came: its name for messages, and its bytes.

    `partial`: what can be read of a file that is cut off is wanted all the same.
    """

    name: str
    content: bytes
    partial: bool = False


@attrs.frozen(slots=True)
class Row:
    """One row of a table: the line on which it begins, and its cells by column, stripped."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def text(self) -> str:
        """The beginning of the row, for messages."""
        joined = " | ".join(cell for cell in self.cells.values() if cell)
        return joined if len(joined) <= 80 else joined[:77] + "..."


@attrs.define(slots=True)
class Table:
    """A table with named columns: its rows, and what was noticed while reading."""

    columns: tuple[str, ...]
    rows: Iterator[Row]
    warnings: list[str]


def refuse(
    problem: str,
    source: Source,
    *,
    line: int | None = None,
    column: int | str | None = None,
    advice: str = "",
) -> NoReturn:
    """Raises `ImportFormatError` about the source."""
    raise ImportFormatError(problem, file=source.name, line=line, column=column, advice=advice)


def read_content(file: Path) -> bytes:
    """The bytes of a file.

    Raises:
        ImportFormatError: it cannot be read, or is larger than any list.
    """
    try:
        if file.stat().st_size > LONGEST_FILE:
            raise ImportFormatError("larger than any list is", file=file)
        return file.read_bytes()
    except OSError as error:
        raise ImportFormatError(
            f"the file cannot be read: {error.strerror or error}", file=file
        ) from error


def decode(source: Source, encoding: str = "utf-8") -> str:
    """The text of a file; a byte order mark decides the encoding and is taken off.

    Raises:
        ImportFormatError: it is no text, or in another encoding.
    """
    check_kind(source)
    content = source.content
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif content.startswith(codecs.BOM_UTF8):
        content, encoding = content.removeprefix(codecs.BOM_UTF8), "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        start = error.start
        refuse(
            f"not {encoding.upper()} text: byte 0x{content[start]:02x} cannot stand here",
            source,
            line=content.count(b"\n", 0, start) + 1,
            column=start - content.rfind(b"\n", 0, start),
            advice="Give the encoding that the file has, such as encoding='cp1252'.",
        )
    except LookupError:
        refuse(f"there is no encoding {encoding!r}", source)
    if "\0" in text:
        at = text.index("\0")
        refuse(
            "a NUL character: this is no text",
            source,
            line=text.count("\n", 0, at) + 1,
            column=at - text.rfind("\n", 0, at),
        )
    return text


def parse_json(text: str, source: Source, *, line: int | None = None) -> Any:
    """What a JSON text holds; `line` is the line of the file that it is, if it is not all of it.

    Raises:
        ImportFormatError: it is no JSON, nested too deep, or has half a character in it.
    """
    try:
        data = json.loads(text)
        if _SURROGATE.search(text):
            json.dumps(data, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError as error:
        half = error.object[error.start].encode("unicode_escape").decode()
        advice = "The list may have been cut while it was written."
        refuse(f"{half} is half a character", source, line=line, advice=advice)
    except (ValueError, RecursionError) as error:
        place = line or getattr(error, "lineno", None)
        column = getattr(error, "colno", None)
        refuse(f"not readable as JSON: {error}", source, line=place, column=column)
    return data


def read_list(source: Source, key: str, *, encoding: str = "utf-8") -> list[Any]:
    """The entries of a JSON file: a list, or an object that holds it under `key`.

    Raises:
        ImportFormatError: it is no JSON, or there is no entry in it.
    """
    data = parse_json(decode(source, encoding), source)
    items = data.get(key) if isinstance(data, dict) else data
    if not isinstance(items, list) or not items:
        refuse(f"there is no list of entries in it, nor one under {key!r}", source, line=1)
    return items


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

_KINDS = (
    (b"PK\x03\x04", "a ZIP archive (or an Excel workbook)", "Unpack it first."),
    (b"PK\x05\x06", "an empty ZIP archive", "Unpack it first."),
    (b"\x1f\x8b", "a gzip archive", "Unpack it first."),
    (b"BZh", "a bzip2 archive", "Unpack it first."),
    (b"7z\xbc\xaf", "a 7-Zip archive", "Unpack it first."),
    (b"%PDF", "a PDF document", "Download the list as data, not for reading."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save it as CSV UTF-8."),
)


def check_kind(source: Source) -> None:
    """Refuses what is plainly something else: empty, too large, an archive, an HTML page."""
    content = source.content
    if len(content) > LONGEST_FILE:
        refuse(f"{len(content):,} bytes; no list is that large", source)
    if not content.strip():
        refuse("the file is empty", source)
    for magic, kind, advice in _KINDS:
        if content.startswith(magic):
            refuse(f"this is {kind}", source, line=1, advice=advice)
    opening = content[:2048].lstrip(codecs.BOM_UTF8 + b" \t\r\n").lower()
    if opening.startswith((b"<!doctype html", b"<html")):
        refuse(
            "this is an HTML page, perhaps an error page of the site",
            source,
            line=1,
            advice="Look at it in a browser, and download the list again.",
        )


def read_table(
    source: Source,
    *,
    required: Sequence[str],
    known: Sequence[str] | None = None,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> Table:
    """A table whose first row names the columns.

    Columns are matched without regard to case, and to "_" against " ". `known`: the columns of the
    layout; any other named column is refused, as a changed layout must be looked at before it is
    trusted. Columns without a name and without content are allowed.

    Raises:
        ImportFormatError: see the module; also a column that is missing, unknown or there twice, a
            row of another length than the header, and a cell that is too long.
    """
    text = decode(source, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows = numbered(reader, source)
    _, header = next(rows, (1, []))
    columns = tuple(_column(name) for name in header)
    _check_columns(columns, header, required, known, source)
    table = Table(columns, iter(()), [])
    if not text.endswith(("\n", "\r")):
        table.warnings.append("the last line has no end: the file may have been cut off there")
    table.rows = _rows(rows, columns, source)
    return table


def numbered(reader: Iterator[list[str]], source: Source) -> Iterator[tuple[int, list[str]]]:
    """Rows of a csv.reader with the line on which each begins; its errors become ours."""
    while True:
        line = reader.line_num + 1  # type: ignore[attr-defined]
        limit = csv.field_size_limit(LONGEST_FIELD)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if source.partial and "unexpected end of data" in str(error):
                return
            refuse(f"not readable as a table: {error}", source, line=line)
        finally:
            csv.field_size_limit(limit)
        yield line, row


def _rows(
    rows: Iterator[tuple[int, list[str]]], columns: tuple[str, ...], source: Source
) -> Iterator[Row]:
    for line, cells in rows:
        if len(cells) != len(columns) and any(cell.strip() for cell in cells):
            if source.partial and len(cells) < len(columns) and next(rows, None) is None:
                return
            refuse(
                f"{len(cells)} cells, the header has {len(columns)}",
                source,
                line=line,
                column=min(len(cells), len(columns)) + 1,
                advice="The file may be cut off here, or have been edited.",
            )
        named = {
            column: cell.strip()
            for column, cell in zip(columns, cells, strict=False)
            if column or cell.strip()
        }
        yield Row(line, named)


def _column(name: str) -> str:
    return " ".join(name.strip().lower().replace("_", " ").split())


def _check_columns(
    columns: tuple[str, ...],
    header: list[str],
    required: Sequence[str],
    known: Sequence[str] | None,
    source: Source,
) -> None:
    shown = ", ".join(repr(name) for name in header[:12]) or "none"
    for name in required:
        if _column(name) not in columns:
            refuse(
                f"the column {name!r} is missing (columns: {shown})",
                source,
                line=1,
                column=name,
                advice="Is this the right format for this file?",
            )
    allowed = None if known is None else {_column(name) for name in (*known, *required)}
    for index, name in enumerate(columns):
        if name and name in columns[:index]:
            refuse("the column is there twice", source, line=1, column=header[index])
        if name and allowed is not None and name not in allowed:
            refuse(
                "the column is not known in this format",
                source,
                line=1,
                column=header[index],
                advice="The layout of the list may have changed; look before you trust it.",
            )
