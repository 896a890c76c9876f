"""Hostile files, short: the cases that fuzzing found, and a fixed run of spoilt examples.

`make fuzz` runs the same checks under coverage guidance for as long as asked. An input that it
finds goes into corpus/<check>/ together with the mending, and is tried here ever after.
"""

from __future__ import annotations

import os

import pytest

from tests.hostile.checks import CHECKS, CORPUS, examples
from tests.hostile.mutations import mutated

ROUNDS = int(os.environ.get("SCREENLIB_FUZZ_ROUNDS", "60"))
"""Spoilt copies for each check; a search for new cases sets more."""


@pytest.mark.parametrize("name", list(CHECKS))
def test_examples_and_found_cases(name: str) -> None:
    for data in examples(name):
        CHECKS[name](data)


@pytest.mark.parametrize("name", list(CHECKS))
def test_spoilt_examples(name: str) -> None:
    known = examples(name)
    for seed in range(ROUNDS):
        data = mutated(known[seed % len(known)], seed)
        try:
            CHECKS[name](data)
        except BaseException:
            print(f"{name}, seed {seed}: {data!r}")
            raise


def test_every_folder_of_cases_belongs_to_a_check() -> None:
    assert {path.name for path in CORPUS.iterdir()} <= set(CHECKS)
