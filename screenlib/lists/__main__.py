"""`python -m screenlib.lists verify [DIRECTORY]`: the check of the lists, for builds.

Exit code 0 when all is well, 1 when something is wrong, 2 for a wrong call.
"""

from __future__ import annotations

import sys

from screenlib.lists.verification import verify


def main(arguments: list[str]) -> int:
    if not arguments or arguments[0] != "verify" or len(arguments) > 2:
        sys.stderr.write("usage: python -m screenlib.lists verify [DIRECTORY]\n")
        return 2
    result = verify(arguments[1] if len(arguments) == 2 else None)
    for problem in result.problems:
        sys.stderr.write(f"{problem}\n")
    sys.stdout.write(f"{len(result.checked)} snapshots, {len(result.problems)} problems\n")
    return 0 if result.ok else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
