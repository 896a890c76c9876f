"""Which encoding a text file is in.

In: the first bytes of a file, or the whole of it in pieces. Out: the name of a Python codec, one of
`ENCODINGS`. Promises: a byte order mark decides; text that is UTF-8 but for a few broken bytes is
UTF-8 (the broken rows are marked later, not the whole file misread); the same bytes always give the
same answer. It is a judgement all the same: a caller who knows the encoding should say so.

Chinese customer files come as UTF-8, GB18030 (mainland) or Big5 (Taiwan, Hong Kong), seldom as
UTF-16; Japanese, Korean and Russian ones as Shift-JIS, EUC-JP, EUC-KR (in the forms of Windows:
cp932, cp949) and cp1251. Each of these old encodings reads another's bytes as rare characters, so
that the one which gives more everyday characters is right.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable

ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5",
    "cp932", "euc_jp", "cp949", "cp1251", "cp1252",
)  # fmt: skip

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
    if _is_japanese(sample, "cp932", 0x97):
        return "cp932"
    if _is_western(sample):
        return "cp1252"
    if _is_cyrillic(sample):
        return "cp1251"
    if _is_korean(sample):
        return "cp949"
    if _is_japanese(sample, "euc_jp", 0xCF):
        return "euc_jp"
    scores = {name: _everyday_share(sample, name) for name in _LAST_COMMON}
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


def _is_cyrillic(sample: bytes) -> bool:
    """Russian letters take the upper quarter of the bytes; Chinese ones the upper half."""
    high = [byte for byte in sample if byte > 0x7F and byte not in _CYRILLIC_SIGNS]
    letters = sum(byte >= 0xC0 or byte in b"\xa8\xb8" for byte in high)
    return letters >= 0.98 * len(high) and letters >= 8


_CYRILLIC_SIGNS = "«»№–—“”„\xa0".encode("cp1251")


def _is_korean(sample: bytes) -> bool:
    """Chinese bytes are hangul only in part (公司, 有限 are not), Korean ones nearly all."""
    leads = [_lead(char, "euc_kr") for char in _outside_ascii(sample, "cp949")]
    # Signs (before row 16) stand at the same places in the Chinese and the Korean set.
    letters = [lead for lead in leads if lead not in range(0xA1, 0xB0)]
    hangul = sum(lead in range(0xB0, 0xC9) for lead in letters)
    return hangul >= 0.95 * len(letters) and hangul >= 4


def _is_japanese(sample: bytes, encoding: str, last_common: int) -> bool:
    """Chinese and Western bytes read well enough in it now and then; but they have no kana, and
    no 株式会社.
    """
    text = _outside_ascii(sample, encoding)
    common = sum(0 < _lead(char, encoding) <= last_common or "｡" <= char <= "ﾟ" for char in text)
    kana = sum("ぁ" <= char <= "ー" for char in text)
    kana += 4 * sum("".join(text).count(form) for form in ("株式会社", "有限会社", "合同会社"))
    return common >= 0.95 * len(text) and 10 * kana >= len(text) > 0


def _outside_ascii(sample: bytes, encoding: str) -> list[str]:
    return [char for char in sample.decode(encoding, "replace") if char > "\x7f"]


_LAST_COMMON = {"gb18030": ("gb2312", 0xD7), "big5": ("big5", 0xC6), "cp932": ("cp932", 0x97)}
"""The narrow set of an encoding, and the first byte of the last of its common characters.

These are the first levels of GB 2312, Big5 and JIS X 0208, and the signs and kana before them; the
second levels hold the rare characters.
"""


def _everyday_share(sample: bytes, encoding: str) -> float:
    """The share of everyday characters among those outside ASCII, read in `encoding`."""
    narrow, last_common = _LAST_COMMON[encoding]
    text = _outside_ascii(sample, encoding)
    everyday = sum(0 < _lead(char, narrow) <= last_common for char in text)
    return everyday / len(text) if text else 0.0


def _lead(char: str, encoding: str) -> int:
    """The first byte of a character of two bytes; 0 when it is not one."""
    try:
        code = char.encode(encoding)
    except UnicodeEncodeError:
        return 0
    return code[0] if len(code) == 2 else 0
