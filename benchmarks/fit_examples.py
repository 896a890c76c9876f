"""The pairs of names that the weights are fitted to, each with its evidence from the core.

In: the measuring data and the shipped lexicon. Out: :class:`Example` rows in a fixed, seeded order.

Positives: labelled pairs; Chinese legal and short names of Shanghai companies with their English
names; names of the Entity List and of OFAC as people mistype them; Chinese names of listed
entities. Negatives: labelled pairs; the wrong English names that come nearest to a Chinese one;
and, by far the most, *the screening prior*: of unrelated names, each with the listed name that
comes nearest to it. A set with as many true pairs as false ones would teach that every second
counterparty is listed; a person who screens sees what this set holds.

Names that the accuracy benchmark counts alerts on are kept out, so that its figures stay those of
names that no weight has seen.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence

from attrs import frozen

from benchmarks import companies
from benchmarks.accuracy import alerts, english, natives, pairs
from benchmarks.disturb import disturbed
from benchmarks.listed import entity_list, ofac_entities
from benchmarks.matchers import Entity
from benchmarks.shared import read_rows
from benchmarks.subject import Screenlib, ScreenlibSearcher
from screenlib import knowledge

#: Another seed than any part of the accuracy benchmark uses.
SEED = 2026
LABELLED = "labelled pairs"
PRIOR = "prior"
_AGAINST_OFAC = "world against OFAC"

#: What one pair of each group counts in the fit. The labelled pairs are chosen by hand to be hard
#: and count fully; the others are many and alike, and their labels come from where they were found.
WEIGHTS = {
    LABELLED: 1.0,
    "Shanghai, legal names": 0.25,
    "Shanghai, short names": 0.15,
    "Entity List, disturbed": 0.12,
    "OFAC, disturbed": 0.12,
    "listed, Chinese names": 0.12,
    f"{PRIOR}: mainland, Chinese": 0.25,
    f"{PRIOR}: Hong Kong, English": 0.25,
    f"{PRIOR}: Hong Kong, Chinese": 0.25,
    f"{PRIOR}: world, English": 0.25,
    f"{PRIOR}: {_AGAINST_OFAC}": 0.25,
}
_SHANGHAI, _SHANGHAI_SHORT, _DISTURBED, _OFAC, _NATIVE, _PRIOR = 700, 200, 800, 1500, 400, 15000
_WRONG_NAMES = 2  # nearest wrong names of each Chinese legal name


@frozen
class Example:
    """One pair: the values of the evidence model's features, in the order of its names, and whether
    it is the same organisation.
    """

    features: tuple[float, ...]
    same: bool
    group: str
    query: str
    listed: str

    @property
    def weight(self) -> float:
        """What the pair counts in the fit."""
        return WEIGHTS[self.group]


@frozen
class Collected:
    """All examples, and how many unrelated names were screened to find those of the prior."""

    examples: list[Example]
    screened: int


_Pairs = list[tuple[str, str]]


def collect(matcher: Screenlib) -> Collected:
    """All examples. Raises ``SharedDataMissingError`` when a file of the data is missing."""
    unrelated = _unrelated()
    examples: list[Example] = []
    for group, same, names in _groups(matcher, unrelated):
        examples += compared(matcher, names, same=same, group=group)
    return Collected(examples, sum(len(names) for names in unrelated.values()))


def compared(matcher: Screenlib, names: _Pairs, *, same: bool, group: str) -> Iterator[Example]:
    """The pairs with their evidence, without those of which one name says nothing."""
    knowledge.learn(matcher.lexicon, [text for pair in names for text in pair])
    results = matcher.lexicon.compare_many(names)
    for (query, listed), (_, _, _, features) in zip(names, results, strict=True):
        if features:
            yield Example(tuple(features), same, group, query, listed)


def _groups(
    matcher: Screenlib, unrelated: dict[str, list[str]]
) -> Iterator[tuple[str, bool, _Pairs]]:
    rng = random.Random(SEED)
    labelled = pairs.read_pairs()
    for same in (True, False):
        wanted = "true" if same else "false"
        yield LABELLED, same, [(p.query, p.listed) for p in labelled if p.label == wanted]
    yield from _shanghai(matcher, rng)

    listed, ofac = entity_list(), ofac_entities()
    yield "Entity List, disturbed", True, list(_disturbed(listed, _DISTURBED, rng))
    yield "OFAC, disturbed", True, list(_disturbed(ofac, _OFAC, rng))
    yield "listed, Chinese names", True, natives.sure_names()[1][:_NATIVE]

    entity_names, ofac_names = matcher.build(listed), matcher.build(ofac)
    for title, names in unrelated.items():
        searcher = ofac_names if title == _AGAINST_OFAC else entity_names
        yield f"{PRIOR}: {title}", False, _nearest(searcher, names)


def _shanghai(matcher: Screenlib, rng: random.Random) -> Iterator[tuple[str, bool, _Pairs]]:
    rows = [row for row in read_rows("data/names/pairs_sse.csv") if row["name_zh_full"]]
    rng.shuffle(rows)
    searcher = matcher.build([Entity(str(n), (row["name_en"],)) for n, row in enumerate(rows)])
    taken = rows[:_SHANGHAI]
    yield (
        "Shanghai, legal names",
        True,
        [(row["name_zh_full"], row["name_en"]) for row in taken],
    )
    found = searcher.rank_many([row["name_zh_full"] for row in taken], limit=_WRONG_NAMES + 1)
    yield (
        "Shanghai, legal names",
        False,
        [
            (row["name_zh_full"], hit.name)
            for number, (row, hits) in enumerate(zip(taken, found, strict=True))
            for hit in hits
            if hit.entity != str(number)
        ],
    )
    short = [(row["short_zh"], row["name_en"]) for row in taken[:_SHANGHAI_SHORT]]
    yield "Shanghai, short names", True, short


def _disturbed(
    entities: Sequence[Entity], count: int, rng: random.Random
) -> Iterator[tuple[str, str]]:
    usable = [name for entity in entities for name in entity.names if len(name) > 12]
    for name in rng.sample(usable, min(count, len(usable))):
        yield disturbed(name, rng)[0], name


def _unrelated() -> dict[str, list[str]]:
    """Names of every day, without those that the accuracy benchmark counts alerts on."""
    counted = {name for sample in alerts.samples().values() for name in sample}
    pools = {
        "mainland, Chinese": companies.mainland(SEED),
        "Hong Kong, English": companies.hong_kong_english(SEED),
        "Hong Kong, Chinese": companies.hong_kong_chinese(SEED),
        "world, English": companies.world(SEED),
        _AGAINST_OFAC: companies.world(SEED + 1),
    }
    return {
        title: [name for name in names if name not in counted][:_PRIOR]
        for title, names in pools.items()
    }


def _nearest(searcher: ScreenlibSearcher, names: list[str]) -> _Pairs:
    """Each name with the listed name that comes nearest, if any shares something with it; without
    those that are the listed name, legal forms apart.
    """
    found = searcher.rank_many(names, limit=1)
    return [
        (name, hits[0].name)
        for name, hits in zip(names, found, strict=True)
        if hits and _letters(name) != _letters(hits[0].name)
    ]


def _letters(name: str) -> str:
    return re.sub(r"\s", "", english.bare(name))


def texts(examples: Iterable[Example]) -> list[str]:
    """``query | listed name`` of each, for people."""
    return [f"{one.query} | {one.listed}" for one in examples]
