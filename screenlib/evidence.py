"""The evidence of answers: what the core tells of two names, as records, when somebody asks for it.

Most answers are looked at for their verdict alone, and comparing two names part by part costs as
much as finding them. So a hit is given a `Pending` in place of its evidence and its relation, and
the fields of `Hit` (`OnDemand`) put the value in when they are first read: by an attribute, by a
comparison, a hash, a pickle or a dictionary. The value is the same whenever that is, since it
follows from the text, the index and the lexicon, none of which changes; two threads that ask at
once at worst both make it. What is pending holds the index itself, not the `Screener`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.jsonable import BITS_DIGITS

if TYPE_CHECKING:
    from screenlib._core import Index, Lexicon, _Explanation

AT_ONCE = 16
"""Names explained in one call of the core: those of one answer, unless it is very long."""


@attrs.frozen(slots=True)
class Evidence:
    """One part of the query held against one part of the listed name.

    `kind`: place, stem (the trade name), field (of business), form (kind of organisation), number,
    filler, name (the whole) or country. `query` and `listed` are the texts, "" when that side has
    no such part. `level` says how they agree or differ. `bits` are positive for, negative against.
    """

    kind: str
    query: str
    listed: str
    level: str
    bits: float

    def to_dict(self) -> dict[str, Any]:
        """JSON types only."""
        return {
            "kind": self.kind,
            "query": self.query,
            "listed": self.listed,
            "level": self.level,
            "bits": round(self.bits, BITS_DIGITS),
        }


class Told:
    """What the core tells of one query and some listed names, by their numbers."""

    __slots__ = ("_found", "_index", "_names", "_query", "lexicon")

    def __init__(self, index: Index, lexicon: Lexicon, query: str, names: Sequence[int]) -> None:
        self.lexicon = lexicon
        self._index = index
        self._query = query
        self._names = names
        self._found: dict[int, _Explanation] = {}

    def __getitem__(self, place: int) -> _Explanation:
        found = self._found.get(place)
        if found is None:
            first = place - place % AT_ONCE
            names = list(self._names[first : first + AT_ONCE])
            told = self._index.explain_many(self._query, names)
            self._found.update(enumerate(told, first))
            found = self._found[place]
        return found


class Pending:
    """The evidence and the relation of one hit, not made yet."""

    __slots__ = ("_further", "_listed", "_place", "_query", "_told")

    def __init__(
        self, told: Told, place: int, query: str, listed: str, further: tuple[Evidence, ...]
    ) -> None:
        self._told = told
        self._place = place
        self._query = query
        self._listed = listed
        self._further = further

    def evidence(self) -> tuple[Evidence, ...]:
        """The rows of the core, then those that were added to them."""
        found = self._told[self._place]
        rows = evidence_rows(found, self._query, self._listed, self._told.lexicon)
        return (*rows, *self._further)

    def relation(self) -> str:
        """The relation that the core guesses, "" if none."""
        return self._told[self._place]["relation"] or ""


class OnDemand:
    """A field of a record with slots that may hold a `Pending` until it is first read."""

    __slots__ = ("_slot", "_take")

    def __init__(self, slot: Any, take: Callable[[Pending], object]) -> None:
        self._slot = slot
        self._take = take

    def __get__(self, record: object, owner: type | None = None) -> Any:
        if record is None:
            return self
        value = self._slot.__get__(record, owner)
        if isinstance(value, Pending):
            value = self._take(value)
            self._slot.__set__(record, value)
        return value

    def __set__(self, record: object, value: object) -> None:
        self._slot.__set__(record, value)


def evidence_rows(told: _Explanation, query: str, listed: str, lexicon: Lexicon) -> list[Evidence]:
    """The core's evidence as records, with the texts as they stand in the two names.

    Where a name was compared by another name that is known for it, that name stands in the row
    that says so. The start comes first, then what speaks for, then what speaks against.
    """
    ours_in, theirs_in = _Written(query, lexicon), _Written(listed, lexicon)
    rows = []
    for kind, level, ours, theirs, bits in told["rows"]:
        if level in ("known-name", "ambiguous-name", "in-brackets"):
            ours, theirs = (
                compared if origin != "given" else name
                for (compared, origin), name in ((told["query"], query), (told["listed"], listed))
            )
        else:
            ours, theirs = ours_in.part(ours), theirs_in.part(theirs)
        rows.append(Evidence(kind, ours, theirs, level, bits))
    rows.sort(key=lambda row: (row.level != "prior", row.bits < 0, -abs(row.bits)))
    return rows


class _Written:
    """Finds parts, which the core folded, as they stand in a name."""

    def __init__(self, name: str, lexicon: Lexicon) -> None:
        self._name = name
        folded = (name.casefold(), lexicon.fold(name))
        self._folded = [text for text in folded if len(text) == len(name)]

    def part(self, part: str) -> str:
        """`part` as it is written in the name; as it is, where it cannot be found there."""
        if part:
            for folded in self._folded:
                start = folded.find(part)
                if start >= 0:
                    return self._name[start : start + len(part)]
        return part
