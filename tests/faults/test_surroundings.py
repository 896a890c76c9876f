"""Clock, locale and time zone change no answer and no date."""

from __future__ import annotations

import datetime
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from screenlib import Screener, lists
from screenlib.decisions import DecisionStore
from screenlib.record import RecordWriter
from screenlib.replay import read_runs, replay
from tests.lists.test_importers import FIXTURES

ROOT = Path(__file__).parents[2]
WORK = Path(__file__).with_name("work.py")
ZONES = ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"]
LOCALES = [
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C", "PYTHONUTF8": "1"},
    {"LC_ALL": "C.UTF-8"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"},
]


def shown(tmp_path: Path, environment: dict[str, str]) -> dict[str, object]:
    """What a process in these surroundings answers and writes."""
    folder = tmp_path / "-".join(environment.values()).replace("/", "-")
    folder.mkdir()
    kept = {key: value for key, value in os.environ.items() if not key.startswith("LC_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", str(WORK), str(folder), str(FIXTURES)],
        env={**kept, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]), **environment},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return shown(tmp_path_factory.mktemp("usual"), {"TZ": "UTC", "LC_ALL": "C.UTF-8"})


def test_the_usual_answers_are_right(usual: dict[str, object]) -> None:
    assert usual["replayed"] == [True, True]
    assert usual["cleared"] == "none"
    assert usual["utc"] == ["+00:00"]
    assert usual["report"] is True
    answers = usual["answers"]
    assert isinstance(answers, list)
    huawei = [day[2]["verdict"] for day in answers]
    assert huawei[:2] == ["empty", "match"] or huawei[:2] == ["none", "match"]


@pytest.mark.parametrize("zone", ZONES)
def test_no_time_zone_moves_a_date(tmp_path: Path, usual: dict[str, object], zone: str) -> None:
    assert shown(tmp_path, {"TZ": zone}) == usual


@pytest.mark.parametrize("environment", LOCALES, ids=lambda locale: "-".join(locale.values()))
def test_no_locale_changes_a_text(
    tmp_path: Path, usual: dict[str, object], environment: dict[str, str]
) -> None:
    assert shown(tmp_path, environment) == usual


class TestClockGoingBackwards:
    LATER = datetime.datetime(2030, 1, 2, 3, tzinfo=datetime.UTC)
    EARLIER = datetime.datetime(2020, 1, 2, 3, tzinfo=datetime.UTC)

    def test_the_last_decision_counts_whatever_its_time(self, tmp_path: Path) -> None:
        result = Screener().screen("Hikvision")
        with DecisionStore(tmp_path / "decisions") as store:
            store.decide(result.hits[0], "false-hit", by="a", why="x", now=self.LATER)
            assert store.apply(result).verdict == "none"
            store.decide(result.hits[0], "true-match", by="a", why="y", now=self.EARLIER)
            assert store.apply(result).verdict == "match"

    def test_a_record_is_a_chain_whatever_the_times(self, tmp_path: Path) -> None:
        screener = Screener()
        for now in (self.LATER, self.EARLIER):
            with RecordWriter(tmp_path / "record", screener, now=now) as writer:
                writer.write([screener.screen("Hikvision")])
        runs = read_runs(tmp_path / "record")
        assert [run.head["time"][:4] for run in runs] == ["2030", "2020"]
        assert all(replay(run, screener) for run in runs)

    def test_stored_snapshots_are_in_the_order_they_came(self, tmp_path: Path) -> None:
        """An edition is newer because it came later, not because a clock said so."""
        from tests.lists.test_localstore import snapshot

        store = lists.Store(tmp_path)
        store.add(snapshot("2024-01-01", 3))
        os.utime(tmp_path / "own-list" / "2024-01-01", (4e9, 4e9))
        store.add(snapshot("2024-01-01", 4))
        os.utime(tmp_path / "own-list" / "2024-01-01.2", (0, 0))
        assert len(store.load("own-list")) == 4
