"""TF-IDF over character trigrams, joined with sparse_dot_topn: the fastest peer of usable quality.

scikit-learn's ``TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3))`` fitted on the list, and
``sp_matmul_topn`` for a batch. With ``rerank`` the ten best are put in order by the mean of cosine
and rapidfuzz's ``token_sort_ratio``.
"""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.matchers import Entity, Hit, Scored
from benchmarks.peers import latin_preparer, package
from benchmarks.peers.similarity import _Names

_CANDIDATES = 10


class Trigrams:
    """The matcher; ``rerank`` adds the second step."""

    def __init__(self, *, rerank: bool) -> None:
        self.name = "tfidf-sdtn-reranked" if rerank else "tfidf-sdtn"
        self.rerank = rerank
        self.text = package("sklearn.feature_extraction.text")
        self.join = package("sparse_dot_topn").sp_matmul_topn
        self.token_sort = package("rapidfuzz.fuzz").token_sort_ratio
        self.prepare = latin_preparer()

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        left = [self.prepare(query) for query, _ in pairs]
        right = [self.prepare(listed) for _, listed in pairs]
        vectoriser = self.text.TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3))
        vectoriser.fit(left + right)
        cosines = vectoriser.transform(left).multiply(vectoriser.transform(right)).sum(axis=1).A1
        if not self.rerank:
            return [Scored(float(cosine)) for cosine in cosines]
        return [
            Scored((float(cosine) + self.token_sort(a, b) / 100) / 2)
            for cosine, a, b in zip(cosines, left, right, strict=True)
        ]

    def build(self, entities: Sequence[Entity]) -> TrigramSearcher:
        return TrigramSearcher(self, _Names(entities, self.prepare))


class TrigramSearcher:
    """The fitted list."""

    def __init__(self, owner: Trigrams, names: _Names) -> None:
        self._owner, self._names = owner, names
        self._vectoriser = owner.text.TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 3))
        self._matrix = self._vectoriser.fit_transform(names.prepared).T.tocsr()

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        return self.search_many([query], limit=limit)[0]

    def search_many(
        self, queries: Sequence[str], *, limit: int = 10, workers: int = 1
    ) -> list[list[Hit]]:
        prepared = [self._owner.prepare(query) for query in queries]
        wanted = max(_CANDIDATES if self._owner.rerank else 1, limit if limit == 1 else limit * 4)
        product = self._owner.join(
            self._vectoriser.transform(prepared),
            self._matrix,
            top_n=wanted,
            sort=True,
            n_threads=workers,
        )
        starts, places, cosines = product.indptr, product.indices, product.data
        answers: list[list[Hit]] = []
        for row, query in enumerate(prepared):
            ranked = [
                (int(places[at]), float(cosines[at])) for at in range(starts[row], starts[row + 1])
            ]
            if self._owner.rerank:
                ranked = sorted(
                    (
                        (
                            place,
                            (
                                cosine
                                + self._owner.token_sort(query, self._names.prepared[place]) / 100
                            )
                            / 2,
                        )
                        for place, cosine in ranked
                    ),
                    key=lambda pair: -pair[1],
                )
            answers.append(self._names.best_of_each(ranked, limit))
        return answers

    def rank_many(self, queries: Sequence[str], *, limit: int = 10) -> list[list[Hit]]:
        return self.search_many(queries, limit=limit)
