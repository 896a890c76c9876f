"""What a benchmark hands over: a table for people on stdout and one JSON file in
benchmarks/results/.

Every result names the engine, the lexicon, the machine and the data it was measured on, so that two
files can be compared. Names of the measuring data are printed for the person at the machine, and
kept out of the files.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.matchers import MatcherAbsentError

RESULTS = Path(__file__).resolve().parent / "results"


def table(header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows under a header, in columns of even width; floats with three decimals."""
    cells = [[_cell(value) for value in row] for row in [header, *rows]]
    widths = [max(len(row[column]) for row in cells) for column in range(len(header))]
    lines = [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True))
        for row in cells
    ]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3f}"
    return str(value)


def heading(text: str) -> None:
    """A heading on stdout."""
    print(f"\n== {text}", flush=True)


def machine() -> dict[str, Any]:
    """The machine that measured: processor, cores that this process may use, Python."""
    model = platform.processor()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
    }


def engine() -> str:
    """Engine version and lexicon digest of this library; empty where its core is not built."""
    try:
        from benchmarks.subject import fingerprint
    except MatcherAbsentError:
        return ""
    return fingerprint()


def write(name: str, result: Mapping[str, Any], *, partial: bool = False) -> Path:
    """Write one result as ``benchmarks/results/<name>.json``, keys in their order.

    A ``partial`` result (some parts or matchers only) goes to the folder ``partial``, which is not
    kept under version control, so that it never takes the place of a whole run.
    """
    folder = RESULTS / "partial" if partial else RESULTS
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    text = json.dumps(
        {"machine": machine(), "engine": engine(), **result}, ensure_ascii=False, indent=1
    )
    path.write_text(text + "\n", encoding="utf-8")
    return path


def rounded(value: Any) -> Any:
    """The same structure with floats rounded to four decimals, so that result files differ only
    where results do.
    """
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(item) for item in value]
    return value
