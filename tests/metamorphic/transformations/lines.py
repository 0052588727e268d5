"""Other lines around the data: titles, sections, blank rows, subtotals, totals, headings printed again.

Belongs here: lines that are no data. They must not be taken for data, nor take data with them.
"""

import random

from tests.fixtures.pages import TITLES, Cells, Page

_SECTIONS = ("Khối Đảng", "Khối chính quyền", "Các cơ quan tham mưu", "Cấp xã", "Các chi bộ nông thôn")
_MARKS = ("I", "II", "III", "A", "B", "IV.")


def titles(page: Page, year: int, rng: random.Random) -> str:
    """Print three to eight other title rows; the unit in any of its ways of writing, or the year alone."""
    unit = str(page.titles[1][0])
    place = unit.removeprefix("HUYỆN ỦY ")
    kept: list[str] = []
    kept.append(rng.choice([unit, f"ĐẢNG BỘ HUYỆN {place}", f"BCH ĐẢNG BỘ HUYỆN {place}", f"HUYỆN {place}"]))
    kept += [f"{TITLES[page.form]} NĂM {year}"] if rng.random() < 0.7 else [TITLES[page.form]]
    others = [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "TỈNH ỦY MẪU",
        f"Biểu số {page.form}",
        f"Khau Đấng, ngày 15 tháng 01 năm {year + 1}",
        "(giai đoạn 2021 - 2025)",
        "Nhiệm kỳ 2020 - 2025",
        "*",
        "Số 12-BC/HU",
        "(Kèm theo Báo cáo của Ban Thường vụ)",
        f"Biểu mẫu số {page.form}",
    ]
    lines = kept + rng.sample(others, rng.randint(1, 6))
    rng.shuffle(lines)
    page.titles = [_placed(line, rng) for line in lines]
    for _ in range(rng.randint(0, 2)):
        page.titles.insert(rng.randint(0, len(page.titles)), [])
    return " | ".join(lines)


def _placed(line: str, rng: random.Random) -> Cells:
    return [""] * rng.choice([0, 0, 1, 3]) + [line]


def sections(page: Page, _year: int, rng: random.Random) -> str:
    """Print section rows, each a mark and a name, where the template has them."""
    columns = list(page.headings)
    name = next((columns.index(one) for one in ("full_name", "organisation_name") if one in columns), None)
    if name is None or page.rows == []:
        return ""
    places = sorted(rng.sample(range(1, len(page.rows) + 1), min(len(page.rows), rng.randint(1, 3))))
    for place in places:
        line: Cells = [""] * (name + 1)
        line[name] = rng.choice(_SECTIONS)
        if "line_number" in columns and rng.random() < 0.7:
            line[columns.index("line_number")] = rng.choice(_MARKS)
        page.inserted.setdefault(place, []).append(line)
    return f"before rows {places}"


def blank_rows(page: Page, _year: int, rng: random.Random) -> str:
    """Leave rows blank."""
    places = [place for place in range(1, len(page.rows) + 1) if rng.random() < 0.3]
    for place in places:
        page.inserted.setdefault(place, []).append([])
    return f"before rows {places}" if places else ""


def subtotals(page: Page, _year: int, rng: random.Random) -> str:
    """Print subtotals between the rows, and another total below them, or none."""
    columns = list(page.headings)
    name = next((columns.index(one) for one in ("full_name", "organisation_name") if one in columns), 1)
    for place in rng.sample(range(2, len(page.rows) + 1), min(1, max(len(page.rows) - 1, 0))):
        label = rng.choice([["Cộng"], ["Cộng: 2"], ["Cộng", 2]])
        page.inserted.setdefault(place, []).append([""] * name + label)
    page.total = rng.choice([None, "Tổng cộng: {n} đồng chí", "TỔNG CỘNG: {n}", "Tổng số: {n}", "Tổng cộng"])
    page.footer = page.footer if rng.random() < 0.7 else []
    return f"total {page.total!r}"


def column_numbers(page: Page, _year: int, _rng: random.Random) -> str:
    """Leave the row of column numbers out."""
    page.column_numbers = False
    return "none"


def headings_again(page: Page, _year: int, rng: random.Random) -> str:
    """Print the heading again on the next page; there the columns may stand in another order."""
    if len(page.rows) < 3:
        return ""
    place = rng.randint(2, len(page.rows))
    order = list(page.headings)
    if not page.groups and rng.random() < 0.4:
        rest = [name for name in order if name != "line_number"]
        rng.shuffle(rest)
        order = [name for name in order if name == "line_number"] + rest
    page.reprinted[place] = {name: page.headings[name] for name in order}
    return f"before row {place}{'' if order == list(page.headings) else ' in another order'}"
