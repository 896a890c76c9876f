"""Answers as small HTML tables, for notebooks.

All text is escaped: a name such as `<script>` is shown, not run. Colours are inline, so that the
tables look the same in every notebook.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from screenlib import words
from screenlib.display import percent, safe
from screenlib.words import PHRASES, word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screenlib.batch import BatchSummary
    from screenlib.coverage import Coverage
    from screenlib.results import Comparison, Evidence, Hit, ScreeningResult

COLOURS = {
    "match": "#b3261e",
    "review": "#9a6700",
    "affiliate": "#8250df",
    "none": "#57606a",
    "empty": "#57606a",
}


def text(value: object) -> str:
    """`value` made safe to stand in HTML."""
    return escape(safe(str(value)))


def badge(verdict: str) -> str:
    """The verdict as a coloured word."""
    colour = COLOURS.get(verdict, "#57606a")
    return f'<b style="color:{colour}">{text(verdict)}</b>'


def evidence_html(evidence: Sequence[Evidence], bits: float) -> str:
    """The rows of evidence, and their sum."""
    rows = [
        (
            word(words.KINDS, row.kind, "en"),
            row.query,
            row.listed,
            word(words.LEVELS, row.level, "en"),
            f"{row.bits:+.1f}",
        )
        for row in evidence
    ]
    rows.append((word(PHRASES, "sum", "en"), "", "", "", f"{bits:+.1f}"))
    heads = ("part", "in query", "on list", "how", "bits")
    return table([word(PHRASES, head, "en") for head in heads], rows)


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table of plain text."""
    head = "".join(f"<th>{text(cell)}</th>" for cell in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{text(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def comparison_html(comparison: Comparison) -> str:
    """Two names and their evidence."""
    return (
        f"<p>{badge(comparison.verdict)} {percent(comparison.probability)} &nbsp; "
        f"{text(comparison.query)} ~ {text(comparison.listed_name)}</p>"
        + evidence_html(comparison.evidence, comparison.bits)
    )


def hit_html(hit: Hit) -> str:
    """One hit and its evidence."""
    return f"<p>{_hit_line(hit)}</p>" + evidence_html(hit.evidence, hit.bits)


def result_html(result: ScreeningResult) -> str:
    """One answer: its hits, and what was searched."""
    parts = [f"<p>{badge(result.verdict)} {text(result.query)} {text(result.reason)}</p>"]
    if result.hits:
        parts.append("<ul>")
        parts += [f"<li>{_hit_line(hit)}</li>" for hit in result.hits]
        parts.append("</ul>")
    return "".join(parts) + _searched(result.coverage)


def summary_html(summary: BatchSummary) -> str:
    """The end of a batch: its counts, what is to be looked at, what was searched."""
    counts = [(verdict, f"{count:,}") for verdict, count in summary.counts.items()]
    alerts = [
        (f"{alert.row:,}", alert.verdict, alert.query, alert.entity_name, alert.status)
        for alert in summary.alerts
    ]
    told = f"{summary.rows:,} rows of {summary.source}, {summary.bad_rows:,} damaged"
    parts = [f"<p>{text(told)}</p>", table(("verdict", "rows"), counts)]
    if alerts:
        parts.append(table(("row", "verdict", "name", "listed entity", "status"), alerts))
    return "".join(parts) + _searched(summary.coverage)


def _searched(coverage: Coverage) -> str:
    statement = "<br>".join(text(line) for line in coverage.statement.splitlines())
    return f'<p style="color:#57606a;font-size:smaller">{statement}</p>'


def _hit_line(hit: Hit) -> str:
    status = "" if hit.status == "listed" else f" [{word(words.STATUSES, hit.status, 'en')}]"
    where = ", ".join(filter(None, (hit.list_version, hit.citation)))
    return (
        f"{badge(hit.verdict)} {hit.likelihood} &nbsp; <b>{text(hit.entity.name)}</b>"
        f"{text(status)} ({text(where)})"
    )
