"""How far a run has come, written beside its output so that it can be continued.

The state `.NAME.resume.json` is replaced as a whole after the rows it speaks of are on the disk:
what it says is always true of the partial file. A state belongs to one source, one setting and
one set of lists; any other is refused, because half the rows would answer another question.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import attrs

from screenlib.atomic import partial_path, replace_text
from screenlib.errors import BatchError

_HEAD_BYTES = 1 << 16


@attrs.frozen(slots=True)
class State:
    """`records` of the source are done, and stand in the first `length` bytes of the partial.

    `recorded` is the place to go on at in the record of the run, and `reported` the length of the
    notes for its report, if there are such. `decided` says how decisions stood when the run began:
    the day, and the number of the last one. `done`: every row is there and the record has its end;
    all that may be left to do is to give the file its name, and to write the report.
    """

    records: int
    length: int
    tally: dict[str, Any]
    recorded: int | None = None
    reported: int | None = None
    decided: list[Any] | None = None
    done: bool = False


class Checkpoint:
    """The state file of one output."""

    def __init__(self, output: Path, source: Path, settings: dict[str, Any]) -> None:
        self._path = output.with_name(f".{output.name}.resume.json")
        self._output = output
        self._partial = partial_path(output)
        self._belongs_to = {"source": identify(source), "settings": settings}

    def load(self) -> State | None:
        """What an earlier run left, or None when there is nothing to continue.

        Raises `BatchError` when it was a run over another file or with other settings.
        """
        try:
            data = json.loads(self._path.read_text("utf-8"))
            state = State(**{field.name: data[field.name] for field in attrs.fields(State)})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BatchError(
                f"{self._path}: the state of the earlier run cannot be read ({error}). "
                "Delete it to start anew."
            ) from error
        for what, now in self._belongs_to.items():
            before = data.get(what)
            if before != now:
                which = ", ".join(key for key in now if not before or before.get(key) != now[key])
                raise BatchError(
                    f"{self._path}: the earlier run had another {what.rstrip('s')} ({which}); "
                    "continuing it would mix two answers. Delete that file to start anew."
                )
        if not self._partial.exists():
            return state if self.named(state) else None
        if self._partial.stat().st_size < state.length:
            raise BatchError(
                f"{self._partial} is shorter than the earlier run left it. "
                f"Delete {self._path} to start anew."
            )
        return state

    def named(self, state: State) -> bool:
        """Whether the file of a run that was done has its name already."""
        return state.done and self._output.exists() and not self._partial.exists()

    def save(self, state: State) -> None:
        """Replace the state; the rows it speaks of must be on the disk already."""
        data = {**self._belongs_to, **attrs.asdict(state)}
        replace_text(self._path, json.dumps(data))  # ASCII: names in it may hold half characters

    def remove(self) -> None:
        """The run is finished, or starts anew."""
        self._path.unlink(missing_ok=True)


def identify(source: Path) -> dict[str, Any]:
    """What tells a source file from another, or from itself after a change."""
    try:
        status = source.stat()
        with source.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise BatchError(f"{source} cannot be read: {error.strerror}.") from error
    return {
        "size": status.st_size,
        "modified": status.st_mtime_ns,
        "head": hashlib.sha256(head).hexdigest(),
    }
