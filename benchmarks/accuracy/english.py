"""English only: OFAC organisations with typing errors, dropped words and abbreviations, against
companies of the world.

Half of the queries are disturbed names of the list (one or two disturbances each), half are real
companies of countries that are not under wide sanctions. A company whose name equals a listed one,
legal forms apart, is left out.
"""

from __future__ import annotations

import random
import re
from typing import Any

from attrs import evolve, frozen

from benchmarks import companies
from benchmarks.accuracy import Bench
from benchmarks.disturb import _FORM, disturbed_queries
from benchmarks.listed import ofac_entities
from benchmarks.matchers import Entity, Matcher
from benchmarks.metrics import Answered, search_f1, search_recall_at
from benchmarks.report import heading, table

SEED = 303
QUERIES = 4000
#: As many names as the list of the published peer figures has.
NAMES = 9400
#: Hits that are looked at for one that is level with the first.
LEVEL = 10


@frozen
class Workload:
    """A list and queries; ``meant`` is the entity id, or empty where nobody on the list is
    meant.
    """

    entities: list[Entity]
    queries: list[str]
    meant: list[str]
    kinds: list[str]


def bare(name: str) -> str:
    """Letters and digits of a name without its legal form: equal for names that only spelling tells
    apart.
    """
    return re.sub(r"[\W_]", "", _FORM.sub("", name).casefold())


def shortened(entities: list[Entity], names: int) -> list[Entity]:
    """The same entities with their primary names and as many aliases, in order, as make ``names``
    names.
    """
    room = names - len(entities)
    kept = []
    for entity in entities:
        taken = entity.names[: 1 + max(0, room)] if room > 0 else entity.names[:1]
        room -= len(taken) - 1
        kept.append(Entity(entity.id, taken))
    return kept


def workload(entities: list[Entity], unrelated: list[str], queries: int, seed: int) -> Workload:
    """Half disturbed names of the list, half unrelated names, shuffled."""
    rng = random.Random(seed)
    listed = {bare(name) for entity in entities for name in entity.names}
    mixed = disturbed_queries(entities, queries // 2, rng)
    mixed += [
        (name, "", "unrelated")
        for name in [name for name in unrelated if bare(name) not in listed][: queries - len(mixed)]
    ]
    rng.shuffle(mixed)
    return Workload(
        entities=entities,
        queries=[query for query, _, _ in mixed],
        meant=[meant for _, meant, _ in mixed],
        kinds=[kinds for _, _, kinds in mixed],
    )


def ofac_workload(queries: int = QUERIES) -> Workload:
    """The OFAC list of about 9,400 names and its queries."""
    entities = shortened(ofac_entities(aliases=True), NAMES)
    return workload(entities, companies.world(SEED), queries, SEED)


def answers(matcher: Matcher, work: Workload) -> list[Answered]:
    """The first hit of every query in the light of its right answer."""
    searcher = matcher.build(work.entities)
    out = []
    for hits, meant in zip(searcher.rank_many(work.queries, limit=LEVEL), work.meant, strict=True):
        score = hits[0].score if hits else 0.0
        level = [hit.entity for hit in hits if hit.score == score]
        out.append(
            Answered(
                score=score,
                right=bool(meant) and level[:1] == [meant],
                meant=bool(meant),
                level=bool(meant) and meant in level,
            )
        )
    return out


def first_or_level(found: list[Answered]) -> list[Answered]:
    """The same, where an entity that is level with the first hit is right as well."""
    return [evolve(answer, right=answer.level) for answer in found]


def run(bench: Bench) -> dict[str, Any]:
    """F1 and recall at 1 % false positives, and recall by kind of disturbance."""
    work = ofac_workload()
    found = answers(bench.matcher(), work)
    f1, threshold = search_f1(found)
    result: dict[str, Any] = {
        "entities": len(work.entities),
        "names": sum(len(entity.names) for entity in work.entities),
        "queries": len(work.queries),
        "best_f1": f1,
        "best_f1_threshold": threshold,
        "recall_at_1_percent_false": search_recall_at(found, 0.01),
        "best_f1_first_or_level": search_f1(first_or_level(found))[0],
        "recall_at_1_percent_false_first_or_level": search_recall_at(first_or_level(found), 0.01),
    }
    heading("English only: disturbed OFAC names against companies of the world")
    print(table(["figure", "value"], list(result.items())))
    single: dict[str, list[bool]] = {}
    for answer, kinds in zip(found, work.kinds, strict=True):
        if answer.meant:
            single.setdefault(kinds, []).append(answer.right and answer.score >= threshold)
    result["recall_by_kind"] = {
        kinds: sum(right) / len(right)
        for kinds, right in sorted(single.items())
        if " + " not in kinds
    }
    print(table(["disturbance", "recall"], list(result["recall_by_kind"].items())))
    names = {entity.id: entity.names[0] for entity in work.entities}
    bench.failures(
        "missed",
        [
            f"[{kinds}] {query} | {names[meant]}: {answer.score:.3f}"
            f" {'right' if answer.right else 'wrong'}"
            for query, meant, kinds, answer in zip(
                work.queries, work.meant, work.kinds, found, strict=True
            )
            if answer.meant and not (answer.right and answer.score >= threshold)
        ],
    )
    bench.failures(
        "false positives",
        [
            f"{query}: {answer.score:.3f}"
            for query, answer in zip(work.queries, found, strict=True)
            if not answer.meant and answer.score >= threshold
        ],
    )
    return result
