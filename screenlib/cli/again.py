"""`rescreen` and `report`: customers against what changed, and customers on one page."""

from __future__ import annotations

import datetime
import json
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from itertools import tee
from typing import TYPE_CHECKING, Any

import click

from screenlib.cli.options import (
    Day,
    FileName,
    by_option,
    complete_lists,
    decisions_option,
    json_option,
    lang_option,
    list_options,
    record_option,
    table_arguments,
    table_options,
)

if TYPE_CHECKING:
    from screenlib.batch.files import Party
    from screenlib.rescreen import Change
    from screenlib.results import Hit, Language

_TITLES = (
    "row", "name", "change", "entity_id", "entity_name",
    "before", "now", "status", "list", "citation", "party", "decision", "reason",
)  # fmt: skip
_DECISION = _TITLES.index("decision")


@click.command()
@click.argument("customers", metavar="CUSTOMERS", type=FileName())
@click.option("--since", type=Day(), required=True, help="The day of the screening before.")
@click.option("--until", type=Day(), help="Compare with this day. Default: the newest snapshot.")
@table_options
@click.option(
    "--list",
    "list_ids",
    multiple=True,
    metavar="LIST",
    shell_complete=complete_lists,
    help="A list; may be given more than once. Default: the bundled list.",
)
@decisions_option
@click.option(
    "-o", "--output", metavar="OUT", type=FileName(), help="Write the changes to a CSV file."
)
@click.option("--exit-code", is_flag=True, help="Exit with 3 when there is something to look at.")
@json_option
def rescreen(
    customers: str,
    since: datetime.date,
    until: datetime.date | None,
    list_ids: tuple[str, ...],
    decisions: str | None,
    output: str | None,
    exit_code: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Screen again what changed on the lists.

    Says which of the CUSTOMERS (a CSV, Excel, Parquet or Arrow file) are newly hit, no longer hit,
    or hit differently than on the day --since. Only entries that changed are screened against, with
    the same outcome as two full runs. With --decisions, a hit that is decided as false is shown
    with its decision; a decision on an entry that has changed since is open again.

    \b
      screenlib rescreen customers.csv --column company --since 2019-10-09
    """
    from screenlib.batch.files import read_parties
    from screenlib.catalogue import DEFAULT_LISTS
    from screenlib.decisions import DecisionStore
    from screenlib.rescreen import rescreener_between

    rescreener = rescreener_between(since, until, list_ids or DEFAULT_LISTS)
    arguments = table_arguments(options)
    damaged = 0

    def sound() -> Iterator[Party]:
        nonlocal damaged
        for party in read_parties(customers, **arguments):
            damaged += bool(party.fault)
            yield party

    names, countries, addresses, ids = tee(sound(), 4)
    with DecisionStore(decisions) if decisions else nullcontext() as store:
        changes = list(
            rescreener.changes(
                (party.name for party in names),
                countries=(party.country for party in countries),
                addresses=(party.address for party in addresses),
                parties=(party.id for party in ids),
                decisions=store,
            )
        )
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
    decided = sum(not change.is_open for change in changes)
    rest = f"; {decided} of them decided as false hits" if decided else ""
    click.echo(f"{versions}: {rescreener.entities:,} entries changed; hits: {told}{rest}", err=True)
    if damaged:
        click.secho(
            f"{damaged:,} rows are damaged; of these the name was taken as far as it could be read",
            fg="yellow",
            err=True,
        )
    if exit_code and any(change.is_open for change in changes):
        sys.exit(3)


@click.command()
@click.argument("customers", metavar="CUSTOMERS", type=FileName())
@click.option(
    "-o", "--output", metavar="OUT", type=FileName(), required=True, help=".html, .md or .json"
)
@click.option("--title", default="", help="The title of the report.")
@table_options
@list_options
@click.option("--workers", type=click.IntRange(1), help="Threads. Default: all cores.")
@decisions_option
@record_option
@by_option
@lang_option
@json_option
def report(
    customers: str,
    output: str,
    title: str,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    lang: Language,
    as_json: bool,
    **options: Any,
) -> None:
    """Screen a file and write a report.

    OUT is one page that holds everything: counts, list versions and their ages, what was not
    covered, and each hit with the two names part by part, the licence requirement and the citation.
    An HTML report has filters, both languages, and controls for decisions, which it exports as a
    file for `screenlib decide --from`. With --json a summary goes to standard output.

    `screenlib batch --report` writes the same beside the table of answers.

    \b
      screenlib report customers.csv --column company --output report.html
    """
    from screenlib.batch import screen_file
    from screenlib.cli import show

    done = screen_file(
        customers,
        None,
        lists=list_ids or None,
        as_of=as_of,
        report=output,
        report_title=title,
        report_lang=lang,
        **table_arguments(options),
        **options,
    )
    if as_json:
        click.echo(done.to_json())
        return
    show.summary(done)
    click.echo(f"Written to {output}", err=True)


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
        change.party,
        "" if hit.decision is None else str(hit.decision),
        hit.reason,
    )


def _told(hit: Hit | None) -> str:
    return f"{hit.verdict} {hit.likelihood}" if hit else ""


def _show(rows: list[tuple[str, ...]]) -> None:
    from screenlib.display import safe, table

    titles = ["row", "name", "change", "listed entity", "before", "now", "status", "citation"]
    places = [0, 1, 2, 4, 5, 6, 7, 9]
    if any(row[_DECISION] for row in rows):
        titles.append("decision")
        places.append(_DECISION)
    shown = [tuple(safe(row[place]) for place in places) for row in rows]
    if shown:
        for line in table([tuple(titles), *shown], right=(0,), most=44):
            click.echo(line)


def _write(output: str, rows: list[tuple[str, ...]]) -> None:
    from screenlib.batch.output import CsvTarget, defuse_row

    target = CsvTarget(output, encoding="utf-8-sig", delimiter=",", line_end="\r\n")
    target.write_rows([_TITLES, *(defuse_row(row) for row in rows)])
    target.commit()
