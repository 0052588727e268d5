"""The frames of rows: what the suites of the forms see of them, and how often a row says what was said before it.

Belongs here: states and numbers of clean rows, no personal value, and each row's place. Does not belong here: files,
sheets and headings (places.py).
"""

from collections.abc import Container, Mapping

import pandas as pd

from dagster_project.lib.records import Row
from dagster_project.quality.judge.places import FRAME_COLUMNS, ReturnToJudge, column_numbers
from dagster_project.quality.judge.suites import PLACE
from dagster_project.returns.persons.mentions import count_mentions, mention_columns
from dagster_project.tables.forms import columns_of, forms
from dagster_project.tables.rows import BIRTH, POSITIONS, checks_of, judged_schema, tells


def form_frame(
    form: str, partitions: Mapping[str, ReturnToJudge], places: Mapping[str, Row]
) -> tuple[pd.DataFrame, dict[str, Row]]:
    """Return the frame that a form's suite sees (states and numbers, no personal value) and its rows' places."""
    checked = ["row_id", "report_year", *checks_of(form)]
    checked += [f"{name}_state" for name in columns_of(form) if f"{name}_state" in judged_schema(form).names]
    sent = [name for name in judged_schema(form).names if name.endswith("_sent")]
    frames, row_places = [], {}
    for partition in partitions.values():
        table = partition.clean.forms[form]
        frames.append(table.select(list(dict.fromkeys(checked))).to_pandas())
        numbers = {
            (sheet["file_key"], sheet["sheet_index"]): column_numbers(sheet)
            # Where a form goes on below another one, its first heading is pointed at.
            for sheet in reversed(partition.raw.sheets.to_pylist())
            if sheet["form"] == form
        }
        for row in table.select([*_PLACE_COLUMNS, *sent]).to_pylist():
            place = {name: row[name] for name in _PLACE_COLUMNS}
            place["file_path"] = places[row["file_key"]]["file_path"]
            place["column_numbers"] = numbers[row["file_key"], row["sheet_index"]]
            place["sent"] = {name.removesuffix("_sent"): row[name] for name in sent} | _laid_out_sent(form, row)
            row_places[row["row_id"]] = place
    frame = pd.concat(frames, ignore_index=True).rename(columns={"row_id": PLACE})
    return frame, row_places


def mentions_frame(partitions: Mapping[str, ReturnToJudge], broken: Container[str]) -> pd.DataFrame:
    """Return how often each row that no rule quarantines (none of ``broken``) says what was said before it."""
    frames = []
    for form in forms():
        rows: list[Row] = []
        positions: dict[str, list[Row]] = {}
        for partition in partitions.values():
            columns = mention_columns(form)
            rows += [
                row for row in partition.clean.forms[form].select(columns).to_pylist() if row["row_id"] not in broken
            ]
            if tells(form, POSITIONS):
                for one in partition.clean.positions.to_pylist():
                    positions.setdefault(one["row_id"], []).append(one)
        counts = count_mentions(form, rows, positions)
        frames.append(pd.DataFrame({PLACE: [row["row_id"] for row in rows], "form": form, "occurrence": counts}))
    return pd.concat(frames, ignore_index=True)[FRAME_COLUMNS["duplicates"]]


_PLACE_COLUMNS = [
    "row_id", "version_id", "file_key", "report_year", "unit_code", "form", "source_sha256", "sheet", "sheet_index",
    "row_number",
]  # fmt: skip


def _laid_out_sent(form: str, row: Row) -> dict[str, str | None]:
    if not tells(form, BIRTH):
        return {}
    births = [sent for name in ("born_on", "born_on_male", "born_on_female") if (sent := row.get(f"{name}_sent"))]
    sexes = [sent for name in ("sex", "female_mark", "male_mark") if (sent := row.get(f"{name}_sent"))]
    return {"born_on": " | ".join(births) or None, "sex": " | ".join(sexes) or None}
