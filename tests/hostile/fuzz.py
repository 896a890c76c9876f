"""Coverage-guided fuzzing of what reads files: `make fuzz`, or

    python -m tests.hostile.fuzz CHECK SECONDS [FOLDER]

In: the name of a check of checks.py. New inputs that reach new code are kept in FOLDER; one that
breaks a promise is written there as `crash-...` and named. Needs Atheris (extra "fuzz").
"""

from __future__ import annotations

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["screenlib"]):
    from tests.hostile.checks import CHECKS, examples

LONGEST = 20_000
SECONDS_FOR_ONE = 20
MEGABYTES = 2048


def main(name: str, seconds: str, folder: str) -> None:
    """Fuzz one check for some seconds."""
    kept = Path(folder, name)
    kept.mkdir(parents=True, exist_ok=True)
    for number, example in enumerate(examples(name)):
        (kept / f"example-{number}").write_bytes(example)
    options = [
        f"-max_total_time={seconds}",
        f"-timeout={SECONDS_FOR_ONE}",
        f"-rss_limit_mb={MEGABYTES}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={kept}/",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, str(kept)], CHECKS[name])
    atheris.Fuzz()


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in CHECKS:
        sys.exit(f"Give a check ({', '.join(CHECKS)}) and a number of seconds.")
    main(sys.argv[1], sys.argv[2], *(sys.argv[3:] or ["fuzz-output"]))
