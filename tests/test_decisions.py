"""Decisions: remembered while nothing changes, open again when something does."""

from __future__ import annotations

import datetime
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import attrs
import pytest
from click.testing import CliRunner

from screenlib import Config, Screener, screen_csv
from screenlib.cli import main
from screenlib.decisions import DecisionStore
from screenlib.errors import ConfigError, DateError, RecordError
from screenlib.lists import Snapshot, import_file
from screenlib.replay import read_runs, replay
from screenlib.results import Hit

NAMES = {"x": ["Xyzzy Robotics Co., Ltd.", "Xyzzy"], "q": ["Quux Semiconductor"]}
NOW = datetime.datetime(2024, 5, 1, 10, tzinfo=datetime.UTC)
TODAY = NOW.date()


@pytest.fixture
def store(tmp_path: Path) -> DecisionStore:
    return DecisionStore(tmp_path / "decisions.db")


@pytest.fixture(scope="module")
def screener() -> Screener:
    return Screener(Snapshot.from_names(NAMES))


def best(screener: Screener, name: str = "Xyzzy Robotics") -> Hit:
    hit = screener.screen(name).best
    assert hit is not None
    return hit


def clear(store: DecisionStore, hit: Hit, **options: object) -> None:
    arguments = {"by": "ann", "why": "a toy shop", "now": NOW, **options}
    store.decide(hit, "false-hit", **arguments)  # type: ignore[arg-type]


def test_a_false_hit_does_not_alert_again(store: DecisionStore, screener: Screener) -> None:
    clear(store, best(screener))
    result = store.apply(screener.screen("Xyzzy Robotics"), today=TODAY)
    assert result.verdict == "none"
    assert not result.is_alert
    assert result.best is not None
    assert result.best.decision is not None
    assert "false-hit by ann on 2024-05-01: a toy shop" in result.reason
    assert "a toy shop" in result.explain()
    assert result.to_dict()["hits"][0]["decision"]["by"] == "ann"


@pytest.mark.parametrize(
    "name", ["XYZZY ROBOTICS", "xyzzy  robotics", "Ｘyzzy Robotics", "Xyzzy, Robotics."]
)
def test_it_holds_for_the_same_name_written_otherwise(
    store: DecisionStore, screener: Screener, name: str
) -> None:
    clear(store, best(screener))
    assert store.apply(screener.screen(name), today=TODAY).verdict == "none"


def test_it_does_not_hold_for_another_name(store: DecisionStore, screener: Screener) -> None:
    clear(store, best(screener))
    assert store.apply(screener.screen("Xyzzy Robotics Company"), today=TODAY).is_alert


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            {"x": [*NAMES["x"], "Xyzzy Automation"], "q": NAMES["q"]},
            "entry on the list has changed",
        ),
        ({"x": ["Xyzzy Robotics Company Limited", "Xyzzy"]}, "entry on the list has changed"),
    ],
)
def test_a_changed_entry_opens_it_again(
    store: DecisionStore, screener: Screener, change: dict[str, list[str]], says: str
) -> None:
    clear(store, best(screener))
    changed = Screener(Snapshot.from_names(change))
    result = store.apply(changed.screen("Xyzzy Robotics"), today=TODAY)
    assert result.is_alert
    assert result.best is not None
    assert says in result.best.reason
    assert "a toy shop" in result.best.reason


def test_another_entry_of_the_list_changes_nothing(
    store: DecisionStore, screener: Screener
) -> None:
    clear(store, best(screener))
    more = Screener(Snapshot.from_names({**NAMES, "new": ["Plugh Optics"]}))
    assert store.apply(more.screen("Xyzzy Robotics"), today=TODAY).verdict == "none"


def test_another_reading_opens_it_again(store: DecisionStore, screener: Screener) -> None:
    hit = best(screener)
    row = attrs.evolve(hit.evidence[1], level="sound")
    clear(store, attrs.evolve(hit, evidence=(row, *hit.evidence[2:])))
    result = store.apply(screener.screen("Xyzzy Robotics"), today=TODAY)
    assert result.is_alert
    assert "reads the pair in another way" in result.hits[0].reason


def test_other_weights_alone_do_not(store: DecisionStore, screener: Screener) -> None:
    hit = best(screener)
    rows = tuple(attrs.evolve(row, bits=row.bits * 1.1) for row in hit.evidence)
    clear(store, attrs.evolve(hit, evidence=rows, bits=hit.bits * 1.1))
    assert store.apply(screener.screen("Xyzzy Robotics"), today=TODAY).verdict == "none"


def test_it_expires(store: DecisionStore, screener: Screener) -> None:
    clear(store, best(screener), expires="2024-12-31")
    result = screener.screen("Xyzzy Robotics")
    assert store.apply(result, today=datetime.date(2024, 12, 31)).verdict == "none"
    late = store.apply(result, today=datetime.date(2025, 1, 1))
    assert late.is_alert
    assert "expired on 2024-12-31" in late.hits[0].reason


def test_for_one_customer_only(store: DecisionStore, screener: Screener) -> None:
    clear(store, best(screener), party="C-17")
    result = screener.screen("Xyzzy Robotics")
    assert store.apply(result, party="C-17", today=TODAY).verdict == "none"
    assert store.apply(result, party="C-18", today=TODAY).is_alert
    assert store.apply(result, today=TODAY).is_alert


@pytest.mark.parametrize("disposition", ["true-match", "escalated"])
def test_other_dispositions_still_alert(
    store: DecisionStore, screener: Screener, disposition: str
) -> None:
    hit = best(screener)
    store.decide(hit, disposition, by="ann", why="it is", now=NOW)  # type: ignore[arg-type]
    result = store.apply(screener.screen("Xyzzy Robotics"), today=TODAY)
    assert result.is_alert
    assert result.hits[0].decision is not None
    assert result.hits[0].decision.disposition == disposition


def test_the_last_decision_counts_and_all_are_kept(
    store: DecisionStore, screener: Screener
) -> None:
    hit = best(screener)
    clear(store, hit)
    store.decide(hit, "escalated", by="bob", why="look closer", now=NOW)
    assert store.apply(screener.screen("Xyzzy Robotics"), today=TODAY).is_alert
    assert [row["disposition"] for row in store.all()] == ["false-hit", "escalated"]


def test_what_is_open_decides_the_verdict(store: DecisionStore) -> None:
    screener = Screener(config=Config(threshold=0.001, limit=20))
    result = screener.screen("Inspur")
    assert len(result.hits) > 2
    clear(store, result.hits[0])
    after = store.apply(result, today=TODAY)
    assert after.hits[-1].decision is not None
    assert all(hit.decision is None for hit in after.hits[:-1])
    assert after.verdict == after.hits[0].verdict
    for hit in result.hits[1:]:
        clear(store, hit)
    assert store.apply(result, today=TODAY).verdict == "none"


def test_wrong_decisions_are_refused(store: DecisionStore, screener: Screener) -> None:
    hit = best(screener)
    for arguments in ({"by": " "}, {"why": ""}):
        with pytest.raises(ConfigError):
            clear(store, hit, **arguments)
    with pytest.raises(DateError):
        clear(store, hit, expires="soon")
    with pytest.raises(ConfigError):
        store.decide(hit, "maybe", by="a", why="b")  # type: ignore[arg-type]
    assert store.all() == []


def test_what_is_no_store(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("some notes, which are no database " * 100)
    with pytest.raises(RecordError, match="no store of decisions"):
        DecisionStore(path)
    with pytest.raises(RecordError):
        DecisionStore(tmp_path / "absent" / "decisions.db")
    newer = tmp_path / "newer.db"
    with sqlite3.connect(newer) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(RecordError, match="newer version"):
        DecisionStore(newer)


def test_processes_may_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "decisions.db"
    code = (
        "import sys; from screenlib import Screener\n"
        "from screenlib.decisions import DecisionStore\n"
        "screener = Screener(); hit = screener.screen('Hikvision').best\n"
        "with DecisionStore(sys.argv[1]) as store:\n"
        "    for n in range(25): store.decide(hit, 'false-hit', by=sys.argv[2], why=str(n))\n"
    )
    processes = [
        subprocess.Popen([sys.executable, "-c", code, str(path), str(number)], env=_environment())
        for number in range(4)
    ]
    assert [process.wait() for process in processes] == [0] * 4
    with DecisionStore(path) as store:
        rows = store.all()
    for number in range(4):
        assert [row["why"] for row in rows if row["by"] == str(number)] == list(map(str, range(25)))


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}


class TestImport:
    def exported(
        self, store: DecisionStore, screener: Screener, tmp_path: Path
    ) -> dict[str, object]:
        clear(store, best(screener))
        return {"screenlib_decisions": 1, "decisions": store.all()}

    def test_a_file_of_decisions(
        self, store: DecisionStore, screener: Screener, tmp_path: Path
    ) -> None:
        path = tmp_path / "exported.json"
        path.write_text(json.dumps(self.exported(store, screener, tmp_path)), "utf-8")
        with DecisionStore(tmp_path / "other.db") as other:
            assert other.import_file(path) == 1
            assert other.apply(screener.screen("Xyzzy Robotics"), today=TODAY).verdict == "none"

    @pytest.mark.parametrize(
        "damage",
        [
            {"screenlib_decisions": 2},
            {"decisions": [{}]},
            {"decisions": 5},
            {"decisions": None},
        ],
    )
    def test_a_damaged_file_adds_nothing(
        self, store: DecisionStore, screener: Screener, tmp_path: Path, damage: dict[str, object]
    ) -> None:
        path = tmp_path / "exported.json"
        data = {**self.exported(store, screener, tmp_path), **damage}
        path.write_text(json.dumps(data), "utf-8")
        with pytest.raises(RecordError):
            store.import_file(path)
        assert len(store.all()) == 1

    @pytest.mark.parametrize("column", ["disposition", "why", "at", "expires", "by"])
    def test_a_bad_row_adds_nothing(
        self, store: DecisionStore, screener: Screener, tmp_path: Path, column: str
    ) -> None:
        clear(store, best(screener))
        good = store.all()[0]
        path = tmp_path / "exported.json"
        bad = {**good, column: " " if column in ("why", "by") else "nonsense"}
        path.write_text(json.dumps({"screenlib_decisions": 1, "decisions": [good, bad]}), "utf-8")
        with pytest.raises(RecordError):
            store.import_file(path)
        assert len(store.all()) == 1


def run(*arguments: str, exits: int = 0) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == exits, result.output
    return result.stdout


def test_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path / "store"))
    source = tmp_path / "own.csv"
    source.write_text("id,name\nx,Xyzzy Robotics Co. Ltd.\n", "utf-8")
    import_file(source, format="csv", list_id="own", effective="2025-01-01", store=True)
    path = str(tmp_path / "decisions.db")
    record = str(tmp_path / "record.jsonl")
    lists = ("--list", "own", "--decisions", path)
    run("decide", "Xyzzy", "x", "false-hit", *lists, "--by", "ann", "--why", "a namesake")
    assert "a namesake" in run("decisions", "--decisions", path)
    assert json.loads(run("decisions", "--decisions", path, "--json"))["by"] == "ann"
    out = run("screen", "Xyzzy", *lists, "--exit-code", "--record", record)
    assert "NONE" in out
    assert "a namesake" in out
    assert replay(read_runs(record)[0])
    run("screen", "Xyzzy Robotics", *lists, "--exit-code", exits=3)
    run("decide", "Xyzzy", "x", "false-hit", *lists, exits=2)
    run("decide", "Xyzzy", "x", "false-hit", "--list", "own", exits=2)
    run("decisions", exits=2)


def test_in_a_batch(tmp_path: Path, screener: Screener) -> None:
    path = tmp_path / "decisions.db"
    with DecisionStore(path) as store:
        clear(store, best(screener))
    source, output = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text("name\nXyzzy Robotics\nQuux Semiconductor\n")
    summary = screen_csv(source, output, screener=screener, decisions=path)
    assert (summary.counts["match"], summary.counts["none"]) == (1, 1)
    first = output.read_text("utf-8").splitlines()[1]
    assert first.startswith("Xyzzy Robotics,none,")
    assert "Xyzzy Robotics Co." in first
    assert "decided: false-hit by ann" in first
