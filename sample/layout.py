"""From a version of a form to a sheet: titles, headings, sections, lines, totals, signatures.

A sheet is a grid of plain values (text, whole numbers, dates, formulas) with merged ranges; file types come
later.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from random import Random
from typing import Any

from sample import reference
from sample.habits import Habit
from sample.lines import File, Line, Version
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
    found: list[Sheet] = []
    if file.stacked:
        for start in range(0, len(file.versions), 2):
            found.append(_page(file.versions[start]))
            for version in file.versions[start : start + 2]:
                _table(found[-1], file, version, version.lines)
            _footer(found[-1], version.writes, 12)
    else:
        for version in file.versions:
            found += _sheets_of(file, version)
    found += [_blank(file, version) for version in file.blank_forms]
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


def _sheets_of(file: File, version: Version) -> list[Sheet]:
    """Lay out one version of a form, on one sheet or on two."""
    ends = [version.split_at, len(version.lines)] if version.split_at else [len(version.lines)]
    found, start = [], 0
    for end in ends:
        page = _page(version)
        if start:
            page.name += " tiep"
        width = _table(page, file, version, version.lines[start:end], start)
        _footer(page, version.writes, width)
        found.append(page)
        start = end
    return found


def _page(version: Version) -> Sheet:
    is_plain = version.writes.script in ("tcvn3", "plain")
    return Sheet(f"Bieu {version.form}" if is_plain else f"Biểu {version.form}")


def _table(
    page: Sheet, file: File, version: Version, lines: list[Line], start: int = 0, title_year: int | None = None
) -> int:
    """Write titles, heading and lines of a form below what the sheet holds already; return the width."""
    writes = version.writes
    is_csv = file.path.endswith(".csv")
    rng = Random(f"{version.hand}:{start}:typing")
    columns = _columns(version, writes, 1 if is_csv else writes.heading_rows)
    _titles(page, file.received_at, version, writes, len(columns), title_year or version.title_year)
    _headings(page, columns, writes, not is_csv)
    repeated = _columns_again(version, columns) if version.repeats_at else columns
    if version.repeats_at:
        _body(page, version, columns, lines[: version.repeats_at], start, rng, not is_csv, with_total=False)
        _headings(page, repeated, writes, not is_csv)
    rest = lines[version.repeats_at :]
    _body(page, version, repeated, rest, start + version.repeats_at, rng, not is_csv, with_total=True)
    if version.says_nothing:
        _write(page, _at({1: rng.choice(("Không phát sinh", "Không có"))}), writes)
    return len(columns)


def _blank(file: File, version: Version) -> Sheet:
    """Lay out a sheet of the template that nobody filled in; its lines may be numbered already."""
    page, writes = _page(version), version.writes
    columns = _columns(version, writes, writes.heading_rows)
    _titles(page, file.received_at, version, writes, len(columns), version.title_year)
    _headings(page, columns, writes, True)
    page.rows += [[number] for number in range(1, 6)] if writes.numbering else []
    _footer(page, writes, len(columns))
    return page


def _hidden_copy(file: File) -> Sheet:
    version = next(one for one in file.versions if one.form == "02")
    page = _page(version)
    shown = replace(version, control_total=None, repeats_at=0)
    width = _table(page, file, shown, version.lines[:40], title_year=version.year - 1)
    _footer(page, version.writes, width)
    page.name, page.hidden = f"{version.year - 1} cu", True
    return page


# --- titles and signatures ------------------------------------------------------------------------


def _titles(page: Sheet, received: datetime, version: Version, writes: Habit, width: int, year: int) -> None:
    unit = reference.unit(version.title_unit)
    name = _unit_name(unit, writes)
    place = unit.name.split("ủy ", 1)[1] if unit.kind == "district" else "Bắc Kạn"
    right = max(width - 5, 3)
    day = f"{place}, ngày {received.day:02d} tháng {received.month:02d} năm {received.year}"
    rows: list[list[Any]] = [
        _at({0: "ĐẢNG BỘ TỈNH BẮC KẠN", right: "ĐẢNG CỘNG SẢN VIỆT NAM"}),
        _at({0: name.upper(), right: day}),
    ]
    if version.replaces_all:
        rows.append(_at({0: "(Thay thế toàn bộ báo cáo đã gửi)"}))
    title = _TITLES[version.form]
    if writes.heading_rows == 1:
        rows.append(_at({0: f"Biểu số {version.form}: {title} NĂM {year}"}))
    else:
        rows += [[], _at({right: f"Biểu số {version.form}"}), _at({0: title}), _at({0: f"năm {year}"})]
        rows.append(_at({0: "(Thực hiện Nghị quyết của Tỉnh ủy, giai đoạn 2021 - 2025)"}))
    if writes.heading_rows == 3:
        rows.append([])
    top = len(page.rows)
    for row in rows:
        _write(page, row, writes, bold=True)
    page.merges += [(top + place, 0, top + place, width - 1) for place, row in enumerate(rows) if len(row) == 1]


def _unit_name(unit: reference.Unit, writes: Habit) -> str:
    """Return a unit's name as titles write it: the committee, its place, or its executive committee."""
    name = unit.name.split(" (")[0]
    if unit.kind == "province" or writes.names_unit == "committee":
        return name
    body, place = name.split("ủy ", 1)
    area = {"Huyện ": "Huyện ", "Thành ": "Thành phố "}.get(body, "Đảng bộ ") + place
    if writes.names_unit == "place":
        return area
    return f"BCH Đảng bộ {area[0].lower()}{area[1:]}" if unit.kind == "district" else f"BCH {area}"


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
    return replace(writes, slips=0.0, breaks=False, spaces=False, script=writes.heading_script or writes.script)


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
        if name in writes.ticked:
            found += _ticked_columns(name, version, writes)
            continue
        if name == "rating" and writes.rating_columns != "one":
            found += _rating_columns(version, writes)
            continue
        if name == "rating" and writes.heading_year:
            heading = f"{'Kết quả xếp loại' if heading == 'Xếp loại năm' else heading} năm {version.year}"
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
    if "sex" in writes.ticked:
        return [born, *(Column(f"sex={code}", ("Giới tính", label)) for code, label in _SEXES.items())]
    return [born, Column("sex", ("Nữ" if writes.births == "nu" else "Giới tính",))]


_SEXES = {"male": "Nam", "female": "Nữ"}


def _ticked_columns(name: str, version: Version, writes: Habit) -> list[Column]:
    """Return a column a value, to be ticked; values that nobody has are left out, but for the commonest."""
    group = {"professional_qualification": "Trình độ chuyên môn", "political_theory": "Lý luận chính trị"}.get(
        name, "Kết quả xếp loại"
    )
    held = {line.values[name] for line in version.lines} | {"intermediate", "elementary", "HTTNV", "HTNV"}
    held |= {code for line in version.lines for code in line.typed.get(f"{name}=", ())}
    found = []
    for code in reversed(reference.codes(name)):
        if code in held:
            label, *others = reference.spellings(name, code)
            found.append(Column(f"{name}={code}", (group, others[0] if writes.short > 0.25 and others else label)))
    return found


def _rating_columns(version: Version, writes: Habit) -> list[Column]:
    """Return the rating that counts beside one that does not: the self-assessment, or last year's."""
    group = ("Xếp loại", "Kết quả xếp loại")[writes.headings % 2]
    if writes.rating_columns == "years":
        return [
            Column("other_rating", (group, f"Năm {version.year - 1}")),
            Column("rating", (group, f"Năm {version.year}")),
        ]
    return [Column("other_rating", (group, "Tự nhận")), Column("rating", (group, "Cấp có thẩm quyền"))]


def _columns_again(version: Version, columns: list[Column]) -> list[Column]:
    """Return the columns of a heading that is printed again: groups in another order, one column perhaps not."""
    kept = [one for one in columns if one.name != version.repeats_without]
    first, rest = kept[:2], kept[2:]
    groups: list[list[Column]] = []
    for column in rest:
        is_same = groups and len(column.heading) > 1 and groups[-1][0].heading[:1] == column.heading[:1]
        if is_same:
            groups[-1].append(column)
        else:
            groups.append([column])
    return first + [column for group in reversed(groups) for column in group]


def _band(form: str, name: str) -> str:
    """The topmost heading of a three-row heading, over some columns only."""
    bands = {
        "01": {
            "rating": "Đánh giá",
            "other_rating": "Đánh giá",
            "decision_number": "Đánh giá",
            "decided_on": "Đánh giá",
        },
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


def _body(
    page: Sheet,
    version: Version,
    columns: list[Column],
    lines: list[Line],
    start: int,
    rng: Random,
    merged: bool,
    with_total: bool,
) -> None:
    writes, names = version.writes, [one.name for one in columns]
    label = names.index("organisation_name" if version.form == "01" else "full_name")
    things = "tổ chức" if version.form == "01" else "đồng chí"
    section, sections, in_section, before = "", 0, 0, None
    opened = len(page.rows)  # the row of the person's first line, where cells are merged
    for number, line in enumerate(lines, start + 1):
        if writes.sections and line.section != section:
            _subtotal(page, writes, label, in_section, things)
            if section and sections % 2 == 0:
                page.rows.append([])
            mark = (_LETTERS if writes.headings == 2 else _ROMAN)[sections % 6]
            _write(page, _at({0: mark, label: line.section}), writes, bold=True)
            section, sections, in_section, before = line.section, sections + 1, 0, None
        typed = cells(line, before, writes, version.unit, version.year, rng)
        row = len(page.rows)
        page.rows.append([_value(one, typed, line, number, row, writes, rng) for one in names])
        if writes.merged and merged and before is not None and _is_same_person(before, line):
            _merge_down(page, names, opened, row)
        else:
            opened = row
        before, in_section = line, in_section + 1
    _subtotal(page, writes, label, in_section if sections > 1 else 0, things)
    if version.control_total is not None and with_total:
        total = f"Tổng cộng: {version.control_total} {things}"
        _write(page, _at({label: total}), writes, bold=True)
        if writes.formulas:
            page.rows[-1][label] = Formula(f'="Tổng cộng: "&{version.control_total}&" {things}"', page.rows[-1][label])


_OF_THE_PERSON = ("full_name", "born_on", "born_male", "born_female", "sex", "ethnicity", "citizen_id", "party_card")


def _is_same_person(before: Line, line: Line) -> bool:
    """Tell whether two lines below one another are about one person in the same words."""
    if line.form != "02" or before.person != line.person or before.section != line.section:
        return False
    if before.typed or line.typed or before.quarantined or line.quarantined:
        return False
    same = ("full_name", "born_on", "sex", "ethnicity", "citizen_id", "party_card")
    return all(before.values[name] == line.values[name] for name in same)


def _merge_down(page: Sheet, names: list[str], first: int, last: int) -> None:
    """Let the cells about the person of the first line hold for the line below too."""
    for column, name in enumerate(names):
        if name.split("=")[0] in _OF_THE_PERSON:
            page.merges = [one for one in page.merges if one[:2] != (first, column)]
            page.merges.append((first, column, last, column))
            page.rows[last][column] = None


def _subtotal(page: Sheet, writes: Habit, label: int, number: int, things: str) -> None:
    if writes.subtotals and number:
        _write(page, _at({label: f"Cộng: {number} {things}"}), writes)


def _value(
    column: str,
    typed: dict[str, Any],
    line: Line,
    number: int,
    row: int,
    writes: Habit,
    rng: Random,
) -> Any:
    values = line.values
    if column == "number":
        return Formula(f"=ROW()-{row + 1 - number}", number) if writes.formulas else number
    if column == "extra":
        return f"Xã số {rng.randint(1, 40)}" if writes.extra == "Quê quán" else f"02093{rng.randint(10000, 99999)}"
    if column == "other_rating":
        other = rng.choice(("HTXSNV", "HTXSNV", "HTTNV", "HTNV"))
        return scripted(reference.spellings("rating", other)[rng.randint(0, 1)], writes, rng)
    if column in ("born_male", "born_female"):
        own = "male" if column == "born_male" else "female"
        layout = typed["birth_columns"]
        is_written = layout == "both" or (not layout and values["sex"] == own)
        return typed["born_on"] if is_written else None
    if "=" in column:
        name, code = column.split("=")
        return _tick(line, name, code, typed, rng)
    if column == "sex" and writes.births == "nu" and values["sex"] is not None:
        return rng.choice(("x", "x", "X")) if values["sex"] == "female" else None
    value = typed[column]
    if writes.formulas and column == "decided_on" and isinstance(value, date) and rng.random() < 0.05:
        return Formula(f"=DATE({value.year},{value.month},{value.day})", value)
    return value


def _tick(line: Line, name: str, code: str, typed: dict[str, Any], rng: Random) -> str | None:
    """Return the tick under a value; what is no value stands under the first one that comes."""
    ticked = line.typed.get(f"{name}=")
    if ticked is not None:
        return "x" if code in ticked else None
    if name in line.typed:
        is_odd = line.typed[name] is not None and code in ("male", "intermediate", "HTNV")
        return str(typed[name]) if is_odd else None
    return rng.choice(("x", "x", "X")) if line.values[name] == code else None
