"""Hostile names: whatever the text, the core answers, does bounded work and raises nothing but what
is documented.

Work is bounded by what is read: of a long name only the first characters, divided into parts of
which a comparison sees at most a fixed number. So these tests hold the answers for a long name
against those for its beginning; what stands behind cannot have been worked on.
"""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib._core import Index, Lexicon, unknown_characters
from tests.core.support import PROPERTY, index_of, learn, lexicon

READ = 600
"""Characters of a folded name that are read."""

MEGABYTE = 1_000_000
LISTED = [
    "Hangzhou Hikvision Digital Technology Co., Ltd.",
    "海康威视",
    "Zhejiang Dahua Technology Co., Ltd.",
    "中国电子科技集团公司第五十二研究所",
    "Xyzzy (Plugh) Trading",
]
HOSTILE = {
    "a megabyte of one letter": "a" * MEGABYTE,
    "a megabyte of one Han character": "海" * (MEGABYTE // 3),
    "a megabyte of digits": "9" * MEGABYTE,
    "a megabyte of Han digits": "一" * (MEGABYTE // 3),
    "a megabyte of pinyin": "hai" * (MEGABYTE // 3),
    "a megabyte of spaces": " " * MEGABYTE,
    "a megabyte of dots": "." * MEGABYTE,
    "a megabyte of dotted initials": "a." * (MEGABYTE // 2),
    "a megabyte of combining marks": "\u0301" * (MEGABYTE // 2),
    "a letter with a megabyte of marks": "a" + "\u0301" * (MEGABYTE // 2),
    "a megabyte of opening brackets": "(" * MEGABYTE,
    "a megabyte of closing brackets": ")" * MEGABYTE,
    "a megabyte of brackets": "()" * (MEGABYTE // 2),
    "a megabyte of names in brackets": "(a)" * (MEGABYTE // 3),
    "a megabyte of ligatures that grow": "\ufdfa" * (MEGABYTE // 18),
    "ten thousand words": " ".join(f"word{number}" for number in range(10_000)),
    "ten thousand times one word": "Technology " * 10_000,
    "ten thousand places": "Hangzhou " * 10_000,
    "ten thousand trade names": "Hikvision " * 10_000,
    "ten thousand institutes": "第五十二研究所" * 10_000,
    "ten thousand letters apart": "a b c d e f g h i j " * 1_000,
    "NULs": "\0" * 1_000,
    "NULs within": "Hik\0vision\0",
    "an opening bracket": "Hikvision (Europe",
    "a closing bracket": "Hikvision) Europe",
    "brackets in the wrong order": ")Hikvision(",
    "brackets within brackets": "((((Hikvision))))",
    "only punctuation": "!?.,;:-_/\\|'\"@#$%^&*~`",
    "only marks": "\u0301\u0302\u0303",
    "only invisible characters": "\u200b\u200d\ufeff\u2060",
    "emoji": "🏭🇨🇳👩\u200d🔬🏳️\u200d🌈",
    "emoji within": "Hik🏭vision",
    "right to left": "شركة هيكفيجن \u202eDahua\u202c خ",
    "surrogate pairs": "𠮷𠮷𠮷 𝕳𝖎𝖐𝖛𝖎𝖘𝖎𝖔𝖓",
    "private use": "\ue000\uf8ff\U000f0000",
    "unassigned": "\u0378\U0003ffff",
    "format templates": "%s {0} ${x} <b>x</b> ;DROP TABLE",
    "pinyin that divides many ways": "xianan" * 90,
    "initials of everything": "A.B.C.D.E.F.G.H.I.J.K.L.M.N.O.P.Q.R.S.T.U.V.W.X.Y.Z.",
    "nothing": "",
}
EVERY = pytest.mark.parametrize("name", list(HOSTILE.values()), ids=list(HOSTILE))


@pytest.fixture(scope="module")
def index() -> Index:
    return index_of(LISTED)


@EVERY
def test_every_answer_has_its_form(index: Index, name: str) -> None:
    learn([name])
    state, hits = index.search(name)
    assert state in {"read", "empty", "indistinct", "cut"}
    assert len(hits) <= len(LISTED)
    assert index.search_exhaustively(name) == (state, hits)
    assert (
        index.search_many([name, name], None, 10, 2)
        == [None if (state, hits) == ("read", []) else (state, hits)] * 2
    )
    for query, listed in [(name, "Hikvision"), ("Hikvision", name), (name, name)]:
        found = lexicon().compare(query, listed)
        assert 0 <= found["probability"] <= 1
        assert not math.isnan(found["score"])
    explained = index.explain(name, 0)
    assert 0 <= explained["probability"] <= 1
    folded = lexicon().fold(name)
    assert lexicon().fold(folded) == folded
    lexicon().parse(name)
    lexicon().romanise(name)


@EVERY
def test_what_is_read_of_a_name_is_bounded(name: str) -> None:
    learn([name])
    parts = [part for group in lexicon().parse(name) for part in group]
    assert len(parts) <= READ
    assert sum(len(text) for _, text, _ in parts) <= 2 * READ
    rows = lexicon().compare(name, "Hangzhou Hikvision Digital Technology Co., Ltd.")["rows"]
    assert sum(len(row[2]) for row in rows) <= 2 * READ
    assert len(rows) <= 100


@EVERY
def test_every_name_may_be_listed(name: str) -> None:
    built = index_of(["Hikvision", name, "大华"])
    assert built.search("Hikvision")[1][0][0] == 0
    assert Index.from_bytes(lexicon(), built.to_bytes()).search(name) == built.search(name)


@pytest.mark.parametrize("unit", ["Technology ", "海康威视", "Hik vision ", "a. ", "第五十二 "])
def test_what_stands_behind_the_part_that_is_read_changes_nothing(index: Index, unit: str) -> None:
    folded = lexicon().fold(unit * READ)[: READ + 1]
    assert len(folded) == READ + 1
    short = index.search(folded)
    assert short[0] == "cut"
    for behind in ("", " Hikvision", "大华技术" * 1_000, "x" * MEGABYTE):
        assert index.search(folded + behind) == short
    assert lexicon().parse(folded + " Hikvision") == lexicon().parse(folded)


def test_a_name_that_is_as_long_as_is_read_is_not_cut(index: Index) -> None:
    name = "Hikvision" + " x" * ((READ - len("Hikvision")) // 2)
    assert index.search(name)[0] == "read"
    assert index.search(name + " x")[0] == "cut"


def test_a_long_name_is_found_by_what_it_begins_with(index: Index) -> None:
    state, hits = index.search("Hangzhou Hikvision Digital Technology" + " " * MEGABYTE)
    assert (state, hits[0][0], hits[0][4]) == ("read", 0, "match")


@pytest.mark.parametrize(
    "name",
    ["", " ", "\0", "...", "()", "\u0301", "\u200b", "🏭", "!?", "\ue000", "((((", " \u3000\t\n"],
)
def test_a_name_with_nothing_to_read_is_empty(index: Index, name: str) -> None:
    assert index.search(name) == ("empty", [])
    assert index_of([name]).search("Hikvision") == ("read", [])


@pytest.mark.parametrize(
    "name",
    [
        *["Hik\0vision", "Hikvision (", ")Hikvision", "((Hikvision))", "\u202eHikvision\u202c"],
        *[
            "H\u200bikvision",
            "Hikvision🏭",
            "...Hikvision...",
            "Ｈｉｋｖｉｓｉｏｎ",
            "\ufeffHikvision",
        ],
    ],
)
def test_a_trade_name_is_read_through_what_stands_around_it(index: Index, name: str) -> None:
    found = {hit[0]: hit[4] for hit in index.search(name)[1]}
    assert found[0] in ("match", "review")


@PROPERTY
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_searched_and_listed(index: Index, text: str) -> None:
    learn([text])
    assert index.search(text) == index.search_exhaustively(text)
    built = index_of([text])
    assert built.search(text, 0.01) == built.search_exhaustively(text, 0.01)


@PROPERTY
@given(st.text("海康第二十一所0159 ()ab.'-ü\u0301", max_size=60))
def test_any_text_of_numbers_brackets_and_initials(index: Index, text: str) -> None:
    built = index_of([text, "海康第二十一所"])
    for query in (text, "第21所 海康", "ab (海康)"):
        assert built.search(query, 0.01) == built.search_exhaustively(query, 0.01)


@pytest.mark.parametrize("between", ["China ", "Technology ", "x ", "海康 ", "52 ", "Hangzhou "])
@pytest.mark.parametrize("count", [62, 63, 64, 65])
def test_more_words_than_are_compared_hide_nothing_from_the_index(between: str, count: int) -> None:
    """A comparison sees 64 elements; the index and scoring every name leave out the same."""
    long = f"Kel {between * count}Hikvision"
    built = index_of([long, "Kel China Hikvision Electronics", "Hikvision", "海康威视"])
    for query in (long, "Kel China Hikvision Electronics Trading Shipping", "海康威视"):
        for threshold in (None, 1e-6):
            assert built.search(query, threshold) == built.search_exhaustively(query, threshold)


class TestDocumentedErrors:
    """Text that cannot be text, and arguments of other kinds."""

    def test_lone_surrogates_are_no_text(self, index: Index) -> None:
        for call in (lexicon().fold, lexicon().parse, index.search):
            with pytest.raises(UnicodeEncodeError):
                call("Hik\ud800vision")
        with pytest.raises(UnicodeEncodeError):
            index.search_many(["a", "\udfff"])
        with pytest.raises(UnicodeEncodeError):
            unknown_characters(["\ud800"])

    @pytest.mark.parametrize("name", [None, 5, b"Hikvision", ["Hikvision"]])
    def test_what_is_no_text(self, index: Index, name: object) -> None:
        with pytest.raises(TypeError):
            index.search(name)  # type: ignore[arg-type]
        with pytest.raises(TypeError):
            lexicon().compare("a", name)  # type: ignore[arg-type]

    def test_numbers_out_of_range(self, index: Index) -> None:
        with pytest.raises(OverflowError):
            index.search("a", None, -1)
        with pytest.raises(OverflowError):
            index.explain("a", -1)
        with pytest.raises(OverflowError):
            Index.build(lexicon(), [(-1, "a", False)])
        with pytest.raises(OverflowError):
            Index.build(lexicon(), [(1 << 32, "a", False)])

    def test_a_romanisation_belongs_to_one_character(self) -> None:
        with pytest.raises((TypeError, ValueError)):
            Lexicon({}, {"ab": "x"})
        with pytest.raises((TypeError, ValueError)):
            lexicon().add_romanisations({"": "x"})
