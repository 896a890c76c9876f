"""One pass over one table: read, screen, write.

Reading, screening and writing overlap: while the core screens one chunk of rows (in all cores, the
interpreter's lock released), this thread writes the chunk before and reads the one after. Three
chunks are in memory at most, whatever the size of the file.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Protocol

from screenlib.batch.checkpoint import State
from screenlib.batch.columns import (
    ADDRESS_COLUMNS,
    COUNTRY_COLUMNS,
    added_columns,
    find_column,
    guesses,
)
from screenlib.batch.csvsource import Row
from screenlib.batch.output import defuse_row
from screenlib.batch.rows import RowsMode, RowWriter
from screenlib.batch.summary import SHOWN, Alert, BatchSummary, Fault, Tally
from screenlib.errors import BatchError

if TYPE_CHECKING:
    from screenlib.batch.checkpoint import Checkpoint
    from screenlib.batch.progress import Progress
    from screenlib.decisions import DecisionStore
    from screenlib.record import RecordWriter
    from screenlib.report import ReportBuilder
    from screenlib.results import ScreeningResult
    from screenlib.screener import Screener

CHUNK_ROWS = 4096
CHECKPOINT_SECONDS = 2.0


class Source(Protocol):
    """A table that can be read once, row by row."""

    name: str
    encoding: str
    header: list[str]
    has_header: bool
    is_text: bool
    """Whether every cell is text."""

    def __iter__(self) -> Iterator[Row]: ...
    def bytes_read(self) -> int: ...


class Target(Protocol):
    """A table that is being written."""

    def write_rows(self, rows: Iterable[Sequence[Any]]) -> None: ...
    def checkpoint(self) -> int: ...
    def commit(self) -> None: ...
    def abandon(self, *, keep_partial: bool = False) -> None: ...


class Run:
    """One pass over one table."""

    def __init__(
        self,
        table: Source,
        screener: Screener,
        column: str | int | None,
        mode: RowsMode,
        defuses: bool,
        workers: int | None,
        decisions: DecisionStore | None = None,
        country_column: str | int | None = None,
        address_column: str | int | None = None,
    ) -> None:
        self.table = table
        self.screener = screener
        self.place = find_column(table.header, column, table.name)
        self.country_place, self.address_place = (
            None if column is None else find_column(table.header, column, table.name)
            for column in (country_column, address_column)
        )
        self.mode = mode
        self.defuses = defuses
        self.workers = workers
        self.decisions = decisions
        self.record: RecordWriter | None = None
        self.report: ReportBuilder | None = None
        self.tally = Tally()
        self.resumed_rows = 0
        self.seconds = 0.0
        self._writer = RowWriter(screener.coverage, mode)

    def go(
        self, target: Target, bar: Progress, checkpoint: Checkpoint | None, state: State | None
    ) -> None:
        start = saved = time.monotonic()
        records = iter(self.table)
        if state:
            self.take_up(state)
            next(itertools.islice(records, state.records, state.records), None)
        elif self.table.has_header:
            titles = [*self.table.header, *added_columns(self.table.header)]
            target.write_rows([self._safe(titles)])
        if checkpoint and not state:
            self._note(target, checkpoint)
        for chunk, answers in self._screened(records):
            results = answers
            if self.decisions:
                results = list(self.decisions.apply_many(answers))
            target.write_rows(self._output(chunk, results))
            if self.record:
                self.record.write(answers)  # the engine's own, which a replay gives again
            bar.update(self.table.bytes_read(), self.tally.rows, self.tally.alert_rows)
            if checkpoint and time.monotonic() - saved >= CHECKPOINT_SECONDS:
                self._note(target, checkpoint)
                saved = time.monotonic()
        if checkpoint:
            if self.record:
                self.record.close()
            self._note(target, checkpoint, done=True)
        self.seconds = time.monotonic() - start

    def take_up(self, state: State) -> None:
        """Go on from where an earlier run was."""
        self.tally = Tally.from_dict(state.tally)
        self.resumed_rows = state.records
        if self.record:
            self.record.restore(state.records, self.tally.counts)

    def _note(self, target: Target, checkpoint: Checkpoint, *, done: bool = False) -> None:
        length = target.checkpoint()
        recorded = self.record.sync() if self.record and not done else None
        state = State(self.tally.rows, length, self.tally.to_dict(), recorded, done)
        checkpoint.save(state)

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
        names = self._column(chunk, self.place) or []
        found = self.screener.screen_many(
            names,
            countries=self._column(chunk, self.country_place),
            addresses=self._column(chunk, self.address_place),
            workers=self.workers,
        )
        return list(found)

    def _column(self, chunk: list[Row], place: int | None) -> list[str | None] | None:
        if place is None:
            return None
        cells = [row.cells[place] if place < len(row.cells) else None for row in chunk]
        if self.table.is_text:
            return cells
        return [cell if cell is None else str(cell) for cell in cells]

    def _output(self, chunk: list[Row], results: list[ScreeningResult]) -> Iterator[list[Any]]:
        width = len(self.table.header)
        writer, tally = self._writer, self.tally
        for row, result in zip(chunk, results, strict=True):
            verdict = writer.verdict(result, row.fault)
            tally.counts[verdict] += 1
            if self.report:
                self.report.add(result, verdict=verdict, fault=row.fault)
            if result.is_alert and len(tally.alerts) < SHOWN:
                hit = result.hits[0]
                name = hit.entity.name
                tally.alerts.append(
                    Alert(tally.rows, result.query, verdict, hit.probability, name, hit.status)
                )
            cells: Sequence[Any] = row.cells
            if row.fault:
                tally.bad_rows += 1
                if len(tally.faults) < SHOWN:
                    tally.faults.append(Fault(tally.rows, row.fault))
                # The added columns stay in their place; cells beyond the header stand after them.
                cells = [*cells, *[""] * (width - len(cells))]
            cells = self._safe(cells)
            for added in writer.cells(result, row.fault):
                # Of the added cells those of a hit hold texts of others: the names on the list.
                shown = self._safe(added) if result.hits else added
                yield [*cells[:width], *shown, *cells[width:]]

    def _offers(self) -> tuple[tuple[str, str], ...]:
        offers = []
        for argument, place, known in (
            ("country_column", self.country_place, COUNTRY_COLUMNS),
            ("address_column", self.address_place, ADDRESS_COLUMNS),
        ):
            likely = guesses(self.table.header, known)
            if place is None and likely:
                offers.append((argument, likely[0]))
        return tuple(offers)

    def _safe(self, cells: Sequence[Any]) -> Sequence[Any]:
        return defuse_row(cells) if self.defuses else cells

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
            offers=self._offers(),
        )


def carry_out(
    run: Run,
    target: Target,
    bar: Progress,
    output: str,
    checkpoint: Checkpoint | None = None,
    state: State | None = None,
) -> BatchSummary:
    """Do the run; what it wrote appears when it is complete, and nothing if it fails."""
    try:
        run.go(target, bar, checkpoint, state)
        target.commit()
    except BaseException as error:
        bar.finish()
        target.abandon(keep_partial=checkpoint is not None)
        if isinstance(error, OSError) and not isinstance(error, BrokenPipeError):
            raise BatchError(f"Writing {output} stopped: {error.strerror or error}.") from error
        raise
    if checkpoint:
        checkpoint.remove()
    bar.finish()
    return run.summary(output)
