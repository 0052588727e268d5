"""The district's workbook counts as the published marts do: the same number wherever somebody looks."""

import re
from pathlib import Path

import duckdb
import openpyxl
import pytest

pytestmark = pytest.mark.slow

_COUNTS = """
    select
        findings.report_year,
        findings.unit_code,
        coalesce(sum(findings.findings) filter (severity = 'warn' and rule_id = 'return_missing'), 0),
        coalesce(
            sum(findings.findings - findings.explained_findings)
                filter (severity = 'warn' and rule_id not in ('return_missing', 'return_late') and not is_repair),
            0
        ),
        coalesce(sum(findings.findings) filter (is_repair), 0)
    from marts.mart_quality_finding as findings
    inner join marts.dim_rule using (rule_id)
    group by all
"""
_FORMS = """
    select report_year, unit_code, form, state, rows_accepted, rows_quarantined from marts.mart_return
    where (report_year, unit_code) in (select (report_year, unit_code) from marts.mart_quality_finding)
"""


def test_every_workbook_says_the_numbers_of_the_marts(nightly_data_dir: Path) -> None:
    with duckdb.connect(str(nightly_data_dir / "published" / "bi.duckdb"), read_only=True) as marts:
        counts = {(year, unit): tuple(map(int, rest)) for year, unit, *rest in marts.sql(_COUNTS).fetchall()}
        forms = marts.sql(_FORMS).fetchall()
    said = {place: _boxes(nightly_data_dir, *place) for place in counts}
    assert any(repaired for *_, repaired in counts.values())
    for place, (missing, to_answer, repaired) in counts.items():
        assert [
            f"{missing} biểu chưa gửi" in said[place][0] if missing else "chưa gửi" not in said[place][0],
            _number(said[place][2]),
            _number(said[place][3]),
        ] == [True, to_answer, repaired], place
    for year, unit, form, state, accepted, quarantined in forms:
        [told] = [text for text in said[year, unit] if text.startswith(f"Biểu {form}:")]
        if state != "accepted":
            assert told.endswith({"missing": "CHƯA GỬI", "rejected": "BỊ TRẢ LẠI"}[state])
            continue
        assert f"nhận {accepted:,} dòng".replace(",", ".") in told
        assert (f"bị loại {quarantined} dòng" in told) == bool(quarantined)
    for place in counts:
        assert _number(said[place][1]) == sum(row[5] for row in forms if row[:2] == place), place
    assert said[2023, "cac-co-quan-tinh"][1].endswith(": 81 dòng trong biểu bị trả lại")


def _boxes(data_dir: Path, year: int, unit: str) -> list[str]:
    """Return the texts of the boxes above the list: of the four sections, then of the forms."""
    path = data_dir / "quality" / "feedback" / str(year) / f"{unit}.xlsx"
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    texts = [str(value) for row in sheet.iter_rows(max_row=12, values_only=True) for value in row if value]
    start = next(number for number, text in enumerate(texts) if text.startswith("Chưa nhận:"))
    end = next(number for number, text in enumerate(texts) if text.startswith("Mẫu PHIEU"))
    return texts[start:end]


def _number(text: str) -> int:
    """Return the number of rows or points that a box says, 0 where it says none."""
    found = re.search(r"([\d.]+) (?:dòng|nội dung)(?:,|$)", text)
    return int(found[1].replace(".", "")) if found else 0
