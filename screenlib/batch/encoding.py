"""Which encoding a text file is in.

In: the first bytes of a file, or the whole of it in pieces. Out: the name of a Python codec, one of
`ENCODINGS`. Promises: a byte order mark decides; text that is UTF-8 but for a few broken bytes is
UTF-8 (the broken rows are marked later, not the whole file misread); the same bytes always give the
same answer. It is a judgement all the same: a caller who knows the encoding should say so.

Chinese customer files come as UTF-8, GB18030 (mainland) or Big5 (Taiwan, Hong Kong), seldom as
UTF-16. Each of the two old encodings reads the other's bytes as rare characters, so that of the two
the one which gives more everyday characters is right.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5", "cp1252")

SAMPLE_BYTES = 1 << 18
"""How many bytes around the first letters outside ASCII are weighed."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def detect_encoding(chunks: Iterable[bytes]) -> str:
    """The encoding of the text that `chunks` make up.

    Reads the chunks once and holds no more than `SAMPLE_BYTES` of them.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    is_utf8 = True
    first = True
    for chunk in chunks:
        if first:
            first = False
            for mark, name in _BYTE_ORDER_MARKS:
                if chunk.startswith(mark):
                    return name
            if unmarked := _utf16_without_mark(chunk[:4096]):
                return unmarked
        if is_utf8:
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                is_utf8 = False
        if len(sample) < SAMPLE_BYTES and not chunk.isascii():
            sample += chunk[: SAMPLE_BYTES - len(sample)]
        if not is_utf8 and len(sample) >= SAMPLE_BYTES:
            break
    if is_utf8:
        return "utf-8"
    return _of_bytes_that_are_not_utf8(bytes(sample))


def _utf16_without_mark(head: bytes) -> str | None:
    """UTF-16 shows in zero bytes (of commas, digits, line ends) on one side of the pairs.

    Nearly: a few characters have their zero on the other side (开 is 5F00).
    """
    even, odd = head[0::2].count(0), head[1::2].count(0)
    fewest = max(2, len(head) // 100)
    if odd >= fewest and even <= odd // 4:
        return "utf-16-le"
    if even >= fewest and odd <= even // 4:
        return "utf-16-be"
    return None


def _of_bytes_that_are_not_utf8(sample: bytes) -> str:
    broken = sample.decode("utf-8", "replace").count("\ufffd")
    whole = sum(1 for char in sample.decode("utf-8", "ignore") if char > "\x7f")
    if whole > 9 * broken:
        return "utf-8"
    if _is_western(sample):
        return "cp1252"
    scores = {name: _everyday_share(sample, name) for name in ("gb18030", "big5")}
    # On a tie GB18030, which can hold every character.
    return max(scores, key=lambda name: (scores[name], name == "gb18030"))


def _is_western(sample: bytes) -> bool:
    """Accented letters stand alone between ASCII letters; Chinese bytes stand in pairs."""
    alone = together = 0
    run = 0
    for byte in sample:
        if byte > 0x7F:
            run += 1
            continue
        if run == 1:
            alone += 1
        elif run:
            together += 1
        run = 0
    return alone > 4 * together


def _everyday_share(sample: bytes, encoding: str) -> float:
    """The share of everyday characters among those outside ASCII, read in `encoding`.

    Everyday are the first levels of GB 2312 and of Big5 (the common characters; the second levels
    hold the rare ones), and the punctuation before them.
    """
    narrow, last_common = ("gb2312", 0xD7) if encoding == "gb18030" else ("big5", 0xC6)
    everyday = total = 0
    for char in sample.decode(encoding, "replace"):
        if char <= "\x7f":
            continue
        total += 1
        try:
            code = char.encode(narrow)
        except UnicodeEncodeError:
            continue
        everyday += len(code) == 2 and code[0] <= last_common
    return everyday / total if total else 0.0
