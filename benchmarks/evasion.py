"""Recall by kind of disguise, beside peers.

Disguised are primary names of the Entity List (Latin ones) and Chinese legal names of listed
entities (against the list with those Chinese names added, so that reading, not knowledge, is
tested). A disguised name is *caught* when its entity comes first, or no other scores higher, at a
score that at most 1 % of ordinary names reach: the same rule for every matcher. For this library
the share shown at its shipped thresholds stands beside it.
"""

from __future__ import annotations

import argparse
import random
from typing import Any

from benchmarks import companies, report
from benchmarks.accuracy.natives import sure_names
from benchmarks.accuracy.searching import look_for
from benchmarks.disguises import HAN, LATIN
from benchmarks.listed import entity_list
from benchmarks.matchers import Entity, Matcher, MatcherAbsentError
from benchmarks.metrics import share
from benchmarks.shared import SharedDataMissingError

SEED = 77
ORDINARY = 500


def cases(entities: list[Entity], names: int) -> dict[str, list[tuple[str, str]]]:
    """(disguised name, entity id) by kind; a name that the disguise leaves alone is no case."""
    rng = random.Random(SEED)
    latin = [(e.names[0], e.id) for e in entities if len(e.names[0]) > 9 and e.names[0].isascii()]
    han = [
        (name, e.id) for e in entities for name in e.names if not name.isascii() and len(name) > 5
    ]
    han = [(name, entity) for name, entity in han if "\u4e00" <= name[0] <= "\u9fff"]
    result: dict[str, list[tuple[str, str]]] = {}
    for disguises, pool in ((LATIN, latin), (HAN, han)):
        for kind, disguise in disguises.items():
            picked = rng.sample(pool, min(len(pool), names * 3))
            changed = [(disguise(name, rng), entity, name) for name, entity in picked]
            result[kind] = [(query, entity) for query, entity, name in changed if query != name][
                :names
            ]
    return result


def with_native_names(entities: list[Entity]) -> list[Entity]:
    """The list with the sure Chinese legal names as further names."""
    legal: dict[str, list[str]] = {}
    for query, name in sure_names()[0]:
        legal.setdefault(" ".join(name.casefold().split()), []).append(query)
    return [
        Entity(e.id, (*e.names, *legal.get(" ".join(e.names[0].casefold().split()), ())))
        for e in entities
    ]


def measure(matcher: Matcher, entities: list[Entity], names: int) -> dict[str, dict[str, float]]:
    """Share caught and share shown, by kind of disguise."""
    searcher = matcher.build(entities)
    ordinary = [*companies.world(SEED)[:ORDINARY], *companies.mainland(SEED)[:ORDINARY]]
    scores = sorted(
        (hits[0].score if hits else 0.0 for hits in searcher.rank_many(ordinary, limit=1)),
        reverse=True,
    )
    bar = scores[len(scores) // 100]
    result = {}
    for kind, wanted in cases(entities, names).items():
        found = look_for(searcher, wanted, limit=5)
        result[kind] = {
            "cases": len(found),
            "caught": share(sum(f.tied and f.score > bar for f in found), len(found)),
            "shown": share(sum(f.shown for f in found), len(found)),
        }
    return result


def run(options: argparse.Namespace) -> int:
    """The evasion command."""
    from benchmarks.run import SUBJECT, make_matcher

    results: dict[str, Any] = {}
    asked = options.matcher or [SUBJECT, "rapidfuzz-wratio", "tfidf-sdtn-reranked", "tantivy-fuzzy",
                                "nomenklatura-logic-v2"]  # fmt: skip
    try:
        entities = with_native_names(entity_list())
        for name in asked:
            try:
                results[name] = measure(make_matcher(name), entities, options.names)
            except MatcherAbsentError as reason:
                print(f"{name}: skipped: {reason}")
                results[name] = {"skipped": str(reason)}
    except SharedDataMissingError as reason:
        print(f"skipped: {reason}")
        return 0
    ran = [name for name in asked if "skipped" not in results[name]]
    report.heading(f"disguised names caught, of {options.names} a kind")
    shown = SUBJECT in ran
    print(
        report.table(
            ["disguise", "cases", *ran, *(["shown"] if shown else [])],
            [
                [
                    kind,
                    figures["cases"],
                    *(results[name][kind]["caught"] for name in ran),
                    *([results[SUBJECT][kind]["shown"]] if shown else []),
                ]
                for kind, figures in results[ran[0]].items()
            ],
        )
    )
    path = report.write(
        "evasion", {"matchers": report.rounded(results)}, partial=bool(options.matcher)
    )
    print(f"\nwritten: {path}")
    return 0
