"""Screening a table of text: `screen_csv`.

Reading, screening and writing overlap: while the core screens one chunk of rows (in all cores, the
interpreter's lock released), this thread writes the chunk before and reads the one after. Three
chunks are in memory at most, whatever the size of the file.
"""

from __future__ import annotations

import itertools
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, TYPE_CHECKING

from screenlib.batch.checkpoint import Checkpoint, State
from screenlib.batch.columns import added_columns, find_column
from screenlib.batch.csvsource import CsvSource, Row
from screenlib.batch.output import CsvTarget, defuse
from screenlib.batch.progress import Progress
from screenlib.batch.rows import RowsMode, RowWriter
from screenlib.batch.summary import SHOWN, Alert, BatchSummary, Fault, Tally
from screenlib.errors import BatchError, ConfigError

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from screenlib.lists import Snapshot
    from screenlib.results import ScreeningResult
    from screenlib.screener import Screener

CHUNK_ROWS = 4096
CHECKPOINT_SECONDS = 2.0


def screen_csv(
    source: str | os.PathLike[str] | IO[bytes] | IO[str],
    output: str | os.PathLike[str] | IO[bytes] | IO[str],
    /,
    *,
    column: str | int | None = None,
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
    progress: bool | None = None,
) -> BatchSummary:
    """Screen one column of a CSV or TSV file and write the file again with the answers added.

    Args:
        source: A path, "-" for standard input, or an open file. Gzip is recognised.
        output: A path, "-" for standard output, or an open file. A path ending in ".gz" is
            compressed. A file appears under its name only when it is complete.
        column: The title of the column of names, or its number counted from 1. Without it the
            file must have exactly one column that looks like names.
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
    if rows not in ("best", "hits"):
        raise ConfigError("rows", rows, 'Give "best" or "hits".')
    if screener is None:
        from screenlib.screener import Screener

        screener = Screener(lists, as_of=as_of)
    elif lists is not None or as_of is not None:
        raise ConfigError("screener", screener, "Give either a screener, or lists and as_of.")
    _refuse_same_file(source, output)

    with CsvSource(
        source, encoding=encoding, delimiter=delimiter, quotechar=quotechar, header=header
    ) as table:
        run = _Run(table, screener, column, rows, defuse_formulas, workers)
        checkpoint = state = None
        if resume:
            checkpoint = _checkpoint(source, output, run, output_encoding)
            state = checkpoint.load()
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
        try:
            run.go(target, bar, checkpoint, state)
            target.commit()
        except BaseException:
            bar.finish()
            target.abandon(keep_partial=checkpoint is not None)
            raise
        if checkpoint:
            checkpoint.remove()
        bar.finish()
        return run.summary(str(output) if isinstance(output, str | os.PathLike) else "a file")


class _Run:
    """One pass over one table."""

    def __init__(
        self,
        table: CsvSource,
        screener: Screener,
        column: str | int | None,
        mode: RowsMode,
        defuses: bool,
        workers: int | None,
    ) -> None:
        self.table = table
        self.screener = screener
        self.place = find_column(table.header, column, table.name)
        self.mode = mode
        self.defuses = defuses
        self.workers = workers
        self.tally = Tally()
        self.resumed_rows = 0
        self.seconds = 0.0
        self._writer = RowWriter(screener.coverage, mode)

    def go(
        self, target: CsvTarget, bar: Progress, checkpoint: Checkpoint | None, state: State | None
    ) -> None:
        start = saved = time.monotonic()
        records = iter(self.table)
        if state:
            self.tally = Tally.from_dict(state.tally)
            self.resumed_rows = state.records
            next(itertools.islice(records, state.records, state.records), None)
        elif self.table.has_header:
            titles = [*self.table.header, *added_columns(self.table.header)]
            target.write_rows([self._safe(titles)])
        for chunk, results in self._screened(records):
            target.write_rows(self._output(chunk, results))
            bar.update(self.table.bytes_read(), self.tally.rows, self.tally.alert_rows)
            if checkpoint and time.monotonic() - saved >= CHECKPOINT_SECONDS:
                length = target.checkpoint()
                checkpoint.save(State(self.tally.rows, length, self.tally.to_dict()))
                saved = time.monotonic()
        self.seconds = time.monotonic() - start

    def _screened(
        self, records: Iterator[Row]
    ) -> Iterator[tuple[list[Row], list[ScreeningResult]]]:
        """Chunks of rows with their answers, the next chunk being screened meanwhile."""
        with ThreadPoolExecutor(1, thread_name_prefix="screenlib-batch") as pool:
            waiting: tuple[list[Row], Future[list[ScreeningResult]]] | None = None
            while True:
                chunk = list(itertools.islice(records, CHUNK_ROWS))
                following = (chunk, pool.submit(self._screen, chunk)) if chunk else None
                if waiting:
                    yield waiting[0], waiting[1].result()
                if following is None:
                    return
                waiting = following

    def _screen(self, chunk: list[Row]) -> list[ScreeningResult]:
        place = self.place
        names = [row.cells[place] if place < len(row.cells) else None for row in chunk]
        return list(self.screener.screen_many(names, workers=self.workers))

    def _output(self, chunk: list[Row], results: list[ScreeningResult]) -> Iterator[list[str]]:
        width = len(self.table.header)
        writer, tally = self._writer, self.tally
        for row, result in zip(chunk, results, strict=True):
            verdict = writer.verdict(result, row.fault)
            tally.counts[verdict] += 1
            if result.hits and len(tally.alerts) < SHOWN:
                hit = result.hits[0]
                name = hit.entity.name
                tally.alerts.append(
                    Alert(tally.rows, result.query, verdict, hit.probability, name, hit.status)
                )
            cells = row.cells
            if row.fault:
                tally.bad_rows += 1
                if len(tally.faults) < SHOWN:
                    tally.faults.append(Fault(tally.rows, row.fault))
                # The added columns stay in their place; cells beyond the header stand after them.
                cells = cells + [""] * (width - len(cells))
            cells = self._safe(cells)
            for added in writer.cells(result, row.fault):
                yield [*cells[:width], *self._safe(added), *cells[width:]]

    def _safe(self, cells: Sequence[str]) -> list[str]:
        return [defuse(cell) for cell in cells] if self.defuses else list(cells)

    def summary(self, output: str) -> BatchSummary:
        return BatchSummary(
            source=self.table.name,
            output=output,
            encoding=self.table.encoding,
            column=self.table.header[self.place],
            counts=self.tally.counts,
            bad_rows=self.tally.bad_rows,
            seconds=self.seconds,
            coverage=self.screener.coverage,
            fingerprint=self.screener.fingerprint,
            alerts=tuple(self.tally.alerts),
            faults=tuple(self.tally.faults),
            resumed_rows=self.resumed_rows,
        )


def _checkpoint(
    source: object, output: object, run: _Run, output_encoding: str | None
) -> Checkpoint:
    if not _is_path(source) or not _is_path(output):
        raise BatchError("Only a run from a file to a file can be resumed, not one through a pipe.")
    settings = {
        "column": run.place,
        "rows": run.mode,
        "encoding": run.table.encoding,
        "output_encoding": output_encoding,
        "delimiter": run.table.delimiter,
        "defuse": run.defuses,
        "fingerprint": run.screener.fingerprint.digest,
    }
    return Checkpoint(Path(str(output)), Path(str(source)), settings)


def _is_path(value: object) -> bool:
    return isinstance(value, str | os.PathLike) and value != "-"


def _refuse_same_file(source: object, output: object) -> None:
    if not _is_path(source) or not _is_path(output):
        return
    here, there = Path(str(source)), Path(str(output))
    if there.exists() and here.exists() and here.samefile(there):
        raise BatchError(f"The output would replace the source {here}. Give another name.")
