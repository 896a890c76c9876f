"""Answers as data frames: one row for each hit, one for an answer without.

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
                    hit.reason or None,
                )
            )
    return {title: [row[place] for row in rows] for place, title in enumerate(COLUMNS)}


def to_pandas(results: Iterable[ScreeningResult]) -> Any:
    """A pandas DataFrame. Raises `MissingDependencyError` when pandas is not installed."""
    try:
        import pandas as pd
    except ImportError as error:
        raise MissingDependencyError("pandas", "pandas", "A pandas DataFrame") from error
    return pd.DataFrame(columns(results))


def to_polars(results: Iterable[ScreeningResult]) -> Any:
    """A polars DataFrame. Raises `MissingDependencyError` when polars is not installed."""
    try:
        import polars as pl
    except ImportError as error:
        raise MissingDependencyError("polars", "polars", "A polars DataFrame") from error
    kinds: dict[str, Any] = dict.fromkeys(COLUMNS, pl.String)
    kinds |= {"probability": pl.Float64, "bits": pl.Float64, "list_date": pl.Date}
    return pl.DataFrame(columns(results), schema=kinds)
