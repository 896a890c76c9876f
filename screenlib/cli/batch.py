"""`batch`: a whole file."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import click

from screenlib.cli.options import decisions_option, json_option, list_options


@click.command()
@click.argument("file", metavar="FILE")
@click.option("-c", "--column", help="Title of the column of names, or its number from 1.")
@click.option(
    "--country-column", metavar="COLUMN", help="Take the parties' countries into account."
)
@click.option("--address-column", metavar="COLUMN", help="Screen the parties' addresses, too.")
@click.option(
    "-o", "--output", default="-", metavar="OUT", help="Where to write. Default: standard output."
)
@list_options
@click.option(
    "--rows",
    type=click.Choice(["best", "hits"]),
    default="best",
    show_default=True,
    help="One output row for each input row, or one for each hit.",
)
@click.option("--sheet", help="The sheet of an Excel workbook. Default: the first.")
@click.option("--encoding", help="Of FILE (utf-8, gb18030, big5 ...). Default: found out.")
@click.option("--output-encoding", help="Default: UTF-8, marked for spreadsheets where needed.")
@click.option("--delimiter", help='Between cells ("tab" for tabs). Default: found out.')
@click.option("--no-header", is_flag=True, help="The first row is data; name columns by number.")
@click.option("--keep-formulas", is_flag=True, help="Leave cells that a spreadsheet would run.")
@click.option("--workers", type=click.IntRange(1), help="Threads. Default: all cores.")
@decisions_option
@click.option("--report", metavar="FILE", help="Write a report, too (.html, .md or .json).")
@click.option("--record", metavar="FILE", help="Append a record of the run to FILE.")
@click.option("--by", metavar="NAME", help="Who asks, for the record. Default: the user.")
@click.option("--resume", is_flag=True, help="Continue this run where it was stopped before.")
@click.option("--progress/--no-progress", default=None, help="Default: only on a terminal.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 when there is something to look at.")
@json_option
def batch(
    file: str,
    column: str | None,
    country_column: str | None,
    address_column: str | None,
    output: str,
    list_ids: tuple[str, ...],
    as_of: datetime.date | None,
    delimiter: str | None,
    no_header: bool,
    keep_formulas: bool,
    exit_code: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Screen a file.

    Reads a column of FILE and writes the file again with the answers added: verdict, probability,
    entity, matched name, list, citation, reason. FILE is CSV or TSV, plain or gzip ("-": standard
    input), or by its ending Excel (.xlsx) or Parquet; so is OUT.

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
        column=_column(column),
        country_column=_column(country_column),
        address_column=_column(address_column),
        lists=list_ids or None,
        as_of=as_of,
        delimiter="\t" if delimiter in ("tab", "\\t") else delimiter,
        header=not no_header,
        defuse_formulas=not keep_formulas,
        **options,
    )
    if as_json:
        click.echo(done.to_json(), err=output == "-")
    else:
        show.summary(done)
    if exit_code and done.alert_rows:
        sys.exit(3)


def _column(column: str | None) -> str | int | None:
    return int(column) if column and column.isdecimal() else column
