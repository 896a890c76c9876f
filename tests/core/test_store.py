"""An index as bytes: the same when opened again, and refused when it is anything else."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screenlib._core import Index, Lexicon
from tests.core.support import (
    PROPERTY,
    QUERIES,
    SAMPLE,
    answers,
    index_of,
    learn,
    lexicon,
    tables,
)
from tests.core.vocabulary import names, noisy_names


@pytest.fixture(scope="module")
def index() -> Index:
    learn(QUERIES)
    return index_of(SAMPLE)


@pytest.fixture(scope="module")
def saved(index: Index) -> bytes:
    return index.to_bytes()


class TestSaving:
    def test_an_opened_index_gives_the_same_answers(self, index: Index, saved: bytes) -> None:
        opened = Index.from_bytes(lexicon(), saved)
        assert (opened.names, opened.entities) == (index.names, index.entities) == (8, 5)
        assert answers(opened, QUERIES) == answers(index, QUERIES)
        for query in QUERIES:
            for number in range(index.names):
                assert opened.explain(query, number) == index.explain(query, number)
        assert opened.to_bytes() == saved

    def test_building_twice_gives_the_same_bytes(self, saved: bytes) -> None:
        assert index_of(SAMPLE).to_bytes() == saved

    def test_an_empty_index_is_saved_too(self) -> None:
        opened = Index.from_bytes(lexicon(), index_of([]).to_bytes())
        assert (opened.names, opened.entities) == (0, 0)
        assert opened.search("Hikvision") == ("read", [])

    @PROPERTY
    @given(
        st.lists(st.tuples(st.integers(0, 4), names(), st.booleans()), max_size=10),
        st.lists(noisy_names(), min_size=1, max_size=3),
    )
    def test_any_index_is_the_same_when_opened(
        self, listed: list[tuple[int, str, bool]], queries: list[str]
    ) -> None:
        built = index_of(listed)
        learn(queries)
        opened = Index.from_bytes(lexicon(), built.to_bytes())
        assert answers(opened, queries) == answers(built, queries)

    def test_every_cut_is_refused(self, saved: bytes) -> None:
        for length in range(len(saved)):
            with pytest.raises(ValueError, match="index"):
                Index.from_bytes(lexicon(), saved[:length])

    @settings(PROPERTY, max_examples=400)
    @given(st.data())
    def test_every_flipped_bit_is_refused(self, saved: bytes, data: st.DataObject) -> None:
        place = data.draw(st.integers(0, len(saved) - 1))
        bit = data.draw(st.integers(0, 7))
        flipped = bytearray(saved)
        flipped[place] ^= 1 << bit
        with pytest.raises(ValueError, match="index"):
            Index.from_bytes(lexicon(), bytes(flipped))

    @settings(PROPERTY, max_examples=200)
    @given(st.data())
    def test_damage_that_hides_its_traces_never_crashes(
        self, saved: bytes, data: st.DataObject
    ) -> None:
        """With a digest that fits, damaged bytes are refused, or they are an index."""
        body = bytearray(saved[:-8])
        assert saved == bytes(body) + digest(bytes(body))
        head = saved.index(b"lexicon ") + len("lexicon ") + 16
        for _ in range(data.draw(st.integers(1, 4))):
            place = data.draw(st.integers(head, len(body) - 1))
            body[place] = data.draw(st.integers(0, 255))
        try:
            opened = Index.from_bytes(lexicon(), bytes(body) + digest(bytes(body)))
        except ValueError:
            return
        for query in QUERIES:
            opened.search(query)

    @PROPERTY
    @given(st.binary(max_size=300))
    def test_other_bytes_are_refused(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="no saved index"):
            Index.from_bytes(lexicon(), data)

    def test_added_bytes_are_refused(self, saved: bytes) -> None:
        with pytest.raises(ValueError, match="index"):
            Index.from_bytes(lexicon(), saved + b"\0")
        with pytest.raises(ValueError, match="index"):
            Index.from_bytes(lexicon(), b"\0" + saved)

    def test_an_index_of_another_version_is_refused(self, saved: bytes) -> None:
        place = saved.index(b"engine ") + len("engine ")
        other = saved[:place] + b"9" + saved[place + 1 :]
        with pytest.raises(ValueError, match=r"made by engine 9.*build it again"):
            Index.from_bytes(lexicon(), other)
        place = saved.index(b"+") + 1
        build = saved[:place] + b"xxxx" + saved[place + 4 :]
        with pytest.raises(ValueError, match=r"made by engine .*\+xxxx.*build it again"):
            Index.from_bytes(lexicon(), build)
        with pytest.raises(ValueError, match=r"made by format .*build it again"):
            Index.from_bytes(lexicon(), saved[:8] + b"\xff" + saved[9:])

    def test_an_index_of_another_lexicon_is_refused(self, saved: bytes) -> None:
        changed = tables() | {"words": tables()["words"] + b"qwyx\t\tqwyx\t\n"}
        with pytest.raises(ValueError, match="lexicon"):
            Index.from_bytes(Lexicon(changed, {}), saved)


def digest(body: bytes) -> bytes:
    """The last eight bytes of a saved index: XXH64 of what stands before them."""
    full = (1 << 64) - 1
    p1, p2, p3 = 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
    p4, p5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5

    def turned(value: int, by: int) -> int:
        return (value << by | value >> 64 - by) & full

    def mixed(lane: int, word: int) -> int:
        return turned((lane + word * p2) & full, 31) * p1 & full

    def number(start: int, length: int) -> int:
        return int.from_bytes(body[start : start + length], "little")

    place = 0
    value = p5
    if len(body) >= 32:
        lanes = [(p1 + p2) & full, p2, 0, -p1 & full]
        for place in range(0, len(body) - 31, 32):
            lanes = [mixed(lane, number(place + 8 * n, 8)) for n, lane in enumerate(lanes)]
        place += 32
        value = sum(turned(lane, by) for lane, by in zip(lanes, (1, 7, 12, 18), strict=True)) & full
        for lane in lanes:
            value = ((value ^ mixed(0, lane)) * p1 + p4) & full
    value = (value + len(body)) & full
    while place + 8 <= len(body):
        value = (turned(value ^ mixed(0, number(place, 8)), 27) * p1 + p4) & full
        place += 8
    if place + 4 <= len(body):
        value = (turned(value ^ number(place, 4) * p1 & full, 23) * p2 + p3) & full
        place += 4
    for byte in body[place:]:
        value = turned(value ^ byte * p5 & full, 11) * p1 & full
    value = (value ^ value >> 33) * p2 & full
    value = (value ^ value >> 29) * p3 & full
    return (value ^ value >> 32).to_bytes(8, "little")
