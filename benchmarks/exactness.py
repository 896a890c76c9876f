"""The index returns what scoring every listed name returns: checked on real lists with real
queries.

List: the full Entity List with aliases and the OFAC organisations with aliases, together. Queries:
names of the list, disturbed names, Chinese names of listed entities, and ordinary names in English
and Chinese. Compared are entities, their order, matched names, scores to the last bit, and
verdicts, of the best one, ten and fifty. One difference fails the run.
"""

from __future__ import annotations

import argparse
import random
import time

from benchmarks import companies, report
from benchmarks.accuracy.natives import sure_names
from benchmarks.disturb import disturbed_queries
from benchmarks.listed import entity_list, ofac_entities
from benchmarks.matchers import Entity, MatcherAbsentError
from benchmarks.shared import SharedDataMissingError

SEED = 606
_CHUNK = 250
#: How many entities are asked for: the fewer, the sooner a search ends.
_LIMITS = (1, 10, 50)


def both_lists() -> list[Entity]:
    """Entity List and OFAC as one list, identifiers kept apart."""
    return [
        *(Entity(f"bis-{e.id}", e.names) for e in entity_list()),
        *(Entity(f"ofac-{e.id}", e.names) for e in ofac_entities(aliases=True)),
    ]


def real_queries(entities: list[Entity], count: int) -> list[str]:
    """``count`` distinct queries, a fifth of each kind."""
    rng = random.Random(SEED)
    share = count // 5
    listed = [name for entity in entities for name in entity.names]
    chinese = [name for names in sure_names() for name, _ in names]
    kinds = [
        rng.sample(listed, share),
        [query for query, _, _ in disturbed_queries(entities, share, rng)],
        [*chinese, *companies.mainland(SEED)][:share],
        companies.world(SEED)[:share],
        [*companies.hong_kong_chinese(SEED)[: share // 2], *companies.hong_kong_english(SEED)],
    ]
    queries = dict.fromkeys(query for kind in kinds[:-1] for query in kind)
    for query in kinds[-1]:
        if len(queries) >= count:
            break
        queries[query] = None
    return list(queries)[:count]


def run(options: argparse.Namespace) -> int:
    """The exactness command: 0 without a difference, 1 with one."""
    try:
        from benchmarks.subject import Screenlib

        entities = both_lists()
        queries = real_queries(entities, options.queries)
        searcher = Screenlib().build(entities)
    except (SharedDataMissingError, MatcherAbsentError) as reason:
        print(f"skipped: {reason}")
        return 0
    threshold = options.threshold
    report.heading(
        f"exactness: {len(queries)} queries, {sum(len(e.names) for e in entities)} names,"
        f" threshold {threshold or 'as shipped'}"
    )
    different: list[str] = []
    hits = 0
    fast = slow = 0.0
    for start in range(0, len(queries), _CHUNK):
        chunk = queries[start : start + _CHUNK]
        begun = time.perf_counter()
        indexed = {
            limit: searcher.search_many(chunk, threshold=threshold, limit=limit)
            for limit in _LIMITS
        }
        between = time.perf_counter()
        exhaustive = searcher.exhaustively(chunk, threshold=threshold, limit=max(_LIMITS))
        fast += between - begun
        slow += time.perf_counter() - between
        hits += sum(len(found) for found in exhaustive)
        for limit, answers in indexed.items():
            for query, one, two in zip(chunk, answers, exhaustive, strict=True):
                if one != two[:limit]:
                    different.append(f"{query}, best {limit}: {one[:3]} and {two[:3]}")
        print(f"   {start + len(chunk)} queries, {len(different)} differences", flush=True)
    result = {
        "queries": len(queries),
        "entities": len(entities),
        "names": sum(len(e.names) for e in entities),
        "threshold": threshold or "as shipped",
        "best": list(_LIMITS),
        "hits": hits,
        "differences": len(different),
        "index_seconds": fast,
        "exhaustive_seconds": slow,
    }
    for line in different[:40]:
        print(f"   {line}")
    print(report.table(["figure", "value"], list(result.items())))
    path = report.write("exactness", report.rounded(result), partial=options.queries < 10_000)
    print(f"written: {path}")
    return 1 if different else 0
