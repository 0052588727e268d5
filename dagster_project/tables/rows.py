"""The shape of clean and judged rows: Arrow schemas derived from the forms, so that Python and dbt agree.

Grain: one row a data row of one form in one file. Beside every value: ``<column>_sent`` (the cell as sent) and
``<column>_state`` (what reading it gave); dates also have ``<column>_precision``.
"""

from collections.abc import Set
from functools import cache

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
#: Columns that together tell more than each: a form that has them all has the facts that follow from them.
PERSON = frozenset({"citizen_id", "party_card"})
BIRTH = frozenset({"born_on", "sex"})
POSITIONS = frozenset({"position", "level"})
DECISION = frozenset({"rating", "exemption", "decision_number", "decided_on"})
COURSE = frozenset({"started_on", "ended_on", "result"})
# What is derived from a row's own cells and the day its file was received, for identity and dbt.
#   *_name_key: the name without accents, case, blanks (and, of an organisation, without words that tell its type)
#   is_decided: a rating with a decision number (a digit in it) and a decision date from 1 January of the report year
#     to the day of receipt; dissolved_until, ended_until: the last day of a period known to the month or year only
#   is_ended_at_receipt: ended at the latest on the day on which the file was received
_DERIVED = [
    ("organisation_name_key", pa.string(), {"organisation_name"}),
    ("dissolved_until", pa.date32(), {"dissolved_on"}),
    ("birth_year", pa.int32(), BIRTH),
    ("full_name_key", pa.string(), {"full_name"}),
    ("is_decided", pa.bool_(), DECISION),
    ("ended_until", pa.date32(), COURSE),
    ("is_ended_at_receipt", pa.bool_(), COURSE),
]
# What the rules look at, beside the states: numbers and words that tell nothing about a person.
#   rating_or_exemption: given, blank; decision: complete, missing, absent (its columns are missing); decided_in_year:
#     yes, no (before 1 January or after receipt), untold (no rating, or no day)
#   birth_state: as born_on_state, or not_told; identifiers: usable, missing, absent; title_level: agrees, contradicts
#   completion: ended, not_ended (completed, but ending after receipt), none (not completed, or the end is not known)
_CHECKED = [
    ("birth_state", pa.string(), BIRTH),
    ("identifiers", pa.string(), PERSON),
    ("contradiction", pa.string(), PERSON | BIRTH),
    ("title_level", pa.string(), POSITIONS),
    ("age", pa.int64(), BIRTH),
    ("rating_or_exemption", pa.string(), DECISION),
    ("decision", pa.string(), DECISION),
    ("decided_in_year", pa.string(), DECISION),
    ("completion", pa.string(), COURSE),
    ("ended_year", pa.int64(), COURSE),
    ("days_after_snapshot", pa.int64(), COURSE),
    ("course_days", pa.int64(), COURSE),
]
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
# Columns that only say how birth and sex were laid out; their values are in born_on and sex.
LAYOUT_ONLY = ("born_on_male", "born_on_female", "female_mark", "male_mark")


def tells(form: str, needed: Set[str]) -> bool:
    """Tell whether ``form`` has all the ``needed`` columns, in any year."""
    return needed <= columns_of(form).keys()


def checks_of(form: str) -> list[str]:
    """Return the names of what the rules look at in a row of ``form`` beside the states of its columns."""
    return [name for name, _, needed in _CHECKED if tells(form, needed)]


@cache
def clean_schema(form: str) -> pa.Schema:
    """Return the schema of the clean rows of ``form``: all columns that it has in any year, so that it is stable."""
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
    told = [(name, type_) for name, type_, needed in [*_DERIVED, *_CHECKED] if tells(form, needed)]
    return pa.schema([*fields, *told])


def judged_schema(form: str) -> pa.Schema:
    """Return the schema of the judged rows of ``form``: the clean row and its verdict."""
    return pa.schema([*clean_schema(form), *[pa.field(name, kind) for name, kind in VERDICT]])
