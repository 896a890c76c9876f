"""Records: whole, in order, not to be changed unseen, and replayed to the same answers."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from screenlib import Screener, lists, screen_csv
from screenlib.batch import run as batch_run
from screenlib.cli import main
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


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "record.jsonl"
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
    assert run.answers[0]["hits"][0]["entity"] == "hangzhou-hikvision-digital-technology-co-ltd-cn"


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
    before = record.read_bytes()
    screener = Screener()
    with RecordWriter(record, screener) as writer:
        writer.write([screener.screen("Verkor")])
    assert record.read_bytes().startswith(before)
    assert [len(run.answers) for run in read_runs(record)] == [len(NAMES), 1]


@pytest.mark.parametrize("what", ["change", "remove", "swap", "insert", "cut"])
def test_a_changed_record_is_seen(record: Path, what: str) -> None:
    lines = record.read_bytes().splitlines(keepends=True)
    changed = {
        "change": [*lines[:2], lines[2].replace(b'"empty"', b'"match"'), *lines[3:]],
        "remove": [*lines[:2], *lines[3:]],
        "swap": [*lines[:2], lines[3], lines[2], *lines[4:]],
        "insert": [*lines[:3], lines[2], *lines[3:]],
        "cut": [*lines[:3], lines[3][:50]],
    }[what]
    record.write_bytes(b"".join(changed))
    with pytest.raises(RecordError, match=r"record\.jsonl, line [34]: "):
        read_runs(record)


def test_a_torn_last_line_is_cut_off_when_the_record_goes_on(record: Path) -> None:
    with record.open("ab") as file:
        file.write(b'{"type":"answer","row":9')
    screener = Screener()
    with RecordWriter(record, screener) as writer:
        writer.write([screener.screen("Verkor")])
    assert len(read_runs(record)) == 2


def test_an_interrupted_run_has_no_end(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
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


def test_two_writers_do_not_mix(tmp_path: Path) -> None:
    path = tmp_path / "record.jsonl"
    with RecordWriter(path, Screener()), pytest.raises(RecordError, match="another process"):
        RecordWriter(path, Screener())


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
    assert run.answers[0]["country"] == "FR"
    assert run.answers[1]["address"] == "Road 1"
    outcome = replay(run)
    assert outcome
    assert not outcome.changes


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

    def test_a_resumed_run_is_recorded_once(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        record = tmp_path / "record.jsonl"
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

    @pytest.mark.parametrize("moment", ["before", "after"])
    def test_a_run_killed_around_its_end_is_not_doubled(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
    ) -> None:
        """Killed before the file got its name, or after that and before the state was removed."""
        record, output = tmp_path / "record.jsonl", tmp_path / "out.csv"
        options = {"column": "name", "record": record, "resume": True}
        source = self.source(tmp_path)

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        where = {
            "before": "screenlib.batch.output.CsvTarget.commit",
            "after": "screenlib.batch.checkpoint.Checkpoint.remove",
        }[moment]
        with monkeypatch.context() as patch:
            patch.setattr(where, die)
            with pytest.raises(KeyboardInterrupt):
                screen_csv(source, output, **options)  # type: ignore[arg-type]
        assert output.exists() == (moment == "after")
        summary = screen_csv(source, output, **options)  # type: ignore[arg-type]
        assert summary.rows == summary.resumed_rows == 20
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
        assert "changed: the snapshots" in self.run("replay", str(record), exits=1)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_a_full_disk_is_said() -> None:
    screener = Screener()
    with pytest.raises(RecordError, match="No space left"):
        RecordWriter("/dev/full", screener).close()
