"""The two kinds of file that hold records: JSON lines, and SQLite.

In: entries (dictionaries of JSON types). Out: a file that is only ever appended to, in which each
entry carries the SHA-256 of the hash before and of itself, so that an entry that was changed,
removed or put in later breaks the chain. `open_record` chooses by the name or by what is there.

JSON lines belong to one writer at a time. A SQLite file takes several at once: their runs stand
mixed in one chain, each entry with the number of its run, and it refuses to change or delete any.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from screenlib.atomic import lock
from screenlib.errors import RecordError

START = "0" * 64
ENDINGS = (".db", ".sqlite", ".sqlite3")
"""Names that end so are SQLite files."""

_HASH = ',"hash":"'
_HASH_LENGTH = len(_HASH) + 64 + len('"}')
_LAST = 2**63 - 1
_SQLITE_MAGIC = b"SQLite format 3\0"
_WAITING = 1000
"""How many entries wait to be written together: each time costs the disk's attention."""

_TABLE = """
CREATE TABLE IF NOT EXISTS record (
    number INTEGER PRIMARY KEY,
    run    INTEGER NOT NULL,  -- the number of the entry that began the run
    entry  TEXT NOT NULL,     -- JSON
    hash   TEXT NOT NULL      -- SHA-256 of the hash before, the run, and the entry
) STRICT
"""
_GUARDS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS record_no_{what.lower()} BEFORE {what} ON record"
    " BEGIN SELECT RAISE(ABORT, 'a record is only appended to'); END"
    for what in ("UPDATE", "DELETE")
)


class RecordFile(Protocol):
    """A record file that is open for one run."""

    def append(self, entry: dict[str, Any]) -> None: ...
    def sync(self) -> int:
        """Bring what was written to the disk; return the place to resume at."""

    def close(self) -> None: ...

    @property
    def closed(self) -> bool: ...


def open_record(path: Path, resume_at: int | None = None) -> RecordFile:
    """Open a record file for a run; `resume_at` is what `sync` returned, to continue that run.

    Raises `RecordError` when the file cannot be written, is in use, or is no record.
    """
    if path.suffix.lower() in ENDINGS or is_sqlite(path):
        return _Database(path, resume_at)
    return _Lines(path, resume_at)


class Entry(NamedTuple):
    """One entry as it is stored.

    `line` is its line, or its number in a database, from 1; `place` is where `bodies` finds it
    again; `run` tells runs apart that stand mixed (0 in JSON lines, where none do); `body` is JSON.
    """

    line: int
    place: int
    run: int
    body: str
    hash: str


def entries(path: Path) -> Iterator[tuple[Entry, dict[str, Any]]]:
    """The entries of a record file and what each holds, the chain of hashes checked.

    Raises `RecordError` with the line where the file is damaged, or where the chain breaks.
    """
    before = START
    with _readable(path):
        for entry in _stored(path):
            before = _chained(before, entry.body if entry.run == 0 else f"{entry.run} {entry.body}")
            if entry.hash != before:
                problem = "the chain of hashes breaks here: the file is damaged or was changed"
                raise RecordError(problem, path=path, line=entry.line)
            content = json.loads(entry.body)
            if not isinstance(content, dict):
                raise RecordError("an entry is no object of JSON", path=path, line=entry.line)
            yield entry, content


def bodies(path: Path, run: int, first: int, last: int) -> Iterator[str]:
    """The entries of one run between two places, both included, as JSON; the chain is not checked.

    Raises `RecordError` when the file cannot be read.
    """
    with _readable(path):
        for entry in _stored(path, first, last):
            if entry.run == run:
                yield entry.body


def is_sqlite(path: Path) -> bool:
    """Whether a file that exists is one of SQLite."""
    try:
        with path.open("rb") as file:
            return file.read(len(_SQLITE_MAGIC)) == _SQLITE_MAGIC
    except OSError:
        return False


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise RecordError(f"it cannot be read ({error.strerror})", path=path) from error
    except (ValueError, sqlite3.Error) as error:
        raise RecordError(f"not a record ({error})", path=path) from error


def _stored(path: Path, first: int = 0, last: int = _LAST) -> Iterator[Entry]:
    """The entries from one place to another; lines are counted from the first of them."""
    if is_sqlite(path):
        # Not "ro": SQLite has to take back what a writer that was killed left half done. Where the
        # file may not be written, "rw" is the same as "ro".
        with contextlib.closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=30)
        ) as db:
            db.execute("PRAGMA query_only = ON")
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                return  # its writer was killed before the table stood: nothing is kept
            found = db.execute(
                "SELECT number, number, run, entry, hash FROM record"
                " WHERE number BETWEEN ? AND ? ORDER BY number",
                (first, last),
            )
            yield from map(Entry._make, found)
        return
    with path.open("rb") as file:
        file.seek(first)
        for number, stored in enumerate(file, 1):
            if first > last:
                return
            line = stored.decode("ascii", "replace")
            digest = line[-67:-3] if line.endswith('"}\n') else ""
            yield Entry(number, first, 0, line[: -_HASH_LENGTH - 1] + "}", digest)
            first += len(stored)


def _chained(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}{body}".encode("utf-8", "surrogatepass")).hexdigest()


def _json(entry: dict[str, Any]) -> str:
    return json.dumps(entry, separators=(",", ":"))


class _Lines:
    """JSON lines. The place to resume at is the length: what came after it is cut off."""

    def __init__(self, path: Path, resume_at: int | None) -> None:
        self._path = path
        try:
            self._file = path.open("a+b")
        except OSError as error:
            raise RecordError(f"it cannot be written ({error.strerror})", path=path) from error
        try:
            try:
                lock(self._file.fileno())
            except BlockingIOError as error:
                raise RecordError("another process is writing to it", path=path) from error
            if resume_at is not None:
                self._cut(resume_at)
            self._hash = self._last_hash()
        except BaseException:
            self._file.close()
            raise

    @property
    def closed(self) -> bool:
        return self._file.closed

    def append(self, entry: dict[str, Any]) -> None:
        body = _json(entry)
        self._hash = _chained(self._hash, body)
        try:
            self._file.write(f'{body[:-1]}{_HASH}{self._hash}"}}\n'.encode("ascii"))
        except OSError as error:
            raise RecordError(f"writing stopped ({error.strerror})", path=self._path) from error

    def sync(self) -> int:
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
            return self._file.seek(0, os.SEEK_END)
        except OSError as error:
            with contextlib.suppress(OSError):
                self._file.close()
            raise RecordError(f"writing stopped ({error.strerror})", path=self._path) from error

    def close(self) -> None:
        self.sync()
        self._file.close()

    def _cut(self, length: int) -> None:
        if self._file.seek(0, os.SEEK_END) < length:
            raise RecordError("it is shorter than the interrupted run left it", path=self._path)
        self._file.truncate(length)

    def _last_hash(self) -> str:
        """The hash of the last whole line; a torn one (a crash in the middle of it) is cut off."""
        size = self._file.seek(0, os.SEEK_END)
        if size == 0:
            return START
        tail = b""
        start = size
        while start > 0 and tail.count(b"\n") < 2:
            step = min(start, 1 << 16)
            start -= step
            self._file.seek(start)
            tail = self._file.read(step) + tail
        whole = tail.rfind(b"\n") + 1
        if whole < len(tail):
            self._file.truncate(size - (len(tail) - whole))
            tail = tail[:whole]
        if not tail:
            return START
        line = tail[:-1].rpartition(b"\n")[2].decode("ascii", "replace")
        if not line.endswith('"}') or line[-_HASH_LENGTH:][: len(_HASH)] != _HASH:
            raise RecordError("its last line is no entry of a record", path=self._path)
        return line[-66:-2]


class _Database:
    """A SQLite file. The place to resume at is the number of the run: its answers that are there
    already are not written again.
    """

    def __init__(self, path: Path, resume_at: int | None) -> None:
        self._path = path
        self._run = resume_at
        self._waiting: list[dict[str, Any]] = []
        self._rows_kept = 0
        self._ended = False
        self.closed = False
        try:
            self._db = sqlite3.connect(path, timeout=30, isolation_level=None)
        except sqlite3.Error as error:
            raise RecordError(f"it cannot be opened ({error})", path=path) from error
        try:
            with self._transaction():
                for statement in (_TABLE, *_GUARDS):
                    self._db.execute(statement)
            if resume_at is not None:
                self._take_up(resume_at)
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.Error):
                raise RecordError(f"this is no record ({error})", path=path) from error
            raise

    def append(self, entry: dict[str, Any]) -> None:
        if not self._ended and entry.get("row", self._rows_kept + 1) > self._rows_kept:
            self._waiting.append(entry)
        if len(self._waiting) >= _WAITING:
            self.sync()

    def sync(self) -> int:
        try:
            with self._transaction():
                number, before = self._last()
                for entry in self._waiting:
                    number += 1
                    if self._run is None:
                        self._run = number
                    body = _json(entry)
                    before = _chained(before, f"{self._run} {body}")
                    self._db.execute(
                        "INSERT INTO record (number, run, entry, hash) VALUES (?, ?, ?, ?)",
                        (number, self._run, body, before),
                    )
        except sqlite3.Error as error:
            raise RecordError(f"writing stopped ({error})", path=self._path) from error
        self._waiting.clear()
        assert self._run is not None  # noqa: S101 (the first entry begins the run)
        return self._run

    def close(self) -> None:
        try:
            self.sync()
        finally:
            self._db.close()
            self.closed = True

    def _last(self) -> tuple[int, str]:
        found = self._db.execute("SELECT number, hash FROM record ORDER BY number DESC LIMIT 1")
        return found.fetchone() or (0, START)

    def _take_up(self, run: int) -> None:
        """See how far the run had come that is to be continued."""
        found = self._db.execute(
            "SELECT entry FROM record WHERE run = ? ORDER BY number DESC LIMIT 1", (run,)
        ).fetchone()
        if found is None:
            raise RecordError("the run that is to be continued is not in it", path=self._path)
        last = json.loads(found[0])
        self._ended = last["type"] == "end"
        self._rows_kept = last.get("row", 0)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self._db.execute("ROLLBACK")
            raise
