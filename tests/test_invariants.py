"""What must hold of screening as a whole, whatever the names: properties of the public interface.

Those of the index and of single comparisons stand in tests/core.
"""

from __future__ import annotations

import io
import itertools
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from screenlib import Screener, compare, lists, screen_csv
from screenlib import screener as screener_module
from screenlib.answers import INDISTINCT
from screenlib.batch import run as batch_run
from screenlib.config import Config
from screenlib.record import RecordWriter
from screenlib.replay import read_runs, replay
from screenlib.results import VERDICTS, Hit, ScreeningResult
from tests.core.support import PROPERTY
from tests.core.vocabulary import (
    FIELDS,
    HAN_FIELDS,
    HAN_STEMS,
    PLACES,
    STEMS,
    han_names,
    latin_names,
    names,
    noisy_names,
    wide,
)

ALL = Config(limit=1_000)
LOW = Config(limit=1_000, threshold=0.001)
DISTINCTIVE = ["Xyzzy", "Rosoboronexport", "Verkor", "Plughkel", "Qwixtram"]
LEGAL_FORMS = ["", "Inc.", "GmbH", "Pte. Ltd.", "LLC", "S.p.A.", "Corporation", "OOO", "Group"]
HAN_DISTINCTIVE = ["鹏举", "喜之泽", "萤石", "恒达凯"]


def list_of(list_id: str, listed: list[str]) -> lists.Snapshot:
    return lists.Snapshot.from_names(
        {f"{list_id}-{number}": [name] for number, name in enumerate(listed)}, list_id=list_id
    )


def shown(hit: Hit) -> tuple[str, str, str, float, str]:
    return hit.list_id, hit.entity.id, hit.verdict, hit.probability, hit.matched_name


def by_entity(result: ScreeningResult) -> dict[str, tuple[str, str, str, float, str]]:
    return {hit.entity.id: shown(hit) for hit in result.hits}


several = st.lists(names().filter(str.strip), min_size=1, max_size=5)
queries = st.lists(noisy_names(), min_size=1, max_size=3)


@PROPERTY
@given(several, several, several, queries)
def test_the_order_of_lists_changes_nothing(
    first: list[str], second: list[str], third: list[str], asked: list[str]
) -> None:
    snapshots = [list_of("a", first), list_of("b", second), list_of("c", third)]
    answers = []
    for order in itertools.permutations(snapshots):
        screener = Screener(list(order), config=LOW)
        answers.append(
            [(result.verdict, by_entity(result)) for result in map(screener.screen, asked)]
        )
    assert all(answer == answers[0] for answer in answers)


@PROPERTY
@given(several, several, queries)
def test_a_further_list_removes_no_hit(
    first: list[str], second: list[str], asked: list[str]
) -> None:
    alone = Screener(list_of("a", first), config=ALL)
    both = Screener([list_of("b", second), list_of("a", first)], config=ALL)
    for query in asked:
        before, after = alone.screen(query), both.screen(query)
        assert by_entity(before).items() <= by_entity(after).items()
        assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)


@pytest.mark.parametrize("size", [1, 2, 7, 64, 4096])
def test_the_size_of_batches_changes_nothing(monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    asked = ["Hikvision", "海康威视", "", None, "Zhejiang Dahua", "Алмаз", "Co., Ltd.", "x"] * 30
    screener = Screener()
    one_by_one = [screener.screen(name) for name in asked]
    text = "name\n" + "".join(f'"{name or ""}"\n' for name in asked)
    whole = io.StringIO(newline="")
    screen_csv(io.StringIO(text, newline=""), whole, screener=screener, column=1)
    monkeypatch.setattr(screener_module, "CHUNK", size)
    monkeypatch.setattr(batch_run, "CHUNK_ROWS", size)
    for workers in (1, 3):
        assert list(screener.screen_many(asked, workers=workers)) == one_by_one
        output = io.StringIO(newline="")
        source = io.StringIO(text, newline="")
        screen_csv(source, output, screener=screener, column=1, workers=workers)
        assert output.getvalue() == whole.getvalue()


@PROPERTY
@given(several, queries)
def test_many_at_once_are_screened_as_one_by_one(listed: list[str], asked: list[str]) -> None:
    screener = Screener(list_of("a", listed), config=ALL)
    assert list(screener.screen_many(asked, workers=2)) == [screener.screen(name) for name in asked]


@PROPERTY
@given(names().filter(str.strip), noisy_names())
def test_comparing_agrees_with_screening(listed: str, query: str) -> None:
    """For an entity of one name, what screening says is what comparing says."""
    result = Screener(list_of("a", [listed]), config=ALL).screen(query)
    found = compare(query, listed)
    if result.verdict == "empty":
        # A comparison says "empty" of a name without any text, "none" of one that says nothing.
        assert found.verdict in ("none", "empty")
        return
    assert found.verdict == result.verdict
    for hit in result.hits:
        assert hit.probability == pytest.approx(found.probability, abs=1e-6)
        assert [row.level for row in hit.evidence] == [row.level for row in found.evidence]


def refuse_lower(query: str, longer: str, listed: str) -> None:
    """The score of the longer query is no lower than that of the shorter one.

    But for a query that is the whole name of a known organisation: it is read under its other names
    as well, whose places and fields may agree; a further word makes it another name, to which
    nobody knows those. Then it is the verdict that is no lower.
    """
    before, after = compare(query, listed), compare(longer, listed)
    if any(row.level == "known-name" for row in before.evidence):
        assert VERDICTS.index(after.verdict) <= VERDICTS.index(before.verdict)
    else:
        assert after.bits >= before.bits


@PROPERTY
@given(
    st.sampled_from(PLACES),
    st.sampled_from([stem for stem in STEMS if len(stem) > 4]),
    st.sampled_from(DISTINCTIVE),
    st.sampled_from(FIELDS),
    st.data(),
)
def test_a_distinctive_word_that_agrees_never_lowers_the_score(
    place: str, stem: str, word: str, field: str, data: st.DataObject
) -> None:
    """A word of the listed name's trade name, put into a query that is a part of that name."""
    assume(word != stem)
    listed = f"{place} {stem} {word} {field} Co., Ltd."
    rest = data.draw(st.sampled_from([[stem], [place, stem], [stem, field], [place, stem, field]]))
    at = rest.index(stem) + 1
    query, longer = " ".join(rest), " ".join([*rest[:at], word, *rest[at:]])
    refuse_lower(query, longer, listed)
    alone, more = (Screener(list_of("a", [listed])).screen(name) for name in (query, longer))
    assert VERDICTS.index(more.verdict) <= VERDICTS.index(alone.verdict)


@PROPERTY
@given(
    st.sampled_from(["杭州", "深圳", "中国"]),
    st.sampled_from([stem for stem in HAN_STEMS if len(stem) >= 2 and not stem.isascii()]),
    st.sampled_from(HAN_DISTINCTIVE),
    st.sampled_from(HAN_FIELDS),
)
def test_distinctive_characters_that_agree_never_lower_the_score(
    place: str, stem: str, word: str, field: str
) -> None:
    listed = f"{place}{stem}{word}{field}有限公司"
    for query, longer in ((stem, stem + word), (place + stem, place + stem + word)):
        refuse_lower(query, longer, listed)


@PROPERTY
@given(st.one_of(latin_names(), han_names()), names().filter(str.strip))
def test_how_a_name_is_typed_changes_no_verdict(query: str, listed: str) -> None:
    screener = Screener(list_of("a", [listed]))
    plain = screener.screen(query.upper()).verdict
    for typed in (query.lower(), wide(query.upper()), f" {query.upper()} ", f"{query.upper()}."):
        assert screener.screen(typed).verdict == plain, typed


@PROPERTY
@given(
    st.sampled_from(PLACES),
    st.sampled_from(DISTINCTIVE),
    st.sampled_from(FIELDS),
    st.sampled_from(LEGAL_FORMS),
)
def test_another_legal_form_changes_no_verdict(
    place: str, stem: str, field: str, form: str
) -> None:
    """Of a name that says more than its trade name; docs/explanation/known-limits.md has the
    others.
    """
    screener = Screener(list_of("a", [f"{place} {stem} {field} Co., Ltd."]))
    assert screener.screen(f"{place} {stem} {field} {form}").verdict == "match"


@PROPERTY
@given(
    st.one_of(
        st.sampled_from([*STEMS, *DISTINCTIVE]),
        st.text("abdegiklmnorstuvz", min_size=4, max_size=12),
        st.sampled_from(["ETC Electronics", "Dynamic Engineering", "European Trading Technology"]),
    ),
    st.sampled_from(LEGAL_FORMS),
    st.sampled_from(LEGAL_FORMS),
)
def test_another_legal_form_hides_no_name(stem: str, form: str, other: str) -> None:
    """Of a name that is a trade name and nothing else, however short, if it says something."""
    screener = Screener(list_of("a", [f"{stem} {form}"]))
    result = screener.screen(f"{stem} {other}")
    assume(result.reason != INDISTINCT)
    assert result.verdict in ("match", "review")


@PROPERTY
@given(
    st.sampled_from(["杭州", "深圳", "中国"]),
    st.sampled_from(HAN_DISTINCTIVE),
    st.sampled_from(HAN_FIELDS),
    st.sampled_from(["", "公司", "股份有限公司", "有限责任公司", "集团有限公司"]),
)
def test_another_chinese_legal_form_changes_no_verdict(
    place: str, stem: str, field: str, form: str
) -> None:
    screener = Screener(list_of("a", [f"{place}{stem}{field}有限公司"]))
    assert screener.screen(f"{place}{stem}{field}{form}").verdict == "match"


@PROPERTY
@given(several, st.lists(st.one_of(noisy_names(), st.none()), min_size=1, max_size=5))
def test_a_replay_gives_what_was_recorded(listed: list[str], asked: list[str | None]) -> None:
    screener = Screener(list_of("a", listed), config=LOW)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder, "record")
        with RecordWriter(record, screener) as writer:
            writer.write(screener.screen_many(asked))
        again = Screener.from_bytes(screener.to_bytes())
        (run,) = read_runs(record)
        for asked_again in (screener, again):
            replayed = replay(run, asked_again)
            assert replayed
            assert replayed.changes == ()
            assert replayed.answers == len(asked)
