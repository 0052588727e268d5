"""Raw rows → clean rows of one form: typed, coded, normalised, with the cell as sent beside each value.

Belongs here: reading one row by itself, and what only another row of the same return tells (dittos, second mention).
Does not belong here: whether a row is good enough (quality/judge.py). Nothing is dropped: what cannot be read is NULL
with a state that says why.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

import pandas as pd
import pyarrow as pa

from dagster_project.returns.codes import parse_code, parse_degree, parse_exemption
from dagster_project.returns.dates import parse_date
from dagster_project.returns.forms import FORMS, columns_of
from dagster_project.returns.identifiers import (
    contradiction,
    parse_citizen_id,
    parse_organisation_code,
    parse_party_card,
)
from dagster_project.returns.identity import link_rows
from dagster_project.returns.layout import DATA_KIND, is_ditto
from dagster_project.returns.legacy import decode
from dagster_project.returns.positions import parse_positions
from dagster_project.returns.read import RawReturn
from dagster_project.returns.schemas import LAYOUT_ONLY, POSITION_SCHEMA, clean_schema
from dagster_project.returns.text import clean_text, match_key

Row = dict[str, Any]
_USABLE = ("read", "repaired")


class CleanReturn(NamedTuple):
    """The clean rows of one partition by form, and the positions that form 02 names."""

    forms: dict[str, pa.Table]
    positions: pa.Table


def clean_partition(raw: RawReturn, snapshot_on: date) -> CleanReturn:
    """Clean every data row of one unit and year; ``snapshot_on`` is the day ages and courses are seen from."""
    files = {row["file_key"]: row for row in raw.files.to_pylist()}
    rows_of_sheet: dict[tuple[str, int], list[Row]] = {}
    for row in raw.rows.to_pylist():
        if row["kind"] == DATA_KIND:
            rows_of_sheet.setdefault((row["file_key"], row["sheet_index"]), []).append(row)
    clean: dict[str, list[Row]] = {form: [] for form in FORMS}
    positions: list[Row] = []
    for sheet in raw.sheets.to_pylist():
        form = sheet["form"]
        if form is None:
            continue
        for row in _sheet_rows(sheet, rows_of_sheet.get((sheet["file_key"], sheet["sheet_index"]), [])):
            cleaned = _clean_row(form, row, files[sheet["file_key"]], sheet, snapshot_on)
            cleaned["row_order"] = len(clean[form])
            clean[form].append(cleaned)
            if form == "02":
                positions += _position_rows(cleaned)
    for form, rows in clean.items():
        _number_mentions(form, rows)
    tables = {form: pa.Table.from_pylist(rows, schema=clean_schema(form)) for form, rows in clean.items()}
    return CleanReturn(tables, pa.Table.from_pylist(positions, schema=POSITION_SCHEMA))


class Cell(NamedTuple):
    """One cell: as sent, and the text and type to read it by (a ditto has those of the cell above)."""

    sent: str
    text: str
    type: str


_BLANK = Cell("", "", "-")


def _sheet_rows(sheet: Row, rows: list[Row]) -> list[tuple[int, dict[str, Cell]]]:
    """Return (row number, canonical column → cell) with legacy text decoded and dittos resolved."""
    columns = {int(number): name for number, name in json.loads(sheet["columns"]).items()}
    legacy = json.loads(sheet["legacy"])
    read = []
    above: dict[str, Cell] = {}
    for row in rows:
        cells = {}
        for number, name in columns.items():
            sent = row["cells"][number]
            cell = Cell(sent, decode(sent) if legacy[number] else sent, row["types"][number])
            if sent and is_ditto(sent) and name in above:
                cell = above[name]._replace(sent=sent)
            cells[name] = above[name] = cell
        read.append((row["row_number"], cells))
    return read


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
        cell = cells.get(name, _BLANK)
        row[f"{name}_sent"] = cell.sent or None
        if name not in LAYOUT_ONLY:
            row |= _READERS[column.kind](name, column.code_list, cell, row)
    if form == "02":
        row |= _birth_and_sex(cells)
    if form == "03" and row["period_state"] == "blank":
        row["period"] = "year"
    row["content_hash"] = _content_hash(form, row)
    return row | _checks(form, row, snapshot_on)


def _read_text(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    if cell.type == "e":
        return {name: None, f"{name}_state": "unknown"}
    value = clean_text(cell.text) or None
    return {name: value, f"{name}_state": "read" if value else "blank"}


def _read_code(name: str, code_list: str, cell: Cell, _row: Row) -> Row:
    value, state = parse_code(code_list, cell.text)
    return {name: value, f"{name}_state": state}


def _read_degree(name: str, code_list: str, cell: Cell, _row: Row) -> Row:
    value, state = parse_degree(code_list, cell.text)
    return {name: value, f"{name}_state": state}


def _read_exemption(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value, recognised, state = parse_exemption(cell.text)
    return {name: value, f"{name}_is_recognised": recognised, f"{name}_state": state}


def _read_date(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value, precision, state = parse_date(cell.text, cell.type)
    return {name: value, f"{name}_precision": precision, f"{name}_state": state}


def _read_citizen_id(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value, state = parse_citizen_id(cell.text, cell.type)
    return {name: value, f"{name}_state": state}


def _read_party_card(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value, state = parse_party_card(cell.text, cell.type)
    return {name: value, f"{name}_state": state}


def _read_organisation_code(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value = None if cell.type == "e" else parse_organisation_code(cell.text, cell.type)
    return {name: value, f"{name}_state": "read" if value else "blank"}


def _read_commune_code(name: str, _list: str, cell: Cell, _row: Row) -> Row:
    value = clean_text(cell.text)
    return {name: (value.zfill(5) if value.isdigit() else value) or None, f"{name}_state": "read" if value else "blank"}


def _read_positions(name: str, _list: str, cell: Cell, row: Row) -> Row:
    """Read the positions a cell names at the row's level (``level`` stands after it in the form, so read it here)."""
    return {name: clean_text(cell.text) or None, f"{name}_state": "blank" if not cell.text else "unjudged"}


_READERS: dict[str, Callable[[str, str, Cell, Row], Row]] = {
    "text": _read_text,
    "code": _read_code,
    "degree": _read_degree,
    "exemption": _read_exemption,
    "date": _read_date,
    "citizen_id": _read_citizen_id,
    "party_card": _read_party_card,
    "organisation_code": _read_organisation_code,
    "commune_code": _read_commune_code,
    "positions": _read_positions,
}


def _birth_and_sex(cells: dict[str, Cell]) -> Row:
    """Bring both layouts of birth and sex to one: a date under "Nam" or "Nữ", or a date and a sex (or a mark)."""
    male, female = cells.get("born_on_male"), cells.get("born_on_female")
    if male is not None or female is not None:
        sexes = [(sex, cell) for sex, cell in (("male", male), ("female", female)) if cell is not None and cell.text]
        if len(sexes) != 1:
            return _birth(_BLANK) | {"birth_state": "not_told", "sex": None, "sex_state": "ambiguous"}
        return _birth(sexes[0][1]) | {"sex": sexes[0][0], "sex_state": "read"}
    return _birth(cells.get("born_on", _BLANK)) | _sex(cells)


def _birth(cell: Cell) -> Row:
    value, precision, state = parse_date(cell.text, cell.type)
    return {
        "born_on": value,
        "born_on_precision": precision,
        "born_on_state": state,
        "birth_state": state,
        "birth_year": value.year if value else None,
    }


def _sex(cells: dict[str, Cell]) -> Row:
    if "sex" in cells:
        value, _ = parse_code("sex", cells["sex"].text)
    elif "female_mark" in cells and "male_mark" in cells:
        marks = [sex for sex in ("male", "female") if cells[f"{sex}_mark"].text]
        value = marks[0] if len(marks) == 1 else None
    elif "female_mark" in cells:
        # A lone column "Nữ": an x is a woman, a blank a man; anything else says nothing.
        text = match_key(cells["female_mark"].text)
        value = "male" if not text else "female" if text in ("x", "nữ", "nu") else None
    else:
        value = None
    return {"sex": value, "sex_state": "read" if value else "ambiguous"}


def _position_rows(row: Row) -> list[Row]:
    """Return one row a position named in the cell, and set the row's ``position_state`` by them."""
    named = parse_positions(row["position"] or "", row["level"])
    if named and row["level_state"] == "read":
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
        checks["identifiers"] = "usable" if any(usable) else "missing"
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
    if row["identifiers"] == "missing":
        return []
    if form == "02":
        named = parse_positions(row["position"] or "", row["level"])
        return [(version, person, code or match_key(title)) for title, code in named]
    if form == "03":
        decision = (match_key(row["decision_number"] or ""), row["decided_on"])
        return [(version, person, row["period"] or row["period_sent"], *decision)]
    return [(version, person, match_key(row["course_name"] or ""), row["ended_on"])]
