"""Chinese names of listed entities against the Entity List, which prints Latin letters only.

Queries: the Chinese legal names, and the shorter Chinese names, of the entities whose Chinese name
is sure. Measured with the table of these names switched off (reading alone) and on. Ambiguous short
forms (marked ``?``) are left out.
"""

from __future__ import annotations

from typing import Any

from benchmarks.accuracy import NATIVE_NAMES, Bench
from benchmarks.accuracy.searching import Found, line, look_for
from benchmarks.listed import entity_list
from benchmarks.metrics import share
from benchmarks.report import heading, table
from benchmarks.shared import read_rows


def sure_names() -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """(Chinese legal name, name on the list) and (shorter Chinese name, name on the list) of the
    sure rows.
    """
    legal: list[tuple[str, str]] = []
    short: list[tuple[str, str]] = []
    for row in read_rows("lexicon/listed_native_names.csv"):
        if row["confidence"] != "high":
            continue
        legal.append((row["zh_legal"], row["name_on_list"]))
        short += [
            (alias, row["name_on_list"])
            for alias in row["zh_aliases"].split("|")
            if alias and not alias.endswith("?")
        ]
    return legal, short


def run(bench: Bench) -> dict[str, Any]:
    """Share whose entity comes first, and share shown, with the table off and on."""
    entities = entity_list()
    by_name = {" ".join(e.names[0].casefold().split()): e.id for e in entities}
    primary = {e.id: e.names[0] for e in entities}
    legal, short = sure_names()
    heading("Chinese names of listed entities")
    rows: dict[str, list[Any]] = {}
    for title, without in bench.settings(native_names=NATIVE_NAMES):
        searcher = bench.matcher(without).build(entities)
        for kind, wanted in (("legal names", legal), ("short names", short)):
            known = [
                (query, by_name[" ".join(name.casefold().split())])
                for query, name in wanted
                if " ".join(name.casefold().split()) in by_name
            ]
            if len(known) < len(wanted):
                print(
                    f"{kind}: {len(wanted) - len(known)} names are not on this edition of the list"
                )
            found = look_for(searcher, known, as_right=_same_query(known))
            rows[f"{kind}, {title}"] = _figures(found)
            bench.failures(
                f"{kind}, {title}, not first or not shown",
                [line(f, primary[f.entity]) for f in found if not (f.tied and f.shown)],
            )
    header = ["queries", "n", "first", "first or tied", "shown"]
    print(table(header, [[title, *figures] for title, figures in rows.items()]))
    return {title: dict(zip(header[1:], figures, strict=True)) for title, figures in rows.items()}


def _same_query(known: list[tuple[str, str]]) -> dict[str, frozenset[str]]:
    """The entities of every query: some organisations are listed under two names."""
    entities: dict[str, set[str]] = {}
    for query, entity in known:
        entities.setdefault(query, set()).add(entity)
    return {query: frozenset(ids) for query, ids in entities.items()}


def _figures(found: list[Found]) -> list[Any]:
    return [
        len(found),
        share(sum(f.is_first for f in found), len(found)),
        share(sum(f.tied for f in found), len(found)),
        share(sum(f.shown for f in found), len(found)),
    ]
