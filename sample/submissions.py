"""What arrives: files and versions, with the good, the late, the rejected and the broken ones.

``send`` gives everything one unit sent for one year. A unit-year without a special event sends its forms
once and in time.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from sample import mistakes, reference
from sample.habits import habit
from sample.lines import RETURN, WARN, File, Line, Version
from sample.posts import MERGED_UNIT
from sample.returns import World, compile_unit, training_line

MISSING = {("ngan-son", 2023)}
LATE = {("na-ri", 2021)}
_CORRUPT = {("cho-don", 2024): "03"}
_WRONG_TOTALS = {("bach-thong", 2022, "02"): 3, ("tp-bac-kan", 2023, "03"): -2, ("cong-an", 2024, "04"): 1}
_HIDDEN_COPIES = {("pac-nam", 2023), ("tinh", 2024), ("quan-su", 2021), ("bach-thong", 2023)}
_STRAY_SHEETS = {("cho-moi", 2023), ("na-ri", 2025)}
_STEMS = {
    "tinh": "BC cap tinh {year}",
    "tp-bac-kan": "Bieu tong hop TU {year}",
    "pac-nam": "pacnam_{year}",
    "ba-be": "Báo cáo NQ năm {year} - Ba Bể",
    "ngan-son": "ngan son nop",
    "bach-thong": "Bieu BC {year}",
    "cho-don": "CD-{year}",
    "cho-moi": "Báo cáo Chợ Mới",
    "na-ri": "nari{year}",
    "quan-su": "DUQS {year}",
    "cong-an": "ca-{year}",
}
_PARTS = {
    "all": (("01", "02", "03", "04"),),
    "pairs": (("01", "02"), ("03", "04")),
    "single": (("01",), ("02",), ("03",), ("04",)),
}


def send(world: World, unit: str, year: int) -> list[File]:
    """Return the files that a unit sent for a year, in no particular order."""
    if (unit, year) in MISSING:
        return []
    if unit == MERGED_UNIT and not reference.unit(unit).owes(reference.report_year(year).snapshot):
        return _after_the_end(world, unit, year)
    forms = compile_unit(world, unit, year)
    mistakes.make(world, unit, year, forms)
    _mark_repaired(unit, year, forms)
    stem, extension = _STEMS.get(unit, "bieu {year}").format(year=year), habit(unit, year).extension
    received = _received(world, unit, year)
    files = []
    for part in _PARTS[habit(unit, year).grouping]:
        name = stem if len(part) == 4 else f"{stem} bieu {'-'.join(part)}"
        versions = [_version(unit, year, form, forms[form]) for form in part]
        path = f"{year}/{unit}/{name}.{extension}"
        files.append(File(year, unit, path, received, versions))
    files[0].hidden_copy = (unit, year) in _HIDDEN_COPIES
    if (unit, year) in _STRAY_SHEETS:
        files[0].stray_sheet = True
        files[0].broken["form_unrecognised"] = WARN
    event = _EVENTS.get((unit, year))
    if event:
        event(world, files)
    if (unit, year) in _CORRUPT:
        broken = _file_of(files, _CORRUPT[unit, year])
        broken.readable, broken.versions = False, []
        broken.broken["file_unreadable"] = RETURN
    return files


def _received(world: World, unit: str, year: int) -> datetime:
    rng, due = Random(f"{world.seed}:{year}:{unit}:received"), reference.report_year(year).due
    day = due - timedelta(days=rng.randint(1, 22)) if (unit, year) not in LATE else due + timedelta(days=13)
    return datetime(day.year, day.month, day.day, rng.randint(7, 17), rng.randint(0, 59), rng.randint(0, 59))


def _mark_repaired(unit: str, year: int, forms: dict[str, list[Line]]) -> None:
    """Note which identifiers a reader has to repair because of the unit's habits."""
    writes = habit(unit, year)
    for form in ("02", "03", "04"):
        for line in forms[form]:
            is_odd_id = writes.ids != "text" and line.values["citizen_id"] and "citizen_id" not in line.typed
            is_odd_card = writes.cards == "dotted" and line.values["party_card"] and "party_card" not in line.typed
            if is_odd_id or is_odd_card:
                line.broken["identifier_repaired"] = WARN


def _version(unit: str, year: int, form: str, lines: list[Line], tag: str = "") -> Version:
    writes = habit(unit, year)
    version = Version(year, unit, form, lines, writes, f"{unit}:{form}:{year}:{tag}", title_unit=unit, title_year=year)
    if writes.total:
        version.control_total = len(lines) + _WRONG_TOTALS.get((unit, year, form), 0)
        if version.control_total != len(lines):
            version.broken["control_total_differs"] = WARN
    if (writes.extra and form == "02") or (writes.rating_columns != "one" and form in ("01", "03")):
        version.broken["column_unknown"] = WARN
    return version


def _file_of(files: list[File], form: str) -> File:
    return next(file for file in files if any(version.form == form for version in file.versions))


def _again(file: File, name: str, days: int, versions: list[Version]) -> File:
    folder, extension = file.path.rsplit("/", 1)[0], file.path.rsplit(".", 1)[1]
    return File(
        file.year,
        file.unit,
        f"{folder}/{name}.{extension}",
        file.received_at + timedelta(days=days),
        versions,
    )


def _pristine(world: World, unit: str, year: int, form: str) -> list[Line]:
    return compile_unit(world, unit, year)[form]


# --- special events -------------------------------------------------------------------------------


def _corrected(world: World, files: list[File]) -> None:
    """A first form 02 that lacks some lines, replaced after the deadline; what counts is the later one."""
    file = _file_of(files, "02")
    first = copy.deepcopy(file)
    for version in first.versions:
        if version.form == "02":
            version.lines = version.lines[:-9]
            version.control_total = len(version.lines)
    second = _again(file, "Bieu 02 (sua)", 19, [one for one in file.versions if one.form == "02"])
    files.remove(file)
    files += [first, second]


def _all_again(world: World, files: list[File]) -> None:
    """All four forms sent again with the mistakes mended in one of them."""
    unit, year = files[0].unit, files[0].year
    mended = [
        _version(
            unit,
            year,
            form,
            _pristine(world, unit, year, form)
            if form == "01"
            else copy.deepcopy(_file_of(files, form).versions[int(form) - 1].lines),
            "2",
        )
        for form in ("01", "02", "03", "04")
    ]
    for version in files[0].versions:
        if version.form == "03":
            version.lines = version.lines[:-20]
            version.control_total = len(version.lines)
    files.append(_again(files[0], "Báo cáo bổ sung lần 2", 24, mended))


def _column_lost(world: World, files: list[File]) -> None:
    """A later form 02 without the column of levels: rejected, the earlier one stays."""
    unit, year = files[0].unit, files[0].year
    later = _version(unit, year, "02", _pristine(world, unit, year, "02"), "2")
    later.rejected_by, later.without = "column_missing", "level"
    later.broken["column_missing"] = RETURN
    files.append(_again(_file_of(files, "02"), "02 gui lai", 17, [later]))


def _last_year_s_title(world: World, files: list[File]) -> None:
    """A later form 04 whose title names the year before: rejected, the earlier one stays."""
    unit, year = files[0].unit, files[0].year
    later = _version(unit, year, "04", _pristine(world, unit, year, "04"), "2")
    later.rejected_by, later.title_year = "wrong_unit_or_year", year - 1
    later.broken["wrong_unit_or_year"] = RETURN
    files.append(_again(_file_of(files, "04"), f"nari{year} bieu 04 bo sung", 21, [later]))


def _last_year_s_list(world: World, files: list[File]) -> None:
    """A later form 04 that is last year's list under a new title: rejected, the earlier one stays."""
    files.append(_again(_file_of(files, "04"), "bieu 04 ban cuoi", 15, [_copied(world, files, "04")]))


def _only_last_year_s_list(world: World, files: list[File]) -> None:
    """The only form 04 is last year's list under a new title: rejected, with nothing to fall back on."""
    file = _file_of(files, "04")
    file.versions = [_copied(world, files, one.form) if one.form == "04" else one for one in file.versions]


def _copied(world: World, files: list[File], form: str) -> Version:
    unit, year = files[0].unit, files[0].year
    earlier = compile_unit(world, unit, year - 1)
    mistakes.make(world, unit, year - 1, earlier)
    _mark_repaired(unit, year - 1, earlier)
    version = _version(unit, year, form, earlier[form])
    version.writes, version.hand = habit(unit, year - 1), f"{unit}:{form}:{year - 1}:"
    version.rejected_by = "copy_of_other_year"
    version.broken["copy_of_other_year"] = RETURN
    return version


def _neighbour_s_title(world: World, files: list[File]) -> None:
    """The only form 01 carries the neighbour's name in its title: rejected, with nothing to fall back on."""
    for version in _file_of(files, "01").versions:
        version.title_unit, version.rejected_by = "cho-don", "wrong_unit_or_year"
        version.writes = replace(version.writes, names_unit="place")
        version.broken["wrong_unit_or_year"] = RETURN


def _rejected_then_good(world: World, files: list[File]) -> None:
    """A first form 01 with last year's title, sent again in time: the first one leaves no trace."""
    file = _file_of(files, "01")
    unit, year = file.unit, file.year
    early = _version(unit, year, "01", _pristine(world, unit, year, "01"), "1")
    early.rejected_by, early.title_year = "wrong_unit_or_year", year - 1
    early.broken["wrong_unit_or_year"] = RETURN
    files.append(_again(file, "DUQS bieu 01 lan dau", -3, [early]))


def _same_moment(world: World, files: list[File]) -> None:
    """Two versions of form 03 received at the same moment: the file name decides."""
    file = _file_of(files, "03")
    early = copy.deepcopy(file.versions[0])
    early.lines = early.lines[:-15]
    early.control_total = len(early.lines) if early.control_total is not None else None
    files.append(_again(file, "ca bieu 03", 0, [early]))  # a space sorts before the hyphen of the other name


def _blank_template(world: World, files: list[File]) -> None:
    """The template, sent once more with nothing in it: no version of any form."""
    unit, year = files[0].unit, files[0].year
    later = _again(files[0], "mau bieu", 25, [])
    later.blank_forms = tuple(_version(unit, year, form, []) for form in ("01", "02", "03", "04"))
    files.append(later)


def _nothing_to_report(world: World, files: list[File]) -> None:
    """A form 04 that says that there is nothing: a version without lines."""
    for version in _file_of(files, "04").versions:
        if version.form == "04":
            version.lines, version.says_nothing, version.control_total = [], True, None


def _supplement(world: World, files: list[File]) -> None:
    """A later form 02 with a few lines only, most likely a supplement: it must not replace the whole."""
    file = _file_of(files, "02")
    lines = copy.deepcopy(next(one for one in file.versions if one.form == "02").lines[-12:])
    files.append(_again(file, "bo sung bieu 02", 12, [_version(file.unit, file.year, "02", lines, "2")]))


def _all_replaced(world: World, files: list[File]) -> None:
    """A first form 04 full of meetings that are no courses, replaced by a short one that says so."""
    file = _file_of(files, "04")
    unit, year = file.unit, file.year
    whole = next(one for one in file.versions if one.form == "04")
    first = copy.deepcopy(file)
    for version in first.versions:
        if version.form == "04":
            version.lines += [_meeting(line, place) for place in (1, 2) for line in whole.lines if not line.broken]
            version.control_total = len(version.lines)
    second = _version(unit, year, "04", whole.lines, "2")
    second.replaces_all = True
    files.remove(file)
    files += [first, _again(file, "Bieu 04 thay the", 9, [second])]


def _meeting(line: Line, place: int) -> Line:
    found = copy.deepcopy(line)
    found.typed = {}
    found.values |= {"course_name": f"Hội nghị trực tuyến số {place}", "course_group": "other", "note": None}
    return found


def _twice_in_a_file(world: World, files: list[File]) -> None:
    """A later file with form 03 on two sheets that hold the same: rejected, the earlier one stays."""
    file = _file_of(files, "03")
    unit, year = file.unit, file.year
    lines = _pristine(world, unit, year, "03")
    later = _version(unit, year, "03", lines + copy.deepcopy(lines), "2")
    later.split_at, later.control_total, later.rejected_by = len(lines), None, "form_twice"
    later.broken["form_twice"] = RETURN
    files.append(_again(file, "bieu 03 gui lai", 10, [later]))


def _on_two_sheets(world: World, files: list[File]) -> None:
    """Form 03 begins on one sheet and goes on on another."""
    version = next(one for one in _file_of(files, "03").versions if one.form == "03")
    version.split_at, version.control_total = len(version.lines) // 2, None


def _below_one_another(world: World, files: list[File]) -> None:
    """Two forms on each sheet."""
    files[0].stacked = True


def _heading_again(world: World, files: list[File]) -> None:
    """The heading of form 02 is printed again, with other columns: no ethnic group from there on."""
    version = next(one for one in _file_of(files, "02").versions if one.form == "02")
    version.repeats_at, version.repeats_without = len(version.lines) * 2 // 3, "ethnicity"
    for line in version.lines[version.repeats_at :]:
        line.values["ethnicity"] = None


def _after_the_end(world: World, unit: str, year: int) -> list[File]:
    """Form 04 of a unit that ended before the snapshot: not owed, but its courses count."""
    writes, before = habit(unit, year), reference.unit(unit).valid_to
    assert before is not None
    lines = [
        training_line(world, course, year, writes)
        for course in world.trainings.years[year]
        if course.ended <= before and world.senders[year][course.person] in ("co-quan-dang-tinh", "ubnd-tinh")
    ]
    due = reference.report_year(year).due
    received = datetime(due.year, due.month - 1, 18, 9, 30, 0)
    path = f"{year}/{unit}/Biểu 04 đến khi kết thúc hoạt động.xlsx"
    return [File(year, unit, path, received, [_version(unit, year, "04", lines)])]


_EVENTS: dict[tuple[str, int], Callable[[World, list[File]], None]] = {
    ("tp-bac-kan", 2021): _corrected,
    ("bach-thong", 2021): _all_replaced,
    ("quan-su", 2021): _nothing_to_report,
    ("cong-an", 2021): _same_moment,
    ("tinh", 2022): _on_two_sheets,
    ("cac-co-quan-tinh", 2022): _below_one_another,
    ("ngan-son", 2022): _supplement,
    ("ba-be", 2022): _only_last_year_s_list,
    ("cho-moi", 2022): _neighbour_s_title,
    ("cho-don", 2022): _column_lost,
    ("na-ri", 2023): _last_year_s_title,
    ("ba-be", 2023): _all_again,
    ("cho-moi", 2023): _heading_again,
    ("cac-co-quan-tinh", 2023): _twice_in_a_file,
    ("na-ri", 2024): _blank_template,
    ("bach-thong", 2024): _last_year_s_list,
    ("quan-su", 2024): _rejected_then_good,
}
