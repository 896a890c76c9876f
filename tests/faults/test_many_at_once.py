"""Threads and processes: sixteen threads give the answers of one; forked and spawned ones too."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest

from screenlib import Screener, compare, screen, screen_csv
from screenlib.errors import BatchError
from screenlib.results import ScreeningResult

NAMES: list[str | None] = [
    *[
        "Hikvision",
        "海康威視",
        "Zhejiang Dahua",
        "Алмаз-Антей",
        "ファーウェイ",
        "화웨이",
        "H1kvision",
    ],
    *["CETC 52nd Institute", "", None, "Co., Ltd.", "Kel Plugh", "Inspur (Suzhou)", "Ήχος", "ไทย"],
]
THREADS = 16
METHODS = [
    m for m in ("fork", "spawn", "forkserver") if m in multiprocessing.get_all_start_methods()
]
SCREENER: Screener | None = None


def asked(screener: Screener, names: list[str | None]) -> list[ScreeningResult]:
    return [screener.screen(name) for name in names]


def asked_of_the_parents(names: list[str | None]) -> list[ScreeningResult]:
    """In a forked process: with the screener that its parent made."""
    assert SCREENER is not None
    return asked(SCREENER, names) + list(SCREENER.screen_many(names, workers=2))


def asked_anew(names: list[str | None]) -> list[ScreeningResult]:
    return [screen(name) for name in names]


def test_sixteen_threads_give_the_answers_of_one() -> None:
    alone = asked(Screener(), NAMES)
    shared = Screener()  # a fresh one: letters of other scripts are learnt by all at once
    ready = threading.Barrier(THREADS)

    def work(number: int) -> list[ScreeningResult]:
        ready.wait()
        turned = NAMES[number % len(NAMES) :] + NAMES[: number % len(NAMES)]
        one_by_one = asked(shared, turned)
        assert list(shared.screen_many(turned, workers=2)) == one_by_one
        back = -(number % len(NAMES)) % len(NAMES)
        return one_by_one[back:] + one_by_one[:back]

    with ThreadPoolExecutor(THREADS) as pool:
        for found in pool.map(work, range(THREADS)):
            assert found == alone


def test_sixteen_threads_make_screeners_and_compare() -> None:
    wanted = compare("海康威視", "Hikvision").to_dict(), asked(Screener(), NAMES)

    def work(_: int) -> bool:
        found = compare("海康威視", "Hikvision").to_dict(), asked(Screener(), NAMES)
        return found == wanted

    with ThreadPoolExecutor(THREADS) as pool:
        assert all(pool.map(work, range(THREADS)))


@pytest.mark.parametrize("method", METHODS)
def test_processes_give_the_answers_of_one(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    screener = Screener()
    alone = asked(screener, NAMES)
    list(screener.screen_many([*NAMES] * 100, workers=4))  # threads have been at work before
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(2, mp_context=context) as pool:
        handed = [pool.submit(asked, screener, NAMES) for _ in range(4)]
        anew = pool.submit(asked_anew, NAMES)
        assert all(future.result(120) == alone for future in handed)
        assert anew.result(120) == alone


@pytest.mark.skipif("fork" not in METHODS, reason="no fork")
def test_a_fork_uses_the_screener_of_its_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    screener = Screener()
    monkeypatch.setattr(sys.modules[__name__], "SCREENER", screener)
    alone = asked(screener, NAMES)
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("fork")) as pool:
        for found in pool.map(asked_of_the_parents, [NAMES] * 4, timeout=120):
            assert found == alone * 2


def _screen_file(source: Path, output: Path) -> str:
    try:
        screen_csv(source, output, column="name", workers=1)
    except BatchError as error:
        return str(error)
    return ""


def test_two_processes_that_write_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them writes it, or both do after each other: never a mixture."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
    output = tmp_path / "out.csv"
    sources = []
    for number, name in enumerate(["Hikvision", "Verkor"]):
        source = tmp_path / f"{number}.csv"
        source.write_text("name\n" + f"{name}\n" * 8_000)
        screen_csv(source, tmp_path / f"wanted-{number}.csv", column="name")
        sources.append(source)
    wanted = [(tmp_path / f"wanted-{number}.csv").read_bytes() for number in range(2)]
    with ProcessPoolExecutor(4, mp_context=multiprocessing.get_context("spawn")) as pool:
        said = list(pool.map(_screen_file, sources * 6, [output] * 12))
    assert "" in said
    assert all("Another process is writing" in text for text in said if text)
    assert output.read_bytes() in wanted
    assert not list(tmp_path.glob(".*"))
