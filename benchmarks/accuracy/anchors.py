"""The decided cases on which the best open matcher is wrong: how many are right here."""

from __future__ import annotations

from typing import Any

from benchmarks.accuracy import Bench
from benchmarks.cases import anchor_cases
from benchmarks.matchers import MatcherAbsentError
from benchmarks.report import heading, table


def run(bench: Bench) -> dict[str, Any]:
    """Cases right, and those that are not. A matcher without verdicts cannot be judged by them."""
    cases = anchor_cases()
    scored = bench.matcher().compare_many([(case.query, case.listed) for case in cases])
    if not any(one.verdict for one in scored):
        raise MatcherAbsentError("this matcher gives no verdicts")
    wrong = [
        f"{case.query} | {case.listed}: {one.verdict} {one.score:.3f},"
        f" right: {'/'.join(sorted(case.verdicts))}"
        for case, one in zip(cases, scored, strict=True)
        if one.verdict not in case.verdicts
    ]
    heading("decided cases")
    print(table(["cases", "right"], [[len(cases), len(cases) - len(wrong)]]))
    bench.failures("wrong", wrong)
    return {"cases": len(cases), "right": len(cases) - len(wrong)}
