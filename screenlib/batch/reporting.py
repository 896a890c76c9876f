"""The report of a batch run, also of one that is resumed.

A run that may be resumed notes, in `.NAME.report.jsonl` beside its output, the questions whose
answers the report shows: the alerts and the names that were not screened, not every row. When the
run goes on, they are asked again. The same engine, lists and settings give the same answers, and
others are not resumed; so the report is that of a run that was never stopped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import attrs

from screenlib.errors import BatchError
from screenlib.report import ReportBuilder, write_content
from screenlib.report.writing import format_of

if TYPE_CHECKING:
    from screenlib.results import Language, ScreeningResult
    from screenlib.screener import Screener

_TOGETHER = 4096


@attrs.frozen(slots=True)
class Question:
    """What was asked in a row of the source (counted from 1), and what is wrong with the row."""

    row: int
    name: str | None
    country: str | None
    address: str | None
    party: str
    verdict: str
    fault: str


class Reporting:
    """Takes the answers of a run, and writes its report at the end."""

    def __init__(
        self,
        path: str | os.PathLike[str],
        *,
        title: str,
        source: str,
        by: str | None,
        lang: Language,
        notes: Path | None = None,
    ) -> None:
        """`notes` is where questions are noted, if the run may be resumed.

        Raises `ConfigError` when there is no kind of report that ends so.
        """
        format_of(path)
        self._path = path
        self._lang = lang
        self._builder = ReportBuilder(title=title, source=source, by=by or "")
        self._notes = notes
        self._file: IO[bytes] | None = None

    def begin(self, at: int | None = None) -> None:
        """Open the notes; `at` is the length that they had when the run was last sure of them."""
        if self._notes:
            self._file = _opened_at(self._notes, at)

    def add(self, question: Question, result: ScreeningResult) -> None:
        """The answer of the next row."""
        shown = self._add(question, result)
        if shown and self._file:
            note = json.dumps(attrs.astuple(question))  # ASCII: names may hold half characters
            self._file.write(f"{note}\n".encode("ascii"))

    def sync(self) -> int | None:
        """Bring the notes to the disk; return their length."""
        if self._file is None:
            return None
        self._file.flush()
        os.fsync(self._file.fileno())
        return self._file.tell()

    def take_up(
        self,
        screener: Screener,
        decided: Callable[[ScreeningResult, str], ScreeningResult],
        length: int,
        rows: int,
        counts: dict[str, int],
    ) -> None:
        """Ask the first `length` bytes of noted questions again, and go on behind `rows`."""
        questions = self._noted(length)
        while chunk := list(islice(questions, _TOGETHER)):
            results = screener.screen_many(
                [question.name for question in chunk],
                countries=[question.country for question in chunk],
                addresses=[question.address for question in chunk],
            )
            for question, result in zip(chunk, results, strict=True):
                self._builder.skip_to(question.row - 1)
                self._add(question, decided(result, question.party))
        self._builder.skip_to(rows, counts)

    def finish(self, screener: Screener) -> None:
        """Write the report."""
        content = self._builder.content(screener.coverage, screener.fingerprint)
        write_content(self._path, content, lang=self._lang)

    def forget(self) -> None:
        """Remove the notes of a run that is finished."""
        self.close()
        if self._notes:
            self._notes.unlink(missing_ok=True)

    def close(self) -> None:
        """Close the notes, which stay for a run that goes on."""
        if self._file:
            self._file.close()

    def _add(self, question: Question, result: ScreeningResult) -> bool:
        return self._builder.add(
            result, verdict=question.verdict, fault=question.fault, party=question.party
        )

    def _noted(self, length: int) -> Iterator[Question]:
        assert self._notes is not None  # noqa: S101 (only a run with notes is resumed)
        try:
            with self._notes.open("rb") as file:
                while file.tell() < length:
                    fields: list[Any] = json.loads(file.readline())
                    yield Question(*fields)
        except (OSError, ValueError) as error:
            raise BatchError(
                f"{self._notes}: the notes for the report cannot be read ({error})."
            ) from error


def notes_path(output: Path) -> Path:
    """Where the questions of a report are noted."""
    return output.with_name(f".{output.name}.report.jsonl")


def _opened_at(path: Path, length: int | None) -> IO[bytes]:
    """A file opened for writing behind its first `length` bytes (None: anew)."""
    try:
        if length is None:
            return path.open("wb")
        file = path.open("r+b")
        file.truncate(length)
        file.seek(length)
    except FileNotFoundError as error:
        raise BatchError(f"There is no directory {path.parent}.") from error
    except OSError as error:
        raise BatchError(f"{path} cannot be written: {error.strerror}.") from error
    return file
