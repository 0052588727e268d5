"""What the suites look at: frames of states and numbers, and the place in a file that every row of them stands for.

Belongs here: from raw and clean tables to frames and places. A frame holds no personal value, so neither can a result.
Does not belong here: what a breach does (judge.py).
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from dagster_project.quality.findings import UNKNOWN_FORM
from dagster_project.quality.suites import PLACE
from dagster_project.returns.clean import CleanReturn
from dagster_project.returns.forms import columns_of, label_of
from dagster_project.returns.read import RawReturn
from dagster_project.returns.schemas import CHECKS, judged_schema

Row = dict[str, Any]
_GROUP_LABELS = {"birth": "Ngày sinh", "identifier": "Số CCCD hoặc Số thẻ đảng viên"}


class Partition(NamedTuple):
    """One unit and year as the judge sees it."""

    raw: RawReturn
    clean: CleanReturn


FRAME_COLUMNS = {
    "file": [PLACE, "is_readable"],
    "sheet": [PLACE, "form_state", "title_unit", "title_year", "control_total", "rows_data"],
    "heading": [PLACE, "heading_state"],
}


def add_file_places(
    key: str, raw: RawReturn, frames: dict[str, list[Row]], places: dict[str, Row], province_units: set[str]
) -> None:
    """Add the files, sheets and headings of one partition to the frames, and where each stands to ``places``."""
    files = {}
    for file in raw.files.to_pylist():
        files[file["file_key"]] = file
        place = {name: file[name] for name in ("report_year", "unit_code", "file_key", "file_path", "source_sha256")}
        place |= {"form": UNKNOWN_FORM, "value_sent": file["found"], "expected": file["remedy"]}
        places[file["file_key"]] = place
        frames["file"].append({PLACE: file["file_key"], "is_readable": "yes" if file["is_readable"] else "no"})
    for sheet in raw.sheets.to_pylist():
        if sheet["is_hidden"] or sheet["is_feedback"] or not sheet["rows_read"]:
            continue
        file, form = files[sheet["file_key"]], sheet["form"]
        place = places[sheet["file_key"]] | {
            "form": form or UNKNOWN_FORM,
            "version_id": f"{sheet['file_key']}:{form}" if form else None,
            "sheet": sheet["sheet"],
            "value_sent": None,
            "expected": None,
        }
        place_id = f"{sheet['file_key']}:{sheet['sheet_index']}"
        places[place_id] = place | {"value_sent": _title_sent(sheet, file, province_units)}
        frames["sheet"].append(
            {
                PLACE: place_id,
                "form_state": "recognised" if form else "unrecognised",
                "title_unit": _title_unit(sheet, file["unit_code"], province_units) if form else "unnamed",
                "title_year": _title_year(sheet, file["report_year"]) if form else "unnamed",
                "control_total": sheet["control_total"],
                "rows_data": sheet["rows_data"],
            }
        )
        if form:
            _heading_places(place_id, sheet, place, frames, places)


def _heading_places(
    sheet_id: str, sheet: Row, place: Row, frames: dict[str, list[Row]], places: dict[str, Row]
) -> None:
    columns, labels = json.loads(sheet["columns"]), json.loads(sheet["labels"])
    for number, label in labels.items():
        place_id = f"{sheet_id}:heading:{number}"
        places[place_id] = place | {
            "row_number": sheet["heading_row"],
            "column_number": int(number),
            "value_sent": label,
        }
        frames["heading"].append({PLACE: place_id, "heading_state": "known" if number in columns else "unknown"})
    for group in json.loads(sheet["missing_groups"]):
        place_id = f"{sheet_id}:missing:{group}"
        label = _GROUP_LABELS.get(group) or label_of(sheet["form"], group)
        places[place_id] = place | {
            "row_number": sheet["heading_row"],
            "column_name": group,
            "expected": f"Cột “{label}”",
        }
        frames["heading"].append({PLACE: place_id, "heading_state": "missing"})


def _title_unit(sheet: Row, unit_code: str, province_units: set[str]) -> str:
    """Tell whom the titles name; the provincial level stands in every title as the superior body."""
    named = set(json.loads(sheet["title_units"]))
    if unit_code in named or not named - province_units:
        return "own" if unit_code in named else "unnamed"
    return "other"


def _title_year(sheet: Row, report_year: int) -> str:
    years = json.loads(sheet["title_years"])
    return "unnamed" if not years else "own" if report_year in years else "other"


def _title_sent(sheet: Row, file: Row, province_units: set[str]) -> str | None:
    """Return what the titles name where it is wrong, the control total otherwise."""
    if sheet["form"] and _title_unit(sheet, file["unit_code"], province_units) == "other":
        return ", ".join(json.loads(sheet["title_units"]))
    if sheet["form"] and _title_year(sheet, file["report_year"]) == "other":
        return ", ".join(str(year) for year in json.loads(sheet["title_years"]))
    return None if sheet["control_total"] is None else f"{sheet['control_total']} (đọc được {sheet['rows_data']} dòng)"


def form_frame(
    form: str, partitions: Mapping[str, Partition], places: Mapping[str, Row]
) -> tuple[pd.DataFrame, dict[str, Row]]:
    """Return the frame that a form's suite sees (states and numbers, no personal value) and its rows' places."""
    checked = ["row_id", "occurrence", *[name for name, _ in CHECKS[form]]]
    checked += [f"{name}_state" for name in columns_of(form) if f"{name}_state" in judged_schema(form).names]
    sent = [name for name in judged_schema(form).names if name.endswith("_sent")]
    frames, row_places = [], {}
    for partition in partitions.values():
        table = partition.clean.forms[form]
        frames.append(table.select(list(dict.fromkeys(checked))).to_pandas())
        numbers = {
            (sheet["file_key"], sheet["sheet_index"]): column_numbers(sheet)
            for sheet in partition.raw.sheets.to_pylist()
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


_PLACE_COLUMNS = [
    "row_id", "version_id", "file_key", "report_year", "unit_code", "form", "source_sha256", "sheet", "sheet_index",
    "row_number",
]  # fmt: skip


def column_numbers(sheet: Row) -> dict[str, int]:
    """Return canonical column → sheet column; birth and sex point at whatever column the layout has for them."""
    numbers = {name: int(number) for number, name in json.loads(sheet["columns"]).items()}
    for name, instead in (
        ("born_on", ("born_on_male", "born_on_female")),
        ("sex", ("female_mark", "born_on_male")),
    ):
        for other in instead:
            if other in numbers:
                numbers.setdefault(name, numbers[other])
    return numbers


def _laid_out_sent(form: str, row: Row) -> dict[str, str | None]:
    if form != "02":
        return {}
    births = [row[f"{name}_sent"] for name in ("born_on", "born_on_male", "born_on_female") if row[f"{name}_sent"]]
    sexes = [row[f"{name}_sent"] for name in ("sex", "female_mark", "male_mark") if row[f"{name}_sent"]]
    return {"born_on": " | ".join(births) or None, "sex": " | ".join(sexes) or None}
