"""Addresses found by unit, building and street; the listed ones of Hong Kong are invented here."""

# ruff: noqa: E501 - one case a line reads better than wrapped ones

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib.lists import Address, Entity, ListInfo, Name, Snapshot
from screenlib.lists.addresses import AddressIndex, compare_addresses, parse_address, search

LISTED = "Room 1318-20, 13F, Fabled Plaza, 610 Mirage Road, Mong Kok, Kowloon, Hong Kong"


@pytest.mark.parametrize(
    ("query", "listed", "grade"),
    [
        (LISTED, LISTED, "same-unit"),
        ("RM 1318, 13/F FABLED PLAZA 610 MIRAGE RD MONGKOK KLN HK", LISTED, "same-unit"),
        ("Room 1319, Fabled Plaza", LISTED, "same-unit"),
        ("Unit 1320, 13th Floor, 610 Mirage Road", LISTED, "same-unit"),
        ("Room 1321, 13/F, Fabled Plaza, 610 Mirage Road", LISTED, "same-building"),
        ("Room 1318, 14/F, Fabled Plaza", LISTED, "same-building"),
        ("Fabled Plaza, 610 Mirage Road", LISTED, "same-building"),
        ("610 Mirage Road, Kowloon", LISTED, "same-building"),
        ("Mirage Road, Kowloon", LISTED, "same-street"),
        ("612 Mirage Road, Kowloon", LISTED, "none"),
        ("Room 1318, 610 Other Road", LISTED, "none"),
        ("Mong Kok, Kowloon, Hong Kong", LISTED, "none"),
        ("", LISTED, "none"),
        # a whole floor is listed
        ("Flat B, 7/F, MW Tower, 111 Dream Strand", "7/F MW Tower, 111 Dream Strand", "same-unit"),
        ("Flat B, 8/F, MW Tower, 111 Dream Strand", "7/F MW Tower, 111 Dream Strand", "same-building"),
        # the number of the house in a range of numbers
        ("Flat 9, 261 Wish Road", "Flat 9, 253-261 Wish Road", "same-unit"),
        ("Flat 9, 263 Wish Road", "Flat 9, 253-261 Wish Road", "none"),
        # two towers of one centre
        ("Room 3, Tale Centre Tower 1, 89 Spell Road", "Room 3, Tale Centre Tower 2, 89 Spell Road", "same-building"),
        # spelling
        ("Flat/RM 5, Lucky Star Center, 2 Fa Yuen St", "Flat 5, Lucky Star Centre, 2-16 Fayuen Street", "same-unit"),
        ("Unit D, 16/F, One Tale Place", "Unit D, 16/F One Tale Place, 18 Luard Rd", "same-unit"),
        ("Unit E, 16/F, One Tale Place", "Unit D, 16/F One Tale Place, 18 Luard Rd", "same-building"),
    ],
)  # fmt: skip
def test_grades(query: str, listed: str, grade: str) -> None:
    assert compare_addresses(query, listed) == grade
    if grade in ("same-unit", "none"):
        assert compare_addresses(listed, query) in (grade, "same-building")


def test_parts() -> None:
    parts = parse_address(LISTED)
    assert parts.units == {"1318", "1319", "1320"}
    assert parts.floor == "13"
    assert parts.buildings == {"fabledplaza"}
    assert parts.streets == {"mirageroad"}
    assert parts.numbers == (610, 610)


def entity(key: str, kind: str, *addresses: str) -> Entity:
    return Entity(
        id=key,
        names=(Name(key),),
        type=kind,  # type: ignore[arg-type]
        addresses=tuple(Address(text) for text in addresses),
    )


def test_search_tells_the_addresses_that_stand_without_a_name() -> None:
    snapshot = Snapshot(
        ListInfo("test", "Test"),
        (
            entity("address-07", "address", LISTED),
            entity("company", "company", "1 A Road", "Room 9, Fabled Plaza, 610 Mirage Road"),
            entity("elsewhere", "company", "Room 1318, 5 Far Street"),
        ),
    )
    hits = search("Rm 1319, 13/F., Fabled Plaza, 610 Mirage Rd", [snapshot])
    assert [(hit.entity.id, hit.grade, hit.nameless) for hit in hits] == [
        ("address-07", "same-unit", True),
        ("company", "same-building", False),
    ]
    assert hits[1].address == "Room 9, Fabled Plaza, 610 Mirage Road"
    assert "the licence requirement applies to any party there" in hits[0].says
    assert hits[1].says.startswith("company has the address")
    strict = search("Rm 1319, 13/F., Fabled Plaza", [snapshot], least="same-unit")
    assert [hit.entity.id for hit in strict] == ["address-07"]


@pytest.mark.parametrize(
    "text", ["", "Hong Kong", "Room 1318", "香港旺角", "13/F", "\ud800", "x" * 10_000]
)
def test_an_address_without_street_or_building_finds_nothing(text: str) -> None:
    snapshot = Snapshot(ListInfo("test", "Test"), (entity("a", "address", LISTED),))
    assert search(text, [snapshot]) == ()


@given(st.text(max_size=100))
def test_any_text_can_be_compared(text: str) -> None:
    compare_addresses(text, LISTED)
    assert compare_addresses(text, text) in ("same-unit", "same-building", "same-street", "none")


ROOMS = st.sampled_from(["Room 5", "Unit 5-7", "Flat B", "Room 6, 3/F", "", "7/F"])
PLACES = st.sampled_from(["Fabled Plaza", "Fable Plaza", "Fabled Centre", "Tale Tower 1", ""])
STREETS = st.sampled_from(
    ["610 Mirage Road", "612 Mirage Rd", "Mirage Street", "5-9 Wish Lane", ""]
)
ADDRESSES = st.tuples(ROOMS, PLACES, STREETS).map(lambda parts: ", ".join(filter(None, parts)))


@given(ADDRESSES, st.lists(ADDRESSES.filter(bool), max_size=6))
def test_the_index_finds_what_comparing_with_every_address_finds(
    query: str, listed: list[str]
) -> None:
    entities = tuple(entity(f"e{i}", "company", text) for i, text in enumerate(listed))
    index = AddressIndex([Snapshot(ListInfo("test", "Test"), entities)])
    found = {hit.entity.id: hit.grade for hit in index.search(query, least="same-street")}
    graded = {e.id: compare_addresses(query, e.addresses[0].text) for e in entities}
    assert found == {key: grade for key, grade in graded.items() if grade != "none"}
    assert len(index) == len(listed)
