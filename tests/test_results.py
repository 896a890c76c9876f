"""Answers as records: one line, dictionaries, words and HTML."""

from __future__ import annotations

import copy
import gc
import io
import json
import pickle
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import attrs
import pytest

from screenlib import Config, Screener, compare, lists, normalize, screen, screen_csv
from screenlib.errors import ConfigError
from screenlib.evidence import AT_ONCE, Told
from screenlib.explain import alignment, summary
from screenlib.frames import COLUMNS
from screenlib.results import (
    SCHEMA_VERSION,
    VERDICTS,
    Comparison,
    Evidence,
    Hit,
    ScreeningResult,
    Verdict,
)
from screenlib.words import KINDS, LEVELS, NAME_KINDS, RELATIONS, STATUSES

CORE = Path(__file__).parent.parent / "screenlib" / "rust" / "src"
HOSTILE = '<script>alert("x")</script>\x1b[2J\u202e'


def a_hit() -> Hit:
    hit = screen("Hikvison Digital").best
    assert hit is not None
    return hit


class TestRecords:
    def test_one_line(self) -> None:
        result = screen("Hikvision")
        for record in (result, result.best, result.coverage, compare("a", "b"), normalize("a b")):
            assert "\n" not in repr(record)
            assert len(repr(record)) < 250
        assert "match" in repr(result)
        assert len(repr(screen("x" * 900))) < 200

    def test_are_frozen(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            screen("Hikvision").verdict = "none"  # type: ignore[misc]

    def test_json_holds_the_whole_answer(self) -> None:
        result = screen("Hikvision")
        data = json.loads(result.to_json())
        assert data == result.to_dict()
        assert data["schema"] == SCHEMA_VERSION
        assert set(data) == {
            "schema", "query", "verdict", "reason", "country", "address",
            "hits", "coverage", "fingerprint",
        }  # fmt: skip
        (hit, *_) = data["hits"]
        assert hit["entity"]["id"] == "hangzhou-hikvision-digital-technology-co-ltd-cn"
        assert hit["list_version"] == "us-bis-entity-list@2025-03-25"
        assert sum(row["bits"] for row in hit["evidence"]) == pytest.approx(hit["bits"], abs=0.1)

    @pytest.mark.parametrize("name", ["\ud800x Hikvision", "Hik\x00vision", None, "海康"])
    def test_json_is_text_that_any_file_can_hold(self, name: str | None) -> None:
        text = screen(name).to_json()
        assert json.loads(text.encode("utf-8"))

    def test_the_same_question_gives_the_same_answer(self) -> None:
        assert screen("Hikvision").to_json() == Screener().screen("Hikvision").to_json()


class TestEvidenceOnDemand:
    """Evidence and relation are made when first asked for, and are then as if always there."""

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        places: list[int] = []
        tell = Told.__getitem__

        def counting(told: Told, place: int) -> Any:
            places.append(place)
            return tell(told, place)

        monkeypatch.setattr(Told, "__getitem__", counting)
        return places

    def test_nothing_is_made_for_who_asks_for_the_verdict(self, asked: list[int]) -> None:
        result = screen("Hikvision Europe B.V.")
        assert result.is_alert
        assert repr(result.best)
        assert result.hits[0].list_version
        assert asked == []
        assert result.hits[0].evidence
        assert asked == [0]

    @pytest.mark.parametrize(
        "ask",
        [
            pytest.param(lambda result: result.to_dict(), id="to_dict"),
            pytest.param(lambda result: result.explain(), id="explain"),
            pytest.param(hash, id="hash"),
            pytest.param(lambda result: result == pickle.loads(pickle.dumps(result)), id="pickle"),
            pytest.param(copy.deepcopy, id="deepcopy"),
            pytest.param(attrs.asdict, id="asdict"),
        ],
    )
    def test_whoever_asks_gets_the_same(self, ask: Callable[[ScreeningResult], object]) -> None:
        asked, other = (screen("Hikvision Europe B.V.") for _ in range(2))
        rows = [(hit.relation, hit.evidence) for hit in other.hits]
        ask(asked)
        assert [(hit.relation, hit.evidence) for hit in asked.hits] == rows
        assert asked == other
        assert hash(asked) == hash(other)

    def test_in_any_order_and_number(self) -> None:
        names = {f"e{number}": [f"Hikvision Institute No. {number}"] for number in range(40)}
        config = Config(limit=100, threshold=1e-9)
        many = Screener(lists.Snapshot.from_names(names), config=config)
        forward, backward = (many.screen("Hikvision Institute No. 7") for _ in range(2))
        assert len(forward.hits) > AT_ONCE
        rows = [hit.evidence for hit in forward.hits]
        assert [hit.evidence for hit in reversed(backward.hits)] == rows[::-1]

    def test_the_screener_may_be_gone(self) -> None:
        screener = Screener()
        hits = screener.screen("Hikvision").hits
        rows = screener.screen("Hikvision").hits[0].evidence
        del screener
        gc.collect()
        assert hits[0].evidence == rows

    def test_threads_see_the_same(self) -> None:
        results = [screen("Hikvision Digital Technology") for _ in range(50)]
        with ThreadPoolExecutor(8) as threads:
            asked = [[threads.submit(r.to_json) for _ in range(8)] for r in results]
        assert len({one.result() for each in asked for one in each}) == 1

    def test_pickled_it_needs_no_index(self) -> None:
        hit = pickle.loads(pickle.dumps(screen("Hikvison").hits[0]))
        assert type(hit.evidence) is tuple
        assert hit == screen("Hikvison").hits[0]

    def test_cannot_be_set(self) -> None:
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            screen("Hikvision").hits[0].evidence = ()  # type: ignore[misc]


class TestWords:
    @pytest.mark.parametrize("lang", ["en", "zh"])
    @pytest.mark.parametrize(
        "name", ["Hikvision", "Verkor", "Hikvision Europe B.V.", None, "有限公司", HOSTILE]
    )
    def test_every_answer_can_be_told(self, name: str | None, lang: str) -> None:
        text = screen(name).explain(lang)  # type: ignore[arg-type]
        assert "us-bis-entity-list" in text
        assert "\x1b" not in text
        assert "\u202e" not in text

    def test_no_match_is_never_called_a_clearance(self) -> None:
        assert "no clearance" in screen("Verkor").explain()
        assert "未命中不等于放行" in screen("Verkor").explain("zh")

    def test_a_hit_tells_what_follows(self) -> None:
        text = a_hit().explain()
        for word in ("84 FR 54002", "us-bis-entity-list@2025-03-25", "licence", "2019-10-09"):
            assert word in text

    def test_every_row_of_evidence_is_shown(self) -> None:
        hit = a_hit()
        lines = hit.explain().splitlines()
        for row in hit.evidence:
            assert any(f"{row.bits:+.1f}" in line and (row.query or "–") in line for line in lines)

    def test_other_languages_are_refused(self) -> None:
        with pytest.raises(ConfigError, match="zh"):
            screen("Hikvision").explain("fr")  # type: ignore[arg-type]

    def test_columns_of_the_waterfall_are_aligned_in_chinese(self) -> None:
        from screenlib.display import width

        lines = compare("海康威视", "杭州海康威视数字技术股份有限公司").explain("zh").splitlines()
        start = next(n for n, line in enumerate(lines) if "比特" in line)
        rows = [line for line in lines[start + 1 :] if any(sign in line for sign in "█░")]
        starts = {width(line[: min(line.find(s) for s in "█░" if s in line)]) for line in rows}
        assert len(starts) == 1

    def test_letters_of_a_fuzzy_part_stand_below_each_other(self) -> None:
        row = Evidence("stem", "Hikvison", "Hikvision", "typo", 3.0)
        above, marks, below = (line[4:] for line in alignment(row))
        assert above.replace(" ", "") == "Hikvison"
        assert below == "Hikvision"
        assert marks.count("^") == 1

    def test_summary_names_the_strongest_parts(self) -> None:
        assert "trade name" in summary(a_hit())

    def test_every_word_has_both_languages(self) -> None:
        for table in (KINDS, LEVELS, NAME_KINDS, RELATIONS, STATUSES):
            for key, (english, chinese) in table.items():
                assert english.isascii(), key
                assert not chinese.isascii(), key

    @pytest.mark.skipif(not CORE.is_dir(), reason="the core's sources are not here")
    def test_everything_that_the_core_can_say_has_words(self) -> None:
        sources = [path.read_text("utf-8") for path in sorted(CORE.rglob("*.rs"))]
        everything = "\n".join(sources)
        levels = set(re.findall(r'Level::\w+ => "([a-z-]+)"', everything))
        levels |= set(re.findall(r'=> \((?:None|Some\(E::\w+\)), "([a-z-]+)"\)', everything))
        assert len(levels) > 20
        assert levels <= set(LEVELS)
        relation = "".join(
            text[text.index("fn relation(query") :]
            for text in sources
            if "fn relation(query" in text
        )
        relations = set(re.findall(r'^ +(?:return )?"([a-z-]+)";?$', relation, re.MULTILINE))
        assert len(relations) > 4
        assert relations <= set(RELATIONS)

    def test_a_level_of_a_newer_core_is_shown_as_it_is(self) -> None:
        rows = (Evidence("stem", "a", "b", "brand-new-level", 1.0),)
        assert "brand-new-level" in Comparison("a", "b", "none", 0.1, 1.0, rows).explain()


class TestNotebook:
    def test_html_runs_nothing(self) -> None:
        own = Screener(lists.Snapshot.from_names({"x": [f"Xyzzy {HOSTILE} Robotics"]}))
        result = own.screen(f"Xyzzy {HOSTILE} Robotics")
        assert result.hits
        comparison = compare(HOSTILE, f"Xyzzy {HOSTILE}")
        for record in (result, result.hits[0], comparison):
            html = record._repr_html_()
            assert "<script" not in html
            assert "\x1b" not in html

    def test_a_batch_has_html_too(self) -> None:
        source = io.StringIO(f"name\nHikvision\n{HOSTILE[:20]}\n")
        html = screen_csv(source, io.StringIO(), column="name")._repr_html_()
        assert "Hangzhou Hikvision" in html
        assert "<script" not in html

    @pytest.mark.parametrize("name", ["Hikvision", "Verkor", None, "Inspur"])
    def test_data_frames_have_one_row_for_each_hit(self, name: str | None) -> None:
        result = screen(name)
        for frame in (result.to_pandas(), result.to_polars()):
            assert list(frame.columns) == list(COLUMNS)
            assert len(frame) == max(1, len(result.hits))
            first = result.hits[0] if result.hits else result
            assert frame["verdict"].to_list()[0] == first.verdict

    @pytest.mark.parametrize("verdict", VERDICTS)
    def test_every_verdict_has_html(self, verdict: Verdict) -> None:
        plain = screen("Verkor")
        result: ScreeningResult = attrs.evolve(plain, verdict=verdict)
        assert verdict in result._repr_html_()
