"""Reading records, and asking their questions again.

In: the files that record.py writes. Out: the runs in them, the chain of hashes checked; and for a
run, whether the same questions get the same answers now, or what has changed since.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import RecordError
from screenlib.record import answer_entry
from screenlib.recordfiles import entries

if TYPE_CHECKING:
    from screenlib.results import ScreeningResult
    from screenlib.screener import Screener


@attrs.frozen(slots=True)
class Run:
    """One run as a record tells it. `complete` is False when it has no end (it was interrupted)."""

    head: dict[str, Any]
    answers: tuple[dict[str, Any], ...]
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
    """The runs of a record, the chain of hashes checked.

    Raises `RecordError` with the line where the file is damaged, or where the chain breaks.
    """
    runs: list[Run] = []
    begun: dict[int, tuple[int, dict[str, Any], list[dict[str, Any]]]] = {}

    def end(number: int, *, complete: bool) -> None:
        place, head, answers = begun.pop(number)
        runs[place] = Run(head, tuple(answers), complete)

    for line, number, entry in entries(Path(path)):
        kind = entry.get("type")
        if kind == "run":
            if number in begun:
                end(number, complete=False)
            begun[number] = len(runs), entry, []
            runs.append(Run(entry, (), complete=False))  # holds the place: runs may overlap
        elif number not in begun or kind not in ("answer", "end"):
            raise RecordError(
                f"an entry of type {kind!r} stands out of place", path=path, line=line
            )
        elif kind == "answer":
            begun[number][2].append(entry)
        else:
            end(number, complete=True)
    for number in list(begun):
        end(number, complete=False)
    return tuple(runs)


def replay(run: Run, screener: Screener | None = None) -> Replay:
    """Ask the questions of a run again, and compare the answers.

    Without a `screener`, one is made for the lists, dates and settings that the run names. An own
    list, which has no place of its own, needs a screener that has it.

    Raises `RecordError` when no such screener can be made.
    """
    recorded = run.head["fingerprint"]
    if screener is None:
        screener = screener_of(recorded)
    changes = _changes(recorded, screener.fingerprint.to_dict())
    differences = []
    arguments = run.head.get("arguments", {})
    queries = (answer["query"] for answer in run.answers)
    beside: dict[str, Any] = {}
    for key, argument in (("country", "countries"), ("address", "addresses")):
        if any(key in answer for answer in run.answers):
            beside[argument] = [answer.get(key) for answer in run.answers]
    results: Iterator[ScreeningResult] = screener.screen_many(queries, **beside, **arguments)
    for answer, result in zip(run.answers, results, strict=True):
        was = {key: answer[key] for key in ("verdict", "hits")}
        now = {key: answer_entry(0, result)[key] for key in ("verdict", "hits")}
        if was != now:
            differences.append(ReplayedAnswer(answer["row"], answer["query"], was, now))
    return Replay(len(run.answers), tuple(changes), tuple(differences))


def screener_of(fingerprint: dict[str, Any]) -> Screener:
    """A screener for the snapshots and settings that a fingerprint names, as far as they exist."""
    from screenlib import lists
    from screenlib.errors import ListError
    from screenlib.lists.store import read_snapshot
    from screenlib.screener import Config, Screener

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


def _changes(was: dict[str, Any], now: dict[str, Any]) -> list[str]:
    names = {"engine": "the engine", "lexicon": "the lexicon", "snapshots": "the snapshots"}
    changes = [
        f"{words} was {json.dumps(was[key])}, is {json.dumps(now[key])}"
        for key, words in names.items()
        if json.dumps(was[key]) != json.dumps(now[key])
    ]
    for key in sorted({*was["settings"], *now["settings"]}):
        before, after = was["settings"].get(key), now["settings"].get(key)
        if before != after:
            changes.append(f"the setting {key} was {before}, is {after}")
    return changes
