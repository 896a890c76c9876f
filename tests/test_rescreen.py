"""Re-screening against what changed equals comparing two full runs."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from screenlib import Config, Screener, lists, screen
from screenlib.cli import main
from screenlib.decisions import DecisionStore
from screenlib.errors import ConfigError, DateError, UnknownListError
from screenlib.lists import Snapshot
from screenlib.rescreen import EVERY_HIT, Change, Rescreener, differences, rescreen
from screenlib.results import ScreeningResult

DAYS = ("2019-05-20", "2019-06-01", "2019-10-09", "2020-06-01", "2020-06-05", "2023-03-06", None)
NAMES = [
    "Hikvision", "浙江大華科技", "Verkor", None, "", "Qihoo 360 Technology Co., Ltd.",
    "Inspur Group", "Inspur", "HiSilicon", "Huawei Technologies Co., Ltd.",
    "Harbin Institute of Technology",
    "Beijing Academy of Artificial Intelligence", "Hikvision Europe B.V.", "有限公司",
    "ACM Research (Shanghai)", "CloudWalk Technology", "Technology Co., Ltd.",
]  # fmt: skip


def full(names: list[str | None], old: list[Snapshot], new: list[Snapshot]) -> list[Change]:
    """The same by two full runs."""
    config = Config(limit=EVERY_HIT)
    runs: list[list[ScreeningResult | None]] = []
    for side in (old, new):
        if side and any(len(snapshot) for snapshot in side):
            runs.append(list(Screener(side, config=config).screen_many(names)))
        else:
            runs.append([None] * len(names))
    pairs = enumerate(zip(*runs, strict=True), 1)
    return [change for row, (a, b) in pairs for change in differences(row, a, b)]


def told(changes: list[Change]) -> list[tuple[int, str, str, object]]:
    return sorted((c.row, c.kind, c.hit.entity.id, round(c.hit.probability, 6)) for c in changes)


@pytest.mark.parametrize("since", DAYS[:-1])
@pytest.mark.parametrize("until", DAYS[2:])
def test_equals_two_full_runs_on_the_bundled_list(since: str, until: str | None) -> None:
    if until is not None and until < since:
        with pytest.raises(ConfigError):
            rescreen(NAMES, since=since, until=until)
        return
    old = lists.load("us-bis-entity-list", since)
    new = lists.load("us-bis-entity-list", until)
    wanted = full(NAMES, [old], [new])
    assert told(list(rescreen(NAMES, since=since, until=until))) == told(wanted)


WORDS = ["Xyzzy", "Quux", "Plugh", "Robotics", "Optics", "Shanghai", "Co., Ltd.", "Technology"]
A_NAME = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
A_LIST = st.dictionaries(st.sampled_from("abcdef"), st.lists(A_NAME, min_size=1, max_size=3))


@settings(deadline=None, max_examples=60)
@given(A_LIST.filter(bool), A_LIST.filter(bool), st.lists(A_NAME, max_size=6))
def test_equals_two_full_runs_on_any_lists(
    old: dict[str, list[str]], new: dict[str, list[str]], names: list[str | None]
) -> None:
    sides = [Snapshot.from_names(old)], [Snapshot.from_names(new)]
    assert told(list(Rescreener(*sides).changes(names))) == told(full(names, *sides))


def test_who_is_newly_hit() -> None:
    changes = list(rescreen(NAMES, since="2019-06-01", until="2019-10-09"))
    kinds = {(change.query, change.kind) for change in changes}
    assert ("Hikvision", "different") in kinds
    (hikvision,) = [change for change in changes if change.query == "Hikvision"]
    assert hikvision.before is not None
    assert hikvision.after is not None
    assert (hikvision.before.status, hikvision.after.status) == ("considered", "listed")
    assert (hikvision.before.verdict, hikvision.after.verdict) == ("review", "match")
    later = list(rescreen(["HiSilicon", "Inspur Group"], since="2019-10-09"))
    assert ("Inspur Group", "new") in {(change.query, change.kind) for change in later}
    assert not [change for change in later if "hisilicon" in change.hit.entity.id]


def test_who_is_no_longer_hit() -> None:
    old = Snapshot.from_names({"x": ["Xyzzy Robotics"], "q": ["Quux Optics"]})
    new = Snapshot.from_names({"q": ["Quux Optics"]})
    (change,) = Rescreener([old], [new]).changes(["Xyzzy Robotics", "Quux Optics"])
    assert (change.kind, change.query, change.row, change.after) == (
        "gone",
        "Xyzzy Robotics",
        1,
        None,
    )


def test_nothing_changed() -> None:
    snapshot = Snapshot.from_names({"x": ["Xyzzy Robotics"]})
    rescreener = Rescreener([snapshot], [snapshot])
    assert rescreener.entities == 0
    assert list(rescreener.changes(["Xyzzy Robotics"])) == []


def test_a_day_before_the_first_snapshot_counts_as_empty() -> None:
    changes = list(
        rescreen(["Huawei Technologies Co., Ltd."], since="2019-01-01", until="2019-05-20")
    )
    assert {change.kind for change in changes} == {"new"}


class TestDecisions:
    OLD = Snapshot.from_names({"q": ["Quux Optics"]})
    NEW = Snapshot.from_names({"x": ["Xyzzy Robotics"], "q": ["Quux Optics", "Quux Lenses"]})
    CUSTOMERS = ("Xyzzy Robotics", "Quux Optics")

    def changes(self, store: DecisionStore, **options: Any) -> list[Change]:
        rescreener = Rescreener([self.OLD], [self.NEW])
        return list(rescreener.changes(self.CUSTOMERS, decisions=store, **options))

    def decide(self, store: DecisionStore, side: Snapshot, name: str, **options: Any) -> None:
        hit = Screener(side).screen(name).hits[0]
        store.decide(hit, "false-hit", by="ann", why="a toy shop", **options)

    def test_a_new_hit_that_is_decided_is_shown_as_decided(self, tmp_path: Path) -> None:
        with DecisionStore(tmp_path / "d.db") as store:
            assert [change.is_open for change in self.changes(store)] == [True, True]
            self.decide(store, self.NEW, "Xyzzy Robotics")
            first, second = self.changes(store)
        assert (first.query, first.kind, first.is_open) == ("Xyzzy Robotics", "new", False)
        assert first.after is not None
        assert str(first.after.decision).endswith("a toy shop")
        assert first.to_dict()["open"] is False
        assert second.is_open

    def test_a_decision_on_an_entry_that_changed_is_open_again(self, tmp_path: Path) -> None:
        with DecisionStore(tmp_path / "d.db") as store:
            self.decide(store, self.OLD, "Quux Optics")
            _, change = self.changes(store)
        assert (change.kind, change.is_open) == ("different", True)
        assert change.before is not None
        assert change.before.decision is not None
        assert "the entry on the list has changed" in change.hit.reason

    def test_a_decision_is_no_change_of_its_own(self, tmp_path: Path) -> None:
        with DecisionStore(tmp_path / "d.db") as store:
            self.decide(store, self.NEW, "Quux Optics")
            same = Rescreener([self.NEW], [self.NEW])
            assert list(same.changes(self.CUSTOMERS, decisions=store)) == []

    def test_one_for_another_customer_does_not_count(self, tmp_path: Path) -> None:
        with DecisionStore(tmp_path / "d.db") as store:
            self.decide(store, self.NEW, "Xyzzy Robotics", party="C-17")
            ids = [change.is_open for change in self.changes(store, parties=["C-18", "C-19"])]
            assert ids == [True, True]
            (first, _) = self.changes(store, parties=["C-17", "C-19"])
        assert (first.party, first.is_open) == ("C-17", False)


def test_countries_and_addresses_count_as_in_two_full_runs() -> None:
    sides = lists.load("us-bis-entity-list", "2019-06-01"), lists.load("us-bis-entity-list")
    names: list[str | None] = ["Hikvision", "Inspur Group", "Verkor"]
    beside: dict[str, Any] = {"countries": ["FR", "CN", None], "addresses": [None, "Road 1", None]}
    config = Config(limit=EVERY_HIT)
    runs = [Screener(side, config=config).screen_many(names, **beside) for side in sides]
    pairs = enumerate(zip(*runs, strict=True), 1)
    wanted = [change for row, (old, new) in pairs for change in differences(row, old, new)]
    found = list(Rescreener([sides[0]], [sides[1]]).changes(names, **beside))
    assert told(found) == told(wanted)
    (hikvision,) = [change for change in found if change.query == "Hikvision"]
    assert "other-country" in {row.level for row in hikvision.hit.evidence}


def test_wrong_calls() -> None:
    with pytest.raises(DateError):
        rescreen([], since="soon")
    with pytest.raises(UnknownListError):
        rescreen([], since="2019-06-01", lists=["nope"])
    snapshot = Snapshot.from_names({"x": ["Xyzzy"]})
    with pytest.raises(ConfigError):
        Rescreener([snapshot, snapshot], [snapshot])


class TestCommand:
    def run(self, *arguments: str, exits: int = 0) -> str:
        result = CliRunner().invoke(main, ["rescreen", *arguments])
        assert result.exit_code == exits, result.output
        return result.stdout

    @pytest.fixture
    def customers(self, tmp_path: Path) -> str:
        path = tmp_path / "customers.csv"
        path.write_text("id,company\n1,Verkor\n2,Hikvision\n3,Inspur Group\n", "utf-8")
        return str(path)

    def test_table_json_and_file(self, customers: str, tmp_path: Path) -> None:
        out = self.run(customers, "--since", "2019-06-01", "--until", "2019-10-09")
        assert "different" in out
        assert "Verkor" not in out
        lines = self.run(customers, "--since", "2019-10-09", "--json").splitlines()
        assert {json.loads(line)["query"] for line in lines} >= {"Inspur Group"}
        output = tmp_path / "changes.csv"
        self.run(customers, "--since", "2019-10-09", "--output", str(output))
        with output.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        assert {row["change"] for row in rows} <= {"new", "gone", "different"}
        assert all(row["row"] != "1" for row in rows)

    def test_decisions_and_damaged_rows(self, tmp_path: Path) -> None:
        customers, store = tmp_path / "customers.csv", str(tmp_path / "decisions.db")
        customers.write_text("id;company\nC1;Inspur Group\nC2;Verkor;surplus\n", "utf-8")
        arguments = [str(customers), "--since", "2019-10-09", "--decisions", store, "--exit-code"]
        out = self.run(*arguments, exits=3)
        assert "decision" not in out
        for line in self.run(*arguments[:-1], "--json").splitlines():
            hit = json.loads(line)["after"]
            made = ["decide", "Inspur Group", hit["entity"]["id"], "false-hit", "--by", "ann"]
            made += ["--why", "a toy shop", "--decisions", store, "--party", "C1"]
            assert CliRunner().invoke(main, made).exit_code == 0
        self.run(*arguments, exits=3)
        result = CliRunner().invoke(main, ["rescreen", *arguments, "--party-column", "id"])
        assert result.exit_code == 0, result.output
        assert "a toy shop" in result.stdout
        assert "decided as false hits" in result.stderr
        assert "1 rows are damaged" in result.stderr

    def test_exit_code_and_no_change(self, customers: str) -> None:
        self.run(customers, "--since", "2019-10-09", "--exit-code", exits=3)
        self.run(customers, "--since", "2025-03-25", "--exit-code")
        self.run(customers, exits=2)

    def test_a_hit_that_was_decided_is_shown_with_its_decision(
        self, customers: str, tmp_path: Path
    ) -> None:
        days = ("--since", "2019-10-09", "--exit-code")
        (hit,) = screen("Inspur Group").hits[:1]
        store = tmp_path / "decisions.db"
        with DecisionStore(store) as decisions:
            decisions.decide(hit, "false-hit", by="a.meier", why="another firm")
        output = tmp_path / "changes.csv"
        self.run(customers, *days, "--output", str(output), exits=3)
        open_hits = {row["entity_id"] for row in self.rows(output) if row["decision"] == ""}
        self.run(customers, *days, "--decisions", str(store), "--output", str(output), exits=3)
        decided = [row for row in self.rows(output) if row["decision"]]
        assert [row["entity_id"] for row in decided] == [hit.entity.id]
        assert "false-hit" in decided[0]["decision"]
        assert {row["entity_id"] for row in self.rows(output)} == open_hits

    @staticmethod
    def rows(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
