"""The index returns what scoring every listed name returns: nothing is missed, nothing invented.

Three searches are held against one another: `Index.search`, which skips what its bounds rule out;
`Index.search_exhaustively`, which scores every name of the index; and the oracle of oracle.py,
which has no index at all.
"""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core import oracle
from tests.core.support import (
    ALL,
    PROPERTY,
    VERDICTS,
    index_of,
    learn,
    lexicon,
    real_entities,
    real_index,
)
from tests.core.vocabulary import (
    HAN_SIGNS,
    LATIN_SIGNS,
    disturbed,
    han_names,
    latin_names,
    names,
    noisy_names,
)

THRESHOLDS = st.one_of(
    st.none(),
    st.sampled_from([1e-6, 0.001, 0.05, 0.5, 0.84, 0.99, 1.0]),
    st.floats(1e-6, 1.0),
)
MANY = settings(PROPERTY, max_examples=300)


@st.composite
def listed_and_query(
    draw: st.DrawFn, source: st.SearchStrategy[str], signs: str
) -> tuple[list[str], str]:
    """A small list, and a query that is often a disturbed name of it."""
    listed = draw(st.lists(source, min_size=1, max_size=12))
    query = draw(st.one_of(disturbed(st.sampled_from(listed), signs), disturbed(source, signs)))
    return listed, query


@MANY
@given(
    st.lists(st.tuples(st.integers(0, 5), names(), st.booleans()), min_size=1, max_size=16),
    st.lists(noisy_names(), min_size=1, max_size=4),
    THRESHOLDS,
    st.sampled_from([1, 3, ALL]),
)
def test_the_index_finds_what_scoring_every_name_finds(
    listed: list[tuple[int, str, bool]], queries: list[str], threshold: float | None, limit: int
) -> None:
    index = index_of(listed)
    learn(queries)
    for query in [*queries, *(name for _, name, _ in listed)]:
        found = index.search(query, threshold, limit)
        assert found == index.search_exhaustively(query, threshold, limit)
        assert len(found[1]) <= limit


@MANY
@given(
    st.one_of(
        listed_and_query(latin_names(), LATIN_SIGNS), listed_and_query(han_names(), HAN_SIGNS)
    ),
    THRESHOLDS,
)
def test_the_index_finds_what_the_oracle_finds(
    case: tuple[list[str], str], threshold: float | None
) -> None:
    listed, query = case
    index = index_of(listed)
    learn([query])
    state, hits = index.search(query, threshold, ALL)
    wanted = oracle.search(lexicon(), listed, query, threshold)
    found = {entity: (verdict, score) for entity, _, score, _, verdict in hits}
    unsure = oracle.doubtful(lexicon(), listed, query, threshold)
    assert found.keys() - unsure >= wanted.keys() - unsure
    # A threshold leaves out the less likely way to read a pair, even where its verdict says more.
    for number in found.keys() - wanted.keys() - unsure:
        pair = lexicon().compare(query, listed[number])
        assert threshold is not None
        assert VERDICTS.index(found[number][0]) < VERDICTS.index(pair["verdict"])
        assert found[number][1] > pair["score"]
    for number in (found.keys() & wanted.keys()) - unsure:
        assert found[number][0] == wanted[number][0], (query, listed[number])
        assert found[number][1] == pytest.approx(wanted[number][1], abs=1e-4)
    assert [entity for entity, *_ in hits] == [
        number for number, _ in sorted(found.items(), key=oracle.order)
    ]
    assert hits == [] or state != "empty"


@MANY
@given(listed_and_query(names(), LATIN_SIGNS + HAN_SIGNS))
def test_every_name_is_found_at_its_own_probability(case: tuple[list[str], str]) -> None:
    """The sharpest test of the bounds: the threshold is the very score that must be reached."""
    listed, query = case
    index = index_of(listed)
    learn([query])
    for entity, _, score, probability, _ in index.search_exhaustively(query, 1e-6, ALL)[1]:
        hits = index.search(query, probability * (1 - 1e-5), ALL)[1]
        assert (entity, score) in [(hit[0], hit[2]) for hit in hits], listed[entity]


def test_members_of_one_group_are_found_at_any_threshold() -> None:
    index = index_of(["Plugh", "海康威视大华有限公司", "Hikvision"])
    for threshold in (None, 1e-5, 1e-7, 1e-9):
        found = index.search("CETC", threshold)
        assert found == index.search_exhaustively("CETC", threshold)
        assert {hit[4] for hit in found[1]} == {"affiliate"}


@PROPERTY
@given(listed_and_query(names(), LATIN_SIGNS + HAN_SIGNS), st.floats(1e-6, 1.0))
def test_a_lower_threshold_only_adds(case: tuple[list[str], str], threshold: float) -> None:
    listed, query = case
    index = index_of(listed)
    learn([query])
    high = index.search(query, threshold, ALL)[1]
    low = index.search(query, threshold / 2, ALL)[1]
    assert {hit[0] for hit in high} <= {hit[0] for hit in low}
    assert all(hit[3] >= threshold - oracle.NEAR for hit in high)


@PROPERTY
@given(listed_and_query(names(), LATIN_SIGNS + HAN_SIGNS), THRESHOLDS, st.integers(0, 12))
def test_a_limit_only_cuts(
    case: tuple[list[str], str], threshold: float | None, limit: int
) -> None:
    listed, query = case
    index = index_of(listed)
    learn([query])
    state, hits = index.search(query, threshold, ALL)
    assert index.search(query, threshold, limit) == (state, hits[:limit])


@PROPERTY
@given(listed_and_query(names(), LATIN_SIGNS + HAN_SIGNS))
def test_explaining_a_hit_gives_its_score(case: tuple[list[str], str]) -> None:
    listed, query = case
    index = index_of(listed)
    learn([query])
    for entity, number, score, probability, verdict in index.search(query, None, ALL)[1]:
        assert entity == number
        explained = index.explain(query, number)
        assert (explained["score"], explained["verdict"]) == (score, verdict)
        assert explained["probability"] == probability
        assert sum(row[4] for row in explained["rows"]) == pytest.approx(score, abs=1e-3)


class TestRealLists:
    """The same on the Entity List and OFAC's list, where they are."""

    @pytest.mark.parametrize("threshold", [None, 0.01, 0.5])
    def test_the_index_finds_what_scoring_every_name_finds(self, threshold: float | None) -> None:
        rng = random.Random(20_250)
        entities = rng.sample(real_entities(), 2_000)
        index = real_index(entities)
        listed = [name for names in real_entities() for name in names]
        queries = [typed(rng, name) for name in rng.sample(listed, 120)]
        learn(queries)
        hits = 0
        for query in queries:
            found = index.search(query, threshold, ALL)
            assert found == index.search_exhaustively(query, threshold, ALL), query
            hits += len(found[1])
        assert hits > 0

    def test_every_hit_is_found_at_its_own_probability(self) -> None:
        rng = random.Random(52_119)
        entities = rng.sample(real_entities(), 2_000)
        index = real_index(entities)
        queries = [typed(rng, rng.choice(names)) for names in rng.sample(entities, 150)]
        learn(queries)
        for query in queries:
            for entity, _, score, probability, _ in index.search(query, 0.001, 5)[1]:
                hits = index.search(query, probability * (1 - 1e-5), ALL)[1]
                assert (entity, score) in [(hit[0], hit[2]) for hit in hits], query

    def test_the_index_finds_what_the_oracle_finds(self) -> None:
        rng = random.Random(84_54002)
        listed = [names[0] for names in rng.sample(real_entities(), 150)]
        index = index_of(listed)
        for name in rng.sample(listed, 15):
            query = typed(rng, name)
            learn([query])
            found = {hit[0]: hit[4] for hit in index.search(query, None, ALL)[1]}
            wanted = oracle.search(lexicon(), listed, query, None)
            assert found == {number: verdict for number, (verdict, _) in wanted.items()}, query

    def test_every_listed_name_finds_its_entity(self) -> None:
        rng = random.Random(2026)
        index = real_index(real_entities())
        numbered = [(n, name) for n, names in enumerate(real_entities()) for name in names]
        lost = []
        for number, name in rng.sample(numbered, 3_000):
            state, hits = index.search(name, None, ALL)
            if number not in {hit[0] for hit in hits} and state == "read":
                lost.append(name)
        assert lost == []


def typed(rng: random.Random, name: str) -> str:
    """The name as it is, or with one letter lost, or without one of its words."""
    at = rng.randrange(len(name))
    words = name.split()
    kind = rng.randrange(3)
    if kind == 1:
        return name[:at] + name[at + 1 :]
    if kind == 2 and len(words) > 1:
        del words[at % len(words)]
        return " ".join(words)
    return name
