"""Our own sheet in what a district sends back: recognised by its marker, and its explanations read.

Belongs here: the texts that mark the sheet, and rows of texts in, explanations out. What an explanation does to a
finding is told in dbt (fct_finding); how the sheet is written, in quality/feedback.
"""

import re
import unicodedata
from collections.abc import Sequence

SHEET_NAME = "Phiếu phản hồi"
EXPLANATION = "Giải trình"
# Our sheet is known by these texts: they must survive as they are, also when Excel or LibreOffice saved it again.
MARKER = "PHIEU-PHAN-HOI/1"
MACHINE_HEADINGS = ("pph:fingerprint", "pph:finding_id", "pph:rule_id")
LIST_HEADINGS = (
    "STT",
    "Biểu",
    "Trang tính",
    "Ô",
    "Cột",
    "Mức độ",
    "Quy tắc",
    "Giá trị đã gửi",
    "Cần có",
    "Cách sửa",
    EXPLANATION,
)
NOT_EXPLAINABLE = "(phải sửa, không giải trình)"
MAX_EXPLANATION = 2_000
# The list begins under title, guide and legend; a clerk may have put a few rows above.
ROWS_LOOKED_AT = 40
_FINGERPRINT = re.compile(r"[0-9a-f]{16,64}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_SPACES = re.compile(r"[^\S\n]+")


def _key(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split()).casefold()


_HEADINGS = frozenset(map(_key, LIST_HEADINGS))


def is_feedback_sheet(sheet_name: str, first_rows: Sequence[Sequence[str]]) -> bool:
    """Tell whether a sheet is our list: by its marker, its machine column, or name and headings together.

    A name alone is no proof. ``first_rows`` are the sheet's rows as texts, the first forty at least.
    """
    rows = [[_key(text) for text in row if text] for row in first_rows[:ROWS_LOOKED_AT]]
    marks = (_key(MARKER), MACHINE_HEADINGS[0])
    if any(mark in text for row in rows for text in row for mark in marks):
        return True
    return _key(sheet_name).startswith(_key(SHEET_NAME)) and any(set(row) >= _HEADINGS for row in rows)


def read_explanations(rows: Sequence[Sequence[str]]) -> list[dict[str, object]]:
    """Return what stands in the column "Giải trình" of our sheet, one row a listed finding.

    Its columns: fingerprint, finding_id, rule_id, explanation, row_number. A blank explanation is returned too: who
    deletes an explanation takes it back. Columns are found by their headings, so they may have been moved; rows may
    have been sorted or deleted.
    """
    records: dict[str, dict[str, object]] = {}
    heading = next((number for number, row in enumerate(rows) if MACHINE_HEADINGS[0] in map(_key, row)), None)
    if heading is None:
        return []
    keys = [_key(text) for text in rows[heading]]
    fingerprint, finding_id, rule_id, answer = (
        keys.index(name) if name in keys else None for name in (*MACHINE_HEADINGS, _key(EXPLANATION))
    )
    for number, row in enumerate(rows[heading + 1 :], start=heading + 2):
        mark = _at(row, fingerprint).strip().lower()
        text = _explanation(_at(row, answer))
        if not _FINGERPRINT.fullmatch(mark) or (mark in records and not text):
            continue
        records[mark] = {
            "fingerprint": mark,
            "finding_id": _at(row, finding_id).strip(),
            "rule_id": _at(row, rule_id).strip(),
            "explanation": text,
            "row_number": number,
        }
    return list(records.values())


def _at(row: Sequence[str], column: int | None) -> str:
    return row[column] if column is not None and column < len(row) else ""


def _explanation(text: str) -> str:
    cleaned = _SPACES.sub(" ", _CONTROL.sub("", unicodedata.normalize("NFC", text))).strip()
    return "" if _key(cleaned) == _key(NOT_EXPLAINABLE) else cleaned[:MAX_EXPLANATION]
