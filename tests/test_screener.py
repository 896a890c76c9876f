"""`screen`, `Screener`, `compare`, `normalize`: what callers rely on."""

from __future__ import annotations

import datetime
import pickle
import re
import subprocess
import sys
import threading
from pathlib import Path

import attrs
import pytest

import screenlib
from screenlib import Config, Screener, compare, lists, normalize, screen
from screenlib.errors import (
    ConfigError,
    DateError,
    IndexFileError,
    LexiconError,
    SnapshotError,
    UnknownEntityError,
    UnknownListError,
)
from screenlib.results import VERDICTS, ScreeningResult

HIKVISION = "hangzhou-hikvision-digital-technology-co-ltd-cn"
OWN = {
    "own-1": ["Hangzhou Xyzzy Robotics Co., Ltd.", "Xyzzy Robotics"],
    "own-2": ["Plugh Semiconductor (Shanghai) Co., Ltd.", "蒲鲁半导体"],
}


OWN_LIST = lists.Snapshot.from_names(OWN)


def hits_of(screener: Screener, name: str) -> list[tuple[str, str, float]]:
    hits = screener.screen(name).hits
    return sorted((hit.list_id, hit.entity.id, hit.probability) for hit in hits)


@pytest.fixture(scope="module")
def own() -> Screener:
    return Screener(OWN_LIST)


class TestAnswers:
    @pytest.mark.parametrize(
        "name",
        [
            "Hikvision",
            "Hangzhou Hikvision Digital Technology Co., Ltd.",
            "杭州海康威視數字技術",
            "杭州海康威视数字技术股份有限公司",
            "ＨＩＫＶＩＳＩＯＮ",
            "Hikvision海康威视",
        ],
    )
    def test_a_listed_name_matches_in_every_script(self, name: str) -> None:
        result = screen(name)
        assert result.verdict == "match"
        assert result.best is not None
        assert result.best.entity.id == HIKVISION
        assert result.best.entity.citation == "84 FR 54002"
        assert result.is_alert

    def test_an_unlisted_name_is_none_with_the_coverage(self) -> None:
        result = screen("Verkor SAS")
        assert (result.verdict, result.hits, result.best) == ("none", (), None)
        assert not result.is_alert
        (part,) = result.coverage.lists
        assert part.list_id == "us-bis-entity-list"
        assert part.date
        assert part.digest.startswith("sha256:")
        assert part.entities > 300
        assert not result.coverage.gaps

    def test_the_hit_carries_evidence_that_sums_to_its_bits(self) -> None:
        hit = screen("Hikvision Digital Technology").best
        assert hit is not None
        assert sum(row.bits for row in hit.evidence) == pytest.approx(hit.bits, abs=1e-3)
        assert 0 < hit.probability <= 1

    def test_an_affiliate_names_the_relation(self) -> None:
        result = screen("Hikvision Europe B.V.")
        assert result.verdict == "affiliate"
        assert result.best is not None
        assert result.best.relation
        assert "ownership not known" in result.explain()

    def test_hits_are_ordered_by_verdict_then_probability(self) -> None:
        result = screen("Inspur", threshold=0.001, limit=50)
        keys = [(VERDICTS.index(hit.verdict), -hit.probability) for hit in result.hits]
        assert len(keys) > 1
        assert keys == sorted(keys)
        assert result.verdict == result.hits[0].verdict

    def test_limit_and_threshold(self) -> None:
        assert len(screen("Inspur", threshold=0.001, limit=2).hits) == 2
        for hit in screen("Inspur", threshold=0.9).hits:
            assert hit.probability >= 0.9


class TestTime:
    def test_considered_is_shown_and_never_a_match(self) -> None:
        result = screen("Hikvision", as_of="2019-06-01")
        assert result.verdict == "review"
        assert result.best is not None
        assert result.best.status == "considered"
        assert "considered" in result.best.reason

    def test_listed_from_the_effective_date(self) -> None:
        result = screen("Hikvision", as_of=datetime.date(2019, 10, 9))
        assert result.verdict == "match"
        assert result.best is not None
        assert result.best.status == "listed"
        assert str(result.best.list_date) == "2019-10-09"

    def test_announced_has_its_effective_date(self) -> None:
        result = screen("Qihoo 360 Technology Co., Ltd.", as_of="2020-06-01")
        assert result.verdict == "review"
        assert result.best is not None
        assert result.best.status == "announced"
        assert "2020-06-05" in result.best.reason
        assert screen("Qihoo 360 Technology Co., Ltd.", as_of="2020-06-05").verdict == "match"

    def test_a_day_before_the_first_snapshot_is_not_covered(self) -> None:
        result = screen("Hikvision", as_of="2019-05-01")
        assert result.verdict == "none"
        assert "no list covers" in result.reason
        (gap,) = result.coverage.gaps
        assert "2019-05-01" in gap
        assert "2019-05-16" in gap
        assert "Not searched" in result.explain()

    @pytest.mark.parametrize("day", ["05/06/20", "2020-13-01", 20200601])
    def test_a_bad_date_is_refused(self, day: object) -> None:
        with pytest.raises(DateError):
            Screener(as_of=day)  # type: ignore[arg-type]


class TestLists:
    def test_own_list(self, own: Screener) -> None:
        result = own.screen("XYZZY Robotics")
        assert result.verdict == "match"
        assert result.best is not None
        assert (result.best.entity.id, result.best.list_id) == ("own-1", "own")
        assert own.screen("蒲鲁半导体").best.entity.id == "own-2"  # type: ignore[union-attr]

    def test_ids_and_snapshots_may_be_mixed(self) -> None:
        both = Screener(["us-bis-entity-list", OWN_LIST])
        assert both.screen("Hikvision").best.list_id == "us-bis-entity-list"  # type: ignore[union-attr]
        assert both.screen("Xyzzy Robotics").best.list_id == "own"  # type: ignore[union-attr]
        assert [snapshot.list_id for snapshot in both.snapshots] == ["us-bis-entity-list", "own"]

    def test_the_order_of_lists_changes_no_answer(self) -> None:
        own = OWN_LIST
        one = Screener(["us-bis-entity-list", own])
        other = Screener([own, "us-bis-entity-list"])
        for name in ("Hikvision", "Xyzzy", "Inspur", "蒲鲁半导体", "Verkor"):
            assert hits_of(one, name) == hits_of(other, name)

    def test_unknown_list(self) -> None:
        with pytest.raises(UnknownListError, match="us-bis-entity-list"):
            Screener("no-such-list")

    @pytest.mark.parametrize("choice", [[], 5, [5], ["us-bis-entity-list", "us-bis-entity-list"]])
    def test_a_choice_that_makes_no_sense(self, choice: object) -> None:
        with pytest.raises(ConfigError):
            Screener(choice)  # type: ignore[arg-type]

    def test_persons_are_left_out_and_counted_unless_asked_for(self) -> None:
        names = lists.Snapshot.from_names({"p": ["Quux Frobnicator"], "c": ["Xyzzy Robotics"]})
        entities = (names["c"], attrs.evolve(names["p"], type="person"))
        person = lists.Snapshot(info=names.info, entities=entities)
        screener = Screener(person)
        assert screener.screen("Quux Frobnicator").verdict == "none"
        assert screener.coverage.lists[0].left_out == 1
        assert "Not searched by name: 1 persons" in screener.coverage.statement
        everybody = Screener(person, config=Config(persons=True))
        assert everybody.screen("Quux Frobnicator").verdict == "match"

    def test_a_damaged_snapshot_is_an_error(self, tmp_path: Path) -> None:
        source = lists.available()["us-bis-entity-list"]
        newest = source.path / str(source.newest)
        copied = tmp_path / "us-bis-entity-list" / str(source.newest)
        copied.mkdir(parents=True)
        (copied.parent / "list.toml").write_bytes((source.path / "list.toml").read_bytes())
        for name in ("snapshot.toml", "entities.jsonl"):
            (copied / name).write_bytes((newest / name).read_bytes())
        with (copied / "entities.jsonl").open("ab") as file:
            file.write(b"{}\n")
        from screenlib.lists.store import load

        with pytest.raises(SnapshotError, match=r"entities\.jsonl"):
            load("us-bis-entity-list", root=tmp_path)


class TestMany:
    NAMES = ("Hikvision", None, "Verkor", "有限公司", "浙江大華科技", "Co., Ltd.", "Inspur") * 30

    def test_the_same_answers_as_one_by_one(self) -> None:
        screener = Screener()
        many = list(screener.screen_many(self.NAMES, workers=2))
        assert many == [screener.screen(name) for name in self.NAMES]

    def test_workers_and_chunks_change_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        screener = Screener()
        wanted = list(screener.screen_many(self.NAMES, workers=1))
        monkeypatch.setattr("screenlib.screener.CHUNK", 7)
        assert list(screener.screen_many(iter(self.NAMES), workers=3)) == wanted

    def test_names_are_taken_as_they_are_needed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("screenlib.screener.CHUNK", 2)
        taken: list[str] = []

        def source() -> object:
            while True:
                taken.append("Hikvision")
                yield "Hikvision"

        answers = Screener().screen_many(source())  # type: ignore[arg-type]
        assert next(answers).verdict == "match"
        assert len(taken) == 2

    def test_progress_counts_names_over_chunks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("screenlib.screener.CHUNK", 100)
        told: list[tuple[int, int | None]] = []

        def note(done: int, total: int | None) -> None:
            told.append((done, total))

        screener = Screener()
        wanted = list(screener.screen_many(self.NAMES))
        assert list(screener.screen_many(self.NAMES, progress=note)) == wanted
        assert told == [(100, 210), (200, 210), (210, 210)]
        told.clear()
        assert list(screener.screen_many(iter(self.NAMES), progress=note)) == wanted
        assert told == [(100, None), (200, None), (210, None)]

    def test_an_exception_of_progress_stops_it(self) -> None:
        def refuse(done: int, total: int | None) -> None:
            raise LookupError

        answers = Screener().screen_many(self.NAMES, progress=refuse)
        with pytest.raises(LookupError):
            next(answers)
        assert list(answers) == []

    def test_bad_arguments(self) -> None:
        for arguments in ({"workers": 0}, {"limit": 0}, {"threshold": 2.0}):
            with pytest.raises(ConfigError):
                Screener().screen_many(["a"], **arguments)

    def test_threads_share_one_screener(self) -> None:
        screener = Screener()
        wanted = [screener.screen(name) for name in self.NAMES]
        found: list[list[ScreeningResult]] = []

        def work() -> None:
            found.append([screener.screen(name) for name in self.NAMES])

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [wanted] * 8


class TestSaving:
    NAMES = ("Hikvision", "浙江大華科技", "Verkor", "Hikvision Europe B.V.", "Inspur", "Алмаз")

    def test_load_gives_the_same_answers(self, tmp_path: Path) -> None:
        screener = Screener(("us-bis-entity-list", OWN_LIST), as_of="2020-06-05")
        path = tmp_path / "screener.bin"
        screener.save(path)
        loaded = Screener.load(path)
        assert loaded.fingerprint == screener.fingerprint
        assert loaded.coverage == screener.coverage
        for name in self.NAMES:
            assert loaded.screen(name) == screener.screen(name)
        assert loaded.snapshots == screener.snapshots
        assert loaded.explain("Dahua", HIKVISION) == screener.explain("Dahua", HIKVISION)

    def test_pickle(self, own: Screener) -> None:
        again = pickle.loads(pickle.dumps(own))
        assert again.screen("Xyzzy Robotics") == own.screen("Xyzzy Robotics")

    @pytest.mark.parametrize("damage", ["cut", "flip", "other", "empty"])
    def test_a_damaged_file_is_refused(self, own: Screener, tmp_path: Path, damage: str) -> None:
        data = own.to_bytes()
        damaged = {
            "cut": data[:-10],
            "flip": data[:-10] + bytes([data[-10] ^ 1]) + data[-9:],
            "other": b"something else entirely\n" + data,
            "empty": b"",
        }[damage]
        path = tmp_path / "screener.bin"
        path.write_bytes(damaged)
        with pytest.raises(IndexFileError, match=r"screener\.bin"):
            Screener.load(path)

    def test_every_cut_is_refused(self, own: Screener) -> None:
        data = own.to_bytes()
        for length in range(0, len(data) - 1, max(1, len(data) // 200)):
            with pytest.raises(IndexFileError):
                Screener.from_bytes(data[:length])

    def test_a_missing_file(self, tmp_path: Path) -> None:
        with pytest.raises(IndexFileError, match="cannot be read"):
            Screener.load(tmp_path / "absent")

    def test_another_engine_is_refused(
        self, own: Screener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("screenlib.saving.ENGINE", "0.0.0")
        data = own.to_bytes()
        monkeypatch.undo()
        with pytest.raises(IndexFileError, match=r"engine 0\.0\.0"):
            Screener.from_bytes(data)


class TestExplain:
    def test_a_pair_that_is_no_hit(self) -> None:
        hit = Screener().explain("Verkor SAS", HIKVISION)
        assert hit.verdict == "none"
        assert hit.entity.id == HIKVISION
        assert hit.evidence

    def test_a_hit_is_explained_as_screening_found_it(self) -> None:
        screener = Screener()
        hit = screener.screen("Hikvision Digital").best
        assert hit is not None
        assert screener.explain("Hikvision Digital", HIKVISION).probability == hit.probability

    def test_unknown_entity(self) -> None:
        with pytest.raises(UnknownEntityError, match="lists show"):
            Screener().explain("Hikvision", "nobody")


class TestCompareAndNormalize:
    def test_compare(self) -> None:
        comparison = compare("华为技术有限公司", "Huawei Technologies Co., Ltd.")
        assert comparison.verdict == "match"
        total = sum(row.bits for row in comparison.evidence)
        assert total == pytest.approx(comparison.bits, abs=1e-3)

    def test_compare_with_nothing(self) -> None:
        comparison = compare("", "Huawei")
        assert (comparison.verdict, comparison.probability) == ("empty", 0.0)
        assert "blank" in comparison.reason

    def test_normalize(self) -> None:
        name = normalize("杭州海康威視數字技術股份有限公司")
        assert name.key == "杭州海康威视数字技术股份有限公司"
        assert name.parts[0].kind == "place"
        assert "hai kang wei shi" in name.readings
        assert normalize("").reason

    def test_normalize_reads_other_scripts(self) -> None:
        assert normalize("Алмаз-Антей").key.replace("-", " ") == "almaz antei"


class TestConfig:
    @pytest.mark.parametrize("settings", [{"threshold": 1.5}, {"threshold": -1}, {"limit": 0}])
    def test_out_of_range(self, settings: dict[str, float]) -> None:
        with pytest.raises(ConfigError):
            Config(**settings)  # type: ignore[arg-type]

    def test_own_rows_of_the_lexicon(self, tmp_path: Path) -> None:
        shipped = Path(screenlib.__file__).parent / "lexicon" / "brands.tsv"
        lines = shipped.read_text("utf-8").splitlines(keepends=True)
        header = next(line for line in lines if not line.startswith("#"))
        columns = header.rstrip("\n").split("\t")
        row = dict.fromkeys(columns, "")
        row |= {"id": "xyzzy", "strength": "strong", "zh": "喜之泽", "latin": "Xyzzy"}
        line = "\t".join(row[column] for column in columns)
        (tmp_path / "brands.tsv").write_text(f"{header}{line}\n", "utf-8")
        own = lists.Snapshot.from_names({"x": ["Xyzzy Robotics Co., Ltd."]})
        plain = Screener(own).screen("喜之泽机器人有限公司")
        taught = Screener(own, config=Config(lexicon=str(tmp_path))).screen("喜之泽机器人有限公司")
        assert plain.verdict != "match"
        assert taught.verdict == "match"
        assert plain.fingerprint != taught.fingerprint

    def test_bad_own_tables(self, tmp_path: Path) -> None:
        with pytest.raises(LexiconError, match="no directory with lexicon tables"):
            Config(lexicon=str(tmp_path))
        (tmp_path / "nonsense.tsv").write_text("a\tb\n")
        with pytest.raises(LexiconError, match="no table 'nonsense'"):
            Screener(config=Config(lexicon=str(tmp_path)))
        (tmp_path / "nonsense.tsv").rename(tmp_path / "brands.tsv")
        with pytest.raises(LexiconError, match="header row"):
            Screener(config=Config(lexicon=str(tmp_path)))

    @pytest.mark.parametrize("start", ["# ours\n\n", "\ufeff# ours\r\n\r\n"])
    def test_a_bad_row_of_an_own_table_is_told_by_its_own_line(
        self, tmp_path: Path, start: str
    ) -> None:
        own = tmp_path / "readings.tsv"
        own.write_text(f"{start}char\treadings\n# more\n海\thai\n某\tqwyx\n", "utf-8", newline="")
        with pytest.raises(LexiconError, match=r"readings\.tsv, line 6: \"qwyx\" is no syllable"):
            Screener(config=Config(lexicon=str(tmp_path)))


class TestFingerprint:
    def test_names_all_that_decides(self) -> None:
        fingerprint = Screener(as_of="2020-06-05").fingerprint
        assert re.fullmatch(
            re.escape(screenlib.__version__) + r"\+[0-9a-f]{16}", fingerprint.engine
        )
        assert fingerprint.lexicon
        assert fingerprint.snapshots[0][0] == "us-bis-entity-list@2020-06-05"
        assert dict(fingerprint.settings)["as_of"] == "2020-06-05"
        assert len(fingerprint.digest) == 16

    def test_changes_with_what_decides(self) -> None:
        seen = {
            Screener().fingerprint.digest,
            Screener(as_of="2020-06-05").fingerprint.digest,
            Screener(config=Config(threshold=0.3)).fingerprint.digest,
            Screener(OWN_LIST).fingerprint.digest,
        }
        assert len(seen) == 4


def test_import_is_lazy() -> None:
    """`import screenlib` loads neither the core nor attrs: it must cost next to nothing."""
    code = (
        "import sys, screenlib; "
        "print(sorted(m for m in sys.modules if m in ('attrs', 'click', 'screenlib._core')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_exist() -> None:
    for name in screenlib.__all__:
        assert getattr(screenlib, name) is not None
    assert set(screenlib.__all__) <= set(dir(screenlib))
    with pytest.raises(AttributeError, match="nothing_of_this_name"):
        _ = screenlib.nothing_of_this_name
