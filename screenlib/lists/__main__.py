"""Care of the files of lists, for maintainers.

    python -m screenlib.lists seal SNAPSHOT...       after an edit: sort, count, digest anew

Exit code 0 when all is well, 1 when something is wrong, 2 for a wrong call. Whether lists are sound
is what `screenlib lists verify` says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from screenlib.errors import SnapshotError
from screenlib.lists.writing import seal


def main(arguments: list[str]) -> int:
    match arguments:
        case ["seal", _, *_]:
            for argument in arguments[1:]:
                try:
                    changed = seal(Path(argument).resolve())
                except (SnapshotError, OSError) as error:
                    sys.stderr.write(f"{error}\n")
                    return 1
                sys.stdout.write(f"{argument}: {'sealed' if changed else 'unchanged'}\n")
            return 0
        case _:
            sys.stderr.write(__doc__ or "")
            return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
