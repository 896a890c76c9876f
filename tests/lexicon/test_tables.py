"""The format of the knowledge tables: what every table of ``screenlib/lexicon/`` promises.

A table is UTF-8 with LF ends: comment lines, one header row, rows sorted by their first column, no
row twice, no blank at a cell's edge. Han values are written in the characters that folding leaves
alone; pinyin is made of known syllables; what refers to another row finds it.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

import pytest

from tests.lexicon.tables import LEXICON, rows

COLUMNS = {
    "abbreviations": "abbreviation expansions ambiguous note",
    "brands": "id strength zh latin other note",
    "english_words": "word",
    "fields": "concept category atoms zh latin note",
    "fillers": "id zh latin note",
    "forms": "id kind zh latin jurisdiction note",
    "groups": "member parent note",
    "han_frequencies": "text bits",
    "latin_frequencies": "word bits",
    "listed_native_names": "name_on_list zh_legal zh_aliases confidence basis",
    "lookalikes": "latin cyrillic greek digit",
    "organisations": (
        "id kind zh en zh_aliases en_aliases acronyms country parent number confidence note"
    ),
    "places": "id parent level zh latin note",
    "reading_phrases": "phrase reading",
    "readings": "char readings",
    "romanisations": "system pinyin_or_char spellings",
    "variants": "char fold_to tier",
    "words": "concept zh latin note",
}
MULTIVALUED = {
    "abbreviations": ["expansions"],
    "brands": ["zh", "latin", "other"],
    "fields": ["atoms", "zh", "latin"],
    "fillers": ["zh", "latin"],
    "forms": ["zh", "latin", "jurisdiction"],
    "listed_native_names": ["zh_aliases"],
    "lookalikes": ["cyrillic", "greek"],
    "organisations": ["zh_aliases", "en_aliases", "acronyms"],
    "places": ["zh", "latin"],
    "romanisations": ["spellings"],
    "words": ["zh", "latin"],
}
KINDS = {
    "company",
    "firm",
    "group",
    "branch",
    "factory",
    "shop",
    "partnership",
    "institute",
    "academy",
    "university",
    "college",
    "school",
    "hospital",
    "bureau",
    "department",
    "ministry",
    "government",
    "laboratory",
    "center",
    "association",
    "bank",
    "army",
    "court",
    "press",
    "station",
}
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]")


def values(cell: str) -> list[str]:
    """The values of a multi-valued cell without their marks of weakness."""
    return [value.removesuffix("?") for value in cell.split("|") if value]


def strong_variants() -> dict[str, str]:
    return {row["char"]: row["fold_to"] for row in rows("variants") if row["tier"] == "strong"}


def syllables() -> set[str]:
    return {row["pinyin_or_char"] for row in rows("romanisations") if row["system"] == "wg"}


@pytest.mark.parametrize("table", sorted(COLUMNS))
class TestEveryTable:
    def test_bytes_comments_and_header(self, table: str) -> None:
        data = (LEXICON / f"{table}.tsv").read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b"\n")
        assert not data.endswith(b"\n\n")
        lines = data.decode("utf-8").split("\n")[:-1]
        comments = [line for line in lines if line.startswith("#")]
        assert comments, "a table says what it is"
        assert lines[: len(comments)] == comments, "comments stand first"
        assert all(comment.startswith("# ") for comment in comments)
        assert lines[len(comments)].split("\t") == COLUMNS[table].split()

    def test_cells_are_trimmed_and_rows_have_every_column(self, table: str) -> None:
        width = len(COLUMNS[table].split())
        text = (LEXICON / f"{table}.tsv").read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), 1):
            if line.startswith("#"):
                continue
            cells = line.split("\t")
            assert len(cells) == width, f"line {number}: {len(cells)} cells"
            assert all(cell == cell.strip() for cell in cells), f"line {number}: blank at an edge"

    def test_sorted_and_no_row_twice(self, table: str) -> None:
        first, *others = COLUMNS[table].split()
        key = [first, others[0]] if table in {"groups", "romanisations"} else [first]
        keys = [[row[column].encode() for column in key] for row in rows(table)]
        assert all(keys), "the first column is never empty"
        for before, after in pairwise(keys):
            assert before < after, f"{before} before {after}"

    def test_multivalued_cells_have_no_empty_or_repeated_value(self, table: str) -> None:
        for row in rows(table):
            for column in MULTIVALUED.get(table, []):
                if row[column]:
                    parts = row[column].split("|")
                    assert all(part and part == part.strip() for part in parts), row
                    assert len(set(parts)) == len(parts), row

    def test_han_values_are_what_folding_leaves(self, table: str) -> None:
        if table in {"variants", "readings"}:
            return
        strong = strong_variants()
        columns = [
            c for c in COLUMNS[table].split() if c.startswith("zh") or c in {"phrase", "text"}
        ]
        for row in rows(table):
            for column in columns:
                changed = [c for c in row[column] if c in strong]
                assert not changed, f"{row[column]}: {changed} fold to other characters"


def test_every_file_is_known() -> None:
    known = set(COLUMNS) | {"weights"}
    assert {path.stem for path in LEXICON.glob("*.tsv")} == known


class TestLookalikes:
    def test_letters_are_of_the_alphabet_of_their_column(self) -> None:
        for row in rows("lookalikes"):
            for alphabet in ("latin", "cyrillic", "greek"):
                for letter in values(row[alphabet]):
                    assert len(letter) == 1, row
                    assert unicodedata.name(letter).startswith(f"{alphabet.upper()} "), row

    def test_a_digit_looks_like_two_letters_at_most(self) -> None:
        digits = [row["digit"] for row in rows("lookalikes") if row["digit"]]
        assert all(digit in "0123456789" for digit in digits)
        assert all(digits.count(digit) <= 2 for digit in digits)

    def test_a_letter_looks_like_one(self) -> None:
        letters = [
            letter
            for row in rows("lookalikes")
            for letter in values(row["cyrillic"]) + values(row["greek"])
        ]
        assert len(set(letters)) == len(letters)


class TestPlaces:
    def test_parents_and_levels(self) -> None:
        levels = {row["id"]: row["level"] for row in rows("places")}
        for row in rows("places"):
            assert row["level"] in {"country", "province", "prefecture", "county", "zone", "area"}
            assert row["parent"] == "" or row["parent"] in levels, f"{row['id']}: dangling parent"
            if row["level"] not in {"country", "area"}:
                assert row["parent"], f"{row['id']} lies nowhere"

    def test_every_place_can_be_written(self) -> None:
        assert all(row["zh"] or row["latin"] for row in rows("places"))

    def test_single_characters_are_weak(self) -> None:
        for row in rows("places"):
            for value in row["zh"].split("|"):
                assert len(value) != 1, f"{row['id']}: {value} must carry ?"

    @pytest.mark.parametrize(
        ("spelling", "places"),
        [
            ("Shaanxi", {"cn.shaanxi"}),
            ("Canton", {"cn.guangdong.guangzhou"}),
            ("Soochow", {"cn.jiangsu.suzhou"}),
            ("Hsinchu", {"tw.hsinchu"}),
            ("Harbin", {"cn.heilongjiang.haerbin"}),
            ("Zhongqing", {"cn.chongqing"}),
            ("Taichow", {"cn.jiangsu.taizhou", "cn.zhejiang.taizhou"}),
        ],
    )
    def test_spellings_of_places(self, spelling: str, places: set[str]) -> None:
        found = {row["id"] for row in rows("places") if spelling in values(row["latin"])}
        assert found == places


class TestForms:
    def test_kinds(self) -> None:
        assert {row["kind"] for row in rows("forms")} == KINDS

    def test_jurisdictions_are_country_codes(self) -> None:
        codes = {row["id"] for row in rows("places") if row["level"] == "country"}
        codes |= {"hk", "mo", "eu"}
        for row in rows("forms"):
            assert {code.lower() for code in values(row["jurisdiction"])} <= codes, row["id"]


class TestFillers:
    def test_nothing_that_begins_trade_names(self) -> None:
        """A filler is dropped wherever it stands, so it is no Han character and no syllable."""
        known = syllables()
        for row in rows("fillers"):
            assert all(len(value) > 1 for value in values(row["zh"]))
            assert not known & {value.lower() for value in values(row["latin"])}, row["id"]


class TestAbbreviations:
    def test_lower_case_and_marked(self) -> None:
        for row in rows("abbreviations"):
            assert row["abbreviation"] == row["abbreviation"].lower()
            assert row["ambiguous"] in {"y", "n"}
            assert row["abbreviation"] not in row["expansions"].split("|")[:1]


class TestVariants:
    def test_one_character_each_and_final(self) -> None:
        chars = {row["char"] for row in rows("variants")}
        for row in rows("variants"):
            assert len(row["char"]) == len(row["fold_to"]) == 1
            assert row["tier"] in {"strong", "weak"}
            assert row["fold_to"] not in chars, f"{row['char']} folds to what folds on"

    def test_nothing_that_normalisation_does_already(self) -> None:
        for row in rows("variants"):
            assert unicodedata.normalize("NFKC", row["char"]) == row["char"]


class TestReadings:
    def test_pinyin_is_made_of_syllables(self) -> None:
        known = syllables() | {"m", "n", "ng", "hm", "hng"}
        for row in rows("readings"):
            assert len(row["char"]) == 1
            assert HAN.fullmatch(row["char"])
            readings = row["readings"].split(" ")
            assert set(readings) <= known, row
            assert len(set(readings)) == len(readings) <= 3, row
        for row in rows("reading_phrases"):
            assert set(row["reading"].split(" ")) <= known, row

    def test_phrases_have_a_syllable_for_each_character(self) -> None:
        for row in rows("reading_phrases"):
            assert len(row["phrase"]) == len(row["reading"].split(" ")), row

    def test_phrases_are_exceptions(self) -> None:
        primary = {row["char"]: row["readings"].split(" ")[0] for row in rows("readings")}
        shorter = {row["phrase"] for row in rows("reading_phrases")}
        for row in rows("reading_phrases"):
            plain = " ".join(primary.get(c, "") for c in row["phrase"])
            inside = any(p in row["phrase"] for p in shorter - {row["phrase"]})
            assert plain != row["reading"] or inside, f"{row['phrase']} reads so anyway"

    @pytest.mark.parametrize("table", ["places", "forms", "fields", "words", "brands"])
    def test_every_han_character_of_the_lexicon_has_a_reading(self, table: str) -> None:
        known = {row["char"] for row in rows("readings")}
        for row in rows(table):
            unread = [c for c in row["zh"] if HAN.fullmatch(c) and c not in known]
            assert not unread, row["zh"]


class TestRomanisations:
    def test_systems_and_keys(self) -> None:
        for row in rows("romanisations"):
            assert row["system"] in {"hk", "wg"}
            assert all(re.fullmatch("[a-z]+", value) for value in values(row["spellings"])), row
            if row["system"] == "hk":
                assert HAN.fullmatch(row["pinyin_or_char"])
            else:
                assert re.fullmatch("[a-z]+", row["pinyin_or_char"])


class TestFrequencies:
    @pytest.mark.parametrize("table", ["latin_frequencies", "han_frequencies"])
    def test_bits_have_one_decimal_and_words_are_common(self, table: str) -> None:
        for row in rows(table):
            assert re.fullmatch(r"\d+\.\d", row["bits"])
            assert float(row["bits"]) <= 15.9, "rarer than 1 in 60,000"

    def test_words_are_folded(self) -> None:
        assert all(re.fullmatch("[a-z0-9]+", row["word"]) for row in rows("latin_frequencies"))
        assert all(
            re.fullmatch(f"(?:{HAN.pattern}){{1,2}}", r["text"]) for r in rows("han_frequencies")
        )

    def test_common_words_are_common(self) -> None:
        bits = {row["word"]: float(row["bits"]) for row in rows("latin_frequencies")}
        assert bits["limited"] < bits["international"] < bits["semiconductor"] < bits["huawei"]


class TestFields:
    def test_atoms_are_fields(self) -> None:
        known = {row["concept"] for row in rows("fields")}
        for row in rows("fields"):
            assert set(values(row["atoms"])) <= known, f"{row['concept']}: unknown atom"


class TestOrganisations:
    def test_parents_and_kinds(self) -> None:
        known = {row["id"] for row in rows("brands")}
        for row in rows("organisations"):
            assert row["kind"] in KINDS or row["kind"] == "agency", row["id"]
            assert set(values(row["parent"])) <= known, f"{row['id']}: dangling parent"
            assert re.fullmatch(r"\d*", row["number"])


class TestBrands:
    def test_strength(self) -> None:
        assert {row["strength"] for row in rows("brands")} <= {"strong", "weak"}
