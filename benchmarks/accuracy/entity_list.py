"""The real Entity List of July 2026: every name and alias finds its own entity, mistyped ones as
well.

*Found*: the entity is returned at a shown verdict. *First*: no other entity scores higher. The
names with one random edit are those that hold a distinctive word of five letters or more: one that
is not among the 400 commonest words of the list. The edit falls on any word of five letters or
more, and never on a first letter or a digit.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from typing import Any

from benchmarks.accuracy import Bench
from benchmarks.accuracy.searching import Found, line, look_for
from benchmarks.disturb import typing_error
from benchmarks.listed import entity_list
from benchmarks.metrics import share
from benchmarks.report import heading, table

SEED = 20260709
_COMMON_WORDS = 400


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]{5,}", name.lower())


def run(bench: Bench) -> dict[str, Any]:
    """Shares found and first, for primary names, aliases, and both with one random edit."""
    entities = entity_list()
    primary = {entity.id: entity.names[0] for entity in entities}
    searcher = bench.matcher().build(entities)
    common = {
        word
        for word, _ in Counter(
            word for entity in entities for name in entity.names for word in set(_words(name))
        ).most_common(_COMMON_WORDS)
    }
    rng = random.Random(SEED)
    groups: dict[str, list[tuple[str, str]]] = {
        "primary names": [],
        "aliases": [],
        "one edit": [],
        "one edit, in a distinctive word": [],
        "one edit, in another word": [],
    }
    for entity in entities:
        for place, name in enumerate(entity.names):
            groups["aliases" if place else "primary names"].append((name, entity.id))
            if any(word not in common for word in _words(name)):
                edited = typing_error(name, rng)
                whole = set(_words(name)) - set(_words(edited)) <= common
                groups["one edit"].append((edited, entity.id))
                groups[f"one edit, in {'another' if whole else 'a distinctive'} word"].append(
                    (edited, entity.id)
                )
    heading(f"Entity List of 9 July 2026: {len(entities)} entities")
    rows: dict[str, list[Any]] = {}
    for title, wanted in groups.items():
        found = look_for(searcher, wanted, limit=50)
        rows[title] = _figures(found)
        if title == "one edit":  # its failures are listed by the word that was hit
            continue
        bench.failures(
            f"{title}, not found", [line(f, primary[f.entity]) for f in found if not f.shown]
        )
        bench.failures(
            f"{title}, found but another entity scores higher",
            [line(f, primary[f.entity]) for f in found if f.shown and not f.tied],
        )
    header = ["queries", "n", "found", "first or tied", "match", "review", "affiliate"]
    print(table(header, [[title, *figures] for title, figures in rows.items()]))
    return {title: dict(zip(header[1:], figures, strict=True)) for title, figures in rows.items()}


def _figures(found: list[Found]) -> list[Any]:
    verdicts = Counter(f.verdict for f in found)
    return [
        len(found),
        share(sum(f.shown for f in found), len(found)),
        share(sum(f.tied for f in found), len(found)),
        verdicts["match"],
        verdicts["review"],
        verdicts["affiliate"],
    ]
