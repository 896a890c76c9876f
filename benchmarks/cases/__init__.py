"""The decided cases of anchors.tsv: a query, a listed name, and the verdicts that are right."""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

ANCHORS = Path(__file__).resolve().parent / "anchors.tsv"


@frozen
class Case:
    """One decided case."""

    query: str
    listed: str
    verdicts: frozenset[str]
    open_matcher: float | None
    why: str


def anchor_cases() -> list[Case]:
    """All cases, in file order."""
    lines = [
        line.split("\t")
        for line in ANCHORS.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    header, *rows = lines
    if header != ["query", "listed", "verdicts", "open_matcher", "why"]:
        raise ValueError(f"{ANCHORS.name}: unexpected columns {header}")
    return [
        Case(
            query=query,
            listed=listed,
            verdicts=frozenset(verdicts.split("|")),
            open_matcher=float(score) if score else None,
            why=why,
        )
        for query, listed, verdicts, score, why in rows
    ]
