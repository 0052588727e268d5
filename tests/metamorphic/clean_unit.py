"""The clean return whose figures are known: twelve persons, eight organisations, two years; and the figures, by hand.

Belongs here: two variants of one unit: in "short" nearly every target is missed by somebody, in "full" each one is
reached in 2025, so that whatever is lost could turn the verdict either way. All of it is invented, and plain: each
value in the first spelling of its list. Within a year no two rows of a person contradict one another.
"""

from dataclasses import dataclass
from typing import Any

from tests.fixtures.clean_return import HEADINGS
from tests.fixtures.pages import TITLES, Page, Row

YEARS = (2024, 2025)
SNAPSHOTS = {2024: "2024-12-31", 2025: "2025-06-30"}
DUE = {2024: "2025-01-31", 2025: "2025-07-31"}
RECEIVED = {2024: "2025-01-15 08:00:00", 2025: "2025-07-15 08:00:00"}
RATING_PERIODS = {2024: "year", 2025: "year;closing"}
DECIDED = {2024: "20/12/2024", 2025: "25/06/2025"}
VARIANTS = ("short", "full")
GOOD, BEST, FAIR = "Hoàn thành tốt nhiệm vụ", "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành nhiệm vụ"
PROVINCIAL = "Ban Thường vụ Tỉnh ủy quản lý"
OWN = "Ban Thường vụ cấp huyện quản lý"

#: (variant, year) → indicator → numerator, denominator, exempt, unknown of the series total.
FIGURES: dict[tuple[str, int], dict[str, tuple[int, int, int, int]]] = {
    ("short", 2024): {
        "2.1.1": (2, 3, 0, 0), "2.1.2": (1, 2, 1, 0), "2.2.1": (4, 8, 0, 0), "2.2.2a": (3, 6, 0, 0),
        "2.2.2b": (1, 6, 0, 0), "2.2.3": (1, 5, 0, 0), "2.2.4a": (2, 3, 0, 0), "2.2.4b": (1, 3, 0, 0),
        "2.2.5": (4, 7, 1, 1), "2.2.6": (4, 5, 0, 0), "2.2.7": (2, 5, 0, 0), "2.2.8": (1, 3, 0, 0),
    },
    ("short", 2025): {
        "2.1.1": (1, 2, 0, 0), "2.1.2": (1, 3, 0, 1), "2.2.1": (6, 8, 0, 0), "2.2.2a": (2, 6, 0, 0),
        "2.2.2b": (1, 6, 0, 0), "2.2.3": (1, 5, 0, 0), "2.2.4a": (2, 3, 0, 0), "2.2.4b": (1, 3, 0, 0),
        "2.2.5": (6, 7, 1, 0), "2.2.6": (4, 5, 0, 0), "2.2.7": (2, 5, 0, 0), "2.2.8": (1, 3, 0, 0),
    },
    ("full", 2024): {
        "2.1.1": (3, 3, 0, 0), "2.1.2": (2, 2, 1, 0), "2.2.1": (6, 8, 0, 0), "2.2.2a": (2, 4, 0, 0),
        "2.2.2b": (1, 4, 0, 0), "2.2.3": (3, 5, 0, 0), "2.2.4a": (3, 3, 0, 0), "2.2.4b": (3, 3, 0, 0),
        "2.2.5": (6, 6, 1, 0), "2.2.6": (5, 5, 0, 0), "2.2.7": (5, 5, 0, 0), "2.2.8": (3, 3, 0, 0),
    },
    ("full", 2025): {
        "2.1.1": (2, 2, 0, 0), "2.1.2": (3, 3, 0, 0), "2.2.1": (8, 8, 0, 0), "2.2.2a": (1, 4, 0, 0),
        "2.2.2b": (1, 4, 0, 0), "2.2.3": (3, 5, 0, 0), "2.2.4a": (3, 3, 0, 0), "2.2.4b": (3, 3, 0, 0),
        "2.2.5": (6, 6, 1, 0), "2.2.6": (5, 5, 0, 0), "2.2.7": (5, 5, 0, 0), "2.2.8": (3, 3, 0, 0),
    },
}  # fmt: skip


@dataclass
class YearReturn:
    """What a unit sends for one year, while it is being rewritten."""

    unit: str
    number: int
    unit_name: str
    year: int
    pages: list[Page]


@dataclass(frozen=True)
class _Person:
    number: int
    name: str
    born_on: str
    sex: str
    positions: tuple[tuple[str, str], ...]
    theory: str
    short: str
    full: str
    short_managed: str = ""
    full_managed: str = ""
    ids: str = "both"


_PERSONS = (
    _Person(1, "Nông Văn Hòa", "14/03/1975", "Nam", (("Bí thư Huyện ủy", "Huyện"), ("Tỉnh ủy viên", "Tỉnh")),
            "Cao cấp", "Thạc sĩ", "Thạc sĩ", PROVINCIAL, PROVINCIAL),
    _Person(2, "Triệu Thị Thủy", "02/11/1985", "Nữ",
            (("Phó Bí thư Huyện ủy", "Huyện"), ("Chủ tịch UBND huyện", "Huyện")),
            "Cao cấp", "Đại học", "Đại học", PROVINCIAL, PROVINCIAL),
    _Person(3, "Lý Đức Quý", "30/06/1986", "Nam", (("Trưởng phòng", "Huyện"),),
            "Trung cấp", "Đại học", "Chuyên khoa I", PROVINCIAL, OWN),
    _Person(4, "Hoàng Thúy Hằng", "09/01/1990", "Nữ", (("Phó Trưởng phòng", "Tỉnh"),),
            "Trung cấp", "Đại học", "Đại học", "Cơ quan, đơn vị quản lý", "Cơ quan, đơn vị quản lý"),
    _Person(5, "Đặng Xuân Kiên", "21/12/1970", "Nam",
            (("Giám đốc Sở", "Tỉnh"), ("Ủy viên Ban cán sự đảng", "Tỉnh")),
            "Cao cấp", "Đại học", "Thạc sĩ", PROVINCIAL, PROVINCIAL),
    _Person(6, "Bàn Thị Mười", "05/08/1988", "Nữ", (("Bí thư Đảng ủy xã", "Xã"), ("Chủ tịch HĐND xã", "Xã")),
            "Cao cấp", "Đại học", "Đại học", OWN, OWN),
    _Person(7, "Ma Doãn Khánh", "11/10/1980", "Nam", (("Chủ tịch UBND xã", "Xã"),),
            "Trung cấp", "Cao đẳng", "Đại học", OWN, OWN),
    _Person(8, "Lường Thị Ngọc", "28/02/1992", "Nữ", (("Phó Chủ tịch HĐND xã", "Xã"),),
            "Sơ cấp", "Trung cấp", "Đại học", ids="card"),
    _Person(9, "Hà Sỹ Dũng", "03/04/1983", "Nam", (("Chi ủy viên Chi bộ cơ sở", "Cơ sở"),),
            "Trung cấp", "Đại học", "Đại học", PROVINCIAL, ids="citizen"),
    _Person(10, "Mông Thị Lan", "19/05/1979", "Nữ", (("Bí thư Chi bộ trực thuộc", "Cơ sở"),),
            "Sơ cấp", "Trung cấp", "Trung cấp", ids="old"),
    _Person(11, "Vi Văn Thượng", "07/07/1986", "Nam", (("Ủy viên UBKT Huyện ủy", "Huyện"),),
            "Cao cấp", "Đại học", "Đại học", PROVINCIAL, PROVINCIAL),
    _Person(12, "Chu Thị Uyên", "23/09/1994", "Nữ", (("Đảng ủy viên xã", "Xã"), ("Chủ tịch Hội LHPN xã", "Xã")),
            "Trung cấp", "Cao đẳng", "Đại học"),
)  # fmt: skip

#: Person → rating of (short 2024, full 2024, short 2025, full 2025); who is not in it is rated good.
_RATED: dict[int, tuple[str, str, str, str]] = {
    1: (BEST, BEST, GOOD, BEST),
    2: (GOOD, GOOD, FAIR, GOOD),
    3: (FAIR, GOOD, GOOD, GOOD),
    6: (GOOD, GOOD, "", ""),
    9: (FAIR, GOOD, GOOD, GOOD),
    12: ("", "", GOOD, GOOD),
}
_BUILDING, _SKILLS, _TITLE = "Công tác xây dựng Đảng", "Kỹ năng lãnh đạo, quản lý", "Tiêu chuẩn chức danh, chức vụ"
_DONE, _FAILED, _GOING_ON = "Hoàn thành", "Không hoàn thành", "Đang học"
#: (variant, year) → person, group, result; the course ended in that year, where no other date is given.
_COURSES: dict[tuple[str, int], list[tuple[Any, ...]]] = {
    ("short", 2024): [
        (1, _BUILDING, _DONE), (2, _BUILDING, _DONE), (9, _BUILDING, _DONE), (10, _BUILDING, _DONE, "18/11/2022"),
        (6, _BUILDING, _GOING_ON), (1, _SKILLS, _DONE), (3, _SKILLS, _DONE), (2, _SKILLS, _FAILED),
        (5, _SKILLS, _GOING_ON), (4, _SKILLS, _DONE, "20/12/2023"), (6, _TITLE, _DONE), (8, _TITLE, _GOING_ON),
        (7, "Khác", _DONE),
    ],
    ("short", 2025): [
        (6, _BUILDING, _DONE), (11, _BUILDING, _DONE), (4, _SKILLS, _DONE), (5, _SKILLS, _DONE), (7, _TITLE, _DONE),
        (8, _TITLE, _FAILED),
    ],
    ("full", 2024): [
        *((person, _BUILDING, _DONE) for person in (1, 2, 9, 11, 12)), (10, _BUILDING, _DONE, "18/11/2022"),
        *((person, _SKILLS, _DONE) for person in (1, 2, 3, 4, 5)), *((person, _TITLE, _DONE) for person in (6, 7, 8)),
    ],
    ("full", 2025): [
        (5, _BUILDING, _DONE), (6, _BUILDING, _DONE), *((person, _SKILLS, _DONE) for person in (1, 2, 3, 4, 5)),
        *((person, _TITLE, _DONE) for person in (6, 7, 8)),
    ],
}  # fmt: skip
#: Number, name, type, and the rating of (short 2024, full 2024, short 2025, full 2025).
_ORGANISATIONS: tuple[tuple[int, str, str, tuple[str, str, str, str]], ...] = (
    (1, "Ban Thường vụ Huyện ủy", "Ban Thường vụ cấp ủy cấp huyện", (GOOD, GOOD, FAIR, BEST)),
    (2, "Đảng đoàn Hội đồng nhân dân", "Đảng đoàn", (FAIR, GOOD, "", "")),
    (3, "Ban cán sự đảng Ủy ban nhân dân", "Ban cán sự đảng", (GOOD, GOOD, GOOD, GOOD)),
    (4, "Đảng bộ xã Khau Đấng", "Đảng ủy cơ sở", (GOOD, GOOD, GOOD, GOOD)),
    (5, "Chi bộ Bưu điện", "Chi bộ cơ sở", (FAIR, GOOD, GOOD, BEST)),
    (6, "Chi bộ Trạm Thuế", "Chi bộ cơ sở", ("", "", FAIR, GOOD)),
    (7, "Đảng bộ bộ phận Nông trường", "Đảng ủy bộ phận", (GOOD, GOOD, GOOD, GOOD)),
    (8, "Chi bộ Hạt Kiểm lâm", "Chi bộ cơ sở", ("", "", "", "")),
)
_DISSOLVED = {(2, 2025): "28/02/2025", (3, 2025): "30/06/2025", (8, 2024): "30/06/2024", (8, 2025): "30/06/2024"}
_NOT_RATED = {"rating": "", "decision_number": "", "decided_on": ""}
_PLACES = ("Nà Pò", "Khau Đấng", "Bản Lù", "Pác Mạ", "Lũng Cà", "Đèo Giàng", "Cốc Sả", "Thôm Mò", "Tát Dài",
           "Kéo Nàng")  # fmt: skip
_ENDS = (
    *("An", "Bình", "Sơn", "Hòa", "Quý", "Thượng", "Long", "Trung", "Đông", "Tây", "Nam", "Bắc", "Thủy", "Lâm", "Phú"),
    *("Cường", "Thịnh", "Mỹ", "Dương", "Xuân", "Thuận", "Vân", "Minh", "Tiến", "Lợi", "Giang", "Hà"),
)


def unit_name(number: int) -> str:
    """Return the name of the unit with a number; each has its own."""
    return f"Huyện ủy {_PLACES[number % len(_PLACES)]} {_ENDS[number // len(_PLACES)]}"


def clean_years(unit: str, number: int, variant: str) -> list[YearReturn]:
    """Return both years of a unit as a careful clerk would send them."""
    return [YearReturn(unit, number, unit_name(number), year, _pages(number, variant, year)) for year in YEARS]


def _pages(number: int, variant: str, year: int) -> list[Page]:
    which = 2 * YEARS.index(year) + VARIANTS.index(variant)
    rows = {
        "01": [row for one in _ORGANISATIONS if (row := _organisation(number, one, which, year))],
        "02": [row for person in _PERSONS for row in _cadre(number, person, variant)],
        "03": [row for person in _PERSONS for row in _ratings(number, person, which, year)],
        "04": [_course(number, variant, year, place, course) for place, course in enumerate(_COURSES[variant, year])],
    }
    titles = [["TỈNH ỦY MẪU", "", "", "", "ĐẢNG CỘNG SẢN VIỆT NAM"], [unit_name(number).upper()]]
    return [
        Page(
            form,
            [*titles, ["", f"Biểu số {form}"], ["", f"{TITLES[form]} NĂM {year}"]],
            dict(HEADINGS[form]),
            rows[form],
            name=f"Biểu {form}",
        )
        for form in rows
    ]


def organisation_code(number: int, organisation: int) -> str:
    """Return a code that no other unit has."""
    return f"ML{number:04d}.{organisation:02d}"


def _organisation(number: int, one: tuple[int, str, str, tuple[str, ...]], which: int, year: int) -> Row | None:
    organisation, name, kind, ratings = one
    if (organisation, year) == (8, 2025):
        return None
    row: Row = {
        "_subject": organisation,
        "organisation_code": organisation_code(number, organisation),
        "organisation_name": name,
        "organisation_type": kind,
        "parent_code": f"ML{number:04d}",
        "founded_on": "01/09/2024" if organisation == 6 else "03/02/2005",
        "dissolved_on": _DISSOLVED.get((organisation, year), ""),
        "rating": ratings[which],
        "decision_number": f"{organisation}-QĐ/HU",
        "decided_on": DECIDED[year],
    }
    if not ratings[which]:
        new = "Mới thành lập, mới bổ nhiệm (chưa đủ 6 tháng)"
        row |= _NOT_RATED | {"exemption": new if organisation == 6 else "Giải thể, sáp nhập"}
    if (organisation, which) == (5, 2):
        row["decision_number"] = ""  # a proposal
    return row


def _who(number: int, person: _Person) -> Row:
    own = f"{(number * 20 + person.number) * 37 % 1_000_000:06d}"
    year = int(person.born_on[-4:])
    citizen_id = f"006{int(person.sex == 'Nữ')}{year % 100:02d}{own}"
    return {
        "_subject": person.number,
        "full_name": person.name,
        "citizen_id": {"card": "", "old": f"281{own}"}.get(person.ids, citizen_id),
        "party_card": "" if person.ids == "citizen" else f"56{own}",
    }


def _cadre(number: int, person: _Person, variant: str) -> list[Row]:
    """Return a row a position; where positions are of two levels, the second row tells nothing of schooling."""
    rows = []
    for place, (position, level) in enumerate(person.positions):
        row = _who(number, person) | {
            "born_on": person.born_on,
            "sex": person.sex,
            "ethnicity": "Tày",
            "position": position,
            "level": level,
            "organisation_code": organisation_code(number, 1 + person.number % 5),
            "managed_by": person.short_managed if variant == "short" else person.full_managed,
            "professional_qualification": person.short if variant == "short" else person.full,
            "political_theory": "Trung cấp" if variant == "full" and person.theory == "Sơ cấp" else person.theory,
            "appointed_on": "01/07/2020",
        }
        if place and level != person.positions[0][1]:
            row |= {"professional_qualification": "", "political_theory": "", "appointed_on": "15/10/2020"}
        rows.append(row)
    return rows


def _ratings(number: int, person: _Person, which: int, year: int) -> list[Row]:
    rating = _RATED.get(person.number, (GOOD,) * 4)[which]
    row = _who(number, person) | {
        "position": person.positions[0][0],
        "period": "Năm" if year == YEARS[0] or person.number % 2 else "6 tháng đầu năm 2025",
        "rating": rating,
        "decision_number": f"{100 + person.number}-QĐ/HU",
        "decided_on": DECIDED[year],
    }
    if not rating:
        excuse = "Đình chỉ sinh hoạt đảng" if person.number == 6 else "Miễn công tác và sinh hoạt đảng"
        return [row | _NOT_RATED | {"exemption": excuse}]
    if (person.number, which) == (11, 0):
        row["decision_number"] = ""  # a proposal
    quarter = {"period": "Quý I", "rating": FAIR, "decision_number": "31-QĐ/HU", "decided_on": f"05/04/{year}"}
    return [row, row | quarter] if person.number in (1, 4) else [row]


def _course(number: int, variant: str, year: int, place: int, course: tuple[Any, ...]) -> Row:
    person, group, result, *other_end = course
    ended_on = other_end[0] if other_end else f"{10 + place}/0{4 + place % 3}/{year}"
    return _who(number, _PERSONS[person - 1]) | {
        "course_name": f"Lớp bồi dưỡng số {place + 1}",
        "course_group": group,
        "started_on": f"01/03/{ended_on[-4:]}",
        "ended_on": ended_on,
        "result": result,
        "certificate_number": f"{place + 1}/CC" if result == _DONE else "",
        "provider": "Trường Chính trị tỉnh",
    }
