"""Names that are none, and odd ones: what is refused, what is empty, and what the answer says."""

from __future__ import annotations

import pytest

from screenlib import Screener, screen
from screenlib.errors import InvalidNameError
from screenlib.intake import MAX_NAME


class TestNoName:
    @pytest.mark.parametrize(
        ("name", "says"),
        [
            (None, "missing"),
            (float("nan"), "missing"),
            ("", "blank"),
            ("  \t\u3000", "blank"),
            ("...", "signs only"),
            ("\x00\x00", "signs only"),
            ("\ud800", "signs only"),
            ("有限公司", "legal form"),
            ("Co., Ltd.", "legal form"),
            ("x" * (MAX_NAME + 1), "too long"),
            ("x" * 1_000_000, "too long"),
        ],
    )
    def test_is_empty_with_its_reason(self, name: object, says: str) -> None:
        result = screen(name)  # type: ignore[arg-type]
        assert result.verdict == "empty"
        assert says in result.reason
        assert not result.is_alert
        result.to_json()
        result.explain()

    def test_nothing_distinctive_says_so(self) -> None:
        result = screen("Technology Co., Ltd.")
        assert result.verdict == "none"
        assert "nothing distinctive" in result.reason

    @pytest.mark.parametrize(
        ("name", "verdict"),
        [("Нikvisiоn Digital", "match"), ("Qwixtrаm Vоrkel Pumps", "none")],
    )
    def test_mixed_alphabets_are_told_of(self, name: str, verdict: str) -> None:
        result = screen(name)
        assert result.verdict == verdict
        assert "several alphabets" in result.reason
        assert list(Screener().screen_many([name])) == [Screener().screen(name)]

    @pytest.mark.parametrize(
        ("name", "says"),
        [("Qwixtrаm Vоrkel", "several alphabets"), ("Technology Co., Ltd.", "nothing distinctive")],
    )
    def test_what_is_said_of_a_name_hides_no_gap(self, name: str, says: str) -> None:
        result = screen(name, as_of="2001-01-01")
        assert says in result.reason
        assert "no list covers the date" in result.reason

    def test_control_characters_and_surrogates_within_a_name(self) -> None:
        assert screen("Hik\x00vision").query == "Hik\x00vision"
        assert screen("\ud800 Hikvision").verdict in ("match", "review")

    @pytest.mark.parametrize("name", [5, 5.0, b"Hikvision", ["Hikvision"], object()])
    def test_what_is_no_text_is_refused(self, name: object) -> None:
        with pytest.raises(InvalidNameError, match="A name is text, not"):
            screen(name)  # type: ignore[arg-type]

    def test_in_a_batch_the_error_says_which(self) -> None:
        with pytest.raises(InvalidNameError, match="Name number 3"):
            list(Screener().screen_many(["a", None, 5]))  # type: ignore[list-item]
