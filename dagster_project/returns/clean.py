"""Raw rows → clean rows of one form: typed, coded, normalised, with the cell as sent beside each value.

Belongs here: reading one row by itself, and what only another row of the same return tells (dittos, second mention).
Does not belong here: whether a row is good enough (quality/judge.py). Nothing is dropped: what cannot be read is NULL
with a state that says why.
"""

import hashlib
import json
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.returns.cells import BLANK, Cell, birth_and_sex, read_cell
from dagster_project.returns.fingerprint import row_digest
from dagster_project.returns.forms import FORMS, columns_of
from dagster_project.returns.identifiers import contradiction
from dagster_project.returns.identity import link_rows
from dagster_project.returns.positions import parse_positions
from dagster_project.returns.read import RawReturn
from dagster_project.returns.row_kinds import DATA_KIND
from dagster_project.returns.schemas import LAYOUT_ONLY, POSITION_SCHEMA, clean_schema
from dagster_project.returns.table_cells import cells_of_table
from dagster_project.returns.text import match_key

Row = dict[str, Any]
_USABLE = ("read", "repaired")


class CleanReturn(NamedTuple):
    """The clean rows of one partition by form, and the positions that form 02 names."""

    forms: dict[str, pa.Table]
    positions: pa.Table


def clean_partition(raw: RawReturn, snapshot_on: date) -> CleanReturn:
    """Clean every data row of one unit and year; ``snapshot_on`` is the day ages and courses are seen from."""
    files = {row["file_key"]: row for row in raw.files.to_pylist()}
    rows_of_sheet: dict[tuple[str, int, int], list[Row]] = {}
    for row in raw.rows.to_pylist():
        if row["kind"] == DATA_KIND:
            rows_of_sheet.setdefault((row["file_key"], row["sheet_index"], row["table_number"]), []).append(row)
    clean: dict[str, list[Row]] = {form: [] for form in FORMS}
    positions: list[Row] = []
    for sheet in raw.sheets.to_pylist():
        form = sheet["form"]
        if form is None:
            continue
        place = (sheet["file_key"], sheet["sheet_index"], sheet["table_number"])
        for row in cells_of_table(sheet, rows_of_sheet.get(place, [])):
            cleaned = _clean_row(form, row, files[sheet["file_key"]], sheet, snapshot_on)
            cleaned["row_order"] = len(clean[form])
            clean[form].append(cleaned)
            if form == "02":
                positions += _position_rows(cleaned)
    for form, rows in clean.items():
        _number_mentions(form, rows)
    tables = {form: pa.Table.from_pylist(rows, schema=clean_schema(form)) for form, rows in clean.items()}
    return CleanReturn(tables, pa.Table.from_pylist(positions, schema=POSITION_SCHEMA))


def _clean_row(form: str, numbered: tuple[int, dict[str, Cell]], file: Row, sheet: Row, snapshot_on: date) -> Row:
    row_number, cells = numbered
    row: Row = {
        "row_id": f"{file['file_key']}:{sheet['sheet_index']}:{row_number}",
        "version_id": f"{file['file_key']}:{form}",
        "file_key": file["file_key"],
        "report_year": file["report_year"],
        "unit_code": file["unit_code"],
        "form": form,
        "source_sha256": file["source_sha256"],
        "sheet": sheet["sheet"],
        "sheet_index": sheet["sheet_index"],
        "row_number": row_number,
    }
    for name, column in columns_of(form).items():
        if column.kind == "ignored":
            continue
        cell = cells.get(name, BLANK)
        row[f"{name}_sent"] = cell.sent or None
        if name not in LAYOUT_ONLY:
            row |= read_cell(column.kind, name, column.code_list, cell)
    if form == "02":
        row |= birth_and_sex(cells)
    if form == "03" and row["period_state"] == "blank":
        row["period"] = "year"
    row |= _absent_states(form, set(json.loads(sheet["missing_groups"])))
    row["content_hash"] = _content_hash(form, row)
    row["row_digest"] = row_digest({name: cell.text for name, cell in cells.items() if name != "line_number"})
    return row | _checks(form, row, snapshot_on)


def _absent_states(form: str, missing_groups: set[str]) -> Row:
    """Return the states of columns whose heading is missing: that is told once of the form, not of every row."""
    states = {
        f"{name}_state": "absent"
        for name, column in columns_of(form).items()
        if column.required_group in missing_groups
    }
    if "birth" in missing_groups:
        states["birth_state"] = "absent"
    return {name: state for name, state in states.items() if name in clean_schema(form).names}


def _position_rows(row: Row) -> list[Row]:
    """Return one row a position named in the cell, and set the row's ``position_state`` by them."""
    named = parse_positions(row["position"] or "", row["level"])
    if named and row["level_state"] == "read" and row["position_state"] != "absent":
        known = sum(code is not None for _, code in named)
        row["position_state"] = "known" if known == len(named) else "partly" if known else "unknown"
    return [
        {name: row[name] for name in POSITION_SCHEMA.names[:4]}
        | {"position_order": order, "position_sent": title, "position_code": code}
        for order, (title, code) in enumerate(named)
    ]


def _checks(form: str, row: Row, snapshot_on: date) -> Row:
    """Return what the rules look at beside the states; see schemas.CHECKS."""
    checks: Row = {}
    if form in ("02", "03", "04"):
        usable = [row[f"{name}_state"] in _USABLE for name in ("citizen_id", "party_card")]
        is_absent = row["citizen_id_state"] == "absent"
        checks["identifiers"] = "absent" if is_absent else "usable" if any(usable) else "missing"
    if form in ("01", "03"):
        given = row["rating_state"] != "blank" or row["exemption_state"] != "blank"
        decided = row["decision_number"] and row["decided_on_state"] != "blank"
        checks["rating_or_exemption"] = "given" if given else "blank"
        checks["decision"] = "complete" if decided or row["rating"] is None else "missing"
    if form == "02":
        checks["contradiction"] = contradiction(row["citizen_id"], row["sex"], row["birth_year"])
        checks["age"] = row["report_year"] - row["birth_year"] if row["birth_year"] else None
    if form == "04":
        checks |= _course_checks(row, snapshot_on)
    return checks


def _course_checks(row: Row, snapshot_on: date) -> Row:
    started, ended = row["started_on"], row["ended_on"]
    if ended is None:
        return {"ended_year": None, "days_after_snapshot": None, "course_days": None}
    latest_end = _last_day(ended, row["ended_on_precision"])
    return {
        "ended_year": ended.year,
        "days_after_snapshot": (ended - snapshot_on).days,
        "course_days": (latest_end - started).days if started else None,
    }


def _last_day(first: date, precision: str) -> date:
    """Return the last day of the period that begins on ``first``."""
    if precision == "year":
        return date(first.year, 12, 31)
    if precision == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first


def _content_hash(form: str, row: Row) -> str:
    """Return a hash of what the row says, whatever its place and spelling: equal rows of two returns are copies."""
    values = [str(row.get(name)) for name, column in columns_of(form).items() if column.kind != "ignored"]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:32]


def _number_mentions(form: str, rows: list[Row]) -> None:
    """Set ``occurrence``: 1 for the first mention of a subject's fact in a return, 2 and more for those after it."""
    seen: dict[tuple[Any, ...], int] = {}
    persons = _persons_within_returns(rows) if form != "01" else []
    for number, row in enumerate(rows):
        keys = _mention_keys(form, row, persons[number] if persons else None)
        times = [seen.get(key, 0) + 1 for key in keys]
        seen |= dict(zip(keys, times, strict=True))
        row["occurrence"] = min(times, default=1)


def _persons_within_returns(rows: list[Row]) -> list[int]:
    if not rows:
        return []
    frame = pd.DataFrame(
        {name: [row.get(name) for row in rows] for name in ("version_id", "citizen_id", "party_card", "birth_year")},
        dtype=object,
    )
    return [int(number) for number in link_rows(frame, scope="version_id")]


def _mention_keys(form: str, row: Row, person: int | None) -> list[tuple[Any, ...]]:
    version = row["version_id"]
    if form == "01":
        return [(version, row["organisation_code"])] if row["organisation_code"] else []
    if row["identifiers"] != "usable":
        return []
    if form == "02":
        named = parse_positions(row["position"] or "", row["level"])
        return [(version, person, code or match_key(title)) for title, code in named]
    if form == "03":
        decision = (match_key(row["decision_number"] or ""), row["decided_on"])
        return [(version, person, row["period"] or row["period_sent"], *decision)]
    return [(version, person, match_key(row["course_name"] or ""), row["ended_on"])]
