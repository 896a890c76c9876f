"""The report: complete, safe, readable without script, and alive with it."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from screenlib import Screener, lists, screen_csv
from screenlib.cli import main
from screenlib.decisions import DecisionStore
from screenlib.errors import BatchError, ConfigError
from screenlib.replay import read_runs
from screenlib.report import ReportContent, page, write_report
from screenlib.results import VERDICTS

HOSTILE = [
    "<script>document.title='owned'</script> Xyzzy Robotics",
    "\"><img src=x onerror=document.title='owned'> Xyzzy Robotics",
    "' onmouseover='document.title=1 Xyzzy Robotics",
    "</script></style><b>Xyzzy Robotics",
    "[Xyzzy](javascript:alert(1)) Robotics",
    "Xyzzy \x1b[2J\u202e Robotics",
    "&lt;Xyzzy&gt; Robotics",
]
NAMES = ["Hikvision", None, "Verkor", "浙江大華科技", "Hikvision Europe B.V.", "有限公司", *HOSTILE]
NOW = datetime.datetime(2025, 4, 4, 12, tzinfo=datetime.UTC)
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)

needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


@pytest.fixture(scope="module")
def screener() -> Screener:
    own = {"x": ["Xyzzy Robotics Co., Ltd.", HOSTILE[0]], "y": [HOSTILE[1]]}
    return Screener(["us-bis-entity-list", lists.Snapshot.from_names(own)])


def made(tmp_path: Path, screener: Screener, ending: str = "html", **options: object) -> Path:
    path = tmp_path / f"report.{ending}"
    arguments = {"title": HOSTILE[0], "source": "customers.csv", "by": "ann", "now": NOW, **options}
    write_report(path, NAMES, screener, **arguments)  # type: ignore[arg-type]
    return path


class Page(HTMLParser):
    """The elements of a page, and its text."""

    VOID = frozenset(("meta", "input", "br", "rect", "img", "link"))

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("script", "style"):
            self.text += data


class TestContent:
    def test_counts_every_name_and_sorts_by_gravity(
        self, tmp_path: Path, screener: Screener
    ) -> None:
        data = json.loads(made(tmp_path, screener, "json").read_text("utf-8"))
        assert data["rows"] == sum(data["counts"].values()) == len(NAMES)
        order = [VERDICTS.index(item["verdict"]) for item in data["items"]]
        assert order == sorted(order)
        assert [name["row"] for name in data["not_screened"]] == [2, 6]
        assert data["items"][0]["hits"][0]["evidence"]

    def test_tells_the_age_of_lists_and_what_was_not_covered(
        self, tmp_path: Path, screener: Screener
    ) -> None:
        content = write_report(tmp_path / "r.html", ["Hikvision"], screener, now=NOW)
        assert [age.days for age in content.ages] == [10, None]
        early = Screener(as_of="2019-05-01")
        write_report(tmp_path / "r.html", ["Hikvision"], early, now=NOW)
        assert "2019-05-01" in Page((tmp_path / "r.html").read_text("utf-8")).text

    def test_decided_hits_rest_at_the_end(self, tmp_path: Path) -> None:
        screener = Screener()
        with DecisionStore(tmp_path / "decisions.db") as store:
            hit = screener.screen("Hikvision").best
            assert hit is not None
            store.decide(hit, "false-hit", by="ann", why="a namesake")
            content = write_report(
                tmp_path / "r.html", ["Hikvision", "海康威视"], screener, decisions=store
            )
        assert [item.row for item in content.items] == [2, 1]
        assert "a namesake" in Page((tmp_path / "r.html").read_text("utf-8")).text


class TestPage:
    def test_is_well_formed_and_self_contained(self, tmp_path: Path, screener: Screener) -> None:
        source = made(tmp_path, screener).read_text("utf-8")
        parsed = Page(source)
        assert parsed.open == []
        for tag, attributes in parsed.elements:
            assert tag not in ("img", "link", "iframe", "object", "b ")
            assert not {"src", "href", "style"} & set(attributes)
            assert not [name for name in attributes if name.startswith("on")]
        assert [tag for tag, _ in parsed.elements].count("script") == 1

    def test_shows_hostile_names_as_text(self, tmp_path: Path, screener: Screener) -> None:
        parsed = Page(made(tmp_path, screener).read_text("utf-8"))
        shown = [name for name in HOSTILE[:5] if screener.screen(name).hits]
        assert len(shown) >= 3
        for name in shown:
            assert name in parsed.text
        assert r"\x1b[2J\u202e" in parsed.text

    def test_everything_is_readable_without_script(
        self, tmp_path: Path, screener: Screener
    ) -> None:
        text = Page(made(tmp_path, screener).read_text("utf-8")).text
        for word in (
            "84 FR 54002", "For all items subject to the EAR", "ownership not known",
            "股权关系未知",
            "No match is no clearance", "未命中不等于放行", "there is no name (missing value)",
            "before any evidence", "trade name", "us-bis-entity-list@2025-03-25", "ann",
        ):  # fmt: skip
            assert word in text

    def test_policy_names_the_very_style_and_script(
        self, tmp_path: Path, screener: Screener
    ) -> None:
        source = made(tmp_path, screener).read_text("utf-8")
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', source)
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        for tag in ("style", "script"):
            (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
            assert page._hash(content) in policy

    def test_shows_what_the_party_is_held_against(self, tmp_path: Path) -> None:
        """Other names and addresses of the entry, and what is known of the party."""
        source, report = tmp_path / "in.csv", tmp_path / "r.html"
        source.write_text("id,name,country,address\nC-17,Hikvision,FR,Rue 1,more\n", "utf-8")
        screener = Screener()
        screen_csv(
            *(source, tmp_path / "out.csv"),
            column="name", country_column="country", address_column="address", party_column="id",
            report=report, screener=screener,
        )  # fmt: skip
        parsed = Page(report.read_text("utf-8"))
        for word in ("C-17", "Rue 1", "5 cells where the header has 4", "FR", "海康威视"):
            assert word in parsed.text
        (card,) = [attributes for tag, attributes in parsed.elements if tag == "details"]
        assert "c-17" in (card["data-find"] or "")
        (form,) = [a for _, a in parsed.elements if "data-hit" in a]
        assert json.loads(form["data-hit"] or "")["party"] == "C-17"

    def test_thousands_of_hits(self, tmp_path: Path) -> None:
        path = tmp_path / "r.html"
        screener = Screener(lists.Snapshot.from_names({"x": ["Xyzzy Robotics"]}))
        content = write_report(path, ["Xyzzy Robotics"] * 3000, screener)
        assert len(content.items) == 3000
        assert path.stat().st_size < 30_000_000


class TestBrowser:
    """In headless Chromium; what the page's own script finds is written into the title."""

    DRIVER = """
    window.addEventListener("load", () => {
      const out = {};
      out.language = getComputedStyle(document.querySelector(".zh")).display;
      document.getElementById("language").click();
      out.switched = getComputedStyle(document.querySelector(".zh")).display;
      const all = Array.from(document.querySelectorAll("main > details"));
      const cards = () => all.filter((card) => !card.hidden);
      out.all = cards().length;
      const box = document.querySelector(".filter[value=match]");
      box.checked = false; box.dispatchEvent(new Event("change"));
      out.withoutMatch = cards().length;
      box.checked = true; box.dispatchEvent(new Event("change"));
      const find = document.getElementById("find");
      find.value = "HIKVISION"; find.dispatchEvent(new Event("input"));
      out.found = cards().length;
      const form = document.querySelector("article .decide");
      out.before = document.getElementById("export").disabled;
      form.querySelector(".disposition").value = "false-hit";
      form.querySelector(".why").value = "a toy shop";
      document.getElementById("by").value = "ann";
      form.querySelector(".why").dispatchEvent(new Event("input", { bubbles: true }));
      out.after = document.getElementById("export").disabled;
      URL.createObjectURL = (blob) => { blob.text().then((text) => {
        out.exported = JSON.parse(text); document.title = JSON.stringify(out); }); return "#"; };
      document.getElementById("export").click();
    });
    """

    def dom(self, path: Path) -> str:
        assert CHROMIUM
        command = [
            CHROMIUM, "--headless=new", "--no-sandbox", "--disable-gpu",
            "--virtual-time-budget=4000", "--dump-dom", path.as_uri(),
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, timeout=120, check=True)
        return done.stdout.decode("utf-8")

    @needs_chromium
    def test_filters_languages_and_exported_decisions(
        self, tmp_path: Path, screener: Screener, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asset = page._asset
        monkeypatch.setattr(
            page, "_asset", lambda name: asset(name) + (self.DRIVER if name == "page.js" else "")
        )
        path = made(tmp_path, screener)
        content = json.loads(made(tmp_path, screener, "json").read_text("utf-8"))
        parsed = Page(self.dom(path))
        (title,) = re.findall(r"\{.*\}", parsed.text.split("\n")[0] + parsed.text, re.DOTALL)[:1]
        out, _ = json.JSONDecoder().raw_decode(title)
        assert (out["language"], out["switched"]) == ("none", "inline")
        items = content["items"]
        assert out["all"] == len(items)
        assert out["withoutMatch"] == sum(item["verdict"] != "match" for item in items)
        assert 0 < out["found"] < len(items)
        assert (out["before"], out["after"]) == (True, False)

        exported = tmp_path / "decisions.json"
        exported.write_text(json.dumps(out["exported"]), "utf-8")
        first = items[0]
        with DecisionStore(tmp_path / "decisions.db") as store:
            assert store.import_file(exported) == 1
            result = store.apply(screener.screen(first["query"]))
        decided = [hit for hit in result.hits if hit.decision]
        assert [hit.decision.why for hit in decided if hit.decision] == ["a toy shop"]

    @needs_chromium
    def test_nothing_else_runs(self, tmp_path: Path, screener: Screener) -> None:
        path = made(tmp_path, screener)
        injected = (
            "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\">"
        )
        source = path.read_text("utf-8").replace("<main>", injected + "<main>")
        path.write_text(source, "utf-8")
        assert "<title>owned</title>" not in self.dom(path)


class TestMarkdown:
    @pytest.mark.parametrize("lang", ["en", "zh"])
    def test_has_no_markup_of_others(self, tmp_path: Path, screener: Screener, lang: str) -> None:
        text = made(tmp_path, screener, "md", lang=lang).read_text("utf-8")
        assert not re.search(r"(?<!\\)[<\[]", text)
        assert r"84 FR 54002" in text
        rows = [line for line in text.splitlines() if line.startswith("|")]
        assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows[7:]} == {8}


class TestCalls:
    def test_wrong_ending_and_place(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"\.html, \.md, \.json"):
            write_report(tmp_path / "report.pdf", [], Screener())
        with pytest.raises(BatchError):
            write_report(tmp_path / "absent" / "report.html", [], Screener())

    def test_command_and_batch(self, tmp_path: Path) -> None:
        source = tmp_path / "customers.csv"
        source.write_text("id,company\n1,Hikvision\n2,Verkor\n3\n", "utf-8")
        output = tmp_path / "report.html"
        arguments = ["report", str(source), "--column", "company", "--output", str(output)]
        result = CliRunner().invoke(main, [*arguments, "--title", "T", "--json"])
        assert result.exit_code == 0, result.output
        assert json.loads(result.stdout)["counts"]["match"] == 1
        assert "Hangzhou Hikvision" in output.read_text("utf-8")
        second = tmp_path / "batch.json"
        screen_csv(source, tmp_path / "out.csv", column="company", report=second)
        data = json.loads(second.read_text("utf-8"))
        assert data["counts"] == {
            "match": 1, "review": 0, "affiliate": 0, "none": 1, "empty": 1,
        }  # fmt: skip
        assert data["not_screened"][0]["reason"] == "1 cells where the header has 2"
        with pytest.raises(ConfigError):
            screen_csv(source, tmp_path / "o.csv", column="company", report=tmp_path / "r.pdf")

    def test_command_reads_what_batch_reads(self, tmp_path: Path) -> None:
        """Any encoding, columns of countries and ids, damaged rows; and it writes a record."""
        source, output = tmp_path / "customers.txt", tmp_path / "report.json"
        rows = "编号;公司名称;国家\nC1;海康威视;FR\nC2;大华\nC3;Verkor;FR\n"
        source.write_bytes(rows.encode("gb18030"))
        record = tmp_path / "record.db"
        result = CliRunner().invoke(
            main,
            [
                "report", str(source), "--output", str(output), "--country-column", "国家",
                "--party-column", "1", "--record", str(record), "--by", "ann", "--lang", "zh",
            ],
        )  # fmt: skip
        assert result.exit_code == 0, result.output
        assert "1 damaged rows" in result.stderr
        data = json.loads(output.read_text("utf-8"))
        items = {item["party"]: item for item in data["items"]}
        assert set(items) == {"C1", "C2"}
        assert items["C2"]["fault"] == "2 cells where the header has 3"
        assert items["C1"]["country"] == "FR"
        assert len(read_runs(record)[0].answers) == 3
        assert len(list(tmp_path.iterdir())) == 3

    def test_content_is_public(self, tmp_path: Path) -> None:
        assert isinstance(write_report(tmp_path / "r.md", [], Screener()), ReportContent)
