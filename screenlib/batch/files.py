"""Screening a file of any kind: `screen_file` chooses by the endings of the names.

    .xlsx .xlsm     Excel workbooks (extra "excel")
    .parquet .pq    Parquet (extra "parquet")
    anything else   delimited text, plain or gzip

Source and output may be of different kinds.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from screenlib.batch.columns import find_column
from screenlib.batch.csvrun import (
    begin_report,
    chosen_screener,
    finish_report,
    refuse_same_file,
    screen_csv,
)
from screenlib.batch.csvsource import CsvSource
from screenlib.batch.excel import ExcelSource, ExcelTarget, is_excel
from screenlib.batch.output import CsvTarget
from screenlib.batch.parquet import ParquetSource, ParquetTarget, is_parquet
from screenlib.batch.progress import Progress
from screenlib.batch.rows import RowsMode
from screenlib.batch.run import Run, Target, carry_out
from screenlib.batch.summary import BatchSummary
from screenlib.decisions import DecisionStore
from screenlib.errors import ConfigError
from screenlib.record import RecordWriter

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from screenlib.lists import Snapshot
    from screenlib.screener import Screener

_TEXT_OPTIONS = ("encoding", "delimiter", "quotechar", "header", "output_encoding", "resume")


def screen_file(
    source: str | os.PathLike[str],
    output: str | os.PathLike[str],
    /,
    *,
    column: str | int | None = None,
    country_column: str | int | None = None,
    address_column: str | int | None = None,
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
    progress: bool | None = None,
    **text_options: Any,
) -> BatchSummary:
    """Screen one column of a file, and write the file again with the answers added.

    Arguments, columns and errors are those of `screen_csv`, whose options for text (`encoding`,
    `delimiter`, `header`, `resume` ...) hold where both files are text. `sheet` names the sheet of
    an Excel workbook; without it the first is read.

    Raises:
        MissingDependencyError: the package for Excel or Parquet files is not installed.
        ConfigError: an option that this kind of file does not have.
    """
    kinds = is_excel(source), is_parquet(source), is_excel(output), is_parquet(output)
    if not any(kinds):
        if sheet is not None:
            raise ConfigError("sheet", sheet, "Only an Excel workbook has sheets.")
        return screen_csv(
            source,
            output,
            column=column,
            country_column=country_column,
            address_column=address_column,
            screener=screener,
            lists=lists,
            as_of=as_of,
            rows=rows,
            defuse_formulas=defuse_formulas,
            workers=workers,
            record=record,
            by=by,
            decisions=decisions,
            report=report,
            progress=progress,
            **text_options,
        )
    _refuse_options(text_options, is_text=not (kinds[0] or kinds[1]))
    screener = chosen_screener(screener, lists, as_of, rows)
    refuse_same_file(source, output)
    with ExitStack() as stack:
        table = _opened(source, sheet, text_options)
        stack.enter_context(table)
        # Workbooks and Parquet hold text as text: an apostrophe would be part of it.
        to_text = not (kinds[2] or kinds[3])
        store = stack.enter_context(DecisionStore(decisions)) if decisions else None
        run = Run(
            table,
            screener,
            column,
            rows,
            defuse_formulas and to_text,
            workers,
            store,
            country_column,
            address_column,
        )
        run.report = begin_report(report, table.name, by)
        if record is not None:
            run.record = stack.enter_context(
                RecordWriter(record, screener, what="batch", source=table.name, by=by)
            )
        schema = table.schema if isinstance(table, ParquetSource) else None
        target = _target(output, schema)
        bar = Progress(sys.stderr, getattr(table, "size", 0), enabled=progress)
        summary = carry_out(run, target, bar, str(output))
        finish_report(report, run)
        return summary


def _opened(
    source: str | os.PathLike[str], sheet: str | None, options: dict[str, Any]
) -> ExcelSource | ParquetSource | CsvSource:
    if is_excel(source):
        return ExcelSource(source, sheet=sheet)
    if sheet is not None:
        raise ConfigError("sheet", sheet, "Only an Excel workbook has sheets.")
    return ParquetSource(source) if is_parquet(source) else CsvSource(source, **options)


def _target(output: str | os.PathLike[str], schema: Any) -> Target:
    if is_excel(output):
        return ExcelTarget(output)
    if is_parquet(output):
        return ParquetTarget(output, schema)
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


def read_names(
    source: str | os.PathLike[str], column: str | int | None, **options: Any
) -> Iterator[str | None]:
    """The names in one column of a file of any kind, row by row.

    Raises what `screen_file` raises on reading.
    """
    with _opened(source, None, options) as table:
        place = find_column(table.header, column, table.name)
        for row in table:
            cell: Any = row.cells[place] if place < len(row.cells) else None
            yield cell if cell is None else str(cell)
