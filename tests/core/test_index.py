"""The index: shared by threads, and not to be misled by how a list or a query is written."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screenlib._core import Index
from tests.core.support import (
    ALL,
    PROPERTY,
    QUERIES,
    SAMPLE,
    VERDICTS,
    Answer,
    answers,
    by_entity,
    index_of,
    learn,
)
from tests.core.vocabulary import (
    FIELDS,
    PLACES,
    STEMS,
    han_names,
    latin_names,
    names,
    noisy_names,
    wide,
)


@pytest.fixture(scope="module")
def index() -> Index:
    learn(QUERIES)
    return index_of(SAMPLE)


class TestThreads:
    def test_sixteen_threads_share_one_index(self, index: Index) -> None:
        wanted = answers(index, QUERIES)
        found: list[list[Answer]] = []
        ready = threading.Barrier(16)

        def work(shift: int) -> None:
            ready.wait()
            turned = QUERIES[shift:] + QUERIES[:shift]
            mine = dict(
                zip(turned, zip(*[iter(answers(index, turned))] * 2, strict=True), strict=True)
            )
            found.append([answer for query in QUERIES for answer in mine[query]])

        threads = [threading.Thread(target=work, args=(n % len(QUERIES),)) for n in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert found == [wanted] * 16

    def test_one_thread_may_use_two_indexes_in_turn(self, index: Index) -> None:
        other = index_of(["Plugh Semiconductor", "Hikvison Trading"])
        alone = [answers(index, [query]) for query in QUERIES]
        turns = []
        for query in QUERIES:
            turns.append(answers(index, [query]))
            other.search(query)
        assert turns == alone

    @pytest.mark.parametrize("workers", [1, 2, 3, 4, 16])
    @pytest.mark.parametrize("threshold", [None, 0.01])
    def test_workers_change_nothing(
        self, index: Index, workers: int, threshold: float | None
    ) -> None:
        many = QUERIES * 11
        found = index.search_many(many, threshold, 20, workers)
        wanted = [index.search(query, threshold, 20) for query in many]
        assert found == [None if answer == ("read", []) else answer for answer in wanted]
        assert None in found

    def test_no_names_no_answers(self, index: Index) -> None:
        assert index.search_many([], None, 10, 4) == []

    @PROPERTY
    @given(
        st.lists(names(), max_size=6),
        st.lists(noisy_names(), max_size=80),
        st.sampled_from([1, 2, 4]),
        st.integers(0, 4),
    )
    def test_many_names_at_once_are_searched_as_one_by_one(
        self, listed: list[str], queries: list[str], workers: int, limit: int
    ) -> None:
        built = index_of(listed)
        learn(queries)
        found = built.search_many(queries, None, limit, workers)
        wanted = [built.search(query, None, limit) for query in queries]
        assert found == [None if answer == ("read", []) else answer for answer in wanted]


class TestLists:
    """How a list is put together changes no answer about an entity."""

    @pytest.mark.parametrize("turned", [False, True])
    def test_of_names_in_the_same_words_the_one_spelt_alike_comes_first(self, turned: bool) -> None:
        listed = [(0, "Kavreme Sahand Steel GmbH", False), (1, "Kavreme Sahand Steel Ltd", False)]
        index = index_of(listed[::-1] if turned else listed)
        query = "Ltd. Kavreme Sahand Steel"
        learn([query])
        hits = index.search(query, None, ALL)[1]
        assert [hit[0] for hit in hits] == [1, 0]

    @PROPERTY
    @given(
        st.lists(st.tuples(st.integers(0, 5), names(), st.booleans()), max_size=12),
        st.lists(noisy_names(), min_size=1, max_size=3),
        st.randoms(use_true_random=False),
    )
    def test_the_order_of_names_and_the_numbers_of_entities_change_nothing(
        self, listed: list[tuple[int, str, bool]], queries: list[str], rng: object
    ) -> None:
        new_numbers = list(range(6))
        rng.shuffle(new_numbers)  # type: ignore[attr-defined]
        turned = [(new_numbers[entity], name, weak) for entity, name, weak in listed]
        rng.shuffle(turned)  # type: ignore[attr-defined]
        one, other = index_of(listed), index_of(turned)
        learn(queries)
        for query in queries:
            for threshold in (None, 0.01):
                found = by_entity(one.search(query, threshold, ALL))
                again = by_entity(other.search(query, threshold, ALL))
                assert again == {new_numbers[entity]: hit for entity, hit in found.items()}

    @PROPERTY
    @given(
        st.lists(st.tuples(st.integers(0, 4), names(), st.booleans()), max_size=8),
        st.lists(st.tuples(st.integers(5, 9), names(), st.booleans()), max_size=8),
        st.lists(noisy_names(), min_size=1, max_size=3),
    )
    def test_adding_an_entity_changes_no_other_entity_s_hit(
        self,
        listed: list[tuple[int, str, bool]],
        added: list[tuple[int, str, bool]],
        queries: list[str],
    ) -> None:
        small, large = index_of(listed), index_of([*listed, *added])
        learn(queries)
        for query in queries:
            for threshold in (None, 0.01):
                before = by_entity(small.search(query, threshold, ALL))
                after = by_entity(large.search(query, threshold, ALL))
                assert {entity: hit for entity, hit in after.items() if entity < 5} == before

    @PROPERTY
    @given(latin_names(), latin_names(), noisy_names())
    def test_a_further_name_in_the_same_script_never_hides_an_entity(
        self, name: str, alias: str, query: str
    ) -> None:
        learn([query])
        before = index_of([(0, name)]).search(query)[1]
        after = index_of([(0, name), (0, alias)]).search(query)[1]
        assert [rank(hit[4], hit[2]) for hit in before] <= [rank(hit[4], hit[2]) for hit in after]

    @PROPERTY
    @given(names(), noisy_names())
    def test_a_weak_name_counts_less_and_is_found_all_the_same(self, name: str, query: str) -> None:
        learn([query])
        strong = index_of([(0, name, False)]).search(query, 1e-6)[1]
        weak = index_of([(0, name, True)]).search(query, 1e-6)[1]
        if weak:
            assert rank(weak[0][4], weak[0][2]) <= rank(strong[0][4], strong[0][2])
        explained = index_of([(0, name, True)]).explain(query, 0)
        levels = [row[1] for row in explained["rows"]]
        assert ("weak-alias" in levels) == bool(levels)

    def test_a_weak_alias_alone_is_less_sure(self) -> None:
        names = ["Qwixtram", "Plugh Trading"]
        strong = index_of([(0, name, False) for name in names]).search("Qwixtram")[1]
        weak = index_of([(0, name, name == "Qwixtram") for name in names]).search("Qwixtram")[1]
        assert weak[0][3] < strong[0][3]
        assert (strong[0][1], weak[0][1]) == (0, 0)

    def test_the_best_name_of_an_entity_is_reported_once(self, index: Index) -> None:
        hits = index.search("杭州海康威视数字技术股份有限公司", None, 20)[1]
        assert [hit[0] for hit in hits].count(0) == 1
        assert hits[0][:2] == (0, 1)

    def test_a_name_number_that_does_not_exist(self, index: Index) -> None:
        with pytest.raises(IndexError, match="no name number 8"):
            index.explain("Hikvision", 8)


def rank(verdict: str, score: float) -> tuple[int, float]:
    return (VERDICTS.index(verdict), score)


def verdicts(listed: str, query: str) -> dict[int, str]:
    return {hit[0]: hit[4] for hit in index_of([listed]).search(query, None, ALL)[1]}


class TestWriting:
    """How a query happens to be written changes no verdict."""

    @PROPERTY
    @given(st.one_of(latin_names(), han_names()), names())
    def test_case_and_width(self, query: str, listed: str) -> None:
        lower = verdicts(listed, query.lower())
        assert verdicts(listed, query.upper()) == lower
        assert verdicts(listed, wide(query.lower())) == lower
        assert verdicts(wide(listed), query.lower()) == lower

    @PROPERTY
    @given(latin_names(), names(), st.sampled_from([", ", " - ", "/", "  ", " · ", "; "]))
    def test_punctuation_between_words(self, query: str, listed: str, sign: str) -> None:
        assert verdicts(listed, query.replace(" ", sign)) == verdicts(listed, query)
        assert verdicts(listed, f"“{query}”.") == verdicts(listed, query)

    @PROPERTY
    @given(
        st.sampled_from(PLACES),
        st.sampled_from([stem for stem in STEMS if len(stem) > 4]),
        st.sampled_from(FIELDS),
        st.lists(
            st.sampled_from(["", "Co., Ltd.", "Limited", "Inc.", "GmbH", "LLC", "JSC", "Corp."]),
            min_size=3,
            max_size=3,
        ),
    )
    def test_legal_form(self, place: str, stem: str, field: str, forms: list[str]) -> None:
        bare = f"{place} {stem} {field}"
        listed = f"{bare} {forms[0]}".strip()
        one, other = (f"{bare} {form}".strip() for form in forms[1:])
        assert verdicts(listed, one) == verdicts(listed, other) == {0: "match"}

    @PROPERTY
    @given(names())
    def test_every_listed_name_is_found_by_itself(self, name: str) -> None:
        built = index_of([name, "Plugh Semiconductor", "Plugh"])
        state, hits = built.search(name, None, ALL)
        if state == "read":
            assert 0 in {hit[0] for hit in hits}
