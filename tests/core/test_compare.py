"""Comparing two names: the verdicts decided case by case, and what always holds of the evidence."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.support import PROPERTY, VERDICTS, Case, cases, learn, lexicon
from tests.core.vocabulary import names, noisy_names

KINDS = {"stem", "field", "place", "number", "kind", "name"}
NEVER_FOR = {"conflict", "extra", "missing"}
RELATIONS = {"branch", "parent", "sister", "subsidiary", "same-trade-name", "same-group"}


@pytest.mark.parametrize("case", cases("compare"))
def test_verdict(case: Case) -> None:
    learn([case.name, case.other])
    found = lexicon().compare(case.name, case.other)
    assert found["verdict"] in case.expected.split("|"), found["rows"]


def test_every_kind_of_case_has_several() -> None:
    kinds = [case.values[0].kind for case in cases("compare")]  # type: ignore[attr-defined]
    assert len(set(kinds)) >= 20
    assert min(kinds.count(kind) for kind in set(kinds)) >= 2


@PROPERTY
@given(noisy_names(), names())
def test_evidence_rows_sum_to_the_score(query: str, listed: str) -> None:
    learn([query, listed])
    found = lexicon().compare(query, listed)
    if math.isinf(found["score"]):
        assert (found["rows"], found["verdict"], found["probability"]) == ([], "none", 0.0)
        return
    assert sum(row[4] for row in found["rows"]) == pytest.approx(found["score"], abs=1e-3)
    as_given = (found["query"][1], found["listed"][1]) == ("given", "given")
    for kind, level, of_query, of_listed, bits in found["rows"]:
        assert kind in KINDS
        if level in NEVER_FOR:
            assert bits <= 0
            assert of_query or of_listed or not as_given


def test_evidence_about_a_known_organisation_names_it() -> None:
    rows = lexicon().compare("1有限公司", "CETC 52nd")["rows"]
    assert all(row[2] or row[3] for row in rows if row[1] in NEVER_FOR)


@PROPERTY
@given(st.lists(st.tuples(noisy_names(), names()), min_size=2, max_size=8))
def test_probability_rises_with_the_score(pairs: list[tuple[str, str]]) -> None:
    found = lexicon().compare_many(pairs)
    by_score = sorted((score, probability) for probability, _, score, _ in found)
    for (low, p_low), (high, p_high) in itertools.pairwise(by_score):
        assert p_low <= p_high
        if high - low > 0.01 and 0.001 < p_low < 0.999:
            assert p_low < p_high
    assert all(0 <= probability <= 1 for _, probability in by_score)


@PROPERTY
@given(noisy_names(), names())
def test_verdict_follows_from_probability_unless_it_is_of_structure(
    query: str, listed: str
) -> None:
    found = lexicon().compare(query, listed)
    thresholds = lexicon().thresholds
    assert found["verdict"] in VERDICTS
    assert (found["verdict"] == "affiliate") == (found["relation"] is not None)
    assert found["relation"] is None or found["relation"] in RELATIONS
    if found["verdict"] == "match":
        assert found["probability"] >= thresholds["match"]
    if found["verdict"] == "none":
        assert found["probability"] < thresholds["review"]


@PROPERTY
@given(noisy_names(), names())
def test_many_pairs_at_once_are_compared_as_one_by_one(query: str, listed: str) -> None:
    learn([query, listed])
    one = lexicon().compare(query, listed)
    ((probability, verdict, score, features),) = lexicon().compare_many([(query, listed)])
    assert (probability, verdict, score) == (one["probability"], one["verdict"], one["score"])
    assert len(features) in (0, len(lexicon().feature_names()))


@PROPERTY
@given(names())
def test_a_name_is_never_another_than_itself(name: str) -> None:
    found = lexicon().compare(name, name)
    disagreement = [row for row in found["rows"] if row[1] in NEVER_FOR]
    assert disagreement == []


def test_a_compared_name_says_which_of_its_names_was_used() -> None:
    given = lexicon().compare("鹏举电子", "鹏举电子有限公司")
    assert (given["query"], given["listed"]) == (
        ("鹏举电子", "given"),
        ("鹏举电子有限公司", "given"),
    )
    # A name that the tables know for an organisation's is compared under its other names, too.
    known = lexicon().compare("海康威视", "杭州海康威视数字技术股份有限公司")
    assert (known["query"][1], known["listed"][1]) in [("known", "given"), ("given", "known")]
    bracket = lexicon().compare("Xyzzy", "Plugh Trading (Xyzzy)")
    assert bracket["listed"][1] == "bracket"


@pytest.mark.parametrize("name", ["", "   ", "...", "()", "\u200b"])
def test_nothing_is_like_nothing(name: str) -> None:
    for query, listed in [(name, "Hikvision"), ("Hikvision", name), (name, name)]:
        found = lexicon().compare(query, listed)
        assert found["verdict"] == "none"
        assert found["score"] == -math.inf
        assert found["rows"] == []


@pytest.mark.parametrize(
    ("query", "listed", "kind", "level"),
    [
        ("Pengju Electronics", "Pengju Electronics", "stem", "text"),
        ("鹏举电子", "Pengju Electronics", "stem", "sound"),
        ("Rosoboronexprot", "Rosoboronexport", "stem", "typo"),
        ("Factory 785", "Factory 786", "number", "conflict"),
        ("Kunming Pengju", "Chengdu Pengju", "place", "conflict"),
        ("Pengju Machinery", "Pengju", "field", "extra"),
        ("Pengju", "Pengju Machinery", "field", "missing"),
        ("Pengju Textile", "Pengju Aerospace", "name", "other-business"),
        ("Pengju University", "Pengju Co., Ltd.", "name", "other-kind"),
        ("Pengju Trading GmbH", "GmbH Pengju Trading", "name", "spelt-alike"),
        ("Pengju Corporation", "Pengju GmbH", "name", "spelt-otherwise"),
        ("Wuhan Textile", "Wuhan Pengju Textile", "name", "no-trade-name"),
        ("华为技术", "Huawei Technologies", "field", "concept"),
    ],
)
def test_evidence_names_what_was_found(query: str, listed: str, kind: str, level: str) -> None:
    rows = lexicon().compare(query, listed)["rows"]
    assert (kind, level) in [(row[0], row[1]) for row in rows], rows


def bits_of_spelling(query: str, listed: str) -> float:
    rows = lexicon().compare(query, listed)["rows"]
    return sum(row[4] for row in rows if row[1] in ("spelt-alike", "spelt-otherwise"))


def test_the_more_pairs_of_letters_are_missing_the_less_the_spelling_counts() -> None:
    listed = "Pengju Trading Limited"
    queries = [listed, "Pengju Trading Lda", "Pengju Trading GmbH", "Pengju Trading Corporation"]
    found = [bits_of_spelling(query, listed) for query in queries]
    assert found == sorted(found, reverse=True)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    ("query", "listed"),
    [
        ("鹏举贸易有限公司", "Pengju Trading Co., Ltd."),  # another script
        ("360", "360"),  # no letters
        ("Hikvision", "Hikvision " * 40),  # longer than names are compared as letters
    ],
)
def test_spelling_counts_between_names_in_latin_letters_alone(query: str, listed: str) -> None:
    assert bits_of_spelling(query, listed) == 0.0


@pytest.mark.parametrize(
    ("written", "otherwise"),
    [
        ("Pengju Trading Limited", "Pengju Trading Ltd"),
        ("Pengju Trading Company Limited", "Pengju Trading Co., Ltd."),
        ("Pengju Incorporated", "PENGJU INC"),
        ("ZAO Pengju", "Pengju CJSC"),
        ("Pengju Aktiengesellschaft", "Pengju AG"),
        ("Pengju S.p.A.", "Pengju Società per Azioni"),
    ],
)
def test_the_same_legal_form_in_another_writing_is_no_difference(
    written: str, otherwise: str
) -> None:
    same = lexicon().compare(written, written)["score"]
    assert lexicon().compare(written, otherwise)["score"] == same
    assert lexicon().compare(otherwise, written)["score"] == pytest.approx(same)


@pytest.mark.parametrize(
    ("query", "forgiven"),
    [
        ("Tebat Rastavan Pengju Engineering Er", True),  # divided, and in another order
        ("Rastavan Pengju Engineering Ebertat", True),  # mistyped beyond what is looked for
        ("Rastavan Kolmurd Pengju Engineering", False),  # another trade name
        ("Rastavan Ertebat Jupeng Engineering", False),  # the same syllables of pinyin
    ],
)
def test_words_that_differ_cost_little_where_whole_names_are_spelt_alike(
    query: str, forgiven: bool
) -> None:
    rows = lexicon().compare(query, "Rastavan Ertebat Pengju Engineering")["rows"]
    conflict = sum(row[4] for row in rows if row[:2] == ("stem", "conflict"))
    assert -11.2 <= conflict < 0.0
    assert (conflict > -5.0) is forgiven


def test_rare_words_count_more_than_common_ones() -> None:
    def bits(word: str) -> float:
        rows = lexicon().compare(word, word)["rows"]
        return sum(row[4] for row in rows if row[0] == "stem")

    assert bits("Qwixtram") > bits("Golden") > 0
