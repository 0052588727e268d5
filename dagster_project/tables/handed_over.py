"""Every table that one room hands to another, by its name on disk: what a step writes and what its readers expect.

Belongs here: which table has which shape. Does not belong here: the shapes themselves (beside this module), where the
files lie (returns/store.py), and the reference lists, whose shapes follow from their row models (returns/reference).
"""

import pyarrow as pa

from dagster_project.tables.files import (
    LEFT_OUT_SCHEMA,
    RAW_FILE_SCHEMA,
    RAW_ROW_SCHEMA,
    RAW_SHEET_SCHEMA,
    RECEIVED_FILE_SCHEMA,
    SHEET_COLUMN_SCHEMA,
    SHEET_TABLE_SCHEMA,
)
from dagster_project.tables.findings import EXPLANATION_SCHEMA, FINDING_SCHEMA
from dagster_project.tables.forms import forms
from dagster_project.tables.history import (
    COUNT_SCHEMA,
    FIGURE_STAMP_SCHEMA,
    NIGHT_SCHEMA,
    STATE_SCHEMA,
    VINTAGE_INPUT_SCHEMA,
    VINTAGE_SCHEMA,
)
from dagster_project.tables.persons import PERSON_ROW_SCHEMA
from dagster_project.tables.rows import POSITION_SCHEMA, POSSIBLE_POSITION_SCHEMA, clean_schema, judged_schema
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA, RETURN_VERSION_SCHEMA

Tables = dict[str, pa.Schema]

#: dbt's source → its tables: what the warehouse is built of.
SOURCES: dict[str, Tables] = {
    "judged": {f"form_{form}_row": judged_schema(form) for form in forms()}
    | {
        "form_02_position": POSITION_SCHEMA,
        "form_02_possible_position": POSSIBLE_POSITION_SCHEMA,
        "finding": FINDING_SCHEMA,
        "explanation": EXPLANATION_SCHEMA,
        "sheet_column": SHEET_COLUMN_SCHEMA,
        "sheet_table": SHEET_TABLE_SCHEMA,
        "left_out_row": LEFT_OUT_SCHEMA,
    },
    "ledger": {
        "return_version": RETURN_VERSION_SCHEMA,
        "received_file": RECEIVED_FILE_SCHEMA,
        "finding": FINDING_SCHEMA,
    },
    "identity": {"person_row": PERSON_ROW_SCHEMA, "finding": FINDING_SCHEMA},
    "history": {
        "quality_count": COUNT_SCHEMA,
        "night": NIGHT_SCHEMA,
        "indicator_vintage": VINTAGE_SCHEMA,
        "vintage_input": VINTAGE_INPUT_SCHEMA,
        "figure_stamp": FIGURE_STAMP_SCHEMA,
    },
}

# What stays among the steps of Python.
RAW: Tables = {
    "file": RAW_FILE_SCHEMA,
    "sheet": RAW_SHEET_SCHEMA,
    "row": RAW_ROW_SCHEMA,
    "explanation": EXPLANATION_SCHEMA,
}
CLEAN: Tables = {f"form_{form}": clean_schema(form) for form in forms()} | {
    "position": POSITION_SCHEMA,
    "possible_position": POSSIBLE_POSITION_SCHEMA,
}
#: What the judge writes: the ledger alone reads the versions as judged.
JUDGED: Tables = SOURCES["judged"] | {"version": JUDGED_VERSION_SCHEMA}
#: What is kept of every day on which something changed: of the quality, and of the figures.
HISTORY: Tables = {"quality_count": COUNT_SCHEMA, "return_state": STATE_SCHEMA}
VINTAGES: Tables = {"vintage_input": VINTAGE_INPUT_SCHEMA, "indicator_vintage": VINTAGE_SCHEMA}
