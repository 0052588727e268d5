"""Raw rows → clean rows of one form: typed, coded, normalised, with the cell as sent beside each value.

Belongs here: reading one row by itself, and by the day its file was received. Does not belong here: whether a row is
good enough (quality/judge) and what another row says again (persons/mentions.py). Nothing is dropped: what cannot be
read is NULL with a state that says why.
"""

import hashlib
import json
from datetime import date, timedelta
from typing import NamedTuple

import pyarrow as pa

from dagster_project.lib.records import Row
from dagster_project.lib.text import clean_text
from dagster_project.returns.clean.cells import BLANK, Cell, birth_and_sex, read_cell
from dagster_project.returns.clean.row_digest import row_digest
from dagster_project.returns.clean.table_cells import cells_of_table
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.returns.values.codes import period_and_years
from dagster_project.returns.values.identifiers import contradiction
from dagster_project.returns.values.name_keys import organisation_name_key, person_name_key
from dagster_project.returns.values.positions import Position, parse_positions
from dagster_project.tables.forms import columns_of, forms
from dagster_project.tables.rows import (
    BIRTH,
    COURSE,
    DECISION,
    LAYOUT_ONLY,
    PERSON,
    POSITION_SCHEMA,
    POSITIONS,
    POSSIBLE_POSITION_SCHEMA,
    clean_schema,
    tells,
)

_USABLE = ("read", "repaired")
_NOT_THERE = ("blank", "absent")
# Columns by which birth and sex may be laid out: a value is absent where none of them is there.
_LAID_OUT = {
    "born_on": ("born_on", "born_on_male", "born_on_female"),
    "sex": ("sex", "female_mark", "male_mark", "born_on_male", "born_on_female"),
}


class CleanReturn(NamedTuple):
    """The clean rows of one partition by form, the positions that form 02 names, and those it may mean."""

    forms: dict[str, pa.Table]
    positions: pa.Table
    possible_positions: pa.Table


def clean_partition(raw: RawReturn, snapshot_on: date) -> CleanReturn:
    """Clean every data row of one unit and year; ``snapshot_on`` is the day ages and courses are seen from."""
    files = {row["file_key"]: row for row in raw.files.to_pylist()}
    rows_of_table: dict[tuple[str, int, int], list[Row]] = {}
    for row in raw.rows.to_pylist():
        if row["kind"] == DATA_KIND:
            rows_of_table.setdefault((row["file_key"], row["sheet_index"], row["table_number"]), []).append(row)
    clean: dict[str, list[Row]] = {form: [] for form in forms()}
    positions: list[Row] = []
    possible: list[Row] = []
    for sheet in raw.sheets.to_pylist():
        form = sheet["form"]
        if form is None:
            continue
        place = (sheet["file_key"], sheet["sheet_index"], sheet["table_number"])
        for row_number, cells in cells_of_table(sheet, rows_of_table.get(place, [])):
            cleaned = _clean_row(form, row_number, cells, files[sheet["file_key"]], sheet, snapshot_on)
            cleaned["row_order"] = len(clean[form])
            clean[form].append(cleaned)
            if tells(form, POSITIONS):
                named = cleaned.pop("positions")
                positions += _position_rows(cleaned, named)
                possible += _possible_position_rows(cleaned, named)
    return CleanReturn(
        {form: pa.Table.from_pylist(rows, schema=clean_schema(form)) for form, rows in clean.items()},
        pa.Table.from_pylist(positions, schema=POSITION_SCHEMA),
        pa.Table.from_pylist(possible, schema=POSSIBLE_POSITION_SCHEMA),
    )


def _clean_row(form: str, row_number: int, cells: dict[str, Cell], file: Row, sheet: Row, snapshot_on: date) -> Row:
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
    of_the_year = columns_of(form, file["report_year"])
    for name, column in (columns_of(form) | of_the_year).items():
        if column.kind == "ignored":
            continue
        cell = cells.get(name, BLANK)
        row[f"{name}_sent"] = cell.sent or None
        if name not in LAYOUT_ONLY:
            row |= read_cell(column.kind, name, column.code_list, cell, file["report_year"])
    if tells(form, BIRTH):
        row |= birth_and_sex(cells, file["report_year"])
    if row.get("period_state") == "blank":
        row["period"] = "year"
    row |= _absent_states(form, file["report_year"], set(json.loads(sheet["missing_groups"])))
    if tells(form, POSITIONS):
        row |= _positions(row, cells.get("position", BLANK))
    row["content_hash"] = _content_hash(form, row)
    row["row_digest"] = row_digest({name: cell.text for name, cell in cells.items() if name != "line_number"})
    return row | _facts(form, row, file["received_at"].date(), snapshot_on)


def _absent_states(form: str, report_year: int, missing_groups: set[str]) -> Row:
    """Return the states of columns that are not there: the form of that year has none, or its heading is missing.

    A missing heading is told once of the form, not of every row.
    """
    there = columns_of(form, report_year)
    absent = {
        name
        for name in columns_of(form)
        if not any(one in there for one in _LAID_OUT.get(name, (name,)))
        or (name in there and not missing_groups.isdisjoint(there[name].required_group.split(";")))
    }
    states = {f"{name}_state": "absent" for name in absent}
    if "born_on" in absent:
        states["birth_state"] = "absent"
    return {name: state for name, state in states.items() if name in clean_schema(form).names}


def _positions(row: Row, cell: Cell) -> Row:
    """Return the positions named in the cell, by the row's level, and what the rules look at of them."""
    named = parse_positions(cell.text, row["level"])
    text = cell.text
    if cell.other and not all(one.code for one in named):
        other = parse_positions(cell.other, row["level"])
        if _known(other) > _known(named):
            named, text = other, cell.other
    state, known = row["position_state"], _known(named)
    # Without the column "Cấp", or where the title stands at several levels, nobody can say which is meant.
    is_told = row["level_state"] == "read" or (row["level_state"] != "absent" and (known > 0 or not named))
    if state == "unjudged" and is_told:
        state = "unknown" if not known else "known" if known == len(named) else "partly"
    contradicts = row["level_state"] != "absent" and any(one.is_elsewhere for one in named)
    return {
        "position": clean_text(text) or None,
        "position_state": state,
        "title_level": "contradicts" if contradicts else "agrees",
        "positions": named,
    }


def _known(named: tuple[Position, ...]) -> int:
    return sum(one.code is not None for one in named)


def _position_rows(row: Row, named: tuple[Position, ...]) -> list[Row]:
    place = {name: row[name] for name in POSITION_SCHEMA.names[:4]}
    return [
        place | {"position_order": order, "position_sent": one.title, "position_code": one.code}
        for order, one in enumerate(named)
    ]


def _possible_position_rows(row: Row, named: tuple[Position, ...]) -> list[Row]:
    place = {name: row[name] for name in POSSIBLE_POSITION_SCHEMA.names[:4]}
    return [place | {"position_code": code} for code in dict.fromkeys(code for one in named for code in one.possible)]


def _facts(form: str, row: Row, received_on: date, snapshot_on: date) -> Row:
    """Return what follows from a row's own cells, for the rules (rows.checks_of), for identity and for dbt."""
    facts: Row = {}
    if tells(form, PERSON):
        usable = [row[f"{name}_state"] in _USABLE for name in ("citizen_id", "party_card")]
        is_absent = row["citizen_id_state"] == row["party_card_state"] == "absent"
        facts["identifiers"] = "absent" if is_absent else "usable" if any(usable) else "missing"
    if "full_name" in row:
        facts["full_name_key"] = person_name_key(row["full_name"] or "")
    if tells(form, DECISION):
        facts |= _decision_facts(row, received_on)
    if "organisation_name" in row:
        facts["organisation_name_key"] = organisation_name_key(row["organisation_name"] or "")
    if "dissolved_on" in row:
        facts["dissolved_until"] = _last_day(row["dissolved_on"], row["dissolved_on_precision"])
    if tells(form, PERSON | BIRTH):
        facts["contradiction"] = contradiction(row["citizen_id"], row["sex"], row["birth_year"])
    if tells(form, BIRTH):
        facts["age"] = row["report_year"] - row["birth_year"] if row["birth_year"] else None
    if tells(form, COURSE):
        facts |= _course_facts(row, received_on, snapshot_on)
    return facts


def _decision_facts(row: Row, received_on: date) -> Row:
    """Tell whether a rating is decided, or only proposed: by a number with a digit, on a day of Y before receipt."""
    is_rated, decided_on = row["rating"] is not None, row["decided_on"]
    is_numbered = any(letter.isdigit() for letter in row["decision_number"] or "")
    is_absent = "absent" in (row["decision_number_state"], row["decided_on_state"])
    is_complete = is_numbered and row["decided_on_state"] != "blank"
    in_year = decided_on is not None and date(row["report_year"], 1, 1) <= decided_on <= received_on
    given = row["rating_state"] != "blank" or row["exemption_state"] not in _NOT_THERE
    return {
        "rating_or_exemption": "given" if given else "blank",
        "decision": "absent" if is_absent else "complete" if is_complete or not is_rated else "missing",
        "decided_in_year": "untold" if not is_rated or decided_on is None else "yes" if in_year else "no",
        "is_decided": is_rated and is_numbered and in_year,
    }


def _course_facts(row: Row, received_on: date, snapshot_on: date) -> Row:
    started, ended = row["started_on"], row["ended_on"]
    until = _last_day(ended, row["ended_on_precision"])
    is_ended = ended is not None and ended <= received_on
    is_completed = row["result"] == "completed" and ended is not None
    return {
        "ended_until": until,
        "is_ended_at_receipt": is_ended,
        "completion": "none" if not is_completed else "ended" if is_ended else "not_ended",
        "ended_year": ended.year if ended else None,
        "days_after_snapshot": (ended - snapshot_on).days if ended else None,
        "course_days": (until - started).days if until and started else None,
    }


def _last_day(first: date | None, precision: str | None) -> date | None:
    """Return the last day of the period that begins on ``first``."""
    if first is None:
        return None
    if precision == "year":
        return date(first.year, 12, 31)
    if precision == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return first


def _content_hash(form: str, row: Row) -> str:
    """Return a hash of what the row says, whatever its place and spelling: equal rows of two returns are copies.

    A period is the same in whatever year it is said to be: in a copy it is last year's.
    """
    said = row
    if "period" in row and row["period"] is None:
        said = row | {"period": period_and_years(row["period_sent"] or "")[0]}
    values = [str(said.get(name)) for name, column in columns_of(form).items() if column.kind != "ignored"]
    return hashlib.sha256("\x1f".join(values).encode()).hexdigest()[:32]
