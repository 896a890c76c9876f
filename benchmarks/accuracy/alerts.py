"""How often ordinary names raise an alert against the full Entity List, at the shipped thresholds.

Seeded samples of real names from mainland China, the Hong Kong register (English and Chinese) and
exchanges of the world. Some of these companies *are* listed, or belong to the group of a listed
one: a person has looked at the alerts and written what they are in ``reviewed_alerts.tsv``, by the
SHA-256 of query and entity (the names themselves are not the project's to publish). Figures are
given for all alerts, and without the true ones: those that show the listed party itself, or one of
the group.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from benchmarks import companies
from benchmarks.accuracy import Bench
from benchmarks.listed import entity_list
from benchmarks.matchers import SHOWN
from benchmarks.report import heading, table

REVIEWED = Path(__file__).resolve().parent / "reviewed_alerts.tsv"
SAMPLE = 4000
SEED = 11
#: What a reviewer may write of an alert.
JUDGEMENTS = ("listed", "group", "different")


def fingerprint(query: str, entity_name: str) -> str:
    """The SHA-256 under which a judged alert is kept."""
    return hashlib.sha256(f"{query}\t{entity_name}".encode()).hexdigest()


def reviewed() -> dict[str, str]:
    """Judgements by fingerprint.

    Raises ``ValueError`` for a row that is not a fingerprint and a known judgement.
    """
    judgements: dict[str, str] = {}
    for number, row in enumerate(REVIEWED.read_text(encoding="utf-8").splitlines(), start=1):
        if not row or row.startswith("#"):
            continue
        mark, _, judgement = row.partition("\t")
        if len(mark) != 64 or judgement not in JUDGEMENTS:
            raise ValueError(f"{REVIEWED.name} line {number}: not a fingerprint and a judgement")
        judgements[mark] = judgement
    return judgements


def samples(size: int = SAMPLE) -> dict[str, list[str]]:
    """The seeded samples by title."""
    return {
        "mainland, Chinese": companies.mainland(SEED)[:size],
        "Hong Kong, English": companies.hong_kong_english(SEED)[:size],
        "Hong Kong, Chinese": companies.hong_kong_chinese(SEED)[:size],
        "world, English": companies.world(SEED)[:size],
        "China listed, English": companies.world(SEED, countries=frozenset({"China"}))[:size],
        "United States, English": companies.world(SEED, countries=frozenset({"United States"}))[
            :size
        ],
    }


def run(bench: Bench) -> dict[str, Any]:
    """Alerts per 1,000 names by verdict, before and after review."""
    entities = entity_list()
    primary = {entity.id: entity.names[0] for entity in entities}
    searcher = bench.matcher().build(entities)
    judgements = reviewed()
    heading("alerts per 1,000 ordinary names")
    result: dict[str, Any] = {}
    rows = []
    for title, names in samples().items():
        counts = dict.fromkeys(("match", "review", "affiliate"), 0)
        true = dict.fromkeys(("match", "review", "affiliate"), 0)
        unjudged = 0
        alerts = []
        for query, hits in zip(names, searcher.search_many(names, limit=5), strict=True):
            shown = [hit for hit in hits if hit.verdict in SHOWN]
            if not shown:
                continue
            best = min(shown, key=lambda hit: ("match", "review", "affiliate").index(hit.verdict))
            counts[best.verdict] += 1
            judged = [judgements.get(fingerprint(query, primary[hit.entity]), "") for hit in shown]
            judgement = next((word for word in JUDGEMENTS if word in judged), "")
            if judgement in ("listed", "group"):
                true[best.verdict] += 1
            elif not all(judged):
                judgement = ""
                unjudged += 1
            alerts.append(
                f"[{judgement or 'not judged'}] {best.verdict} {best.score:.3f} {query}"
                f" -> {primary[best.entity]} ({best.name})"
            )
        thousand = len(names) / 1000
        per = {verdict: count / thousand for verdict, count in counts.items()}
        false = {verdict: (counts[verdict] - true[verdict]) / thousand for verdict in counts}
        result[title] = {
            "names": len(names),
            "all": per,
            "without_truly_listed_or_group": false,
            "not_judged": unjudged,
        }
        rows.append(
            [
                title,
                len(names),
                *per.values(),
                sum(per.values()),
                false["match"],
                sum(false.values()),
                unjudged,
            ]
        )
        bench.failures(f"alerts, {title}", sorted(alerts))
    header = [
        "sample",
        "n",
        "match",
        "review",
        "affiliate",
        "all",
        "false match",
        "false all",
        "not judged",
    ]
    print(table(header, rows))
    return result
