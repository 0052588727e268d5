"""Other ways of writing one cell: spellings of a list, titles of position, dates, identifiers, degrees going on.

Belongs here: changes of single values that say the same. A function changes one page and says what it did, or "".
"""

import random
import re
from datetime import date, datetime

from dagster_project.lib.seeds import read_seed
from tests.fixtures.pages import Page, Row

_LISTS = {
    "organisation_type": ("organisation_type",),
    "rating": ("rating",),
    "exemption": ("exemption_recognised", "exemption_not_recognised"),
    "level": ("level",),
    "managed_by": ("managed_by",),
    "professional_qualification": ("professional_qualification",),
    "political_theory": ("political_theory",),
    "course_group": ("course_group",),
    "result": ("course_result",),
    "sex": ("sex",),
}
_PERIODS = {
    "Năm": ["", "Cả năm", "năm", "NĂM"],
    "Quý I": ["Quý 1", "QUÝ I", "quý I"],
    "6 tháng đầu năm 2025": ["Kết thúc hoạt động", "6 THÁNG ĐẦU NĂM 2025"],
}
_STUDYING = {
    "professional_qualification": {"Đại học": "ThS", "Cao đẳng": "ĐH", "Trung cấp": "ĐH"},
    "political_theory": {"Trung cấp": "CC", "Sơ cấp": "TC"},
}
_LOWER = {"Thạc sĩ": "Đại học", "Đại học": "CĐ", "Chuyên khoa I": "BS"}
_NAMES = {
    "Trưởng phòng": "Nội vụ",
    "Phó Trưởng phòng": "Tổng hợp",
    "Giám đốc Sở": "Văn hóa, Thể thao và Du lịch",
    "Bí thư Đảng ủy xã": "Bản Lù",
    "Chủ tịch UBND xã": "Pác Mạ",
    "Phó Chủ tịch HĐND xã": "Kéo Nàng",
}
_BETWEEN_TITLES = re.compile(r"(;\s|, | kiêm )")
_DATES = ("founded_on", "dissolved_on", "decided_on", "born_on", "appointed_on", "started_on", "ended_on")


def _spellings(column: str, value: str) -> list[str]:
    if column == "period":
        return _PERIODS.get(value, [])
    rows = [row for row in read_seed("codes.csv") if row["list"] in _LISTS[column] and row["label_vi"] == value]
    return [text for row in rows for text in row["spellings"].split("; ") if "(" not in text]


def spellings(page: Page, _year: int, rng: random.Random) -> str:
    """Write values of lists in other spellings, among them abbreviations and other capitals."""
    changed = set()
    for row in page.rows:
        for column in (*_LISTS, "period"):
            value = row.get(column)
            if column not in page.headings or not value or rng.random() < 0.4:
                continue
            row[column] = rng.choice([*_spellings(column, value), value.upper(), value.lower(), f" {value} "])
            changed.add(column)
    return ", ".join(sorted(changed))


def _aliases(title: str, level: str) -> list[str]:
    codes = {"Tỉnh": "province", "Huyện": "district", "Xã": "commune", "Cơ sở": "grassroots"}
    rows = [row for row in read_seed("positions.csv") if row["title_vi"] == title and row["level"] == codes.get(level)]
    return [text for row in rows for text in row["aliases"].split("; ") if text]


def titles_of_position(page: Page, _year: int, rng: random.Random) -> str:
    """Write titles in another spelling of theirs, or with the name of the office behind them."""
    changed = []
    for row in page.rows if page.form == "02" else []:
        parts = _BETWEEN_TITLES.split(row["position"])
        for place in range(0, len(parts), 2):
            title = parts[place]
            others = [*_aliases(title, row["level"]), title.upper()]
            # The comma in the name of an office is no comma between titles where the cell has no other.
            others += [f"{title} {_NAMES[title]}"] if title in _NAMES and len(parts) == 1 else []
            parts[place] = rng.choice(others)
        row["position"] = "".join(parts)
        changed.append(row["position"])
    return " | ".join(changed)


def levels_untold(page: Page, _year: int, rng: random.Random) -> str:
    """Blank or spoil the level of titles that exist at one level only."""
    all_titles = [
        text.casefold() for row in read_seed("positions.csv") for text in [row["title_vi"], *row["aliases"].split("; ")]
    ]
    changed = []
    for row in page.rows if page.form == "02" else []:
        parts = [part.casefold() for part in _BETWEEN_TITLES.split(row["position"])[::2]]
        if all(all_titles.count(part) == 1 for part in parts) and rng.random() < 0.5:
            row["level"] = rng.choice(["", "Thôn", "Xã", "Tỉnh", "?"])
            changed.append(f"{row['position']}: {row['level']!r}")
    # A column that is blank in every row would be told as a whole; it changes no figure either.
    return "; ".join(changed)


def dates(page: Page, _year: int, rng: random.Random) -> str:
    """Write days as date cells, with other marks, as ISO or in words; births also as a month or a year."""
    changed = set()
    for row in page.rows:
        for column in _DATES:
            day = _day(row.get(column)) if column in page.headings else None
            if day:
                row[column] = rng.choice(_ways_of_a_date(day, column))
                changed.add(column)
    return ", ".join(sorted(changed))


def _day(value: object) -> date | None:
    try:
        return datetime.strptime(str(value), "%d/%m/%Y").date()
    except ValueError:
        return None  # blank, or made unreadable


def _ways_of_a_date(day: date, column: str) -> list[object]:
    ways: list[object] = [
        day,
        f"{day:%d/%m/%Y}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}-{day.month}-{day.year}",
        f"{day:%d.%m.%Y}",
        f"{day.isoformat()}",
        f"ngày {day.day} tháng {day.month} năm {day.year}",
        f"{day:%d / %m / %Y}",
    ]
    if column == "born_on":
        serial = date.fromordinal(date(1899, 12, 30).toordinal() + day.year)
        ways += [f"{day.month}/{day.year}", f"{day:%m/%Y}", str(day.year), day.year, serial, f"{serial:%d/%m/%Y}"]
    return ways


def identifiers(page: Page, _year: int, rng: random.Random) -> str:
    """Write ids as numbers (the first zero is lost) or with blanks and points, cards as 56.012345."""
    changed = set()
    for row in page.rows:
        for column, ways in (("citizen_id", _ways_of_an_id), ("party_card", _ways_of_a_card)):
            value = row.get(column)
            if value and column in page.headings and str(value).isdigit():
                row[column] = rng.choice(ways(str(value)))
                changed.add(column)
    return ", ".join(sorted(changed))


def _ways_of_an_id(text: str) -> list[object]:
    threes = [text[start : start + 3] for start in range(0, len(text), 3)]
    return [int(text), text.lstrip("0"), " ".join(threes), ".".join(threes), f" {text}\u00a0", f"{text[:6]}-{text[6:]}"]


def _ways_of_a_card(text: str) -> list[object]:
    return [int(text), f"{text[:2]}.{text[2:]}", f"{text[:2]} {text[2:]}", int(text) / 1_000_000, f"{text}\n"]


def degrees(page: Page, _year: int, rng: random.Random) -> str:
    """Name a higher degree that is still going on, or a lower one besides."""
    changed = []
    for row in page.rows if page.form == "02" else []:
        for column, next_degrees in _STUDYING.items():
            changed += [said] if (said := _degree(row, column, next_degrees, rng)) else []
    return "; ".join(changed)


def _degree(row: Row, column: str, next_degrees: dict[str, str], rng: random.Random) -> str:
    value = row.get(column)
    ways = []
    if value in next_degrees:
        ways += [f"{value}, đang học {next_degrees[value]}", f"{value} (đang học {next_degrees[value]})"]
    if value in _LOWER and column == "professional_qualification":
        ways += [f"{_LOWER[value]}, {value}", f"{value}; {_LOWER[value]}", f"{_LOWER[value]}\n{value}"]
    if not ways or rng.random() < 0.5:
        return ""
    row[column] = rng.choice(ways)
    return str(row[column])
