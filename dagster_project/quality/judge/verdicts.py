"""The judge: raw and clean rows of many returns in, findings and verdicts out.

Belongs here: what a finding does: a ``row`` finding quarantines its row, a ``return`` finding rejects that form of that
file, a ``warn`` finding counts. Does not belong here: what the suites look at (places.py), rules that compare returns.
All given returns are judged as one batch a suite, for a suite costs the same for ten rows and ten thousand.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dagster_project.lib.records import Row
from dagster_project.quality.judge.findings import findings_of_places
from dagster_project.quality.judge.places import (
    FRAME_COLUMNS,
    ReturnToJudge,
    add_file_places,
    column_numbers,
    makes_version,
)
from dagster_project.quality.judge.row_frames import (
    FormRows,
    findings_of_rows,
    form_frame,
    form_rows,
    mentions_frame,
)
from dagster_project.quality.judge.suites import Breach, run_suite
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.tables.findings import FINDING_SCHEMA, identified
from dagster_project.tables.forms import forms
from dagster_project.tables.rows import judged_schema
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

if TYPE_CHECKING:
    from great_expectations.core import ExpectationSuiteValidationResult

_DUPLICATE = "duplicate_row"


class Judgement(NamedTuple):
    """What the judge says of one partition: its rows with verdicts, its versions, its findings (FINDING_SCHEMA).

    ``columns`` says where each canonical column stands in each sheet, for findings that dbt makes of a row.
    """

    forms: dict[str, pa.Table]
    versions: list[Row]
    findings: pa.Table
    columns: list[Row]


class _Verdicts:
    """The rules that quarantine rows of one form, by the number of the row."""

    def __init__(self, rows: int) -> None:
        self.is_broken = np.zeros(rows, dtype=bool)
        self._rules: dict[int, set[str]] = {}

    def add(self, breach: Breach, rows: NDArray[np.int64]) -> None:
        """Note a breach, where it is one that quarantines."""
        if breach.action == "row":
            self.is_broken[rows] = True
            for row in rows.tolist():
                self._rules.setdefault(row, set()).add(breach.rule_id)

    def columns(self) -> dict[str, pa.Array]:
        """Return what is added to the clean rows."""
        rules = np.full(len(self.is_broken), "", dtype=object)
        is_duplicate = np.zeros(len(self.is_broken), dtype=bool)
        for row, broken in self._rules.items():
            rules[row] = ";".join(sorted(broken))
            is_duplicate[row] = _DUPLICATE in broken
        return {
            "verdict": pa.array(np.where(self.is_broken, "quarantined", "accepted"), pa.string()),
            "quarantine_rules": pa.array(rules, pa.string()),
            "is_duplicate": pa.array(is_duplicate),
        }


def judge(
    partitions: Mapping[str, ReturnToJudge], province_units: set[str]
) -> tuple[dict[str, Judgement], dict[str, "ExpectationSuiteValidationResult"]]:
    """Judge all given partitions together.

    Args:
        partitions: partition key (year/unit) → its raw and clean tables.
        province_units: codes of the provincial level, whose name stands in everybody's title as the superior body.

    Returns:
        The judgement of each partition, and each suite's result without values.
    """
    findings, results = _of_files(partitions, province_units)
    every_form = [form_rows(form, partitions) for form in forms()]
    verdicts = {one.form: _Verdicts(one.rows.num_rows) for one in every_form}
    for one in every_form:
        breaches, results[f"form_{one.form}"] = run_suite(f"form_{one.form}", form_frame(one))
        for breach in breaches:
            verdicts[one.form].add(breach, np.asarray(breach.rows, dtype=np.int64))
            findings.append(findings_of_rows(one, breach, breach.rows))
    # A row is only a duplicate of one that is accepted: the second look is at what passed the first.
    frame, numbers = mentions_frame(partitions, every_form, {form: one.is_broken for form, one in verdicts.items()})
    breaches, results["duplicates"] = run_suite("duplicates", frame)
    for breach in breaches:
        rows = np.asarray(breach.rows, dtype=np.int64)
        for one in every_form:
            of_form = numbers[rows[(frame["form"].to_numpy() == one.form)[rows]]]
            verdicts[one.form].add(breach, of_form)
            findings.append(findings_of_rows(one, breach, of_form))
    told = _by_partition(identified(pa.concat_tables(findings)))
    columns = {form: one.columns() for form, one in verdicts.items()}
    judgements = {}
    for number, (key, partition) in enumerate(partitions.items()):
        judged = {one.form: _judged(one, number, columns[one.form]) for one in every_form}
        own = told.get(key, FINDING_SCHEMA.empty_table())
        rejected = set(own.filter(pc.field("severity") == "return")["version_id"].to_pylist())
        versions = _versions(partition.raw, judged, rejected)
        judgements[key] = Judgement(judged, versions, own, _sheet_columns(partition.raw))
    return judgements, results


def _of_files(
    partitions: Mapping[str, ReturnToJudge], province_units: set[str]
) -> tuple[list[pa.Table], dict[str, "ExpectationSuiteValidationResult"]]:
    """Return the findings about files, sheets and headings, and their suites' results."""
    places: dict[str, Row] = {}
    frames: dict[str, list[Row]] = {"file": [], "sheet": [], "heading": []}
    for partition in partitions.values():
        add_file_places(partition, frames, places, province_units)
    findings: list[Row] = []
    results = {}
    for suite, rows in frames.items():
        frame = pd.DataFrame(rows, columns=FRAME_COLUMNS[suite])
        breaches, results[suite] = run_suite(suite, frame)
        findings += findings_of_places(breaches, frame, places)
    return [pa.Table.from_pylist(findings, schema=FINDING_SCHEMA)], results


def _by_partition(findings: pa.Table) -> dict[str, pa.Table]:
    """Return the findings of each partition; they come in the order of year and unit."""
    keys = pc.binary_join_element_wise(pc.cast(findings["report_year"], pa.string()), findings["unit_code"], "/")
    told, start = {}, 0
    for one in pc.value_counts(keys).to_pylist():
        told[one["values"]] = findings.slice(start, one["counts"])
        start += one["counts"]
    return told


def _judged(form: FormRows, partition: int, verdicts: Mapping[str, pa.Array]) -> pa.Table:
    """Return the rows of one partition with their verdicts."""
    start, end = form.starts[partition], form.starts[partition + 1]
    rows = form.rows.slice(start, end - start)
    told = {name: column.slice(start, end - start) for name, column in verdicts.items()}
    return pa.table({name: rows[name] for name in rows.column_names} | told, schema=judged_schema(form.form))


_COUNTED = ["version_id", "verdict", "count_all"]
_TABLE_KEY = ["file_key", "sheet_index", "table_number"]


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
        counted = table.group_by(["version_id", "verdict"]).aggregate([([], "count_all")])
        for version_id, verdict, rows in zip(*counted.select(_COUNTED).to_pydict().values(), strict=True):
            verdicts.setdefault(version_id, {"accepted": 0, "quarantined": 0})[verdict] = rows
    tables = raw.sheets.to_pylist()
    made = {f"{table['file_key']}:{table['form']}" for table in tables if makes_version(table)}
    others = raw.rows.select([*_TABLE_KEY, "kind"]).filter(pc.field("kind") != DATA_KIND)
    counted = others.group_by(_TABLE_KEY).aggregate([([], "count_all")])
    non_data = {(*place,): rows for *place, rows in zip(*counted.to_pydict().values(), strict=True)}
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
