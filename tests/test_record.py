"""Records: whole, in order, not to be changed unseen, and replayed to the same answers."""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import sqlite3
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest
from click.testing import CliRunner

from screenlib import Screener, lists, screen_csv
from screenlib.batch import run as batch_run
from screenlib.batch.checkpoint import Checkpoint, State
from screenlib.cli import main
from screenlib.decisions import DecisionStore
from screenlib.errors import RecordError
from screenlib.record import RecordWriter
from screenlib.replay import read_runs, replay

NAMES = [
    "Hikvision",
    None,
    "Verkor",
    "浙江大華科技",
    "\ud800x",
    "x" * 5000,
    "Hikvision Europe B.V.",
]
NOW = datetime.datetime(2024, 2, 29, 12, tzinfo=datetime.UTC)


KINDS = ("record.jsonl", "record.db")


@pytest.fixture(params=KINDS)
def record(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    return written(tmp_path / request.param)


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    return written(tmp_path / "record.jsonl")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return written(tmp_path / "record.db")


def written(path: Path) -> Path:
    screener = Screener(as_of="2020-06-05")
    with RecordWriter(path, screener, by="ann", now=NOW, source="test") as writer:
        writer.write(screener.screen_many(NAMES))
    return path


def test_a_run_tells_who_asked_what_when_and_against_what(record: Path) -> None:
    (run,) = read_runs(record)
    assert run.complete
    head = run.head
    assert (head["by"], head["time"], head["source"]) == (
        "ann",
        "2024-02-29T12:00:00+00:00",
        "test",
    )
    assert head["keep_until"] == {"EAR": "2029-03-01", "OFAC": "2034-03-01"}
    assert head["fingerprint"]["snapshots"][0][0] == "us-bis-entity-list@2020-06-05"
    assert [answer["row"] for answer in run.answers] == list(range(1, len(NAMES) + 1))
    assert (
        next(iter(run.answers))["hits"][0]["entity"]
        == "hangzhou-hikvision-digital-technology-co-ltd-cn"
    )


def test_replay_gives_the_same_answers(record: Path) -> None:
    (run,) = read_runs(record)
    outcome = replay(run)
    assert outcome
    assert outcome.answers == len(NAMES)
    assert outcome.changes == ()


def test_replay_says_what_changed(record: Path) -> None:
    (run,) = read_runs(record)
    outcome = replay(run, Screener(as_of="2019-06-01"))
    assert not outcome
    assert {difference.query for difference in outcome.differences} >= {"Hikvision"}
    assert any("snapshots" in change for change in outcome.changes)
    assert any("as_of was 2020-06-05, is 2019-06-01" in change for change in outcome.changes)


def test_runs_are_appended(record: Path) -> None:
    (before,) = read_runs(record)
    screener = Screener()
    with RecordWriter(record, screener) as writer:
        writer.write([screener.screen("Verkor")])
    first, second = read_runs(record)
    assert first == before
    assert len(second.answers) == 1


@pytest.mark.parametrize("what", ["change", "remove", "swap", "insert", "cut"])
def test_changed_lines_are_seen(lines: Path, what: str) -> None:
    kept = lines.read_bytes().splitlines(keepends=True)
    changed = {
        "change": [*kept[:2], kept[2].replace(b'"empty"', b'"match"'), *kept[3:]],
        "remove": [*kept[:2], *kept[3:]],
        "swap": [*kept[:2], kept[3], kept[2], *kept[4:]],
        "insert": [*kept[:3], kept[2], *kept[3:]],
        "cut": [*kept[:3], kept[3][:50]],
    }[what]
    lines.write_bytes(b"".join(changed))
    with pytest.raises(RecordError, match=r"record\.jsonl, line [34]: "):
        read_runs(lines)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record SET entry = replace(entry, '\"empty\"', '\"match\"') WHERE number = 3",
        "UPDATE record SET run = 2 WHERE number = 3",
        "DELETE FROM record WHERE number = 3",
        "UPDATE record SET number = 30 WHERE number = 3",
        "INSERT OR REPLACE INTO record SELECT 3, run, entry, hash FROM record WHERE number = 4",
    ],
)
def test_a_changed_database_is_seen(database: Path, change: str) -> None:
    """It refuses to be changed; who takes that guard away is found out by the chain."""
    with contextlib.closing(sqlite3.connect(database)) as db:
        if not change.startswith("INSERT"):
            with pytest.raises(sqlite3.IntegrityError, match="only appended to"):
                db.execute(change)
        db.execute("DROP TRIGGER record_no_update")
        db.execute("DROP TRIGGER record_no_delete")
        db.execute(change)
        db.commit()
    with pytest.raises(RecordError, match=r"record\.db, line \d+: the chain"):
        read_runs(database)


def test_a_torn_last_line_is_cut_off_when_the_record_goes_on(lines: Path) -> None:
    with lines.open("ab") as file:
        file.write(b'{"type":"answer","row":9')
    screener = Screener()
    with RecordWriter(lines, screener) as writer:
        writer.write([screener.screen("Verkor")])
    assert len(read_runs(lines)) == 2


@pytest.mark.parametrize("name", KINDS)
def test_an_interrupted_run_has_no_end(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    screener = Screener()

    def interrupted() -> None:
        with RecordWriter(path, screener) as writer:
            writer.write([screener.screen("Verkor")])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    (run,) = read_runs(path)
    assert not run.complete
    assert replay(run)


def test_lines_have_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    with RecordWriter(path, Screener()), pytest.raises(RecordError, match="another process"):
        RecordWriter(path, Screener())


def test_a_database_takes_several_writers_at_once(tmp_path: Path) -> None:
    path = tmp_path / "record.sqlite"
    code = (
        "import sys; from screenlib import Screener; from screenlib.record import RecordWriter\n"
        "screener = Screener()\n"
        "with RecordWriter(sys.argv[1], screener, by=sys.argv[2]) as writer:\n"
        "    for number in range(30):\n"
        "        writer.write([screener.screen(f'Hikvision {number}')])\n"
        "        writer.sync()\n"
    )
    command = [sys.executable, "-c", code, str(path)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    writers = [subprocess.Popen([*command, by], env=environment) for by in ("ann", "bob", "cem")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
    runs = read_runs(path)
    assert sorted(run.head["by"] for run in runs) == ["ann", "bob", "cem"]
    for run in runs:
        assert run.complete
        assert [answer["row"] for answer in run.answers] == list(range(1, 31))
        assert replay(run)


def test_a_database_is_known_by_its_content_too(database: Path) -> None:
    renamed = database.rename(database.with_name("record.2024"))
    screener = Screener()
    with RecordWriter(renamed, screener) as writer:
        writer.write([screener.screen("Verkor")])
    assert len(read_runs(renamed)) == 2


def test_a_record_may_share_its_file_with_decisions(database: Path) -> None:
    with DecisionStore(database) as store:
        hit = Screener().screen("Hikvision").hits[0]
        store.decide(hit, "escalated", by="ann", why="ask legal")
    with RecordWriter(database, Screener()):
        pass
    with DecisionStore(database) as store:
        assert len(store.all()) == 1
    assert len(read_runs(database)) == 2


def test_a_database_whose_writer_was_killed_before_its_table_stood(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE record (entry)")
        db.execute("DROP TABLE record")
        db.commit()
    assert path.read_bytes().startswith(b"SQLite format 3")
    assert list(read_runs(path)) == []
    screener = Screener()
    with RecordWriter(path, screener) as writer:
        writer.write([screener.screen("Hikvision")])
    assert len(read_runs(path)) == 1


def test_what_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "record.db"
    path.write_text("some notes, long enough to be no empty file of SQLite" * 20)
    with pytest.raises(RecordError, match=r"record\.db: .*not a database"):
        RecordWriter(path, Screener())
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as db:
        db.execute("CREATE TABLE notes (text)")
    with pytest.raises(RecordError, match=r"other\.db: not a record"):
        read_runs(tmp_path / "other.db")
    with pytest.raises(RecordError, match="cannot be opened"):
        RecordWriter(tmp_path / "absent" / "record.db", Screener())


def test_what_is_no_record(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("some notes\n")
    with pytest.raises(RecordError):
        RecordWriter(path, Screener())
    with pytest.raises(RecordError):
        read_runs(path)
    with pytest.raises(RecordError, match="cannot be read"):
        read_runs(tmp_path / "absent")
    assert path.read_text() == "some notes\n"


def test_an_own_list_needs_a_screener(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    screener = Screener(lists.Snapshot.from_names({"x": ["Xyzzy Robotics"]}))
    with RecordWriter(path, screener) as writer:
        writer.write([screener.screen("Xyzzy Robotics")])
    (run,) = read_runs(path)
    with pytest.raises(RecordError, match="'own'"):
        replay(run)
    assert replay(run, screener)


def test_the_newest_of_then_is_replayed_not_the_newest_of_now(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    old = lists.load("us-bis-entity-list", "2019-10-09")
    plain = lists.store.read_snapshot(lists.available()["us-bis-entity-list"].path / "2019-10-09")
    assert old.effective == plain.effective
    screener = Screener(plain)
    with RecordWriter(path, screener) as writer:
        writer.write([screener.screen("Beijing Academy of Artificial Intelligence")])
    (run,) = read_runs(path)
    outcome = replay(run)
    assert outcome
    assert not outcome.changes


def test_countries_and_addresses_are_part_of_the_question(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    screener = Screener()
    with RecordWriter(path, screener) as writer:
        names = ["Hikvision", "Hikvision", "Verkor"]
        countries, addresses = ["FR", None, "CN"], [None, "Road 1", None]
        writer.write(screener.screen_many(names, countries=countries, addresses=addresses))
    (run,) = read_runs(path)
    first, second, _ = run.answers
    assert first["country"] == "FR"
    assert second["address"] == "Road 1"
    outcome = replay(run)
    assert outcome
    assert not outcome.changes


@pytest.mark.parametrize("name", KINDS)
def test_a_record_of_any_size_is_replayed_in_the_same_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("screenlib.screener.CHUNK", 50)
    screener = Screener()
    most = []
    for rows in (300, 3000):
        path = tmp_path / f"{rows}-{name}"
        with RecordWriter(path, screener) as writer:
            names = ["Hikvision"] * rows
            writer.write(screener.screen_many(names, countries=["CN"] * rows))
        tracemalloc.start()
        (run,) = read_runs(path)
        assert len(run.answers) == rows
        assert replay(run, screener)
        most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert most[1] < 2 * most[0]


def test_a_record_that_is_cut_while_it_is_read(lines: Path) -> None:
    (run,) = read_runs(lines)
    *rest, _, _ = lines.read_bytes().splitlines(keepends=True)
    lines.write_bytes(b"".join(rest))
    with pytest.raises(RecordError, match="changed while it was being read"):
        replay(run)


class TestBatch:
    def source(self, tmp_path: Path, rows: int = 20) -> Path:
        path = tmp_path / "in.csv"
        names = [name for name in NAMES if name is None or name.isprintable()]
        lines = [f"{number},{names[number % len(names)] or ''}" for number in range(rows)]
        path.write_text("id,name\n" + "\n".join(lines) + "\n")
        return path

    def test_every_row_is_recorded(self, tmp_path: Path) -> None:
        record = tmp_path / "record.jsonl"
        source = self.source(tmp_path)
        screen_csv(source, tmp_path / "out.csv", column="name", record=record, by="ann")
        (run,) = read_runs(record)
        assert len(run.answers) == 20
        assert run.head["source"] == str(source)
        assert replay(run)

    @pytest.mark.parametrize("name", KINDS)
    def test_a_resumed_run_is_recorded_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
    ) -> None:
        record = tmp_path / name
        source = self.source(tmp_path, 100)
        options = {"column": "name", "record": record, "resume": True}
        monkeypatch.setattr(batch_run, "CHUNK_ROWS", 10)
        monkeypatch.setattr(batch_run, "CHECKPOINT_SECONDS", 0)
        calls = iter(range(100))

        def stop(*_: object) -> None:
            if next(calls) == 4:
                raise KeyboardInterrupt

        with monkeypatch.context() as patch:
            patch.setattr("screenlib.batch.progress.Progress.update", stop)
            with pytest.raises(KeyboardInterrupt):
                screen_csv(source, tmp_path / "out.csv", **options)  # type: ignore[arg-type]
        summary = screen_csv(source, tmp_path / "out.csv", **options)  # type: ignore[arg-type]
        assert summary.resumed_rows == 40
        (run,) = read_runs(record)
        assert run.complete
        assert [answer["row"] for answer in run.answers] == list(range(1, 101))

    @pytest.mark.parametrize("name", KINDS)
    @pytest.mark.parametrize("moment", ["noted", "before", "after"])
    def test_a_run_killed_around_its_end_is_not_doubled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, name: str
    ) -> None:
        """Killed before its end was noted, before the file got its name, or after that and before
        the state was removed.
        """
        record, output = tmp_path / name, tmp_path / "out.csv"
        options = {"column": "name", "record": record, "resume": True}
        source = self.source(tmp_path)

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        save = Checkpoint.save

        def die_at_the_end(checkpoint: Checkpoint, state: State) -> None:
            if state.done:
                raise KeyboardInterrupt
            save(checkpoint, state)

        where = {
            "noted": "screenlib.batch.checkpoint.Checkpoint.save",
            "before": "screenlib.batch.output.CsvTarget.commit",
            "after": "screenlib.batch.checkpoint.Checkpoint.remove",
        }[moment]
        with monkeypatch.context() as patch:
            patch.setattr(where, die_at_the_end if moment == "noted" else die)
            with pytest.raises(KeyboardInterrupt):
                screen_csv(source, output, **options)  # type: ignore[arg-type]
        assert output.exists() == (moment == "after")
        summary = screen_csv(source, output, **options)  # type: ignore[arg-type]
        assert summary.rows == 20
        assert summary.resumed_rows == (0 if moment == "noted" else 20)
        assert len(output.read_text("utf-8").splitlines()) == 21
        (run,) = read_runs(record)
        assert run.complete
        assert len(run.answers) == 20
        assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".")]


class TestCommand:
    def run(self, *arguments: str, exits: int = 0) -> str:
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == exits, result.output
        return result.stdout

    def test_screen_and_replay(self, tmp_path: Path) -> None:
        record = str(tmp_path / "record.jsonl")
        self.run("screen", "Hikvision", "--country", "FR", "--record", record, "--by", "ann")
        self.run("screen", "Inspur", "--threshold", "0.01", "--limit", "2", "--record", record)
        out = self.run("replay", record)
        assert out.count("the same answers") == 2
        assert "by ann" in out
        lines = self.run("replay", record, "--json").splitlines()
        assert [json.loads(line)["same"] for line in lines] == [True, True]

    def test_a_difference_exits_with_1(self, record: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("screenlib.replay.screener_of", lambda _: Screener(as_of="2019-06-01"))
        out = self.run("replay", str(record), exits=1)
        assert "changed: the snapshots" in out
        assert "row 1 'Hikvision':" in out
        assert "answers differ" in out


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_said() -> None:
    screener = Screener()
    with pytest.raises(RecordError, match="No space left"):
        RecordWriter("/dev/full", screener).close()
