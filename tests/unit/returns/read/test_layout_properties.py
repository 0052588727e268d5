"""Whatever a sheet holds: nothing raises, every row belongs to one table, and a row with a fact is data."""

from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.read.layout import understand_sheet
from dagster_project.returns.read.read_file import read_sheet
from dagster_project.returns.read.row_kinds import is_evident
from dagster_project.returns.read.workbook import Sheet
from sample.text import tcvn3
from tests.unit.workbooks import HEADINGS, PERSON

UNITS = {"ba-be": "Huyện ủy Ba Bể"}
WIDTH = 16
_WORDS = [
    "TT", "Tổng cộng: 3", "Cộng", "Người lập biểu", "Bí thư Huyện ủy", "x", "nt", "I", "1", "(2)", "Nam", "Nữ",
    "Năm 2023", "Xếp loại", "Tự nhận", "Không phát sinh", "006085000001", "56012345", "20/12/2024", "1985",
    "DANH SÁCH NĂM 2024", "Biểu số 02", "HTTNV", "ĐH", "§¹i häc", "Tæng céng: 99999999999999999999", "²", "٣٤٥", "",
]  # fmt: skip
_CELL = st.sampled_from(_WORDS) | st.text(max_size=12)
_KNOWN = st.sampled_from([*HEADINGS.values(), [str(cell) for cell in PERSON], ["", "Tổng cộng", "", "4"]])
_ROW = st.lists(_CELL, max_size=WIDTH) | _KNOWN | _KNOWN.map(lambda row: [tcvn3(cell) for cell in row])
_PLACE = st.tuples(st.integers(0, 12), st.integers(0, WIDTH))


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    rows = [(row + [""] * WIDTH)[:WIDTH] for row in draw(st.lists(_ROW, min_size=1, max_size=14))]
    rows = [[cell if cell.strip() else "" for cell in row] for row in rows]
    types = ["".join(draw(st.sampled_from("sndbu")) if cell else "-" for cell in row) for row in rows]
    corners = draw(st.lists(st.tuples(_PLACE, _PLACE), max_size=4))
    merged = [((min(a, c), min(b, d)), (max(a, c), max(b, d))) for (a, b), (c, d) in corners]
    return Sheet("x", 0, False, rows, types, merged)


@settings(max_examples=300, deadline=None)
@given(sheets())
def test_every_row_belongs_to_one_table_and_a_fact_makes_it_data(sheet: Sheet) -> None:
    layout = understand_sheet(sheet, UNITS, 2024)
    covered = [row for table in layout.tables for row in range(table.first, table.last + 1)]
    assert covered == list(range(len(sheet.rows)))
    assert [kind == "blank" for kind in layout.kinds] == [not any(row) for row in sheet.rows]
    for table in layout.tables:
        for heading, below in zip(table.headings, [*table.headings[1:], None], strict=False):
            for row in range(heading.last + 1, below.first if below else table.last + 1):
                if layout.kinds[row] != "blank" and is_evident(
                    layout.rows[row], layout.types[row], heading.columns, heading.form
                ):
                    assert layout.kinds[row] == "data"


@settings(max_examples=150, deadline=None)
@given(sheets())
def test_every_row_is_read_once_and_counted(sheet: Sheet) -> None:
    tables, read = read_sheet(sheet, 2024, UNITS)
    rows = read.to_pylist()
    assert sorted(row["row_number"] for row in rows) == [
        number for number, row in enumerate(sheet.rows, start=1) if any(row)
    ]
    for table in tables:
        own = [row for row in rows if row["table_number"] == table["table_number"]]
        assert table["rows_read"] == len(own)
        assert table["rows_data"] == sum(row["kind"] == "data" for row in own)
