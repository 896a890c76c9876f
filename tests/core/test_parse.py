"""Parsing: which parts a name has, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.support import PROPERTY, Case, cases, lexicon

KINDS = {"place", "stem", "word", "brand", "field", "form", "number", "filler"}
TRADE_NAME = {"word", "brand"}
"""Trade names that a table knows; what no table knows is a stem."""


def shown(name: str) -> str:
    """The parts of a name as cases.csv writes them."""
    return " / ".join("; ".join(_part(*part) for part in group) for group in lexicon().parse(name))


def _part(kind: str, text: str, concepts: list[str]) -> str:
    if kind == "number":
        return f"number {concepts[-1].removeprefix('number:')}"
    return f"{'stem' if kind in TRADE_NAME else kind} {text}"


def concepts(name: str) -> list[str]:
    """All that the parts of a name stand for, but for fillers and trade names."""
    parts = [part for group in lexicon().parse(name) for part in group]
    return sorted(
        concept for kind, _, known in parts if kind not in {"filler", "brand"} for concept in known
    )


@pytest.mark.parametrize("case", cases("parse"))
def test_parts(case: Case) -> None:
    assert shown(case.name) == case.expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("杭州鹏举数字技术股份有限公司", "Hangzhou Pengju Digital Technology Co., Ltd."),
        ("杭州鹏举数字技术股份有限公司", "Hangzhou Pengju Shuzi Jishu Gufen Youxian Gongsi"),
        ("乌鲁木齐市公安局", "Urumqi Public Security Bureau"),
        ("哈尔滨工程大学", "Harbin Engineering University"),
        ("第五十二研究所", "第52研究所"),
        ("第五十二研究所", "五十二所"),
        ("52nd Research Institute", "No. 52 Research Institute"),
        ("52nd Research Institute", "Fifty-second Research Institute"),
        ("青岛啤酒集团", "Tsingtao Pijiu Jituan"),
        ("Technol.", "Technology"),
        ("Mfg", "Manufacturing"),
    ],
)
def test_concepts_are_those_of_the_other_spelling(one: str, other: str) -> None:
    assert concepts(one) == concepts(other) != []


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Harbin", "cn.heilongjiang.haerbin"),
        ("Ha'erbin", "cn.heilongjiang.haerbin"),
        ("Peking", "cn.beijing"),
        ("Canton", "cn.guangdong.guangzhou"),
        ("Tsingtao", "cn.shandong.qingdao"),
        ("Sian", "cn.shaanxi.xian"),
        ("Xi'an", "cn.shaanxi.xian"),
        ("Shaanxi", "cn.shaanxi"),
        ("Shanxi", "cn.shanxi"),
        ("烏魯木齊", "cn.xinjiang.wulumuqi"),
        ("臺灣", "tw"),
        ("Hsinchu", "tw.hsinchu"),
    ],
)
def test_places_have_ids(name: str, place: str) -> None:
    ((part,),) = lexicon().parse(name)
    assert part[0] == "place"
    assert f"place:{place}" in part[2]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("第五", 5),
        ("第十", 10),
        ("第二十九", 29),
        ("第一百零三", 103),
        ("第七七一", 771),
        ("第三〇三", 303),
        ("第五十二", 52),
        ("第52", 52),
    ],
)
def test_numbers_are_read(written: str, number: int) -> None:
    assert f"number:{number}" in concepts(f"{written}研究所")


@PROPERTY
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_parts_are_pieces_of_the_folded_name(text: str) -> None:
    folded = lexicon().fold(text)
    letters = "".join(char for char in folded if char not in " ()")
    for group in lexicon().parse(text):
        for kind, piece, _ in group:
            assert kind in KINDS
            assert piece.replace(" ", "").replace("(", "").replace(")", "")
        pieces = "".join(piece for _, piece, _ in group if piece.isalnum())
        assert len(pieces) <= len(letters)


@PROPERTY
@given(
    st.sampled_from(["杭州", "浙江省", "Hangzhou", "Zhejiang"]),
    st.sampled_from(["鹏举", "Pengju", "Verkor", "凯腾"]),
    st.sampled_from(["电子", "Electronics", "dianzi", "机械", "Machinery"]),
    st.sampled_from(["有限公司", "Co., Ltd.", "Youxian Gongsi", "GmbH"]),
)
def test_every_usual_name_has_its_four_parts(place: str, stem: str, field: str, form: str) -> None:
    ((first, second, third, fourth),) = lexicon().parse(f"{place} {stem} {field} {form}")
    assert [first[0], third[0], fourth[0]] == ["place", "field", "form"]
    assert second[0] == "stem"
