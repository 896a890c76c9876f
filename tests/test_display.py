"""Text on a terminal: columns and safety."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib.display import clip, pad, safe, table, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"), [("", 0), ("abc", 3), ("海康", 4), ("e\u0301", 1), ("Ａ", 2), ("한국", 4)]
)
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("海康", "海康"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\u202eb", r"a\u202eb"),
        ("\ud800", r"\ud800"),
        ("a\x00\n", r"a\x00\n"),
    ],
)
def test_safe_shows_what_could_do_harm(text: str, shown: str) -> None:
    assert safe(text) == shown


TEXT = st.text("ab 海康，-", max_size=40)


@given(TEXT, st.integers(2, 30))
def test_clip_and_wrap_keep_within_the_columns(text: str, columns: int) -> None:
    assert width(clip(text, columns)) <= columns
    lines = wrap(text, columns)
    assert all(width(line) <= columns for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=5))
def test_columns_of_a_table_stand_below_each_other(rows: list[tuple[str, str]]) -> None:
    marked = [(left, "#" + right) for left, right in rows]
    places = {width(line[: line.index("#")]) for line in table(marked)}
    assert len(places) == 1


def test_pad_right() -> None:
    assert pad("海", 4, right=True) == "  海"
