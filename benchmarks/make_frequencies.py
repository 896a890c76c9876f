"""Regenerate the frequency tables of the lexicon from the measuring data.

In: counts of the Hong Kong register (English words, Chinese openings), the names of the world's
listed companies, a list of Chinese trade names, and the table of variants. Out:
``latin_frequencies.tsv`` and ``han_frequencies.tsv`` in ``screenlib/lexicon/``. Only figures go
into the tables: a word or string and how rare it is, in bits, ``-log2(share of names that have
it)``. The same data gives the same bytes.

    python -m benchmarks.make_frequencies

Why bits: what an agreement is worth in the match weight is the surprise of the part that agrees
(Fellegi & Sunter 1969, the u-probability). A word or character that is not in a table is rarer
than ``RAREST_SHARE``. Raises ``benchmarks.shared.SharedDataMissingError`` where the data is not.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.shared import read_rows, shared_path

LEXICON = Path(__file__).resolve().parent.parent / "screenlib" / "lexicon"

REGISTER_COMPANIES = 3_321_318
REGISTER_CHINESE_NAMES = 2_600_990
RAREST_SHARE = 1 / 60_000
# A pair of characters is worth a row when it is this much more common than its characters suggest.
PAIR_GAIN_BITS = 1.0

LATIN_NOTE = """\
How rare a Latin word is in company names.
Columns: word (lower case, no accents); bits, -log2(share of names that have it).
A word that is not here is rarer than 1 in 60,000. Figures from 3.3 million names of the Hong Kong
register and the listed companies of the world, the larger share of the two.
Regenerate with: python -m benchmarks.make_frequencies"""
HAN_NOTE = """\
How rare a Han character is in trade names, and common two-character openings.
Columns: text (simplified, one or two characters); bits, -log2(share of names that have it).
A character that is not here is rarer than 1 in 60,000; a pair that is not here is about as rare as
its two characters together. Figures from 285,000 Chinese trade names (Apache-2.0) and the openings
of 2.6 million Chinese names of the Hong Kong register.
Regenerate with: python -m benchmarks.make_frequencies"""

LATIN_WORD = re.compile(r"[a-z0-9]+")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")


def latin_words(name: str) -> set[str]:
    """The lower-case words of a name without accents; digits alone are no words."""
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return {word for word in LATIN_WORD.findall(plain) if not word.isdigit()}


def read_counts(relative: str) -> Iterator[tuple[str, int]]:
    """Text and count from a tab-separated file with comments and a header row."""
    lines = shared_path(relative).read_text(encoding="utf-8").splitlines()
    for line in [line for line in lines if not line.startswith("#")][1:]:
        text, count = line.split("\t")
        yield text, int(count)


def read_variants() -> dict[str, str]:
    """Strong variants of the lexicon: character to its simplified form."""
    lines = (LEXICON / "variants.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {char: fold_to for char, fold_to, tier in rows[1:] if tier == "strong"}


def bits(share: float) -> float:
    return round(-math.log2(share), 1)


def latin_shares() -> dict[str, float]:
    """Share of names that have a word: on the register or among listed companies, the larger.

    Listed companies are few, and one group lists several (Siemens, Siemens Energy): the share is
    taken two standard deviations below the count, so that a handful of names makes no common word.
    """
    shares = {
        word: count / REGISTER_COMPANIES
        for word, count in read_counts("data/frequencies/hk_register_english_words.tsv")
        if LATIN_WORD.fullmatch(word) and not word.isdigit()
    }
    names = {row["name"] for row in read_rows("data/names/financedatabase_company_names.csv")}
    listed = Counter(word for name in names for word in latin_words(name))
    for word, count in listed.items():
        share = (count - 2 * math.sqrt(count)) / len(names)
        shares[word] = max(shares.get(word, 0.0), share)
    return {word: share for word, share in shares.items() if share >= RAREST_SHARE}


def trade_names(variants: dict[str, str]) -> list[str]:
    """Chinese trade names in simplified characters, Han characters only."""
    text = shared_path("data/vocabulary/brand_words.txt").read_text(encoding="utf-8")
    folded = ("".join(variants.get(c, c) for c in line) for line in text.splitlines())
    return sorted({"".join(HAN.findall(name)) for name in folded} - {""})


def han_shares(variants: dict[str, str]) -> dict[str, float]:
    """Share of trade names that have a character, or that open with two characters."""
    names = trade_names(variants)
    characters = Counter(c for name in names for c in set(name))
    shares = {c: n / len(names) for c, n in characters.items() if n / len(names) >= RAREST_SHARE}
    openings: Counter[str] = Counter()
    for text, count in read_counts("data/frequencies/hk_register_han_openings.tsv"):
        openings["".join(variants.get(c, c) for c in text)] += count
    pairs = {pair: count / REGISTER_CHINESE_NAMES for pair, count in openings.items()}
    for pair, count in Counter(name[:2] for name in names if len(name) >= 2).items():
        pairs[pair] = max(pairs.get(pair, 0.0), count / len(names))
    for pair, share in sorted(pairs.items()):
        if len(pair) != 2 or not HAN.fullmatch(pair) or share < RAREST_SHARE:
            continue
        expected = sum(-math.log2(shares.get(c, RAREST_SHARE)) for c in pair)
        if expected + math.log2(share) >= PAIR_GAIN_BITS:
            shares[pair] = share
    return shares


def table(note: str, header: str, shares: dict[str, float]) -> str:
    lines = [f"# {line}" for line in note.splitlines()]
    lines.append(f"{header}\tbits")
    lines += [f"{text}\t{bits(share):.1f}" for text, share in sorted(shares.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    latin = table(LATIN_NOTE, "word", latin_shares())
    han = table(HAN_NOTE, "text", han_shares(read_variants()))
    (LEXICON / "latin_frequencies.tsv").write_text(latin, encoding="utf-8", newline="\n")
    (LEXICON / "han_frequencies.tsv").write_text(han, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
