"""Reading records, and asking their questions again.

In: the files that record.py writes. Out: the runs in them, the chain of hashes checked; and for a
run, whether the same questions get the same answers now, or what has changed since. Answers are
read as they are needed, whatever the size of the record; of those that have been checked, a digest
is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from itertools import tee
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import RecordError
from screenlib.record import answer_entry
from screenlib.recordfiles import Entry, bodies, entries

if TYPE_CHECKING:
    from screenlib.screener import Screener

_BESIDE = {"country": "countries", "address": "addresses"}
"""What may stand beside a name in an answer, and the argument that it was."""


@attrs.frozen(slots=True, repr=False)
class Answers:
    """The answers of a run, read from the file each time that they are gone through: a run of a
    million rows takes no more memory than one of a thousand.

    Going through them raises `RecordError` when they are not any more what `read_runs` saw.
    """

    _path: Path
    _run: int
    _first: int
    _last: int
    _count: int
    _digest: str
    given: frozenset[str]
    """Which of "country" and "address" were given with any name."""

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[dict[str, Any]]:
        digest = hashlib.sha256()
        for body in bodies(self._path, self._run, self._first, self._last):
            content = json.loads(body)
            if content["type"] == "answer":
                digest.update(body.encode("utf-8", "surrogatepass"))
                yield content
        if digest.hexdigest() != self._digest:
            raise RecordError("it was changed while it was being read", path=self._path)

    def __repr__(self) -> str:
        return f"<{self._count:,} answers in {self._path}>"


@attrs.frozen(slots=True)
class Run:
    """One run as a record tells it. `complete` is False when it has no end (it was interrupted)."""

    head: dict[str, Any]
    answers: Answers
    complete: bool


@attrs.frozen(slots=True)
class ReplayedAnswer:
    """An answer that is not the recorded one."""

    row: int
    query: str
    recorded: dict[str, Any]
    replayed: dict[str, Any]


@attrs.frozen(slots=True)
class Replay:
    """What asking again gave. True when every answer is the recorded one.

    `changes` says in words what decides answers and is not as it was; with the same fingerprint it
    is empty, and any difference would be a defect of the library.
    """

    answers: int
    changes: tuple[str, ...]
    differences: tuple[ReplayedAnswer, ...]

    def __bool__(self) -> bool:
        return not self.differences

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "same": bool(self),
            "answers": self.answers,
            "changes": list(self.changes),
            "differences": [attrs.asdict(difference) for difference in self.differences],
        }


def read_runs(path: str | os.PathLike[str]) -> tuple[Run, ...]:
    """The runs of a record, in the order in which they began, the chain of hashes checked.

    The answers of a run stay in the file until they are asked for.

    Raises `RecordError` with the line where the file is damaged, or where the chain breaks.
    """
    file = Path(path)
    runs: list[_Reading] = []
    begun: dict[int, _Reading] = {}  # by number: in a database runs may overlap
    for entry, content in entries(file):
        kind = content.get("type")
        if kind == "run":
            begun[entry.run] = _Reading(content, entry.run, entry.place, entry.place)
            runs.append(begun[entry.run])
        elif entry.run not in begun or kind not in ("answer", "end"):
            problem = f"an entry of type {kind!r} stands out of place"
            raise RecordError(problem, path=file, line=entry.line)
        else:
            begun[entry.run].take(entry, content)
            if kind == "end":
                del begun[entry.run]
    return tuple(reading.run_in(file) for reading in runs)


@attrs.define(slots=True)
class _Reading:
    """What is kept of a run while its record is read."""

    head: dict[str, Any]
    number: int
    first: int
    last: int
    count: int = 0
    complete: bool = False
    given: set[str] = attrs.Factory(set)
    digest: Any = attrs.Factory(hashlib.sha256)

    def take(self, entry: Entry, content: dict[str, Any]) -> None:
        self.last = entry.place
        if content["type"] == "end":
            self.complete = True
            return
        self.count += 1
        self.given.update(key for key in _BESIDE if key in content)
        self.digest.update(entry.body.encode("utf-8", "surrogatepass"))

    def run_in(self, path: Path) -> Run:
        place = (path, self.number, self.first, self.last)
        answers = Answers(*place, self.count, self.digest.hexdigest(), frozenset(self.given))
        return Run(self.head, answers, self.complete)


def replay(run: Run, screener: Screener | None = None) -> Replay:
    """Ask the questions of a run again, and compare the answers.

    Without a `screener`, one is made for the lists, dates and settings that the run names. An own
    list, which has no place of its own, needs a screener that has it. The differences are all kept;
    where nearly every answer may differ, `differing` gives them one by one.

    Raises `RecordError` when no such screener can be made.
    """
    if screener is None:
        screener = screener_of(run.head["fingerprint"])
    differences = tuple(differing(run, screener))
    return Replay(len(run.answers), changes(run, screener), differences)


def differing(run: Run, screener: Screener) -> Iterator[ReplayedAnswer]:
    """The answers of a run that `screener` gives otherwise, in the order of the run."""
    keys = [key for key in _BESIDE if key in run.answers.given]
    # Every one of these is gone through, chunk by chunk: one that stood still would keep them all.
    recorded, names, *beside = tee(run.answers, 2 + len(keys))
    given: dict[str, Any] = {
        _BESIDE[key]: map(methodcaller("get", key), answers)
        for key, answers in zip(keys, beside, strict=True)
    }
    results = screener.screen_many(
        (answer["query"] for answer in names), **given, **run.head.get("arguments", {})
    )
    for answer, result in zip(recorded, results, strict=True):
        was = {key: answer[key] for key in ("verdict", "hits")}
        now = {key: answer_entry(0, result)[key] for key in ("verdict", "hits")}
        if was != now:
            yield ReplayedAnswer(answer["row"], answer["query"], was, now)


def changes(run: Run, screener: Screener) -> tuple[str, ...]:
    """What decides answers and is not with `screener` as it was in the run, in words."""
    was, now = run.head["fingerprint"], screener.fingerprint.to_dict()
    names = {"engine": "the engine", "lexicon": "the lexicon", "snapshots": "the snapshots"}
    found = [
        f"{words} was {json.dumps(was[key])}, is {json.dumps(now[key])}"
        for key, words in names.items()
        if json.dumps(was[key]) != json.dumps(now[key])
    ]
    for key in sorted({*was["settings"], *now["settings"]}):
        before, after = was["settings"].get(key), now["settings"].get(key)
        if before != after:
            found.append(f"the setting {key} was {before}, is {after}")
    return tuple(found)


def screener_of(fingerprint: dict[str, Any]) -> Screener:
    """A screener for the snapshots and settings that a fingerprint names, as far as they exist."""
    from screenlib import lists
    from screenlib.config import Config
    from screenlib.errors import ListError
    from screenlib.lists.store import read_snapshot
    from screenlib.screener import Screener

    settings = fingerprint["settings"]
    as_of = settings["as_of"] or None
    config = Config(
        threshold=settings["threshold"], limit=settings["limit"], persons=settings["persons"]
    )
    chosen: list[str | lists.Snapshot] = []
    for version, digest in fingerprint["snapshots"]:
        list_id, _, day = version.partition("@")
        known = lists.available().get(list_id)
        if known is None:
            raise RecordError(
                f"the run used the list {list_id!r}, which is not here; replay it with a screener "
                "that has it"
            )
        try:
            # Without as_of the run took the newest snapshot of its time, whatever came later.
            if as_of or not day:
                chosen.append(list_id)
                continue
            snapshot = read_snapshot(known.path / day)
            if snapshot.digest != digest and known.path.parent != lists.store.bundled_root():
                # Another edition of the same date has come since.
                snapshot = lists.Store(known.path.parent).edition(list_id, digest)
            chosen.append(snapshot)
        except ListError as error:
            raise RecordError(f"the snapshot {version} cannot be read: {error}") from error
    return Screener(chosen, as_of=as_of, config=config)
