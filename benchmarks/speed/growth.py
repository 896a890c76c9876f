"""How the time of one query grows with the list and with the query.

Lists are of 1,000 names to a million, made from real words: the first half of one real company name
and the second half of another. Queries are half names of the list with a typing error and half
names made the same way that are not on it. Long queries are the words of real names strung
together, up to ten thousand words, and one repeated letter.
"""

from __future__ import annotations

import random
import time
from typing import Any

from benchmarks import companies, report
from benchmarks.disturb import typing_error
from benchmarks.matchers import Entity, Matcher, Searcher
from benchmarks.metrics import percentile
from benchmarks.speed.worker import resident_megabytes

SEED = 505
SIZES = (1_000, 10_000, 100_000, 1_000_000)
LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128, 1_000, 10_000)
_QUERIES = 2_000
_LONG_QUERIES = 20


def made_names(count: int, seed: int) -> list[str]:
    """``count`` distinct names recombined from real ones."""
    rng = random.Random(seed)
    real = [
        name.split()
        for name in [*companies.world(seed), *companies.hong_kong_english(seed)]
        if len(name.split()) > 1
    ]
    names: dict[str, None] = {}
    while len(names) < count:
        one, two = rng.choice(real), rng.choice(real)
        names[" ".join([*one[: (len(one) + 1) // 2], *two[len(two) // 2 :]])] = None
    return list(names)


def by_list_size(matcher: Matcher, largest: int) -> list[dict[str, Any]]:
    """One row a list size: build seconds, megabytes, names a second of a batch, single calls."""
    sizes = [size for size in SIZES if size <= largest]
    names = made_names(sizes[-1] + _QUERIES, SEED)
    others = names[sizes[-1] :]
    rows = []
    for size in sizes:
        rng = random.Random(SEED)
        queries = [typing_error(rng.choice(names[:size]), rng) for _ in range(_QUERIES)]
        queries = [q for pair in zip(queries, others, strict=True) for q in pair][:_QUERIES]
        memory = resident_megabytes()
        before = time.perf_counter()
        searcher = matcher.build(
            [Entity(f"m{place:07d}", (name,)) for place, name in enumerate(names[:size])]
        )
        built = time.perf_counter() - before
        grown = resident_megabytes() - memory
        before = time.perf_counter()
        searcher.search_many(queries, limit=1)
        batch = time.perf_counter() - before
        times = _single(searcher, queries[:500])
        rows.append(
            {
                "names": size,
                "build_seconds": built,
                "megabytes": grown,
                "names_per_second": len(queries) / batch,
                "single_median_ms": percentile(times, 0.5),
                "single_p99_ms": percentile(times, 0.99),
            }
        )
        del searcher
    report.heading("time against list size (names made from real words)")
    print(report.table(list(rows[0]), [list(row.values()) for row in rows]))
    return rows


def by_query_length(searcher: Searcher) -> list[dict[str, Any]]:
    """One row a length of query, in words; the last row is a million times one letter."""
    rng = random.Random(SEED)
    words = [word for name in companies.world(SEED)[:20_000] for word in name.split()]
    queries = {
        f"{length} words": [
            " ".join(rng.choices(words, k=length))
            for _ in range(_LONG_QUERIES if length <= 128 else 3)
        ]
        for length in LENGTHS
    }
    queries["one letter, a million times"] = ["a" * 1_000_000]
    queries["one character, a million times"] = ["华" * 1_000_000]
    rows = []
    for title, asked in queries.items():
        times = _single(searcher, asked)
        rows.append(
            {
                "query": title,
                "characters": sum(map(len, asked)) // len(asked),
                "median_ms": percentile(times, 0.5),
                "slowest_ms": max(times),
            }
        )
    report.heading("time against query length (full Entity List)")
    print(report.table(list(rows[0]), [list(row.values()) for row in rows]))
    return rows


def _single(searcher: Searcher, queries: list[str]) -> list[float]:
    times = []
    for query in queries:
        before = time.perf_counter()
        searcher.search(query, limit=1)
        times.append((time.perf_counter() - before) * 1000)
    return times
