"""Names without a list: `compare` holds two against each other, `normalize` tells how one is read.

In: names. Out: the records of results.py. Reading and comparing are the core's work.
"""

from __future__ import annotations

from screenlib import knowledge
from screenlib.evidence import evidence_rows
from screenlib.intake import read_name
from screenlib.results import Comparison, NormalizedName, Part, Verdict

__all__ = ["compare", "normalize"]


def compare(query: str, listed_name: str, /) -> Comparison:
    """Hold two names against each other, without a list.

        >>> compare("华为技术有限公司", "Huawei Technologies Co., Ltd.").verdict
        'match'

    Raises `InvalidNameError` when one of them is no text.
    """
    texts = []
    for name in (query, listed_name):
        text, reason = read_name(name)
        if reason:
            return Comparison(query or "", listed_name or "", "empty", 0.0, 0.0, reason=reason)
        texts.append(text)
    lexicon = knowledge.lexicon()
    knowledge.learn(lexicon, texts)
    found = lexicon.compare(*texts)
    verdict: Verdict = found["verdict"]  # type: ignore[assignment]
    return Comparison(
        query=query,
        listed_name=listed_name,
        verdict=verdict,
        probability=found["probability"],
        bits=found["score"],
        evidence=tuple(evidence_rows(found, texts[0], texts[1], lexicon)),
        relation=found["relation"] or "",
    )


def normalize(name: str, /) -> NormalizedName:
    """How screening reads a name: its parts, what they stand for, and how they sound.

        >>> [part.kind for part in normalize("Zhejiang Dahua Technology Co., Ltd.").parts]
        ['place', 'brand', 'field', 'form']

    Raises `InvalidNameError` when `name` is no text.
    """
    text, reason = read_name(name)
    if reason:
        return NormalizedName(text=name or "", key="", reason=reason)
    lexicon = knowledge.lexicon()
    knowledge.learn(lexicon, [text])
    groups = lexicon.parse(text)
    parts = tuple(
        Part(kind, part, tuple(concepts)) for group in groups for kind, part, concepts in group
    )
    han = [p.text for p in parts if p.kind in ("stem", "brand", "word") and not p.text.isascii()]
    readings = tuple(dict.fromkeys(lexicon.romanise(text) for text in han))
    reason = "" if parts else "there is nothing to read in it"
    return NormalizedName(
        text=name, key=lexicon.fold(text), parts=parts, readings=readings, reason=reason
    )
