"""Screening a Spark DataFrame, where one machine is not enough.

In: a DataFrame and its column of names. Out: the DataFrame with the columns of the answers, the
same answers as on one machine, in Spark's own order of rows. The screener is broadcast once and
opened once in each Python worker; rows cross as Arrow batches (`DataFrame.mapInArrow`). Needs
PySpark 3.5 or later (extra "spark").
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from screenlib.batch.columns import RESULT_COLUMNS, added_columns, find_column
from screenlib.errors import MissingDependencyError
from screenlib.screener import Screener

if TYPE_CHECKING:
    import pyarrow as pa


def screen_dataframe(
    frame: Any,
    *,
    column: str | None = None,
    country_column: str | None = None,
    address_column: str | None = None,
    screener: Screener | None = None,
) -> Any:
    """`frame` with the answers for the names in `column` added as columns.

    Args:
        frame: A `pyspark.sql.DataFrame`.
        column: The title of the column of names; without it, the frame must have exactly one that
            looks like names. It holds text.
        country_column, address_column: The titles of the columns of the parties' countries and
            addresses, if they are to be taken into account (see `Screener.screen`).
        screener: What to screen with (default: the bundled list).

    Returns:
        A DataFrame, computed when Spark needs it. `probability` is a double, the other added
        columns are strings; where there is no hit they are null.

    Raises:
        ColumnError, BatchFormatError: the column is not there, or not clear.
        MissingDependencyError: PySpark is not installed.
    """
    try:
        from pyspark.sql.types import DoubleType, StringType, StructField, StructType
    except ImportError as error:
        raise MissingDependencyError("pyspark", "spark", "Screening a Spark DataFrame") from error
    titles = frame.columns
    wanted = {"column": column, "country_column": country_column, "address_column": address_column}
    asked = {
        argument: titles[find_column(titles, title, "the DataFrame")]
        for argument, title in wanted.items()
        if title is not None or argument == "column"
    }
    fields = list(frame.schema.fields)
    for title, plain in zip(added_columns(titles), RESULT_COLUMNS, strict=True):
        kind = DoubleType() if plain == "probability" else StringType()
        fields.append(StructField(title, kind, nullable=True))
    data = (screener or Screener()).to_bytes()
    broadcast = frame.sparkSession.sparkContext.broadcast(data)
    work = functools.partial(_screen_partition, broadcast, asked)
    return frame.mapInArrow(work, StructType(fields))


def _screen_partition(
    broadcast: Any, asked: dict[str, str], batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    from screenlib.batch.tables import screen_batches

    yield from screen_batches(_opened(broadcast.value), batches, **asked)


@functools.lru_cache(maxsize=2)
def _opened(data: bytes) -> Screener:
    """The screener, opened once in each worker process."""
    return Screener.from_bytes(data)
