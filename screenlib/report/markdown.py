"""A report as Markdown: for tickets, mails and version control."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from screenlib import words
from screenlib.display import safe
from screenlib.explain import explain_coverage, summary
from screenlib.results import VERDICTS
from screenlib.words import PHRASES, word

if TYPE_CHECKING:
    from screenlib.report.content import ReportContent
    from screenlib.results import Language

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:@/])")


def markdown(content: ReportContent, lang: Language) -> str:
    """The report as Markdown text."""
    lines = [f"# {escape(content.title)}", ""]
    about = [f"{content.time:%Y-%m-%d %H:%M} UTC", content.by, content.source]
    lines += [escape(" · ".join(filter(None, about))), ""]
    lines += [f"| {word(PHRASES, 'verdict', lang)} | {word(PHRASES, 'rows', lang)} |", "|---|--:|"]
    for verdict in VERDICTS:
        lines.append(f"| {word(words.VERDICTS, verdict, lang)} | {content.counts[verdict]:,} |")
    lines += ["", f"## {word(PHRASES, 'to look at', lang)}", ""]
    heads = ("row", "query", "verdict", "entity", "list", "citation", "how")
    lines.append("| " + " | ".join(word(PHRASES, head, lang) for head in heads) + " |")
    lines.append("|--:" + "|---" * (len(heads) - 1) + "|")
    for item in content.items:
        for hit in item.result.hits:
            decided = f" ({hit.decision})" if hit.decision else ""
            status = (
                "" if hit.status == "listed" else f" ({word(words.STATUSES, hit.status, lang)})"
            )
            cells = (
                f"{item.row:,}",
                item.result.query,
                f"{word(words.VERDICTS, hit.verdict, lang)} {hit.likelihood}{decided}",
                hit.entity.name + status,
                hit.list_version,
                hit.citation,
                "; ".join(filter(None, (hit.reason, summary(hit)))),
            )
            lines.append("| " + " | ".join(escape(cell) for cell in cells) + " |")
    if content.not_screened:
        lines += ["", f"## {word(words.VERDICTS, 'empty', lang)}", ""]
        lines += [
            f"- {n.row:,}: {escape(n.query)}: {escape(n.reason)}" for n in content.not_screened
        ]
    lines += ["", f"## {word(PHRASES, 'searched', lang)}", ""]
    lines += ["    " + line for line in explain_coverage(content.coverage, lang).splitlines()]
    lines += ["", word(PHRASES, "no clearance", lang), "", f"`{content.fingerprint}`", ""]
    return "\n".join(lines)


def escape(text: str) -> str:
    """`text` as text: no mark-up, no link, no HTML comes out of it."""
    return _SPECIAL.sub(r"\\\1", " ".join(safe(text).split()))
