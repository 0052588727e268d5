"""The shape of clean and judged rows: Arrow schemas derived from the forms, so that Python and dbt agree.

Grain: one row a data row of one form in one file. Beside every value: ``<column>_sent`` (the cell as sent) and
``<column>_state`` (what reading it gave); dates also have ``<column>_precision``.
"""

import pyarrow as pa

from dagster_project.tables.forms import columns_of

LEADING = [
    ("row_id", pa.string()),
    ("version_id", pa.string()),
    ("file_key", pa.string()),
    ("report_year", pa.int32()),
    ("unit_code", pa.string()),
    ("form", pa.string()),
    ("source_sha256", pa.string()),
    ("sheet", pa.string()),
    ("sheet_index", pa.int64()),
    ("row_number", pa.int64()),
    ("row_order", pa.int64()),
    ("content_hash", pa.string()),
    ("row_digest", pa.string()),
]
# What the rules look at, beside the states: numbers and words that tell nothing about a person.
#   rating_or_exemption: given, blank; decision: complete, missing, absent (its columns are missing); decided_in_year:
#     yes, no (before 1 January or after receipt), untold (no rating, or no day)
#   birth_state: as born_on_state, or not_told; identifiers: usable, missing, absent; title_level: agrees, contradicts
#   completion: ended, not_ended (completed, but ending after receipt), none (not completed, or the end is not known)
CHECKS = {
    "01": [("rating_or_exemption", pa.string()), ("decision", pa.string()), ("decided_in_year", pa.string())],
    "02": [
        ("birth_state", pa.string()),
        ("identifiers", pa.string()),
        ("contradiction", pa.string()),
        ("title_level", pa.string()),
        ("age", pa.int64()),
    ],
    "03": [
        ("identifiers", pa.string()),
        ("rating_or_exemption", pa.string()),
        ("decision", pa.string()),
        ("decided_in_year", pa.string()),
    ],
    "04": [
        ("identifiers", pa.string()),
        ("completion", pa.string()),
        ("ended_year", pa.int64()),
        ("days_after_snapshot", pa.int64()),
        ("course_days", pa.int64()),
    ],
}
# What is derived from a row's own cells and the day its file was received, for identity and dbt.
#   *_name_key: the name without accents, case, blanks (and, of an organisation, without words that tell its type)
#   is_decided: a rating with a decision number (a digit in it) and a decision date from 1 January of the report year
#     to the day of receipt; dissolved_until, ended_until: the last day of a period known to the month or year only
_EXTRA = {
    "01": [("organisation_name_key", pa.string()), ("dissolved_until", pa.date32()), ("is_decided", pa.bool_())],
    "02": [("birth_year", pa.int32()), ("full_name_key", pa.string())],
    "03": [("full_name_key", pa.string()), ("is_decided", pa.bool_())],
    "04": [
        ("full_name_key", pa.string()),
        ("ended_until", pa.date32()),
        # ended at the latest on the day on which the file was received
        ("is_ended_at_receipt", pa.bool_()),
    ],
}
VERDICT = [("verdict", pa.string()), ("quarantine_rules", pa.string()), ("is_duplicate", pa.bool_())]
# The row of form 02 that a position stands in.
_ROW_OF_02 = [
    ("row_id", pa.string()),
    ("version_id", pa.string()),
    ("report_year", pa.int32()),
    ("unit_code", pa.string()),
]
POSITION_SCHEMA = pa.schema(
    [
        *_ROW_OF_02,
        ("position_order", pa.int64()),
        ("position_sent", pa.string()),
        ("position_code", pa.string()),
    ]
)
# The positions that a row of form 02 may hold by what can be read of it, also where its level is wrong or unreadable:
# known at the row's level = that one; else the title's at every level at which it exists. No row: nothing can be read.
POSSIBLE_POSITION_SCHEMA = pa.schema(
    [
        *_ROW_OF_02,
        ("position_code", pa.string()),
    ]
)
# Columns of form 02 that only say how birth and sex were laid out; their values are in born_on and sex.
LAYOUT_ONLY = ("born_on_male", "born_on_female", "female_mark", "male_mark")


def clean_schema(form: str) -> pa.Schema:
    """Return the schema of the clean rows of ``form``."""
    fields = list(LEADING)
    for name, column in columns_of(form).items():
        if column.kind == "ignored":
            continue
        if name not in LAYOUT_ONLY:
            fields.append((name, pa.date32() if column.kind == "date" else pa.string()))
            if column.kind == "date":
                fields.append((f"{name}_precision", pa.string()))
            if column.kind == "exemption":
                fields.append((f"{name}_is_recognised", pa.bool_()))
            fields.append((f"{name}_state", pa.string()))
        fields.append((f"{name}_sent", pa.string()))
    return pa.schema([*fields, *_EXTRA[form], *CHECKS[form]])


def judged_schema(form: str) -> pa.Schema:
    """Return the schema of the judged rows of ``form``: the clean row and its verdict."""
    return pa.schema([*clean_schema(form), *[pa.field(name, kind) for name, kind in VERDICT]])
