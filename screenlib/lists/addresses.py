"""Addresses: read into parts, and compared part by part.

Some listed addresses stand without any name: whoever is at "Room 1318-19, 13F, Hollywood Plaza, 610
Nathan Road, Mong Kok" needs a licence. Such an address is found by its unit, its building and its
street, not by its letters: "Rm. 1318, 13/F, Hollywood Plaza, 610 Nathan Rd" is the same place, and
"Room 1320, 13/F, Hollywood Plaza" is another room in the same building.

    "same-unit"      unit (and floor, where both give one) of the same building or street number
    "same-building"  building, or street and number, agree; the unit is not given, or differs
    "same-street"    the street agrees, and one of the two gives no number
    "none"           anything less

A grade is not a probability; "same-unit" with a listed address that has no name is the one that
carries the licence requirement.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Literal

import attrs

from screenlib.lists.model import Entity
from screenlib.lists.snapshot import Snapshot

__all__ = [
    "AddressHit",
    "AddressIndex",
    "AddressParts",
    "Grade",
    "compare_addresses",
    "parse_address",
    "search",
]

Grade = Literal["same-unit", "same-building", "same-street", "none"]
GRADES: tuple[Grade, ...] = ("same-unit", "same-building", "same-street", "none")

_UNIT_WORDS = r"(?:unit|room|rm|suite|ste|flat|office|shop|workshop|apt|apartment|rooms|units)"
_FLOOR = re.compile(
    r"\b(\d{1,3})\s*(?:/\s*f\b|f\b|st floor|nd floor|rd floor|th floor|\s*floor\b|\s*flr?\b"
    r"|(?:st|nd|rd|th)\s*(?:fl|flr|f)\b)|\b(?:floor|level|fl)\.?\s*(\d{1,3})\b"
)
_UNIT = re.compile(
    rf"\b{_UNIT_WORDS}\s*[/.]?\s*(?:{_UNIT_WORDS}\s*[.]?\s*)?(?:no\.?\s*)?"
    r"([a-z]{0,2}\s?-?\d{1,5}[a-z]?(?:\s?[-&/]\s?[a-z]?\d{1,5}[a-z]?\b(?!\s*/?\s*f\b))*|[a-z]\d?(?![a-z]))"
)
_STREET = re.compile(
    r"(?P<number>\b\d{1,5}[a-z]?(?:\s?-\s?\d{1,5}[a-z]?)?\b)?[\s,]*"
    r"(?P<name>(?:[a-z'’]+[\s-]+){1,4}?)"
    r"(?P<kind>street|st|road|rd|avenue|ave|lane|ln|path|drive|dr|boulevard|blvd|strand|highway|square"
    r"|terrace|praya|queensway|sk|caddesi|cad|sokak|main street)\b\.?"
)
_QUEENSWAY = re.compile(r"(?P<number>\b\d{1,5}\b)\s+(?P<name>queensway)\b")
_BUILDING = re.compile(
    r"(?P<name>(?:[a-z0-9'’]+[\s-]+){1,4}?)"
    r"(?P<kind>building|bldg|tower|plaza|centre|center|house|mansion|industrial building|court"
    r"|place|commercial building|commercial centre|commercial center|factory|garden|estate|arcade)"
    r"\b(?P<wing>\s+(?:tower\s+)?(?:\d{1,2}|[a-z])\b(?!\s*[/-]))?"
)
_KINDS = {
    "st": "street", "rd": "road", "ave": "avenue", "ln": "lane", "dr": "drive", "blvd": "boulevard",
    "bldg": "building", "center": "centre", "commercial center": "centre",
    "commercial centre": "centre", "commercial building": "building",
    "industrial building": "building", "main street": "street", "cad": "caddesi",
}  # fmt: skip
_NOISE_WORDS = (
    "the of at on in and no block phase commercial industrial office unit room flat floor"
)
_NOISE = frozenset(_NOISE_WORDS.split())


@attrs.frozen(slots=True)
class AddressParts:
    """What was read out of an address; empty where nothing was.

    `units` are single numbers ("1318-19" gives 1318 and 1319). `numbers` is the range of house
    numbers. Names are folded to lower-case letters and digits without spaces.
    """

    units: frozenset[str] = frozenset()
    floor: str = ""
    buildings: frozenset[str] = frozenset()
    streets: frozenset[str] = frozenset()
    numbers: tuple[int, int] | None = None


@attrs.frozen(slots=True)
class AddressHit:
    """An entity with an address that agrees. `nameless`: the address itself is what is listed, so
    the licence requirement holds for any party there."""

    entity: Entity
    address: str
    grade: Grade
    nameless: bool

    @property
    def says(self) -> str:
        """What follows from the hit, as a sentence."""
        cited = f" ({self.entity.citation})" if self.entity.citation else ""
        if not self.nameless:
            return f"{self.entity.name}{cited} has the address {self.address!r}."
        if self.grade == "same-unit":
            return (
                f"This address is itself listed{cited}: the licence requirement applies to any "
                "party there."
            )
        return f"An address in this place is itself listed{cited}, with another unit, or none."


def parse_address(text: str) -> AddressParts:
    """The parts of an address as it is written in English."""
    plain = _fold(text)
    floor = ""
    if found := _FLOOR.search(plain):
        floor = (found[1] or found[2]).lstrip("0")
        plain = f"{plain[: found.start()]} , {plain[found.end() :]}"
    units: frozenset[str] = frozenset()
    if found := _UNIT.search(plain):
        units = frozenset(_numbers(found[1]))
        plain = f"{plain[: found.start()]} , {plain[found.end() :]}"
    streets, numbers = set(), None
    for match in (*_STREET.finditer(plain), *_QUEENSWAY.finditer(plain)):
        if name := _plain(match["name"]):
            kind = match.groupdict().get("kind") or ""
            streets.add(name + _KINDS.get(kind, kind) if kind else name)
            if match["number"] and numbers is None:
                numbers = _range(match["number"])
    buildings = {
        name + _KINDS.get(match["kind"], match["kind"]) + "".join((match["wing"] or "").split())
        for match in _BUILDING.finditer(plain)
        if (name := _plain(match["name"]))
    }
    if numbers is None and (
        found := re.search(r"\b(?:centre|building|plaza)\s+(\d+(?:-\d+)?)", plain)
    ):
        numbers = _range(found[1])
    return AddressParts(units, floor, frozenset(buildings), frozenset(streets), numbers)


def compare_addresses(query: str | AddressParts, listed: str | AddressParts) -> Grade:
    """How far two addresses agree."""
    first = parse_address(query) if isinstance(query, str) else query
    second = parse_address(listed) if isinstance(listed, str) else listed
    street = bool(_alike(first.streets, second.streets))
    building = bool(_alike(first.buildings, second.buildings))
    both = first.numbers is not None and second.numbers is not None
    number = both and _overlap(first.numbers, second.numbers)
    if both and not number and street:
        return "none"  # another number in the same street is another place
    place = building or (street and number)
    if not place:
        return "same-street" if street else "none"
    if not building and _other_wing(first.buildings, second.buildings):
        return "same-building"  # tower 1 and tower 2 of one centre
    floors = not (first.floor and second.floor) or first.floor == second.floor
    if first.units & second.units and floors:
        return "same-unit"
    if not second.units and second.floor and first.floor == second.floor:
        return "same-unit"  # a whole floor is listed
    return "same-building"


class AddressIndex:
    """The addresses of snapshots, read once, for many searches. Immutable once it is built.

    It finds exactly what comparing with every single address would find: an address can agree only
    with one that shares a street or a building, up to one letter after the third.
    """

    def __init__(self, snapshots: Iterable[Snapshot]) -> None:
        self._entries: list[tuple[Entity, str, AddressParts]] = []
        self._by_opening: dict[str, list[int]] = {}
        for entity in (entity for snapshot in snapshots for entity in snapshot):
            for address in entity.addresses:
                parts = parse_address(address.text)
                for opening in _openings(parts):
                    self._by_opening.setdefault(opening, []).append(len(self._entries))
                self._entries.append((entity, address.text, parts))

    def __len__(self) -> int:
        """The number of addresses."""
        return len(self._entries)

    def search(self, address: str, *, least: Grade = "same-building") -> tuple[AddressHit, ...]:
        """Entities with an address that agrees with one, the best grades first, then by id.

        An address of which neither a street nor a building can be read finds nothing.
        """
        parts = parse_address(address)
        wanted = GRADES[: GRADES.index(least) + 1]
        numbers = {n for opening in _openings(parts) for n in self._by_opening.get(opening, ())}
        best: dict[tuple[str, str], tuple[int, str, Entity]] = {}
        for number in sorted(numbers):
            entity, text, listed = self._entries[number]
            grade = compare_addresses(parts, listed)
            if grade == "none" or grade not in wanted:
                continue
            found = (GRADES.index(grade), text, entity)
            key = (entity.id, entity.list_name)
            if key not in best or found[:2] < best[key][:2]:
                best[key] = found
        hits = [
            AddressHit(entity, text, GRADES[index], entity.type == "address")
            for index, text, entity in best.values()
        ]
        return tuple(sorted(hits, key=lambda hit: (GRADES.index(hit.grade), hit.entity.id)))


def search(
    address: str, snapshots: Iterable[Snapshot], *, least: Grade = "same-building"
) -> tuple[AddressHit, ...]:
    """One search; for many, build an `AddressIndex` once."""
    return AddressIndex(snapshots).search(address, least=least)


def _openings(parts: AddressParts) -> set[str]:
    return {name[:3] for names in (parts.streets, parts.buildings) for name in names}


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    # "Queen?s Road": lists have lost apostrophes on the way
    plain = re.sub(r"(?<=[a-z])\?(?=s\b)", "'", plain)
    plain = re.sub(r"[‐-―−]", "-", plain).replace("；", ";").replace("，", ",")
    return " ".join(re.sub(r"[#“”\"]", " ", plain).split())


def _plain(text: str) -> str:
    words = [word for word in re.findall(r"[a-z0-9]+", text.replace("'", "")) if word not in _NOISE]
    return "".join(words)


def _numbers(text: str) -> Iterator[str]:
    """Unit numbers: "1318-19" is 1318 and 1319, "301-307" is two of the seven that are listed."""
    plain = text.replace(" ", "")
    found = re.match(r"^([a-z]{0,2}-?)(\d+)-(\d+)$", plain)
    if found:
        low, high = found[2], found[3]
        if len(high) < len(low):
            high = low[: len(low) - len(high)] + high
        if 0 <= int(high) - int(low) <= 50:
            yield from (f"{found[1]}{number}" for number in range(int(low), int(high) + 1))
            return
    for part in re.split(r"[-&,/]", plain):
        if part:
            yield part.lstrip("0") or "0"


def _range(text: str) -> tuple[int, int]:
    low, _, high = re.sub(r"[a-z\s]", "", text).partition("-")
    first = int(low)
    last = int(high) if high else first
    if last < first:
        # "45-51" is a range, "1318-19" an abbreviated one
        last = int(low[: len(low) - len(high)] + high)
    return (first, max(first, last))


def _overlap(first: tuple[int, int] | None, second: tuple[int, int] | None) -> bool:
    if first is None or second is None:
        return False
    return first[0] <= second[1] and second[0] <= first[1]


def _alike(first: frozenset[str], second: frozenset[str]) -> set[str]:
    """Names of the one that are also, or all but, names of the other: one edit is forgiven in a
    name of six letters or more, as "Fayuen" stands beside "Fa Yuen"."""
    return {a for a in first for b in second if a == b or (min(len(a), len(b)) > 9 and _near(a, b))}


def _other_wing(first: frozenset[str], second: frozenset[str]) -> bool:
    """Whether two names differ in the number or letter of a tower alone."""
    bare = [{re.sub(r"\d+$", "", name) for name in names} for names in (first, second)]
    return bool(bare[0] & bare[1])


def _near(first: str, second: str) -> bool:
    if abs(len(first) - len(second)) > 1:
        return False
    prefix = 0
    while prefix < min(len(first), len(second)) and first[prefix] == second[prefix]:
        prefix += 1
    if prefix < 3:
        return False  # and so the openings of names find all that agree
    rest = (first[prefix:], second[prefix:])
    if any(character.isdigit() for character in (*rest[0][:1], *rest[1][:1])):
        return False
    return rest[0][1:] == rest[1][1:] or rest[0][1:] == rest[1] or rest[0] == rest[1][1:]
