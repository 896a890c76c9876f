"""Spoilt copies of sound bytes, the same ones for the same seed."""

from __future__ import annotations

import random

PIECES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\n", b'"', b"'", b",", b";", b"\t", b"|", b"<", b">",
    b"&", b"]]>", b"<!--", b"{", b"[", b"}", b"null", b"-1", b"1e999", b"9" * 400, b"\\ud800",
    b"\xed\xa0\x80", b"=1+1", b"../", b"%s", b"0001-01-01", b"9999-99-99", b"\xc2\x85",
    "\u2028".encode(), "（".encode(), "\u202e".encode(), "１９９９".encode(), "ﷺ".encode(),
)  # fmt: skip


def mutated(example: bytes, seed: int) -> bytes:
    """The example with some bytes changed, taken out, doubled, put elsewhere or put in."""
    chance = random.Random(seed)
    out = bytearray(example)
    for _ in range(chance.randint(1, 6)):
        start = chance.randrange(len(out) + 1)
        end = min(len(out), start + chance.choice((1, 2, 8, 60, 400)))
        kind = chance.randrange(7)
        if kind == 0 and start < len(out):
            out[start] ^= 1 << chance.randrange(8)
        elif kind == 1:
            del out[start:end]
        elif kind == 2:
            out[start:start] = out[start:end]
        elif kind == 3:
            other = chance.randrange(len(out) + 1)
            out[other:other] = out[start:end]
        elif kind == 4 and chance.random() < 0.3:
            del out[start:]
        else:
            out[start:start] = chance.choice(PIECES)
    return bytes(out)
