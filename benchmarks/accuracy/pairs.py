"""Labelled pairs of Chinese, Taiwanese and Hong Kong names: are they the same organisation?

Labels: ``true``, ``false`` and ``affiliate`` (another legal person of the same group). Ranking
figures are taken on true against false; affiliate pairs are left out of them. Verdict figures are
taken at the shipped thresholds. Sibling institutes and sister firms of one group are ``false``
pairs for which ``affiliate`` is a fair word: they are counted apart, and ``match`` is never right
for them.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from attrs import frozen

from benchmarks.accuracy import ALL_ALIASES, COMPANY_ALIASES, Bench
from benchmarks.matchers import AFFILIATE, MATCH, REVIEW, SHOWN, Scored
from benchmarks.metrics import average_precision, best_f1, recall_at_false_positive_rate, share
from benchmarks.report import heading, table
from benchmarks.shared import read_rows

PAIRS = "pairs/dev_pairs.csv"
#: False pairs within one group of companies or institutes, beyond the category
#: ``sibling_institute``.
SIBLINGS = "sibling_institute"


@frozen
class Pair:
    """One labelled pair."""

    id: str
    query: str
    listed: str
    label: str
    category: str

    @property
    def sibling(self) -> bool:
        """A false pair inside one group."""
        return self.label == "false" and self.category == SIBLINGS


def read_pairs(relative: str = PAIRS) -> list[Pair]:
    """All labelled pairs of one file."""
    return [
        Pair(row["id"], row["query_name"], row["list_name"], row["is_match"], row["category"])
        for row in read_rows(relative)
    ]


def figures(pairs: list[Pair], scored: list[Scored]) -> dict[str, Any]:
    """Ranking figures, and verdict figures where the matcher has verdicts."""
    judged = [(p, s) for p, s in zip(pairs, scored, strict=True) if p.label in ("true", "false")]
    scores = [s.score for _, s in judged]
    truths = [p.label == "true" for p, _ in judged]
    f1, threshold = best_f1(scores, truths)
    result: dict[str, Any] = {
        "pairs": len(pairs),
        "average_precision": average_precision(scores, truths),
        "best_f1": f1,
        "best_f1_threshold": threshold,
        "recall_at_5_percent_false": recall_at_false_positive_rate(scores, truths, 0.05),
    }
    if any(s.verdict for s in scored):
        result.update(_verdict_figures(pairs, scored))
    return result


def _verdict_figures(pairs: list[Pair], scored: list[Scored]) -> dict[str, Any]:
    verdicts: dict[str, list[str]] = defaultdict(list)
    for pair, one in zip(pairs, scored, strict=True):
        verdicts["sibling" if pair.sibling else pair.label].append(one.verdict)
    flagged = (REVIEW, AFFILIATE)
    matched_true = verdicts["true"].count(MATCH)
    matched_false = sum(verdicts[label].count(MATCH) for label in ("false", "sibling"))
    return {
        "match_precision": share(matched_true, matched_true + matched_false),
        "match_precision_affiliates_false": share(
            matched_true, matched_true + matched_false + verdicts["affiliate"].count(MATCH)
        ),
        "recall_match": share(matched_true, len(verdicts["true"])),
        "recall_shown": share(sum(v in SHOWN for v in verdicts["true"]), len(verdicts["true"])),
        "affiliates_flagged": share(
            sum(v in flagged for v in verdicts["affiliate"]), len(verdicts["affiliate"])
        ),
        "false_flagged": share(sum(v in SHOWN for v in verdicts["false"]), len(verdicts["false"])),
        "siblings_shown": share(
            sum(v in SHOWN for v in verdicts["sibling"]), len(verdicts["sibling"])
        ),
        "siblings_matched": verdicts["sibling"].count(MATCH),
    }


def by_category(pairs: list[Pair], scored: list[Scored]) -> list[list[Any]]:
    """Rows: category, label, pairs, verdict counts, mean score, pairs with a right verdict."""
    groups: dict[tuple[str, str], list[Scored]] = defaultdict(list)
    for pair, one in zip(pairs, scored, strict=True):
        groups[(pair.category, pair.label)].append(one)
    rows = []
    for (category, label), members in sorted(groups.items()):
        counts = [
            sum(m.verdict == v for m in members) for v in ("match", "review", "affiliate", "none")
        ]
        mean = sum(m.score for m in members) / len(members)
        right = sum(_right(label, category, m.verdict) for m in members)
        rows.append([category, label, len(members), right, *counts, mean])
    return rows


def _right(label: str, category: str, verdict: str) -> bool:
    """Whether a verdict is right at the shipped thresholds."""
    if label == "true":
        return verdict in SHOWN
    if label == "affiliate":
        return verdict in (REVIEW, AFFILIATE)
    if category == SIBLINGS:
        return verdict != MATCH
    return verdict not in SHOWN


def run(bench: Bench) -> dict[str, Any]:
    """Figures with all tables, and with the alias tables switched off."""
    pairs = read_pairs()
    result: dict[str, Any] = {}
    for title, without in bench.settings(company_aliases=COMPANY_ALIASES, all_aliases=ALL_ALIASES):
        scored = bench.matcher(without).compare_many([(p.query, p.listed) for p in pairs])
        result[title] = figures(pairs, scored)
        heading(f"labelled pairs, {title}")
        print(table(["figure", "value"], list(result[title].items())))
        rows = by_category(pairs, scored)
        if any(s.verdict for s in scored):
            print()
            print(
                table(
                    [
                        "category",
                        "label",
                        "n",
                        "right",
                        "match",
                        "review",
                        "affil.",
                        "none",
                        "mean",
                    ],
                    rows,
                )
            )
            wrong = [
                f"{p.id} {p.category} [{p.label}] {s.verdict} {s.score:.3f}: {p.query} | {p.listed}"
                for p, s in zip(pairs, scored, strict=True)
                if not _right(p.label, p.category, s.verdict)
            ]
            bench.failures(
                f"wrong verdicts, {title}", sorted(wrong, key=lambda line: line.split()[1:3])
            )
        result[title]["categories"] = {
            f"{row[0]} ({row[1]})": {"pairs": row[2], "right": row[3], "mean_score": row[-1]}
            for row in rows
        }
        result[title]["wrong_pairs"] = [
            p.id
            for p, s in zip(pairs, scored, strict=True)
            if s.verdict and not _right(p.label, p.category, s.verdict)
        ]
    return result
