"""Fields of business, translated words, words that are not pinyin: what the three tables promise.

The tables are edited by hand. Each rule of their headers is a test here; the last tests are the
specification by example: which spellings say the same thing in a name, and which must not.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from itertools import product

import pytest

from tests.lexicon.tables import LEXICON, Row, bare, rows, values

COLUMNS = {
    "fields": "concept category atoms zh latin note",
    "words": "concept zh latin note",
    "english_words": "word",
}
CATEGORIES = {
    *("tech", "electronics", "machinery", "transport", "defense", "government", "energy"),
    *("environment", "metals", "materials", "chemicals", "construction", "property", "finance"),
    *("trade", "food", "textile", "medical", "media", "education", "services", "science"),
    "general",
}
# A reading part takes at most this many senses of one word.
MOST_SENSES = 4

FIELDS = rows("fields")
WORDS = rows("words")
ENGLISH = [row["word"] for row in rows("english_words")]


def folded(value: str) -> str:
    """The look-up key of a Latin value; Han stays as it is."""
    letters = unicodedata.normalize("NFKD", bare(value)).lower().replace("&", "and")
    return "".join(c for c in letters if c.isalnum())


def atoms_of(row: Row) -> frozenset[str]:
    return frozenset(values(row["atoms"]) or [row["concept"]])


def senses(text: str) -> set[frozenset[str]]:
    """What one value of the fields table says: the sets of atoms it can stand for."""
    key = folded(text)
    return {
        atoms_of(row)
        for row in FIELDS
        if any(folded(v) == key for v in values(row["zh"]) + values(row["latin"]))
    }


@pytest.mark.parametrize("table", COLUMNS)
def test_format(table: str) -> None:
    text = (LEXICON / f"{table}.tsv").read_text(encoding="utf-8")
    lines = text.removesuffix("\n").split("\n")
    body = [line for line in lines if not line.startswith("# ")]
    assert lines[0].startswith("# ")
    assert body[0] == COLUMNS[table].replace(" ", "\t")
    keys = [line.split("\t")[0].encode() for line in body[1:]]
    assert keys == sorted(set(keys)), "sorted by the first column, each key once"
    for line in body[1:]:
        assert line.count("\t") == body[0].count("\t"), line
        for cell in line.split("\t"):
            assert cell == cell.strip(), line
            assert all(values(cell)), f"empty value: {line}"
    assert text == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("table", ["fields", "words"])
def test_no_value_stands_under_two_concepts_without_a_mark(table: str) -> None:
    """A look-up must know from the value alone whether other senses exist."""
    rows = FIELDS if table == "fields" else WORDS
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        keys = [folded(v) for v in values(row["zh"]) + values(row["latin"])]
        assert len(keys) == len(set(keys)), f"twice in {row['concept']}: {keys}"
        for value in values(row["zh"]) + values(row["latin"]):
            found[folded(value)].append((row["concept"], value))
    shared = {k: v for k, v in found.items() if len(v) > 1}
    unmarked = {k: v for k, v in shared.items() if not all(x.endswith("?") for _, x in v)}
    assert not unmarked


def test_no_word_has_more_senses_than_are_read() -> None:
    count: dict[str, int] = defaultdict(int)
    for row in FIELDS:
        for value in values(row["latin"]):
            count[folded(value)] += 1
    assert not {k: n for k, n in count.items() if n > MOST_SENSES}


def test_atoms_exist_and_are_not_compounds_themselves() -> None:
    """So there is no cycle, and comparing atoms needs one step."""
    compound = {row["concept"]: bool(row["atoms"]) for row in FIELDS}
    for row in FIELDS:
        atoms = values(row["atoms"])
        assert len(atoms) == len(set(atoms)), row
        for atom in atoms:
            assert atom in compound, f"{row['concept']}: no concept {atom!r}"
            assert not compound[atom], f"{row['concept']}: {atom!r} is a compound"


def test_concepts_and_categories() -> None:
    for row in FIELDS + WORDS:
        assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", row["concept"]), row["concept"]
        assert row["zh"] or row["latin"], f"nothing says {row['concept']}"
    assert {row["category"] for row in FIELDS} == CATEGORIES
    for row in WORDS:
        assert row["zh"], row["concept"]
        assert row["latin"], row["concept"]


def variants() -> dict[str, str]:
    return {row["char"]: row["fold_to"] for row in rows("variants") if row["tier"] == "strong"}


def test_han_values_are_simplified_and_long_enough_to_mean_something() -> None:
    fold = variants()
    for row in FIELDS + WORDS:
        for value in map(bare, values(row["zh"])):
            assert len(value) > 1, f"{row['concept']}: {value}"
            assert re.fullmatch(r"[\u4e00-\u9fff]+", value), value
            assert not set(value) & set(fold), f"not simplified: {value}"


def readings() -> dict[str, list[str]]:
    return {row["char"]: row["readings"].split() for row in rows("readings")}


def test_plain_pinyin_is_derived_and_never_listed() -> None:
    first = {char: read_as[0] for char, read_as in readings().items()}
    for row in FIELDS + WORDS:
        pinyin = {"".join(first.get(c, "?") for c in bare(v)) for v in values(row["zh"])}
        listed = {folded(v) for v in values(row["latin"])}
        assert not pinyin & listed, row["concept"]


def test_words_and_fields_do_not_compete_for_a_spelling() -> None:
    """One kind would always win, and the two languages of one name would be read as two kinds."""
    certain: set[str] = set()
    for row in FIELDS:
        certain |= {folded(v) for v in values(row["zh"]) + values(row["latin"]) if v[-1] != "?"}
    for row in WORDS:
        taken = {v for v in values(row["zh"]) + values(row["latin"]) if folded(v) in certain}
        assert not taken, row["concept"]


def syllables() -> set[str]:
    known = {reading for read_as in readings().values() for reading in read_as}
    return known | {s.replace("v", u) for s in known for u in ("u", "yu")}


def divides(word: str, known: set[str]) -> bool:
    ends = [True] + [False] * len(word)
    for start, end in product(range(len(word)), range(1, len(word) + 1)):
        if start < end and ends[start] and word[start:end] in known:
            ends[end] = True
    return ends[-1]


def test_every_english_word_divides_into_syllables() -> None:
    """A word that does not can never be taken for pinyin, and is noise in the table."""
    known = syllables()
    assert not [word for word in ENGLISH if not divides(bare(word), known)]
    assert all(re.fullmatch(r"[a-z]{2,}\??", word) for word in ENGLISH)
    assert not {bare(w) for w in ENGLISH if w.endswith("?")} & set(ENGLISH)


SAME = [
    ("技术", "Technology"),
    ("科技", "Sci-Tech"),
    ("科学技术", "Science & Technology"),
    ("科学", "Sciences"),
    ("科工", "Science and Industry"),
    ("信息", "资讯"),
    ("网络", "网路"),
    ("软件", "软体"),
    ("数字", "数码"),
    ("通信", "Telecommunications"),
    ("电信", "Telecom"),
    ("集成电路", "Integrated Circuits"),
    ("集成电路", "积体电路"),
    ("集成电路", "IC"),
    ("微电子", "Micro-Electronics"),
    ("半导体", "Semiconductor"),
    ("光电", "Opto-electronic"),
    ("电气", "Electrical"),
    ("电器", "Electric Appliance"),
    ("机电", "Electromechanical"),
    ("进出口", "Import & Export"),
    ("贸易", "Trading"),
    ("商贸", "Trade"),
    ("实业", "Industrial"),
    ("石化", "石油化工"),
    ("防务", "Defense"),
    ("公安", "Public Security"),
    ("航天", "Astronautics"),
    ("航空", "Aeronautical"),
    ("船舶", "Shipbuilding"),
    ("交通", "Communications"),
    ("动力", "Power"),
    ("电力", "Power"),
    ("生物技术", "Biotech"),
    ("机械", "Mashinostroitelny"),
    ("贸易", "Ticaret"),
    ("工业", "Kogyo"),
]


def said(text: str) -> set[str]:
    """Every atom that a text can say: as a whole, else word by word."""
    whole = senses(text)
    parts = [sense for word in text.split() for sense in senses(word)]
    return {atom for sense in whole or parts for atom in sense}


@pytest.mark.parametrize(("one", "other"), SAME)
def test_says_the_same(one: str, other: str) -> None:
    assert senses(one)
    for sense in senses(one):
        assert sense <= said(other)


COMPOUNDS = [
    ("信息技术", {"information", "technology"}),
    ("新材料", {"new", "material"}),
    ("轨道交通", {"rail", "transport"}),
    ("新能源汽车", {"new", "energy", "automobile"}),
    ("航天科工", {"aerospace", "science_industry"}),
    ("进出口", {"import", "export"}),
    ("机电", {"machinery", "electric"}),
    ("石油化工", {"petroleum", "chemical"}),
    ("可靠性与系统工程", {"reliability", "system", "engineering"}),
]


@pytest.mark.parametrize(("text", "atoms"), COMPOUNDS)
def test_compounds_are_made_of_atoms(text: str, atoms: set[str]) -> None:
    assert senses(text) == {frozenset(atoms)}


DIFFERENT = [
    ("科技", "科工"),  # two state groups differ in this word alone
    ("科学", "技术"),
    ("数字", "数据"),
    ("电子", "电气"),
    ("电力", "电器"),
    ("微电子", "电子"),
    ("航空", "航天"),
    ("兵器", "船舶"),
    ("化学", "物理"),
    ("纺织", "食品"),
    ("Textile", "Technology"),
    ("Securities", "Security"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_does_not_say_the_same(one: str, other: str) -> None:
    assert senses(one)
    assert senses(other)
    assert not senses(one) & senses(other)


TRANSLATED = [
    ("东方", "Oriental"),
    ("东方", "East"),
    ("北方", "Northern"),
    ("世纪", "Century"),
    ("太平洋", "Pacific"),
    ("凤凰", "Phoenix"),
    ("三峡", "Three Gorges"),
    ("长江", "Yangtze"),
    ("时代", "Times"),
    ("光大", "Everbright"),
    ("长城", "Great Wall"),
    ("联合", "United"),
    ("环球", "Global"),
    ("金龙", "Golden Dragon"),
    ("阳光", "Sunshine"),
]


@pytest.mark.parametrize(("han", "latin"), TRANSLATED)
def test_trade_name_words_are_translated(han: str, latin: str) -> None:
    rows = [row for row in WORDS if han in map(bare, values(row["zh"]))]
    assert [row for row in rows if folded(latin) in map(folded, values(row["latin"]))]


@pytest.mark.parametrize(
    "word",
    ["data", "defense", "change", "machine", "gene", "china", "banana", "women", "marine", "time"],
)
def test_is_a_word_and_not_pinyin(word: str) -> None:
    assert word in ENGLISH


@pytest.mark.parametrize("word", ["long", "sun", "fan", "man", "song", "hang", "anna"])
def test_may_be_either(word: str) -> None:
    assert f"{word}?" in ENGLISH


@pytest.mark.parametrize("word", ["haikang", "dahua", "zhongke", "keji", "youxian", "gongsi"])
def test_pinyin_is_no_english_word(word: str) -> None:
    assert not {word, f"{word}?"} & set(ENGLISH)
