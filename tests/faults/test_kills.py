"""Killed at any moment: the store opens, nothing half-written is read, and what is gone on with
ends as if nothing had happened.
"""

from __future__ import annotations

import gzip
import json
import os
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from screenlib import Screener, lists
from screenlib.batch import run as batch_run
from screenlib.batch import screen_csv, screen_file
from screenlib.decisions import DecisionStore
from screenlib.lists import Store
from screenlib.record import RecordWriter
from screenlib.replay import read_runs, replay
from screenlib.report import write_report
from tests.faults.killing import KILLS, fork, kill_after, moments
from tests.lists.test_importers import FIXTURES
from tests.lists.test_localstore import snapshot

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills forks of this process")

NAMES = ["Hikvision", "海康威视", "Verkor", "", "Dahua Textile", "=Inspur", "大华", "Kel Plugh"]
ROWS = 3_000


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener()


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_killed_while_a_snapshot_is_stored(store_path: Path) -> None:
    moment = moments(0.06, seed=1)
    killed = 0
    while killed < KILLS:
        store = Store(store_path)
        store.add(snapshot("2024-01-01", 20))
        before = {path.name for path in (store_path / "own-list").iterdir()}

        def work(number: int = killed, store: Store = store) -> None:
            for step in range(1000):
                date = f"2024-{1 + step % 12:02}-{1 + number % 28:02}"
                store.add(snapshot(date, 20 * (1 + (number + step) % 40)))

        killed += kill_after(fork(work), moment())
        held = Store(store_path)
        assert lists.verify(store_path).ok
        for date in held.available()["own-list"].dates:
            assert len(held.load("own-list", date)) % 20 == 0
        assert before <= {path.name for path in (store_path / "own-list").iterdir()}
        assert held.add(snapshot("2020-01-01", 20 * (killed + 1)))
        assert not list(store_path.rglob(".incoming-*"))
        held.prune("own-list", keep=5)


def test_killed_while_a_file_is_imported(store_path: Path) -> None:
    moment = moments(0.03, seed=2)
    source = FIXTURES / "bis.csv"

    def take_in(date: str) -> None:
        lists.import_file(source, format="bis-csv", list_id="own", effective=date, store=store_path)

    wanted = lists.import_file(source, format="bis-csv", list_id="own", effective="2026-12-01")
    killed = 0
    while killed < KILLS:

        def work(number: int = killed) -> None:
            for step in range(1000):
                take_in(f"20{27 + step % 70:02}-{1 + number % 12:02}-01")

        killed += kill_after(fork(work), moment())
        available = Store(store_path).available() if store_path.exists() else {}
        for date in available["own"].dates if "own" in available else ():
            assert Store(store_path).load("own", date).entities == wanted.entities
        take_in("2026-12-01")
        assert lists.verify(store_path).ok
        Store(store_path).prune("own", keep=5)


@pytest.mark.parametrize(
    ("ending", "kept"),
    [("out.csv", "record.jsonl"), ("out.csv.gz", "record.jsonl"), ("out.csv", "record.db")],
)
def test_killed_in_a_batch_that_keeps_a_record(
    tmp_path: Path, screener: Screener, monkeypatch: pytest.MonkeyPatch, ending: str, kept: str
) -> None:
    monkeypatch.setattr(batch_run, "CHECKPOINT_SECONDS", 0)
    monkeypatch.setattr(batch_run, "CHUNK_ROWS", 100)
    source = tmp_path / "in.csv"
    rows = "".join(f"{number},{NAMES[number % len(NAMES)]}\n" for number in range(ROWS))
    source.write_text(f"id,name\n{rows}", "utf-8")
    output, record = tmp_path / ending, tmp_path / kept
    state = tmp_path / f".{ending}.resume.json"

    def work() -> None:
        screen_csv(
            *(source, output),
            screener=screener, column="name", record=record, by="ann", resume=True, workers=1,
        )  # fmt: skip

    start = time.monotonic()
    work()
    moment = moments(time.monotonic() - start, seed=3)
    wanted = written(output)
    answers = [list(run.answers) for run in read_runs(record)]
    killed = finished = 0
    while killed < KILLS:
        for path in tmp_path.iterdir():
            if path != source:
                path.unlink()
        in_a_row = 0
        # A fork may be slower than the run that was timed: with every kill it gets more time.
        while kill_after(fork(work), moment() * (1 + in_a_row / 10)):
            in_a_row += 1
            killed += 1
            assert not output.exists() or written(output) == wanted
            assert all(answer in answers[0] for answer in recorded(record))
            if output.exists() and not state.exists():
                break  # it was killed when all was done
        finished += 1
        assert written(output) == wanted
        # Killed between the head of its record and its first checkpoint, a run leaves that head:
        # it was begun, and answered nothing. What goes on is another run.
        runs = read_runs(record)
        assert [list(run.answers) for run in runs if run.answers] == answers
        assert all(run.complete == bool(run.answers) for run in runs)
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.csv", kept, ending])
    assert finished


def written(output: Path) -> bytes:
    data = output.read_bytes()
    return gzip.decompress(data) if output.suffix == ".gz" else data


def recorded(record: Path) -> list[dict[str, Any]]:
    """The answers in a record that was broken off; the last line of JSON may be torn."""
    if not record.exists():
        return []
    if record.suffix == ".db":
        return [answer for run in read_runs(record) for answer in run.answers]
    lines = record.read_bytes().split(b"\n")[:-1]
    entries = [json.loads(line) for line in lines]
    for entry in entries:
        entry.pop("hash")
    return [entry for entry in entries if entry["type"] == "answer"]


@pytest.mark.parametrize("kept", ["record.jsonl", "record.db"])
def test_killed_while_answers_are_recorded(tmp_path: Path, screener: Screener, kept: str) -> None:
    record = tmp_path / kept
    moment = moments(0.03, seed=4)
    killed = whole = 0
    while killed < KILLS:

        def work() -> None:
            for _ in range(1000):
                with RecordWriter(record, screener, by="ann") as writer:
                    writer.write(screener.screen_many(NAMES * 5))

        killed += kill_after(fork(work), moment())
        with RecordWriter(record, screener, by="bob") as writer:
            writer.write([screener.screen("Hikvision")])
        whole += 1
        runs = read_runs(record)
        assert sum(run.head["by"] == "bob" and run.complete for run in runs) == whole
        assert all(len(run.answers) == len(NAMES) * 5 for run in runs
                   if run.complete and run.head["by"] == "ann")  # fmt: skip
        assert replay(runs[-1], screener)
        if record.stat().st_size > 3_000_000:
            for path in tmp_path.iterdir():
                path.unlink()
            whole = 0


def test_killed_while_decisions_are_written(tmp_path: Path, screener: Screener) -> None:
    path = tmp_path / "decisions"
    hit = screener.screen("Hikvision").hits[0]
    moment = moments(0.04, seed=5)
    killed = 0
    known = 0
    while killed < KILLS:
        said, saying = os.pipe()

        def work(saying: int = saying) -> None:
            with DecisionStore(path) as store:
                for number in range(100_000):
                    store.decide(hit, "false-hit", by="ann", why=f"reason {number}")
                    os.write(saying, b".")

        child = fork(work)
        os.close(saying)
        killed += kill_after(child, moment())
        with os.fdopen(said, "rb") as pipe:
            acknowledged = len(pipe.read())
        with DecisionStore(path) as store:
            rows = store.all()
            assert known + acknowledged <= len(rows) <= known + acknowledged + 1
            assert all(row["why"].startswith("reason ") and row["by"] == "ann" for row in rows)
            known = len(rows)
            store.apply(screener.screen("Hikvision"))
        database = sqlite3.connect(path)
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()


def test_killed_while_decisions_are_taken_in(tmp_path: Path, screener: Screener) -> None:
    path, file = tmp_path / "decisions", tmp_path / "decisions.json"
    with DecisionStore(tmp_path / "first") as store:
        hit = screener.screen("Hikvision").hits[0]
        for number in range(50):
            store.decide(hit, "false-hit", by="ann", why=f"reason {number}")
        file.write_text(json.dumps({"screenlib_decisions": 1, "decisions": store.all()}))
    moment = moments(0.03, seed=6)
    killed = 0
    while killed < KILLS:

        def work() -> None:
            with DecisionStore(path) as store:
                for _ in range(10_000):
                    store.import_file(file)

        killed += kill_after(fork(work), moment())
        with DecisionStore(path) as store:
            assert len(store.all()) % 50 == 0


@pytest.mark.parametrize("name", ["report.html", "screener.bin", "book.xlsx", "table.parquet"])
def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path, screener: Screener, name: str) -> None:
    pytest.importorskip("openpyxl")
    pytest.importorskip("pyarrow")
    output, source = tmp_path / name, tmp_path / "in.csv"
    source.write_text("name\n" + "Hikvision\nVerkor\n" * 200, "utf-8")

    def write() -> None:
        if name == "screener.bin":
            screener.save(output)
        elif name == "report.html":
            write_report(output, NAMES, screener)
        else:
            screen_file(source, output, screener=screener, column="name", workers=1)

    def is_whole() -> bool:
        if name == "screener.bin":
            return Screener.load(output).screen("Hikvision").verdict == "match"
        if name == "report.html":
            return output.read_text("utf-8").rstrip().endswith("</html>")
        copy = tmp_path / "copy.csv"
        return screen_file(output, copy, screener=screener, column="name").rows == 400

    start = time.monotonic()
    write()
    moment = moments(2 * (time.monotonic() - start), seed=7)
    assert is_whole()
    output.unlink()
    killed = 0

    def work() -> None:
        for _ in range(50):
            write()

    while killed < KILLS:
        killed += kill_after(fork(work), moment())
        assert not output.exists() or is_whole()
    write()
    assert is_whole()
