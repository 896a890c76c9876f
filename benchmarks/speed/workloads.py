"""The lists and queries that speed is measured on.

Half of the queries are disturbed names of the list, half are real names that mean nobody on it. All
queries of a workload are distinct, so that no answer can be taken from a memory of whole names.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks import companies
from benchmarks.accuracy.english import Workload, ofac_workload, workload
from benchmarks.accuracy.natives import sure_names
from benchmarks.listed import entity_list
from benchmarks.matchers import Entity

SEED = 404
QUERIES = 30_000
WORLD_NAMES = 60_000


def ofac() -> Workload:
    """Organisations of the OFAC list, about 9,400 names, English queries."""
    return ofac_workload(QUERIES)


def entity_list_english() -> Workload:
    """The full Entity List with aliases, English queries."""
    return workload(entity_list(), companies.world(SEED), QUERIES, SEED)


def entity_list_chinese() -> Workload:
    """The full Entity List with aliases, Chinese queries: half real names of listed entities,
    changed as people change them (form or brackets dropped, a place put behind, a branch added),
    half names of other organisations.
    """
    rng = random.Random(SEED)
    entities = entity_list()
    by_name = {" ".join(entity.names[0].casefold().split()): entity.id for entity in entities}
    legal, short = sure_names()
    known = [
        (query, by_name[" ".join(name.casefold().split())])
        for query, name in [*legal, *short]
        if " ".join(name.casefold().split()) in by_name and len(query) > 3
    ]
    others = [*companies.mainland(SEED), *companies.hong_kong_chinese(SEED)]
    meant: dict[str, str] = {}
    for _ in range(QUERIES * 4):
        if len(meant) >= QUERIES // 3:
            break
        query, entity = rng.choice(known)
        meant.setdefault(_changed(query, rng), entity)
    mixed = list(meant.items())
    mixed += [(name, "") for name in others if name not in meant][: QUERIES - len(mixed)]
    rng.shuffle(mixed)
    return Workload(entities, [q for q, _ in mixed], [e for _, e in mixed], ["" for _ in mixed])


_ENDINGS = ("股份有限公司", "有限责任公司", "有限公司", "公司")
_ADDED = (
    "分公司",
    "上海分公司",
    "北京代表处",
    "（集团）",
    "(中国)",
    " 采购部",
    "深圳分公司",
    "研发中心",
    "进出口部",
)


def _changed(name: str, rng: random.Random) -> str:
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending) + 2:
            name = name.removesuffix(ending) + rng.choice(["", ending, *_ENDINGS])
            break
    if rng.random() < 0.5:
        name += rng.choice(_ADDED)
    if rng.random() < 0.3:
        name = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in name)
    if rng.random() < 0.3:
        at = rng.randrange(1, len(name))
        name = f"{name[:at]} {name[at:]}"
    return name


def world() -> Workload:
    """60,000 names of companies of the world and of Hong Kong, English queries."""
    here, elsewhere = companies.world(SEED), companies.hong_kong_english(SEED)
    listed = here[:40_000]
    listed += elsewhere[: WORLD_NAMES - len(listed)]
    entities = [Entity(f"w{place:06d}", (name,)) for place, name in enumerate(listed)]
    return workload(entities, elsewhere[WORLD_NAMES:], QUERIES, SEED)


WORKLOADS: dict[str, Callable[[], Workload]] = {
    "ofac": ofac,
    "entity-list": entity_list_english,
    "entity-list-chinese": entity_list_chinese,
    "world": world,
}
