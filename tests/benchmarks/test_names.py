"""Names as the harness makes, splits and disguises them."""

from __future__ import annotations

import random

import pytest

from benchmarks.accuracy.alerts import fingerprint, reviewed
from benchmarks.accuracy.english import bare, shortened
from benchmarks.accuracy.retrieval import trade_name
from benchmarks.cases import anchor_cases
from benchmarks.disguises import HAN, LATIN
from benchmarks.disturb import KINDS, disturbed, disturbed_queries, typing_error
from benchmarks.listed import merge, split_aliases, split_primary
from benchmarks.matchers import AFFILIATE, MATCH, NONE, REVIEW, Entity

NAME = "Acme Precision Technologies (Springfield) Co., Ltd."
HAN_NAME = "长山金门飞天科技有限公司"


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("", []),
        ("Acme; Acme Tech", ["Acme", "Acme Tech"]),
        ("Acme; and; Acme Two", ["Acme", "Acme Two"]),
        ("Acme; and Acme Two", ["Acme", "Acme Two"]),
        ("Acme, 12 High Street, Springfield; and 3 Low Road, Shelbyville, 12345", ["Acme"]),
        ("Acme OOO. 8 Long Str., Town 426063, Country", ["Acme OOO"]),
        ("Acme Institute, a.k.a., Acme Academy", ["Acme Institute", "Acme Academy"]),
        ("Acme Works (See alternate address under Elsewhere)", ["Acme Works"]),
        ("Factory 12; 970 Factory", ["Factory 12", "970 Factory"]),
    ],
)
def test_alias_cells_are_split_into_names(cell: str, names: list[str]) -> None:
    assert split_aliases(cell) == names


def test_primary_cell_with_a_former_name() -> None:
    assert split_primary("Acme (f.k.a., Old Acme LLC)") == ["Acme", "Old Acme LLC"]
    assert split_primary("Acme Trading (a.k.a.") == ["Acme Trading"]
    assert split_primary("Acme (Hong Kong) Limited") == ["Acme (Hong Kong) Limited"]


def test_one_name_under_several_countries_is_one_entity() -> None:
    entities = merge([("Acme  Ltd", ["A"]), ("ACME LTD", ["B", "A"]), ("Other", [])])
    assert [entity.names for entity in entities] == [("Acme  Ltd", "A", "B"), ("Other",)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_disturbance_changes_a_usual_name(kind: str) -> None:
    assert KINDS[kind](NAME, random.Random(1)) != NAME


def test_disturbances_are_repeatable_and_at_most_two() -> None:
    made = [disturbed(NAME, random.Random(seed)) for seed in range(50)]
    assert made == [disturbed(NAME, random.Random(seed)) for seed in range(50)]
    assert {1 + kinds.count(" + ") for _, kinds in made} == {1, 2}


def test_typing_error_spares_first_letters_and_digits() -> None:
    for seed in range(100):
        changed = typing_error("12345 Widgets", random.Random(seed))
        assert changed.startswith("12345 W")
        assert changed != "12345 Widgets" or "dd" in changed


def test_disturbed_queries_are_distinct_and_know_their_entity() -> None:
    entities = [Entity("a", (NAME,)), Entity("b", ("Globex International Trading Company",))]
    queries = disturbed_queries(entities, 20, random.Random(1))
    assert len({query for query, _, _ in queries}) == 20
    assert {entity for _, entity, _ in queries} == {"a", "b"}


@pytest.mark.parametrize("kind", LATIN)
def test_every_latin_disguise_changes_a_usual_name(kind: str) -> None:
    assert LATIN[kind]("Co. Official Fijist Acme Precision Technologies Ltd", random.Random(2)) != (
        "Co. Official Fijist Acme Precision Technologies Ltd"
    )


@pytest.mark.parametrize("kind", HAN)
def test_every_chinese_disguise_changes_a_usual_name(kind: str) -> None:
    assert HAN[kind](HAN_NAME, random.Random(2)) != HAN_NAME


def test_there_are_at_least_fifteen_disguises() -> None:
    assert len(LATIN) >= 15


def test_trade_name_follows_the_places() -> None:
    places = frozenset({"浙江", "杭州", "杭州市"})
    assert trade_name("浙江大华技术股份有限公司", places) == "大华技术股份有限公司"
    assert trade_name("浙江杭州市海康数字技术有限公司", places) == "海康数字技术有限公司"


def test_bare_names_are_equal_when_only_the_form_differs() -> None:
    assert bare("Acme Works, Ltd.") == bare("ACME WORKS LLC") != bare("Acme Wares Ltd")


def test_shortened_list_keeps_every_primary_name() -> None:
    entities = [Entity("a", ("A", "A1", "A2")), Entity("b", ("B", "B1"))]
    kept = shortened(entities, 4)
    assert [entity.names for entity in kept] == [("A", "A1", "A2"), ("B",)]


def test_decided_cases_name_known_verdicts() -> None:
    cases = anchor_cases()
    assert len(cases) > 25
    for case in cases:
        assert case.verdicts <= {MATCH, REVIEW, AFFILIATE, NONE}
        assert case.query
        assert case.listed


def test_reviewed_alerts_hold_no_names() -> None:
    assert all(len(mark) == 64 for mark in reviewed())
    assert fingerprint("a", "b") != fingerprint("b", "a")
