"""Answers as data frames: one row for each hit, one for an answer without; and what a batch wrote.

Needs pandas or polars, whichever is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from screenlib.errors import MissingDependencyError

if TYPE_CHECKING:
    from screenlib.results import ScreeningResult

COLUMNS = (
    "query", "verdict", "probability", "bits", "entity_id", "entity_name", "matched_name", "status",
    "list", "list_date", "citation", "relation", "reason",
)  # fmt: skip


def columns(results: Iterable[ScreeningResult]) -> dict[str, list[Any]]:
    """The columns of such a frame; cells without a value are None."""
    rows: list[tuple[Any, ...]] = []
    for result in results:
        if not result.hits:
            empty = (None,) * (len(COLUMNS) - 3)
            rows.append((result.query, result.verdict, *empty, result.reason or None))
        for hit in result.hits:
            rows.append(
                (
                    result.query,
                    hit.verdict,
                    hit.probability,
                    hit.bits,
                    hit.entity.id,
                    hit.entity.name,
                    hit.matched_name,
                    hit.status,
                    hit.list_id,
                    hit.list_date,
                    hit.citation,
                    hit.relation or None,
                    hit.reason or result.reason or None,
                )
            )
    return {title: [row[place] for row in rows] for place, title in enumerate(COLUMNS)}


def to_pandas(results: Iterable[ScreeningResult]) -> Any:
    """A pandas DataFrame. Raises `MissingDependencyError` when pandas is not installed."""
    return _pandas().DataFrame(columns(results))


def to_polars(results: Iterable[ScreeningResult]) -> Any:
    """A polars DataFrame. Raises `MissingDependencyError` when polars is not installed."""
    pl = _polars()
    kinds: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    kinds |= {"probability": pl.Float64, "bits": pl.Float64, "list_date": pl.Date}
    return pl.DataFrame(columns(results), schema=kinds)


def output_to_pandas(path: str) -> Any:
    """The table that a batch wrote, as a pandas DataFrame; see `BatchSummary.to_pandas`."""
    pd = _pandas()
    titles, rows = _written(path)
    return pd.DataFrame(rows, columns=titles)


def output_to_polars(path: str) -> Any:
    """The table that a batch wrote, as a polars DataFrame; see `BatchSummary.to_polars`."""
    pl = _polars()
    titles, rows = _written(path)
    return pl.DataFrame(rows, schema=titles, orient="row", infer_schema_length=None)


def _written(path: str) -> tuple[list[str], list[list[Any]]]:
    """Titles and rows of a file; the probabilities are numbers, and empty cells None."""
    from screenlib.batch.columns import PROBABILITIES
    from screenlib.batch.files import read_rows

    titles, read = read_rows(path)
    numbers = [place for place, title in enumerate(titles) if title in PROBABILITIES]
    rows = []
    for row in read:
        cells: list[Any] = [None if cell == "" else cell for cell in row[: len(titles)]]
        for place in numbers:
            cells[place] = None if cells[place] is None else float(cells[place])
        rows.append(cells)
    return titles, rows


def _pandas() -> Any:
    try:
        import pandas
    except ImportError as error:
        raise MissingDependencyError("pandas", "pandas", "A pandas DataFrame") from error
    return pandas


def _polars() -> Any:
    try:
        import polars
    except ImportError as error:
        raise MissingDependencyError("polars", "polars", "A polars DataFrame") from error
    return polars
