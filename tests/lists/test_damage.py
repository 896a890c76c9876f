"""Damaged or wrong snapshots: a clear error on loading, and every breach found by verify."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from screenlib.errors import SnapshotError
from screenlib.lists import load, verify
from screenlib.lists.__main__ import main
from screenlib.lists.layout import bundled_root, read_snapshot
from screenlib.lists.writing import seal

LIST = "us-bis-entity-list"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the two earliest snapshots."""
    for date in ("2019-05-16", "2019-05-22"):
        shutil.copytree(bundled_root() / LIST / date, tmp_path / LIST / date)
    shutil.copy(bundled_root() / LIST / "list.toml", tmp_path / LIST)
    return tmp_path


def entities_path(root: Path) -> Path:
    return root / LIST / "2019-05-22" / "entities.jsonl"


def manifest_path(root: Path) -> Path:
    return root / LIST / "2019-05-22" / "snapshot.toml"


def edit(path: Path, change: Callable[[str], str]) -> None:
    text = path.read_text("utf-8")
    edited = change(text)
    assert edited != text, "the test changed nothing"
    path.write_text(edited, "utf-8", newline="\n")


def edit_entity(root: Path, change: Callable[[dict[str, Any]], None], key: str = "") -> None:
    """Changes one entity, and seals the snapshot, so that only its content is wrong."""

    def edited(text: str) -> str:
        lines = [json.loads(line) for line in text.splitlines()]
        change(next(line for line in lines if key in line["id"]))
        return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)

    edit(entities_path(root), edited)
    seal(entities_path(root).parent)


def test_the_copy_is_sound(root: Path) -> None:
    assert verify(root).ok
    assert len(load(LIST, root=root)) == 68


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda b: b[:-1], "does not agree with the digest"),
        (lambda b: b[: len(b) // 2], "does not agree with the digest"),
        (lambda b: b"", "does not agree with the digest"),
        (lambda b: b.replace(b"Huawei", b"Huavei", 1), "does not agree with the digest"),
        (lambda b: b.replace(b"\n", b"\r\n"), "does not agree with the digest"),
        (lambda b: b"\xef\xbb\xbf" + b, "does not agree with the digest"),
        (lambda b: bytes(len(b)), "does not agree with the digest"),
    ],
)
def test_damaged_entities(root: Path, damage: Callable[[bytes], bytes], message: str) -> None:
    path = entities_path(root)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(SnapshotError, match=message) as caught:
        load(LIST, root=root)
    assert caught.value.path == str(path)
    assert "was not used" in str(caught.value)
    assert not verify(root).ok


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda t: t[: len(t) // 3], "TOML|missing"),
        (lambda t: "", "'schema' is missing"),
        (lambda t: "<html><body>404</body></html>", "not readable as TOML"),
        (lambda t: t.replace("schema = 1", "schema = 99"), "schema 99 is not known"),
        (lambda t: t.replace("schema = 1", 'schema = "1"'), "schema '1' is not known"),
        (lambda t: t.replace("effective = 2019-05-22", "effective = 2019-05-23"), "differ"),
        (lambda t: t.replace("effective = 2019-05-22", 'effective = "x"'), "not a date"),
        (lambda t: t.replace("effective = 2019-05-22\n", ""), "'effective' is missing"),
        (lambda t: t.replace('list = "us-bis', 'list = "eu-bis'), "belongs to the list"),
        (lambda t: t.replace("entities = 68", "entities = 67"), "promises 67 entities"),
        (lambda t: t.replace("[counts]", "[numbers]"), "promises None entities"),
        (lambda t: t.replace('digest = "sha256:', 'digest = "sha256:0'), "does not agree"),
        (lambda t: t.replace('kind = "notice"', 'sort = "notice"', 1), "sort|kind"),
    ],
)
def test_damaged_manifest(root: Path, damage: Callable[[str], str], message: str) -> None:
    edit(manifest_path(root), damage)
    with pytest.raises(SnapshotError, match=message):
        load(LIST, root=root)
    assert not verify(root).ok


@pytest.mark.parametrize("name", ["entities.jsonl", "snapshot.toml"])
def test_missing_file(root: Path, name: str) -> None:
    (root / LIST / "2019-05-22" / name).unlink()
    with pytest.raises(SnapshotError, match="cannot be read"):
        load(LIST, root=root)
    assert not verify(root).ok


def test_damaged_list_file(root: Path) -> None:
    (root / LIST / "list.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SnapshotError, match="not readable as TOML"):
        load(LIST, root=root)
    result = verify(root)
    assert not result.ok
    assert "list.toml" in str(result.problems[0])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("", "not an entity"),
        ("{", "not an entity"),
        ("[]", "not an entity"),
        ("null", "not an entity"),
        ("{}", "not an entity"),
        ('{"id": "x", "names": []}', "at least one name"),
        ('{"id": "x", "names": [{"text": "X", "colour": "red"}]}', "colour"),
        ('{"id": "x", "names": [{"text": "X"}], "effective": "soon"}', "soon"),
        ('{"id": "x", "names": [{"text": "X"}], "status": "banned"}', "'banned' is no status"),
        ("[" * 100_000, "not an entity"),
    ],
)
def test_a_line_that_is_no_entity(root: Path, line: str, message: str) -> None:
    import hashlib

    path = entities_path(root)
    content = path.read_text("utf-8").splitlines()
    content[4] = line
    path.write_text("\n".join(content) + "\n", "utf-8", newline="\n")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    edit(
        manifest_path(root),
        lambda text: "\n".join(
            f'digest = "sha256:{digest}"' if row.startswith("digest") else row
            for row in text.split("\n")
        ),
    )
    with pytest.raises(SnapshotError, match=message) as caught:
        load(LIST, root=root)
    assert caught.value.line == 5


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda e: e.update(type="firm"), "'firm' is no type"),
        (lambda e: e.update(status="announced"), "no status that a snapshot may store"),
        (lambda e: e.update(country="ZZ"), "'ZZ' is no known country"),
        (lambda e: e["names"][0].update(kind="aka"), "exactly one primary"),
        (lambda e: e["names"].append({"text": "X", "kind": "nickname"}), "no kind of name"),
        (lambda e: e["names"].append(dict(e["names"][0], kind="aka")), "stands there twice"),
        (lambda e: e["names"].append({"text": "X; and", "kind": "aka"}), "mark between two"),
        (lambda e: e["names"].append({"text": "<b>X</b>", "kind": "aka"}), "markup"),
        (lambda e: e["names"].append({"text": "X &amp; Y", "kind": "aka"}), "markup"),
        (lambda e: e["names"].append({"text": " X", "kind": "aka"}), "stray spaces"),
        (lambda e: e["names"].append({"text": "X\u200bY", "kind": "aka"}), "invisible"),
        (lambda e: e["names"].append({"text": "Cafe\u0301", "kind": "aka"}), "normal form C"),
        (lambda e: e["names"][0].update(source="nobody"), "'nobody' is not in snapshot.toml"),
        (lambda e: e.pop("sources"), "no source says anything"),
        (lambda e: e.update(relations=[{"kind": "cousin-of", "name": "X"}]), "no relation"),
        (lambda e: e.update(relations=[{"kind": "part-of"}]), "leads nowhere"),
        (lambda e: e.update(relations=[{"kind": "part-of", "target": "x"}]), "not on the snapshot"),
        (lambda e: e.update(published="2001-01-01"), "order considered, announced, published"),
        (lambda e: e.update(effective="2031-01-01"), "takes effect after the snapshot"),
        (lambda e: e.pop("citations"), "no citation"),
        (lambda e: e.update(status="removed"), "go together"),
        (lambda e: e.update(id="Huawei Technologies"), "lower-case letters"),
        (lambda e: e["names"].pop(1), "is gone"),
        (lambda e: e.update(id="another-id"), "missing here"),
        (lambda e: e.update(effective="2019-05-17"), "effective date differs"),
    ],
)
def test_verify_finds_each_breach(
    root: Path, change: Callable[[dict[str, Any]], None], message: str
) -> None:
    edit_entity(root, change, "huawei-technologies-co-ltd-cn")
    problems = [str(problem) for problem in verify(root).problems]
    assert any(message in problem for problem in problems), problems


def test_verify_guards_what_is_only_considered(root: Path) -> None:
    edit_entity(root, lambda e: e.update(effective="2019-05-22"), "hikvision")
    assert any("considered, so it" in problem.what for problem in verify(root).problems)


def test_verify_finds_lines_out_of_order(root: Path) -> None:
    import hashlib

    path = entities_path(root)
    path.write_text("".join(reversed(path.read_text("utf-8").splitlines(True))), "utf-8")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    old = read_snapshot(root / LIST / "2019-05-16").digest
    edit(
        manifest_path(root),
        lambda text: "\n".join(
            f'digest = "sha256:{digest}"' if row.startswith("digest") else row
            for row in text.split("\n")
        ),
    )
    assert old not in manifest_path(root).read_text("utf-8")
    assert any("not sorted by id" in problem.what for problem in verify(root).problems)


def test_two_entities_of_one_id(root: Path) -> None:
    path = entities_path(root)
    lines = path.read_text("utf-8").splitlines(True)
    path.write_text("".join([*lines, lines[0]]), "utf-8", newline="\n")
    with pytest.raises(SnapshotError, match="two entities with the id"):
        seal(path.parent)


def test_a_directory_without_lists_is_not_fine(tmp_path: Path) -> None:
    assert not verify(tmp_path).ok
    assert not verify(tmp_path / "missing").ok


def test_a_directory_name_that_is_no_day(root: Path) -> None:
    (root / LIST / "2019-02-30").mkdir()
    with pytest.raises(SnapshotError, match="no date"):
        load(LIST, root=root)
    assert not verify(root).ok


def test_seal_mends_order_counts_and_digest(root: Path) -> None:
    sealed = entities_path(root).read_bytes(), manifest_path(root).read_bytes()
    edit(entities_path(root), lambda t: "".join(reversed(t.splitlines(keepends=True))))
    edit(manifest_path(root), lambda t: t.replace("entities = 68", "entities = 1"))
    assert seal(root / LIST / "2019-05-22")
    assert sealed == (entities_path(root).read_bytes(), manifest_path(root).read_bytes())
    assert not seal(root / LIST / "2019-05-22")


def test_bundled_files_are_as_the_writer_writes_them() -> None:
    from screenlib.lists.snapshot import SCHEMA_VERSION
    from screenlib.lists.writing import entities_text, manifest_text

    for path in sorted((bundled_root() / LIST).glob("????-??-??")):
        snapshot = read_snapshot(path)
        assert entities_text(snapshot) == (path / "entities.jsonl").read_text("utf-8")
        assert manifest_text(snapshot) == (path / "snapshot.toml").read_text("utf-8")
    assert SCHEMA_VERSION == 1


def test_sealing_by_command(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", str(root / LIST / "2019-05-22")]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert main(["seal", str(root / "missing")]) == 1
    assert main([]) == 2
    assert main(["mend"]) == 2
