"""The tables of the lexicon as rows, for the tests of what they promise."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LEXICON = Path(__file__).parents[2] / "screenlib" / "lexicon"

Row = dict[str, str]


@cache
def rows(table: str) -> list[Row]:
    """The rows of a table, each with all its columns."""
    lines = (LEXICON / f"{table}.tsv").read_text(encoding="utf-8").split("\n")
    header, *body = [line for line in lines if line and not line.startswith("#")]
    columns = header.split("\t")
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in body]


def values(cell: str) -> list[str]:
    """The values of a multi-valued cell, as they are written."""
    return cell.split("|") if cell else []


def bare(value: str) -> str:
    """A value without its mark of weakness."""
    return value.removesuffix("?")
