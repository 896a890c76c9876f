"""Groups: what the table promises, and which bodies belong together.

A row makes every listed name of the parent, and of the parent's other members, an affiliate of the
member, so a wrong row is a hit on a stranger. The first tests are the format and the sense of the
rows, the last ones the specification by example.
"""

from __future__ import annotations

from collections import defaultdict

import pytest

from tests.lexicon.tables import LEXICON, rows

GROUPS = rows("groups")
BRANDS = {row["id"] for row in rows("brands")}
ORGANISATIONS = {row["id"]: row for row in rows("organisations")}
PARENTS: dict[str, set[str]] = defaultdict(set)
for _row in GROUPS:
    PARENTS[_row["member"]].add(_row["parent"])


def bare(name: str) -> str:
    return name.partition(":")[2]


def test_shape() -> None:
    data = (LEXICON / "groups.tsv").read_bytes()
    assert data.endswith(b"\n")
    assert b"\r" not in data
    lines = data.decode("utf-8").split("\n")[:-1]
    header = next(i for i, line in enumerate(lines) if not line.startswith("# "))
    assert header > 0, "the table must say what it is"
    assert lines[header] == "member\tparent\tnote"
    for line in lines[header + 1 :]:
        cells = line.split("\t")
        assert len(cells) == 3, line
        assert all(cells), line
        assert all(cell == cell.strip() for cell in cells), line


def test_sorted_and_each_relation_once() -> None:
    pairs = [(row["member"].encode(), row["parent"].encode()) for row in GROUPS]
    assert pairs == sorted(set(pairs))


@pytest.mark.parametrize("column", ["member", "parent"])
def test_ids_exist(column: str) -> None:
    known = {f"brand:{name}" for name in BRANDS} | {f"org:{name}" for name in ORGANISATIONS}
    assert not {row[column] for row in GROUPS} - known


def test_a_body_in_both_tables_is_named_by_its_brand() -> None:
    """Else two rows could speak of one body and miss each other."""
    named = {name for row in GROUPS for name in (row["member"], row["parent"])}
    assert not {name for name in named if name.startswith("org:") and bare(name) in BRANDS}


def ancestors(member: str) -> set[str]:
    found: set[str] = set()
    ahead = set(PARENTS.get(member, ()))
    while ahead:
        found |= ahead
        ahead = {up for at in ahead for up in PARENTS.get(at, ())} - found
    return found


def test_nothing_belongs_to_itself() -> None:
    assert not [member for member in PARENTS if member in ancestors(member)]


def test_agrees_with_the_parents_of_organisations() -> None:
    """Where organisations.tsv names the group of a body, the row here must lead to it too."""
    for member in PARENTS:
        row = ORGANISATIONS.get(bare(member))
        if row is None or not row["parent"]:
            continue
        above = {bare(name) for name in ancestors(member)}
        assert above & set(row["parent"].split("|")), member


@pytest.mark.parametrize(
    ("member", "parent"),
    [
        ("brand:ezviz", "brand:hikvision"),
        ("brand:hikvision", "brand:cetc"),
        ("brand:hisilicon", "brand:huawei"),
        ("brand:sanechips", "brand:zte"),
        ("brand:nubia", "brand:zte"),
        ("brand:unisoc", "brand:unigroup"),
        ("brand:nanjing_panda", "brand:cec"),
        ("brand:sac", "brand:avic"),
        ("brand:norinco", "brand:norinco_group"),
        ("brand:founder", "org:peking_university"),
        ("brand:tsinghua_holdings", "org:tsinghua_university"),
        ("brand:hit_robot", "org:harbin_institute_of_technology"),
        ("brand:fiberhome", "brand:cict"),
        ("brand:datang_telecom", "brand:cict"),
        ("brand:jiangnan_shipyard", "brand:cssc"),
        ("org:cssc_716", "brand:cssc"),  # Jiangsu Automation Research Institute
        ("org:cetc_14", "brand:cetc"),  # Nanjing Research Institute of Electronics Technology
        ("brand:nexperia", "brand:wingtech"),
    ],
)
def test_belongs_to(member: str, parent: str) -> None:
    assert parent in PARENTS[member]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("brand:cetc", "brand:cec"),
        ("brand:casc", "brand:casic"),
        ("brand:norinco_group", "brand:csgc"),
        ("brand:avic", "brand:aecc"),
        ("brand:huawei", "brand:honor"),  # sold in 2020
        ("brand:smic", "brand:sj_semi"),  # sold in 2021
        ("brand:dahua", "brand:leapmotor"),  # founders in common, no group
        ("brand:huawei", "brand:zte"),
    ],
)
def test_are_no_group(one: str, other: str) -> None:
    assert not (ancestors(one) | {one}) & (ancestors(other) | {other})
