"""The command line of the benchmarks, and the search figures, with a stand-in for a matcher."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks import report, run
from benchmarks.accuracy import Bench, english, pairs
from benchmarks.accuracy.searching import look_for
from benchmarks.matchers import Entity, Hit, Matcher, OneByOne, Scored
from benchmarks.shared import SharedDataMissingError, shared_path


class SameWords:
    """Scores a pair by the share of words that both names have; a match from .9, review from .5."""

    name = "same-words"

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        return [self._score(query, listed) for query, listed in pairs]

    @staticmethod
    def _score(query: str, listed: str) -> Scored:
        one, two = set(query.lower().split()), set(listed.lower().split())
        score = len(one & two) / len(one | two)
        return Scored(score, "match" if score > 0.9 else "review" if score >= 0.5 else "none")

    def build(self, entities: Sequence[Entity]) -> SameWordsSearcher:
        return SameWordsSearcher(entities)


class SameWordsSearcher(OneByOne):
    def __init__(self, entities: Sequence[Entity]) -> None:
        self._entities = entities

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        hits = []
        for entity in self._entities:
            best = max(entity.names, key=lambda name: SameWords._score(query, name).score)
            one = SameWords._score(query, best)
            if one.score:
                hits.append(Hit(entity.id, best, one.score, one.verdict))
        return sorted(hits, key=lambda hit: -hit.score)[:limit]


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shared"
    (folder / "pairs").mkdir(parents=True)
    (folder / "pairs/dev_pairs.csv").write_text(
        "id,query_name,list_name,is_match,category,label_confidence,note\n"
        "p1,Acme Works,Acme Works,true,same,high,\n"
        "p2,Acme Works,Acme Wares,false,near,high,\n"
        "p3,Acme Europe,Acme,affiliate,affiliate_sub,high,\n"
        "p4,Institute 12,Institute 13,false,sibling_institute,high,\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("SCREENLIB_SHARED", str(folder))
    monkeypatch.setattr(report, "RESULTS", tmp_path / "results")
    return folder


def test_missing_data_is_said_with_its_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SCREENLIB_SHARED", str(tmp_path))
    with pytest.raises(SharedDataMissingError, match="SCREENLIB_SHARED"):
        shared_path("pairs/dev_pairs.csv")


def test_pair_figures(shared: Path) -> None:
    labelled = pairs.read_pairs()
    figures = pairs.figures(
        labelled, SameWords().compare_many([(p.query, p.listed) for p in labelled])
    )
    assert figures["average_precision"] == 1.0
    assert figures["match_precision"] == 1.0
    assert figures["recall_shown"] == 1.0
    assert figures["affiliates_flagged"] == 1.0  # .5: review
    assert figures["false_flagged"] == 0.0  # the sibling pair is counted apart
    assert figures["siblings_shown"] == 0.0


def test_verdict_figures_need_verdicts(shared: Path) -> None:
    labelled = pairs.read_pairs()
    figures = pairs.figures(labelled, [Scored(0.5) for _ in labelled])
    assert "match_precision" not in figures


def test_place_of_the_entity_meant() -> None:
    searcher = SameWords().build(
        [Entity("a", ("Acme Works", "Acme")), Entity("b", ("Acme Wares",))]
    )
    first, third = look_for(searcher, [("Acme Works", "a"), ("Unknown", "b")])
    assert (first.place, first.tied, first.shown) == (1, True, True)
    assert (third.place, third.shown, third.first) == (0, False, None)


def test_accuracy_command_writes_figures_and_no_names(
    shared: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def stand_in(name: str, without: frozenset[str] = frozenset()) -> Matcher:
        return SameWords()

    monkeypatch.setattr(run, "make_matcher", stand_in)
    assert run.main(["accuracy", "--part", "pairs", "--part", "natives"]) == 0
    shown = capsys.readouterr().out
    assert "natives: skipped" in shown
    written = report.RESULTS / "partial" / "accuracy.json"
    result = json.loads(written.read_text(encoding="utf-8"))
    assert result["parts"]["pairs"]["all tables"]["pairs"] == 4
    assert "skipped" in result["parts"]["natives"]
    assert "Acme" not in written.read_text(encoding="utf-8")


def test_settings_switch_tables_off_only_where_there_are_tables() -> None:
    def make(without: frozenset[str]) -> Matcher:
        return SameWords()

    off = frozenset({"brands"})
    assert Bench(make).settings(aliases=off) == [("all tables", frozenset()), ("aliases off", off)]
    assert Bench(make, has_tables=False).settings(aliases=off) == [("all tables", frozenset())]


def test_search_answers_are_judged_by_their_entity() -> None:
    work = english.Workload(
        entities=[Entity("a", ("Acme Works",)), Entity("b", ("Globex",))],
        queries=["Acme Works", "Globex", "Initech"],
        meant=["a", "a", ""],
        kinds=["", "", ""],
    )
    found = english.answers(SameWords(), work)
    assert [(answer.right, answer.meant) for answer in found] == [
        (True, True),
        (False, True),
        (False, False),
    ]


def test_unknown_part_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as raised:
        run.main(["accuracy", "--part", "nonsense"])
    assert raised.value.code == 2


def test_tables_have_even_columns() -> None:
    lines = report.table(["a", "value"], [["x", 0.5], ["long name", 123456.0]]).splitlines()
    assert lines == [
        "a          value",
        "---------  -------",
        "x          0.500",
        "long name  123,456",
    ]
