"""Work in a process that is killed at a random moment, hundreds of times if asked.

The process is a fork of this one, so that a kill costs milliseconds. `SCREENLIB_KILLS` says how
many each test makes; `make faults` makes 300.
"""

from __future__ import annotations

import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

KILLS = int(os.environ.get("SCREENLIB_KILLS", "8"))


def fork(work: Callable[[], None]) -> int:
    """Starts the work in a process of its own; gives its number."""
    child = os.fork()
    if child == 0:
        _end_with(work)
    return child


def _end_with(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, this copy of the tests must not go on
        traceback.print_exc()
    finally:
        os._exit(code)


def kill_after(child: int, seconds: float) -> bool:
    """Kills the process after some time; tells whether it was still at work."""
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the process failed by itself"
    return False


def moments(longest: float, seed: int) -> Callable[[], float]:
    """Random times up to `longest` seconds, the same ones in every run."""
    chance = random.Random(seed)
    return lambda: chance.random() * longest
