"""Tests of lists never see, and never touch, the store of the person who runs them."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_store(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path_factory.mktemp("store")))


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    return tmp_path / "store"
