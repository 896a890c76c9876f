"""The lists that are searched: Entity List, OFAC, and a large list of world-wide company names.

In: files of the measuring data. Out: :class:`~benchmarks.matchers.Entity` rows. The Entity List
file is a parse of the Code of Federal Regulations in which some alias cells also hold addresses,
joining words and cross-references; :func:`split_aliases` keeps the names and drops the rest. A
party listed under several countries is one entity here, because its name alone cannot tell the
countries apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from benchmarks.matchers import Entity
from benchmarks.shared import read_headless, read_rows

ENTITY_LIST = "data/entity_list/el_2026-07-09_ecfr.csv"
OFAC_LIST = "data/other_lists/ofac_sdn_2024-05-03.csv"
OFAC_ALIASES = "data/other_lists/ofac_sdn_alt_2025-12.csv"

_CROSS_REFERENCE = re.compile(r"\s*\(?see (?:also |the )?(?:alternate |other )?address.*$", re.I)
_ALSO_KNOWN = re.compile(r",?\s*\(?\b[afn]\.?k\.?a\.?,?\s+(?:the following [\w ]+:?)?", re.I)
_STREET = re.compile(
    r"\b(?:street|str|st|road|rd|ave|avenue|lane|boulevard|blvd|bul'var|pr|prospekt|proezd|proyezd"
    r"|highway|thoroughfare|ulitsa|ul|floor|suite|office \d+|room|building \d+|bldg|p\.o|rue"
    r"|tower|house \d+|nuolitie|kannelkatu|address|passage)\b",
    re.I,
)
_HOUSE_NUMBER = re.compile(r"(?:^|[ ,(])\d{1,6}[A-Za-z]{0,2}(?:[ ,.-]|$)")
_ADDRESS_START = re.compile(r"^\W*(?:\d|(?:no|d|ul)\b|house \d|suite|room|floor)", re.I)
_LEGAL_FORM = re.compile(
    r"^(?:co|ltd|inc|llc|jsc|ooo|oao|ao|pao|corp|limited|gmbh|plc|fze)\b", re.I
)


def _is_address(text: str) -> bool:
    """Whether a piece of an alias cell holds an address."""
    if "," not in text:
        return False
    if _STREET.search(text) and _HOUSE_NUMBER.search(text):
        return True
    return bool(re.search(r"\b\d{5,6}\b", text))


def _without_address(text: str) -> str:
    """The name in front of an address ("Name, 12 High Street, Town"); empty if it is all
    address.
    """
    if not _is_address(text):
        return text
    boundaries = [match.start() for match in re.finditer(r"(?<!\.\w)[,.]['’]? ", text)]
    segments = [
        text[start:end].strip(" ,.'’")
        for start, end in zip([0, *boundaries], [*boundaries, len(text)], strict=True)
    ]
    if _STREET.search(segments[0]) or _ADDRESS_START.match(segments[0]):
        return ""
    for number, segment in enumerate(segments[1:], start=1):
        following = segments[number + 1] if number + 1 < len(segments) else ""
        if _LEGAL_FORM.match(segment):
            continue
        if (
            _STREET.search(segment)
            or _HOUSE_NUMBER.search(segment)
            or _ADDRESS_START.match(segment)
            or following[:1].isdigit()
        ):
            return text[: boundaries[number - 1]].strip(" ,")
    return text


def split_aliases(cell: str) -> list[str]:
    """The alias names of one cell, in order, without addresses, joining words or
    cross-references.
    """
    names: list[str] = []
    for part in cell.split(";"):
        for piece in _ALSO_KNOWN.split(_CROSS_REFERENCE.sub("", part)):
            joined = re.match(r"\s*and\s+(.*)$", piece)
            if joined and (_is_address(joined.group(1)) or joined.group(1) == "Technology"):
                if names and joined.group(1) == "Technology":  # "... Telecom; and Technology"
                    names[-1] += " and Technology"
                continue
            name = re.sub(r"^\s*and\s+|,?\s+and\s*$", "", f" {piece}").strip(" ,:;")
            if name.count(")") > name.count("("):
                name = name.removesuffix(")")
            name = _without_address(name).strip()
            if len(name) > 1 and name.lower() != "and" and not name.startswith("any "):
                names.append(name)
    return list(dict.fromkeys(names))


def split_primary(name: str) -> list[str]:
    """The names in one primary name cell: the name itself, then former or other names given in
    brackets.
    """
    name = re.sub(r"\s*\([afn]\.?k\.?a\.?,?\s*$", "", _CROSS_REFERENCE.sub("", name).strip())
    bracket = re.search(r"\s*\((?:[afn]\.?k\.?a\.?),?\s+(.+?)\)?$", name, re.I)
    if not bracket:
        return [name]
    others = [
        part.strip(" )") for part in re.split(r";|,? and [afn]\.?k\.?a\.?,? ", bracket.group(1))
    ]
    return [name[: bracket.start()].strip(), *[other for other in others if other]]


def merge(rows: Iterable[tuple[str, list[str]]]) -> list[Entity]:
    """One entity for each distinct primary name (case and spacing apart), its aliases joined in
    order.
    """
    names_of: dict[str, list[str]] = {}
    for primary, others in rows:
        names = names_of.setdefault(" ".join(primary.casefold().split()), [primary])
        names.extend(other for other in others if other not in names)
    return [
        Entity(id=f"e{number:05d}", names=tuple(names))
        for number, names in enumerate(names_of.values())
    ]


def entity_list() -> list[Entity]:
    """The Entity List of 9 July 2026: Latin names only, with aliases."""
    rows = []
    for row in read_rows(ENTITY_LIST):
        primary, *others = split_primary(row["name"])
        rows.append((primary, [*others, *split_aliases(row["aliases"])]))
    return merge(rows)


def ofac_entities(*, aliases: bool = False) -> list[Entity]:
    """Organisations (no persons, ships or aircraft) of the OFAC list of 3 May 2024, one primary
    name each.

    With ``aliases`` the alias file of December 2025 is added for the entities that are in both.
    """
    rows: dict[str, tuple[str, list[str]]] = {
        row[0]: (row[1], []) for row in read_headless(OFAC_LIST) if len(row) > 2 and row[2] == "-0-"
    }
    if aliases:
        for row in read_headless(OFAC_ALIASES):
            if row[0] in rows:
                rows[row[0]][1].append(row[3])
    return merge(rows.values())
