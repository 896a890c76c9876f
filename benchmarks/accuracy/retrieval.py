"""Across scripts: the Chinese legal name of a listed company against the English names of its whole
exchange.

Shanghai: all English names of the exchange are the list; queries are the Chinese legal names known,
the same in traditional characters, and the short names. The English trade name is *romanised* if it
holds the pinyin of the first two characters of the Chinese trade name (what follows the place
name), read together, in any reading; otherwise it is *invented* (translated, shortened or new).
Taiwan: traditional legal names against English names, those with a full English name counted.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

from benchmarks.accuracy import Bench
from benchmarks.accuracy.searching import Found, line, look_for
from benchmarks.matchers import Entity, MatcherAbsentError
from benchmarks.metrics import share
from benchmarks.peers import package
from benchmarks.report import heading, table
from benchmarks.shared import read_rows

_OPENING = re.compile(r"^(?:中国|\(|（|\)|）|省|市|县|区|自治区|特区)")


def trade_name(legal: str, places: frozenset[str]) -> str:
    """What follows the places at the start of a Chinese legal name."""
    rest = legal
    while True:
        before = rest
        for length in (6, 5, 4, 3, 2):
            if rest[:length] in places and len(rest) > length + 3:
                rest = rest[length:]
                break
        rest = _OPENING.sub("", rest, count=1) if len(rest) > 6 else rest
        if rest == before:
            return rest


def is_romanised(legal: str, english: str, places: frozenset[str]) -> bool:
    """Whether the English name holds the pinyin of the first two characters of the trade name."""
    pypinyin = package("pypinyin")
    letters = re.sub(r"[^a-z]", "", english.lower())
    opening = trade_name(legal, places)[:2]
    readings = pypinyin.pinyin(opening, style=pypinyin.Style.NORMAL, heteronym=True)
    return any(
        "".join(reading).replace("ü", "u").replace("v", "u") in letters
        for reading in itertools.product(*readings)
    )


def _places() -> frozenset[str]:
    """Names of provinces and prefectures, short and full; of smaller places only the full names
    (some short ones are trade names as well).
    """
    names: set[str] = set()
    for row in read_rows("lexicon/regions.csv"):
        names.add(row["zh_full"])
        if row["level"] in ("province", "prefecture"):
            names.add(row["zh"])
    return frozenset(name for name in names if len(name) > 1)


def _figures(found: list[Found]) -> list[Any]:
    return [
        len(found),
        share(sum(f.is_first for f in found), len(found)),
        share(sum(f.place > 0 for f in found), len(found)),
        share(sum(f.shown for f in found), len(found)),
    ]


def shanghai(bench: Bench) -> dict[str, Any]:
    """The Shanghai exchange."""
    rows = list(read_rows("data/names/pairs_sse.csv"))
    names = list(dict.fromkeys(row["name_en"] for row in rows))
    number = {name: f"n{place:04d}" for place, name in enumerate(names)}
    searcher = bench.matcher().build([Entity(number[name], (name,)) for name in names])
    legal = [row for row in rows if row["name_zh_full"]]
    places = _places()
    romanised = [is_romanised(row["name_zh_full"], row["name_en"], places) for row in legal]
    wanted = [(row["name_zh_full"], number[row["name_en"]]) for row in legal]
    queries = {"legal names": wanted}
    try:
        convert = package("opencc").OpenCC("s2t").convert
        queries["in traditional characters"] = [
            (convert(query), entity) for query, entity in wanted
        ]
    except MatcherAbsentError as reason:
        print(f"traditional-character queries skipped: {reason}")
    result: dict[str, Any] = {}
    for title, asked in queries.items():
        found = look_for(searcher, asked)
        result[title] = _figures(found)
        for kind, is_kind in (("romanised", True), ("invented", False)):
            members = [f for f, r in zip(found, romanised, strict=True) if r is is_kind]
            result[f"{title}, {kind}"] = _figures(members)
            if title == "legal names":
                bench.failures(
                    f"{kind}, not first",
                    [line(f, names[int(f.entity[1:])]) for f in members if not f.is_first],
                )
    short = look_for(searcher, [(row["short_zh"], number[row["name_en"]]) for row in rows])
    result["short names"] = _figures(short)
    bench.failures(
        "short names, not first",
        [line(f, names[int(f.entity[1:])]) for f in short if not f.is_first],
    )
    return result


def taiwan(bench: Bench) -> dict[str, Any]:
    """Companies of the Taiwan exchanges whose full English name is known."""
    rows = list(read_rows("data/names/pairs_taiwan_listed_part.csv"))
    entities = [
        Entity(
            f"t{place:04d}",
            tuple(
                dict.fromkeys(
                    n for n in (row["name_en_financedatabase"], row["english_abbrev_official"]) if n
                )
            )
            or (row["code"],),
        )
        for place, row in enumerate(rows)
    ]
    searcher = bench.matcher().build(entities)
    known = [place for place, row in enumerate(rows) if row["name_en_financedatabase"]]
    found = look_for(searcher, [(rows[p]["name_zh_trad"], entities[p].id) for p in known])
    short = look_for(searcher, [(rows[p]["short_zh_trad"], entities[p].id) for p in known])
    bench.failures(
        "Taiwan, not first",
        [line(f, entities[int(f.entity[1:])].names[0]) for f in found if not f.is_first],
    )
    return {"Taiwan, legal names": _figures(found), "Taiwan, short names": _figures(short)}


def run(bench: Bench) -> dict[str, Any]:
    """Share of queries whose right company comes first, among ten, and at a shown verdict."""
    heading("retrieval across scripts")
    rows = {**shanghai(bench), **taiwan(bench)}
    header = ["queries", "n", "first", "in ten", "shown"]
    print(table(header, [[title, *figures] for title, figures in rows.items()]))
    return {title: dict(zip(header[1:], figures, strict=True)) for title, figures in rows.items()}
