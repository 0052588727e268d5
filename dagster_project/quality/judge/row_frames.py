"""The rows of a form, as its suite sees them and as findings point at them, and how often a row says what another said.

Belongs here: states and numbers of clean rows, no personal value, for the suites; and each row's place and cells as
sent, in columns, for the findings. Does not belong here: files, sheets and headings (places.py).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.quality.judge.places import ReturnToJudge, column_numbers
from dagster_project.quality.judge.suites import Breach
from dagster_project.returns.persons.mentions import count_mentions, mention_columns
from dagster_project.tables.findings import FINDING_SCHEMA
from dagster_project.tables.forms import columns_of
from dagster_project.tables.rows import BIRTH, POSITION_SCHEMA, checks_of, judged_schema, tells

# What stands for birth and sex as sent, whatever their layout.
_LAID_OUT = {
    "born_on": ("born_on_sent", "born_on_male_sent", "born_on_female_sent"),
    "sex": ("sex_sent", "female_mark_sent", "male_mark_sent"),
}
_PLACE_COLUMNS = (
    "report_year", "unit_code", "form", "version_id", "file_key", "source_sha256", "sheet", "row_number", "row_id",
)  # fmt: skip


class FormRows(NamedTuple):
    """The clean rows of one form of all partitions, one after the other; ``starts`` are where each partition begins.

    ``file_paths``: file_key → its path; ``columns``: where each canonical column stands in each sheet, and
    ``sheet_of_row`` the number of the sheet of each row.
    """

    form: str
    rows: pa.Table
    starts: list[int]
    file_paths: dict[str, str]
    columns: list[dict[str, int]]
    sheet_of_row: NDArray[np.int64]


def form_rows(form: str, partitions: Mapping[str, ReturnToJudge]) -> FormRows:
    """Put the rows of a form together, in the order of the partitions."""
    tables = [partition.clean.forms[form] for partition in partitions.values()]
    rows = pa.concat_tables(tables)
    starts = [0, *np.cumsum([table.num_rows for table in tables]).tolist()]
    paths: dict[str, str] = {}
    columns: dict[str, dict[str, int]] = {}
    for partition in partitions.values():
        keys, of_files = (partition.raw.files[name].to_pylist() for name in ("file_key", "file_path"))
        paths |= dict(zip(keys, of_files, strict=True))
        # Where a form goes on below another one, its first heading is pointed at.
        for sheet in reversed(partition.raw.sheets.to_pylist()):
            if sheet["form"] == form:
                columns[f"{sheet['file_key']}:{sheet['sheet_index']}"] = column_numbers(sheet)
    sheets = pc.binary_join_element_wise(rows["file_key"], pc.cast(rows["sheet_index"], pa.string()), ":")
    known = pa.array(columns, pa.string())
    sheet_of_row = pc.index_in(sheets, value_set=known).to_numpy().astype(np.int64)
    return FormRows(form, rows, starts, paths, list(columns.values()), sheet_of_row)


def form_frame(form: FormRows) -> pd.DataFrame:
    """Return the frame that a form's suite sees: states and numbers, no personal value."""
    there = judged_schema(form.form).names
    states = [state for name in columns_of(form.form) if (state := f"{name}_state") in there]
    seen = form.rows.select(list(dict.fromkeys(["report_year", *checks_of(form.form), *states])))
    # A state is one of a few words: kept once each, rows are chosen and compared by small numbers.
    words = [field.name for field in seen.schema if field.type == pa.string()]
    for name in words:
        seen = seen.set_column(seen.column_names.index(name), name, pc.dictionary_encode(seen[name]))
    return seen.to_pandas()


def findings_of_rows(form: FormRows, breach: Breach, rows: Sequence[int]) -> pa.Table:
    """Return one finding for each of ``rows`` (their numbers), with the cell as sent (FINDING_SCHEMA without ids)."""
    chosen = np.asarray(rows, dtype=np.int64)
    at = form.rows.take(pa.array(chosen))
    numbers = pa.array([numbers.get(breach.column or "") for numbers in form.columns], pa.int64())
    keys = pa.array(form.file_paths, pa.string())
    paths = pa.array(form.file_paths.values(), pa.string())
    told: dict[str, Any] = {name: at[name] for name in _PLACE_COLUMNS} | {
        "file_path": paths.take(pc.index_in(at["file_key"].combine_chunks(), value_set=keys)),
        "column_number": numbers.take(pa.array(form.sheet_of_row[chosen])),
        "value_sent": _sent(form.form, at, breach.column),
    }
    constants = {
        "column_name": breach.column,
        "rule_id": breach.rule_id,
        "severity": breach.action,
        "expected": breach.expected,
        "note_vi": breach.note,
        "finding_id": None,
    }
    told |= {name: pa.repeat(pa.scalar(value, pa.string()), len(chosen)) for name, value in constants.items()}
    return pa.table({name: told[name] for name in FINDING_SCHEMA.names}, schema=FINDING_SCHEMA)


def _sent(form: str, rows: pa.Table, column: str | None) -> pa.ChunkedArray | pa.Array:
    """Return the cells of a column as sent; birth and sex may stand in several."""
    if column in _LAID_OUT and tells(form, BIRTH):
        sent = pa.nulls(rows.num_rows, pa.string())
        for name in _LAID_OUT[column]:
            if name in rows.column_names:
                # A blank is NULL as sent; joined with one, nothing is said.
                both = pc.binary_join_element_wise(sent, rows[name], " | ")
                sent = pc.coalesce(both, sent, rows[name])
        return sent
    if f"{column}_sent" in rows.column_names:
        return rows[f"{column}_sent"]
    return pa.nulls(rows.num_rows, pa.string())


def mentions_frame(
    partitions: Mapping[str, ReturnToJudge],
    forms_rows: Sequence[FormRows],
    broken: Mapping[str, NDArray[np.bool_]],
) -> tuple[pd.DataFrame, NDArray[np.int64]]:
    """Return how often each row that no rule quarantines says what was said before it, and which row of its form it is.

    Args:
        partitions: whose positions the rows name.
        forms_rows: the rows of each form.
        broken: form → for each of its rows whether a rule quarantines it.
    """
    positions = pa.concat_tables(
        [POSITION_SCHEMA.empty_table(), *(partition.clean.positions for partition in partitions.values())]
    )
    frames, numbers = [], []
    for form in forms_rows:
        kept = np.flatnonzero(~broken[form.form])
        rows = form.rows.select(mention_columns(form.form)).take(pa.array(kept))
        counts = count_mentions(form.form, rows, positions)
        frames.append(pd.DataFrame({"form": form.form, "occurrence": counts}))
        numbers.append(kept)
    return pd.concat(frames, ignore_index=True), np.concatenate(numbers)
