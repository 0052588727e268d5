"""The judge: raw and clean rows of many returns in, findings and verdicts out.

Belongs here: what a finding does: a ``row`` finding quarantines its row, a ``return`` finding rejects that form of that
file, a ``warn`` finding counts. Does not belong here: what the suites look at (places.py), rules that compare returns.
All returns of the night are judged as one batch a suite, for a suite costs the same for ten rows and ten thousand.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.lib.records import Row
from dagster_project.quality.judge.findings import findings_of
from dagster_project.quality.judge.places import (
    FRAME_COLUMNS,
    ReturnToJudge,
    add_file_places,
    column_numbers,
    makes_version,
)
from dagster_project.quality.judge.row_frames import form_frame, mentions_frame
from dagster_project.quality.judge.suites import run_suite
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.tables.forms import forms
from dagster_project.tables.rows import judged_schema
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult


class Judgement(NamedTuple):
    """What the judge says of one partition: its rows with verdicts, its versions, its findings.

    ``columns`` says where each canonical column stands in each sheet, for findings that dbt makes of a row.
    """

    forms: dict[str, pa.Table]
    versions: list[Row]
    findings: list[Row]
    columns: list[Row]


def judge(
    partitions: Mapping[str, ReturnToJudge], province_units: set[str]
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
    for partition in partitions.values():
        add_file_places(partition, frames, places, province_units)
    results = {}
    findings: list[Row] = []
    for suite, rows in frames.items():
        frame = pd.DataFrame(rows, columns=FRAME_COLUMNS[suite])
        breaches, results[suite] = run_suite(suite, frame)
        findings += findings_of(breaches, places)
    row_places: dict[str, Row] = {}
    for form in forms():
        frame, places_of_form = form_frame(form, partitions, places)
        row_places |= places_of_form
        breaches, results[f"form_{form}"] = run_suite(f"form_{form}", frame)
        findings += findings_of(breaches, places_of_form)
    # A row is only a duplicate of one that is accepted: the second look is at what passed the first.
    broken = {finding["row_id"] for finding in findings if finding["severity"] == "row"}
    breaches, results["duplicates"] = run_suite("duplicates", mentions_frame(partitions, broken))
    findings += findings_of(breaches, row_places)
    by_partition: dict[str, list[Row]] = {key: [] for key in partitions}
    for finding in findings:
        by_partition[f"{finding['report_year']}/{finding['unit_code']}"].append(finding)
    return {key: _verdicts(partitions[key], by_partition[key]) for key in partitions}, results


def _verdicts(partition: ReturnToJudge, findings: Iterable[Row]) -> Judgement:
    findings = list(findings)
    broken: dict[str, list[str]] = {}
    rejected = {finding["version_id"] for finding in findings if finding["severity"] == "return"}
    for finding in findings:
        if finding["severity"] == "row":
            broken.setdefault(finding["row_id"], []).append(finding["rule_id"])
    judged = {}
    for form, table in partition.clean.forms.items():
        rules = [sorted(set(broken.get(row_id, []))) for row_id in table["row_id"].to_pylist()]
        judged[form] = pa.table(
            {
                **{name: table[name] for name in table.column_names},
                "verdict": pa.array(["quarantined" if one else "accepted" for one in rules], pa.string()),
                "quarantine_rules": pa.array([";".join(one) for one in rules], pa.string()),
                "is_duplicate": pa.array(["duplicate_row" in one for one in rules], pa.bool_()),
            },
            schema=judged_schema(form),
        )
    versions = _versions(partition.raw, judged, rejected)
    return Judgement(judged, versions, findings, _sheet_columns(partition.raw))


def _sheet_columns(raw: RawReturn) -> list[Row]:
    return [
        {name: sheet[name] for name in ("file_key", "sheet", "form")} | {"column_name": column, "column_number": number}
        for sheet in raw.sheets.to_pylist()
        if sheet["form"]
        for column, number in column_numbers(sheet).items()
    ]


def _versions(raw: RawReturn, judged: Mapping[str, pa.Table], rejected: set[str | None]) -> list[Row]:
    """Return one row a form a file brings, with its row counts; every row read must be somewhere in them.

    A form whose tables are all blank is no version: it would replace a full one by nothing.
    """
    files = {file["file_key"]: file for file in raw.files.to_pylist()}
    verdicts: dict[str, dict[str, int]] = {}
    for table in judged.values():
        for version_id, verdict in zip(table["version_id"].to_pylist(), table["verdict"].to_pylist(), strict=True):
            counts = verdicts.setdefault(version_id, {"accepted": 0, "quarantined": 0})
            counts[verdict] += 1
    tables = raw.sheets.to_pylist()
    made = {f"{table['file_key']}:{table['form']}" for table in tables if makes_version(table)}
    non_data: dict[tuple[str, int, int], int] = {}
    for row in raw.rows.select(["file_key", "sheet_index", "table_number", "kind"]).to_pylist():
        if row["kind"] != DATA_KIND:
            place = (row["file_key"], row["sheet_index"], row["table_number"])
            non_data[place] = non_data.get(place, 0) + 1
    versions: dict[str, Row] = {}
    for table in tables:
        version_id = f"{table['file_key']}:{table['form']}"
        if version_id not in made:
            continue
        file = files[table["file_key"]]
        counts = verdicts.get(version_id, {"accepted": 0, "quarantined": 0})
        version = versions.setdefault(
            version_id,
            {name: file.get(name) for name in JUDGED_VERSION_SCHEMA.names}
            | {
                "version_id": version_id,
                "form": table["form"],
                "is_rejected": version_id in rejected,
                "rows_read": 0,
                "rows_accepted": counts["accepted"],
                "rows_quarantined": counts["quarantined"],
                "rows_non_data": 0,
                "replaces_all": False,
            },
        )
        version["rows_read"] += table["rows_read"]
        version["rows_non_data"] += non_data.get((table["file_key"], table["sheet_index"], table["table_number"]), 0)
        version["replaces_all"] |= bool(table["replaces_all"])
        if table["control_total"] is not None:
            version["control_total"] = (version["control_total"] or 0) + table["control_total"]
    for version in versions.values():
        told = version["rows_accepted"] + version["rows_quarantined"] + version["rows_non_data"]
        if version["rows_read"] != told:
            raise RuntimeError(
                f"{version['file_path']}, form {version['form']}: {version['rows_read']} rows read, but {told} are "
                "accepted, quarantined or recognised as no data. A row was lost: nothing is published."
            )
    return list(versions.values())
