"""`rescreen` and `report`: customers against what changed, and customers on one page."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from contextlib import nullcontext
from typing import TYPE_CHECKING

import click

from screenlib.cli.options import (
    Day,
    complete_lists,
    decisions_option,
    json_option,
    lang_option,
    list_options,
)

if TYPE_CHECKING:
    from screenlib.rescreen import Change
    from screenlib.results import Hit, Language

_TITLES = (
    "row", "name", "change", "entity_id", "entity_name",
    "before", "now", "status", "list", "citation",
)  # fmt: skip


@click.command()
@click.argument("customers", metavar="CUSTOMERS")
@click.option("--since", type=Day(), required=True, help="The day of the screening before.")
@click.option("--until", type=Day(), help="Compare with this day. Default: the newest snapshot.")
@click.option("-c", "--column", help="Title of the column of names, or its number from 1.")
@click.option(
    "--list",
    "list_ids",
    multiple=True,
    metavar="LIST",
    shell_complete=complete_lists,
    help="A list; may be given more than once. Default: the bundled list.",
)
@click.option("-o", "--output", metavar="OUT", help="Write the changes to a CSV file.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 when something changed.")
@json_option
def rescreen(
    customers: str,
    since: datetime.date,
    until: datetime.date | None,
    column: str | None,
    list_ids: tuple[str, ...],
    output: str | None,
    exit_code: bool,
    as_json: bool,
) -> None:
    """Screen again what changed on the lists.

    Says which of the CUSTOMERS (a CSV, Excel or Parquet file) are newly hit, no longer hit, or hit
    differently than on the day --since. Only entries that changed are screened against, with the
    same outcome as two full runs.

    \b
      screenlib rescreen customers.csv --column company --since 2019-10-09
    """
    from screenlib.batch.files import read_names
    from screenlib.catalogue import DEFAULT_LISTS
    from screenlib.rescreen import rescreener_between

    rescreener = rescreener_between(since, until, list_ids or DEFAULT_LISTS)
    wanted = int(column) if column and column.isdecimal() else column
    changes = list(rescreener.changes(read_names(customers, wanted)))
    rows = [_row(change) for change in changes]
    if as_json:
        for change in changes:
            click.echo(json.dumps(change.to_dict(), ensure_ascii=False))
    elif output:
        _write(output, rows)
    else:
        _show(rows)
    counts = Counter(change.kind for change in changes)
    versions = (
        f"{', '.join(rescreener.old_versions) or 'nothing'} -> {', '.join(rescreener.new_versions)}"
    )
    told = ", ".join(f"{counts[kind]} {kind}" for kind in ("new", "gone", "different"))
    click.echo(f"{versions}: {rescreener.entities:,} entries changed; hits: {told}", err=True)
    if exit_code and changes:
        sys.exit(3)


@click.command()
@click.argument("customers", metavar="CUSTOMERS")
@click.option("-c", "--column", help="Title of the column of names, or its number from 1.")
@click.option("-o", "--output", metavar="OUT", required=True, help=".html, .md or .json")
@click.option("--title", default="", help="The title of the report.")
@click.option("--by", metavar="NAME", default="", help="Who asks.")
@list_options
@decisions_option
@lang_option
@json_option
def report(
    customers: str,
    column: str | None,
    output: str,
    title: str,
    by: str,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    decisions: str | None,
    lang: Language,
    as_json: bool,
) -> None:
    """Screen a file and write a report.

    OUT is one page that holds everything: counts, list versions and their ages, what was not
    covered, and each hit with the two names part by part, the licence requirement and the citation.
    An HTML report has filters, both languages, and controls for decisions, which it exports as a
    file for `screenlib decide --from`. With --json a short summary goes to standard output.

    \b
      screenlib report customers.csv --column company --output report.html
    """
    from screenlib.batch.files import read_names
    from screenlib.decisions import DecisionStore
    from screenlib.report import write_report
    from screenlib.screener import Screener

    screener = Screener(list_ids or None, as_of=as_of)
    names = read_names(customers, int(column) if column and column.isdecimal() else column)
    with DecisionStore(decisions) if decisions else nullcontext() as store:
        content = write_report(
            output,
            names,
            screener,
            title=title,
            source=customers,
            by=by,
            lang=lang,
            decisions=store,
        )
    if as_json:
        click.echo(json.dumps({"output": output, "rows": content.rows, "counts": content.counts}))
        return
    told = ", ".join(f"{count:,} {verdict}" for verdict, count in content.counts.items())
    click.echo(f"{content.rows:,} names: {told}. Written to {output}", err=True)


def _row(change: Change) -> tuple[str, ...]:
    hit = change.hit
    return (
        str(change.row),
        change.query,
        change.kind,
        hit.entity.id,
        hit.entity.name,
        _told(change.before),
        _told(change.after),
        hit.status,
        hit.list_version,
        hit.citation,
    )


def _told(hit: Hit | None) -> str:

    return f"{hit.verdict} {hit.likelihood}" if hit else ""


def _show(rows: list[tuple[str, ...]]) -> None:
    from screenlib.display import safe, table

    shown = [tuple(safe(row[place]) for place in (0, 1, 2, 4, 5, 6, 7, 9)) for row in rows]
    if shown:
        titles = ("row", "name", "change", "listed entity", "before", "now", "status", "citation")
        for line in table([titles, *shown], right=(0,), most=44):
            click.echo(line)


def _write(output: str, rows: list[tuple[str, ...]]) -> None:
    from screenlib.batch.output import CsvTarget, defuse_row

    target = CsvTarget(output, encoding="utf-8-sig", delimiter=",", line_end="\r\n")
    target.write_rows([_TITLES, *(defuse_row(row) for row in rows)])
    target.commit()
