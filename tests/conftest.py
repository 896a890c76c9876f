"""What holds for all tests: lists that a user imported on this machine change no answer, and
property tests try the same examples in every run, unless HYPOTHESIS_PROFILE=default is set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


@pytest.fixture(autouse=True, scope="session")
def no_local_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """An empty store in place of the user's."""
    path = tmp_path_factory.mktemp("store")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCREENLIB_STORE", str(path))
        patch.delenv("SCREENLIB_DECISIONS", raising=False)
        patch.delenv("NO_COLOR", raising=False)
        yield path
