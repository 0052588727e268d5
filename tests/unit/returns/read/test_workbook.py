"""Files are opened by content, within limits, and never executed."""

import io
import zipfile

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from dagster_project.returns.read.workbook import FileUnreadable, _as_text, _as_texts, read_workbook
from tests.unit.workbooks import xlsx


def test_cells_come_as_text_with_their_types() -> None:
    content = xlsx({"a": [["x", 1985, 6085000123, 1.5, True, ""]]})
    sheet = read_workbook(content, "any.xlsx")[0]
    assert sheet.rows == [["x", "1985", "6085000123", "1.5", "TRUE"]]
    assert sheet.types == ["snnnb"]


def test_a_formula_counts_with_its_cached_value_and_an_error_is_no_blank() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_formula(0, 0, "=1+1", None, 2)
        sheet.write_formula(0, 1, "=NA()", None, "#N/A")
        sheet.write_string(0, 2, "end")
    read = read_workbook(target.getvalue(), "f.xlsx")[0]
    assert read.rows == [["2", "#N/A", "end"]]
    assert read.types == ["nes"]


def test_a_formula_that_was_never_calculated_is_an_error() -> None:
    content = xlsx({"a": [["x", 5]]})
    broken = _replace_part(content, "xl/worksheets/sheet1.xml", b"<v>5</v>", b"<f>1+1</f>")
    assert read_workbook(broken, "f.xlsx")[0].types == ["se"]


def test_hidden_sheets_are_named_but_not_read() -> None:
    sheets = read_workbook(xlsx({"a": [["x"]], "cũ": [["y"]]}, hidden=["cũ"]), "f.xlsx")
    assert [(sheet.name, sheet.hidden, sheet.rows) for sheet in sheets] == [
        ("a", False, [["x"]]),
        ("cũ", True, []),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7 something",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        xlsx({"a": []}),
        xlsx({"a": [["x"]]})[:-200],
    ],
    ids=["empty", "pdf", "broken zip", "broken ole", "no data", "cut off"],
)
def test_what_is_no_spreadsheet_is_said_to_be_unreadable(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_workbook(content, "f.xlsx")


def test_a_zip_bomb_is_not_unpacked() -> None:
    target = io.BytesIO(xlsx({"a": [["x"]]}))
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image1.xml", bytes(400 * 1024 * 1024))
    with pytest.raises(FileUnreadable, match="bom nén"):
        read_workbook(target.getvalue(), "f.xlsx")


def test_a_lone_cell_far_away_does_not_eat_the_memory() -> None:
    content = xlsx({"a": [["x"]]})
    far = _replace_part(
        content,
        "xl/worksheets/sheet1.xml",
        b"</row>",
        b'</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    )
    with pytest.raises(FileUnreadable, match="quá lớn"):
        read_workbook(far, "f.xlsx")


def test_a_far_cell_that_only_has_a_format_does_no_harm() -> None:
    content = xlsx({"a": [["x"]]})
    far = _replace_part(
        content,
        "xl/worksheets/sheet1.xml",
        b"</row>",
        b'</row><row r="1048576"><c r="XFD1048576" s="1"/></row>',
    )
    assert read_workbook(far, "f.xlsx")[0].rows == [["x"]]


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        (b"a;b\n1;2\n", [["a", "b"], ["1", "2"]]),
        ("\ufeffHọ,Tên\nx,\n".encode(), [["Họ", "Tên"], ["x", ""]]),
        ('a\tb\n"1\n2"\t3\n'.encode("utf-16"), [["a", "b"], ["1\n2", "3"]]),
        ("Hä;tªn\n".encode("latin-1"), [["Hä", "tªn"]]),
    ],
    ids=["semicolon", "bom and comma", "utf-16 and tab", "legacy bytes"],
)
def test_csv_by_its_own_encoding_and_delimiter(content: bytes, rows: list[list[str]]) -> None:
    assert read_workbook(content, "f.csv")[0].rows == rows


def test_a_binary_file_called_csv_is_refused() -> None:
    with pytest.raises(FileUnreadable):
        read_workbook(b"a;b\n\x00\x01", "f.csv")


def _replace_part(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        for member in source.infolist():
            data = source.read(member)
            archive.writestr(member.filename, data.replace(old, new) if member.filename == part else data)
    return target.getvalue()


def test_a_number_has_no_more_digits_than_it_knows() -> None:
    content = xlsx({"a": [[1e300, 6085000123, 123456789012, 12345678901234567890, -1e-300]]})
    rows = read_workbook(content, "f.xlsx")[0].rows
    assert rows == [["1e+300", "6085000123", "123456789012", "1.234567890123457e+19", "-1e-300"]]


def test_dates_that_no_calendar_has_cost_no_other_cell() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet, day = workbook.add_worksheet(), workbook.add_format({"num_format": "dd/mm/yyyy"})
        for column, number in enumerate([45000, 3_000_000, 1e300, -5]):
            sheet.write_number(0, column, number, day)
    assert read_workbook(target.getvalue(), "f.xlsx")[0].rows[0][:3] == ["2023-03-15", "3000000", "1e+300"]


def test_a_span_of_time_beyond_python_is_told() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        workbook.add_worksheet().write_number(0, 0, 1e300, workbook.add_format({"num_format": "[h]:mm"}))
    with pytest.raises(FileUnreadable, match="ô thời gian"):
        read_workbook(target.getvalue(), "f.xlsx")


@pytest.mark.parametrize("name", ["f.xlsx", "f.csv"])
def test_what_nobody_sees_and_nothing_can_hold_is_left_out(name: str) -> None:
    content = xlsx({"a": [["N\x01ô\ng\x1f", "\uffff"]]}) if name == "f.xlsx" else "N\x01ô;\x02\n".encode()
    first = read_workbook(
        _replace_part(content, "xl/sharedStrings.xml", b"_x0001_", b"") if name == "f.xlsx" else content, name
    )[0]
    assert not any(ord(letter) < 32 and letter not in "\t\n" for row in first.rows for cell in row for letter in cell)
    assert all(cell.encode() is not None for row in first.rows for cell in row)


def test_a_line_break_is_one_character() -> None:
    assert read_workbook(b'a;b\r\n"1\r\n2";3\r\n', "f.csv")[0].rows[1] == ["1\n2", "3"]


@pytest.mark.slow
def test_merged_ranges_reach_no_further_than_the_cells() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 1, 1, "x")
        sheet.merge_range(4, 1, 100_000, 200, None)
        sheet.write(5, 0, "y")
        sheet.write(3, 2, "y")
    assert read_workbook(target.getvalue(), "f.xlsx")[0].merged == [((0, 0), (1, 1)), ((4, 1), (5, 2))]


def test_a_merged_range_over_cells_with_a_content_is_none() -> None:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as workbook:
        sheet = workbook.add_worksheet()
        sheet.merge_range(0, 0, 3, 3, "x")
        sheet.write(2, 1, "y")
    assert read_workbook(target.getvalue(), "f.xlsx")[0].merged == []


def test_merged_ranges_of_an_xls() -> None:
    book, target = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("a")
    sheet.write_merge(1, 3, 0, 0, "x")
    sheet.write(4, 1, "y")
    book.save(target)
    assert read_workbook(target.getvalue(), "f.xls")[0].merged == [((1, 0), (3, 0))]


def test_a_cell_longer_than_excel_holds_is_told() -> None:
    with pytest.raises(FileUnreadable, match="dòng 2"):
        read_workbook(b"a;b\n" + b"x" * 40_000 + b";c\n", "f.csv")
    assert read_workbook(b"a;b\n" + b"x" * 32_767 + b";c\n", "f.csv")[0].rows[1][1] == "c"


def test_all_sheets_together_have_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dagster_project.returns.read.workbook.MAX_CELLS", 5)
    assert len(read_workbook(xlsx({"a": [["x", "y"]], "b": [["x", "y"]]}), "f.xlsx")) == 2
    with pytest.raises(FileUnreadable, match="“b”"):
        read_workbook(xlsx({"a": [["x", "y", "z"]], "b": [["x", "y", "z"]]}), "f.xlsx")


def test_a_far_cell_of_an_xls_is_told() -> None:
    book, target = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("a").write(65_535, 255, "y")
    book.save(target)
    with pytest.raises(FileUnreadable, match="vượt"):
        read_workbook(target.getvalue(), "f.xls")


_VALUES = st.one_of(
    st.text(max_size=6),
    st.sampled_from(["", " ", "#N/A", "1", "True", "a\x00b", 1, 1.0, True, 0, False, -0.0, 1e16, 0.1, float("nan")]),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
)


@given(st.lists(st.lists(_VALUES, max_size=6), max_size=4))
def test_cells_that_are_equal_are_the_same_text_only_where_they_are_of_one_kind(values: list[list[object]]) -> None:
    rows, types = _as_texts(values)
    assert [list(zip(row, kinds, strict=True)) for row, kinds in zip(rows, types, strict=True)] == [
        [_as_text(value) for value in row] for row in values
    ]
