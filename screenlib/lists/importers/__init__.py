"""Importers: from the bytes of an official file to a snapshot, with an account of every row.

One module for each format. They read no network, no clock and no other file, and write nothing. A
file that is not what the format says is refused whole (`ImportFormatError`): half a list is no
list.

    bis-csv            BIS Entity List, CSV with one row for each address
    ecfr-xml           Supplement No. 4 to part 744 from the eCFR
    csl-csv, csl-json  Consolidated Screening List
    bis-dpl            BIS Denied Persons List, text
    ofac-csv           OFAC sdn.csv or cons_prim.csv with alt.csv and add.csv
    ofac-xml           OFAC sdn.xml or consolidated.xml
    un-xml             United Nations Security Council
    uk-csv             UK Sanctions List
    eu-csv, eu-xml     EU consolidated list of financial sanctions
    meti               METI Foreign End-User List, CSV or JSON
    opensanctions-csv  OpenSanctions targets.simple.csv
    ftm-json           FollowTheMoney entities, JSON lines
    csv                a user's own list, CSV with named columns
"""

from __future__ import annotations

from screenlib.lists.importers.formats import FORMATS, import_bytes, import_file
from screenlib.lists.importers.summary import ImportSummary, RejectedRow

__all__ = ["FORMATS", "ImportSummary", "RejectedRow", "import_bytes", "import_file"]
