"""A traced figure as CSV: a line a subject and row that tells of it, whole keys and hashes, for a spreadsheet.

Belongs here: that one flat table. Does not belong here: the page in the terminal (show.py).
"""

import csv
import io

from dagster_project.trace.walk import Trace

_SUBJECT = ("verdict", "subject_key", "name", "tested")
_ROW = ("form", "report_year", "unit_code", "file_path", "source_sha256", "sheet", "row_number", "cells")


def as_csv(trace: Trace) -> str:
    """Return the lines under a heading; a subject of whom no row tells has a line without one."""
    text = io.StringIO()
    table = csv.DictWriter(text, [*_SUBJECT, *_ROW, "row_verdict", "quarantine_rules"], lineterminator="\n")
    table.writeheader()
    for subject in trace.subjects:
        for row in trace.rows_of(subject["subject_key"]) or [{}]:
            told = {name: row.get(name) for name in (*_ROW, "quarantine_rules")}
            table.writerow({name: subject[name] for name in _SUBJECT} | told | {"row_verdict": row.get("verdict")})
    return text.getvalue()
