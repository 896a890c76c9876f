"""Short names and native names in brackets: "Company (ABC)", "Institute (研究所)".

A bracket at the end may hold the name's own short form, that of the body it belongs to, a place, or
what kind of company it is. Only the first is another name of the entity.
"""

from __future__ import annotations

import re

from screenlib.lists.importers.cleaning import clean

__all__ = ["is_acronym", "short_name_at_end", "stands_for", "stands_for_parent", "take_natives"]

_HAN = re.compile("[\u3400-\u9fff]")
_LATIN = re.compile("[A-Za-z]{3}")
_HAN_BRACKET = re.compile("[(（]([^()（）]*[\u3400-\u9fff][^()（）]*)[)）]")
_HAN_TAIL = re.compile("(?<=[A-Za-z.)] )([\u3400-\u9fff][\u3400-\u9fff\u3040-\u30ff0-9 （）()]*)$")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9&/.-]{1,11}\Z")
_PLACE_WORDS = """hk hong kong china prc uk usa us uae u.a.e beijing shanghai shenzhen guangzhou
    nanjing tianjin suzhou wuhan chengdu taiwan singapore malaysia india pakistan russia private pvt
    pty pte sdn bhd limited ltd m thailand vietnam turkey iran international group holdings"""
_PLACES = frozenset(_PLACE_WORDS.split())


def take_natives(text: str) -> tuple[str, list[str]]:
    """Takes names in Chinese or Japanese script out of a Latin one: "Name (名称)", "Name 名称"."""
    if not _HAN.search(text) or not _LATIN.search(text):
        return text, []
    natives = []
    for pattern in (_HAN_BRACKET, _HAN_TAIL):
        for match in pattern.finditer(text):
            natives.append(match[1].replace(" ", "").strip("()（）"))
        text = pattern.sub(" ", text)
    return clean(text), [native for native in natives if len(native) > 1]


def short_name_at_end(text: str) -> str:
    """The short name in brackets at the end of a name; "" when there is none."""
    match = re.search(r"\S\s*\(([^()]*)\)\.?$", text)
    if match is None:
        return ""
    inner = match[1].strip().rstrip(",")
    words = inner.split()
    # "Huawei Technologies Co., Ltd. (Huawei)": the short name is how the long one begins.
    begins = len(inner) > 2 and text.casefold().startswith(inner.casefold())
    short = (
        begins
        or is_acronym(inner)
        or (
            # "(CETC 13)", "(UPP Vector)": an acronym and a word or number
            len(words) == 2
            and words[0].isupper()
            and len(words[0]) > 1
            and words[0].lower() not in _PLACES
            and words[1].lower() not in _PLACES
            and (words[1].isdigit() or words[1][:1].isupper())
        )
    )
    return inner if short else ""


def is_acronym(text: str) -> bool:
    """Whether a text is capitals and digits for the most part, and no place: ABC, not HK."""
    text = text.strip().rstrip(".")
    if not _ACRONYM.match(text) or text.lower() in _PLACES:
        return False
    capitals = sum(character.isupper() or character.isdigit() for character in text)
    letters = sum(character.isalnum() for character in text)
    return capitals * 2 >= letters and letters >= 2


def stands_for(acronym: str, words: str) -> bool:
    """Whether an acronym is made of the initials of all the words before it, in order."""
    initials = iter(word[0].upper() for word in re.findall(r"[A-Za-z]+", words))
    letters = [character for character in acronym.upper() if character.isalpha()]
    return len(letters) > 2 and all(letter in initials for letter in letters)


def stands_for_parent(acronym: str, words: str) -> bool:
    """Whether an acronym is that of the body at the end of a name: "10th Institute of the Chinese
    Academy of Sciences (CAS)" is not called CAS."""
    initials = [word[0].upper() for word in re.findall(r"[A-Za-z0-9]+", words)]
    letters = [character for character in acronym.upper() if character.isalpha()]
    if len(letters) < 3 or not initials or initials[0] == letters[0]:
        return False
    for start, initial in enumerate(initials):
        if start and initial == letters[0] and initials[-1] == letters[-1]:
            rest = iter(initials[start:])
            if all(letter in rest for letter in letters):
                return True
    return False
