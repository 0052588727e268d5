"""Every sample return, given back and sent in again as it is, is read as the same return."""

from pathlib import Path

import pytest

from dagster_project.returns.read.layout import understand_sheet
from dagster_project.returns.read.workbook import FileUnreadable, read_workbook
from tests.unit.feedback_samples import finding, frame, write

RAW = Path(__file__).parents[4] / "raw"
FILES = sorted(path for path in RAW.glob("*/*/*") if path.suffix in {".xlsx", ".xls", ".ods", ".csv"})


def _read(table):
    """Return what a table was taken for; its headings' texts may be decoded in what goes back."""
    return table.form, table.first, table.last, table.columns, table.title_years, table.control_total


@pytest.mark.slow
def test_a_sample_return_given_back_reads_like_the_original(tmp_path):
    seen = set()
    for file in FILES:
        content = file.read_bytes()
        try:
            sent = [sheet for sheet in read_workbook(content, file.name) if sheet.rows and not sheet.hidden]
        except FileUnreadable:
            continue
        found = frame(
            [finding("date_invalid", "row", len(one.rows), 1, sheet=one.name, finding_id=one.name) for one in sent],
            content,
        )
        path = write(tmp_path, found, {str(file): content}).path
        _, *back = read_workbook(path.read_bytes(), path.name)
        for one, other in zip(sent, back, strict=True):
            before, after = understand_sheet(one, {}), understand_sheet(other, {})
            assert after.texts == before.texts, file
            assert after.kinds == before.kinds, file
            assert [_read(table) for table in after.tables] == [_read(table) for table in before.tables], file
            assert other.types == [types.replace("u", "s") for types in one.types], file
        seen.add(file.suffix)
    assert seen == {".xlsx", ".xls", ".ods", ".csv"}
