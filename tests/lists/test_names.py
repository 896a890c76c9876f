"""Cells of official lists split into names, each of its kind. The table is the specification."""

# ruff: noqa: E501 - one case a line reads better than wrapped ones

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib.lists.importers.cutting import company_and_place, name_and_address
from screenlib.lists.importers.law import parse_citations, parse_dates, parse_day_first
from screenlib.lists.importers.names import (
    alias_kind,
    clean,
    parse_names,
    person_names,
    split_aliases,
    split_part,
)
from screenlib.lists.importers.types import guess_type

P, A, W, F, N = "primary", "aka", "weak-aka", "former", "native"


@pytest.mark.parametrize(
    ("primary", "aliases", "expected"),
    [
        ("Alpha Co., Ltd.", "", [("Alpha Co., Ltd.", P)]),
        ("Alpha Co., Ltd. (ACL)", "", [("Alpha Co., Ltd.", P), ("ACL", W)]),
        ("Alpha Chips (ALCH)", "", [("Alpha Chips", P), ("ALCH", A)]),
        ("Alpha Industries (CETC 13)", "", [("Alpha Industries", P), ("CETC 13", A)]),
        ("Alphatech Co., Ltd. (Alphatech)", "", [("Alphatech Co., Ltd.", P), ("Alphatech", A)]),
        # a place, or what kind of company it is, in brackets is part of the name
        ("Alpha (Shanghai) Ltd.", "", [("Alpha (Shanghai) Ltd.", P)]),
        ("Alpha Holdings (HK)", "", [("Alpha Holdings (HK)", P)]),
        ("Alpha Foods (Private)", "", [("Alpha Foods (Private)", P)]),
        # an acronym in the middle: the name without it, and the short form
        (
            "China Alpha Beta Corporation (CABC) 7th Institute",
            "",
            [
                ("China Alpha Beta Corporation (CABC) 7th Institute", P),
                ("China Alpha Beta Corporation 7th Institute", A),
                ("CABC 7th Institute", A),
            ],
        ),
        # the acronym of the body at the end is not the institute's
        ("7th Institute of Zeta Academy of Sciences (ZAS)", "", [("7th Institute of Zeta Academy of Sciences", P)]),
        ("Alpha", "Beta; Gamma; and Delta", [("Alpha", P), ("Beta", A), ("Gamma", A), ("Delta", A)]),
        ("Alpha", "Beta Ltd.;Gamma Co., Ltd.; ", [("Alpha", P), ("Beta Ltd.", A), ("Gamma Co., Ltd.", A)]),
        ("Alpha", "Alpha; Beta; Beta", [("Alpha", P), ("Beta", A)]),
        ("Alpha", "—Beta; and", [("Alpha", P), ("Beta", A)]),
        ("Alpha", "and Beta.", [("Alpha", P), ("Beta", A)]),
        ("Alpha (f.k.a., Beta)", "", [("Alpha", P), ("Beta", F)]),
        ("Alpha (f.k.a. Beta (Gamma) Ltd.)", "", [("Alpha", P), ("Beta (Gamma) Ltd.", F)]),
        ("Alpha (f.k.a., Beta Works (BEWO))", "", [("Alpha", P), ("Beta Works", F), ("BEWO", F)]),
        ("Alpha, formerly known as Beta", "", [("Alpha", P), ("Beta", F)]),
        ("Alpha", "Beta, f.k.a., Gamma", [("Alpha", P), ("Beta", A), ("Gamma", F)]),
        ("Alpha, a.k.a. Beta", "", [("Alpha", P), ("Beta", A)]),
        ("Alpha, a.k.a., the following two aliases:", "Beta; Gamma", [("Alpha", P), ("Beta", A), ("Gamma", A)]),
        ("Alpha also known as Beta", "", [("Alpha", P), ("Beta", A)]),
        ("Alpha", "Beta Institute (a.k.a., Gamma Institute)", [("Alpha", P), ("Beta Institute", A), ("Gamma Institute", A)]),
        ("Alpha; and any successor, sub-unit, or subsidiary thereof", "", [("Alpha", P)]),
        ("Alpha (ALPH); and any successor thereto", "", [("Alpha", P), ("ALPH", A)]),
        ("Alpha SA; Beta Company", "", [("Alpha SA", P), ("Beta Company", A)]),
        ("Alpha &amp; Beta <b>Ltd</b>", "", [("Alpha & Beta Ltd", P)]),
        ("Alpha\u00a0Beta\u200b", "", [("Alpha Beta", P)]),
        ("Alpha (阿尔法公司)", "", [("Alpha", P), ("阿尔法公司", N)]),
        ("Alpha Institute 阿尔法研究所", "", [("Alpha Institute", P), ("阿尔法研究所", N)]),
        ("阿尔法公司", "", [("阿尔法公司", P)]),
        ("", "Beta", [("Beta", A)]),
        (" ; ", "", []),
    ],
)  # fmt: skip
def test_names(primary: str, aliases: str, expected: list[tuple[str, str]]) -> None:
    parsed = parse_names(primary, [aliases])
    assert [(name.text, name.kind) for name in parsed.names] == expected


def test_what_is_no_name_becomes_a_note() -> None:
    assert parse_names("Alpha; and any successor, sub-unit, or subsidiary thereof").notes == [
        "any successor, sub-unit, or subsidiary thereof"
    ]
    parsed = split_aliases("Beta; (all of preceding located in or near Mianyang); Gamma")
    assert [name.text for name in parsed.names] == ["Beta", "Gamma"]
    assert parsed.notes == ["all of preceding located in or near Mianyang"]


@pytest.mark.parametrize(
    ("alias", "kind"),
    [("ABC", W), ("A.B.C", W), ("AB", W), ("SMIC", A), ("Abc", A), ("ABC Ltd", A), ("360", W)],
)
def test_kind_of_an_unmarked_alias(alias: str, kind: str) -> None:
    assert alias_kind(alias) == kind


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_gives_clean_names(primary: str, aliases: str) -> None:
    parsed = parse_names(primary, [aliases])
    texts = [name.text for name in parsed.names]
    assert len(texts) == len(set(texts))
    for text in texts:
        assert text
        assert text == clean(text)
        assert not text.endswith(";")
    assert sum(name.kind == "primary" for name in parsed.names) <= 1


@given(
    st.lists(st.sampled_from(["Alpha Ltd.", "Beta", "Gamma Co., Ltd.", "Delta GmbH"]), unique=True)
)
def test_an_enumeration_comes_apart_as_it_was_put_together(names: list[str]) -> None:
    text = "; and ".join(["; ".join(names[:-1]), *names[-1:]]) if len(names) > 1 else "".join(names)
    assert [name.text for name in split_aliases(text).names] == names


def test_persons() -> None:
    names = person_names("FAMILY, Given", ["OTHER, Given", "Alone"]).names
    assert [(name.text, name.kind) for name in names] == [
        ("FAMILY, Given", P),
        ("Given FAMILY", A),
        ("OTHER, Given", A),
        ("Given OTHER", A),
        ("Alone", A),
    ]


def test_parts() -> None:
    name, (relation,) = split_part("Head Group (HG). Subordinate Institution - Part Works")
    assert (name, relation.kind, relation.name) == ("Part Works", "part-of", "Head Group")
    name, (relation,) = split_part("Head Co., Ltd. (Head).  Affiliated Entity:  Part Co., Ltd.")
    assert (name, relation.kind, relation.name) == (
        "Part Co., Ltd.",
        "affiliate-of",
        "Head Co., Ltd.",
    )
    assert split_part("Head - Works") == ("Head - Works", ())


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("Alpha Co., Ltd., No. 5 X Road, Y", "Alpha Co., Ltd.", "No. 5 X Road, Y"),
        ("Gazprom, OAO, 16 Nametkina Street", "Gazprom, OAO", "16 Nametkina Street"),
        ("Alpha, JSC, (ALF), 16 N Street", "Alpha, JSC", "(ALF), 16 N Street"),
        ("Petr Petrov, Moscow, Russia", "Petr Petrov", "Moscow, Russia"),
        ("Alpha Institute, Zeta Academy of Sciences, 1 A Street", "Alpha Institute, Zeta Academy of Sciences", "1 A Street"),
        ("Alpha Ltd., a.k.a., Beta Ltd., 5 X Road", "Alpha Ltd., a.k.a., Beta Ltd.", "5 X Road"),
        ("Alpha Trading", "Alpha Trading", ""),
        ("Alpha (A, B) Ltd., Room 5", "Alpha (A, B) Ltd.", "Room 5"),
    ],
)  # fmt: skip
def test_where_the_name_ends(text: str, name: str, address: str) -> None:
    assert name_and_address(text) == (name, address)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Alpha Co., Ltd., Chengdu, Sichuan", ("Alpha Co., Ltd.", "Chengdu, Sichuan")),
        ("Alpha Co., Ltd., Beijing Research Institute", None),
        ("Alpha Co., Ltd.", None),
        ("Alpha Institute, Chengdu", None),
        ("Dolgoprudny Enterprise, OAO, ", None),
    ],
)
def test_a_place_after_a_company(text: str, expected: tuple[str, str] | None) -> None:
    assert company_and_place(text) == expected


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("84 FR 54002", ["84 FR 54002"]),
        ("84 FR 54004", ["84 FR 54002"]),  # the page of the table, in a known rule
        ("77 FR 61249 No. 195", ["77 FR 61249"]),
        ("73 FR 54507 (9/22/2008), 77 FR 24587, 81 FR 8825 (2/23/16)",
         ["73 FR 54507", "77 FR 24587", "81 FR 8825"]),
        ("82 F.R. 16788, 16789 4/6/2017", ["82 FR 16788"]),
        ("85 FR 83420; 88 FR", ["85 FR 83416"]),
        ("84FR 40241", ["84 FR 40241"]),
        ("Vol. 88, No. 151, 08/08/2023", []),
        ("", []),
    ],
)  # fmt: skip
def test_citations(text: str, rules: list[str]) -> None:
    assert [str(citation) for citation in parse_citations(text)] == rules


def test_citations_of_the_code_name_pages() -> None:
    first, second = parse_citations("84 FR 54004, 10/9/19. 76 FR 71869, 11/21/11.", pages=True)
    assert (first.rule, first.page, str(first.date)) == ("84 FR 54002", "84 FR 54004", "2019-10-09")
    assert (second.rule, second.page, str(second.date)) == ("", "76 FR 71869", "2011-11-21")
    assert str(second) == "76 FR 71869"


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("10/9/2019", ["2019-10-09"]),
        ("5/14/01; 9/16/2005", ["2001-05-14", "2005-09-16"]),
        ("6/30/97", ["1997-06-30"]),
        ("2019-10-09", ["2019-10-09"]),
        ("13/13/2019", []),
        ("soon", []),
    ],
)
def test_dates(text: str, days: list[str]) -> None:
    assert [day.isoformat() for day in parse_dates(text)] == days


def test_dates_with_the_day_first() -> None:
    assert str(parse_day_first("31/12/2023")) == "2023-12-31"
    assert str(parse_day_first("2023-12-31")) == "2023-12-31"
    assert parse_day_first("31/13/2023") is None
    assert parse_day_first("") is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Alpha Co., Ltd.", "company"), ("OOO Alpha", "company"), ("Alpha University", "institute"),
        ("Altay Municipality Public Security Bureau", "government"), ("Address 07", "address"),
        ("Alpha Beta", "unknown"), ("Petr Petrov", "unknown"), ("Alpha Institute Co., Ltd.", "company"),
        ("Ministry of Transport", "government"),
    ],
)  # fmt: skip
def test_types_that_a_name_states(name: str, kind: str) -> None:
    assert guess_type(name) == kind
