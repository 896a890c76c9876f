"""The command line: what it prints where, and how it exits."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import attrs
import click
import pytest
from click.testing import CliRunner, Result

from screenlib.cli import main
from screenlib.lists import Store, import_file


def run(*arguments: str, text: str | bytes | None = None, exits: int = 0) -> Result:
    result = CliRunner().invoke(main, list(arguments), input=text)
    assert result.exit_code == exits, result.output
    return result


class TestScreen:
    def test_tells_the_hit_and_what_follows(self) -> None:
        out = run("screen", "Hikvision").stdout
        for word in ("MATCH", "Hangzhou Hikvision Digital", "84 FR 54002", "Searched: Entity List"):
            assert word in out

    def test_tells_how_an_odd_name_was_read(self) -> None:
        assert "several alphabets" in run("screen", "Нikvisiоn Digital").output

    def test_a_hit_stands_right_below_its_name(self) -> None:
        lines = run("screen", "Zhejiang Dahua").stdout.splitlines()
        assert lines[1].split()[:2] == ["Zhejiang", "Dahua"]

    def test_several_names_and_a_pipe(self) -> None:
        out = run("screen", "Hikvision", "-", text="Verkor\n海康威视\n").stdout
        assert [line.split()[0] for line in out.splitlines() if line[:1].isupper()][:3] == [
            "MATCH", "NONE", "MATCH",
        ]  # fmt: skip

    def test_json_is_one_document_a_line(self) -> None:
        lines = run("screen", "--json", "Hikvision", "Verkor").stdout.splitlines()
        assert [json.loads(line)["verdict"] for line in lines] == ["match", "none"]

    def test_exit_code_only_when_asked_for(self) -> None:
        run("screen", "Hikvision")
        run("screen", "--exit-code", "Hikvision", exits=3)
        run("screen", "--exit-code", "Verkor")

    def test_no_match_is_no_clearance(self) -> None:
        assert "no clearance" in run("screen", "Verkor").stdout
        assert "no clearance" not in run("screen", "Hikvision").stdout

    def test_as_of(self) -> None:
        assert "only considered" in run("screen", "--as-of", "2019-06-01", "Hikvision").stdout

    def test_options_reach_the_library(self) -> None:
        data = run("screen", "--json", "--threshold", "0.001", "--limit", "2", "Inspur").stdout
        assert len(json.loads(data)["hits"]) == 2
        told = run("screen", "--explain", "--lang", "zh", "--country", "FR", "Hikvision").stdout
        assert "国家不同" in told

    @pytest.mark.parametrize(
        "arguments",
        [
            ("screen",),
            ("screen", "--as-of", "2020-13-01", "x"),
            ("screen", "--threshold", "2", "x"),
            ("screen", "--lang", "fr", "x"),
            ("nonsense",),
        ],
    )
    def test_a_wrong_call_exits_with_2(self, arguments: tuple[str, ...]) -> None:
        run(*arguments, exits=2)

    @pytest.mark.parametrize(
        ("arguments", "says"),
        [
            (("screen", "--list", "nope", "x"), "There is no list 'nope'"),
            (("screen", "--country", "Ruritania", "x"), "ISO 3166-1"),
            (("explain", "x", "nobody"), "There is no entity 'nobody'"),
            (("batch", "absent.csv", "-c", "name"), "absent.csv cannot be read"),
        ],
    )
    def test_an_error_is_one_line_on_standard_error(
        self, arguments: tuple[str, ...], says: str
    ) -> None:
        result = run(*arguments, exits=1)
        assert result.stdout == ""
        assert says in result.stderr
        assert "Traceback" not in result.stderr

    def test_hostile_names_are_shown_harmless(self) -> None:
        out = run("screen", "\x1b[2J\u202eHikvision").stdout
        assert "\x1b[2J" not in out
        assert r"\x1b[2J\u202e" in out


def test_compare_normalize_explain() -> None:
    assert "match" in run("compare", "华为技术有限公司", "Huawei Technologies Co., Ltd.").stdout
    assert json.loads(run("compare", "--json", "华为", "Huawei").stdout)["evidence"]
    assert "Hangzhou" in run("normalize", "Hangzhou Xyz Ltd").stdout
    assert json.loads(run("normalize", "--json", "x").stdout)["parts"]
    entity = "hangzhou-hikvision-digital-technology-co-ltd-cn"
    assert "none" in run("explain", "Verkor", entity).stdout
    assert json.loads(run("explain", "--json", "Verkor", entity).stdout)["verdict"] == "none"


class TestLists:
    def test_available(self) -> None:
        assert "2019-10-09" in run("lists").stdout
        assert json.loads(run("lists", "--json").stdout)["id"] == "us-bis-entity-list"

    def test_show(self) -> None:
        out = run("lists", "show", "us-bis-entity-list", "--as-of", "2019-10-09").stdout
        assert "Megvii" in out
        assert "[considered]" not in out
        entity = "hangzhou-hikvision-digital-technology-co-ltd-cn"
        one = run("lists", "show", "us-bis-entity-list", "--entity", entity).stdout
        assert "杭州海康威視數字技術" in one
        data = run("lists", "show", "us-bis-entity-list", "--entity", entity, "--json").stdout
        assert json.loads(data)["id"] == entity

    def test_diff(self) -> None:
        arguments = ("lists", "diff", "us-bis-entity-list", "2019-06-01", "2019-10-09")
        out = run(*arguments).stdout
        assert "considered -> listed" in out
        assert out.splitlines()[-1] == "26 added, 0 removed, 2 changed"
        assert len(json.loads(run(*arguments, "--json").stdout)["added"]) == 26

    def test_verify(self, tmp_path: Path) -> None:
        assert json.loads(run("lists", "verify", "--json").stdout)["ok"]
        result = run("lists", "verify", str(tmp_path), exits=1)
        assert "no lists here" in result.stderr

    def test_import_and_screen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path / "store"))
        source = tmp_path / "denied.csv"
        source.write_text("id,name,aliases\nx,Xyzzy Robotics,Xyzzy; 喜之泽\n", "utf-8")
        arguments = ("lists", "import", str(source), "--format", "csv", "--id", "internal")
        result = run(*arguments, "--effective", "2025-01-01")
        assert result.stdout.startswith("internal@2025-01-01: 1 entities")
        assert "1 imported" in result.stderr
        again = json.loads(run(*arguments, "--effective", "2025-01-01", "--json").stdout)
        assert again["account"]["imported"] == 1
        assert "internal" in run("lists").stdout
        assert "MATCH" in run("screen", "--list", "internal", "Xyzzy Robotics").stdout
        assert "Traceback" not in run(*arguments[:-1], "b@d", exits=1).stderr

    def test_fetch_of_an_unknown_list(self) -> None:
        assert "There is no list 'nope'" in run("lists", "fetch", "nope", exits=1).stderr

    def test_an_old_list_is_said_to_be_old(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SCREENLIB_STORE", str(tmp_path / "store"))
        source = tmp_path / "list.csv"
        source.write_text("id,name\nx,Xyzzy Robotics\n", "utf-8")
        snapshot = import_file(source, format="csv", list_id="old", effective="2020-01-01")
        info = attrs.evolve(snapshot.info, stale_after_days=7)
        Store().add(attrs.evolve(snapshot, info=info))
        assert "older than its limit" in run("screen", "--list", "old", "Verkor").stdout
        out = run("screen", "--list", "old", "--as-of", "2020-01-02", "Verkor").stdout
        assert "older than its limit" not in out


class TestBatch:
    SOURCE = "id,company\n1,Hikvision\n2,Verkor\n3,\n"

    def test_file_to_file(self, tmp_path: Path) -> None:
        source, output = tmp_path / "in.csv", tmp_path / "out.csv"
        source.write_text(self.SOURCE)
        result = run("batch", str(source), "--column", "company", "--output", str(output))
        assert result.stdout == ""
        assert "3 rows" in result.stderr
        assert "Hangzhou Hikvision" in result.stderr
        with output.open(newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["verdict"] for row in rows] == ["match", "none", "empty"]

    def test_a_pipe_has_the_table_and_nothing_else(self) -> None:
        result = run("batch", "-", "-c", "2", text=self.SOURCE)
        rows = list(csv.DictReader(result.stdout.splitlines()))
        assert [row["verdict"] for row in rows] == ["match", "none", "empty"]
        assert "█" not in result.stderr

    def test_json_summary(self, tmp_path: Path) -> None:
        output = tmp_path / "out.csv"
        result = run("batch", "-", "-o", str(output), "--json", text=self.SOURCE)
        summary = json.loads(result.stdout)
        assert summary["counts"] == {
            "match": 1, "review": 0, "affiliate": 0, "none": 1, "empty": 1,
        }  # fmt: skip

    def test_exit_code(self, tmp_path: Path) -> None:
        output = str(tmp_path / "out.csv")
        run("batch", "-", "-o", output, "--exit-code", text=self.SOURCE, exits=3)
        run("batch", "-", "-o", output, "--exit-code", text="company\nVerkor\n")

    def test_delimiter_and_no_header(self) -> None:
        arguments = ("batch", "-", "-c", "2", "--no-header", "--delimiter", "tab")
        out = run(*arguments, text="1\tHikvision\n2\tVerkor\n").stdout
        assert [line.split("\t")[2] for line in out.splitlines()] == ["match", "none"]


@pytest.mark.parametrize("locale", [{}, {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}])
def test_chinese_names_in_a_bare_c_locale(locale: dict[str, str]) -> None:
    code = "from screenlib.cli import main; main(prog_name='screenlib')"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C", **locale}
    done = subprocess.run(
        [sys.executable, "-c", code, "screen", "--json", "海康威视"],
        env=environment,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["verdict"] == "match"


def commands(group: click.Group, prefix: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for name, command in group.commands.items():
        found.append((*prefix, name))
        if isinstance(command, click.Group):
            found += commands(command, (*prefix, name))
    return found


@pytest.mark.parametrize("command", commands(main), ids=" ".join)
class TestEveryCommand:
    def test_has_help_with_a_description(self, command: tuple[str, ...]) -> None:
        out = run(*command, "--help").stdout
        assert len(out.splitlines()) > 5

    def test_has_json(self, command: tuple[str, ...]) -> None:
        assert "--json" in run(*command, "--help").stdout

    def test_stands_in_the_documentation(self, command: tuple[str, ...]) -> None:
        docs = Path(__file__).parent.parent / "docs"
        text = "".join(path.read_text("utf-8") for path in docs.rglob("*.md"))
        text += (docs.parent / "README.md").read_text("utf-8")
        assert f"screenlib {' '.join(command)}" in text


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["res"], "plain,rescreen"),
        (["screen", "--list", "us"], "plain,us-bis-entity-list"),
        (["batch", "cust"], "file,cust"),
        (["batch", "--output", "scr"], "file,scr"),
        (["report", "x.csv", "--decisions", "dec"], "file,dec"),
        (["batch", "--rows", "b"], "plain,best"),
        (["replay", "rec"], "file,rec"),
    ],
)
def test_the_shell_completes(words: list[str], wanted: str) -> None:
    asked = {"_SCREENLIB_COMPLETE": "bash_complete", "COMP_CWORD": str(len(words))}
    asked["COMP_WORDS"] = " ".join(["screenlib", *words])
    result = CliRunner().invoke(main, env=asked, prog_name="screenlib")
    assert wanted in result.output.splitlines()


def test_no_colour_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = CliRunner().invoke(main, ["screen", "Verkor"], color=True)
    assert "\x1b[" in coloured.stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in CliRunner().invoke(main, ["screen", "Verkor"], color=True).stdout
