"""Parquet and Arrow files as the source or the output of a batch. Needs the package pyarrow.

    .parquet .pq            Parquet
    .arrow .feather .ipc    Arrow (Feather version 2); read as a stream if it is one
    .arrows                 an Arrow stream

From one to the other the columns keep their types; files are read and written in batches of rows,
so that memory does not grow with them. Text and workbooks, whose columns have no type, become text
columns. What is added is text, but for the probability, which is a number.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from screenlib.atomic import AtomicFile
from screenlib.batch.columns import PROBABILITIES
from screenlib.batch.csvsource import Row, escape_undecodable
from screenlib.errors import BatchError, BatchFormatError, MissingDependencyError

BATCH_ROWS = 8192
_PARQUET = (".parquet", ".pq")
_ARROW = (".arrow", ".feather", ".ipc")
_STREAM = ".arrows"
_ARROW_MAGIC = b"ARROW1"


class ColumnarSource:
    """A Parquet or Arrow file. Iterate it once."""

    has_header = True
    is_text = False

    def __init__(self, source: str | os.PathLike[str]) -> None:
        """Open `source`.

        Raises `BatchError` when it cannot be opened, `BatchFormatError` when it is no such file.
        """
        self._pa = pa = pyarrow("Reading Parquet and Arrow files")
        self.name = str(source)
        is_parquet = _ending(source) in _PARQUET
        self.encoding = "parquet" if is_parquet else "arrow"
        try:
            self._file = pa.OSFile(self.name)
            self.schema, self.size, self._batches = (
                _parquet(self._file) if is_parquet else _arrow(pa, self._file)
            )
        except pa.ArrowInvalid as error:
            kind = "Parquet" if is_parquet else "Arrow"
            raise BatchFormatError(f"this is no {kind} file", file=self.name) from error
        except OSError as error:
            raise BatchError(f"{source} cannot be read: {error.strerror or error}.") from error
        self.header = list(self.schema.names)
        self._rows = 0

    def __iter__(self) -> Iterator[Row]:
        try:
            for batch in self._batches:
                for start in range(0, batch.num_rows, BATCH_ROWS):
                    part = batch.slice(start, BATCH_ROWS)
                    part.validate(full=True)  # reading looks neither at lengths nor at encoding
                    columns = [column.to_pylist() for column in part.columns]
                    self._rows += part.num_rows
                    for cells in zip(*columns, strict=True):
                        yield Row(list(cells), "")
        except (OSError, self._pa.ArrowException) as error:
            raise BatchFormatError(
                f"the {self.encoding.title()} file cannot be read after row {self._rows} ({error})",
                file=self.name,
                advice="Get the file again.",
            ) from error

    def bytes_read(self) -> int:
        """How far reading has come: rows, as `size` is in rows."""
        return self._rows

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> ColumnarSource:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class ColumnarTarget:
    """A Parquet or Arrow file being written; it appears under its name when it is complete."""

    def __init__(self, output: str | os.PathLike[str], schema: Any = None) -> None:
        """Open `output`. `schema` has the types of the source's columns; without it they are text.

        Raises `BatchError` when it cannot be written.
        """
        self._pa = pyarrow("Writing Parquet and Arrow files")
        self._ending = _ending(output)
        self._source_schema = schema
        self._schema: Any = None
        self._writer: Any = None
        self._atomic = AtomicFile(output)

    def write_rows(self, rows: Iterable[Sequence[Any]]) -> None:
        """Append rows; the first one of all holds the titles."""
        rows = iter(rows)
        if self._schema is None:
            self._open(list(next(rows)))
        fields = list(self._schema)
        columns: list[list[Any]] = [[] for _ in fields]
        for row in rows:
            # A damaged row may have more cells than there are columns: they go into the last.
            cells = [*row[: len(fields) - 1], _joined(row[len(fields) - 1 :])]
            for column, cell in zip(columns, cells, strict=True):
                column.append(cell)
        arrays = [self._array(c, f) for c, f in zip(columns, fields, strict=True)]
        self._writer.write_batch(self._pa.record_batch(arrays, schema=self._schema))

    def _open(self, titles: list[str]) -> None:
        pa = self._pa
        fields = [] if self._source_schema is None else list(self._source_schema)
        for title in titles[len(fields) :]:
            kind = pa.float64() if title in PROBABILITIES else pa.string()
            fields.append(pa.field(title, kind))
        metadata = None if self._source_schema is None else self._source_schema.metadata
        self._schema = pa.schema(fields, metadata=metadata)
        if self._ending in _PARQUET:
            import pyarrow.parquet as pq

            self._writer = pq.ParquetWriter(self._atomic.file, self._schema)
        else:
            make = pa.ipc.new_stream if self._ending == _STREAM else pa.ipc.new_file
            self._writer = make(self._atomic.file, self._schema)

    def _array(self, cells: list[Any], field: Any) -> Any:
        pa = self._pa
        if field.name in PROBABILITIES and pa.types.is_floating(field.type):
            cells = [float(cell) if cell else None for cell in cells]
        elif pa.types.is_string(field.type):
            cells = [None if cell is None else escape_undecodable(str(cell)) for cell in cells]
        return pa.array(cells, field.type)

    def checkpoint(self) -> int:
        """Such a file cannot be continued."""
        return 0

    def commit(self) -> None:
        """Finish: the file appears under its name."""
        if self._writer is not None:
            self._writer.close()
        self._atomic.commit()

    def abandon(self, *, keep_partial: bool = False) -> None:
        """Leave what stood under the name as it was."""
        del keep_partial
        if self._writer is not None:
            with contextlib.suppress(OSError):  # what was not written yet may find no room
                self._writer.close()
        self._atomic.abandon()


def is_columnar(path: object) -> bool:
    """Whether the name ends as a Parquet or an Arrow file's does."""
    return isinstance(path, str | os.PathLike) and _ending(path) in (*_PARQUET, *_ARROW, _STREAM)


def _ending(path: str | os.PathLike[str]) -> str:
    return Path(path).suffix.lower()


def _parquet(file: Any) -> tuple[Any, int, Iterator[Any]]:
    """Schema, number of rows, and the batches of rows."""
    import pyarrow.parquet as pq

    opened = pq.ParquetFile(file)
    return (
        opened.schema_arrow,
        opened.metadata.num_rows,
        opened.iter_batches(batch_size=BATCH_ROWS),
    )


def _arrow(pa: Any, file: Any) -> tuple[Any, int, Iterator[Any]]:
    """The same of an Arrow file or stream, which do not say how many rows they have."""
    magic = file.read(len(_ARROW_MAGIC))
    file.seek(0)
    if magic != _ARROW_MAGIC:
        stream = pa.ipc.open_stream(file)
        return stream.schema, 0, iter(stream)
    opened = pa.ipc.open_file(file)
    batches = (opened.get_batch(number) for number in range(opened.num_record_batches))
    return opened.schema, 0, batches


def pyarrow(what: str) -> Any:
    """The package. Raises `MissingDependencyError` when it is not installed."""
    try:
        import pyarrow as package
    except ImportError as error:
        raise MissingDependencyError("pyarrow", "parquet", what) from error
    return package


def _joined(cells: Sequence[Any]) -> Any:
    extra = [str(cell) for cell in itertools.islice(cells, 1, None)]
    return " | ".join([str(cells[0]), *extra]) if extra else cells[0]
