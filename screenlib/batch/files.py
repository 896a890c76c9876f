"""Screening a file of any kind: `screen_file` chooses by the endings of the names.

    .xlsx .xlsm     Excel workbooks (extra "excel")
    .parquet .pq    Parquet, and Arrow under its endings (extra "parquet"; see columnar.py)
    anything else   delimited text, plain or gzip

Source and output may be of different kinds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, NamedTuple

import attrs

from screenlib.batch.columnar import ColumnarSource, ColumnarTarget, is_columnar
from screenlib.batch.columns import find_column
from screenlib.batch.csvrun import chosen_screener, refuse_same_file, screen_csv
from screenlib.batch.csvsource import CsvSource
from screenlib.batch.excel import ExcelSource, ExcelTarget, is_excel
from screenlib.batch.output import CsvTarget, NoTarget
from screenlib.batch.progress import Progress
from screenlib.batch.rows import RowsMode
from screenlib.batch.run import Order, Run, Target, carry_out
from screenlib.batch.summary import BatchSummary
from screenlib.errors import ConfigError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from screenlib.lists import Snapshot
    from screenlib.results import Language
    from screenlib.screener import Screener

_TEXT_OPTIONS = ("encoding", "delimiter", "quotechar", "header", "output_encoding", "resume")


def screen_file(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str] | None,
    /,
    *,
    column: str | int | None = None,
    country_column: str | int | None = None,
    address_column: str | int | None = None,
    party_column: str | int | None = None,
    screener: Screener | None = None,
    lists: Sequence[str | Snapshot] | None = None,
    as_of: datetime.date | str | None = None,
    rows: RowsMode = "best",
    sheet: str | None = None,
    defuse_formulas: bool = True,
    workers: int | None = None,
    record: str | os.PathLike[str] | None = None,
    by: str | None = None,
    decisions: str | os.PathLike[str] | None = None,
    report: str | os.PathLike[str] | None = None,
    report_title: str = "",
    report_lang: Language = "en",
    progress: bool | None = None,
    **text_options: Any,
) -> BatchSummary:
    """Screen one column of a file, and write the file again with the answers added.

    Arguments, columns and errors are those of `screen_csv`, whose options for text (`encoding`,
    `delimiter`, `header`, `resume` ...) hold where both files are text. `sheet` names the sheet of
    an Excel workbook; without it the first is read. With `output` None no table is written, only
    the `report`.

    Raises:
        MissingDependencyError: the package for Excel, Parquet or Arrow files is not installed.
        ConfigError: an option that this kind of file does not have, or nothing to write.
    """
    order = Order(
        column=column,
        country_column=country_column,
        address_column=address_column,
        party_column=party_column,
        rows=rows,
        workers=workers,
        record=record,
        by=by,
        decisions=decisions,
        report=report,
        report_title=report_title,
        report_lang=report_lang,
        progress=progress,
    )
    is_text = not (is_excel(source) or is_columnar(source))
    if output is None and report is None:
        raise ConfigError("output", output, "Give an output, a report, or both.")
    if is_text and sheet is not None:
        raise ConfigError("sheet", sheet, "Only an Excel workbook has sheets.")
    if is_text and output is not None and not (is_excel(output) or is_columnar(output)):
        return screen_csv(
            source,
            output,
            screener=screener,
            lists=lists,
            as_of=as_of,
            defuse_formulas=defuse_formulas,
            **attrs.asdict(order),
            **text_options,
        )
    _refuse_options(text_options, is_text=is_text)
    screener = chosen_screener(screener, lists, as_of, rows)
    refuse_same_file(source, output)
    with ExitStack() as stack:
        table = _opened(source, sheet, text_options)
        stack.enter_context(table)
        # Workbooks, Parquet and Arrow hold text as text: an apostrophe would be part of it.
        to_text = not (is_excel(output) or is_columnar(output))
        run = Run(stack, table, screener, order, defuses=defuse_formulas and to_text)
        run.keep_record(stack)
        schema = table.schema if isinstance(table, ColumnarSource) else None
        bar = Progress(sys.stderr, table.size, enabled=progress)
        return carry_out(run, _target(output, schema), bar, "" if output is None else str(output))


def _opened(
    source: str | os.PathLike[str], sheet: str | None, options: dict[str, Any]
) -> ExcelSource | ColumnarSource | CsvSource:
    if is_excel(source):
        return ExcelSource(source, sheet=sheet)
    if sheet is not None:
        raise ConfigError("sheet", sheet, "Only an Excel workbook has sheets.")
    return ColumnarSource(source) if is_columnar(source) else CsvSource(source, **options)


def _target(output: str | os.PathLike[str] | None, schema: Any) -> Target:
    if output is None:
        return NoTarget()
    if is_excel(output):
        return ExcelTarget(output)
    if is_columnar(output):
        return ColumnarTarget(output, schema)
    return CsvTarget(output, encoding="utf-8-sig", delimiter=",", line_end="\r\n")


def _refuse_options(options: dict[str, Any], *, is_text: bool) -> None:
    """Takes out options that were not given, and refuses those that would do nothing."""
    for name in list(options):
        if name not in _TEXT_OPTIONS:
            raise TypeError(f"screen_file() got an unexpected keyword argument {name!r}")
        value = options[name]
        not_given = (
            value is None or value is (name == "header") or (name, value) == ("quotechar", '"')
        )
        if not_given:
            del options[name]
        elif not is_text or name in ("resume", "output_encoding"):
            raise ConfigError(name, value, "It holds for files of text on both sides only.")


class Party(NamedTuple):
    """A row of a file of customers; `fault` says what is wrong with it."""

    name: str | None
    country: str | None
    address: str | None
    id: str
    fault: str


def read_parties(
    source: str | os.PathLike[str],
    column: str | int | None = None,
    *,
    country_column: str | int | None = None,
    address_column: str | int | None = None,
    party_column: str | int | None = None,
    sheet: str | None = None,
    **text_options: Any,
) -> Iterator[Party]:
    """The customers in a file of any kind, row by row.

    Arguments and errors are those of `screen_file`.
    """
    _refuse_options(text_options, is_text=not (is_excel(source) or is_columnar(source)))
    with _opened(source, sheet, text_options) as table:
        places = [find_column(table.header, column, table.name)]
        for wanted in (country_column, address_column, party_column):
            known = -1 if wanted is None else find_column(table.header, wanted, table.name)
            places.append(known)
        for row in table:
            cells = [row.cells[place] if 0 <= place < len(row.cells) else None for place in places]
            name, country, address, party = (None if cell is None else str(cell) for cell in cells)
            yield Party(name, country, address, party or "", row.fault)


def read_rows(path: str | os.PathLike[str]) -> tuple[list[str], list[list[Any]]]:
    """Titles and rows of a file of any kind. Raises what `screen_file` raises on reading."""
    with _opened(path, None, {}) as table:
        return table.header, [row.cells for row in table]
