"""rapidfuzz: the string similarity that most screening scripts start from.

``WRatio`` through ``process.extractOne`` / ``process.extract`` (the documented way), Jaro-Winkler
through ``process.cdist`` (its fastest way). Names are prepared with unidecode and rapidfuzz's
``default_process``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.matchers import Entity, Hit, OneByOne, Scored
from benchmarks.peers import latin_preparer, package

_CHUNK = 256


class _Names:
    """All names of a list, prepared, with the entity that each belongs to."""

    def __init__(self, entities: Sequence[Entity], prepare: Any) -> None:
        self.owners = [entity.id for entity in entities for _ in entity.names]
        self.texts = [name for entity in entities for name in entity.names]
        self.prepared = [prepare(name) for name in self.texts]

    def hit(self, position: int, score: float) -> Hit:
        return Hit(entity=self.owners[position], name=self.texts[position], score=score)

    def best_of_each(self, ranked: Sequence[tuple[int, float]], limit: int) -> list[Hit]:
        """Hits of distinct entities from (position, score) pairs, best first."""
        hits: dict[str, Hit] = {}
        for position, score in ranked:
            hits.setdefault(self.owners[position], self.hit(position, score))
            if len(hits) == limit:
                break
        return list(hits.values())


class _Similarity:
    """What the two scorers share: preparation and the scoring of pairs."""

    name = ""

    def __init__(self) -> None:
        self._fuzz = package("rapidfuzz.fuzz")
        self._process = package("rapidfuzz.process")
        self._distance = package("rapidfuzz.distance")
        self._numpy = package("numpy")
        self.prepare = latin_preparer()

    def scorer(self) -> Any:
        raise NotImplementedError

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        score = self.scorer()
        return [Scored(float(score(self.prepare(a), self.prepare(b)))) for a, b in pairs]


class WRatio(_Similarity):
    """``fuzz.WRatio`` over unidecode text."""

    name = "rapidfuzz-wratio"

    def scorer(self) -> Any:
        return self._fuzz.WRatio

    def build(self, entities: Sequence[Entity]) -> WRatioSearcher:
        return WRatioSearcher(self, _Names(entities, self.prepare))


class WRatioSearcher(OneByOne):
    """``process.extract`` over all names; one thread, as the function offers no more."""

    def __init__(self, owner: WRatio, names: _Names) -> None:
        self._owner, self._names = owner, names

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        prepared = self._owner.prepare(query)
        if limit == 1:
            found = self._owner._process.extractOne(
                prepared, self._names.prepared, scorer=self._owner.scorer()
            )
            return [] if found is None else [self._names.hit(found[2], found[1])]
        ranked = self._owner._process.extract(
            prepared, self._names.prepared, scorer=self._owner.scorer(), limit=limit * 4
        )
        return self._names.best_of_each([(place, score) for _, score, place in ranked], limit)


class JaroWinkler(_Similarity):
    """Jaro-Winkler similarity over unidecode text."""

    name = "rapidfuzz-jarowinkler"

    def scorer(self) -> Any:
        return self._distance.JaroWinkler.similarity

    def build(self, entities: Sequence[Entity]) -> JaroWinklerSearcher:
        return JaroWinklerSearcher(self, _Names(entities, self.prepare))


class JaroWinklerSearcher:
    """``process.cdist`` in chunks of queries, threads as asked."""

    def __init__(self, owner: JaroWinkler, names: _Names) -> None:
        self._owner, self._names = owner, names

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        return self.search_many([query], limit=limit)[0]

    def search_many(
        self, queries: Sequence[str], *, limit: int = 10, workers: int = 1
    ) -> list[list[Hit]]:
        numpy = self._owner._numpy
        answers: list[list[Hit]] = []
        for start in range(0, len(queries), _CHUNK):
            scores = self._owner._process.cdist(
                [self._owner.prepare(query) for query in queries[start : start + _CHUNK]],
                self._names.prepared,
                scorer=self._owner.scorer(),
                dtype=numpy.float32,
                workers=workers,
            )
            if limit == 1:
                best = scores.argmax(axis=1)
                answers += [
                    [self._names.hit(int(place), float(row[place]))]
                    for row, place in zip(scores, best, strict=True)
                ]
                continue
            wanted = min(limit * 4, scores.shape[1])
            for row in scores:
                places = numpy.argpartition(-row, wanted - 1)[:wanted]
                places = places[numpy.argsort(-row[places], kind="stable")]
                answers.append(
                    self._names.best_of_each([(int(p), float(row[p])) for p in places], limit)
                )
        return answers

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        return self.search_many(queries, limit=limit)
