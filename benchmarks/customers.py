"""A customer file of any size: names of companies that do not exist, made from words of real ones.

In: how many rows, and a seed. Out: rows (id, company, country, town), half English and half
Chinese, in a fixed, seeded order without repeats, of which one in :data:`LISTED_EVERY` bears a
name of the list, written as people write it. A made name is the first half of one real name and
the second half of another, so that its words are as common as words in names are. Without the
measuring data the words are those of the library's own tables.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks import companies
from benchmarks.disturb import typing_error
from benchmarks.matchers import Entity
from benchmarks.shared import CHECKOUT, SharedDataMissingError
from benchmarks.speed.growth import made_names

HEADER = ("id", "company", "country", "town")
LISTED_EVERY = 100
_TOWNS = {"CN": ("Shenzhen", "杭州"), "HK": ("Kowloon", "香港"), "DE": ("Hamburg", "München")}
_TABLES = CHECKOUT / "screenlib" / "lexicon"


class Customer(NamedTuple):
    """One row, and whether its name was taken from the list."""

    row: tuple[str, str, str, str]
    listed: bool


def customers(rows: int, entities: Sequence[Entity], seed: int) -> Iterator[Customer]:
    """The rows of the file; names of ``entities`` are mixed in at random places."""
    rng = random.Random(seed)
    listed = rows // LISTED_EVERY
    chinese = (rows - listed) // 2
    known = [name for entity in entities for name in entity.names]
    names = [(name, False) for name in made_chinese(chinese, seed)]
    names += [(name, False) for name in made_english(rows - listed - chinese, seed)]
    names += [(_as_people_write(rng.choice(known), rng), True) for _ in range(listed)]
    rng.shuffle(names)
    for number, (name, is_listed) in enumerate(names, 1):
        country = rng.choice(list(_TOWNS))
        town = rng.choice(_TOWNS[country])
        yield Customer((f"C{number:07d}", name, country, town), is_listed)


def write(path: Path, made: Iterator[Customer]) -> list[int]:
    """Write a file of customers; the numbers (from 0) of the rows with a name of the list."""
    listed = []
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number, customer in enumerate(made):
            writer.writerow(customer.row)
            if customer.listed:
                listed.append(number)
    return listed


def source() -> str:
    """Where the words are from on this machine."""
    try:
        companies.mainland(0)
    except SharedDataMissingError:
        return "words of the library's tables"
    return "words of company names (listed companies, Hong Kong register, mainland China)"


def made_english(count: int, seed: int) -> list[str]:
    """Distinct English names."""
    try:
        return made_names(count, seed)
    except SharedDataMissingError:
        endings = ("Co., Ltd.", "Limited", "Inc.", "Group", "GmbH")
        parts = (_column("latin_frequencies", 0), _column("fields", 4), endings)
        return _distinct(count, seed, lambda rng: " ".join(map(rng.choice, parts)).title())


def made_chinese(count: int, seed: int) -> list[str]:
    """Distinct Chinese names, half from mainland China and half from Hong Kong."""
    try:
        registers = [
            [name for name in names if len(name) > 5]
            for names in (companies.mainland(seed), companies.hong_kong_chinese(seed))
        ]
    except SharedDataMissingError:
        trades = [char for char in _column("han_frequencies", 0) if len(char) == 1]
        endings = ("有限公司", "股份有限公司", "集团", "厂")
        parts = (_column("places", 3), trades, trades, _column("fields", 3), endings)
        return _distinct(count, seed, lambda rng: "".join(map(rng.choice, parts)))

    def joined(rng: random.Random) -> str:
        register = rng.choice(registers)
        one, two = rng.choice(register), rng.choice(register)
        return one[: (len(one) + 1) // 2] + two[len(two) // 2 :]

    return _distinct(count, seed, joined)


def _distinct(count: int, seed: int, make: Callable[[random.Random], str]) -> list[str]:
    rng = random.Random(seed)
    names: dict[str, None] = {}
    while len(names) < count:
        names[make(rng)] = None
    return list(names)


def _as_people_write(name: str, rng: random.Random) -> str:
    """The name itself, in capitals, or with a typing error."""
    return rng.choice((str, str.upper, lambda text: typing_error(text, rng)))(name)


def _column(table: str, place: int) -> list[str]:
    """The first spelling in each row of one of the library's tables."""
    lines = (_TABLES / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [
        spelling
        for row in rows
        if len(row) > place and (spelling := row[place].split("|")[0].rstrip("?"))
    ]
