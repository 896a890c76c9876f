"""Answers on a terminal, in colour where there is one. Words and tables come from `explain`."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import click

from screenlib import explain, words
from screenlib.batch.progress import duration
from screenlib.display import clip, pad, safe, table, wrap
from screenlib.results import VERDICTS
from screenlib.words import PHRASES, word

if TYPE_CHECKING:
    from screenlib.batch import BatchSummary
    from screenlib.results import Coverage, Language, ScreeningResult, Verdict

_COLOURS = {
    "match": "red",
    "review": "yellow",
    "affiliate": "magenta",
    "none": "cyan",  # not green: no match is no clearance
    "empty": "blue",
}
_TAG = 11


def tag(verdict: Verdict, lang: Language = "en") -> str:
    """The verdict, coloured and padded."""
    text = word(words.VERDICTS, verdict, lang)
    if lang == "en":
        text = text.upper()
    return click.style(pad(text, _TAG), fg=_COLOURS[verdict], bold=True)


def result(answer: ScreeningResult, lang: Language, *, explained: bool) -> None:
    """One answer: the verdict and the name, and below it each hit with its facts."""
    indent = " " * _TAG
    click.echo(tag(answer.verdict, lang) + click.style(clip(safe(answer.query), 80), bold=True))
    reason = answer.reason
    if not answer.hits:
        reason = reason or word(PHRASES, "nothing found", lang)
    if reason:
        for line in wrap(reason, 80):
            click.echo(indent + line)
    # Where something nearer is found, the rest of its group is told in short.
    nearer = any(hit.relation != "same-group" for hit in answer.hits)
    others = [
        hit for hit in answer.hits if nearer and hit.relation == "same-group" and not explained
    ]
    for number, hit in enumerate(hit for hit in answer.hits if hit not in others):
        if number:
            click.echo()
        name = click.style(safe(hit.entity.name), fg=_COLOURS[hit.verdict])
        also = "" if hit.verdict == answer.verdict else word(words.VERDICTS, hit.verdict, lang)
        click.echo(f"{indent}{name}  {hit.likelihood}  {also}".rstrip())
        for line in explain.facts(hit, lang, whole=explained):
            click.echo(indent + line)
        if explained:
            click.echo()
            for line in explain.waterfall(hit.evidence, hit.bits, lang):
                click.echo(indent + line)

    if others:
        names = "; ".join(safe(hit.entity.name) for hit in others)
        told = f"{explain.relation('same-group', lang)}: {names}"
        click.echo()
        for line in wrap(told, 100 - _TAG):
            click.secho(indent + line, dim=True)


def coverage(searched: Coverage, lang: Language, *, clears: bool) -> None:
    """What was searched; and, when nothing was found, that this is no clearance."""
    for line in explain.explain_coverage(searched, lang).splitlines():
        click.secho(line, dim=True)
    for line in _old(searched, lang):
        click.secho(line, fg="yellow")
    if clears:
        click.secho(word(PHRASES, "no clearance", lang), dim=True)


def _old(searched: Coverage, lang: Language) -> list[str]:
    """The lists that are older than they may be today. Only a terminal knows what day it is."""
    today = datetime.datetime.now(datetime.UTC).date()
    return [
        f"{part.version}: {part.age_days(today):,} {word(PHRASES, 'days old', lang)}; "
        f"{word(PHRASES, 'stale', lang)}"
        for part in searched.lists
        if not searched.as_of and part.is_stale(today)
    ]


def summary(done: BatchSummary) -> None:
    """The end of a batch, on standard error."""

    def say(text: str = "", **style: object) -> None:
        click.secho(text, err=True, **style)  # type: ignore[arg-type]

    rate = f", {done.rows / done.seconds:,.0f} a second" if done.seconds >= 0.5 else ""
    say(
        f"{done.rows:,} rows of {done.source} screened in {duration(done.seconds)}{rate}", bold=True
    )
    if done.resumed_rows:
        say(f"{done.resumed_rows:,} of them by the earlier run that this one continued")
    say(f"column {done.column!r}, {done.encoding}")
    for argument, column in done.offers:
        option = argument.replace("_", "-")
        say(f"not used: column {column!r}; take it into account with --{option} {column}", dim=True)
    for verdict in VERDICTS:
        count = done.counts.get(verdict, 0)
        share = f"{count / done.rows:6.1%}" if done.rows else ""
        say(f"  {tag(verdict)}{count:>11,}  {share}")
    if done.alerts:
        say()
        shown = len(done.alerts)
        more = "" if done.alert_rows <= shown else f" (the first {shown} of {done.alert_rows:,})"
        say(f"To look at{more}:", bold=True)
        rows = [("  row", "verdict", "name", "listed entity", "")]
        for alert in done.alerts:
            status = "" if alert.status == "listed" else f"[{alert.status}]"
            name = safe(alert.query)
            rows.append((f"{alert.row:,}", alert.verdict, name, safe(alert.entity_name), status))
        for line in table(rows, right=(0,), most=44):
            say(line)
    if done.bad_rows:
        say()
        say(f"{done.bad_rows:,} damaged rows, marked in the output:", fg="yellow", bold=True)
        for fault in done.faults:
            say(f"  row {fault.row:,}: {fault.problem}")
    say()
    for line in explain.explain_coverage(done.coverage).splitlines():
        say(line, dim=True)
    for line in _old(done.coverage, "en"):
        say(line, fg="yellow")
    if done.output:
        say(f"Written to {done.output}")
