"""Lists of parties, their dated snapshots, and what changed between them.

    >>> from screenlib import lists
    >>> snapshot = lists.load("us-bis-entity-list", as_of="2019-10-09")
    >>> snapshot["hangzhou-hikvision-digital-technology-co-ltd-cn"].citation
    '84 FR 54002'

This package knows nothing of matching, and the matching knows lists only as what stands here. The
importers are loaded when they are first used: a screening that needs none of them does not wait.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screenlib.lists.dates import to_date
from screenlib.lists.differences import Change, Difference, FieldChange, diff
from screenlib.lists.model import Address, Citation, Entity, Name, Relation, Statement
from screenlib.lists.snapshot import ListInfo, Note, Snapshot, Source
from screenlib.lists.store import AvailableList, available, load
from screenlib.lists.verification import Problem, Verification, verify

if TYPE_CHECKING:
    from screenlib.lists.fetching import FetchReport, fetch, fetch_sources
    from screenlib.lists.importers import ImportSummary, import_bytes, import_file
    from screenlib.lists.localstore import Store

__all__ = [
    "Address",
    "AvailableList",
    "Change",
    "Citation",
    "Difference",
    "Entity",
    "FetchReport",
    "FieldChange",
    "ImportSummary",
    "ListInfo",
    "Name",
    "Note",
    "Problem",
    "Relation",
    "Snapshot",
    "Source",
    "Statement",
    "Store",
    "Verification",
    "available",
    "diff",
    "fetch",
    "fetch_sources",
    "import_bytes",
    "import_file",
    "load",
    "to_date",
    "verify",
]

_LATER = {
    "FetchReport": "fetching",
    "fetch": "fetching",
    "fetch_sources": "fetching",
    "ImportSummary": "importers",
    "Store": "localstore",
    "import_bytes": "importers",
    "import_file": "importers",
}


def __getattr__(name: str) -> Any:
    if name in _LATER:
        import importlib

        return getattr(importlib.import_module(f"screenlib.lists.{_LATER[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
