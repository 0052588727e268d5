"""Cells and rows that cannot be read."""

import random

from tests.fixtures.pages import Page, Row

_DECIDED = {"rating": "Giỏi", "decision_number": "chờ ký", "decided_on": "cuối năm", "exemption": "Không rõ"}
_CELLS = {
    "01": _DECIDED,
    "02": {"professional_qualification": "bằng nghề", "political_theory": "???"},
    "03": {**_DECIDED, "period": "Học kỳ I"},
    "04": {"result": "Giỏi"},
}
_NO_IDS = {"citizen_id": "12345", "party_card": "không có"}
#: Each makes a row of the form one that is quarantined.
_ROWS: dict[str, tuple[Row, ...]] = {
    "01": ({"organisation_code": ""}, {"organisation_type": "Câu lạc bộ"}, {"organisation_type": ""}),
    "02": (
        {"full_name": ""},
        {"position": "Trưởng thôn"},
        {"position": ""},
        {"position": "Trưởng thôn", "level": "Thôn"},
        {"born_on": "30/02/1975"},
        {"sex": "Khác"},
        _NO_IDS,
        {**_NO_IDS, "position": "Trưởng thôn", "level": "", "managed_by": "Ban Quản lý dự án"},
    ),
    "03": (_NO_IDS, {"citizen_id": "", "party_card": ""}),
}


def cells_unreadable(pages: list[Page], rng: random.Random) -> str:
    """Spoil or blank some cells of one column that is read for a figure."""
    if not pages:
        return ""
    page = rng.choice(pages)
    column, nonsense = rng.choice(sorted(_CELLS[page.form].items()))
    spoiled = [nonsense] if column == "period" else [nonsense, "", nonsense]
    rows = [row for row in page.rows if row.get(column) and rng.random() < 0.4]
    for row in rows:
        row[column] = rng.choice(spoiled)
    return f"{page.form} {column} of {_subjects(rows)}" if rows else ""


def rows_unreadable(pages: list[Page], rng: random.Random) -> str:
    """Make some rows of a form such that they are quarantined."""
    known = [page for page in pages if page.form in _ROWS]
    if not known:
        return ""
    page = rng.choice(known)
    rows = [row for row in page.rows if rng.random() < 0.3]
    for row in rows:
        row |= rng.choice(_ROWS[page.form])
    return f"{page.form} rows of {_subjects(rows)}" if rows else ""


def _subjects(rows: list[Row]) -> str:
    return ", ".join(str(row["_subject"]) for row in rows)
