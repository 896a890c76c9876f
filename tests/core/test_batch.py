"""Many names in one call: told of as it goes on, stopped as a whole, in any number of threads."""

from __future__ import annotations

import _thread
import threading

import pytest

from screenlib._core import Index
from tests.core.support import QUERIES, SAMPLE, index_of, learn

NAMES = [*QUERIES, "", "有限公司"] * 40
LONG = [" ".join(f"{word}{number}" for word in QUERIES) for number in range(200)]


@pytest.fixture(scope="module")
def index() -> Index:
    learn([*NAMES, *LONG])
    return index_of(SAMPLE)


class StoppedError(Exception):
    """What a callback raises."""


@pytest.mark.parametrize("workers", [1, 2, 3, 64])
class TestBatch:
    def test_answers_are_those_of_single_calls_in_order(self, index: Index, workers: int) -> None:
        for names in ([], NAMES[:1], NAMES[:63], NAMES):
            found = index.search_many(names, workers=workers)
            assert [answer or ("read", []) for answer in found] == [*map(index.search, names)]

    def test_progress_rises_to_the_end(self, index: Index, workers: int) -> None:
        told: list[tuple[int, int]] = []
        names = LONG * 30

        def note(done: int, total: int) -> None:
            told.append((done, total))

        index.search_many(names, workers=workers, progress=note)
        assert told == sorted(told)
        assert told[-1] == (len(names), len(names))
        assert {total for _, total in told} == {len(names)}

    def test_it_is_called_in_the_calling_thread(self, index: Index, workers: int) -> None:
        seen = set()
        index.search_many(LONG, None, 10, workers, lambda *_: seen.add(threading.get_ident()))
        assert seen == {threading.get_ident()}

    def test_what_the_callback_raises_comes_out_and_stops(self, index: Index, workers: int) -> None:
        told: list[int] = []

        def refuse(done: int, total: int) -> None:
            told.append(done)
            raise StoppedError

        with pytest.raises(StoppedError):
            index.search_many(LONG * 1000, workers=workers, progress=refuse)
        assert len(told) == 1
        assert told[0] < len(LONG) * 1000
        assert index.search_many(NAMES, workers=workers) == index.search_many(NAMES)

    def test_ctrl_c_stops_it(self, index: Index, workers: int) -> None:
        told = [0]
        timer = threading.Timer(0.2, _thread.interrupt_main)
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            index.search_many(
                LONG * 2000, workers=workers, progress=lambda done, _: told.append(done)
            )
        timer.join()
        assert told[-1] < len(LONG) * 2000

    def test_the_callback_may_search(self, index: Index, workers: int) -> None:
        wanted = index.search("Hikvision")
        inner: list[object] = []

        def search(done: int, total: int) -> None:
            inner.append(index.search("Hikvision"))
            inner.extend(index.search_many(["Hikvision"] * 70, workers=workers)[:1])

        found = index.search_many(NAMES, workers=workers, progress=search)
        assert found == index.search_many(NAMES)
        assert inner
        assert all(answer == wanted for answer in inner)


def test_an_empty_batch_is_told_of_too(index: Index) -> None:
    told: list[tuple[int, int]] = []
    assert index.search_many([], progress=lambda *numbers: told.append(numbers)) == []
    assert told == [(0, 0)]
