"""All matchers on all workloads, each alone in a fresh process, one after the other.

Speeds of one run can be compared with each other, and only those: machines differ and are shared.
Names a second of processor time stand beside those of the clock; on a machine that others use, they
say more.
F1 is that of the answers given while being timed; a slow matcher answers fewer queries in its time,
and this library's F1 on just those queries stands beside it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import report
from benchmarks.accuracy.english import Workload
from benchmarks.matchers import MatcherAbsentError
from benchmarks.metrics import Answered, search_f1, search_recall_at
from benchmarks.peers import PEERS
from benchmarks.shared import CHECKOUT, SharedDataMissingError
from benchmarks.speed.workloads import WORKLOADS

SUBJECT = "screenlib"
_COLUMNS = {
    "names/s": "names_per_second",
    "/cpu s": "names_per_processor_second",
    "median ms": "single_median_ms",
    "p99 ms": "single_p99_ms",
    "F1": "f1",
    "own F1": "screenlib_f1_same_queries",
    "R@1%": "recall_at_1_percent_false",
    "build s": "build_seconds",
    "list MB": "list_megabytes",
    "process MB": "process_megabytes",
    "queries": "answered",
    "times": "screenlib_times_as_fast",
}
_THREADED = (SUBJECT, "tfidf-sdtn", "rapidfuzz-jarowinkler")
_ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS"), "1"
)


def call_worker(matcher: str, work: Workload, cores: int, budget: float) -> dict[str, Any]:
    """Measure one matcher in a fresh process; a failure is returned as ``skipped`` with its last
    line.
    """
    with tempfile.TemporaryDirectory(prefix="screenlib-benchmark-") as folder:
        order, answer = Path(folder) / "order.json", Path(folder) / "answer.json"
        order.write_text(
            json.dumps(
                {
                    "matcher": matcher,
                    "cores": cores,
                    "budget": budget,
                    "entities": [[entity.id, entity.names] for entity in work.entities],
                    "queries": work.queries,
                    "answer_file": str(answer),
                }
            ),
            encoding="utf-8",
        )
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.speed.worker", str(order)],
            cwd=CHECKOUT,
            env={**os.environ, **(_ONE_THREAD if cores == 1 else {})},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0 or not answer.exists():
            lines = done.stderr.strip().splitlines()
            return {"skipped": lines[-1] if lines else f"exit status {done.returncode}"}
        result: dict[str, Any] = json.loads(answer.read_text(encoding="utf-8"))
        return result


def judge(result: dict[str, Any], work: Workload, answered: int | None = None) -> dict[str, float]:
    """F1 and recall at 1 % false positives of the first ``answered`` answers."""
    count = min(answered or result["answered"], result["answered"])
    answers = [
        Answered(score=score, right=bool(meant) and entity == meant, meant=bool(meant))
        for (entity, score, _), meant in zip(
            result["answers"][:count], work.meant[:count], strict=True
        )
    ]
    return {
        "f1": search_f1(answers)[0],
        "recall_at_1_percent_false": search_recall_at(answers, 0.01),
    }


def one_list(title: str, work: Workload, matchers: list[str], budget: float) -> dict[str, Any]:
    """All matchers on one workload, this library first."""
    results: dict[str, Any] = {}
    answers: dict[str, dict[str, Any]] = {}
    for matcher in sorted(matchers, key=lambda name: name != SUBJECT):
        for cores in (1, 2) if matcher in _THREADED else (1,):
            measured = call_worker(matcher, work, cores, budget)
            label = matcher if cores == 1 else f"{matcher}, two cores"
            if "skipped" in measured:
                print(f"   {label}: skipped: {measured['skipped']}", flush=True)
                results[label] = {"skipped": measured["skipped"]}
                break
            measured.update(judge(measured, work))
            answers[label] = measured
            if SUBJECT in answers and matcher != SUBJECT:
                measured["screenlib_f1_same_queries"] = judge(
                    answers[SUBJECT], work, measured["answered"]
                )["f1"]
            results[label] = {key: value for key, value in measured.items() if key != "answers"}
            print(f"   {label}: {measured['names_per_second']:,.0f} names/s", flush=True)
    _same_answers(answers)
    own = answers.get(SUBJECT)
    for result in results.values():
        if own and "names_per_second" in result:
            result["screenlib_times_as_fast"] = own["names_per_second"] / result["names_per_second"]
    _print(title, work, results)
    return {
        "entities": len(work.entities),
        "names": sum(len(entity.names) for entity in work.entities),
        "queries": len(work.queries),
        "matchers": results,
    }


def _same_answers(answers: dict[str, dict[str, Any]]) -> None:
    """Two cores must answer as one does, in every matcher.

    Raises ``AssertionError`` naming the first difference of this library; a peer's is only said.
    """
    for label, measured in answers.items():
        single = answers.get(label.removesuffix(", two cores"))
        if single is None or single is measured:
            continue
        if single["fingerprint"] != measured["fingerprint"]:
            print(f"   {label}: engine or lexicon changed during the run; answers not compared")
            continue
        for place, (one, two) in enumerate(
            zip(single["answers"], measured["answers"], strict=False)
        ):
            if one != two:
                message = f"{label}: answer {place} differs from one core: {one} and {two}"
                if label.startswith(SUBJECT):
                    raise AssertionError(message)
                print(f"   {message}")
                break


def _print(title: str, work: Workload, results: dict[str, Any]) -> None:
    names = sum(len(entity.names) for entity in work.entities)
    report.heading(f"{title}: {names} names of {len(work.entities)} entities")
    rows = [
        [label, *(result.get(key, "-") for key in _COLUMNS.values())]
        for label, result in results.items()
        if "skipped" not in result
    ]
    print(report.table(["matcher", *_COLUMNS], rows))


def _own_figures(options: argparse.Namespace) -> dict[str, Any]:
    try:
        from benchmarks.speed import own
    except MatcherAbsentError as reason:
        print(f"this library's own figures skipped: {reason}")
        return {"skipped": str(reason)}
    return own.measure(scaling=options.scaling, largest=options.largest)


def run(options: argparse.Namespace) -> int:
    """The speed command."""
    results: dict[str, Any] = {}
    for title in options.lists or list(WORKLOADS):
        try:
            work = WORKLOADS[title]()
        except SharedDataMissingError as reason:
            report.heading(f"{title}: skipped")
            print(reason)
            results[title] = {"skipped": str(reason)}
            continue
        matchers = options.matcher or [SUBJECT, *PEERS]
        results[title] = one_list(title, work, matchers, options.budget)
    complete: dict[str, Any] = {"lists": report.rounded(results)}
    partial = bool(options.lists or options.matcher)
    # Written before the rest is measured: a long run that breaks off keeps what it has.
    path = report.write("speed", complete, partial=partial)
    if SUBJECT in (options.matcher or [SUBJECT]):
        complete["own"] = report.rounded(_own_figures(options))
        report.write("speed", complete, partial=partial)
    print(f"\nwritten: {path}")
    if options.plot:
        from benchmarks.speed.plot import draw

        print(f"drawn: {draw(complete, Path(options.plot))}")
    return 0
