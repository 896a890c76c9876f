"""Consolidated list of the United Nations Security Council, as XML: persons and organisations.

Aliases of quality "Low" are weak; those of "Good" or without a quality are strong.
"""

from __future__ import annotations

from screenlib.lists.countries import country_code
from screenlib.lists.ids import slug
from screenlib.lists.importers.gathering import Gathering
from screenlib.lists.importers.law import parse_date
from screenlib.lists.importers.names import clean, clean_name, merge_names, parse_names
from screenlib.lists.importers.reading import Source, refuse
from screenlib.lists.importers.types import guess_type
from screenlib.lists.importers.xmlreading import Node, read_records
from screenlib.lists.model import Address, Entity, EntityType, Name, NameKind

__all__ = ["read"]

_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")


def read(source: Source, encoding: str = "utf-8") -> Gathering:
    """The entities of the file, with the account of its entries. XML states its own encoding."""
    del encoding
    gathering = Gathering()
    for node in read_records(source, ["INDIVIDUAL", "ENTITY"], ["CONSOLIDATED_LIST"]):
        if node.tag == "CONSOLIDATED_LIST":
            gathering.edition = parse_date(node.attributes.get("dateGenerated", "")[:10])
        else:
            _add(gathering, node)
    if not gathering.rows:
        refuse("there is no entry in it", source)
    return gathering


def _add(gathering: Gathering, node: Node) -> None:
    person = node.tag == "INDIVIDUAL"
    text = " ".join(part for tag in _PARTS if (part := node.text(tag)))
    names = list(parse_names(text).names) if not person else [Name(clean_name(text), "primary")]
    if not names or not names[0].text:
        gathering.reject(node.line, "the entry has no name", node.text()[:80])
        return
    if script := clean_name(node.text("NAME_ORIGINAL_SCRIPT")):
        names.append(Name(script, "native"))
    for alias in node.all(f"{node.tag}_ALIAS"):
        if name := clean_name(alias.text("ALIAS_NAME")):
            names.append(Name(name, _kind(alias.text("QUALITY"))))
    addresses = tuple(
        address for item in node.all(f"{node.tag}_ADDRESS") if (address := _address(item))
    )
    country = next((a.country for a in addresses if a.country), "")
    for value in node.texts("NATIONALITY", "VALUE"):
        country = country or country_code(value) or ""
    reference = node.text("REFERENCE_NUMBER")
    notes = [f"{tag.lower()}: {value}" for tag in ("DESIGNATION", "TITLE")
             for value in node.texts(tag, "VALUE")]  # fmt: skip
    notes += [comment] if (comment := clean(node.text("COMMENTS1"))) else []
    gathering.add(
        node.text("DATAID") or reference or text,
        Entity(
            id=f"un-{slug(reference or node.text('DATAID'))}",
            names=merge_names(names),
            country=country,
            type="person" if person else _organisation(names[0].text),
            addresses=addresses,
            effective=parse_date(node.text("LISTED_ON")),
            programs=tuple(node.texts("UN_LIST_TYPE")),
            identifiers=tuple(
                item for item in (reference, f"DATAID {node.text('DATAID')}") if item
            ),
            notes=tuple(notes),
        ),
    )


def _organisation(name: str) -> EntityType:
    guessed = guess_type(name)
    return "organisation" if guessed == "unknown" else guessed


def _kind(quality: str) -> NameKind:
    lower = quality.lower()
    if lower.startswith(("f.k.a", "formerly")):
        return "former"
    return "weak-aka" if lower == "low" else "aka"


def _address(node: Node) -> Address | None:
    cells = [node.text(tag) for tag in ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")]
    text = ", ".join(cell for cell in cells if cell)
    if not text:
        return None
    country = country_code(cells[4]) or ""
    return Address(text, cells[0], cells[1], cells[2], cells[3], country, node.text("NOTE"))
