"""Rules across the lists about who reports and what is said of people: units, years, codes, positions, communes.

Belongs here: what no row shows by itself. Not here: the registry of resolutions and indicators (registry.py).
"""

from collections.abc import Iterable

from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.text import match_key
from dagster_project.returns.reference.read_csv import Files, Line, ListFile
from dagster_project.returns.reference.rows import (
    LISTS,
    PROVINCE,
    CodeRow,
    Population,
    PositionPrefix,
    PositionRow,
    Unit,
)

#: Codes that rules and models name: without them no row could be read, or a rule would be silent.
_NAMED_CODES = {
    "rating": ("HTXSNV", "HTTNV"),
    "exemption_recognised": ("new",),
    "exemption_not_recognised": (),
    "professional_qualification": (),
    "political_theory": (),
    "course_group": (),
    "course_result": ("completed",),
    "level": ("province", "district", "commune", "grassroots"),
    "organisation_type": (),
    "managed_by": (),
    "sex": ("male", "female"),
}
_RANKED = ("rating", "professional_qualification", "political_theory")
_CLOSED = ("level", "sex")


def check_keys(files: Files) -> None:
    """Tell rows that say again what another row says."""
    for name, file in files.items():
        key = LISTS[name].KEY
        seen: dict[tuple[str, ...], Line] = {}
        for line in file.lines:
            # Folders are matched without regard to case (Windows shares), so codes may not differ by case alone.
            found = tuple(line.cells.get(column, "").casefold() for column in key)
            first = seen.setdefault(found, line)
            if all(found) and first is not line:
                values = ", ".join(line.cells[column] for column in key)
                expected = "it once" if len(key) == 1 else f"{' and '.join(key)} once together"
                file.tell(line, key[-1], expected, f"'{values}' again (first in line {first.number})")


def check_units(files: Files) -> None:
    """Tell a second provincial unit of one province, and a province that only some units name."""
    file = files["units"]
    named = [line for line in file.lines if line.cells.get("province_code")]
    if named:
        for line in file.lines:
            if not line.cells.get("province_code"):
                file.tell(line, "province_code", f"a province, because line {named[0].number} names one")
    first: dict[str, Line] = {}
    for line in file.lines:
        if isinstance(line.row, Unit) and line.row.unit_type == PROVINCE:
            other = first.setdefault(line.row.province_code or "", line)
            if other is not line:
                found = f"'{PROVINCE}' again (first in line {other.number})"
                file.tell(line, "unit_type", "one provincial unit of a province", found)


def check_successions(files: Files) -> None:
    """Tell units of a succession that there are not; the project's own may be of units that a province has not."""
    file, units = files["unit_successions"], files["units"]
    if file.path.parent == SEEDS and units.path.parent != SEEDS:
        return
    for line in file.lines:
        for column in ("unit_code", "successor_code"):
            if not units.knows(unit_code=line.cells[column]):
                file.tell(line, column, f"a unit_code in {units.path}")


def check_codes(files: Files) -> None:
    """Tell lists that nobody reads, codes that rules need and miss, and spellings that mean two codes."""
    file = files["codes"]
    for code_list, codes in _NAMED_CODES.items():
        if not file.knows(list=code_list):
            file.problems.append(f"{file.path}: list '{code_list}' has no code; expected at least one")
        elif missing := [code for code in codes if not file.knows(list=code_list, code=code)]:
            file.problems.append(f"{file.path}: list '{code_list}' lacks {', '.join(missing)}; rules name them")
    for line in file.lines:
        if line.cells["list"] and line.cells["list"] not in _NAMED_CODES:
            file.tell(line, "list", f"one of {', '.join(_NAMED_CODES)}")
        elif line.cells["list"] in _CLOSED and line.cells["code"] not in _NAMED_CODES[line.cells["list"]]:
            file.tell(line, "code", f"one of {', '.join(_NAMED_CODES[line.cells['list']])}")
        if line.cells["list"] in _RANKED and isinstance(line.row, CodeRow) and line.row.rank is None:
            file.tell(line, "rank", f"a rank: of list '{line.cells['list']}' the highest or the lowest counts")
    spelled = ((line, line.row.list, line.row.code) for line in file.lines if isinstance(line.row, CodeRow))
    _check_spellings(file, spelled, "label_vi", "spellings")


def check_positions(files: Files) -> None:
    """Tell prefixes of titles that there are not, and spellings that mean two titles of one level."""
    positions, prefixes = files["positions"], files["position_prefixes"]
    titles = (
        (line, line.row.level, line.row.title_vi) for line in positions.lines if isinstance(line.row, PositionRow)
    )
    _check_spellings(positions, titles, "title_vi", "aliases")
    for line in prefixes.lines:
        row = line.row
        if isinstance(row, PositionPrefix) and not positions.knows(level=row.level, title_vi=row.title_vi):
            prefixes.tell(line, "title_vi", f"a title_vi of level '{row.level}' in {positions.path}")


def check_populations(files: Files) -> None:
    """Tell populations that nothing can give."""
    file, positions, codes = files["populations"], files["positions"], files["codes"]
    for line in file.lines:
        if not isinstance(row := line.row, Population):
            continue
        if row.basis != "position_group":
            if not codes.knows(list=row.basis, code=row.value):
                file.tell(line, "value", f"a code of list '{row.basis}' in {codes.path}")
        elif not positions.is_unread and not any(_gives(row, position) for position in positions.lines):
            level = f" of level '{row.level}'" if row.level else ""
            file.tell(line, "value", f"a group of some position{level} in {positions.path}")


def _gives(population: Population, position: Line) -> bool:
    groups = [group.strip() for group in position.cells.get("groups", "").split(";")]
    return population.value in groups and population.level in (None, position.cells["level"])


def _check_spellings(file: ListFile, spelled: Iterable[tuple[Line, str, str]], label: str, others: str) -> None:
    """Tell a spelling of two values of one group: it would be read as neither."""
    meant: dict[tuple[str, str], tuple[str, Line]] = {}
    for line, group, value in spelled:
        texts = [(label, line.cells[label]), *((others, one) for one in line.cells.get(others, "").split(";"))]
        for column, text in texts:
            if not text.strip():
                continue
            first, where = meant.setdefault((group, match_key(text)), (value, line))
            if first != value:
                file.tell(line, column, f"no spelling of '{first}' (line {where.number})", f"'{text.strip()}'")
