"""From what the core found to the answer that a caller sees.

In: the core's hits (entity number, name number, score, probability, verdict). Out: a
`ScreeningResult`. Added here: the entity, its status on the date, the country, the evidence in
parts (made when it is asked for, see evidence.py), and the reason where there is nothing to show.
Promises: an entity that is not listed on the
date is never a "match"; a country lowers a hit and never hides it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from screenlib.errors import IndexFileError, InvalidNameError
from screenlib.evidence import Evidence, Pending, Told
from screenlib.intake import read_country, read_name
from screenlib.results import VERDICTS, Hit, ScreeningResult, Verdict

if TYPE_CHECKING:
    from screenlib._core import Index, Lexicon
    from screenlib.catalogue import Catalogue
    from screenlib.results import Fingerprint

COUNTRY_BITS = -2.0
"""Weight of a country that is none of the listed entity's.

Of true counterparties perhaps one in five deals from another country than those on its entry
(offices abroad, Hong Kong, diversion); of chance hits four in five do: log2(0.2 / 0.8) = -2. These
shares are an assumption, not a measurement. Agreement adds nothing: most names that are alike come
from the same country anyway.
"""

NOTHING_LEFT = "nothing is left of it to read: signs only"
ONLY_FORM = "only a legal form, and no name"
INDISTINCT = "nothing distinctive in it: only common words"
TOO_LONG = "too long to be a name: only its beginning was compared, and is no hit"
MIXED = "letters of several alphabets in one word, read as what they look like: slip or disguise"
CUT = "the name is very long: only its beginning was compared"
NO_LIST = "not screened: no list covers the date"

_READ_SO = {"cut": CUT, "mixed": MIXED}
_RANK = {verdict: rank for rank, verdict in enumerate(VERDICTS)}
_ALMOST_ONE = 1 - 1e-7

CoreHit = tuple[int, int, float, float, str]
CoreAnswer = tuple[str, list[CoreHit]]


class Answerer:
    """Makes the answers of one screener."""

    def __init__(
        self, lexicon: Lexicon, index: Index, catalogue: Catalogue, fingerprint: Fingerprint
    ) -> None:
        self._lexicon = lexicon
        self._index = index
        self._catalogue = catalogue
        self._coverage = catalogue.coverage
        self._fingerprint = fingerprint
        self._match_from = lexicon.thresholds["match"]
        covered = any(not part.error for part in self._coverage.lists)
        self._no_hit_reason = "" if covered else NO_LIST

    def empty(self, query: str, reason: str) -> ScreeningResult:
        """The answer for what is no name."""
        return ScreeningResult(query, "empty", (), self._coverage, self._fingerprint, reason)

    def read_chunk(self, names: Sequence[object], before: int) -> tuple[list[str], dict[int, str]]:
        """The texts of some names, and by place why there is nothing to screen.

        `before` is the number of names before these, for the error.
        """
        texts: list[str] = []
        reasons: dict[int, str] = {}
        for place, name in enumerate(names):
            try:
                text, reason = read_name(name)
            except InvalidNameError as error:
                raise InvalidNameError(f"Name number {before + place + 1}: {error}") from None
            if reason:
                reasons[place] = reason
            texts.append(text)
        return texts, reasons

    def answer_chunk(
        self,
        names: Sequence[str | None],
        texts: Sequence[str],
        reasons: dict[int, str],
        answers: Sequence[CoreAnswer | None],
        countries: Sequence[str | None] | None,
        addresses: Sequence[str | None] | None,
    ) -> Iterator[ScreeningResult]:
        """The answers for some names, in their order."""
        coverage, fingerprint, no_hit = self._coverage, self._fingerprint, self._no_hit_reason
        plain = countries is None and addresses is None
        for place, answer in enumerate(answers):
            name = names[place]
            if plain and answer is None and place not in reasons:
                yield ScreeningResult(name or "", "none", (), coverage, fingerprint, no_hit)
                continue
            country = countries[place] if countries and place < len(countries) else None
            if place in reasons:
                result = self.empty(texts[place], reasons[place])
            else:
                code = read_country(country)
                note = "" if code is not None else f"the country {country!r} is not known"
                found = ("read", []) if answer is None else answer
                result = self.answer(name or "", texts[place], found, code or "", note)
            address = addresses[place] if addresses and place < len(addresses) else None
            yield self.located(result, country, address)

    def located(
        self, result: ScreeningResult, country: str | None, address: str | None
    ) -> ScreeningResult:
        """The answer with the party's country and address, and what is found by the address.

        An entity with the same unit of the same building is a hit: "review", as others may be
        there, too; but an address that is listed by itself concerns any party there.
        """
        if not country and not address:
            return result
        result = attrs.evolve(result, country=country or "", address=address or "")
        found = self._catalogue.at_address(address) if address else []
        if not found:
            return result
        hits = list(result.hits)
        for part, match in found:
            row = Evidence("address", result.address, match.address, match.grade, 0.0)
            known = [n for n, hit in enumerate(hits) if hit.entity is match.entity]
            if known:
                hit = hits[known[0]]
                reason = "; ".join(filter(None, (hit.reason, match.says)))
                hits[known[0]] = attrs.evolve(hit, evidence=(*hit.evidence, row), reason=reason)
                continue
            hits.append(
                Hit(
                    entity=match.entity,
                    matched_name=match.address,
                    matched_kind="address",
                    probability=0.0,
                    bits=0.0,
                    verdict="review",
                    evidence=(row,),
                    reason=match.says,
                    query=result.query,
                    list_id=part.list_id,
                    list_date=part.date,
                )
            )
        hits.sort(key=lambda hit: (_RANK[hit.verdict], -hit.probability))
        return attrs.evolve(result, hits=tuple(hits), verdict=hits[0].verdict)

    def answer(
        self, query: str, text: str, answer: CoreAnswer, country: str, note: str = ""
    ) -> ScreeningResult:
        """The answer for one name. `query` is what is shown, `text` what was searched.

        `note` is something that the reason of each hit has to say.
        """
        state, found = answer
        if not found:
            verdict, reason = self._nothing(state, text)
            return ScreeningResult(query, verdict, (), self._coverage, self._fingerprint, reason)
        told = Told(self._index, self._lexicon, text, [hit[1] for hit in found])
        hits = [
            self._hit(query, text, hit, (told, place), country, note)
            for place, hit in enumerate(found)
        ]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (_RANK[hit.verdict], -hit.probability))
        return ScreeningResult(
            query,
            hits[0].verdict,
            tuple(hits),
            self._coverage,
            self._fingerprint,
            _READ_SO.get(state, ""),
        )

    def nearest(self, query: str, text: str, number: int) -> Hit:
        """A name held against one entity, by the nearest of its names."""
        first = self._catalogue.first_names[number]
        count = len(self._catalogue.entities[number].names)
        told = Told(self._index, self._lexicon, text, range(first, first + count))
        best = max(range(count), key=lambda place: (told[place]["score"], -place))
        found = told[best]
        hit = (number, first + best, found["score"], found["probability"], found["verdict"])
        return self._hit(query, text, hit, (told, best), "")

    def _nothing(self, state: str, text: str) -> tuple[Verdict, str]:
        if state == "cut":
            return "empty", TOO_LONG
        if state == "read":
            return "none", self._no_hit_reason
        if state == "mixed":
            return "none", self._with_gap(MIXED)
        kinds = {kind for group in self._lexicon.parse(text) for kind, _, _ in group}
        if not kinds:
            return "empty", NOTHING_LEFT
        return (
            ("empty", ONLY_FORM)
            if kinds <= {"form", "filler"}
            else ("none", self._with_gap(INDISTINCT))
        )

    def _with_gap(self, reason: str) -> str:
        """What is said of the name, and that no list covers the date where none does."""
        return "; ".join(filter(None, (reason, self._no_hit_reason)))

    def _hit(
        self,
        query: str,
        text: str,
        found: CoreHit,
        told: tuple[Told, int],
        country: str,
        note: str = "",
    ) -> Hit:
        number, name_number, score, probability, core_verdict = found
        verdict: Verdict = core_verdict  # type: ignore[assignment]
        entity = self._catalogue.entities[number]
        place = name_number - self._catalogue.first_names[number]
        if not 0 <= place < len(entity.names):  # only in a file that somebody put together
            raise IndexFileError("index and entities do not belong together")
        name = entity.names[place]
        part = self._catalogue.list_of(number)
        further: tuple[Evidence, ...] = ()
        reasons = [note] if note else []
        if country and entity.countries and country not in entity.countries:
            listed = ", ".join(entity.countries)
            row = Evidence("country", country, listed, "other-country", COUNTRY_BITS)
            further = (row,)
            score += COUNTRY_BITS
            probability = _shifted(probability, COUNTRY_BITS)
            if verdict == "match" and probability < self._match_from:
                verdict = "review"
                reasons.append(f"the party's country is {country}, the listing says {listed}")
        if entity.status != "listed":
            if verdict == "match":
                verdict = "review"
            reasons.append(_STATUS_REASONS[entity.status].format(entity=entity))
        pending: Any = Pending(*told, text, name.text, further)
        return Hit(
            entity=entity,
            matched_name=name.text,
            matched_kind=name.kind,
            probability=probability,
            bits=score,
            verdict=verdict,
            evidence=pending,
            relation=pending,
            reason="; ".join(reasons),
            query=query,
            list_id=part.list_id,
            list_date=part.date,
        )


_STATUS_REASONS = {
    "considered": "not listed: a listing was only reported as considered ({entity.considered})",
    "announced": "not listed yet: announced, takes effect on {entity.effective}",
    "removed": "no longer listed",
}


def _shifted(probability: float, bits: float) -> float:
    """The probability after evidence of so many bits more."""
    held = min(probability, _ALMOST_ONE)
    odds: float = held / (1 - held) * 2.0**bits
    return odds / (1 + odds)
