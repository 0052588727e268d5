"""What the suites look at of files, sheets and headings, and the place that every row of their frames stands for.

Belongs here: from raw tables to frames and places. A frame holds no personal value, so neither can a result. Does not
belong here: the rows of the forms (row_frames.py), what a breach does (verdicts.py).
"""

import json
from collections.abc import Sequence
from typing import NamedTuple

from dagster_project.lib.records import Row
from dagster_project.quality.judge.form_facts import blank_groups, sheets_sent_twice
from dagster_project.returns.clean.partition import CleanReturn
from dagster_project.returns.read.form_headings import label_of
from dagster_project.returns.read.partition import RawReturn
from dagster_project.tables.forms import UNKNOWN_FORM, columns_of

PLACE = "place_id"
_GROUP_LABELS = {"birth": "Ngày sinh", "sex": "Giới tính", "identifier": "Số CCCD hoặc Số thẻ đảng viên"}


class ReturnToJudge(NamedTuple):
    """One unit and year as the judge sees it."""

    raw: RawReturn
    clean: CleanReturn


FRAME_COLUMNS = {
    "file": [PLACE, "is_readable"],
    "sheet": [
        PLACE, "form_state", "content", "subjects", "title_unit", "title_year", "control_total", "rows_data",
    ],
    "heading": [PLACE, "heading_state"],
    "duplicates": ["form", "occurrence"],
}  # fmt: skip


def makes_version(sheet: Row) -> bool:
    """Tell whether a table is (part of) a version: it has lines, or it says that there are none to report."""
    return sheet["form"] is not None and (sheet["rows_data"] > 0 or bool(sheet["says_nothing"]))


def _table_id(sheet: Row) -> str:
    return f"{sheet['file_key']}:{sheet['sheet_index']}:{sheet['table_number']}"


def add_file_places(
    partition: ReturnToJudge, frames: dict[str, list[Row]], places: dict[str, Row], province_units: set[str]
) -> None:
    """Add the files, sheets and headings of one partition to the frames, and where each stands to ``places``."""
    files = {}
    for file in partition.raw.files.to_pylist():
        files[file["file_key"]] = file
        place = {name: file[name] for name in ("report_year", "unit_code", "file_key", "file_path", "source_sha256")}
        place |= {"form": UNKNOWN_FORM, "value_sent": file["found"], "expected": file["remedy"]}
        places[file["file_key"]] = place
        frames["file"].append({PLACE: file["file_key"], "is_readable": "yes" if file["is_readable"] else "no"})
    tables = [
        sheet
        for sheet in partition.raw.sheets.to_pylist()
        if not sheet["is_hidden"] and not sheet["is_feedback"] and sheet["rows_read"]
    ]
    twice = sheets_sent_twice(
        [(one["file_key"], one["form"], one["sheet_index"]) for one in tables if makes_version(one)],
        partition.clean.forms,
    )
    empty: set[tuple[str, str]] = set()
    for sheet in tables:
        file, form = files[sheet["file_key"]], sheet["form"]
        place_id = _table_id(sheet)
        place = places[sheet["file_key"]] | {
            "form": form or UNKNOWN_FORM,
            "version_id": f"{sheet['file_key']}:{form}" if makes_version(sheet) else None,
            "sheet": sheet["sheet"],
            "value_sent": None,
            "expected": None,
        }
        if form and not makes_version(sheet):
            # The blank page of a template: that it is blank is all there is to say of it, once a form of a file.
            if (sheet["file_key"], form) not in empty:
                empty.add((sheet["file_key"], form))
                places[place_id] = place
                frames["sheet"].append(_UNTOLD | {PLACE: place_id, "content": "none"})
            continue
        places[place_id] = place | {"value_sent": _title_sent(sheet, file, province_units)}
        frames["sheet"].append(
            {
                PLACE: place_id,
                "form_state": "recognised" if form else "unrecognised",
                "content": "lines" if sheet["rows_data"] else "nothing_to_report" if form else "unknown",
                "subjects": "again" if (sheet["file_key"], form, sheet["sheet_index"]) in twice else "new",
                "title_unit": _title_unit(sheet, file["unit_code"], province_units) if form else "unnamed",
                "title_year": _title_year(sheet, file["report_year"]) if form else "unnamed",
                "control_total": sheet["control_total"],
                "rows_data": sheet["rows_data"],
            }
        )
        if form:
            _heading_places(place_id, sheet, place, frames, places)
    # The blank page of a template stands before or behind the lines of its form: it is no place to point at.
    _blank_places([one for one in tables if makes_version(one)], partition.clean, frames, places)


_UNTOLD = {
    "form_state": "recognised", "subjects": "new", "title_unit": "unnamed", "title_year": "unnamed",
    "control_total": None, "rows_data": 0,
}  # fmt: skip


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
        places[place_id] = place | {
            "row_number": sheet["heading_row"],
            "column_name": group,
            "expected": f"Cột “{_group_label(sheet['form'], group, place['report_year'])}”",
        }
        frames["heading"].append({PLACE: place_id, "heading_state": "missing"})


def _group_label(form: str, group: str, report_year: int) -> str:
    """Return what a need is called: as the column of its name, or by the columns of which one will do."""
    columns = columns_of(form, report_year)
    meeting = [name for name, column in columns.items() if group in column.required_group.split(";")]
    own = [group] if group in meeting else meeting
    return _GROUP_LABELS.get(group) or " hoặc ".join(label_of(form, name, report_year) for name in own)


def _blank_places(
    tables: Sequence[Row], clean: CleanReturn, frames: dict[str, list[Row]], places: dict[str, Row]
) -> None:
    """Add a heading over nothing but blanks, once a need of the form and version."""
    blank = {version: groups for form, rows in clean.forms.items() for version, groups in blank_groups(form, rows)}
    for sheet in tables:
        numbers = column_numbers(sheet)
        groups = blank.get(f"{sheet['file_key']}:{sheet['form']}", {})
        for group, columns in list(groups.items()):
            place = places[_table_id(sheet)]
            there = [name for name in columns if name in numbers]
            if not there:
                continue
            del groups[group]
            place_id = f"{_table_id(sheet)}:blank:{group}"
            places[place_id] = place | {
                "row_number": sheet["heading_row"],
                "column_name": there[0],
                "column_number": numbers[there[0]],
                "value_sent": None,
                "expected": f"Cột “{_group_label(sheet['form'], group, place['report_year'])}” có số liệu",
            }
            frames["heading"].append({PLACE: place_id, "heading_state": "blank"})


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


def column_numbers(sheet: Row) -> dict[str, int]:
    """Return canonical column → sheet column; birth and sex point at whatever column the layout has for them."""
    numbers: dict[str, int] = {}
    for number, name in json.loads(sheet["columns"]).items():
        # Of the values to tick of a column, the first one stands for it.
        numbers.setdefault(name.partition("=")[0], int(number))
    for name, instead in (
        ("born_on", ("born_on_male", "born_on_female")),
        ("sex", ("female_mark", "born_on_male")),
    ):
        for other in instead:
            if other in numbers:
                numbers.setdefault(name, numbers[other])
    return numbers
