"""One pass over one table: read, screen, write.

Reading, screening and writing overlap: while the core screens one chunk of rows (in all cores, the
interpreter's lock released), this thread writes the chunk before and reads the one after. Three
chunks are in memory at most, whatever the size of the file.
"""

from __future__ import annotations

import datetime
import itertools
import os
import threading
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import attrs

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
from screenlib.batch.reporting import Question, Reporting
from screenlib.batch.rows import RowsMode, RowWriter
from screenlib.batch.summary import SHOWN, Alert, BatchSummary, Fault, Tally
from screenlib.decisions import DecisionStore
from screenlib.errors import BatchError
from screenlib.record import RecordWriter

if TYPE_CHECKING:
    from screenlib.batch.checkpoint import Checkpoint
    from screenlib.batch.progress import Progress
    from screenlib.results import Language, ScreeningResult
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


@attrs.frozen(slots=True, kw_only=True)
class Order:
    """What a batch is asked to do, whatever the kinds of its files; see `screen_csv`."""

    column: str | int | None
    country_column: str | int | None
    address_column: str | int | None
    party_column: str | int | None
    rows: RowsMode
    workers: int | None
    record: str | os.PathLike[str] | None
    by: str | None
    decisions: str | os.PathLike[str] | None
    report: str | os.PathLike[str] | None
    report_title: str
    report_lang: Language
    progress: bool | None


@contextmanager
def _setting(event: threading.Event) -> Iterator[None]:
    """Sets the event when it is left."""
    try:
        yield
    finally:
        event.set()


class Run:
    """One pass over one table."""

    def __init__(
        self,
        stack: ExitStack,
        table: Source,
        screener: Screener,
        order: Order,
        *,
        defuses: bool,
        notes: Path | None = None,
    ) -> None:
        """Prepare. What is opened is closed by `stack`; `notes` are those of `Reporting`."""
        self.table = table
        self.screener = screener
        self.order = order
        self.place = find_column(table.header, order.column, table.name)
        self.country_place, self.address_place, self.party_place = (
            None if column is None else find_column(table.header, column, table.name)
            for column in (order.country_column, order.address_column, order.party_column)
        )
        self.defuses = defuses
        self.record: RecordWriter | None = None
        self.tally = Tally()
        self.resumed_rows = 0
        self.seconds = 0.0
        self._writer = RowWriter(screener.coverage, order.rows)
        self._decisions: DecisionStore | None = None
        if order.decisions:
            self._decisions = stack.enter_context(DecisionStore(order.decisions))
        # As decisions stand at the beginning, for all rows: one that is made or expires while the
        # run goes on, or before it is resumed, does not divide it.
        self._day = datetime.datetime.now(datetime.UTC).date()
        self._newest = self._decisions.newest() if self._decisions else 0
        self._report: Reporting | None = None
        if order.report is not None:
            self._report = Reporting(
                order.report,
                title=order.report_title,
                source=table.name,
                by=order.by,
                lang=order.report_lang,
                notes=notes,
            )
            stack.callback(self._report.close)

    def keep_record(self, stack: ExitStack, state: State | None = None) -> None:
        """Begin the record of the run, or go on with it, if it is to have one."""
        if self.order.record is None or (state and state.done):
            return
        writer = RecordWriter(
            self.order.record,
            self.screener,
            what="batch",
            source=self.table.name,
            by=self.order.by,
            resume_at=state.recorded if state else None,
        )
        self.record = stack.enter_context(writer)

    def take_up(self, state: State) -> None:
        """Go on from where an earlier run was."""
        self.tally = Tally.from_dict(state.tally)
        self.resumed_rows = state.records
        if state.decided:
            day, self._newest = state.decided
            self._day = datetime.date.fromisoformat(day)
        if self.record:
            self.record.restore(state.records, self.tally.counts)
        if self._report and state.reported is not None:
            rows, counts = self.tally.rows, self.tally.counts
            self._report.take_up(self.screener, self._decided, state.reported, rows, counts)

    def go(
        self, target: Target, bar: Progress, checkpoint: Checkpoint | None, state: State | None
    ) -> None:
        """Screen all rows that are still to be screened, and write them."""
        start = saved = time.monotonic()
        records = iter(self.table)
        if self._report:
            self._report.begin(state.reported if state else None)
        if state:
            self.take_up(state)
            next(itertools.islice(records, state.records, state.records), None)
        elif self.table.has_header:
            titles = [*self.table.header, *added_columns(self.table.header)]
            target.write_rows([self._safe(titles)])
        if checkpoint and not state:
            self._note(target, checkpoint)
        with closing(self._screened(records)) as screened:
            for chunk, answers in screened:
                target.write_rows(self._output(chunk, answers))
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

    def finish(self, checkpoint: Checkpoint | None) -> None:
        """Every row is there: write the report, and remove what a resumed run would need."""
        if self._report:
            self._report.finish(self.screener)
        if checkpoint:
            checkpoint.remove()
        if self._report:
            self._report.forget()

    def _note(self, target: Target, checkpoint: Checkpoint, *, done: bool = False) -> None:
        state = State(
            records=self.tally.rows,
            length=target.checkpoint(),
            tally=self.tally.to_dict(),
            recorded=self.record.sync() if self.record and not done else None,
            reported=self._report.sync() if self._report else None,
            decided=[self._day.isoformat(), self._newest] if self._decisions else None,
            done=done,
        )
        checkpoint.save(state)

    def _screened(
        self, records: Iterator[Row]
    ) -> Generator[tuple[list[Row], list[ScreeningResult]], None, None]:
        """Chunks of rows with their answers, the next chunk being screened meanwhile."""
        stopped = threading.Event()
        # What ends the run (Ctrl-C, an error) ends the search that is under way as well: leaving
        # the pool waits for it.
        with ThreadPoolExecutor(1, thread_name_prefix="screenlib-batch") as pool, _setting(stopped):
            waiting: tuple[list[Row], Future[list[ScreeningResult]]] | None = None
            while True:
                chunk = list(itertools.islice(records, CHUNK_ROWS))
                following = (chunk, pool.submit(self._screen, chunk, stopped)) if chunk else None
                if waiting:
                    yield waiting[0], waiting[1].result()
                if following is None:
                    return
                waiting = following

    def _screen(self, chunk: list[Row], stopped: threading.Event) -> list[ScreeningResult]:
        def watch(_: int, __: int | None) -> None:
            if stopped.is_set():
                raise CancelledError

        names = self._column(chunk, self.place) or []
        found = self.screener.screen_many(
            names,
            countries=self._column(chunk, self.country_place),
            addresses=self._column(chunk, self.address_place),
            workers=self.order.workers,
            progress=watch,
        )
        return list(found)

    def _column(self, chunk: list[Row], place: int | None) -> list[str | None] | None:
        if place is None:
            return None
        return [self._cell(row, place) for row in chunk]

    def _decided(self, result: ScreeningResult, party: str) -> ScreeningResult:
        if self._decisions is None:
            return result
        return self._decisions.apply(result, party=party, today=self._day, newest=self._newest)

    def _output(self, chunk: list[Row], answers: list[ScreeningResult]) -> Iterator[list[Any]]:
        width = len(self.table.header)
        writer, tally = self._writer, self.tally
        for row, answer in zip(chunk, answers, strict=True):
            result = self._decided(answer, self._party(row)) if answer.hits else answer
            verdict = writer.verdict(result, row.fault)
            tally.counts[verdict] += 1
            if self._report:
                self._report.add(self._question(row, verdict), result)
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

    def _question(self, row: Row, verdict: str) -> Question:
        name, country, address = (
            self._cell(row, place) for place in (self.place, self.country_place, self.address_place)
        )
        return Question(
            self.tally.rows, name, country, address, self._party(row), verdict, row.fault
        )

    def _party(self, row: Row) -> str:
        return self._cell(row, self.party_place) or ""

    def _cell(self, row: Row, place: int | None) -> str | None:
        if place is None or place >= len(row.cells) or row.cells[place] is None:
            return None
        return str(row.cells[place])

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
    bar.finish()
    run.finish(checkpoint)
    return run.summary(output)
