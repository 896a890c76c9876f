"""Measured on real files where they are at hand: SCREENLIB_SHARED, or ../shared by the checkout.

The files are no part of the project. What is asserted are their own figures: how many entries, how
many entries of a rule, what one edition has that the one before had not.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from screenlib import lists
from screenlib.lists import Entity, Snapshot
from screenlib.lists.addresses import search

ROOT = Path(os.environ.get("SCREENLIB_SHARED") or Path(__file__).parents[3] / "shared") / "data"
EL = "entity_list"
OTHER = "other_lists"

pytestmark = pytest.mark.skipif(
    not (ROOT / EL).is_dir(), reason="the real lists are not at hand (set SCREENLIB_SHARED)"
)

# file, format, rows, entities; None where the number depends on how alike entries are merged
FILES: list[tuple[str, str, int, int | None]] = [
    (f"{EL}/bis_el_official_2023-12-07.csv", "bis-csv", 4726, 2798),
    (f"{EL}/bis_el_official_2023-11-21.csv", "bis-csv", 4637, 2753),
    (f"{EL}/ecfr_supp4_part744_2023-12-07.xml", "ecfr-xml", 2674, 2674),
    (f"{EL}/csl_partial_mid2017_plus_2023_rows.csv", "csl-csv", 4227, None),
    (f"{EL}/csl_sample_2019-12.csv", "csl-csv", 115, 115),
    (f"{EL}/csl_sample_2025-06.csv", "csl-csv", 13, 13),
    (f"{EL}/bis_dpl_2023-11.txt", "bis-dpl", 665, None),
    (f"{OTHER}/ofac_sdn_2024-05-03.csv", "ofac-csv", 14965, 14965),
    (f"{OTHER}/ofac_cons_prim.csv", "ofac-csv", 1515, 442),
    (f"{OTHER}/un_consolidated_2026-02-27.xml", "un-xml", 1003, 1003),
    (f"{OTHER}/uk_sanctions_2026-04_subject_names.csv", "uk-csv", 15050, 6046),
    (f"{OTHER}/jp_meti_end_user_list_2025-09-29.json", "meti", 835, 835),
]


@cache
def load(name: str, form: str) -> Snapshot:
    return lists.import_file(
        ROOT / name,
        format=form,
        list_id="real",
        effective="2023-12-07",
        partial="partial" in name,
        parts={} if "sdn" in name else None,
    )


@pytest.mark.parametrize(("name", "form", "rows", "entities"), FILES)
def test_every_row_is_accounted_for(name: str, form: str, rows: int, entities: int | None) -> None:
    summary = load(name, form).summary
    assert summary is not None
    assert summary.balanced
    assert summary.rows == rows
    assert summary.rejected == () or "partial" in name or "ofac" in name
    if entities is not None:
        assert summary.entities == entities


@pytest.mark.parametrize(("name", "form", "rows", "entities"), FILES)
def test_what_is_imported_is_in_order(
    tmp_path: Path, name: str, form: str, rows: int, entities: int | None
) -> None:
    lists.Store(tmp_path).add(load(name, form))
    problems = [p for p in lists.verify(tmp_path).problems if "after the snapshot" not in p.what]
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize(("name", "form", "rows", "entities"), FILES)
def test_the_largest_file_takes_less_than_five_seconds(
    name: str, form: str, rows: int, entities: int | None
) -> None:
    load.cache_clear()
    started = time.process_time()
    load(name, form)
    assert time.process_time() - started < 5


def bis(date: str) -> Snapshot:
    return load(f"{EL}/bis_el_official_{date}.csv", "bis-csv")


def ecfr() -> Snapshot:
    return load(f"{EL}/ecfr_supp4_part744_2023-12-07.xml", "ecfr-xml")


def test_two_editions_differ_by_42_names_added_and_none_removed() -> None:
    difference = lists.diff(bis("2023-11-21"), bis("2023-12-07"))
    before = {entity.name for entity in bis("2023-11-21")}
    assert len({entity.name for entity in difference.added} - before) == 42
    assert difference.removed == ()


@pytest.mark.parametrize(
    ("rule", "count"),
    [
        ("84 FR 22961", 66),
        ("84 FR 54002", 28),
        ("85 FR 34495", 24),
        ("85 FR 34503", 8),  # nine, one of which was off the list by then
        ("88 FR 13673", 38),
    ],
)
def test_entries_of_the_law_by_rule(rule: str, count: int) -> None:
    goes_on = "continues the entry above it"
    first = Counter(
        entity.citations[0].rule
        for entity in ecfr()
        if entity.citations and not any(r.note == goes_on for r in entity.relations)
    )
    assert first[rule] == count


def key(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def names(entity: Entity) -> set[str]:
    return {key(name.text) for name in entity.names if not name.source}


def test_the_same_entity_in_two_sources() -> None:
    """Of the entries that both sources have under one name, nearly all have the same names."""
    code = {(key(e.name), e.country): e for e in ecfr()}
    both = alike = 0
    for entity in bis("2023-12-07"):
        country = "CN" if entity.country == "HK" else entity.country
        other = code.get((key(entity.name), country))
        if other is not None:
            both += 1
            alike += names(entity) == names(other)
    assert both > 2350
    assert alike / both > 0.93


def test_bundled_entities_are_found_again_in_the_law() -> None:
    """The bundled list and the law of a day, each from its own source, agree on who is listed."""
    law = {key(name.text) for entity in ecfr() for name in entity.names}
    missing = [
        entity.name
        for entity in lists.load("us-bis-entity-list", "2023-12-07")
        if entity.is_listed and not names_of(entity) & law
    ]
    assert missing == []


def names_of(entity: Entity) -> set[str]:
    return {key(name.text) for name in entity.names}


def test_chinese_names_come_along() -> None:
    entity = bis("2023-12-07")["hangzhou-hikvision-digital-technology-co-ltd-cn"]
    assert "杭州海康威视数字技术股份有限公司" in entity.aliases
    added = [
        entity
        for entity in bis("2023-12-07")
        if any(name.source == "general-knowledge" for name in entity.names)
    ]
    assert len(added) > 400


def test_an_address_finds_the_companies_there() -> None:
    hits = search("Rm 1519, 15/F, Trend Centre, 29 Cheung Lee St, Chai Wan", [bis("2023-12-07")])
    everywhere = [
        address for entity in bis("2023-12-07") for address in entity.addresses
        if "trend centre" in address.text.lower()
    ]  # fmt: skip
    assert len(hits) >= bool(everywhere)
