"""The examples of the documentation run, in the order of each page, in a directory of their own."""

from __future__ import annotations

import doctest
import re
import shlex
import textwrap
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from screenlib.cli import main

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]

NEEDS_MORE = {
    "use-spark-ray-or-dask.md": "needs a cluster; tests/integrations runs the same calls",
    "accuracy.md": "its commands measure for minutes",
    "speed.md": "its commands measure for minutes",
}
NOT_HERE = ("lists fetch", "consolidated.csv", "us-ofac-sdn", " | ", "$(", "--from ")
"""Commands that need the network, an official file, a pipe or a file that a person makes."""


def blocks(page: Path) -> list[tuple[str, str]]:
    """The fenced blocks of a page: language and content."""
    found = re.findall(r"^```(\w+)\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [(language, content) for language, content in found]


def prepare(folder: Path) -> None:
    """The files that the examples read."""
    import openpyxl
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = ["Hikvision", "Verkor", "Dahua Hotels"]
    rows = [
        ("id", "company", "name", "公司名称"),
        *((str(i), n, n, n) for i, n in enumerate(names)),
    ]
    text = "\n".join(",".join(row) for row in rows) + "\n"
    (folder / "customers.csv").write_text(text, "utf-8")
    (folder / "denied.csv").write_text("name\nXyzzy Robotics\n", "utf-8")
    (folder / "denied-parties.csv").write_text("name\nXyzzy Robotics\n", "utf-8")
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "customers.xlsx")
    pq.write_table(pa.table({"name": names}), folder / "customers.parquet")


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if any(kind in ("python", "sh") for kind, _ in blocks(page))],
    ids=lambda page: str(page.relative_to(ROOT)),
)
def test_examples_run(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if page.name in NEEDS_MORE:
        pytest.skip(NEEDS_MORE[page.name])
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path / "store"))
    names: dict[str, object] = {"__name__": "example"}
    for language, content in blocks(page):
        if language == "python" and ">>>" in content:
            test = doctest.DocTestParser().get_doctest(content, names, page.name, str(page), 0)
            runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
            runner.run(test, out=print, clear_globs=False)
            assert runner.failures == 0, capsys.readouterr().out
        elif language == "python":
            exec(compile(textwrap.dedent(content), str(page), "exec"), names)
        elif language == "sh":
            for line in content.replace("\\\n", " ").splitlines():
                if line.startswith("screenlib ") and not any(part in line for part in NOT_HERE):
                    arguments = shlex.split(line, comments=True)[1:]
                    result = CliRunner().invoke(main, arguments)
                    assert result.exit_code == 0, f"{line}\n{result.output}"


def commands(group: click.Group, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        else:
            yield (*path, name), command


@pytest.mark.parametrize(
    ("path", "command"),
    list(commands(main)),
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_help_of_each_command_has_examples_that_run(
    path: tuple[str, ...],
    command: click.Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [line.strip() for line in (command.help or "").replace("\\\n", " ").splitlines()]
    examples = [line for line in lines if line.startswith("screenlib ") or " | screenlib " in line]
    assert any(f"screenlib {' '.join(path)}" in example for example in examples)
    prepare(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path / "store"))
    for example in examples:
        if not any(part in example for part in NOT_HERE):
            result = CliRunner().invoke(main, shlex.split(example)[1:])
            assert result.exit_code == 0, f"{example}\n{result.output}"


def test_docstring_examples() -> None:
    import screenlib.lists
    import screenlib.names
    import screenlib.screener

    for module in (screenlib, screenlib.names, screenlib.screener, screenlib.lists):
        results = doctest.testmod(module)
        assert results.attempted > 0
        assert results.failed == 0
