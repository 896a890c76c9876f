"""On which processors a measurement runs."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def tied(cores: int) -> Iterator[None]:
    """Ties this process, and those that it starts, to the last ``cores`` processors: systems serve
    interrupts on the first. Does nothing where a system has no such call.
    """
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(before)[-cores:])
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
