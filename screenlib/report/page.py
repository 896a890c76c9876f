"""A report as one HTML page: no network, nothing to install, all text escaped.

The page has both languages, and a switch. Style and script stand in it whole (page.css, page.js),
and a Content-Security-Policy lets nothing else run: even if a name got through as mark-up, it
could neither run nor call home. Without script everything is readable; with it there are filters,
and decisions that are exported as a file for `screenlib decide --from`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from screenlib import words
from screenlib.decisions import decision_row
from screenlib.display import safe
from screenlib.explain import fact_rows
from screenlib.results import ALERTS, VERDICTS
from screenlib.words import PHRASES, Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from screenlib.report.content import Item, ReportContent
    from screenlib.results import Evidence, Hit, Language

_BAR_WIDTH = 150
_MOST_SHOWN = 8
"""How many other names and addresses of an entry are shown; the list holds all of them."""


def page(content: ReportContent, lang: Language) -> str:
    """The report as an HTML page that opens in `lang`."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; style-src 'sha256-{_hash(style)}'; "
        f"script-src 'sha256-{_hash(script)}'; base-uri 'none'; form-action 'none'"
    )
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{"zh-Hans" if lang == "zh" else "en"}">',
        '<head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{text(content.title)}</title>",
        f"<style>{style}</style></head>",
        "<body>",
        _head(content),
        _counts(content),
        _searched(content),
        _controls(),
        "<main>",
        *(_card(item) for item in content.items),
        "</main>",
        f'<p id="nothing" hidden>{both(PHRASES, "nothing shown")}</p>',
        _not_screened(content),
        _foot(content),
        f"<script>{script}</script>",
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def text(value: object) -> str:
    """`value` made safe to stand in HTML, in an attribute, too."""
    return escape(safe(str(value)))


def both(table: Words, key: str) -> str:
    """A word in both languages, of which the page shows one."""
    return bilingual(*table.get(key, (key, key)))


def bilingual(english: str, chinese: str) -> str:
    """Two texts, of which the page shows one; or one that both languages share."""
    if english == chinese:
        return text(english)
    return (
        f'<span class="en">{text(english)}</span><span class="zh" lang="zh">{text(chinese)}</span>'
    )


def _head(content: ReportContent) -> str:
    about = [f"{content.time:%Y-%m-%d %H:%M} UTC", content.by, content.source]
    return (
        f"<header><h1>{text(content.title)}</h1>"
        f"<p>{' · '.join(text(part) for part in about if part)}</p>"
        '<button type="button" id="language">中文 / English</button></header>'
    )


def _counts(content: ReportContent) -> str:
    alerts = sum(content.counts[verdict] for verdict in ALERTS)
    tiles = "".join(
        f'<li class="{verdict}"><b>{content.counts[verdict]:,}</b> {both(words.VERDICTS, verdict)}'
        "</li>"
        for verdict in VERDICTS
    )
    lengths = {verdict: content.counts[verdict] for verdict in VERDICTS if content.counts[verdict]}
    total = sum(lengths.values()) or 1
    bars, start = [], 0.0
    for verdict, count in lengths.items():
        share = 100 * count / total
        bars.append(f'<rect class="{verdict}" x="{start:.2f}%" width="{share:.2f}%" height="10"/>')
        start += share
    return (
        f"<section class=counts><p><b>{alerts:,}</b> {both(PHRASES, 'to look at of')}"
        f" <b>{content.rows:,}</b> {both(PHRASES, 'names')}</p><ul>{tiles}</ul>"
        f'<svg width="100%" height="10" aria-hidden="true">{"".join(bars)}</svg></section>'
    )


def _searched(content: ReportContent) -> str:
    ages = {age.version: age for age in content.ages}
    lines = []
    for part in content.coverage.lists:
        if part.error:
            lines.append(
                f"<li class=gap><b>{both(PHRASES, 'not searched')}</b>: {text(part.error)}</li>"
            )
            continue
        age = ages[part.version]
        facts = [
            f"<b>{text(part.title)}</b> {text(part.version)}",
            f"{part.entities:,} {both(PHRASES, 'entities')}",
            f"{part.names:,} {both(PHRASES, 'names')}",
        ]
        if age.days is not None:
            facts.append(f"{age.days:,} {both(PHRASES, 'days old')}")
        if age.stale:
            facts.append(f"<b class=gap>{both(PHRASES, 'stale')}</b>")
        lines.append(f"<li>{'; '.join(facts)}<br><small>{text(part.completeness)}</small></li>")
    return (
        f"<section><h2>{both(PHRASES, 'searched')}</h2><ul>{''.join(lines)}</ul>"
        f"<p class=caution>{both(PHRASES, 'no clearance')}</p></section>"
    )


def _controls() -> str:
    boxes = "".join(
        f'<label><input type="checkbox" class="filter" value="{verdict}" checked>'
        f" {badge(verdict)}</label>"
        for verdict in VERDICTS
        if verdict != "empty"
    )
    return (
        f"<section class=controls><h2>{both(PHRASES, 'to look at')}</h2>"
        f'<div class="bar">{boxes}'
        f'<label><input type="checkbox" id="open-only"> {both(PHRASES, "open only")}</label>'
        f"<label>{both(PHRASES, 'find')} <input type=search id=find></label>"
        f'<button type="button" id="unfold">{both(PHRASES, "unfold all")}</button></div>'
        f'<div class="bar decide"><label>{both(PHRASES, "decided by")} <input id=by></label>'
        f'<button type="button" id="export" disabled>{both(PHRASES, "export decisions")}'
        " (<span id=number>0</span>)</button>"
        f"<small>{both(PHRASES, 'export hint')}</small></div></section>"
    )


def _card(item: Item) -> str:
    result = item.result
    first = result.hits[0]
    more = f" <i>+{len(result.hits) - 1}</i>" if len(result.hits) > 1 else ""
    decided = all(hit.decision for hit in result.hits)
    mark = f" <i>{both(PHRASES, 'decided')}</i>" if decided else ""
    summary = (
        f"<summary>{badge(result.verdict)}<span class=number>{first.likelihood}</span>"
        f"<span><b>{text(result.query)}</b> <span class=arrow>→</span> {text(first.entity.name)}"
        f"{more}{mark}</span><small>{both(PHRASES, 'row')} {item.row:,}</small></summary>"
    )
    reason = f"<p>{text(result.reason)}</p>" if result.reason else ""
    hits = "".join(_hit(hit, item.party) for hit in result.hits)
    words_to_find = " ".join(
        [result.query, item.party, *(name for hit in result.hits for name in _names(hit))]
    )
    return (
        f'<details data-verdict="{result.verdict}" data-open="{0 if decided else 1}"'
        f' data-find="{text(words_to_find.casefold())}">'
        f"{summary}{_party(item)}{reason}{hits}</details>"
    )


def _party(item: Item) -> str:
    """What is known of the party beside its name."""
    facts = (
        ("party", item.party),
        ("country", item.result.country),
        ("address", item.result.address),
        ("damaged row", item.fault),
    )
    rows = "".join(
        f"<tr><th>{both(PHRASES, title)}</th><td>{text(value)}</td></tr>"
        for title, value in facts
        if value
    )
    return f"<table class=facts>{rows}</table>" if rows else ""


def _names(hit: Hit) -> Iterable[str]:
    return (hit.entity.id, *(name.text for name in hit.entity.names))


def _hit(hit: Hit, party: str) -> str:
    status = (
        f" <b class=gap>{both(words.STATUSES, hit.status)}</b>" if hit.status != "listed" else ""
    )
    facts = "".join(
        f"<tr><th>{both(PHRASES, title)}</th><td>{bilingual(english, chinese)}</td></tr>"
        for title, english, chinese in (*fact_rows(hit), *_entry_rows(hit))
    )
    return (
        f'<article class="{hit.verdict}"><h3>{badge(hit.verdict)} {hit.likelihood}'
        f" {text(hit.entity.name)}{status}</h3>"
        f"<table class=facts>{facts}</table>{_waterfall(hit.evidence, hit.bits)}"
        f"{_decision(hit, party)}</article>"
    )


def _entry_rows(hit: Hit) -> Iterator[tuple[str, str, str]]:
    """The other names and the addresses of the entry, to hold the party against."""
    entity = hit.entity
    names = [name.text for name in entity.names if name.text not in (entity.name, hit.matched_name)]
    for title, texts in (("aliases", names), ("addresses", [a.text for a in entity.addresses])):
        left = len(texts) - _MOST_SHOWN
        told = "; ".join(texts[:_MOST_SHOWN]) + (f" … +{left}" if left > 0 else "")
        if told:
            yield title, told, told


def _waterfall(evidence: Sequence[Evidence], total: float) -> str:
    """The evidence as rows, each bar beginning where the one before ended."""
    sums = [0.0]
    for row in evidence:
        sums.append(sums[-1] + row.bits)
    low, high = min(sums), max(sums)
    scale = _BAR_WIDTH / ((high - low) or 1.0)
    rows = []
    for row, start in zip(evidence, sums, strict=False):
        left = (min(start, start + row.bits) - low) * scale
        sign = "for" if row.bits >= 0 else "against"
        bar = (
            f'<svg width="{_BAR_WIDTH}" height="12" aria-hidden="true"><rect class="{sign}"'
            f' x="{left:.1f}" width="{max(abs(row.bits) * scale, 1):.1f}" height="12"/></svg>'
        )
        rows.append(
            f"<tr><th>{both(words.KINDS, row.kind)}</th><td>{text(row.query) or '–'}</td>"
            f"<td>{text(row.listed) or '–'}</td><td>{both(words.LEVELS, row.level)}</td>"
            f"<td class=number>{_bits(row.bits)}</td><td>{bar}</td></tr>"
        )
    heads = "".join(
        f"<th>{both(PHRASES, head)}</th>" for head in ("part", "in query", "on list", "how", "bits")
    )
    foot = (
        f"<tr><th>{both(PHRASES, 'sum')}</th><td></td><td></td><td></td>"
        f"<td class=number>{_bits(total)}</td><td></td></tr>"
    )
    return (
        f"<table class=waterfall><thead><tr>{heads}<th></th></tr></thead>"
        f"<tbody>{''.join(rows)}{foot}</tbody></table>"
    )


def _bits(bits: float) -> str:
    return f"{bits:+.1f}".replace("-", "−")


def _decision(hit: Hit, party: str) -> str:
    told = (
        f"<p class=decided>{both(PHRASES, 'decided')}: {text(hit.decision)}</p>"
        if hit.decision
        else ""
    )
    data = escape(json.dumps(decision_row(hit, party)))
    choices = "".join(
        f'<option value="{value}" data-en="{text(en)}" data-zh="{text(zh)}">{text(en)}</option>'
        for value, (en, zh) in words.DISPOSITIONS.items()
    )
    return (
        f'{told}<div class="decide" data-hit="{data}"><select class=disposition><option value="">–'
        f"</option>{choices}</select> <label>{both(PHRASES, 'why')} <input class=why></label> "
        f"<label>{both(PHRASES, 'until')} <input type=date class=expires></label></div>"
    )


def _not_screened(content: ReportContent) -> str:
    if not content.not_screened:
        return ""
    rows = "".join(
        f"<tr><td class=number>{name.row:,}</td><td>{text(name.query)}</td>"
        f"<td>{text(name.reason)}</td></tr>"
        for name in content.not_screened
    )
    left = content.counts["empty"] - len(content.not_screened)
    more = f"<p>… {left:,}</p>" if left > 0 else ""
    return (
        f"<section><h2>{both(PHRASES, 'names not screened')}</h2>"
        f"<table>{rows}</table>{more}</section>"
    )


def _foot(content: ReportContent) -> str:
    made = content.fingerprint
    snapshots = "; ".join(f"{version} {digest}" for version, digest in made.snapshots)
    settings = ", ".join(f"{name}={value}" for name, value in made.settings)
    return (
        f"<footer><p>screenlib {text(made.engine)} · {text(made.lexicon)} · {text(made.digest)}</p>"
        f"<p>{text(snapshots)}</p><p>{text(settings)}</p></footer>"
    )


def badge(verdict: str) -> str:
    """The verdict as a coloured word, in both languages."""
    return f'<span class="badge {verdict}">{both(words.VERDICTS, verdict)}</span>'


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text("utf-8")


def _hash(source: str) -> str:
    return base64.b64encode(hashlib.sha256(source.encode("utf-8")).digest()).decode()
