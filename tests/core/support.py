"""What the tests of the core share: the lexicon, indexes over small lists, the cases of cases.csv.

`PROPERTY` are the settings of property tests: they bound the number of examples, never the time of
one.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

import attrs
import pytest
from hypothesis import settings

from benchmarks.listed import entity_list, ofac_entities
from benchmarks.shared import SharedDataMissingError
from screenlib import knowledge
from screenlib._core import Index, Lexicon

Hit: TypeAlias = tuple[int, int, float, float, str]
"""Entity, name number, score, probability, verdict."""

Answer: TypeAlias = tuple[str, list[Hit]]

CASES = Path(__file__).with_name("cases.csv")
VERDICTS = ("none", "affiliate", "review", "match")
ALL = 1_000
"""A limit that no small list reaches."""

PROPERTY = settings(max_examples=100, deadline=None)


@attrs.frozen
class Case:
    """A row of cases.csv. `limit` says why the core is known to answer otherwise, if it does."""

    check: str
    kind: str
    name: str
    other: str
    expected: str
    limit: str


def unescaped(text: str) -> str:
    r"""A cell of cases.csv with characters that nobody could see written as \uXXXX."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)


def cases(check: str) -> list[object]:
    """The rows of one check as parameters of a test; known limits are strict expected failures."""
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = [Case(**row) for row in csv.DictReader(file)]
    return [
        pytest.param(
            attrs.evolve(row, name=unescaped(row.name), other=unescaped(row.other)),
            id=f"{row.kind}: {row.name}" + (f" ~ {row.other}" if row.other else ""),
            marks=[pytest.mark.xfail(reason=row.limit, strict=True)] if row.limit else [],
        )
        for row in rows
        if row.check == check
    ]


def lexicon() -> Lexicon:
    """The lexicon of the shipped tables."""
    return knowledge.lexicon()


@functools.cache
def tables() -> dict[str, bytes]:
    """The shipped tables."""
    return {path.stem: path.read_bytes() for path in sorted(knowledge.TABLES.glob("*.tsv"))}


@functools.cache
def untold_lexicon() -> Lexicon:
    """The lexicon of the shipped tables, told of no other script, as `cargo test` reads it."""
    return Lexicon(tables(), {})


def index_of(names: Iterable[str | tuple[int, str] | tuple[int, str, bool]]) -> Index:
    """An index; a plain name is an entity of its own, a name without a mark is a strong one."""
    rows: list[tuple[int, str, bool]] = []
    for number, name in enumerate(names):
        if isinstance(name, str):
            rows.append((number, name, False))
        elif len(name) == 2:
            rows.append((*name, False))
        else:
            rows.append(name)
    learn(name for _, name, _ in rows)
    return Index.build(lexicon(), rows)


def learn(names: Iterable[str]) -> None:
    """Tell the lexicon the Latin letters of other scripts in these names."""
    knowledge.learn(lexicon(), list(names))


def by_entity(answer: Answer) -> dict[int, tuple[str, float, float]]:
    """The verdict, score and probability of each entity hit."""
    return {
        entity: (verdict, score, probability)
        for entity, _, score, probability, verdict in answer[1]
    }


@functools.cache
def real_entities() -> tuple[tuple[str, ...], ...]:
    """The names of each entity of the Entity List and OFAC's list; skips the test without them."""
    try:
        listed = [*entity_list(), *ofac_entities(aliases=True)]
    except SharedDataMissingError as missing:
        pytest.skip(f"real lists are not on this machine: {missing}")
    return tuple(entity.names for entity in listed)


def real_index(entities: Sequence[tuple[str, ...]]) -> Index:
    """An index over the names of real entities."""
    return index_of(
        (number, name) for number, names in enumerate(entities) for name in names if name.strip()
    )


SAMPLE = [
    (0, "Hangzhou Hikvision Digital Technology Co., Ltd.", False),
    (0, "杭州海康威视数字技术股份有限公司", False),
    (0, "HIK", True),
    (1, "Zhejiang Dahua Technology Co., Ltd.", False),
    (2, "China Electronics Technology Group Corporation 52nd Research Institute", False),
    (2, "CETC 52", False),
    (3, "АО Алмаз-Антей", False),
    (4, "Xyzzy Trading (Suzhou) FZE", False),
]
QUERIES = [
    *["Hikvision", "海康威視", "Hik", "浙江大华", "Dahua Textile", "CETC 52nd Institute", "52所"],
    *[
        "Алмаз",
        "Almaz Antey",
        "Xyzzy Suzhou",
        "Plugh",
        "",
        "有限公司",
        "Co., Ltd.",
        "Hikvison Digtal",
    ],
]


def answers(index: Index, queries: list[str]) -> list[Answer]:
    return [index.search(query, threshold, 20) for query in queries for threshold in (None, 0.01)]
