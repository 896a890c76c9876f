"""Trade names, organisations and Chinese names of listed entities: what the three tables promise.

The tables are edited by hand. Each rule of their headers is a test here, and the last tests are
the specification by example: which body a name means, which names must not decide alone, which
bodies must stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.lexicon.tables import LEXICON, Row, bare, rows, values

COLUMNS = {
    "brands": "id strength zh latin other note",
    "organisations": (
        "id kind zh en zh_aliases en_aliases acronyms country parent number confidence note"
    ),
    "listed_native_names": "name_on_list zh_legal zh_aliases confidence basis",
}

# Place words that are the trade name itself, not a location.
PLACE_AS_TRADE_NAME = {
    *("阿里巴巴", "阿里云", "宁德时代", "宁德新能源", "德州仪器", "云南白药"),
    *("长春石化", "长春人造树脂", "泰安电脑", "金门建筑", "大同公司"),
    *("中华映管", "中华电信", "中华航空", "中华纸浆", "中华汽车", "中华工程", "中华开发"),
    *("新疆生产建设兵团", "新疆兵团"),
}

BRANDS = rows("brands")
ORGANISATIONS = rows("organisations")
NATIVE_NAMES = rows("listed_native_names")


def folded(value: str) -> str:
    """The look-up key: lower-case letters and digits without marks; other scripts as they are."""
    value = bare(value)
    if re.search("[\u3040-\ud7af]", value):
        return value
    letters = unicodedata.normalize("NFKD", value).lower().replace("&", "and")
    return "".join(c for c in letters if c.isascii() and c.isalnum())


def names_of(row: Row) -> Iterator[str]:
    """Every name a brand or an organisation claims, with its mark."""
    columns = ("zh", "latin", "other", "en", "zh_aliases", "en_aliases", "acronyms")
    for column in columns:
        yield from values(row.get(column, ""))


def rows_claiming(name: str) -> set[str]:
    return {
        row["id"]
        for row in BRANDS + ORGANISATIONS
        if folded(name) in {folded(value) for value in names_of(row)}
    }


def marks(name: str) -> set[bool]:
    """Whether the name carries a ? wherever it stands."""
    return {
        value.endswith("?")
        for row in BRANDS + ORGANISATIONS
        for value in names_of(row)
        if folded(value) == folded(name)
    }


@pytest.mark.parametrize("table", COLUMNS)
def test_shape(table: str) -> None:
    data = (LEXICON / f"{table}.tsv").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    assert not data.startswith(b"\xef\xbb\xbf")
    lines = data.decode("utf-8").split("\n")[:-1]
    header = next(i for i, line in enumerate(lines) if not line.startswith("# "))
    assert header > 0, "the table must say what it is"
    assert lines[header] == COLUMNS[table].replace(" ", "\t")
    keys = [line.split("\t")[0].encode() for line in lines[header + 1 :]]
    assert keys == sorted(set(keys)), "rows are sorted by the first column, each once"
    for line in lines[header + 1 :]:
        assert line.count("\t") == lines[header].count("\t"), line
        assert all(cell == cell.strip() for cell in line.split("\t")), line


def test_ids_and_values() -> None:
    for row in BRANDS + ORGANISATIONS:
        assert re.fullmatch(r"[a-z0-9_]+", row["id"])
        for column in ("zh", "latin", "other", "zh_aliases", "en_aliases", "acronyms"):
            cell = [folded(value) for value in values(row.get(column, ""))]
            assert "" not in cell
            assert len(cell) == len(set(cell)), f"{row['id']}: {column} repeats a value"


def test_han_is_simplified() -> None:
    traditional = {row["char"] for row in rows("variants") if row["tier"] == "strong"}
    for row in BRANDS + ORGANISATIONS + NATIVE_NAMES:
        for column in ("zh", "zh_aliases", "zh_legal"):
            assert not traditional & set(row.get(column, "")), row


def test_no_unmarked_name_is_claimed_twice() -> None:
    """One name, one body: among trade names, a country's organisations, and across both tables.

    Official names may coincide (two universities are called Taizhou University in English): short
    forms, second names and acronyms are held to the rule.
    """
    owners: dict[tuple[str, str], set[str]] = defaultdict(set)
    for brand in BRANDS:
        for value in names_of(brand):
            if not value.endswith("?"):
                owners["", folded(value)].add(brand["id"])
    for body in ORGANISATIONS:
        for column in ("zh_aliases", "en_aliases", "acronyms"):
            for value in values(body[column]):
                if not value.endswith("?"):
                    owners[body["country"], folded(value)].add(body["id"])
                    owners["", folded(value)].add(body["id"])
        for value in (body["zh"], body["en"]):
            if (body["country"], folded(value)) in owners:
                owners[body["country"], folded(value)].add(body["id"])
    assert {key: ids for key, ids in owners.items() if len(ids) > 1} == {}


def test_a_strong_trade_name_has_a_name_that_decides() -> None:
    for brand in BRANDS:
        unmarked = [value for value in names_of(brand) if not value.endswith("?")]
        assert brand["strength"] in ("strong", "weak"), brand
        assert brand["strength"] == "weak" or unmarked, brand


def test_a_trade_name_does_not_start_with_a_place() -> None:
    places = {
        name: row["level"]
        for row in rows("places")
        for name in map(bare, values(row["zh"]))
        if len(name) > 1 and row["level"] in ("country", "province", "prefecture")
    }
    for brand in BRANDS:
        for value in map(bare, values(brand["zh"])):
            opening = [value[:n] for n in range(2, len(value)) if value[:n] in places]
            if value in PLACE_AS_TRADE_NAME or value.startswith(("中国", "长江")):
                continue
            assert not opening, f"{brand['id']}: {value} starts with {opening}"


def test_a_trade_name_that_is_also_a_field_is_marked() -> None:
    fields = {bare(value) for row in rows("fields") for value in values(row["zh"])}
    for brand in BRANDS:
        for value in values(brand["zh"]):
            assert value.endswith("?") or value not in fields, (brand["id"], value)


def test_latin_cells_hold_no_plain_pinyin() -> None:
    """The core derives pinyin; it stands here only for names the world knows in that spelling."""
    readings = {row["char"]: row["readings"].split(" ")[0] for row in rows("readings")}
    spelled = [
        (brand["id"], latin)
        for brand in BRANDS
        for latin in values(brand["latin"])
        for zh in values(brand["zh"])
        if len(bare(zh)) > 2 and folded(latin) == "".join(readings.get(c, "?") for c in bare(zh))
    ]
    assert spelled == []


def test_kinds_parents_and_numbers() -> None:
    kinds = {row["kind"] for row in rows("forms")}
    brand_ids = {row["id"] for row in BRANDS}
    numbered: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for body in ORGANISATIONS:
        assert body["kind"] in kinds, body
        assert re.fullmatch("[A-Z]{2}", body["country"]), body
        assert body["confidence"] in ("high", "medium"), body
        assert set(values(body["parent"])) <= brand_ids, body
        if body["number"]:
            assert body["number"].isdigit(), body
            assert body["parent"], body
            for parent in values(body["parent"]):
                numbered[parent, body["number"], body["kind"]].append(body["id"])
    shared = {key for key, ids in numbered.items() if len(ids) > 1}
    # Number 11 of the sixth academy is used in Beijing and in Xi'an.
    assert shared == {("casc", "11", "institute")}


def test_two_character_short_forms_of_organisations_are_marked() -> None:
    for body in ORGANISATIONS:
        for alias in values(body["zh_aliases"]):
            assert len(alias) > 2 or alias.endswith("?"), (body["id"], alias)


def test_native_names() -> None:
    for row in NATIVE_NAMES:
        assert row["confidence"] in ("high", "medium"), row
        assert row["basis"], row
        assert re.search("[\u4e00-\u9fff]", row["zh_legal"]), row
        assert row["zh_legal"] not in values(row["zh_aliases"]), row
        for alias in values(row["zh_aliases"]):
            assert not re.fullmatch("[0-9〇一二三四五六七八九十]+所", alias), row


@pytest.mark.parametrize(
    ("names", "body"),
    [
        ("海康威视 Hikvision ハイクビジョン", "hikvision"),
        ("华为 Huawei 화웨이 ファーウェイ", "huawei"),
        ("中兴通讯 ZTE", "zte"),
        ("科大讯飞 讯飞 iFlytek", "iflytek"),
        ("新华三 H3C", "h3c"),
        ("深信服 Sangfor", "sangfor"),
        ("汇顶 Goodix", "goodix"),
        ("国瓷材料 Sinocera", "sinocera"),
        ("柏楚电子 Friendess", "bochu"),
        ("瑞可达 Recodeal", "recodeal"),
        ("上海银行", "bank_of_shanghai"),
        ("沛亨半导体", "analog_integrations"),
        ("兆易创新 GigaDevice", "gigadevice"),
        ("中联重科 Zoomlion", "zoomlion"),
        ("大疆 DJI", "dji"),
        ("宁德时代 CATL", "catl"),
        ("北斗星通 BDStar", "bdstar"),
        ("台积电 TSMC", "tsmc"),
        ("鸿海 富士康 Foxconn", "foxconn"),
        ("周大福", "chow_tai_fook"),
        ("丰田 Toyota トヨタ 도요타", "toyota"),
        ("中电科 中国电科 CETC", "cetc"),
        ("中国电子信息产业集团", "cec"),
        ("中国航天科技集团 CASC", "casc"),
        ("中国航天科工集团 CASIC", "casic"),
        ("中国航发 AECC", "aecc"),
        ("兵器工业集团 CNGC", "norinco_group"),
        ("NORINCO", "norinco"),
        ("中物院 CAEP", "caep"),
        ("中芯国际集成电路制造有限公司 SMIC", "smic"),
        ("华东电子工程研究所 ECRIEE", "cetc_38"),
        ("南京电子技术研究所 NRIET", "cetc_14"),
        ("哈工程 HEU", "harbin_engineering_university"),
        ("北航 BUAA", "beihang_university"),
        ("国防科技大学 NUDT", "national_university_of_defense_technology"),
        ("航天信息股份有限公司", "aisino"),
        ("联发科 MediaTek", "mediatek"),
        ("深度求索 DeepSeek", "deepseek"),
        ("国营第一一二厂 112厂", "sac"),
        ("哈尔滨工业大学（深圳） HITSZ", "harbin_institute_of_technology"),
        ("中国人民解放军空军工程大学", "air_force_engineering_university"),
    ],
)
def test_name_means_body(names: str, body: str) -> None:
    for name in names.split():
        assert body in rows_claiming(name), name


@pytest.mark.parametrize(
    "name",
    [
        *("大华", "中兴", "中电", "中航", "曙光", "飞腾", "紫光", "立昂", "海康", "三星", "吉利"),
        *("南航", "中大", "天大", "交大", "兵团", "航天科技", "航空工业"),
        *("解放军", "洪都", "航天科技集团", "国投集团", "工业技术研究院"),
        *("HIT", "BIT", "CAS", "CEC", "SAC", "CAST", "Legend", "Evergreen"),
        # What the core keeps of Cirrus Aircraft and the like, and others are called too.
        *("Cirrus", "Anton", "Leon", "Roche", "Nexen", "China Star", "China North", "TCL", "PLA"),
    ],
)
def test_name_that_does_not_decide_alone(name: str) -> None:
    assert marks(name) == {True}, rows_claiming(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京理工大学", "北京工业大学"),
        ("Beijing Institute of Technology", "Beijing University of Technology"),
        ("南京理工大学", "南京工业大学"),
        ("中国航天科技集团", "中国航天科工集团"),
        ("中国电子科技集团", "中国电子信息产业集团"),
        ("西南电子技术研究所", "西南电子设备研究所"),
        ("中国北方工业有限公司", "中国兵器工业集团有限公司"),
        ("中国钢铁股份有限公司", "中国中钢"),
        ("海康威视", "海康集团"),
        ("东方航空", "南方航空"),
        ("华大智造", "华大基因"),
        ("华大", "华大九天"),
    ],
)
def test_bodies_that_stay_apart(one: str, other: str) -> None:
    assert rows_claiming(one)
    assert rows_claiming(other)
    assert not rows_claiming(one) & rows_claiming(other)
