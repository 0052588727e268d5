"""One cell, or the few cells that together say one thing, to a value and the state of reading it.

Belongs here: which parser reads which kind of column, and the layouts of birth and sex. States: ``read``, ``repaired``,
``several`` (the highest of several ticked), ``blank``, ``unknown`` (outside its list), ``invalid`` (no such date or
number), ``ambiguous``.
"""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

from dagster_project.lib.records import Row
from dagster_project.lib.seeds import cached_by_lists
from dagster_project.lib.text import clean_text, match_key
from dagster_project.returns.values.codes import (
    parse_code,
    parse_degree,
    parse_exemption,
    parse_period,
    parse_ticked_degrees,
    rank_of,
)
from dagster_project.returns.values.dates import ParsedDate, parse_date
from dagster_project.returns.values.identifiers import parse_citizen_id, parse_organisation_code, parse_party_card

_Parsed = TypeVar("_Parsed", bound=tuple[Any, ...])
#: The type of a cell that stands for ticks under the values of a list; see table_cells.py.
TICKED = "t"


class Cell(NamedTuple):
    """One cell: as sent, and the text and type to read it by (a ditto has those of the cell above).

    ``other`` is the same cell read the other way (as sent, where ``text`` is decoded): a value chosen from a list is
    Unicode also in a TCVN3 column. ``is_ditto`` tells one that only repeats the cell above.
    """

    sent: str
    text: str
    type: str
    other: str = ""
    is_ditto: bool = False


BLANK = Cell("", "", "-")


def read_cell(kind: str, name: str, code_list: str, cell: Cell, report_year: int) -> Row:
    """Return the columns that a cell of ``kind`` gives: ``name``, ``name_state`` and what else the kind has.

    ``report_year`` is the year of the return: a period of another year is none of its periods, and a code that is not
    in its list that year is unknown. What is returned is remembered, so it is for reading only.
    """
    return _read(kind, name, code_list, cell, report_year if kind in _OF_THE_YEAR else 0)


@cached_by_lists
def _read(kind: str, name: str, code_list: str, cell: Cell, report_year: int) -> Row:
    """Read a cell; persons, places and days are the same in many sheets and years."""
    if code_list == "period":
        return _coded(name, _either_way(lambda text: parse_period(text, report_year), cell))
    return _READERS[kind](name, code_list, cell, report_year)


def birth_and_sex(cells: dict[str, Cell], report_year: int) -> Row:
    """Bring both layouts of birth and sex to one: a date under "Nam" or "Nữ", or a date and a sex (or a mark)."""
    male, female = cells.get("born_on_male"), cells.get("born_on_female")
    if male is not None or female is not None:
        sexes = [(sex, cell) for sex, cell in (("male", male), ("female", female)) if cell is not None and cell.text]
        if len(sexes) != 1:
            return _birth(BLANK) | {"birth_state": "not_told", "sex": None, "sex_state": "ambiguous"}
        return _birth(sexes[0][1]) | {"sex": sexes[0][0], "sex_state": "read"}
    return _birth(cells.get("born_on", BLANK)) | _sex(cells, report_year)


def _read_text(name: str, _list: str, cell: Cell, _year: int) -> Row:
    if cell.type == "e":
        return {name: None, f"{name}_state": "unknown"}
    value = clean_text(cell.text) or None
    return {name: value, f"{name}_state": "read" if value else "blank"}


def _read_code(name: str, code_list: str, cell: Cell, report_year: int) -> Row:
    return _coded(name, _parse_listed(code_list, cell, report_year))


def _parse_listed(code_list: str, cell: Cell, report_year: int) -> tuple[str | None, str]:
    return _either_way(lambda text: parse_code(code_list, text, report_year), cell)


def _read_degree(name: str, code_list: str, cell: Cell, report_year: int) -> Row:
    parse = parse_ticked_degrees if cell.type == TICKED else parse_degree
    code, state = _either_way(lambda text: parse(code_list, text, report_year), cell)
    if cell.type == TICKED and cell.sent == cell.text and code is not None and not rank_of(code_list)[code]:
        # A word like "chưa" under "Đại học" speaks of that column alone.
        code, state = None, "unknown"
    return _coded(name, (code, state))


def _read_exemption(name: str, _list: str, cell: Cell, report_year: int) -> Row:
    value, recognised, state = _either_way(lambda text: parse_exemption(text, report_year), cell)
    return {name: value, f"{name}_is_recognised": recognised, f"{name}_state": state}


def _either_way(parse: Callable[[str], _Parsed], cell: Cell) -> _Parsed:
    """Parse a cell of a list as it reads in its column, else the other way round; the last of what comes is a state."""
    parsed = parse(cell.text)
    if parsed[-1] == "unknown" and cell.other:
        other = parse(cell.other)
        return parsed if other[-1] in ("unknown", "blank") else other
    return parsed


def _coded(name: str, parsed: tuple[str | None, str]) -> Row:
    return {name: parsed[0], f"{name}_state": parsed[1]}


def _read_date(name: str, _list: str, cell: Cell, _year: int) -> Row:
    value, precision, state = _date_of(cell)
    return {name: value, f"{name}_precision": precision, f"{name}_state": state}


def _date_of(cell: Cell) -> ParsedDate:
    """Read a date, as its column is written or the other way: "ngµy 14 th¸ng 7" says nothing of its column."""
    found = parse_date(cell.text, cell.type)
    other = parse_date(cell.other, cell.type) if cell.other and found.state == "invalid" else found
    return other if other.value else found


def _read_citizen_id(name: str, _list: str, cell: Cell, _year: int) -> Row:
    value, state = parse_citizen_id(cell.text, cell.type)
    return {name: value, f"{name}_state": state}


def _read_party_card(name: str, _list: str, cell: Cell, _year: int) -> Row:
    value, state = parse_party_card(cell.text, cell.type)
    return {name: value, f"{name}_state": state}


def _read_organisation_code(name: str, _list: str, cell: Cell, _year: int) -> Row:
    value = None if cell.type == "e" else parse_organisation_code(cell.text)
    return {name: value, f"{name}_state": "read" if value else "blank"}


def _read_commune_code(name: str, _list: str, cell: Cell, _year: int) -> Row:
    value = "" if cell.type == "e" else clean_text(cell.text)
    code = value.zfill(5) if value.isascii() and value.isdigit() else value
    return {name: code or None, f"{name}_state": "read" if value else "blank"}


def _read_positions(name: str, _list: str, cell: Cell, _year: int) -> Row:
    """Keep the text: which positions it names depends on the row's level, so positions are read row by row."""
    value = clean_text(cell.text) or None
    return {name: value, f"{name}_state": "unjudged" if value else "blank"}


_READERS: dict[str, Callable[[str, str, Cell, int], Row]] = {
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
# The kinds whose lists may be others in another year.
_OF_THE_YEAR = ("code", "degree", "exemption")


def _birth(cell: Cell) -> Row:
    value, precision, state = _date_of(cell)
    return {
        "born_on": value,
        "born_on_precision": precision,
        "born_on_state": state,
        "birth_state": state,
        "birth_year": value.year if value else None,
    }


def _sex(cells: dict[str, Cell], report_year: int) -> Row:
    if "sex" in cells:
        value, _ = _parse_listed("sex", cells["sex"], report_year)
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
