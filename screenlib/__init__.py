"""Screens company names, Chinese ones above all, against export-control lists.

    >>> from screenlib import screen
    >>> r = screen("Zhejiang Dahua")
    >>> r.verdict, r.best.entity.name, r.best.entity.citation
    ('match', 'Zhejiang Dahua Technology Co., Ltd.', '84 FR 54002')

Public are the names of `__all__`, the errors of `screenlib.errors`, and `screenlib.lists`. A change
of these that breaks callers is announced a year before. Modules are imported when they are first
used, so that `import screenlib` costs nothing in programs that may never screen.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screenlib import errors, lists
    from screenlib.batch import BatchSummary, screen_csv, screen_file
    from screenlib.config import Config
    from screenlib.errors import ScreenlibError
    from screenlib.names import compare, normalize
    from screenlib.results import (
        Comparison,
        Coverage,
        Evidence,
        Fingerprint,
        Hit,
        ListCoverage,
        NormalizedName,
        Part,
        ScreeningResult,
    )
    from screenlib.screener import Screener, screen

__all__ = [
    "BatchSummary",
    "Comparison",
    "Config",
    "Coverage",
    "Evidence",
    "Fingerprint",
    "Hit",
    "ListCoverage",
    "NormalizedName",
    "Part",
    "Screener",
    "ScreeningResult",
    "ScreenlibError",
    "__version__",
    "compare",
    "errors",
    "lists",
    "normalize",
    "screen",
    "screen_csv",
    "screen_file",
]

_WHERE = {
    "batch": ("BatchSummary", "screen_csv", "screen_file"),
    "errors": ("ScreenlibError",),
    "results": (
        "Comparison",
        "Coverage",
        "Evidence",
        "Fingerprint",
        "Hit",
        "ListCoverage",
        "NormalizedName",
        "Part",
        "ScreeningResult",
    ),
    "names": ("compare", "normalize"),
    "config": ("Config",),
    "screener": ("Screener", "screen"),
}
_MODULE_OF = {name: module for module, names in _WHERE.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _MODULE_OF:
        value = getattr(importlib.import_module(f"screenlib.{_MODULE_OF[name]}"), name)
    elif name in ("errors", "lists"):
        value = importlib.import_module(f"screenlib.{name}")
    elif name == "__version__":
        value = importlib.import_module("screenlib._core").VERSION
    else:
        raise AttributeError(f"module 'screenlib' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
