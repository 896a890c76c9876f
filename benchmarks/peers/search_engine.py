"""tantivy: a full-text search engine, with fuzzy terms, its best candidates put in order by
rapidfuzz's WRatio.

Every query word of four letters or more is a fuzzy term of distance 1, shorter ones exact, all
joined by OR; the twenty best documents (BM25) are rescored.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from benchmarks.matchers import Entity, Hit, OneByOne, Scored
from benchmarks.peers import package
from benchmarks.peers.similarity import WRatio, _Names

_CANDIDATES = 20


class TantivyFuzzy:
    """The matcher. A pair on its own has no index, so a pair is scored by the rescoring step
    alone.
    """

    name = "tantivy-fuzzy"

    def __init__(self) -> None:
        self.engine = package("tantivy")
        self.scorer = WRatio()

    def compare_many(self, pairs: Sequence[tuple[str, str]]) -> list[Scored]:
        return self.scorer.compare_many(pairs)

    def build(self, entities: Sequence[Entity]) -> TantivySearcher:
        return TantivySearcher(self, _Names(entities, self.scorer.prepare))


class TantivySearcher(OneByOne):
    """An index in memory, one document a name."""

    def __init__(self, owner: TantivyFuzzy, names: _Names) -> None:
        self._owner, self._names = owner, names
        engine = owner.engine
        builder = engine.SchemaBuilder()
        builder.add_text_field("name", stored=False, tokenizer_name="default")
        builder.add_integer_field("place", stored=True)
        self._schema = builder.build()
        index = engine.Index(self._schema)
        writer = index.writer(heap_size=64_000_000, num_threads=1)
        for place, text in enumerate(names.prepared):
            writer.add_document(engine.Document(name=text, place=place))
        writer.commit()
        index.reload()
        self._searcher = index.searcher()

    def _query(self, words: Sequence[str]) -> Any:
        engine = self._owner.engine
        terms = [
            engine.Query.fuzzy_term_query(self._schema, "name", word, distance=1)
            if len(word) > 3
            else engine.Query.term_query(self._schema, "name", word)
            for word in words
        ]
        return engine.Query.boolean_query([(engine.Occur.Should, term) for term in terms])

    def search(self, query: str, *, limit: int = 1) -> list[Hit]:
        prepared = self._owner.scorer.prepare(query)
        words = list(dict.fromkeys(prepared.split()))
        if not words:
            return []
        found = self._searcher.search(self._query(words), max(_CANDIDATES, limit * 4)).hits
        places = [self._searcher.doc(address)["place"][0] for _, address in found]
        score = self._owner.scorer.scorer()
        ranked = sorted(
            ((place, float(score(prepared, self._names.prepared[place]))) for place in places),
            key=lambda pair: -pair[1],
        )
        return self._names.best_of_each(ranked, limit)
