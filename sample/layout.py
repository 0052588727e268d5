"""From a version of a form to a sheet: titles, headings, sections, lines, totals, signatures.

A sheet is a grid of plain values (text, whole numbers, dates, formulas) with merged ranges; file types come
later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Any

from sample import reference
from sample.habits import Habit, habit
from sample.lines import File, Version
from sample.spelling import Formula, cells, scripted

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column

_TITLES = {
    "01": "TỔ CHỨC ĐẢNG VÀ KẾT QUẢ XẾP LOẠI",
    "02": "DANH SÁCH CÁN BỘ, ĐẢNG VIÊN LÃNH ĐẠO, QUẢN LÝ",
    "03": "KẾT QUẢ ĐÁNH GIÁ, XẾP LOẠI CÁN BỘ, ĐẢNG VIÊN",
    "04": "KẾT QUẢ ĐÀO TẠO, BỒI DƯỠNG",
}
_BAND = {"full_name": "THÔNG TIN CHUNG", "organisation_code": "THÔNG TIN CHUNG"}
# column: the group above it (blank: none), its heading, and other headings
_COLUMNS: dict[str, dict[str, tuple[str, ...]]] = {
    "01": {
        "organisation_code": ("", "Mã tổ chức", "Mã TCĐ"),
        "organisation_name": ("", "Tên tổ chức đảng"),
        "organisation_type": ("", "Loại hình tổ chức", "Loại hình"),
        "parent_code": ("", "Mã tổ chức cấp trên", "Trực thuộc"),
        "commune_code": ("", "Mã xã"),
        "founded_on": ("", "Ngày thành lập"),
        "dissolved_on": ("", "Ngày kết thúc hoạt động"),
        "rating": ("Kết quả xếp loại trong năm", "Kết quả xếp loại", "Xếp loại năm", "Xếp loại"),
        "decision_number": ("Kết quả xếp loại trong năm", "Số quyết định", "Số QĐ"),
        "decided_on": ("Kết quả xếp loại trong năm", "Ngày quyết định", "Ngày QĐ"),
        "exemption": ("", "Lý do không xếp loại", "Lý do chưa xếp loại"),
        "note": ("", "Ghi chú"),
    },
    "02": {
        "full_name": ("", "Họ và tên"),
        "births": ("", ""),
        "ethnicity": ("", "Dân tộc"),
        "citizen_id": ("Giấy tờ", "Số CCCD", "Số CMND/CCCD", "Số định danh cá nhân"),
        "party_card": ("Giấy tờ", "Số thẻ đảng viên", "Số thẻ đảng"),
        "position": ("", "Chức vụ, chức danh", "Chức vụ"),
        "level": ("", "Cấp"),
        "organisation_code": ("", "Mã tổ chức", "Mã đơn vị công tác"),
        "managed_by": ("", "Diện quản lý"),
        "professional_qualification": ("Trình độ", "Chuyên môn", "CM", "Trình độ chuyên môn"),
        "political_theory": ("Trình độ", "Lý luận chính trị", "LLCT"),
        "appointed_on": ("", "Ngày bổ nhiệm", "Ngày bầu/bổ nhiệm"),
        "note": ("", "Ghi chú"),
    },
    "03": {
        "full_name": ("", "Họ và tên"),
        "citizen_id": ("", "Số CCCD", "Số CMND/CCCD", "Số định danh cá nhân"),
        "party_card": ("", "Số thẻ đảng viên", "Số thẻ đảng"),
        "position": ("", "Chức vụ, chức danh", "Chức vụ"),
        "period": ("", "Kỳ đánh giá"),
        "rating": ("", "Kết quả xếp loại", "Xếp loại năm", "Xếp loại"),
        "decision_number": ("Quyết định", "Số quyết định", "Số QĐ"),
        "decided_on": ("Quyết định", "Ngày quyết định", "Ngày QĐ"),
        "exemption": ("", "Lý do không xếp loại", "Lý do chưa xếp loại"),
        "note": ("", "Ghi chú"),
    },
    "04": {
        "full_name": ("", "Họ và tên"),
        "citizen_id": ("", "Số CCCD", "Số CMND/CCCD", "Số định danh cá nhân"),
        "party_card": ("", "Số thẻ đảng viên", "Số thẻ đảng"),
        "course_name": ("", "Tên lớp bồi dưỡng", "Tên khóa học"),
        "course_group": ("", "Nhóm nội dung"),
        "started_on": ("Thời gian", "Từ ngày"),
        "ended_on": ("Thời gian", "Đến ngày"),
        "result": ("", "Kết quả"),
        "certificate_number": ("", "Số chứng chỉ", "Số chứng nhận"),
        "provider": ("", "Cơ sở đào tạo"),
        "note": ("", "Ghi chú"),
    },
}


@dataclass
class Sheet:
    """A grid of cells to be written to a file."""

    name: str
    rows: list[list[Any]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)
    hidden: bool = False


@dataclass(frozen=True)
class Column:
    """A column of a sheet: canonical name, and its heading from top to bottom."""

    name: str
    heading: tuple[str, ...]


def sheets(file: File) -> list[Sheet]:
    """Lay out everything that a file holds."""
    found = [sheet(file, version) for version in file.versions]
    if file.hidden_copy:
        found.insert(len(found) // 2, _hidden_copy(file))
    if file.stray_sheet:
        rows: list[list[Any]] = [
            ["Bộ phận", "Máy lẻ", "Phòng"],
            ["Văn thư", 101, "P.102"],
            ["Tổ chức", 114, "P.205"],
        ]
        found.append(Sheet("Danh bạ", rows, bold={0}))
    return found


def sheet(file: File, version: Version, title_year: int | None = None, limit: int | None = None) -> Sheet:
    """Lay out one version of a form."""
    year, tag = version.typed_as
    writes = habit(version.unit, year)
    is_csv = habit(version.unit, version.year).extension == "csv"
    rng = Random(f"{version.unit}:{version.form}:{year}:{tag}:typing")
    columns = _columns(version, writes, 1 if is_csv else writes.heading_rows)
    page = Sheet(f"Bieu {version.form}" if writes.script in ("tcvn3", "plain") else f"Biểu {version.form}")
    _titles(page, file.received_at, version, writes, len(columns), title_year or version.title_year)
    _headings(page, columns, writes, not is_csv)
    _body(page, version, columns, writes, rng, limit)
    _footer(page, writes, len(columns))
    return page


def _hidden_copy(file: File) -> Sheet:
    version = next(one for one in file.versions if one.form == "02")
    page = sheet(file, version, title_year=version.year - 1, limit=40)
    page.name, page.hidden = f"{version.year - 1} cu", True
    return page


# --- titles and signatures ------------------------------------------------------------------------


def _titles(page: Sheet, received: datetime, version: Version, writes: Habit, width: int, year: int) -> None:
    unit = reference.unit(version.title_unit)
    name = unit.name.split(" (")[0]
    place = name.split("ủy ", 1)[1] if unit.kind == "district" else "Bắc Kạn"
    right = max(width - 5, 3)
    day = f"{place}, ngày {received.day:02d} tháng {received.month:02d} năm {received.year}"
    rows: list[list[Any]] = [
        _at({0: "ĐẢNG BỘ TỈNH BẮC KẠN", right: "ĐẢNG CỘNG SẢN VIỆT NAM"}),
        _at({0: name.upper(), right: day}),
    ]
    title = _TITLES[version.form]
    if writes.heading_rows == 1:
        rows.append(_at({0: f"Biểu số {version.form}: {title} NĂM {year}"}))
    else:
        rows += [[], _at({right: f"Biểu số {version.form}"}), _at({0: title}), _at({0: f"năm {year}"})]
        rows.append(_at({0: "(Thực hiện Nghị quyết của Tỉnh ủy, giai đoạn 2021 - 2025)"}))
    if writes.heading_rows == 3:
        rows.append([])
    for row in rows:
        _write(page, row, writes, bold=True)
    page.merges += [(place, 0, place, width - 1) for place, row in enumerate(rows) if len(row) == 1]


def _footer(page: Sheet, writes: Habit, width: int) -> None:
    right = max(width - 5, 3)
    for row in (
        [],
        _at({1: "Người lập biểu", right: "T/M BAN THƯỜNG VỤ"}),
        _at({1: "(Ký, ghi rõ họ tên)", right: "PHÓ BÍ THƯ"}),
        [],
        _at({1: "Nông Thị Mẫu", right: "Hoàng Văn Mẫu"}),
        _at({0: "Nơi nhận:"}),
        _at({0: "- Ban Tổ chức Tỉnh ủy;"}),
        _at({0: "- Lưu Văn phòng."}),
    ):
        _write(page, row, writes)


def _at(cells_at: dict[int, Any]) -> list[Any]:
    row: list[Any] = [None] * (max(cells_at) + 1)
    for place, value in cells_at.items():
        row[place] = value
    return row


def _write(page: Sheet, row: list[Any], writes: Habit, bold: bool = False) -> None:
    quiet = Random(0)
    plain = [scripted(cell, _calm(writes), quiet) if isinstance(cell, str) else cell for cell in row]
    if bold:
        page.bold.add(len(page.rows))
    page.rows.append(plain)


def _calm(writes: Habit) -> Habit:
    """The same hand without accidents: titles and headings are copied from the form."""
    return replace(writes, slips=0.0, breaks=False, spaces=False)


# --- headings -------------------------------------------------------------------------------------


def _columns(version: Version, writes: Habit, depth: int) -> list[Column]:
    found = [Column("number", ("TT" if writes.headings else "STT",))]
    for name, (group, *headings) in _COLUMNS[version.form].items():
        if name == version.without or _is_left_out(version, writes, name):
            continue
        if name == "births":
            found += _birth_columns(writes)
            continue
        heading = headings[writes.headings % len(headings)]
        if depth == 1 and name == "political_theory":
            heading = "Lý luận chính trị"
        if depth == 1 and name == "professional_qualification":
            heading = "Trình độ chuyên môn"
        found.append(Column(name, (group, heading) if group and depth > 1 else (heading,)))
    if writes.extra and version.form == "02":
        found.insert(-1, Column("extra", (writes.extra,)))
    if depth == 3:
        found = [
            Column(one.name, (_band(version.form, one.name), *one.heading)) if _band(version.form, one.name) else one
            for one in found
        ]
    return found


def _is_left_out(version: Version, writes: Habit, name: str) -> bool:
    if version.form not in ("03", "04"):
        return False
    return (name == "citizen_id" and writes.id_columns == "card") or (
        name == "party_card" and writes.id_columns == "id"
    )


def _birth_columns(writes: Habit) -> list[Column]:
    group = "Ngày, tháng, năm sinh"
    if writes.births == "columns":
        return [Column("born_male", (group, "Nam")), Column("born_female", (group, "Nữ"))]
    born = Column("born_on", (group if writes.headings else "Ngày sinh",))
    return [born, Column("sex", ("Nữ" if writes.births == "nu" else "Giới tính",))]


def _band(form: str, name: str) -> str:
    """The topmost heading of a three-row heading, over some columns only."""
    bands = {
        "01": {"rating": "Đánh giá", "decision_number": "Đánh giá", "decided_on": "Đánh giá"},
        "02": {"professional_qualification": "Đào tạo", "political_theory": "Đào tạo"},
        "03": {"decision_number": "Đánh giá", "decided_on": "Đánh giá"},
        "04": {"started_on": "Lớp học", "ended_on": "Lớp học"},
    }
    return bands[form].get(name, "")


def _headings(page: Sheet, columns: list[Column], writes: Habit, merged: bool) -> None:
    top, depth = len(page.rows), max(len(one.heading) for one in columns)
    grid: list[list[Any]] = [[None] * len(columns) for _ in range(depth)]
    for place, column in enumerate(columns):
        for row, heading in enumerate(column.heading):
            is_repeated = (
                row < len(column.heading) - 1
                and place > 0
                and columns[place - 1].heading[: row + 1] == (column.heading[: row + 1])
            )
            grid[row][place] = None if is_repeated else heading
        if merged and len(column.heading) < depth:
            page.merges.append((top + len(column.heading) - 1, place, top + depth - 1, place))
    for row in range(depth - 1):
        place = 0
        while place < len(columns):
            end = place
            while end + 1 < len(columns) and _same_group(columns[place], columns[end + 1], row):
                end += 1
            if merged and end > place:
                page.merges.append((top + row, place, top + row, end))
            place = end + 1
    for cells_of_row in grid:
        _write(page, cells_of_row, writes, bold=True)
    if writes.numbering:
        numbers = range(1, len(columns) + 1)
        _write(page, [f"({one})" if writes.numbering == "(1)" else one for one in numbers], writes)


def _same_group(one: Column, other: Column, row: int) -> bool:
    return min(len(one.heading), len(other.heading)) > row + 1 and one.heading[: row + 1] == other.heading[: row + 1]


# --- lines ----------------------------------------------------------------------------------------

_ROMAN, _LETTERS = ("I", "II", "III", "IV", "V", "VI"), ("A", "B", "C", "D", "E", "G")


def _body(page: Sheet, version: Version, columns: list[Column], writes: Habit, rng: Random, limit: int | None) -> None:
    lines = version.lines[:limit] if limit else version.lines
    names = [one.name for one in columns]
    label = names.index("organisation_name" if version.form == "01" else "full_name")
    things = "tổ chức" if version.form == "01" else "đồng chí"
    section, sections, in_section, before = "", 0, 0, None
    for number, line in enumerate(lines, 1):
        if writes.sections and line.section != section:
            _subtotal(page, writes, label, in_section, things)
            if section and sections % 2 == 0:
                page.rows.append([])
            mark = (_LETTERS if writes.headings == 2 else _ROMAN)[sections % 6]
            _write(page, _at({0: mark, label: line.section}), writes, bold=True)
            section, sections, in_section, before = line.section, sections + 1, 0, None
        typed = cells(line, before, writes, version.unit, rng)
        first = len(page.rows)
        page.rows.append([_value(one, typed, line.values, number, first, writes, rng) for one in names])
        before, in_section = line, in_section + 1
    _subtotal(page, writes, label, in_section if sections > 1 else 0, things)
    if version.control_total is not None and not limit:
        total = f"Tổng cộng: {version.control_total} {things}"
        _write(page, _at({label: total}), writes, bold=True)
        if writes.formulas:
            page.rows[-1][label] = Formula(f'="Tổng cộng: "&{version.control_total}&" {things}"', page.rows[-1][label])


def _subtotal(page: Sheet, writes: Habit, label: int, number: int, things: str) -> None:
    if writes.subtotals and number:
        _write(page, _at({label: f"Cộng: {number} {things}"}), writes)


def _value(
    column: str,
    typed: dict[str, Any],
    values: dict[str, Any],
    number: int,
    row: int,
    writes: Habit,
    rng: Random,
) -> Any:
    if column == "number":
        return Formula(f"=ROW()-{row + 1 - number}", number) if writes.formulas else number
    if column == "extra":
        return f"Xã số {rng.randint(1, 40)}" if writes.extra == "Quê quán" else f"02093{rng.randint(10000, 99999)}"
    if column in ("born_male", "born_female"):
        own = "male" if column == "born_male" else "female"
        layout = typed["birth_columns"]
        is_written = layout == "both" or (not layout and values["sex"] == own)
        return typed["born_on"] if is_written else None
    if column == "sex" and writes.births == "nu" and values["sex"] is not None:
        return rng.choice(("x", "x", "X")) if values["sex"] == "female" else None
    value = typed[column]
    if writes.formulas and column == "decided_on" and value is not None and rng.random() < 0.05:
        return Formula(f"=DATE({value.year},{value.month},{value.day})", value)
    return value
