"""Which column holds the names."""

from __future__ import annotations

import pytest

from screenlib.batch.columns import (
    COUNTRY_COLUMNS,
    PREFIX,
    RESULT_COLUMNS,
    added_columns,
    find_column,
    guesses,
)
from screenlib.errors import BatchFormatError, ColumnError


@pytest.mark.parametrize(
    ("header", "column", "place"),
    [
        (["id", "Company Name"], "Company Name", 1),
        (["id", "Company Name"], "company_name", 1),
        (["id", "公司名称"], "公司名称", 1),
        (["id", "x"], 2, 1),
        (["id", "Company_Name"], None, 1),
        (["编号", "收货人", "备注"], None, 1),
        (["name", "Name"], "Name", 1),
    ],
)
def test_column_is_found(header: list[str], column: str | int | None, place: int) -> None:
    assert find_column(header, column, "f.csv") == place


@pytest.mark.parametrize(
    ("header", "column", "error", "says"),
    [
        (["id", "x"], "name", ColumnError, "'id', 'x'"),
        (["id", "x"], 3, ColumnError, "number 3"),
        (["id", "x"], 0, ColumnError, "number 0"),
        (["id", "x"], None, BatchFormatError, "not clear"),
        (["name", "company"], None, BatchFormatError, "Most likely: 'name', 'company'"),
        (["name", "name"], "name", BatchFormatError, "number: 1 or 2"),
    ],
)
def test_an_unclear_column_is_never_guessed(
    header: list[str], column: str | int | None, error: type[Exception], says: str
) -> None:
    with pytest.raises(error, match=says):
        find_column(header, column, "f.csv")


def test_guesses_have_the_likelier_first() -> None:
    assert guesses(["vendor", "x", "Name"]) == ["Name", "vendor"]
    assert guesses(["国家", "x"], COUNTRY_COLUMNS) == ["国家"]


def test_added_columns_never_collide() -> None:
    assert added_columns(["name"]) == RESULT_COLUMNS
    added = added_columns(["name", "verdict"])
    assert added == tuple(PREFIX + title for title in RESULT_COLUMNS)
