"""Other columns that say the same: order, headings, ticks, the old layout of birth and sex, whose rating it is.

Belongs here: changes of which columns there are and what stands over them. What a page says of headings is taken from
returns.md, not from the reader's lists.
"""

import random

from dagster_project.lib.seeds import read_seed
from tests.fixtures.pages import Page

_ALIASES: dict[tuple[str, str], tuple[str, ...]] = {
    ("01", "organisation_code"): ("Mã TCĐ",),
    ("01", "organisation_type"): ("Loại hình",),
    ("01", "parent_code"): ("Trực thuộc",),
    ("", "rating"): ("Xếp loại năm", "Xếp loại", "Kết quả xếp loại năm {year}", "Xếp loại năm {year}"),
    ("", "decision_number"): ("Số QĐ",),
    ("", "decided_on"): ("Ngày QĐ",),
    ("", "exemption"): ("Lý do chưa xếp loại",),
    ("02", "born_on"): ("Ngày, tháng, năm sinh",),
    ("", "citizen_id"): ("Số CMND/CCCD", "Số định danh cá nhân"),
    ("", "party_card"): ("Số thẻ đảng",),
    ("", "position"): ("Chức vụ",),
    ("02", "organisation_code"): ("Mã đơn vị công tác",),
    ("02", "professional_qualification"): ("Chuyên môn", "CM"),
    ("02", "political_theory"): ("LLCT",),
    ("02", "appointed_on"): ("Ngày bầu/bổ nhiệm",),
    ("04", "course_name"): ("Tên khóa học",),
    ("04", "certificate_number"): ("Số chứng nhận",),
}
_GROUPS = {
    "decision_number": ("Quyết định", "Số"),
    "decided_on": ("Quyết định", "Ngày"),
    "started_on": ("Thời gian", "Từ ngày"),
    "ended_on": ("Thời gian", "Đến ngày"),
    "professional_qualification": ("Trình độ", "Chuyên môn"),
    "political_theory": ("Trình độ", "LLCT"),
}
_LISTS = {
    "rating": "rating",
    "professional_qualification": "professional_qualification",
    "political_theory": "political_theory",
    "sex": "sex",
}
_NEEDLESS = {
    "01": ("line_number", "parent_code", "commune_code", "note"),
    "02": ("line_number", "ethnicity", "organisation_code", "note"),
    "03": ("line_number", "full_name", "position", "note"),
    "04": ("line_number", "full_name", "started_on", "certificate_number", "provider", "note"),
}
_UNKNOWN = {
    "Quê quán": "xã Khau Đấng",
    "Hệ số lương": "4,98",
    "Điện thoại": "0912 000 000",
    "Tuổi đảng": "12",
    "": "",
}


def headings(page: Page, year: int, rng: random.Random) -> str:
    """Print other headings, in capitals or over two lines."""
    changed = []
    for column, heading in page.headings.items():
        if column in page.groups or "=" in column or rng.random() < 0.3:
            continue
        known = _ALIASES.get((page.form, column)) or _ALIASES.get(("", column)) or ()
        text = rng.choice([heading, *known]).format(year=year)
        page.headings[column] = rng.choice([text, text, text.upper(), text.replace(" ", "\n", 1)])
        changed.append(page.headings[column])
    return "; ".join(changed)


def groups(page: Page, _year: int, rng: random.Random) -> str:
    """Put two columns under one heading: Quyết định over Số and Ngày."""
    names = [rng.choice(sorted({label for label, _ in _GROUPS.values()}))]
    names += [label for label in ("Quyết định", "Thời gian") if rng.random() < 0.5]
    columns = [
        one for one, (label, _) in _GROUPS.items() if label in names and one in page.headings and one not in page.groups
    ]
    whole = [one for one in columns if sum(_GROUPS[one][0] == _GROUPS[other][0] for other in columns) == 2]
    for column in whole:
        page.groups[column], page.headings[column] = _GROUPS[column]
    _together(page)
    return ", ".join(whole)


def ticked(page: Page, _year: int, rng: random.Random) -> str:
    """Put a column a value in the place of a column, and an x under the one that holds."""
    changed = []
    for column, list_name in _LISTS.items():
        if column not in page.headings or column in page.groups or rng.random() < 0.4:
            continue
        rows = [row for row in read_seed("codes.csv") if row["list"] == list_name]
        code_of = {
            text.strip().casefold(): row["code"]
            for row in rows
            for text in [row["label_vi"], *row["spellings"].split("; ")]
        }
        values = {str(row[column]).strip().casefold() for row in page.rows if row.get(column)}
        if not values or not values <= set(code_of):
            continue
        used = {code_of[value] for value in values}
        shown = [row for row in rows if row["code"] in used or rng.random() < 0.4 or list_name in ("sex", "rating")]
        rng.shuffle(shown)
        _tick(page, column, {row["code"]: _label(row, rng) for row in shown}, code_of, rng)
        changed.append(column)
    return ", ".join(changed)


def _label(row: dict[str, str], rng: random.Random) -> str:
    """Return what stands over a ticked column: the value, or the first abbreviation of it."""
    return row["label_vi"] if row["list"] == "sex" else rng.choice([row["label_vi"], row["spellings"].split("; ")[0]])


def _tick(page: Page, column: str, labels: dict[str, str], code_of: dict[str, str], rng: random.Random) -> None:
    group = page.headings[column]
    for row in page.rows:
        if value := str(row.get(column) or "").strip().casefold():
            row[f"{column}={code_of[value]}"] = rng.choice("xX")
    new: dict[str, str] = {}
    for name, heading in page.headings.items():
        new |= {f"{column}={code}": label for code, label in labels.items()} if name == column else {name: heading}
    page.headings = new
    page.groups |= {f"{column}={code}": group for code in labels}


def birth_under_sex(page: Page, _year: int, _rng: random.Random) -> str:
    """Put the birth under the person's sex, as until 2022."""
    if page.form != "02" or not {"born_on", "sex"} <= set(page.headings) or not _sexes_are_plain(page):
        return ""
    for row in page.rows:
        side = "male" if str(row["sex"]).strip().casefold() == "nam" else "female"
        row[f"born_on_{side}"] = row["born_on"]
    new: dict[str, str] = {}
    for name, heading in page.headings.items():
        if name == "born_on":
            new |= {"born_on_male": "Nam", "born_on_female": "Nữ"}
        elif name != "sex":
            new[name] = heading
    page.headings = new
    page.groups |= dict.fromkeys(("born_on_male", "born_on_female"), "Ngày, tháng, năm sinh")
    return "done"


def lone_female(page: Page, _year: int, rng: random.Random) -> str:
    """Put one column "Nữ" in the place of the sex."""
    if page.form != "02" or "sex" not in page.headings or not _sexes_are_plain(page):
        return ""
    for row in page.rows:
        row["sex"] = "" if str(row["sex"]).strip().casefold() == "nam" else rng.choice("xX")
    page.headings["sex"] = rng.choice(["Nữ", "NỮ"])
    return "done"


def _sexes_are_plain(page: Page) -> bool:
    return all(str(row.get("sex")).strip().casefold() in ("nam", "nữ") for row in page.rows)


def whose_rating(page: Page, year: int, rng: random.Random) -> str:
    """Print the self-assessment or last year's rating beside the rating, under one heading."""
    if "rating" not in page.headings or "rating" in page.groups:
        return ""
    own, other = rng.choice([("Cấp có thẩm quyền", "Tự nhận"), (f"Năm {year}", f"Năm {year - 1}")])
    for row in page.rows:
        row["rating_other"] = rng.choice(["Hoàn thành xuất sắc nhiệm vụ", "HTTNV", "HTNV", "KHTNV", ""])
    pairs = [("rating_other", other), ("rating", own)]
    if rng.random() < 0.3:
        pairs.reverse()
    new: dict[str, str] = {}
    for name, heading in page.headings.items():
        new |= dict(pairs) if name == "rating" else {name: heading}
    page.headings = new
    page.groups |= dict.fromkeys(("rating", "rating_other"), rng.choice(["Xếp loại", "Kết quả xếp loại"]))
    return f"{other} beside {own}"


def unknown_columns(page: Page, _year: int, rng: random.Random) -> str:
    """Add columns that no form has; one has not even a heading."""
    chosen = rng.sample(sorted(_UNKNOWN), rng.randint(1, 3))
    for number, heading in enumerate(chosen):
        page.headings[f"unknown_{number}"] = heading
        for row in page.rows:
            row[f"unknown_{number}"] = _UNKNOWN[heading] if rng.random() < 0.7 else ""
    return ", ".join(chosen)


def fewer_columns(page: Page, _year: int, rng: random.Random) -> str:
    """Leave columns out on which no figure depends."""
    out = [name for name in _NEEDLESS[page.form] if name in page.headings and rng.random() < 0.5]
    page.headings = {name: heading for name, heading in page.headings.items() if name not in out}
    return ", ".join(out)


def other_order(page: Page, _year: int, rng: random.Random) -> str:
    """Shuffle the columns; those under one heading stay together."""
    blocks: dict[str, list[str]] = {}
    for name in page.headings:
        blocks.setdefault(f"group {page.groups[name]}" if name in page.groups else name, []).append(name)
    first = [blocks.pop("line_number")] if "line_number" in blocks else []
    order = list(blocks.values())
    rng.shuffle(order)
    page.headings = {name: page.headings[name] for block in [*first, *order] for name in block}
    return "shuffled"


def _together(page: Page) -> None:
    """Bring columns of one group beside one another, where the first of them stands."""
    order: list[str] = []
    for name in page.headings:
        if name in order:
            continue
        group = page.groups.get(name)
        order += [one for one in page.headings if page.groups.get(one) == group] if group else [name]
    page.headings = {name: page.headings[name] for name in order}
