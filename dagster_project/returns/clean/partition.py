"""Raw rows → clean rows of one form: typed, coded, normalised, with the cell as sent beside each value.

Belongs here: reading each row by itself, and by the day its file was received; column by column, every distinct cell
once. Does not belong here: whether a row is good enough (quality/judge) and what another row says again
(persons/mentions.py). Nothing is dropped: what cannot be read is NULL with a state that says why.
"""

import json
from collections.abc import Iterator
from datetime import date
from functools import cache, partial
from itertools import groupby
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from dagster_project.lib.records import Row
from dagster_project.returns.clean.cells import BLANK, birth_and_sex, read_cell
from dagster_project.returns.clean.columns import Column, arrow_of, column_of_list, constant, each, rows_of
from dagster_project.returns.clean.facts import course_facts, decision_facts, identifiers, last_day
from dagster_project.returns.clean.named_positions import named_in, position_rows, possible_position_rows
from dagster_project.returns.clean.row_digest import content_hashes, row_digests
from dagster_project.returns.clean.table_cells import Lines, lines_of_table
from dagster_project.returns.read.partition import RawReturn
from dagster_project.returns.read.row_kinds import DATA_KIND
from dagster_project.returns.values.codes import period_and_years
from dagster_project.returns.values.identifiers import contradiction
from dagster_project.returns.values.name_keys import organisation_name_key, person_name_key
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

# Columns by which birth and sex may be laid out: a value is absent where none of them is there.
_LAID_OUT = {
    "born_on": ("born_on", "born_on_male", "born_on_female"),
    "sex": ("sex", "female_mark", "male_mark", "born_on_male", "born_on_female"),
}
_Place = tuple[str, int, int]


class CleanReturn(NamedTuple):
    """The clean rows of one partition by form, the positions that form 02 names, and those it may mean."""

    forms: dict[str, pa.Table]
    positions: pa.Table
    possible_positions: pa.Table


def clean_partition(raw: RawReturn, snapshot_on: date) -> CleanReturn:
    """Clean every data row of one unit and year; ``snapshot_on`` is the day ages and courses are seen from."""
    files = {row["file_key"]: row for row in raw.files.to_pylist()}
    rows_of_table = dict(_by_table(raw.rows.filter(pc.equal(raw.rows["kind"], DATA_KIND))))
    clean: dict[str, list[pa.Table]] = {form: [clean_schema(form).empty_table()] for form in forms()}
    positions = [POSITION_SCHEMA.empty_table()]
    possible = [POSSIBLE_POSITION_SCHEMA.empty_table()]
    for sheet in raw.sheets.to_pylist():
        rows = rows_of_table.get((sheet["file_key"], sheet["sheet_index"], sheet["table_number"]))
        if sheet["form"] is None or rows is None:
            continue
        for lines in lines_of_table(sheet, rows):
            columns = _clean_columns(lines, files[sheet["file_key"]], sheet, snapshot_on)
            cleaned = arrow_of(columns, clean_schema(sheet["form"]), len(lines.row_numbers))
            clean[sheet["form"]].append(cleaned)
            if "positions" in columns:
                positions.append(position_rows(cleaned, columns["positions"]))
                possible.append(possible_position_rows(cleaned, columns["positions"]))
    return CleanReturn(
        {form: _in_order(pa.concat_tables(tables)) for form, tables in clean.items()},
        pa.concat_tables(positions),
        pa.concat_tables(possible),
    )


def _by_table(rows: pa.Table) -> Iterator[tuple[_Place, pa.Table]]:
    """Yield the rows of each table of a sheet, which stand together."""
    places = zip(*(rows[name].to_pylist() for name in ("file_key", "sheet_index", "table_number")), strict=True)
    first = 0
    for place, run in groupby(places):
        length = sum(1 for _ in run)
        yield place, rows.slice(first, length)
        first += length


def _in_order(rows: pa.Table) -> pa.Table:
    at = rows.schema.get_field_index("row_order")
    return rows.set_column(at, rows.schema.field(at), pa.array(range(rows.num_rows), pa.int64()))


def _clean_columns(lines: Lines, file: Row, sheet: Row, snapshot_on: date) -> dict[str, Column]:
    form, year, cells = sheet["form"], file["report_year"], lines.cells
    length = len(lines.row_numbers)
    numbers = lines.row_numbers.to_pylist()
    told = {
        "version_id": f"{file['file_key']}:{form}",
        "file_key": file["file_key"],
        "report_year": year,
        "unit_code": file["unit_code"],
        "form": form,
        "source_sha256": file["source_sha256"],
        "sheet": sheet["sheet"],
        "sheet_index": sheet["sheet_index"],
    }
    columns = {name: constant(value, length) for name, value in told.items()}
    place = f"{file['file_key']}:{sheet['sheet_index']}:"
    columns["row_id"] = column_of_list([f"{place}{number}" for number in numbers])
    columns["row_number"] = column_of_list(numbers)
    blank = constant(BLANK, length)
    for name, column in (columns_of(form) | columns_of(form, year)).items():
        if column.kind == "ignored":
            continue
        sent = cells.get(name, blank)
        columns[f"{name}_sent"] = sent.each(lambda cell: cell.sent or None)
        if name not in LAYOUT_ONLY:
            read = partial(read_cell, column.kind, name, column.code_list, report_year=year)
            columns |= sent.each(read).spread()
    if tells(form, BIRTH):
        columns |= _birth_and_sex(cells, year, length)
    if "period" in columns:
        columns["period"] = each(
            lambda period, state: "year" if state == "blank" else period, columns["period"], columns["period_state"]
        )
    absent = constant("absent", length)
    columns |= dict.fromkeys(_absent_states(form, year, sheet["missing_groups"]), absent)
    if tells(form, POSITIONS):
        asked = [cells.get("position", blank), *(columns[name] for name in ("level", "level_state", "position_state"))]
        columns |= each(named_in, *asked).spread()
    columns["content_hash"] = column_of_list(content_hashes(_said(form, columns, length)).to_pylist())
    # Below a heading of nothing but running numbers there are lines without a cell.
    texts = {name: column.each(lambda cell: cell.text) for name, column in (cells or {"": blank}).items()}
    columns["row_digest"] = column_of_list(row_digests(texts).to_pylist())
    return columns | _facts(form, columns, file, snapshot_on)


def _birth_and_sex(cells: dict[str, Column], year: int, length: int) -> dict[str, Column]:
    names = {name for laid_out in _LAID_OUT.values() for name in laid_out}
    there = {name: column for name, column in cells.items() if name in names} or {"": constant(BLANK, length)}
    return rows_of(there).each(lambda row: birth_and_sex(row, year)).spread()


@cache
def _absent_states(form: str, report_year: int, missing_groups: str) -> list[str]:
    """Return the states of columns that are not there: the form of that year has none, or its heading is missing.

    A missing heading is told once of the form, not of every row. ``missing_groups`` is JSON.
    """
    there, missing = columns_of(form, report_year), set(json.loads(missing_groups))
    absent = {
        name
        for name in columns_of(form)
        if not any(one in there for one in _LAID_OUT.get(name, (name,)))
        or (name in there and not missing.isdisjoint(there[name].required_group.split(";")))
    }
    states = [f"{name}_state" for name in absent] + (["birth_state"] if "born_on" in absent else [])
    return [name for name in states if name in clean_schema(form).names]


def _said(form: str, columns: dict[str, Column], length: int) -> dict[str, Column]:
    """Return what rows say, whatever their place and spelling.

    A period is the same in whatever year it is said to be: in a copy it is last year's.
    """
    nothing = constant(None, length)
    names = [name for name, column in columns_of(form).items() if column.kind != "ignored"]
    said = {name: columns.get(name, nothing) for name in names}
    if "period" in said:
        said["period"] = each(
            lambda period, sent: period or period_and_years(sent or "")[0], columns["period"], columns["period_sent"]
        )
    return said


def _facts(form: str, columns: dict[str, Column], file: Row, snapshot_on: date) -> dict[str, Column]:
    """Return what follows from a row's own values, for the rules (rows.checks_of), for identity and for dbt."""

    def of(function: Any, *names: str) -> Column:
        return each(function, *(columns[name] for name in names))

    received_on = file["received_at"].date()
    facts: dict[str, Column] = {}
    if tells(form, PERSON):
        facts["identifiers"] = of(identifiers, "citizen_id_state", "party_card_state")
    if "full_name" in columns:
        facts["full_name_key"] = columns["full_name"].each(lambda name: person_name_key(name or ""))
    if tells(form, DECISION):
        decided = decision_facts(file["report_year"], received_on)
        facts |= of(
            decided, "rating", "rating_state", "exemption_state", "decision_number", "decision_number_state",
            "decided_on", "decided_on_state",
        ).spread()  # fmt: skip
    if "organisation_name" in columns:
        facts["organisation_name_key"] = columns["organisation_name"].each(
            lambda name: organisation_name_key(name or "")
        )
    if "dissolved_on" in columns:
        facts["dissolved_until"] = of(last_day, "dissolved_on", "dissolved_on_precision")
    if tells(form, PERSON | BIRTH):
        facts["contradiction"] = of(contradiction, "citizen_id", "sex", "birth_year")
    if tells(form, BIRTH):
        year = file["report_year"]
        facts["age"] = columns["birth_year"].each(lambda born: year - born if born else None)
    if tells(form, COURSE):
        ended = course_facts(received_on, snapshot_on)
        facts |= of(ended, "started_on", "ended_on", "ended_on_precision", "result").spread()
    return facts
