"""The tables of the documentation are those of the result files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import pages

MARKED = "text\n<!-- figures: exactness -->\nold\n<!-- end of figures -->\nmore\n"


def test_a_table_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "exactness.json").write_text(json.dumps({"machine": {}, "differences": 0}))
    page = pages.filled(MARKED, tmp_path)
    assert page == (
        "text\n<!-- figures: exactness -->\n| figure | value |\n| --- | --: |\n"
        "| differences | 0 |\n<!-- end of figures -->\nmore\n"
    )
    assert pages.filled(page, tmp_path) == page


def test_without_a_result_file_the_page_stays(tmp_path: Path) -> None:
    assert pages.filled(MARKED, tmp_path) == MARKED


def test_an_unknown_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        pages.filled("<!-- figures: nonsense -->\n<!-- end of figures -->", tmp_path)


@pytest.mark.parametrize("page", pages.PAGES, ids=lambda page: page.name)
def test_the_documentation_shows_the_result_files(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert pages.filled(text) == text, "run: python -m benchmarks.run pages"


def test_a_part_that_was_skipped_leaves_its_table(tmp_path: Path) -> None:
    marked = MARKED.replace("exactness", "natives")
    (tmp_path / "accuracy.json").write_text(json.dumps({"parts": {}}))
    assert pages.filled(marked, tmp_path) == marked
