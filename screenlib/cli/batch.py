"""`batch`: a whole file."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import click

from screenlib.cli.options import (
    FileName,
    by_option,
    decisions_option,
    json_option,
    list_options,
    record_option,
    table_arguments,
    table_options,
)


@click.command()
@click.argument("file", metavar="FILE", type=FileName())
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="OUT",
    type=FileName(),
    help="Where to write. Default: standard output.",
)
@table_options
@list_options
@click.option(
    "--rows",
    type=click.Choice(["best", "hits"]),
    default="best",
    show_default=True,
    help="One output row for each input row, or one for each hit.",
)
@click.option("--output-encoding", help="Default: UTF-8, marked for spreadsheets where needed.")
@click.option("--keep-formulas", is_flag=True, help="Leave cells that a spreadsheet would run.")
@click.option("--workers", type=click.IntRange(1), help="Threads. Default: all cores.")
@decisions_option
@click.option(
    "--report", metavar="FILE", type=FileName(), help="Write a report, too (.html, .md or .json)."
)
@record_option
@by_option
@click.option("--resume", is_flag=True, help="Continue this run where it was stopped before.")
@click.option("--progress/--no-progress", default=None, help="Default: only on a terminal.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 when there is something to look at.")
@json_option
def batch(
    file: str,
    output: str,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    keep_formulas: bool,
    exit_code: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Screen a file.

    Reads a column of FILE and writes the file again with the answers added: verdict, probability,
    entity, matched name, list, citation, reason. FILE is CSV or TSV, plain or gzip ("-": standard
    input), or by its ending Excel (.xlsx), Parquet or Arrow (.arrow); so is OUT.

    Every row comes out, in order. The summary goes to standard error; with --json it is JSON, and
    on standard output when the table is not.

    \b
      screenlib batch customers.csv --column company --output screened.csv
      zcat big.csv.gz | screenlib batch - -c 2 > screened.csv
    """
    from screenlib.batch import screen_file
    from screenlib.cli import show

    done = screen_file(
        file,
        output,
        lists=list_ids or None,
        as_of=as_of,
        defuse_formulas=not keep_formulas,
        **table_arguments(options),
        **options,
    )
    if as_json:
        click.echo(done.to_json(), err=output == "-")
    else:
        show.summary(done)
    if exit_code and done.alert_rows:
        sys.exit(3)
