"""nomenklatura ``logic-v2``: the best open matcher made for sanctions lists, with the package's own
blocking index.

Each list entity is one FollowTheMoney ``Company`` with all its names; a query is one with one name.
The index proposes candidates (its defaults), ``LogicV2.compare`` scores every one of them. The
package keeps its analysis of an entity under the entity's id, so every query here gets an id of its
own.
"""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.matchers import Entity, Hit, Scored
from benchmarks.peers import package


class LogicV2:
    """The matcher."""

    name = "nomenklatura-logic-v2"

    def __init__(self) -> None:
        matching = package("nomenklatura.matching")
        money = package("followthemoney")
        self.algorithm = matching.LogicV2
        self.config = matching.LogicV2.default_config()
        self.index = package("nomenklatura.blocker.index").Index
        self.store = package("nomenklatura.store.memory").MemoryStore
        self.linker = package("nomenklatura.resolver").Linker
        self._entity = money.StatementEntity
        self._numbers = itertools.count()
        self.dataset = money.Dataset.make({"name": "list", "title": "List"})

    def company(self, identifier: str, names: Sequence[str]) -> Any:
        """One FollowTheMoney entity."""
        data = {"id": identifier, "schema": "Company", "properties": {"name": list(names)}}
        return self._entity.from_data(self.dataset, data)

    def asked(self, name: str) -> Any:
        """One entity with an id that no other has."""
        return self.company(f"q{next(self._numbers):09d}", [name])

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        return [
            Scored(
                float(
                    self.algorithm.compare(self.asked(query), self.asked(listed), self.config).score
                )
            )
            for query, listed in pairs
        ]

    def build(self, entities: Sequence[Entity]) -> LogicSearcher:
        return LogicSearcher(self, entities)


class LogicSearcher:
    """A memory store and its index (DuckDB, in a temporary folder that goes with the object)."""

    def __init__(self, owner: LogicV2, entities: Sequence[Entity]) -> None:
        self._owner = owner
        self._folder = tempfile.TemporaryDirectory(prefix="screenlib-benchmark-")
        self._companies = {entity.id: owner.company(entity.id, entity.names) for entity in entities}
        self._names = {entity.id: entity.names[0] for entity in entities}
        store = owner.store(owner.dataset, owner.linker({}))
        with store.writer() as writer:
            for company in self._companies.values():
                writer.add_entity(company)
        self._index = owner.index(store.view(owner.dataset), Path(self._folder.name))
        self._index.build()

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        return self.search_many([query], limit=limit)[0]

    def search_many(
        self, queries: Sequence[str], *, limit: int = 10, workers: int = 1
    ) -> list[list[Hit]]:
        owner = self._owner
        asked = {entity.id: entity for entity in (owner.asked(query) for query in queries)}
        answers: dict[str, list[Hit]] = {}
        for subject, candidates in self._index.match_entities(asked.values()):
            scored = [
                Hit(
                    entity=candidate.id,
                    name=self._names[candidate.id],
                    score=float(
                        owner.algorithm.compare(
                            asked[subject.id], self._companies[candidate.id], owner.config
                        ).score
                    ),
                )
                for candidate, _ in candidates
            ]
            answers[subject.id] = sorted(scored, key=lambda hit: -hit.score)[:limit]
        return [answers.get(identifier, []) for identifier in asked]

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        return self.search_many(queries, limit=limit)
