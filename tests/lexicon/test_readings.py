"""How Chinese names read: character defaults and exception phrases, the longest phrase first.

The tables decide; this test reads with them as plainly as can be, so that a wrong row shows here
and not in a score.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

import pytest

from benchmarks.shared import SharedDataMissingError, shared_path

LEXICON = Path(__file__).resolve().parents[2] / "screenlib" / "lexicon"
LONGEST_PHRASE = 12


@cache
def table(name: str) -> dict[str, list[str]]:
    lines = (LEXICON / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {key: reading.split(" ") for key, reading in rows[1:]}


def read(name: str) -> str:
    """The primary reading of a name in simplified characters; other signs are left out."""
    characters, phrases = table("readings"), table("reading_phrases")
    out: list[str] = []
    at = 0
    while at < len(name):
        for length in range(min(LONGEST_PHRASE, len(name) - at), 1, -1):
            if name[at : at + length] in phrases:
                out += phrases[name[at : at + length]]
                at += length
                break
        else:
            out += characters.get(name[at], [])[:1]
            at += 1
    return " ".join(out)


@pytest.mark.parametrize(
    ("name", "reading"),
    [
        # Places
        ("重庆市", "chong qing shi"),
        ("厦门厦工", "xia men xia gong"),
        ("成都", "cheng du"),
        ("台州临海", "tai zhou lin hai"),
        ("吕梁", "lv liang"),
        ("六安六合门", "lu an liu he men"),
        ("浙江乐清", "zhe jiang yue qing"),
        ("河北乐亭", "he bei lao ting"),
        ("江西铅山", "jiang xi yan shan"),
        ("陕西柞水", "shan xi zha shui"),
        ("甘肃宕昌", "gan su tan chang"),
        ("广州番禺", "guang zhou pan yu"),
        # The words of business
        ("长江存储", "chang jiang cun chu"),
        ("成长教育", "cheng zhang jiao yu"),
        ("深圳市长盈精密", "shen zhen shi chang ying jing mi"),
        ("三一重工", "san yi zhong gong"),
        ("重组蛋白", "chong zu dan bai"),
        ("工商银行支行", "gong shang yin hang zhi hang"),
        ("知行教育", "zhi xing jiao yu"),
        ("会计师事务所", "kuai ji shi shi wu suo"),
        ("弹簧厂", "tan huang chang"),
        ("导弹研究所", "dao dan yan jiu suo"),
        ("给水设备", "ji shui she bei"),
        ("精密模具", "jing mi mu ju"),
        ("模块电源", "mo kuai dian yuan"),
        ("空调压缩机", "kong tiao ya suo ji"),
        ("国际大厦", "guo ji da sha"),
        ("音乐器材", "yin yue qi cai"),
        ("快乐", "kuai le"),
        ("西藏药业", "xi zang yao ye"),
        ("冷藏", "leng cang"),
        ("海参", "hai shen"),
        ("参数测量", "can shu ce liang"),
        ("畜牧", "xu mu"),
        ("畜禽", "chu qin"),
        ("乾照光电", "qian zhao guang dian"),
        ("东阿阿胶", "dong e e jiao"),
        ("阿里巴巴", "a li ba ba"),
    ],
)
def test_reads(name: str, reading: str) -> None:
    assert read(name) == reading


def test_names_read_by_hand() -> None:
    """At least 119 of the 120 names that were read by hand, polyphones over-represented."""
    try:
        path = shared_path("pairs/gold_pinyin.tsv")
    except SharedDataMissingError as error:
        pytest.skip(str(error))
    gold = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    wrong = [(name, read(name), right) for name, right in gold if read(name) != right]
    assert len(gold) == 120
    assert len(wrong) <= 1, wrong


def test_variant_cases() -> None:
    """Traditional, Japanese and compatibility spellings fold to the simplified one."""
    try:
        path = shared_path("pairs/variant_cases.tsv")
    except SharedDataMissingError as error:
        pytest.skip(str(error))
    lines = (LEXICON / "variants.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    strong = {char: fold_to for char, fold_to, tier in rows if tier == "strong"}
    every = {char: fold_to for char, fold_to, _ in rows}

    def plain(text: str) -> str:
        visible = (c for c in text if unicodedata.category(c) not in {"Cf", "Mn"})
        return unicodedata.normalize("NFKC", "".join(visible))

    wrong = []
    for line in path.read_text(encoding="utf-8").splitlines():
        _, written, right = line.split("\t")
        text = plain(written.split(" (U+")[0])
        folded = {"".join(table.get(c, c) for c in text) for table in (strong, every)}
        if not folded & {plain(choice) for choice in right.split("|")}:
            wrong.append((written, folded, right))
    assert not wrong
