"""Folding: one spelling for the many that a name may come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unidecode import unidecode

from screenlib._core import Lexicon, unknown_characters
from tests.core.support import PROPERTY, Case, cases, learn, lexicon, tables, untold_lexicon

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
SIGNS = st.text(
    st.sampled_from(
        "aB.c .()[【】' \u200b\u0301\u3000Ａ．海視㈱№ﾞｿ½İß\x00\x1f🏭𠮷\U000e0041\u1112\u1161"
    ),
    max_size=24,
)


@pytest.mark.parametrize("case", cases("fold"))
def test_folds_to(case: Case) -> None:
    assert untold_lexicon().fold(case.name) == case.expected


@PROPERTY
@given(st.one_of(ANY_TEXT, SIGNS))
def test_folding_twice_is_folding_once(text: str) -> None:
    once = lexicon().fold(text)
    assert lexicon().fold(once) == once


@PROPERTY
@given(st.one_of(ANY_TEXT, SIGNS))
def test_folding_twice_is_folding_once_when_other_scripts_are_known(text: str) -> None:
    learn([text])
    once = lexicon().fold(text)
    assert lexicon().fold(once) == once


@PROPERTY
@given(st.one_of(ANY_TEXT, SIGNS))
def test_what_is_left_is_letters_digits_single_spaces_and_round_brackets(text: str) -> None:
    learn([text])
    folded = lexicon().fold(text)
    assert folded == folded.strip(" ")
    assert "  " not in folded
    assert all(char.isalnum() or char in " ()" for char in folded if char.isascii())
    assert folded == folded.casefold() or not folded.isascii()


@PROPERTY
@given(st.text("abcdefg xyz09", min_size=1, max_size=30))
def test_case_and_width_change_nothing(text: str) -> None:
    wide = "".join(chr(ord(char) + 0xFEE0) if char != " " else "\u3000" for char in text)
    folded = lexicon().fold(text)
    assert lexicon().fold(text.upper()) == folded
    assert lexicon().fold(wide) == folded


MIXED = st.text(
    st.sampled_from("aеHНоozяΗN .'№ｈ\u200b\x00\u0301海1"),
    max_size=12,
)


@PROPERTY
@given(MIXED)
def test_folding_twice_is_folding_once_where_alphabets_are_mixed(text: str) -> None:
    once = untold_lexicon().fold(text)
    assert untold_lexicon().fold(once) == once


@PROPERTY
@given(
    st.lists(st.text("AHMKOPaceopxBT", min_size=2, max_size=8), min_size=1, max_size=3),
    st.data(),
)
def test_letters_that_only_look_latin_change_nothing(words: list[str], data: st.DataObject) -> None:
    """In a name that has a letter of each alphabet in one word."""
    alike = str.maketrans("AHMKOPaceopxBT", "АНМКОРасеорхВТ")
    name = "z".join(words)
    places = data.draw(st.sets(st.sampled_from(range(len(name)))))
    disguised = "".join(
        char.translate(alike) if place in places else char for place, char in enumerate(name)
    )
    assert untold_lexicon().fold(f"{disguised} Zа") == untold_lexicon().fold(f"{name} Za")


@PROPERTY
@given(ANY_TEXT, st.data())
def test_invisible_characters_change_nothing(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    invisible = data.draw(st.sampled_from("\u200b\u200d\u202e\u2060\ufeff\u00ad"))
    assert lexicon().fold(text[:place] + invisible + text[place:]) == lexicon().fold(text)


class TestOtherScripts:
    """The core knows Latin and Han; for other scripts it asks, and is told."""

    def test_asks_for_each_letter_once_in_order_and_lower_case(self) -> None:
        assert unknown_characters(["АО Алмаз", "алмаз"]) == "аолмз"
        assert unknown_characters(["ソニー", "한국"]) == "ソニー한국"

    @pytest.mark.parametrize(
        "text",
        ["Hikvision", "海康威视", "Telecomunicações", "Ｈｉｋ", "№ 5 · (x)", "🏭", "", "\u0301"],
    )
    def test_asks_for_nothing_that_it_reads_itself(self, text: str) -> None:
        assert unknown_characters([text]) == ""

    def test_folds_by_what_it_was_told(self) -> None:
        fresh = Lexicon(tables(), {})
        assert fresh.fold("Алмаз") == "алмаз"
        assert fresh.unknown_characters(["Алмаз"]) == "алмз"
        fresh.add_romanisations({char: unidecode(char) for char in "алмз"})
        assert fresh.unknown_characters(["Алмаз", "ЗАЛ"]) == ""
        assert fresh.fold("АЛМАЗ") == "almaz"

    def test_is_told_at_the_start_as_well(self) -> None:
        fresh = Lexicon(tables(), {"ш": "sh", "щ": "shch"})
        assert fresh.fold("Шщ") == "shshch"

    def test_a_character_may_be_nothing_or_several_words(self) -> None:
        fresh = Lexicon(tables(), {"ъ": "", "й": "I J"})
        assert fresh.fold("aъb") == "ab"
        assert fresh.fold("aйb") == "ai jb"

    @PROPERTY
    @given(ANY_TEXT)
    def test_asks_once(self, text: str) -> None:
        learn([text])
        assert lexicon().unknown_characters([text]) == ""


def test_romanises_the_han_characters() -> None:
    assert lexicon().romanise("重庆长安") == "chong qing chang an"
    assert lexicon().romanise("廈門") == "xia men"
    assert lexicon().romanise("Hikvision海康") == "hai kang"
