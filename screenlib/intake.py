"""From what a caller hands in as a name to text that can be screened, or the reason why not.

In: anything. Out: text and a reason; with a reason there is nothing to screen, and the verdict is
"empty". Promises: no name is dropped, and none is changed in what it shows: lone surrogates become
the replacement character, everything else goes on as it came. Refuses what is neither text nor a
missing value, with `InvalidNameError`: an order number, screened as a name, would silently find
nothing.
"""

from __future__ import annotations

import functools

from screenlib.errors import InvalidNameError

MAX_NAME = 1000
"""Characters. The longest entry of the Entity List has under 300; a longer text is no name."""

MISSING = "there is no name (missing value)"
BLANK = "there is no name (blank)"

_MISSING_TYPES = frozenset(("NAType", "NaTType"))


def read_name(value: object) -> tuple[str, str]:
    """The text of a name, and why there is nothing to screen ("" when there is something).

    Raises:
        InvalidNameError: `value` is no text and no missing value.
    """
    if isinstance(value, str):
        if len(value) > MAX_NAME:
            reason = f"too long: {len(value):,} characters, a name has {MAX_NAME:,} at most"
            # One character too many is kept: what is recorded is still too long when replayed.
            return sound(value[: MAX_NAME + 1]), reason
        if not value or value.isspace():
            return value, BLANK
        return value if value.isascii() else sound(value), ""
    if value is None or type(value).__name__ in _MISSING_TYPES or _is_nan(value):
        return "", MISSING
    raise InvalidNameError(
        f"A name is text, not {type(value).__name__} ({_shown(value)}). "
        "Give the party's name as a str; None and NaN stand for a missing one."
    )


def read_country(country: str | None) -> str | None:
    """The ISO 3166-1 code of a country given as code, or by an English or Chinese name.

    "" when none is given, None when it is not known.
    """
    if country is None or not country.strip():
        return ""
    from screenlib.lists.countries import country_code

    return country_code(country) or _country_of_place(country)


@functools.lru_cache(maxsize=1024)
def _country_of_place(text: str) -> str | None:
    """The code when the text is, as names are read, the name of a country and nothing else."""
    from screenlib import knowledge
    from screenlib.lists.countries import country_code

    lexicon = knowledge.lexicon()
    knowledge.learn(lexicon, [text[:MAX_NAME]])
    parts = [part for group in lexicon.parse(sound(text[:MAX_NAME])) for part in group]
    if len(parts) != 1 or parts[0][0] != "place" or len(parts[0][2]) != 1:
        return None
    return country_code(parts[0][2][0].removeprefix("place:"))


def sound(text: str) -> str:
    """`text` without lone surrogates, which are half a character each and cannot be encoded."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _is_nan(value: object) -> bool:
    # Of all ordinary values only NaN differs from itself. numpy's floats are covered, too.
    return isinstance(value, float) and value != value


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
