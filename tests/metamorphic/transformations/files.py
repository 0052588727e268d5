"""Other sheets and files that say the same: forms below one another, blank templates, formats, earlier versions.

Belongs here: from the pages of a year to the sheets and files that hold them. Each function changes the sheets of one
year; ``write`` makes files of them.
"""

import copy
import random

from tests.fixtures.clean_return import Sent
from tests.fixtures.pages import AnySheet, Page, Plain, Stack, pages_of
from tests.metamorphic.clean_unit import RECEIVED

Sheets = list[AnySheet]


def stacked(sheets: Sheets, rng: random.Random) -> str:
    """Put two or three forms below one another in one sheet; the lower ones may have no titles of their own."""
    loose = [sheet for sheet in sheets if isinstance(sheet, Page) and not sheet.hidden and sheet.rows]
    count = rng.randint(2, 3)
    by_form = {page.form: page for page in rng.sample(loose, len(loose))}
    if len(by_form) < count:
        return ""
    pages = list(by_form.values())[:count]
    for page in pages[1:]:
        if rng.random() < 0.5:
            page.titles = [["", f"Biểu số {page.form}"]] if rng.random() < 0.5 else []
    for page in pages[:-1]:
        page.footer = page.footer if rng.random() < 0.5 else []
    for page in pages:
        sheets.remove(page)
    sheets.append(Stack("Tổng hợp", pages))
    return " over ".join(page.form for page in pages)


def blank_templates(sheets: Sheets, rng: random.Random) -> str:
    """Leave blank sheets of the template in the file."""
    forms = {page.form: page for sheet in sheets for page in pages_of(sheet)}
    chosen = rng.sample(sorted(forms), min(len(forms), rng.randint(1, 2)))
    for form in chosen:
        blank = copy.deepcopy(forms[form])
        blank.above, blank.rows, blank.inserted, blank.reprinted = None, [], {}, {}
        blank.name, blank.total = f"Mẫu {form}", None
        sheets.insert(rng.randint(0, len(sheets)), blank)
    return ", ".join(chosen)


def hidden_copy(sheets: Sheets, rng: random.Random) -> str:
    """Leave a hidden copy of a form in the file, with other ratings and degrees."""
    pages = [page for sheet in sheets for page in pages_of(sheet) if page.rows]
    if not pages:
        return ""
    hidden = copy.deepcopy(rng.choice(pages))
    hidden.above, hidden.hidden, hidden.name = None, True, "Năm trước"
    _spoil(hidden)
    sheets.append(hidden)
    return hidden.form


def other_sheets(sheets: Sheets, rng: random.Random) -> str:
    """Leave sheets in the file that are no form."""
    sheets.insert(0, Plain("Danh bạ", [["Danh bạ liên hệ"], ["Phòng", "Điện thoại"], ["Văn phòng", "không số"]]))
    sheets.append(Plain("Trống", []))
    return "a directory and a blank sheet"


def _spoil(page: Page) -> None:
    for row in page.rows:
        row |= {name: "KHTNV" for name in row if name == "rating"}
        row |= {name: "Không hoàn thành" for name in row if name == "result"}
        row |= {name: "Sơ cấp" for name in row if name in ("professional_qualification", "political_theory")}


def write(sheets: Sheets, year: int, rng: random.Random, changes: tuple[str, ...]) -> tuple[list[Sent], str]:
    """Return the files of one year and what was done."""
    said = []
    extension = ".xlsx"
    if "other_format" in changes:
        extension = rng.choice([".xls", ".ods", ".csv"] if _fits_csv(sheets) else [".xls", ".ods"])
        said.append(extension)
    if extension == ".csv":
        shown = [sheet for sheet in sheets if not sheet.hidden and any(any(row) for row in sheet.grid())]
        script = rng.choice(["typed", "comma"])
        sent = [
            Sent(year, f"bieu-{number}.csv", RECEIVED[year], [sheet], script=script)
            for number, sheet in enumerate(shown)
        ]
    elif "several_files" in changes and (parts := _parts(sheets, rng)):
        sent = [
            Sent(year, f"phan-{number}{extension}", RECEIVED[year], part) for number, part in enumerate(parts) if part
        ]
        said.append(f"{len(sent)} files")
    else:
        sent = [Sent(year, f"bao-cao{extension}", RECEIVED[year], sheets)]
    if "sent_before" in changes:
        before = copy.deepcopy(sheets)
        for page in (page for sheet in before for page in pages_of(sheet)):
            _spoil(page)
        sent.append(Sent(year, "z-ban-dau.xlsx", RECEIVED[year].replace("-15 ", "-05 "), before))
        said.append("a worse version before")
    return sent, ", ".join(said)


def _fits_csv(sheets: Sheets) -> bool:
    """Tell whether a csv loses nothing: it knows no merged cells, and a form of two sheets would be two files."""
    forms = [page.form for sheet in sheets for page in pages_of(sheet) if page.rows and not sheet.hidden]
    return len(forms) == len(set(forms)) and not any(
        page.merged_down for sheet in sheets for page in pages_of(sheet) if not sheet.hidden
    )


def _parts(sheets: Sheets, rng: random.Random) -> list[Sheets]:
    """Deal the sheets to files, those that share a form to the same one."""
    parts: list[Sheets] = [[], []]
    where: dict[str, int] = {}
    for sheet in sheets:
        forms = {page.form for page in pages_of(sheet)}
        known = {where[form] for form in forms if form in where}
        if len(known) > 1:
            return []
        number = known.pop() if known else rng.randrange(2)
        where |= dict.fromkeys(forms, number)
        parts[number].append(sheet)
    # A file must hold something to be read.
    return parts if all(any(any(any(row) for row in sheet.grid()) for sheet in part) for part in parts) else []
