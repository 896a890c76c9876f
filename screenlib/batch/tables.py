"""Tables in memory: Arrow, pandas, polars.

In: a pyarrow Table, RecordBatch or RecordBatchReader, a pandas or polars DataFrame, or anything
that offers the Arrow stream interface (`__arrow_c_stream__`). Out: the same rows and columns, in
their order, with the answer's columns added: pandas for pandas, polars for polars, else a pyarrow
Table. Where there is no hit the cells are null. Needs pyarrow, unless it is pandas or polars.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias

from screenlib.batch.columnar import BATCH_ROWS, pyarrow
from screenlib.batch.columns import added_columns, find_column
from screenlib.batch.rows import RowWriter
from screenlib.errors import BatchError

if TYPE_CHECKING:
    from screenlib.results import ScreeningResult
    from screenlib.screener import Screener

Column: TypeAlias = str | int | None
"""A column by its title or its number from 1."""

Wanted: TypeAlias = tuple[Column, Column, Column]
"""The columns of names, countries and addresses."""

_PROBABILITY = 1  # its place among the added columns; the others are text


def screen_table(
    screener: Screener,
    table: Any,
    *,
    column: Column = None,
    country_column: Column = None,
    address_column: Column = None,
    workers: int | None = None,
) -> Any:
    """`table` with the answers for `column` added. See `Screener.screen_table`."""
    wanted = (column, country_column, address_column)
    library = type(table).__module__.partition(".")[0]
    if library == "pandas":
        titles = [str(title) for title in table.columns]

        def cells(place: int) -> list[Any]:
            values = table.iloc[:, place].tolist()
            return [None if _is_missing(value) else value for value in values]

        return table.assign(**_columns(screener, titles, wanted, cells, workers))
    if library == "polars":
        if hasattr(table, "collect"):
            table = table.collect()
        added = _columns(
            screener, table.columns, wanted, lambda place: table.to_series(place).to_list(), workers
        )
        return table.with_columns(**_polars_columns(added))
    pa = pyarrow("Screening Arrow tables")
    arrow = _to_arrow(pa, table)
    batches = [
        _screen_batch(pa, screener, batch, wanted, workers)
        for batch in arrow.to_batches(max_chunksize=BATCH_ROWS)
    ]
    if not batches:
        empty = pa.RecordBatch.from_pylist([], schema=arrow.schema)
        batches = [_screen_batch(pa, screener, empty, wanted, workers)]
    return pa.Table.from_batches(batches)


def screen_batches(
    screener: Screener,
    batches: Iterable[Any],
    *,
    column: Column = None,
    country_column: Column = None,
    address_column: Column = None,
) -> Iterator[Any]:
    """Each Arrow record batch with the answers added: what Spark, Ray and Dask map over."""
    pa = pyarrow("Screening Arrow batches")
    for batch in batches:
        wanted = (column, country_column, address_column)
        yield _screen_batch(pa, screener, batch, wanted, None)


def _screen_batch(
    pa: Any, screener: Screener, batch: Any, wanted: Wanted, workers: int | None
) -> Any:
    def cells(place: int) -> list[Any]:
        values: list[Any] = batch.column(place).cast(pa.string()).to_pylist()
        return values

    added = _columns(screener, batch.schema.names, wanted, cells, workers)
    arrays = list(batch.columns)
    fields = list(batch.schema)
    for title, values in added.items():
        kind = pa.float64() if title.endswith("probability") else pa.string()
        arrays.append(pa.array(values, kind))
        fields.append(pa.field(title, kind))
    schema = pa.schema(fields, metadata=batch.schema.metadata)
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _columns(
    screener: Screener,
    titles: Sequence[str],
    wanted: Wanted,
    cells: Callable[[int], list[Any]],
    workers: int | None,
) -> dict[str, list[Any]]:
    """The added columns of a table with these titles; `cells` gives those of the column there."""
    names, *beside = wanted
    countries, addresses = (
        None if column is None else _texts(cells(find_column(titles, column, "the table")))
        for column in beside
    )
    writer = RowWriter(screener.coverage)
    results: Iterable[ScreeningResult] = screener.screen_many(
        cells(find_column(titles, names, "the table")),
        countries=countries,
        addresses=addresses,
        workers=workers,
    )
    rows = [writer.cells(result, "")[0] for result in results]
    columns: dict[str, list[Any]] = {}
    for place, title in enumerate(added_columns(titles)):
        added: list[Any] = [row[place] or None for row in rows]
        if place == _PROBABILITY:
            added = [None if cell is None else float(cell) for cell in added]
        columns[title] = added
    return columns


def _texts(values: list[Any]) -> list[str | None]:
    return [None if value is None else str(value) for value in values]


def _is_missing(value: Any) -> bool:
    """None, NaN, NaT and pandas' NA, none of which equals itself with certainty."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def _polars_columns(added: dict[str, list[Any]]) -> dict[str, Any]:
    import polars as pl

    return {
        title: pl.Series(
            title, cells, dtype=pl.Float64 if title.endswith("probability") else pl.String
        )
        for title, cells in added.items()
    }


def _to_arrow(pa: Any, table: Any) -> Any:
    if isinstance(table, pa.Table):
        return table
    if isinstance(table, pa.RecordBatch):
        return pa.Table.from_batches([table])
    if isinstance(table, pa.RecordBatchReader):
        return table.read_all()
    if hasattr(table, "__arrow_c_stream__"):
        return pa.RecordBatchReader.from_stream(table).read_all()
    raise BatchError(
        f"A table is an Arrow, pandas or polars table, not {type(table).__name__}. "
        "For a list of names call screen_many."
    )
