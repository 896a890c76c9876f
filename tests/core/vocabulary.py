"""Names for property tests: made of words that real names are made of, and disturbed as people do.

A short vocabulary on purpose: names of a small list then share words, so that places, fields and
trade names agree, conflict and are left out in all combinations.
"""

from __future__ import annotations

from hypothesis import strategies as st

PLACES = ["Hangzhou", "Shenzhen", "Suzhou", "Harbin", "Shaanxi", "Shanxi", "Hebei", "China", "USA"]
STEMS = [
    *["Hikvision", "Dahua", "Huawei", "Inspur", "SMIC", "CETC", "Pengju", "Verkor", "Golden Sea"],
    *["Hai Kang", "Haikang", "Almaz-Antey", "Rosoboronexport", "FiberHome", "Great Wall", "360"],
    *["Oriental", "Yangtze", "Xyzzy", "Tsinghua", "UESTC", "O'Brien", "Cheung Kong", "Da Hua"],
]
FIELDS = [
    *["Technology", "Electronics", "Digital", "Textile", "Aerospace", "Semiconductor", "Trading"],
    *["Machinery", "Tech", "Intl", "Optical", "Investment", "Information Industry"],
]
FORMS = [
    *["Co., Ltd.", "Limited", "Inc", "GmbH", "JSC", "Group", "University", "Research Institute"],
    *["Public Security Bureau", "Shanghai Branch", "Europe B.V.", "Youxian Gongsi", ""],
]
NUMBERS = ["", "", "", "", "52nd", "No. 29", "785", "38"]

HAN_PLACES = [
    "杭州",
    "深圳市",
    "苏州",
    "宿州",
    "哈尔滨",
    "陕西",
    "山西",
    "湖北省",
    "河北省",
    "中国",
    "新疆",
]
HAN_STEMS = [
    *["海康威视", "大华", "华为", "华伟", "浪潮", "中芯", "中电科", "鹏举", "凯腾", "长城", "東方"],
    *["长江", "清华", "奇虎360", "金海", "恒达", "旷视", "乾照", "海康", "萤石", "电子科技大学"],
    *["爱瑞", "XYZ", "Verkor", "DJI"],
]
HAN_FIELDS = ["技术", "科技", "电子", "数字技术", "纺织", "航天", "半导体", "贸易", "機械", "光学"]
HAN_FORMS = [
    *["有限公司", "股份有限公司", "集团", "大学", "研究所", "公安局", "上海分公司", "厂", ""],
]
HAN_NUMBERS = ["", "", "", "第五十二", "第29", "第三十八"]

LATIN_SIGNS = "abehiknorstuvxyz -.,()'&1259AHKS"
HAN_SIGNS = "海康威视大华为伟技科电子公司（）長 "


def _maybe(words: list[str]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.sampled_from(words))


def latin_names() -> st.SearchStrategy[str]:
    """Names in Latin letters: place, trade name, field, number and form, some left out."""
    stems = st.lists(st.sampled_from(STEMS), max_size=2).map(" ".join)
    parts = st.tuples(
        _maybe(PLACES),
        stems,
        _maybe(FIELDS),
        _maybe(FIELDS),
        *map(st.sampled_from, (NUMBERS, FORMS)),
    )
    return st.one_of(parts, parts.flatmap(st.permutations)).map(
        lambda chosen: " ".join(filter(None, chosen))
    )


def han_names() -> st.SearchStrategy[str]:
    """Names in Han characters."""
    stems = st.lists(st.sampled_from(HAN_STEMS), max_size=2).map("".join)
    parts = st.tuples(
        _maybe(HAN_PLACES),
        stems,
        _maybe(HAN_FIELDS),
        _maybe(HAN_FIELDS),
        *map(st.sampled_from, (HAN_NUMBERS, HAN_FORMS)),
    )
    bracketed = parts.map(lambda p: f"{p[1]}{p[2]}（{p[0]}）{p[5]}" if p[0] else "".join(p))
    return st.one_of(parts.map("".join), bracketed)


def names() -> st.SearchStrategy[str]:
    """Names in one script or in both."""
    both = st.tuples(latin_names(), han_names()).map(lambda pair: f"{pair[0]} {pair[1]}")
    return st.one_of(latin_names(), han_names(), both)


@st.composite
def disturbed(draw: st.DrawFn, source: st.SearchStrategy[str], signs: str) -> str:
    """A name with up to three errors: letters, words, spaces, case, brackets, width."""
    name = draw(source)
    for _ in range(draw(st.integers(0, 3))):
        if not name:
            break
        at = draw(st.integers(0, len(name) - 1))
        kind = draw(
            st.sampled_from(
                ["drop", "insert", "swap", "double", "case", "words", "lose", "join", "cut", "wide"]
            )
        )
        words = name.split(" ")
        if kind == "drop":
            name = name[:at] + name[at + 1 :]
        elif kind == "insert":
            name = name[:at] + draw(st.sampled_from(signs)) + name[at:]
        elif kind == "swap":
            name = name[:at] + name[at : at + 2][::-1] + name[at + 2 :]
        elif kind == "double":
            name = name[:at] + name[at] + name[at:]
        elif kind == "case":
            name = name.swapcase()
        elif kind == "words":
            name = " ".join(draw(st.permutations(words)))
        elif kind == "lose":
            name = " ".join(word for number, word in enumerate(words) if number != at % len(words))
        elif kind == "join":
            name = name.replace(" ", "", 1)
        elif kind == "cut":
            name = name[: at + 1]
        else:
            name = wide(name)
    return name


def wide(text: str) -> str:
    """The text in full-width forms."""
    return "".join(
        "\u3000" if char == " " else chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
        for char in text
    )


def noisy_names() -> st.SearchStrategy[str]:
    """Names as people mistype them."""
    return st.one_of(
        disturbed(latin_names(), LATIN_SIGNS),
        disturbed(han_names(), HAN_SIGNS),
        disturbed(names(), LATIN_SIGNS + HAN_SIGNS),
    )
