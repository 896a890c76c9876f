"""Lists of parties, their dated snapshots, and what changed between them.

    >>> from screenlib import lists
    >>> snapshot = lists.load("us-bis-entity-list", as_of="2019-10-09")
    >>> snapshot["hangzhou-hikvision-digital-technology-co-ltd-cn"].citation
    '84 FR 54002'

This package knows nothing of matching, and the matching knows lists only as what stands here.
"""

from __future__ import annotations

from screenlib.lists.dates import to_date
from screenlib.lists.differences import Change, Difference, FieldChange, diff
from screenlib.lists.model import Address, Citation, Entity, Name, Relation, Statement
from screenlib.lists.snapshot import ListInfo, Note, Snapshot, Source
from screenlib.lists.store import AvailableList, available, load
from screenlib.lists.verification import Problem, Verification, verify

__all__ = [
    "Address",
    "AvailableList",
    "Change",
    "Citation",
    "Difference",
    "Entity",
    "FieldChange",
    "ListInfo",
    "Name",
    "Note",
    "Problem",
    "Relation",
    "Snapshot",
    "Source",
    "Statement",
    "Verification",
    "available",
    "diff",
    "load",
    "to_date",
    "verify",
]
