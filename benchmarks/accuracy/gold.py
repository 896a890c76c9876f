"""Readings, character variants and the trade name of Chinese names, against answers written by
hand.

Readings: toneless pinyin of 120 legal names, polyphones over-represented; right if one of the
readings kept is the written one, whole and without a mistake. Variants: the folded name is the
written simplified one (or one of the alternatives written). Trade names: of 80 names cut into
place, trade name, field and form, right if the trade name is exactly that.
"""

from __future__ import annotations

import re
from typing import Any, Protocol, runtime_checkable

from benchmarks.accuracy import Bench
from benchmarks.matchers import MatcherAbsentError
from benchmarks.report import heading, table
from benchmarks.shared import shared_path


@runtime_checkable
class Reader(Protocol):
    """A matcher that also shows how it reads a name."""

    def fold(self, text: str) -> str:
        """The folded name."""
        ...

    def readings(self, text: str) -> list[str]:
        """Whole readings of a Chinese name, letters only."""
        ...

    def trade_names(self, text: str) -> list[str]:
        """The trade name, alternatives after the preferred one; empty text where there is none."""
        ...


def _lines(relative: str) -> list[list[str]]:
    text = shared_path(relative).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line]


def run(bench: Bench) -> dict[str, Any]:
    """Counts right of the three sets."""
    reader = bench.matcher()
    if not isinstance(reader, Reader):
        raise MatcherAbsentError("this matcher does not show how it reads a name")
    checks: dict[str, list[tuple[bool, str]]] = {"readings": [], "variants": [], "trade names": []}
    first_only = 0
    for name, gold in _lines("pairs/gold_pinyin.tsv"):
        wanted = re.sub(r"[^a-z]", "", gold.replace("ü", "v"))
        got = reader.readings(name)
        first_only += bool(got) and got[0] == wanted
        checks["readings"].append((wanted in got, f"{name}: {got[:3]}, right: {wanted}"))
    for kind, query, gold in _lines("pairs/variant_cases.tsv"):
        query = re.sub(r" \(U\+[0-9A-F]+\)$", "", query)
        got_fold = _letters(reader.fold(query))
        right = got_fold in {_letters(reader.fold(text)) for text in gold.split("|")}
        # The written answer is itself simplified, so folding must leave its characters alone.
        exact = got_fold in {_letters(text.casefold()) for text in gold.split("|")}
        checks["variants"].append((right and exact, f"{kind} {query}: {got_fold}, right: {gold}"))
    for (line,) in _lines("pairs/gold_parse.txt"):
        _, trade, _, _ = line.split("/")
        got = reader.trade_names(line.replace("/", ""))
        checks["trade names"].append((bool(got) and got[0] == trade, f"{line}: {got[:3]}"))
    heading("readings, variants and trade names")
    counts = {
        title: {"cases": len(results), "right": sum(right for right, _ in results)}
        for title, results in checks.items()
    }
    counts["readings"]["right as the first reading"] = first_only
    print(
        table(["set", "cases", "right"], [[k, v["cases"], v["right"]] for k, v in counts.items()])
    )
    for title, results in checks.items():
        bench.failures(f"{title}, wrong", [text for right, text in results if not right])
    return counts


def _letters(text: str) -> str:
    """Text without spaces and punctuation."""
    return re.sub(r"[\W_]", "", text)
