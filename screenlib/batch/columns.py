"""Which column of a customer file holds the name, and what the answer's columns are called.

In: a header. Out: the place of a column, or an error that shows the header and the columns that
look right. A column is taken without being named only when exactly one looks right.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from screenlib.errors import BatchFormatError, ColumnError

RESULT_COLUMNS = (
    "verdict",
    "probability",
    "entity_id",
    "entity_name",
    "matched_name",
    "status",
    "list",
    "list_version",
    "citation",
    "reason",
)
"""What a batch adds to each row, in this order."""

PREFIX = "screening_"
"""Put before all added columns when the file already has a column of one of these names."""

PROBABILITIES = frozenset((RESULT_COLUMNS[1], PREFIX + RESULT_COLUMNS[1]))
"""The added column that holds numbers, under either of its titles."""

NAME_COLUMNS = (
    "name", "company name", "company", "counterparty", "counterparty name", "customer name",
    "customer", "consignee", "consignee name", "ultimate consignee", "end user", "entity name",
    "entity", "organization", "organisation", "party name", "party", "supplier", "vendor",
    "supplier name", "vendor name", "legal name", "account name",
    "公司名称", "公司名稱", "企业名称", "企業名稱", "公司", "名称", "名稱", "客户名称", "客戶名稱",
    "客户", "客戶", "收货人", "收貨人", "单位名称", "單位名稱", "供应商", "供應商",
    "最终用户", "最終用戶",
)  # fmt: skip
"""Headers under which names are found in practice; the likelier first."""

COUNTRY_COLUMNS = (
    "country", "country code", "country name", "destination", "国家", "國家", "国别", "國別",
)  # fmt: skip

ADDRESS_COLUMNS = ("address", "street address", "地址", "住所", "注册地址", "註冊地址")


def _plain(title: str) -> str:
    text = unicodedata.normalize("NFKC", title).casefold()
    return " ".join(text.replace("_", " ").replace("-", " ").split())


def guesses(header: Sequence[str], known: Sequence[str] = NAME_COLUMNS) -> list[str]:
    """The columns of `header` that `known` names, the likelier first."""
    ranks = {title: rank for rank, title in enumerate(known)}
    found = [(ranks[_plain(title)], title) for title in header if _plain(title) in ranks]
    return [title for _, title in sorted(found)]


def find_column(header: Sequence[str], column: str | int | None, source: str) -> int:
    """The place (from 0) of the column of names.

    `column` is its title, or its number counted from 1, or `None`: then the file must have
    exactly one column that looks like names. Raises `ColumnError` or `BatchFormatError` with
    the titles that there are.
    """
    if isinstance(column, int):
        if not 1 <= column <= len(header):
            raise ColumnError(f"number {column}", header, source)
        return column - 1
    likely = guesses(header)
    if column is None:
        if len(likely) == 1:
            return list(header).index(likely[0])
        problem = "it is not clear which column holds the names"
        those = f" Most likely: {', '.join(map(repr, likely))}." if likely else ""
        titles = ", ".join(map(repr, header))
        raise BatchFormatError(problem, file=source, advice=f"Name one of: {titles}.{those}")
    places = [place for place, title in enumerate(header) if title == column]
    if not places:
        places = [place for place, title in enumerate(header) if _plain(title) == _plain(column)]
    if not places:
        raise ColumnError(column, header, source)
    if len(places) > 1:
        numbers = " or ".join(str(place + 1) for place in places)
        raise BatchFormatError(
            f"{len(places)} columns are called {column!r}",
            file=source,
            advice=f"Give the column's number: {numbers}.",
        )
    return places[0]


def added_columns(header: Sequence[str]) -> tuple[str, ...]:
    """The titles of the answer's columns, all with `PREFIX` if one of them is taken."""
    if set(RESULT_COLUMNS).isdisjoint(header):
        return RESULT_COLUMNS
    return tuple(PREFIX + title for title in RESULT_COLUMNS)
