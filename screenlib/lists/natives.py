"""Chinese names for listed entities of which a list prints Latin names only.

The Entity List, and most lists beside it, print no Chinese. The table
screenlib/lexicon/listed_native_names.tsv holds what is generally known: the legal name and other
names in Chinese for names as the list prints them. They help to find a party, and prove nothing:
each is marked as general knowledge. An entity that already has a name in Chinese script is left as
it is.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import attrs

from screenlib.lists.model import Entity, Name, NameKind
from screenlib.lists.snapshot import Snapshot, Source

__all__ = ["GENERAL_KNOWLEDGE", "with_native_names"]

GENERAL_KNOWLEDGE = Source(
    id="general-knowledge",
    kind="knowledge",
    title="General knowledge, not from an official source; to be checked before it is relied on",
)
_NOTE = "general knowledge, not from an official source"
_TABLE = Path(__file__).parent.parent / "lexicon" / "listed_native_names.tsv"
_HAN = re.compile("[\u3400-\u9fff]")
_LEGAL_NAME = re.compile(
    "(公司|大学|大學|学院|研究院|研究所|中心|局|厅|廳|实验室|實驗室|集团|集團)$"
)


def with_native_names(snapshot: Snapshot) -> Snapshot:
    """The snapshot with the Chinese names that are known for its entities."""
    table = _names()
    entities = tuple(_enriched(entity, table) for entity in snapshot)
    if all(old is new for old, new in zip(snapshot, entities, strict=True)):
        return snapshot
    sources = {source.id: source for source in (*snapshot.sources, GENERAL_KNOWLEDGE)}
    return attrs.evolve(snapshot, entities=entities, sources=tuple(sources.values()), digest="")


def _enriched(entity: Entity, table: dict[str, tuple[Name, ...]]) -> Entity:
    if entity.country not in ("", "CN", "HK", "TW", "MO", "SG", "GB", "VG", "KY") or any(
        _HAN.search(name.text) for name in entity.names
    ):
        return entity
    known = table.get(_key(entity.name))
    return attrs.evolve(entity, names=(*entity.names, *known)) if known else entity


@functools.cache
def _names() -> dict[str, tuple[Name, ...]]:
    found: dict[str, tuple[Name, ...]] = {}
    rows = [
        line.split("\t")
        for line in _TABLE.read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    columns = {name: index for index, name in enumerate(rows[0])}
    for row in rows[1:]:
        texts = [row[columns["zh_legal"]], *row[columns["zh_aliases"]].split("|")]
        note = _NOTE if row[columns["confidence"]] == "high" else f"{_NOTE}; uncertain"
        found[_key(row[columns["name_on_list"]])] = tuple(
            Name(plain, _kind(plain), "general-knowledge", note)
            for text in dict.fromkeys(texts)
            if (plain := text.strip().rstrip("?"))
        )
    return found


def _kind(text: str) -> NameKind:
    return "native" if _LEGAL_NAME.search(text) else "brand"


def _key(name: str) -> str:
    """Names are the same when they differ in case, marks and spaces only; a short name in brackets
    at the end, which importers make a name of its own, does not count."""
    plain = re.sub(r"\s*\([A-Za-z0-9 -]{2,14}\)\.?$", "", name)
    return "".join(c for c in plain.casefold() if c.isalnum())
