"""What only this library is measured on: its public entry, saving and opening, and how time grows.

The public entry is timed as a user calls it: ``Screener.screen`` and ``screen`` with a list, one
name at a time, and ``Screener.screen_many`` for a batch. Opening a saved screener is timed in a
process that has done nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.accuracy.english import Workload
from benchmarks.cores import tied
from benchmarks.matchers import MatcherAbsentError
from benchmarks.metrics import percentile
from benchmarks.shared import SharedDataMissingError
from benchmarks.speed import growth
from benchmarks.speed.workloads import entity_list_chinese, entity_list_english
from benchmarks.subject import PublicEntry, Screenlib

_CALLS = 3_000
_OPEN = """
import sys, time
from screenlib import Screener
times = []
for _ in range(5):
    before = time.perf_counter()
    screener = Screener.load(sys.argv[1])
    times.append((time.perf_counter() - before) * 1000)
print(times[0], min(times))
"""


def public_calls(work: Workload) -> dict[str, float]:
    """Milliseconds of single public calls, and names a second of the public batch."""
    entry = PublicEntry(work.entities)
    for query in work.queries[-50:]:
        entry.screen(query)
    result: dict[str, float] = {}
    queries = work.queries[:_CALLS]
    for title, call in (("screener.screen", entry.screen), ("screen()", entry.screen_function)):
        times = []
        for query in queries:
            before = time.perf_counter()
            call(query)
            times.append((time.perf_counter() - before) * 1000)
        result[f"{title} median ms"] = percentile(times, 0.5)
        result[f"{title} p99 ms"] = percentile(times, 0.99)
    before = time.perf_counter()
    count = entry.screen_many(work.queries[_CALLS : _CALLS * 4])
    result["screen_many names/s"] = count / (time.perf_counter() - before)
    return result


def saved(work: Workload) -> dict[str, float]:
    """Size of a saved screener, and milliseconds to open it (first time, best of five)."""
    with tempfile.TemporaryDirectory(prefix="screenlib-benchmark-") as folder:
        path = Path(folder) / "screener"
        PublicEntry(work.entities).save(path)
        size = (
            sum(part.stat().st_size for part in path.rglob("*") if part.is_file())
            if path.is_dir()
            else path.stat().st_size
        )
        done = subprocess.run(
            [sys.executable, "-c", _OPEN, str(path)], capture_output=True, text=True, check=True
        )
        first, best = map(float, done.stdout.split())
    return {"saved MB": size / 1e6, "open first ms": first, "open best ms": best}


def measure(*, scaling: bool, largest: int) -> dict[str, Any]:
    """All of it; a part that cannot run says why."""
    result: dict[str, Any] = {}
    try:
        for title, make in (("English", entity_list_english), ("Chinese", entity_list_chinese)):
            work = make()
            with tied(1):
                result[f"public, {title}"] = public_calls(work)
        result["saved"] = saved(entity_list_english())
        report.heading("this library, public entry (full Entity List)")
        rows = [[part, key, value] for part, one in result.items() for key, value in one.items()]
        print(report.table(["part", "figure", "value"], rows))
        if scaling:
            matcher = Screenlib()
            result["query length"] = growth.by_query_length(
                matcher.build(entity_list_english().entities)
            )
            result["list size"] = growth.by_list_size(matcher, largest)
    except (SharedDataMissingError, MatcherAbsentError) as reason:
        print(f"this library's own figures skipped: {reason}")
        result["skipped"] = str(reason)
    return result
