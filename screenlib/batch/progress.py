"""A progress bar for people: drawn on a terminal, absent everywhere else.

In: how far a run has come. Out: one line on the given stream, redrawn at most ten times a second,
with the share done, the rows, the rate and the time left. Promises: nothing is written when the
stream is no terminal, so that logs and pipes stay clean.
"""

from __future__ import annotations

import shutil
import time
from typing import TextIO

_INTERVAL = 0.1
_FULL, _EMPTY = "█", "░"


class Progress:
    """Draws how far a run has come."""

    def __init__(self, stream: TextIO, total: int, *, enabled: bool | None = None) -> None:
        """`total` counts what `update` is told as `done`; 0 when it is not known."""
        self._stream = stream
        self._total = total
        self._enabled = stream.isatty() if enabled is None else enabled
        self._start = time.monotonic()
        self._drawn = 0.0

    def update(self, done: int, rows: int, alerts: int) -> None:
        """Redraw, unless that was done a moment ago."""
        if not self._enabled:
            return
        now = time.monotonic()
        if now - self._drawn < _INTERVAL:
            return
        self._drawn = now
        self._draw(self.line(done, rows, alerts, now - self._start))

    def line(self, done: int, rows: int, alerts: int, seconds: float) -> str:
        """The text of the bar."""
        rate = rows / seconds if seconds > 0 else 0.0
        counts = f"{rows:,} rows  {rate:,.0f}/s  {alerts:,} to look at"
        if not self._total:
            return counts
        share = min(done / self._total, 1.0)
        left = seconds * (1 - share) / share if share else 0.0
        filled = round(24 * share)
        bar = _FULL * filled + _EMPTY * (24 - filled)
        return f"{bar} {share:4.0%}  {counts}  {duration(left)} left"

    def finish(self) -> None:
        """Clear the bar; the summary follows."""
        if self._enabled:
            self._draw("")

    def _draw(self, text: str) -> None:
        width = shutil.get_terminal_size().columns
        self._stream.write("\r\x1b[K" + text[: width - 1])
        self._stream.flush()


def duration(seconds: float) -> str:
    """`12 ms`, `12 s`, `3 min 5 s` or `2 h 10 min`."""
    if 0 < seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min"
