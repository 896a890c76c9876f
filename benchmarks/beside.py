"""Quality beside peers: the same pairs, retrieval, native names and English names for every
matcher.
"""

from __future__ import annotations

import argparse
from typing import Any

from benchmarks import report
from benchmarks.accuracy import Bench, english, natives, pairs, retrieval
from benchmarks.matchers import Matcher, MatcherAbsentError
from benchmarks.metrics import search_f1, search_recall_at
from benchmarks.peers import PEERS
from benchmarks.shared import SharedDataMissingError


def figures(matcher: Matcher) -> dict[str, float]:
    """The figures that every matcher can be measured by: order alone, no thresholds."""
    bench = Bench(make=lambda _: matcher, list_failures=0, has_tables=False)
    labelled = pairs.read_pairs()
    ranking = pairs.figures(
        labelled, matcher.compare_many([(pair.query, pair.listed) for pair in labelled])
    )
    exchange = retrieval.shanghai(bench)
    native = natives.run(bench)
    work = english.ofac_workload()
    found = english.answers(matcher, work)
    return {
        "labelled pairs, average precision": ranking["average_precision"],
        "labelled pairs, best F1": ranking["best_f1"],
        "labelled pairs, recall at 5 % false": ranking["recall_at_5_percent_false"],
        "Shanghai, right company first": exchange["legal names"][1],
        "Shanghai, short names": exchange["short names"][1],
        "Chinese names of listed entities, first": native["legal names, all tables"]["first"],
        "English (OFAC), best F1": search_f1(found)[0],
        "English (OFAC), recall at 1 % false": search_recall_at(found, 0.01),
        "English (OFAC), first or level, best F1": search_f1(english.first_or_level(found))[0],
    }


def run(options: argparse.Namespace) -> int:
    """The peers command."""
    from benchmarks.run import SUBJECT, make_matcher

    results: dict[str, Any] = {}
    for name in options.matcher or [SUBJECT, *PEERS]:
        try:
            results[name] = figures(make_matcher(name))
        except MatcherAbsentError as reason:
            print(f"{name}: skipped: {reason}")
        except SharedDataMissingError as reason:
            print(f"skipped: {reason}")
            return 0
    report.heading("quality beside peers")
    header = ["figure", *results]
    keys = list(next(iter(results.values()), {}))
    print(report.table(header, [[key, *(one[key] for one in results.values())] for key in keys]))
    path = report.write(
        "peers", {"matchers": report.rounded(results)}, partial=bool(options.matcher)
    )
    print(f"\nwritten: {path}")
    return 0
