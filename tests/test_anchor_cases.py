"""Inputs on which the best open matcher is wrong, and inputs that it reads well: all must be right
here.
"""

from __future__ import annotations

import pytest

from benchmarks.cases import Case, anchor_cases
from screenlib import compare


@pytest.mark.parametrize("case", anchor_cases(), ids=lambda case: f"{case.query} ~ {case.listed}")
def test_verdict_is_right(case: Case) -> None:
    comparison = compare(case.query, case.listed)
    assert comparison.verdict in case.verdicts, f"{case.why}: {comparison.verdict}"
