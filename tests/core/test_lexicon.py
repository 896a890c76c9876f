"""The knowledge tables as the core reads them: bad ones are refused with table, line and reason,
good rows of a user are understood at once.

Where the content does not matter, tables of a few rows serve, so that many lexicons can be made.
"""

from __future__ import annotations

import functools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib._core import Index, Lexicon
from tests.core.support import PROPERTY, tables

TABLES = sorted(tables())
FEW = 6
WHOLE = {"weights", "fields", "readings", "romanisations", "variants"}


@functools.cache
def small_tables() -> dict[str, bytes]:
    """The comments, header and first rows of each table that stands alone; those that others refer
    to are whole, and groups, which refer to all, are empty.
    """
    kept = {}
    for name, table in tables().items():
        rows = table[len(_head(name)) :].splitlines(keepends=True)
        count = len(rows) if name in WHOLE else 0 if name == "groups" else FEW
        kept[name] = _head(name) + b"".join(rows[:count])
    return kept


def _head(name: str) -> bytes:
    lines = tables()[name].splitlines(keepends=True)
    return b"".join(lines[: next(n for n, li in enumerate(lines) if not li.startswith(b"#")) + 1])


def with_rows(name: str, *rows: str, source: dict[str, bytes] | None = None) -> dict[str, bytes]:
    """The tables with further rows in one of them."""
    known = source or small_tables()
    return known | {name: known[name] + "".join(f"{row}\n" for row in rows).encode()}


def lines_of(table: bytes) -> int:
    return table.count(b"\n")


class TestBadTables:
    def test_the_small_tables_are_good(self) -> None:
        assert Lexicon(small_tables(), {}).fold("海康") == "海康"

    @pytest.mark.parametrize("name", TABLES)
    def test_a_missing_table(self, name: str) -> None:
        left = {table: text for table, text in small_tables().items() if table != name}
        with pytest.raises(ValueError, match=rf"lexicon table {name}.*missing"):
            Lexicon(left, {})

    @pytest.mark.parametrize("name", TABLES)
    def test_a_row_of_another_width(self, name: str) -> None:
        bad = with_rows(name, "one\ttwo\tthree\tfour\tfive\tsix\tseven\teight\tnine\tten\t\t\t\t\t")
        line = lines_of(bad[name])
        with pytest.raises(ValueError, match=rf"lexicon table {name}, line {line}: .* cells"):
            Lexicon(bad, {})

    @pytest.mark.parametrize("name", TABLES)
    def test_a_table_without_a_header(self, name: str) -> None:
        with pytest.raises(ValueError, match=rf"lexicon table {name}, line 1: no header row"):
            Lexicon(small_tables() | {name: b"# nothing here\n"}, {})

    @pytest.mark.parametrize("name", TABLES)
    def test_a_table_that_is_no_utf_8(self, name: str) -> None:
        bad = small_tables()[name] + b"\xff\xfe\n"
        with pytest.raises(ValueError, match=rf"lexicon table {name}.*not UTF-8"):
            Lexicon(small_tables() | {name: bad}, {})

    @pytest.mark.parametrize("name", TABLES)
    def test_a_header_of_other_columns(self, name: str) -> None:
        head = _head(name)
        names = head.splitlines(keepends=True)[-1]
        other = head.removesuffix(names) + b"x_" + names.replace(b"\t", b"\tx_")
        bad = other + small_tables()[name].removeprefix(head)
        with pytest.raises(ValueError, match=rf"lexicon table {name}, line \d+: no column"):
            Lexicon(small_tables() | {name: bad}, {})

    @pytest.mark.parametrize(
        ("name", "row", "says"),
        [
            ("places", "cn.qwyx\tcn\tplanet\t某地\tQwyx\t", 'unknown level "planet"'),
            ("forms", "qwyx\tqwyx\t某某\tqwyx\t\t", '"qwyx"'),
            ("fields", "qwyx\ttech\tno_such_atom\t某\tqwyx\t", '"no_such_atom"'),
            ("variants", "某\t谋\tmedium", "strong or weak"),
            ("variants", "某某\t谋\tstrong", "one character"),
            ("readings", "某\t", "no character or no reading"),
            ("reading_phrases", "某某\tmou", "one syllable a character"),
            ("romanisations", "xx\tmou\tmow", 'unknown system "xx"'),
            ("latin_frequencies", "qwyx\tmany", '"many" is not a number'),
            ("han_frequencies", "某\tmany", '"many" is not a number'),
            ("han_frequencies", "某某某\t3.5", "one or two characters"),
            ("readings", "某\tqwyx", '"qwyx" is no syllable of pinyin; write it as'),
            ("reading_phrases", "某某\tmou móu", '"móu" is no syllable of pinyin'),
            ("groups", "brand:no_such_brand\tbrand:neither\t", "no_such_brand"),
        ],
    )
    def test_a_bad_value(self, name: str, row: str, says: str) -> None:
        bad = with_rows(name, row)
        with pytest.raises(
            ValueError, match=rf"lexicon table {name}, line {lines_of(bad[name])}: .*{says}"
        ):
            Lexicon(bad, {})


class TestWeights:
    @staticmethod
    def changed(weight: str, value: str) -> tuple[dict[str, bytes], int]:
        lines = tables()["weights"].decode().split("\n")
        at = next(n for n, line in enumerate(lines) if line.startswith(f"{weight}\t"))
        lines[at] = f"{weight}\t{value}\tchosen: for this test"
        return small_tables() | {"weights": "\n".join(lines).encode()}, at + 1

    @pytest.mark.parametrize(
        ("weight", "value", "says"),
        [
            ("text", "-0.1", "text must be zero or more"),
            ("place", "-5", "place must be zero or more"),
            ("identical", "-1", "identical must be zero or more"),
            ("conflict_place", "0.5", "conflict_place must be zero or less"),
            ("extra_stem", "0.01", "extra_stem must be zero or less"),
            ("weak_alias", "2", "weak_alias must be zero or less"),
            ("prior", "inf", "prior must be a finite number"),
            ("prior", "nan", "prior must be a finite number"),
            ("text", "nan", "text must be"),
            ("conflict_number", "-inf", "conflict_number must be"),
            ("slope", "steep", '"steep" is not a number'),
            ("slope", "", '"" is not a number'),
        ],
    )
    def test_a_weight_that_would_break_the_bounds_is_refused(
        self, weight: str, value: str, says: str
    ) -> None:
        bad, line = self.changed(weight, value)
        with pytest.raises(ValueError, match=rf"lexicon table weights, line {line}: {says}"):
            Lexicon(bad, {})

    def test_a_weight_that_is_not_there(self) -> None:
        lines = tables()["weights"].splitlines(keepends=True)
        left = b"".join(line for line in lines if not line.startswith(b"conflict_place\t"))
        with pytest.raises(ValueError, match=r"lexicon table weights.*no row for conflict_place"):
            Lexicon(small_tables() | {"weights": left}, {})

    def test_a_weight_that_nobody_knows(self) -> None:
        bad = with_rows("weights", "conflict_of_interest\t-1\tchosen: for this test")
        line = lines_of(bad["weights"])
        with pytest.raises(
            ValueError, match=rf"weights, line {line}: unknown weight \"conflict_of_interest\""
        ):
            Lexicon(bad, {})

    def test_thresholds_are_those_of_the_table(self) -> None:
        changed, _ = self.changed("match_threshold", "0.75")
        assert Lexicon(changed, {}).thresholds["match"] == pytest.approx(0.75)


class TestOwnRows:
    """A user adds rows; the answer to a question they bear on changes, and no other."""

    def test_a_place(self) -> None:
        known = Lexicon(with_rows("places", "cn.qwyx\tcn\tprovince\t曲维\tQwyxland\t"), {})
        assert known.parse("Qwyxland Steel")[0][0] == ("place", "qwyxland", ["place:cn.qwyx"])
        assert known.parse("曲维钢铁")[0][0] == ("place", "曲维", ["place:cn.qwyx"])

    def test_a_field(self) -> None:
        known = Lexicon(with_rows("fields", "qwyxing\ttech\t\t曲维术\tqwyxing\t"), {})
        assert ("field", "曲维术", ["field:qwyxing"]) in known.parse("海康曲维术")[0]
        assert known.compare("海康曲维术", "海康 Qwyxing")["rows"][0][1] in ("text", "concept")

    def test_a_legal_form(self) -> None:
        known = Lexicon(with_rows("forms", "qwyxform\tcompany\t\tq.w.y.x.\t\t"), {})
        ((_, form),) = known.parse("Plugh Q.W.Y.X.")
        assert form[0] == "form"

    def test_a_trade_name_joins_its_spellings(self) -> None:
        before = Lexicon(tables(), {}).compare("曲维夫", "Plughware Ltd.")
        rows = with_rows("brands", "plugh\tstrong\t曲维夫\tPlughware\t\t", source=tables())
        after = Lexicon(rows, {}).compare("曲维夫", "Plughware Ltd.")
        assert before["verdict"] == "none"
        assert after["verdict"] in ("match", "review")

    def test_an_abbreviation(self) -> None:
        rows = with_rows("abbreviations", "qwyxtech\ttechnology\t\t", source=tables())
        ((_, part),) = Lexicon(rows, {}).parse("Plugh Qwyxtech")
        assert part == ("field", "qwyxtech", ["field:technology"])

    def test_a_variant_character(self) -> None:
        known = Lexicon(with_rows("variants", "\U00020164\t海\tstrong"), {})
        assert known.fold("\U00020164康") == "海康"

    def test_the_same_tables_give_the_same_digest_and_others_another(self) -> None:
        one, again = Lexicon(small_tables(), {}), Lexicon(dict(small_tables()), {})
        other = Lexicon(with_rows("places", "cn.qwyx\tcn\tprovince\t曲维\tQwyxland\t"), {})
        assert one.digest == again.digest != other.digest

    @pytest.mark.parametrize("seed", [5, 6])
    def test_the_order_of_rows_changes_no_reading(self, seed: int) -> None:
        """Nor which concepts a part has; they come in the order of the rows."""

        def parts(lexicon: Lexicon, name: str) -> list[tuple[str, str, list[str]]]:
            return sorted((kind, text, sorted(ids)) for kind, text, ids in lexicon.parse(name)[0])

        shuffled = {}
        for name, table in tables().items():
            head = _head(name)
            rows = table[len(head) :].splitlines(keepends=True)
            random.Random(seed).shuffle(rows)
            shuffled[name] = head + b"".join(rows)
        one, other = Lexicon(tables(), {}), Lexicon(shuffled, {})
        for name in (
            "杭州海康威视数字技术股份有限公司",
            "CETC 52nd Research Institute",
            "Suzhou Inspur",
        ):
            assert parts(one, name) == parts(other, name)


class TestAnyBytes:
    """Whatever stands in a table: it is read, or refused with a ValueError."""

    @PROPERTY
    @given(st.sampled_from(TABLES), st.data())
    def test_damaged_tables(self, name: str, data: st.DataObject) -> None:
        table = bytearray(small_tables()[name])
        for _ in range(data.draw(st.integers(1, 5))):
            place = data.draw(st.integers(0, len(table) - 1))
            table[place : place + data.draw(st.integers(0, 3))] = data.draw(
                st.sampled_from([b"", b"\t", b"\n", b"|", b"?", b"x", b" ", "海".encode(), b"\0"])
            )
        try:
            known = Lexicon(small_tables() | {name: bytes(table)}, {})
        except ValueError as error:
            refused = str(error)
        else:
            refused = ""
            Index.build(known, [(0, "杭州海康威视 Hikvision 52", False)]).search("海康威视 x")
        assert not refused or refused.startswith("lexicon table ")

    @PROPERTY
    @given(
        st.sampled_from(TABLES),
        st.lists(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1, max_size=3
        ),
    )
    def test_rows_of_any_text(self, name: str, cells: list[str]) -> None:
        width = _head(name).splitlines()[-1].count(b"\t") + 1
        row = "\t".join((cells * width)[:width])
        try:
            known = Lexicon(with_rows(name, row), {})
        except ValueError:
            return
        known.parse(" ".join(cells))
        known.compare(cells[0], "海康威视")
