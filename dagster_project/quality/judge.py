"""The judge: raw and clean rows of many returns in, findings and verdicts out.

Belongs here: which frames the suites see, and what a finding does: a ``row`` finding quarantines its row, a ``return``
finding rejects that form of that file, a ``warn`` finding counts. Does not belong here: rules that compare returns.
All returns of the night are judged as one batch a suite, for a suite costs the same for ten rows and ten thousand.
"""

import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.quality.findings import UNKNOWN_FORM, findings_of
from dagster_project.quality.suites import PLACE, run_suite
from dagster_project.returns.clean import CleanReturn
from dagster_project.returns.forms import FORMS, columns_of, label_of
from dagster_project.returns.layout import DATA_KIND
from dagster_project.returns.read import RawReturn
from dagster_project.returns.schemas import CHECKS, judged_schema

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

Row = dict[str, Any]
VERSION_SCHEMA = pa.schema(
    [
        ("version_id", pa.string()),
        ("report_year", pa.int32()),
        ("unit_code", pa.string()),
        ("form", pa.string()),
        ("file_key", pa.string()),
        ("file_path", pa.string()),
        ("source_sha256", pa.string()),
        ("received_at", pa.timestamp("us")),
        ("received_order", pa.int64()),
        ("is_rejected", pa.bool_()),
        ("rows_read", pa.int64()),
        ("rows_accepted", pa.int64()),
        ("rows_quarantined", pa.int64()),
        ("rows_non_data", pa.int64()),
        ("control_total", pa.int64()),
    ]
)
_GROUP_LABELS = {"birth": "Ngày sinh", "identifier": "Số CCCD hoặc Số thẻ đảng viên"}


class Partition(NamedTuple):
    """One unit and year as the judge sees it."""

    raw: RawReturn
    clean: CleanReturn


class Judgement(NamedTuple):
    """What the judge says of one partition: its rows with verdicts, its versions, its findings.

    ``columns`` says where each canonical column stands in each sheet, for findings that dbt makes of a row.
    """

    forms: dict[str, pa.Table]
    versions: list[Row]
    findings: list[Row]
    columns: list[Row]


def judge(
    partitions: Mapping[str, Partition], province_units: set[str]
) -> tuple[dict[str, Judgement], dict[str, "ExpectationSuiteValidationResult"]]:
    """Judge all given partitions together.

    Args:
        partitions: partition key → its raw and clean tables.
        province_units: codes of the provincial level, whose name stands in everybody's title as the superior body.

    Returns:
        The judgement of each partition, and each suite's result without values.
    """
    places: dict[str, Row] = {}
    frames: dict[str, list[Row]] = {"file": [], "sheet": [], "heading": []}
    for key, partition in partitions.items():
        _file_places(key, partition.raw, frames, places, province_units)
    results = {}
    findings: list[Row] = []
    for suite, rows in frames.items():
        frame = pd.DataFrame(rows, columns=_FRAME_COLUMNS[suite])
        breaches, results[suite] = run_suite(suite, frame)
        findings += findings_of(breaches, places)
    for form in FORMS:
        frame, row_places = _form_frame(form, partitions, places)
        breaches, results[f"form_{form}"] = run_suite(f"form_{form}", frame)
        findings += findings_of(breaches, row_places)
    by_partition: dict[str, list[Row]] = {key: [] for key in partitions}
    for finding in findings:
        by_partition[f"{finding['report_year']}/{finding['unit_code']}"].append(finding)
    return {key: _verdicts(partitions[key], by_partition[key]) for key in partitions}, results


_FRAME_COLUMNS = {
    "file": [PLACE, "is_readable"],
    "sheet": [PLACE, "form_state", "title_unit", "title_year", "control_total", "rows_data"],
    "heading": [PLACE, "heading_state"],
}


def _file_places(
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


def _form_frame(
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
            (sheet["file_key"], sheet["sheet_index"]): _column_numbers(sheet)
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


def _column_numbers(sheet: Row) -> dict[str, int]:
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


def _verdicts(partition: Partition, findings: Iterable[Row]) -> Judgement:
    findings = list(findings)
    broken: dict[str, list[str]] = {}
    rejected = {finding["version_id"] for finding in findings if finding["severity"] == "return"}
    for finding in findings:
        if finding["severity"] == "row":
            broken.setdefault(finding["row_id"], []).append(finding["rule_id"])
    forms = {}
    for form, table in partition.clean.forms.items():
        rules = [sorted(set(broken.get(row_id, []))) for row_id in table["row_id"].to_pylist()]
        forms[form] = pa.table(
            {
                **{name: table[name] for name in table.column_names},
                "verdict": pa.array(["quarantined" if one else "accepted" for one in rules], pa.string()),
                "quarantine_rules": pa.array([";".join(one) for one in rules], pa.string()),
                "is_duplicate": pa.array(["duplicate_row" in one for one in rules], pa.bool_()),
            },
            schema=judged_schema(form),
        )
    versions = _versions(partition.raw, forms, rejected)
    return Judgement(forms, versions, findings, _sheet_columns(partition.raw))


def _sheet_columns(raw: RawReturn) -> list[Row]:
    return [
        {"file_key": sheet["file_key"], "sheet": sheet["sheet"], "column_name": name, "column_number": number}
        for sheet in raw.sheets.to_pylist()
        for name, number in _column_numbers(sheet).items()
        if sheet["form"]
    ]


def _versions(raw: RawReturn, forms: Mapping[str, pa.Table], rejected: set[str | None]) -> list[Row]:
    """Return one row a form a file brings, with its row counts; every row read must be somewhere in them."""
    files = {file["file_key"]: file for file in raw.files.to_pylist()}
    verdicts: dict[str, dict[str, int]] = {}
    for table in forms.values():
        for version_id, verdict in zip(table["version_id"].to_pylist(), table["verdict"].to_pylist(), strict=True):
            counts = verdicts.setdefault(version_id, {"accepted": 0, "quarantined": 0})
            counts[verdict] += 1
    non_data: dict[tuple[str, int], int] = {}
    for row in raw.rows.select(["file_key", "sheet_index", "kind"]).to_pylist():
        if row["kind"] != DATA_KIND:
            place = (row["file_key"], row["sheet_index"])
            non_data[place] = non_data.get(place, 0) + 1
    versions: dict[str, Row] = {}
    for sheet in raw.sheets.to_pylist():
        if sheet["form"] is None:
            continue
        version_id = f"{sheet['file_key']}:{sheet['form']}"
        file = files[sheet["file_key"]]
        counts = verdicts.get(version_id, {"accepted": 0, "quarantined": 0})
        version = versions.setdefault(
            version_id,
            {name: file.get(name) for name in VERSION_SCHEMA.names}
            | {
                "version_id": version_id,
                "form": sheet["form"],
                "is_rejected": version_id in rejected,
                "rows_read": 0,
                "rows_accepted": counts["accepted"],
                "rows_quarantined": counts["quarantined"],
                "rows_non_data": 0,
            },
        )
        version["rows_read"] += sheet["rows_read"]
        version["rows_non_data"] += non_data.get((sheet["file_key"], sheet["sheet_index"]), 0)
        if sheet["control_total"] is not None:
            version["control_total"] = (version["control_total"] or 0) + sheet["control_total"]
    for version in versions.values():
        told = version["rows_accepted"] + version["rows_quarantined"] + version["rows_non_data"]
        if version["rows_read"] != told:
            raise RuntimeError(
                f"{version['file_path']}, form {version['form']}: {version['rows_read']} rows read, but {told} are "
                "accepted, quarantined or recognised as no data. A row was lost: nothing is published."
            )
    return list(versions.values())
