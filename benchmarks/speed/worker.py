"""Measures one matcher on one workload, alone in its process, and writes what it saw as JSON.

``python -m benchmarks.speed.worker ORDER`` with a JSON file: matcher, cores, budget, entities,
queries, answer file. Timed are: making the list ready, batches (strings in, best entity out), and
single calls. Of three passes over different queries the fastest counts: what else a machine does
only ever slows one down. Answers are handed back and checked by the caller. The process is tied to
``cores`` processors before anything is imported.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.cores import tied
from benchmarks.matchers import Entity, Hit, MatcherAbsentError, Searcher
from benchmarks.metrics import percentile

_WARM_UP = 60
_PASSES = 3
_SINGLE = 1000


def resident_megabytes() -> float:
    """Memory of this process that is in use now."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def timed_passes(
    searcher: Searcher, queries: list[str], budget: float, workers: int
) -> tuple[list[float], float, list[list[Hit]]]:
    """Names a second of up to three passes over different queries, names a second of processor
    time over all passes, and the answers in query order.

    The first queries say how many fit in the budget; they are answered again in the first pass.
    """
    before = time.perf_counter()
    searcher.search_many(queries[:_WARM_UP], limit=1, workers=workers)
    estimate = _WARM_UP / (time.perf_counter() - before)
    size = max(_WARM_UP, min(len(queries) // _PASSES, int(estimate * budget / _PASSES)))
    rates: list[float] = []
    answers: list[list[Hit]] = []
    processor = time.process_time()
    for number in range(_PASSES):
        batch = queries[number * size : (number + 1) * size]
        before = time.perf_counter()
        answers += searcher.search_many(batch, limit=1, workers=workers)
        rates.append(len(batch) / (time.perf_counter() - before))
    return rates, len(answers) / (time.process_time() - processor), answers


def single_calls(searcher: Searcher, queries: list[str], budget: float) -> list[float]:
    """Milliseconds of single calls, as many as fit in the budget."""
    times: list[float] = []
    stop = time.perf_counter() + budget
    for query in queries:
        before = time.perf_counter()
        searcher.search(query, limit=1)
        after = time.perf_counter()
        times.append((after - before) * 1000)
        if after > stop:
            break
    return times


def measure(order: dict[str, Any]) -> dict[str, Any]:
    """Everything that one worker measures.

    Raises ``MatcherAbsentError`` when the matcher cannot run.
    """
    from benchmarks.run import make_matcher

    before = time.perf_counter()
    matcher = make_matcher(order["matcher"])
    ready = time.perf_counter() - before
    entities = [Entity(identifier, tuple(names)) for identifier, names in order.pop("entities")]
    queries: list[str] = order["queries"]
    at_start = resident_megabytes()
    before = time.perf_counter()
    searcher = matcher.build(entities)
    build = time.perf_counter() - before
    built = resident_megabytes()
    # What the searcher does not keep is the benchmark's, not the matcher's.
    del entities
    rates, processor_rate, answers = timed_passes(
        searcher, queries, order["budget"], order["cores"]
    )
    result: dict[str, Any] = {
        "fingerprint": getattr(matcher, "fingerprint", ""),
        "start_seconds": ready,
        "build_seconds": build,
        "list_megabytes": built - at_start,
        "process_megabytes": resident_megabytes(),
        "names_per_second": max(rates),
        "rates": rates,
        "names_per_processor_second": processor_rate,
        "answered": len(answers),
        "answers": [
            [hits[0].entity, round(hits[0].score, 6), hits[0].verdict] if hits else ["", 0.0, ""]
            for hits in answers
        ],
    }
    if order["cores"] == 1:
        times = single_calls(searcher, queries[-_SINGLE:], order["budget"] / 3)
        result["single_median_ms"] = percentile(times, 0.5)
        result["single_p99_ms"] = percentile(times, 0.99)
        result["single_calls"] = len(times)
    return result


def main(path: str) -> int:
    """Read an order, measure, write the answer file; 0 also when the matcher is absent (the file
    says so).
    """
    order = json.loads(Path(path).read_text(encoding="utf-8"))
    with tied(order["cores"]):
        try:
            result = measure(order)
        except MatcherAbsentError as reason:
            result = {"skipped": str(reason)}
    Path(order["answer_file"]).write_text(json.dumps(result), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
