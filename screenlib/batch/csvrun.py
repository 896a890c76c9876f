"""Screening a table of text: `screen_csv`."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from screenlib.batch.checkpoint import Checkpoint
from screenlib.batch.csvsource import CsvSource
from screenlib.batch.output import CsvTarget
from screenlib.batch.progress import Progress
from screenlib.batch.reporting import notes_path
from screenlib.batch.rows import RowsMode
from screenlib.batch.run import Order, Run, carry_out
from screenlib.batch.summary import BatchSummary
from screenlib.errors import BatchError, ConfigError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from screenlib.lists import Snapshot
    from screenlib.results import Language
    from screenlib.screener import Screener


def screen_csv(
    source: str | os.PathLike[str] | IO[bytes] | IO[str],
    output: str | os.PathLike[str] | IO[bytes] | IO[str],
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
    encoding: str | None = None,
    output_encoding: str | None = None,
    delimiter: str | None = None,
    quotechar: str = '"',
    header: bool = True,
    defuse_formulas: bool = True,
    workers: int | None = None,
    resume: bool = False,
    record: str | os.PathLike[str] | None = None,
    by: str | None = None,
    decisions: str | os.PathLike[str] | None = None,
    report: str | os.PathLike[str] | None = None,
    report_title: str = "",
    report_lang: Language = "en",
    progress: bool | None = None,
) -> BatchSummary:
    """Screen one column of a CSV or TSV file and write the file again with the answers added.

    Args:
        source: A path, "-" for standard input, or an open file. Gzip is recognised.
        output: A path, "-" for standard output, or an open file. A path ending in ".gz" is
            compressed. A file appears under its name only when it is complete.
        column: The title of the column of names, or its number counted from 1. Without it the
            file must have exactly one column that looks like names.
        country_column, address_column: The columns of the parties' countries and addresses, if
            they are to be taken into account (see `Screener.screen`).
        party_column: The column of the customers' ids. Decisions on a customer of that id count,
            and those made in the report are bound to it.
        screener: What to screen with; otherwise one is made of `lists` and `as_of`.
        rows: "best" writes one row for each input row; "hits" one for each hit (and one for a row
            without a hit).
        encoding: The encoding of the source; found out when not given.
        output_encoding: By default UTF-8; with a byte order mark unless the source was UTF-8
            without one, so that spreadsheets read Chinese text rightly.
        delimiter: Found out when not given (comma, tab, semicolon or bar). Used for both files.
        header: Whether the first row holds titles. Without them give `column` as a number.
        defuse_formulas: Put an apostrophe before cells that a spreadsheet would run.
        workers: Threads for screening; all cores when not given.
        resume: Note the progress beside the output, and continue an earlier run that was stopped.
        record: Append a record of the run to this file: SQLite if it ends in ".db" or ".sqlite",
            else JSON lines (see screenlib/record.py).
        by: Who asks, for the record. Default: the user of the system.
        decisions: A store of decisions (see screenlib/decisions.py): hits that were decided as
            false do not alert again. Decisions count as they stand when the run begins.
        report: Write a report of the run (.html, .md or .json; see screenlib/report), also of one
            that was resumed.
        report_title: What stands at its head.
        report_lang: The language that it opens in ("en" or "zh").
        progress: Draw a progress bar on standard error; by default on a terminal only.

    Returns:
        The summary. The output has all input columns in their order, all rows in their order, and
        the columns `screenlib.batch.columns.RESULT_COLUMNS`.

    Raises:
        BatchError: source or output cannot be read or written.
        BatchFormatError: the source is no table of text.
        ColumnError: the column is not there.
        ScreenlibError: what making a `Screener` raises.
    """
    screener = chosen_screener(screener, lists, as_of, rows)
    refuse_same_file(source, output)
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
    with ExitStack() as stack:
        table = stack.enter_context(
            CsvSource(
                source, encoding=encoding, delimiter=delimiter, quotechar=quotechar, header=header
            )
        )
        notes = notes_path(Path(str(output))) if resume else None
        run = Run(stack, table, screener, order, defuses=defuse_formulas, notes=notes)
        checkpoint = state = None
        if resume:
            checkpoint = _checkpoint(source, output, run, table, output_encoding)
            state = checkpoint.load()
            if state and checkpoint.named(state):
                run.take_up(state)
                run.finish(checkpoint)
                return run.summary(str(output))
        run.keep_record(stack, state)
        if output_encoding is None:
            output_encoding = "utf-8" if table.encoding == "utf-8" else "utf-8-sig"
        try:
            target = CsvTarget(
                output,
                encoding=output_encoding,
                delimiter=table.delimiter,
                line_end=table.line_end,
                keep=state.length if state else None,
            )
        except LookupError as error:
            raise ConfigError("output_encoding", output_encoding, "Give a codec.") from error
        bar = Progress(sys.stderr, table.size, enabled=progress)
        name = str(output) if isinstance(output, str | os.PathLike) else "a file"
        return carry_out(run, target, bar, name, checkpoint, state)


def _checkpoint(
    source: object,
    output: object,
    run: Run,
    table: CsvSource,
    output_encoding: str | None,
) -> Checkpoint:
    if not _is_path(source) or not _is_path(output):
        raise BatchError("Only a run from a file to a file can be resumed, not one through a pipe.")
    settings = {
        "column": run.place,
        "country_column": run.country_place,
        "address_column": run.address_place,
        "party_column": run.party_place,
        "rows": run.order.rows,
        "encoding": table.encoding,
        "output_encoding": output_encoding,
        "delimiter": table.delimiter,
        "defuse": run.defuses,
        "fingerprint": run.screener.fingerprint.digest,
        "record": _text(run.order.record),
        "decisions": _text(run.order.decisions),
        "report": run.order.report is not None,
    }
    return Checkpoint(Path(str(output)), Path(str(source)), settings)


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _is_path(value: object) -> bool:
    return isinstance(value, str | os.PathLike) and value != "-"


def refuse_same_file(source: object, output: object) -> None:
    """Raises `BatchError` when the output would replace the source."""
    if not _is_path(source) or not _is_path(output):
        return
    here, there = Path(str(source)), Path(str(output))
    if there.exists() and here.exists() and here.samefile(there):
        raise BatchError(f"The output would replace the source {here}. Give another name.")


def chosen_screener(
    screener: Screener | None,
    lists: Sequence[str | Snapshot] | None,
    as_of: datetime.date | str | None,
    rows: str,
) -> Screener:
    """The screener of a batch call. Raises `ConfigError` when the arguments contradict."""
    if rows not in ("best", "hits"):
        raise ConfigError("rows", rows, 'Give "best" or "hits".')
    if screener is None:
        from screenlib.screener import Screener

        return Screener(lists, as_of=as_of)
    if lists is not None or as_of is not None:
        raise ConfigError("screener", screener, "Give either a screener, or lists and as_of.")
    return screener
