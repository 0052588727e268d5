"""The district's workbook counts as the published marts do: the same number wherever somebody looks."""

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
                filter (severity = 'warn' and rule_id <> 'return_missing' and not is_repair),
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
    # A row that two rules leave out is one row; the sheet that makes a form come twice is left out row by row, too.
    left_out = {place: sum(row[5] for row in forms if row[:2] == place) for place in counts}
    differ = {place for place, rows in left_out.items() if rows != _number(said[place][1])}
    assert differ == {(2023, "cac-co-quan-tinh")}


def _boxes(data_dir: Path, year: int, unit: str) -> list[str]:
    """Return the texts of the boxes above the list: of the four sections, then of the forms."""
    path = data_dir / "quality" / "feedback" / str(year) / f"{unit}.xlsx"
    sheet = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    texts = [str(value) for row in sheet.iter_rows(max_row=12, values_only=True) for value in row if value]
    start = next(number for number, text in enumerate(texts) if text.startswith("Chưa nhận:"))
    end = next(number for number, text in enumerate(texts) if text.startswith("Mẫu PHIEU"))
    return texts[start:end]


def _number(text: str) -> int:
    """Return the number after the colon."""
    return int(text.partition(": ")[2].split(" ")[0].replace(".", ""))
