"""Records: what was written comes back, whatever the text; and users' own lists."""

from __future__ import annotations

import datetime
import json
import pickle
import string
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib import errors
from screenlib.errors import ImportFormatError, SnapshotError, UnknownEntityError
from screenlib.lists import (
    Address,
    Citation,
    Entity,
    ListInfo,
    Name,
    Note,
    Relation,
    Snapshot,
    Source,
    Statement,
    load,
)
from screenlib.lists.countries import country_code, country_name
from screenlib.lists.ids import entity_id
from screenlib.lists.layout import read_snapshot
from screenlib.lists.model import ENTITY_TYPES, NAME_KINDS, RELATION_KINDS, STATUSES
from screenlib.lists.snapshot import content_digest, entity_line
from screenlib.lists.writing import list_text, write_snapshot

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
some_text = text.filter(bool)
dates = st.none() | st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1))
ids = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=8)
entities = st.builds(
    Entity,
    id=ids,
    names=st.lists(
        st.builds(Name, some_text, st.sampled_from(NAME_KINDS), text, text), min_size=1, max_size=4
    ).map(tuple),
    country=st.sampled_from(["", "CN", "HK"]),
    type=st.sampled_from(ENTITY_TYPES),
    status=st.sampled_from(STATUSES),
    addresses=st.lists(st.builds(Address, some_text, text, text), max_size=2).map(tuple),
    citations=st.lists(
        st.builds(Citation, text, text, dates, st.sampled_from(["added", "revised", ""])),
        max_size=2,
    ).map(tuple),
    considered=dates,
    announced=dates,
    published=dates,
    effective=dates,
    removed=dates,
    licence_requirement=text,
    licence_policy=text,
    licence_as_of=dates,
    list_name=text,
    list_kind=text,
    programs=st.lists(some_text, max_size=2).map(tuple),
    identifiers=st.lists(some_text, max_size=2).map(tuple),
    relations=st.lists(
        st.builds(Relation, st.sampled_from(RELATION_KINDS), st.none() | ids, text), max_size=2
    ).map(tuple),
    sources=st.lists(st.builds(Statement, ids, text), max_size=2).map(tuple),
    notes=st.lists(some_text, max_size=2).map(tuple),
)
snapshots = st.builds(
    Snapshot,
    info=st.builds(
        ListInfo,
        id=ids,
        title=some_text,
        kind=st.sampled_from(["own", "prohibition"]),
        stale_after_days=st.none() | st.integers(1, 400),
        cumulative=st.booleans(),
    ),
    entities=st.lists(entities, max_size=4, unique_by=lambda e: e.id).map(tuple),
    effective=st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)),
    announced=dates,
    published=dates,
    completeness=text,
    sources=st.lists(
        st.builds(Source, ids, some_text, some_text, text), max_size=2, unique_by=lambda s: s.id
    ).map(tuple),
    notes=st.lists(st.builds(Note, some_text), max_size=2).map(tuple),
)


@given(entities)
def test_an_entity_comes_back(entity: Entity) -> None:
    assert Entity.from_dict(json.loads(json.dumps(entity.to_dict()))) == entity
    line = entity_line(entity)
    assert "\n" not in line
    assert Entity.from_dict(json.loads(line)) == entity


@given(snapshots)
def test_a_snapshot_comes_back(snapshot: Snapshot) -> None:
    again = Snapshot.from_dict(json.loads(json.dumps(snapshot.to_dict())))
    assert again == snapshot
    assert again.entities == snapshot.entities
    assert again.sources == snapshot.sources
    assert pickle.loads(pickle.dumps(snapshot)) == snapshot


@given(snapshot=snapshots)
def test_a_snapshot_comes_back_from_files(
    tmp_path_factory: pytest.TempPathFactory, snapshot: Snapshot
) -> None:
    directory = tmp_path_factory.mktemp("lists") / snapshot.list_id
    path = write_snapshot(snapshot, directory)
    (directory / "list.toml").write_text(list_text(snapshot.info), "utf-8", newline="\n")
    again = read_snapshot(path)
    for field in attrs.fields(Snapshot):
        if field.name not in ("_by_id", "sources"):
            assert getattr(again, field.name) == getattr(snapshot, field.name), field.name
    assert set(again.sources) == set(snapshot.sources)


@given(st.lists(entities, max_size=5, unique_by=lambda e: e.id), st.randoms())
def test_the_digest_does_not_depend_on_the_order(found: list[Entity], random: Any) -> None:
    first = Snapshot(ListInfo("x", "X"), tuple(found))
    random.shuffle(found)
    assert Snapshot(ListInfo("x", "X"), tuple(found)).digest == first.digest


def test_records_are_immutable() -> None:
    entity = load("us-bis-entity-list").entities[0]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        entity.country = "US"  # type: ignore[misc]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        load("us-bis-entity-list").entities = ()  # type: ignore[misc]


def test_a_tampered_dictionary_is_refused() -> None:
    data = Snapshot.from_names({"a": "A"}).to_dict()
    data["entities"][0]["names"][0]["text"] = "B"
    with pytest.raises(SnapshotError, match="do not agree with its digest"):
        Snapshot.from_dict(data)


@pytest.mark.parametrize("data", [{}, {"schema": 2}, {"schema": 1}, {"schema": True}])
def test_a_dictionary_that_is_no_snapshot(data: dict[str, Any]) -> None:
    with pytest.raises(SnapshotError, match="not a snapshot"):
        Snapshot.from_dict(data)


def test_access() -> None:
    snapshot = Snapshot.from_names({"b": ["Bee", "Beta"], "a": "Alpha"})
    assert [entity.id for entity in snapshot] == ["a", "b"]
    assert snapshot["b"].name == "Bee"
    assert snapshot["b"].aliases == ("Beta",)
    assert "a" in snapshot
    assert "c" not in snapshot
    assert len(snapshot) == 2
    assert snapshot.version == "own"
    assert repr(snapshot).startswith("<Snapshot own: 2 entities")
    with pytest.raises(UnknownEntityError, match="no entity 'c' on own"):
        snapshot.entity("c")


def test_one_line_representations() -> None:
    entity = load("us-bis-entity-list", "2020-06-01")["qihoo-360-technology-company-cn"]
    assert repr(entity) == (
        "Entity('qihoo-360-technology-company-cn', 'Qihoo 360 Technology Company', "
        "'85 FR 34495', announced)"
    )
    assert entity.country_name == "China"


@pytest.mark.parametrize(
    "names",
    [
        {"a": []}, {"a": [""]}, {"a": ["  "]}, {"a": [None]}, {"": ["A"]}, {" ": ["A"]}, {3: ["A"]},
        {"a": ["A", 5]},
    ],
)  # fmt: skip
def test_own_lists_refuse_holes(names: Any) -> None:
    with pytest.raises(SnapshotError):
        Snapshot.from_names(names)


def test_own_names_may_be_any_text() -> None:
    snapshot = Snapshot.from_names({"a": ["\ud800", "A\0B"]})
    assert snapshot.digest == content_digest(snapshot.entities)


# --- CSV files of users -----------------------------------------------------------------------


def csv_file(directory: Path, content: str | bytes) -> Path:
    path = directory / "denied.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_own_csv(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        b"\xef\xbb\xbfName,ID,Aliases,Country,Type,Reason\r\n"
        b'"Xyz Co., Ltd.",c1,Xyz; Xy Z|XYZ Group,China,company,late payer\r\n'
        b",,,,,\r\n"
        b'"Xyz Trading\nCompany",c1,,CN,,\r\n'
        b"Abc,,,,,\r\n",
    )
    snapshot = Snapshot.from_csv(path)
    assert snapshot.list_id == "denied"
    xyz = snapshot["c1"]
    assert xyz.name == "Xyz Co., Ltd."
    assert xyz.aliases == ("Xyz", "Xy Z", "XYZ Group", "Xyz Trading\nCompany")
    assert (xyz.country, xyz.type, xyz.notes) == ("CN", "company", ("reason: late payer",))
    assert snapshot["abc"].type == "unknown"
    assert snapshot["abc"].is_organisation


@pytest.mark.parametrize(
    ("content", "line", "column", "message"),
    [
        ("", None, None, "the file is empty"),
        ("title,country\nA,CN\n", 1, "name", "the column 'name' is missing"),
        ("name,name\nA,B\n", 1, "name", "twice"),
        ("name,country\nA,CN\nB\n", 3, 2, "1 cells"),
        ("name,country\nA,CN,x\n", 2, 3, "3 cells"),
        ("name,country\n,CN\n", 2, "name", "no name"),
        ("name,country\nA,Atlantis\n", 2, "country", "'Atlantis' is no country"),
        ("name,type\nA,firm\n", 2, "type", "'firm' is no type"),
        ('name\n"A\n', 2, None, "not readable as a table"),
        (b"name\nA\nB\xff\n", 3, 2, "not UTF-8"),
        (b"name\nA\0\n", 2, 2, "NUL"),
    ],
)
def test_bad_own_csv(
    tmp_path: Path, content: str | bytes, line: int | None, column: int | str | None, message: str
) -> None:
    path = csv_file(tmp_path, content)
    with pytest.raises(ImportFormatError, match=message) as caught:
        Snapshot.from_csv(path)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert str(path) in str(caught.value)
    assert "Nothing was imported" in str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_own_csv_with_columns_of_other_names(tmp_path: Path, delimiter: str) -> None:
    rows = [["Nr", "Company Name", "Land", "Why"], ["7", "Xyz", "China", "late payer"]]
    path = csv_file(tmp_path, "".join(delimiter.join(row) + "\n" for row in rows))
    called = {"name": "Company Name", "country": "Land", "id": "Nr"}
    entity = Snapshot.from_csv(path, columns=called)["7"]
    assert (entity.name, entity.country, entity.notes) == ("Xyz", "CN", ("why: late payer",))


@pytest.mark.parametrize(
    "columns", [{"name": "Firm"}, {"name": "Name", "country": "Land"}, {"colour": "Name"}]
)
def test_own_csv_with_columns_that_are_not_there(tmp_path: Path, columns: dict[str, str]) -> None:
    with pytest.raises(ImportFormatError, match=r"is missing|is no column"):
        Snapshot.from_csv(csv_file(tmp_path, "Name\nXyz\n"), columns=columns)


def test_missing_own_csv(tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match="cannot be read"):
        Snapshot.from_csv(tmp_path / "missing.csv")


# --- ids and countries ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "country", "expected"),
    [
        ("Hangzhou Hikvision Co., Ltd.", "CN", "hangzhou-hikvision-co-ltd-cn"),
        ("Xi'an Aerospace", "CN", "xian-aerospace-cn"),
        ("Xi’an Aerospace", "CN", "xian-aerospace-cn"),
        ("AT&T", "", "at-and-t"),
        ("Société Générale", "FR", "societe-generale-fr"),
        ("华为技术有限公司", "CN", "name-4ef9ef9358b4-cn"),
        ("", "", "name-e3b0c44298fc"),
    ],
)  # fmt: skip
def test_ids(name: str, country: str, expected: str) -> None:
    assert entity_id(name, country) == expected


@given(st.text(max_size=200), st.sampled_from(["", "CN"]))
def test_ids_are_always_well_formed(name: str, country: str) -> None:
    import re

    key = entity_id(name, country)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", key)
    assert len(key) < 100
    assert key == entity_id(name, country)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("China", "CN"), ("cn", "CN"), ("P.R. China", "CN"), ("Hong Kong", "HK"), ("Burma", "MM"),
        ("CHINA", "CN"), ("Russian Federation", "RU"), ("  Taiwan ", "TW"), ("", ""),
        ("South Korea", "KR"), ("Korea, North", "KP"), ("Atlantis", None), ("ZZ", None),
        ("United Arab Emirates", "AE"), ("Côte d’Ivoire", "CI"),
    ],
)  # fmt: skip
def test_countries(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_country_names() -> None:
    assert country_name("CN") == "China"
    assert country_name("") == ""
    assert country_name("ZZ") == "ZZ"


# --- errors -----------------------------------------------------------------------------------

ALL_ERRORS = [getattr(errors, name) for name in errors.__all__]


def test_codes_are_stable_and_unique() -> None:
    assert {error.__name__: error.code for error in ALL_ERRORS} == {
        "BatchError": "batch",
        "BatchFormatError": "batch-format",
        "ColumnError": "column",
        "ConfigError": "config",
        "DateError": "date",
        "FetchError": "fetch",
        "ImportFormatError": "import-format",
        "IndexFileError": "index-file",
        "InvalidNameError": "name",
        "LexiconError": "lexicon",
        "ListError": "list",
        "MissingDependencyError": "missing-dependency",
        "NoSnapshotError": "no-snapshot",
        "RecordError": "record",
        "ScreenlibError": "screenlib",
        "SnapshotError": "snapshot",
        "StoreError": "store",
        "UnknownEntityError": "unknown-entity",
        "UnknownListError": "unknown-list",
    }


def test_the_tree_in_the_docstring_is_the_tree() -> None:
    import re

    assert errors.__doc__
    drawn = re.findall(r"[─ ](\w+Error)\b", errors.__doc__.split("\n\n", 2)[2])
    drawn = [name for name in drawn if name != "ValueError"]
    assert sorted(drawn) == sorted(error.__name__ for error in ALL_ERRORS)
    for error in ALL_ERRORS:
        assert issubclass(error, errors.ScreenlibError)


@pytest.mark.parametrize(
    "error",
    [
        errors.UnknownListError("x", ["a"]),
        errors.NoSnapshotError("x", datetime.date(2019, 5, 1), datetime.date(2019, 5, 16)),
        errors.SnapshotError("damaged", path="a/b", line=3),
        errors.ImportFormatError("bad", file="f.csv", line=2, column="name"),
        errors.DateError("x", "as_of"),
        errors.FetchError("timed out", source="x", url="https://example.org", status=500),
        errors.ColumnError("name", ["a", "b"]),
        errors.MissingDependencyError("pyarrow", "parquet", "Parquet"),
        errors.LexiconError("forms.tsv, line 3: bad"),
    ],
)
def test_errors_cross_process_borders(error: errors.ScreenlibError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert again.__dict__ == error.__dict__
