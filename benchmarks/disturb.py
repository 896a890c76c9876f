"""Names as people mistype, shorten and re-order them. Every function takes a seeded generator and
is repeatable.

The kinds follow what order systems show: typing errors, dropped words, abbreviations and cut-off
lines, words joined, split or re-ordered, legal forms changed.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

from benchmarks.matchers import Entity

_COMMON_WORDS = 60
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_FORMS = ["Co., Ltd.", "Ltd", "Limited", "Inc.", "LLC", "Corp.", "Corporation", "Company", "Group"]
_FORM = re.compile(
    r"[,\s]*\b(?:co\.?,?\s*ltd|company limited|limited|ltd|inc|llc|l\.l\.c|corp|corporation|company"
    r"|gmbh|s\.?a|plc|pjsc|ojsc|jsc|ooo|oao|pty ltd|b\.?v|n\.?v|s\.?r\.?l|fze|group)\b\.?\s*$",
    re.I,
)
_ABBREVIATIONS = {
    "technology": "tech", "technologies": "tech", "international": "intl", "industries": "ind",
    "industrial": "indl", "electronics": "elec", "electronic": "electr", "company": "co",
    "corporation": "corp", "limited": "ltd", "manufacturing": "mfg", "development": "dev",
    "engineering": "eng", "trading": "trdg", "general": "gen", "services": "svcs", "service": "svc",
    "shipping": "shpg", "petroleum": "petr", "research": "res", "institute": "inst",
    "university": "univ", "national": "natl", "construction": "constr", "transport": "transp",
    "management": "mgmt", "equipment": "equip", "communications": "comms", "holdings": "hldgs",
    "investment": "invt", "investments": "invts", "association": "assn", "exchange": "exch",
    "import": "imp", "export": "exp", "brothers": "bros", "department": "dept", "group": "grp",
    "organization": "org", "foundation": "fdn", "financial": "fin", "enterprise": "ent",
}  # fmt: skip


def typing_error(text: str, rng: random.Random) -> str:
    """One letter dropped, doubled, replaced, inserted or swapped with the next, in a word of 5+
    letters if any.

    The first letter of a word is spared, as most mistypings spare it; digits and Han are never
    touched.
    """
    words = [match.span() for match in re.finditer(r"[A-Za-z]{5,}", text)]
    if not words:
        words = [match.span() for match in re.finditer(r"[A-Za-z]{3,}", text)]
    if not words:
        return text
    start, end = rng.choice(words)
    at = rng.randrange(start + 1, end)
    kind = rng.choice(["drop", "replace", "insert", "swap", "double"])
    if kind == "drop":
        return text[:at] + text[at + 1 :]
    if kind == "replace":
        return text[:at] + rng.choice(_LETTERS) + text[at + 1 :]
    if kind == "insert":
        return text[:at] + rng.choice(_LETTERS) + text[at:]
    if kind == "double":
        return text[: at + 1] + text[at:]
    if at + 1 < end:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :]


def dropped_word(text: str, rng: random.Random) -> str:
    """One word left out, if three or more are there; the first is spared."""
    words = text.split()
    if len(words) < 3:
        return text
    del words[rng.randrange(1, len(words))]
    return " ".join(words)


def abbreviated(text: str, rng: random.Random) -> str:
    """Common words shortened as order systems shorten them; a name without any is cut off at 25
    letters.
    """
    words = [_ABBREVIATIONS.get(word.lower().strip(".,"), word) for word in text.split()]
    shortened = " ".join(words)
    return shortened if shortened != " ".join(text.split()) else text[:25].rstrip()


def other_form(text: str, rng: random.Random) -> str:
    """The legal form left out or another put in its place."""
    bare = _FORM.sub("", text)
    return bare if rng.random() < 0.5 and bare != text else f"{bare} {rng.choice(_FORMS)}"


def joined(text: str, rng: random.Random) -> str:
    """Two neighbouring words written as one."""
    words = text.split()
    if len(words) < 2:
        return text
    at = rng.randrange(len(words) - 1)
    words[at : at + 2] = [words[at] + words[at + 1]]
    return " ".join(words)


def split(text: str, rng: random.Random) -> str:
    """One word of six letters or more written as two."""
    spans = [match.span() for match in re.finditer(r"[A-Za-z]{6,}", text)]
    if not spans:
        return text
    start, end = rng.choice(spans)
    at = rng.randrange(start + 3, end - 2)
    return text[:at] + " " + text[at:]


def reordered(text: str, rng: random.Random) -> str:
    """The last word brought to the front."""
    words = text.split()
    return " ".join([words[-1].strip(",."), *words[:-1]]) if len(words) > 1 else text


KINDS: dict[str, Callable[[str, random.Random], str]] = {
    "typing error": typing_error,
    "dropped word": dropped_word,
    "abbreviated": abbreviated,
    "other legal form": other_form,
    "joined": joined,
    "split": split,
    "re-ordered": reordered,
}


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]{2,}", text.casefold())


def disturbed(text: str, rng: random.Random) -> tuple[str, str]:
    """(disturbed name, kinds): one or two kinds that really change the name, upper case one time in
    four.
    """
    kinds: list[str] = []
    wanted = 2 if rng.random() < 0.3 else 1
    for kind in rng.sample(list(KINDS), len(KINDS)):
        changed = KINDS[kind](text, rng)
        if changed.casefold() != text.casefold() and changed.strip():
            text = changed
            kinds.append(kind)
        if len(kinds) == wanted:
            break
    return (text.upper() if rng.random() < 0.25 else text), " + ".join(kinds)


def disturbed_queries(
    entities: list[Entity], count: int, rng: random.Random
) -> list[tuple[str, str, str]]:
    """``count`` distinct (query, entity id, kinds) made from primary names of 6+ characters.

    A disturbance that leaves only the commonest words of the list ("JOINT STOCK COMPANY") names
    nobody, and is made anew.
    """
    usable = [entity for entity in entities if len(entity.names[0]) > 5]
    words = Counter(word for entity in entities for word in set(_words(entity.names[0])))
    common = (
        {word for word, _ in words.most_common(_COMMON_WORDS)} if len(entities) > 100 else set()
    )
    queries: dict[str, tuple[str, str, str]] = {}
    for _ in range(count * 20):
        if len(queries) == count:
            break
        entity = rng.choice(usable)
        query, kinds = disturbed(entity.names[0], rng)
        if any(word not in common for word in _words(query)):
            queries.setdefault(query, (query, entity.id, kinds))
    return list(queries.values())
