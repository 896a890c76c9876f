"""The exceptions that screenlib raises on purpose.

Every one of them descends from `ScreenlibError`, has a stable `code` that programs may compare,
and a message that says what is wrong, where, and what to do about it. Attributes hold the same
facts for programs. New classes and attributes may be added; a code never changes its meaning::

    ScreenlibError
    ├── ListError                   lists and their snapshots
    │   ├── UnknownListError        no list of that id
    │   ├── NoSnapshotError         no snapshot of the list covers the date
    │   ├── SnapshotError           a snapshot is damaged, or breaks the rules of lists
    │   ├── UnknownEntityError      no entity of that id on the snapshots
    │   ├── ImportFormatError       a file is not what the chosen format says (file, line, column)
    │   ├── StoreError              the local store of snapshots cannot be read or written
    │   └── FetchError              a source could not be fetched, or answered something else
    ├── DateError                   a date that cannot be understood             (also a ValueError)
    ├── InvalidNameError            a name that cannot be screened               (also a ValueError)
    ├── ConfigError                 a setting that is out of range or unknown    (also a ValueError)
    ├── LexiconError                a knowledge table has a bad row
    ├── IndexFileError              a saved index is damaged, or of another version
    ├── RecordError                 a screening record or decision cannot be read
    └── BatchError                  a batch cannot be read or written
        ├── ColumnError             the named column is not there
        ├── BatchFormatError        the file is not what it says it is (file, line)
        └── MissingDependencyError  an optional package is needed
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    import datetime
    import os
    from collections.abc import Sequence

__all__ = [
    "BatchError",
    "BatchFormatError",
    "ColumnError",
    "ConfigError",
    "DateError",
    "FetchError",
    "ImportFormatError",
    "IndexFileError",
    "InvalidNameError",
    "LexiconError",
    "ListError",
    "MissingDependencyError",
    "NoSnapshotError",
    "RecordError",
    "ScreenlibError",
    "SnapshotError",
    "StoreError",
    "UnknownEntityError",
    "UnknownListError",
]


class ScreenlibError(Exception):
    """Root of all errors that screenlib raises on purpose. `code` names the kind of error."""

    code: ClassVar[str] = "screenlib"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (worker pools, Spark). The constructors take facts, not the
        # message, so the default way of pickling would call them with the wrong arguments.
        return (_restore, (type(self), self.message, self.__dict__.copy()))


def _restore(
    kind: type[ScreenlibError], message: str, attributes: dict[str, object]
) -> ScreenlibError:
    error = kind.__new__(kind)
    Exception.__init__(error, message)
    error.__dict__.update(attributes)
    return error


class ListError(ScreenlibError):
    """Something is wrong with a list, a snapshot, or what was asked of them."""

    code = "list"


class UnknownListError(ListError):
    """No list of that id is installed, or in the local store.

    `list_id` is what was asked for, `known` the ids that exist.
    """

    code = "unknown-list"

    def __init__(self, list_id: object, known: Sequence[str] = ()) -> None:
        self.list_id = list_id
        self.known = tuple(known)
        there = ", ".join(self.known) or "none"
        super().__init__(
            f"There is no list {_short(list_id)}. Lists that exist: {there}. "
            "Choose one of them, or import the list first (screenlib lists import)."
        )


class NoSnapshotError(ListError):
    """No snapshot of the list covers the date: nobody can say what was listed on that day.

    `as_of` is the date asked for, `first` the first date that is covered (None when the list has no
    snapshot at all), `announced` the number of entities already announced on that date.
    """

    code = "no-snapshot"

    def __init__(
        self,
        list_id: str,
        as_of: datetime.date | None,
        first: datetime.date | None,
        announced: int = 0,
    ) -> None:
        self.list_id = list_id
        self.as_of = as_of
        self.first = first
        self.announced = announced
        if first is None:
            message = f"List {list_id!r} has no snapshot. Import one (screenlib lists import)."
        else:
            message = (
                f"No snapshot of list {list_id!r} covers {as_of}: the first holds from {first}. "
                "Nothing can be said about that day; ask for a later date, or import an older "
                "edition of the list."
            )
            if announced:
                message += f" By then {announced} entities were announced, not yet listed."
        super().__init__(message)


class SnapshotError(ListError):
    """A snapshot is damaged or breaks the rules of lists. `path` and `line` say where."""

    code = "snapshot"

    def __init__(
        self, problem: str, *, path: str | os.PathLike[str] | None = None, line: int | None = None
    ) -> None:
        self.problem = problem
        self.path = None if path is None else str(path)
        self.line = line
        where = _where(self.path, line, None)
        super().__init__(
            f"{where}{problem}. The snapshot was not used; reinstall the package, or import or "
            "fetch the list again."
        )


class UnknownEntityError(ListError):
    """No entity of that id is on the snapshots in use. `entity_id` is what was asked for."""

    code = "unknown-entity"

    def __init__(self, entity_id: object, lists: Sequence[str] = ()) -> None:
        self.entity_id = entity_id
        self.lists = tuple(lists)
        there = ", ".join(self.lists) or "the snapshots in use"
        super().__init__(
            f"There is no entity {_short(entity_id)} on {there}. "
            "An entity's id is in hit.entity.id, and in the output of: screenlib lists show LIST"
        )


class ImportFormatError(ListError):
    """A file does not hold what the chosen format says; nothing was imported.

    `file`, `line` and `column` say where (line and column count from 1; column is a number, or the
    name of a column of a table), `problem` says what.
    """

    code = "import-format"

    def __init__(
        self,
        problem: str,
        *,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
        column: int | str | None = None,
        advice: str = "",
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.line = line
        self.column = column
        self.advice = advice
        where = _where(self.file, line, column)
        message = f"{where}{problem}. Nothing was imported; snapshots at hand are unchanged."
        super().__init__(f"{message} {advice}" if advice else message)


class StoreError(ListError):
    """The local store of snapshots cannot be read or written. `path` says where."""

    code = "store"

    def __init__(self, problem: str, *, path: str | os.PathLike[str] | None = None) -> None:
        self.problem = problem
        self.path = None if path is None else str(path)
        super().__init__(f"{_where(self.path, None, None)}{problem}.")


class FetchError(ListError):
    """A source could not be fetched, or answered something that is not the list.

    `source` is the list's id, `url` the address, `status` the HTTP status when there was an answer.
    """

    code = "fetch"

    def __init__(self, problem: str, *, source: str, url: str, status: int | None = None) -> None:
        self.problem = problem
        self.source = source
        self.url = url
        self.status = status
        super().__init__(
            f"{source}: {problem} ({url}). Snapshots at hand are unchanged; try again later, or "
            "download the file yourself and import it (screenlib lists import)."
        )


class DateError(ScreenlibError, ValueError):
    """A date that is neither a `datetime.date` nor ISO text such as "2020-06-05".

    `value` is what was given, `what` the argument it was given for.
    """

    code = "date"

    def __init__(self, value: object, what: str = "date") -> None:
        self.value = value
        self.what = what
        super().__init__(
            f"{what}: {_short(value)} is not a date. "
            "Give a datetime.date, or ISO text such as '2020-06-05'."
        )


class InvalidNameError(ScreenlibError, ValueError):
    """A name that cannot be screened, being no text. Names that are blank, or too long to be
    names, are no errors: they get the verdict "empty".
    """

    code = "name"


class ConfigError(ScreenlibError, ValueError):
    """A setting that is out of range or unknown. `setting` names it, `value` is what was given."""

    code = "config"

    def __init__(self, setting: str, value: object, advice: str) -> None:
        self.setting = setting
        self.value = value
        super().__init__(f"{setting}: {value!r} cannot be used. {advice}")


class LexiconError(ScreenlibError):
    """A knowledge table has a bad row. The message says which table, line and column, and why."""

    code = "lexicon"


class IndexFileError(ScreenlibError):
    """A saved screener cannot be opened: damaged, or of another version. `path` says where."""

    code = "index-file"

    def __init__(self, problem: str, *, path: str | os.PathLike[str] | None = None) -> None:
        self.problem = problem
        self.path = None if path is None else str(path)
        super().__init__(
            f"{_where(self.path, None, None)}{problem}. Build the screener again and save it anew."
        )


class RecordError(ScreenlibError):
    """A screening record or a decision cannot be read. `path` and `line` say where."""

    code = "record"

    def __init__(
        self, problem: str, *, path: str | os.PathLike[str] | None = None, line: int | None = None
    ) -> None:
        self.problem = problem
        self.path = None if path is None else str(path)
        self.line = line
        super().__init__(f"{_where(self.path, line, None)}{problem}.")


class BatchError(ScreenlibError):
    """A batch cannot be read or written."""

    code = "batch"


class ColumnError(BatchError):
    """The named column is not in the table. `column` was asked for, `columns` are there."""

    code = "column"

    def __init__(self, column: str, columns: Sequence[str], file: str | None = None) -> None:
        self.column = column
        self.columns = tuple(columns)
        self.file = file
        there = ", ".join(repr(name) for name in self.columns) or "none"
        super().__init__(
            f"{_where(file, None, None)}there is no column {column!r}. Columns that are there: "
            f"{there}. Give one of them."
        )


class BatchFormatError(BatchError):
    """A batch file is not what its name or the options say. `file` and `line` say where."""

    code = "batch-format"

    def __init__(
        self,
        problem: str,
        *,
        file: str | os.PathLike[str] | None = None,
        line: int | None = None,
        advice: str = "",
    ) -> None:
        self.problem = problem
        self.file = None if file is None else str(file)
        self.line = line
        message = f"{_where(self.file, line, None)}{problem}."
        super().__init__(f"{message} {advice}" if advice else message)


class MissingDependencyError(BatchError):
    """An optional package is needed for this. `package` and `extra` say which."""

    code = "missing-dependency"

    def __init__(self, package: str, extra: str, what: str) -> None:
        self.package = package
        self.extra = extra
        super().__init__(
            f"{what} needs the package {package}. Install it with: pip install 'screenlib[{extra}]'"
        )


def _short(value: object) -> str:
    """What was given, cut to what a message has room for."""
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "..."


def _where(path: str | None, line: int | None, column: int | str | None) -> str:
    parts = [] if path is None else [path]
    if line is not None:
        parts.append(f"line {line}")
    if column is not None:
        parts.append(f"column {column!r}" if isinstance(column, str) else f"column {column}")
    return ", ".join(parts) + ": " if parts else ""
