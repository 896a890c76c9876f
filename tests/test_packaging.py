"""The wheel and the source distribution: what is in them, and that they work on their own.

Everything is built from a source distribution made of the files that git knows, so that a file that
was forgotten in git fails here and not at a user's.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PATH = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the sdist is made from git's files"),
]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        # The build calls maturin by its name, which stands beside this interpreter.
        env={**os.environ, "PYTHONPATH": "", "PATH": PATH, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with the sdist, and with the wheel that pip built from it."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "maturin", "sdist", "--out", folder, cwd=ROOT)
    (sdist,) = folder.glob("*.tar.gz")
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "screenlib" / "rust" / "target"))
    run(
        sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--quiet",
        "--wheel-dir", folder, sdist,
        cwd=folder,
        CARGO_TARGET_DIR=target,
    )  # fmt: skip
    return folder


@pytest.fixture(scope="module")
def wheel_names(dist: Path) -> list[str]:
    (wheel,) = dist.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def tracked(folder: str) -> set[str]:
    output = run("git", "-c", "core.quotePath=false", "ls-files", "--", folder, cwd=ROOT)
    return {name for name in output.splitlines() if (ROOT / name).exists()}


def test_the_wheel_is_one_for_every_python(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    assert "-cp311-abi3-" in wheel.name


def test_nothing_stray_stands_at_the_top_of_site_packages(wheel_names: list[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names}
    assert {top.split("-")[0] for top in tops} == {"screenlib"}
    assert len(tops) == 2  # the package and its .dist-info


def test_the_wheel_carries_every_list_file(wheel_names: list[str]) -> None:
    wanted = {f"screenlib/_data/{name}" for name in tracked("lists")}
    assert wanted
    assert {name for name in wheel_names if name.startswith("screenlib/_data/")} == wanted


def test_the_wheel_carries_every_file_of_the_package_but_the_crate(wheel_names: list[str]) -> None:
    wanted = {name for name in tracked("screenlib") if not name.startswith("screenlib/rust/")}
    assert "screenlib/py.typed" in wanted
    built = {name for name in wheel_names if name.startswith("screenlib/_core.")} - wanted
    carried = {
        name
        for name in wheel_names
        if name.startswith("screenlib/") and not name.startswith("screenlib/_data/")
    }
    assert len(built) == 1
    assert carried - built == wanted


def test_the_sdist_carries_all_that_a_build_and_its_tests_need(dist: Path) -> None:
    (sdist,) = dist.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    for folder in ("screenlib", "lists", "tests", "docs", "benchmarks"):
        assert tracked(folder) <= names
    for name in ("README.md", "LICENSE", "pyproject.toml", "Makefile"):
        assert name in names
    assert not [name for name in names if "/target/" in name or name.startswith(".venv")]


def test_the_wheel_works_in_a_clean_environment(dist: Path, tmp_path: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    venv.create(tmp_path / "venv", with_pip=True)
    bin_dir = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(bin_dir / "python", "-m", "pip", "install", "--quiet", wheel, cwd=tmp_path)
    answer = json.loads(run(bin_dir / "screenlib", "screen", "--json", "Hikvision", cwd=tmp_path))
    assert answer["verdict"] == "match"
    assert answer["hits"][0]["entity"]["citations"][0]["rule"] == "84 FR 54002"
    verified = json.loads(run(bin_dir / "screenlib", "lists", "verify", "--json", cwd=tmp_path))
    assert verified["ok"]
    assert str(tmp_path) in verified["root"]
    assert run(bin_dir / "screenlib", "--version", cwd=tmp_path).startswith("screenlib")
