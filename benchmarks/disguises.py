"""Ways in which a name is disguised so that a machine misses it and a person still reads it.

Each disguise takes a name and a seeded generator and gives the disguised name; one that cannot
change a name gives it back unchanged, and such a case is left out of the figures.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Disguise = Callable[[str, random.Random], str]

_CYRILLIC = str.maketrans("aceopxyABCEHKMOPTXi", "асеорхуАВСЕНКМОРТХі")
_GREEK = str.maketrans("ABEZHIKMNOPTYXov", "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧον")
_LEET = str.maketrans("aeiostAEIOST", "4310574310$7")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f"
_ACCENTS = "\u0300\u0301\u0302\u0303\u0308\u030c\u0323\u0331"


def _each(name: str, rng: random.Random, share: float, change: Callable[[str], str]) -> str:
    return "".join(change(c) if rng.random() < share else c for c in name)


def cyrillic_letters(name: str, rng: random.Random) -> str:
    """Latin letters replaced by Cyrillic ones that look the same."""
    return _each(name, rng, 0.6, lambda c: c.translate(_CYRILLIC))


def greek_letters(name: str, rng: random.Random) -> str:
    """Capital letters replaced by Greek ones that look the same."""
    return _each(name.upper(), rng, 0.6, lambda c: c.translate(_GREEK))


def invisible_characters(name: str, rng: random.Random) -> str:
    """Zero-width characters and soft hyphens between the letters."""
    return _each(name, rng, 0.3, lambda c: c + rng.choice(_INVISIBLE))


def direction_marks(name: str, rng: random.Random) -> str:
    """Marks of writing direction around and inside the name."""
    return "\u202d" + _each(name, rng, 0.15, lambda c: c + rng.choice(_BIDI)) + "\u202c"


def full_width(name: str, rng: random.Random) -> str:
    """Full-width forms of letters, digits, punctuation and space."""
    return "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in name
    )


def mathematical_letters(name: str, rng: random.Random) -> str:
    """Letters of the mathematical alphabets (bold, script, sans-serif)."""
    upper, lower = rng.choice([(0x1D400, 0x1D41A), (0x1D5D4, 0x1D5EE), (0x1D4D0, 0x1D4EA)])
    return "".join(
        chr(upper + ord(c) - 65)
        if "A" <= c <= "Z"
        else chr(lower + ord(c) - 97)
        if "a" <= c <= "z"
        else c
        for c in name
    )


def circled_letters(name: str, rng: random.Random) -> str:
    """Letters in circles."""
    return "".join(
        chr(0x24B6 + ord(c) - 65)
        if "A" <= c <= "Z"
        else chr(0x24D0 + ord(c) - 97)
        if "a" <= c <= "z"
        else c
        for c in name
    )


def accents(name: str, rng: random.Random) -> str:
    """Accents and dots over and under letters."""
    return unicodedata.normalize(
        "NFC", _each(name, rng, 0.4, lambda c: c + rng.choice(_ACCENTS) if c.isalpha() else c)
    )


def leetspeak(name: str, rng: random.Random) -> str:
    """One or two letters of the longest word replaced by digits that look like them."""
    words = sorted(re.findall(r"[A-Za-z]{4,}", name), key=len, reverse=True)
    if not words:
        return name
    word = words[0]
    places = [at for at, c in enumerate(word) if at and c.translate(_LEET) != c]
    for at in rng.sample(places, min(len(places), rng.choice([1, 2]))):
        word = word[:at] + word[at].translate(_LEET) + word[at + 1 :]
    return name.replace(words[0], word, 1)


def dots_between_letters(name: str, rng: random.Random) -> str:
    """Dots between the letters of the first word."""
    first, _, rest = name.partition(" ")
    return ".".join(first) + (f" {rest}" if rest else "") if len(first) > 2 else name


def spaced_letters(name: str, rng: random.Random) -> str:
    """Spaces between all letters of the first word."""
    first, _, rest = name.partition(" ")
    return " ".join(first) + (f" {rest}" if rest else "") if len(first) > 2 else name


def punctuation(name: str, rng: random.Random) -> str:
    """Hyphens, underscores and slashes for spaces."""
    return "".join(rng.choice("-_/·|~") if c == " " else c for c in name)


def no_spaces(name: str, rng: random.Random) -> str:
    """All spaces taken out."""
    return name.replace(" ", "")


def reversed_words(name: str, rng: random.Random) -> str:
    """Words in reverse order."""
    return " ".join(reversed(name.replace(",", "").split()))


def doubled_letters(name: str, rng: random.Random) -> str:
    """One letter of the longest word doubled."""
    words = sorted(re.findall(r"[A-Za-z]{5,}", name), key=len, reverse=True)
    if not words:
        return name
    at = rng.randrange(1, len(words[0]))
    return name.replace(words[0], words[0][: at + 1] + words[0][at:], 1)


def dropped_vowel(name: str, rng: random.Random) -> str:
    """One vowel of the longest word left out."""
    words = sorted(re.findall(r"[A-Za-z]{6,}", name), key=len, reverse=True)
    places = [at for at, c in enumerate(words[0]) if at and c in "aeiou"] if words else []
    if not places:
        return name
    at = rng.choice(places)
    return name.replace(words[0], words[0][:at] + words[0][at + 1 :], 1)


def other_case(name: str, rng: random.Random) -> str:
    """Upper and lower case mixed at random."""
    return _each(name, rng, 0.5, str.swapcase)


def words_around(name: str, rng: random.Random) -> str:
    """Words that say nothing, before and behind."""
    before = rng.choice(["Messrs", "To the order of", "New", "The"])
    behind = rng.choice(["Trading", "Intl", "Group", "Holdings"])
    return f"{before} {name} {behind}"


def other_legal_form(name: str, rng: random.Random) -> str:
    """The legal form replaced by that of another country."""
    bare = re.sub(
        r",? (?:Co\.?,? ?)?(?:Ltd|Limited|Inc|LLC|JSC|Corp|Corporation|Company)\.?$", "", name
    )
    return f"{bare} {rng.choice(['GmbH', 'S.A. de C.V.', 'Pte Ltd', 'B.V.', 'FZE', 'SARL'])}"


def symbols_around(name: str, rng: random.Random) -> str:
    """Stars, brackets and signs around the name."""
    left, right = rng.choice(
        [("***", "***"), ("【", "】"), ("«", "»"), ("™ ", " ®"), ("'", "'"), ("[", "] ✓")]
    )
    return f"{left}{name}{right}"


def ligatures(name: str, rng: random.Random) -> str:
    """Roman numerals, ligatures and other single characters that stand for several letters."""
    for plain, odd in (
        ("ffi", "ﬃ"),
        ("fi", "ﬁ"),
        ("fl", "ﬂ"),
        ("ij", "ĳ"),
        ("Co.", "㏇"),
        ("ii", "ⅱ"),
        ("st", "ﬆ"),
    ):
        name = name.replace(plain, odd)
    return name


LATIN: dict[str, Disguise] = {
    "Cyrillic look-alikes": cyrillic_letters,
    "Greek look-alikes": greek_letters,
    "invisible characters": invisible_characters,
    "direction marks": direction_marks,
    "full width": full_width,
    "mathematical letters": mathematical_letters,
    "circled letters": circled_letters,
    "accents": accents,
    "leetspeak": leetspeak,
    "dots between letters": dots_between_letters,
    "spaces between letters": spaced_letters,
    "other punctuation": punctuation,
    "no spaces": no_spaces,
    "reversed words": reversed_words,
    "doubled letter": doubled_letters,
    "dropped vowel": dropped_vowel,
    "mixed case": other_case,
    "words that say nothing": words_around,
    "other legal form": other_legal_form,
    "symbols around": symbols_around,
    "ligatures": ligatures,
}

_RADICALS = str.maketrans(
    "金山水大石长门青车龙风飞网工力生用高民一心",
    "⾦⼭⽔⼤⽯⻓⻔⻘⻋⻰⻛⻜⽹⼯⼒⽣⽤⾼⺠⼀⼼",
)


def han_radicals(name: str, rng: random.Random) -> str:
    """Characters replaced by the radical signs that look the same."""
    return name.translate(_RADICALS)


def han_spaces(name: str, rng: random.Random) -> str:
    """Spaces between Chinese characters."""
    return " ".join(name)


def han_brackets(name: str, rng: random.Random) -> str:
    """The first two characters put in brackets behind the name, as a place would be."""
    return f"{name[2:]}（{name[:2]}）" if len(name) > 6 else name


def han_no_form(name: str, rng: random.Random) -> str:
    """The legal form left out."""
    return re.sub(r"(?:股份|集团)?(?:有限责任公司|有限公司|公司)$", "", name)


def han_and_latin(name: str, rng: random.Random) -> str:
    """Latin letters that say nothing pushed in between."""
    at = max(2, len(name) // 2)
    return f"{name[:at]} Co {name[at:]} LTD"


HAN: dict[str, Disguise] = {
    "Chinese: radical signs": han_radicals,
    "Chinese: spaces between": han_spaces,
    "Chinese: place moved": han_brackets,
    "Chinese: no legal form": han_no_form,
    "Chinese: Latin words inside": han_and_latin,
    "Chinese: invisible characters": invisible_characters,
}
