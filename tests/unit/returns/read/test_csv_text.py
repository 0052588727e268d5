"""A csv is a table or a finding: no quote swallows a row, no wrong byte changes every letter."""

import pytest

from dagster_project.returns.read.csv_text import CsvProblem, read_csv_rows

HEADING = "TT;Họ và tên;Số CCCD;Ngày sinh\n"
ROWS = HEADING + '1;"Nông Văn; Mẫu";006085000001;1985\n2;"hai\ndòng";006085000002;1986\n3;x;006085000003;1987\n'


def read(text: str | bytes) -> list[list[str]]:
    return read_csv_rows(text.encode() if isinstance(text, str) else text, 1_000)


def test_quotes_that_enclose_one_cell() -> None:
    assert [row[1] for row in read(ROWS)] == ["Họ và tên", "Nông Văn; Mẫu", "hai\ndòng", "x"]


@pytest.mark.parametrize(
    "text",
    [
        HEADING + '1;"Nông;006085000001;1985\n' + "2;Mẫu;006085000002;1986\n" * 3,
        HEADING + '1;"Nông;006085000001;1985\n' + "2;Mẫu;006085000002;1986\n" * 9_000,
        HEADING + '1;";006085000001;1985\n2;";006085000002;1986\n3;x;006085000003;1987\n',
        HEADING + '1;";006085000001;"\n2;x;006085000002;1986\n3;x;006085000003;1987\n',
        HEADING + '1;"Chi bộ "A";006085000001;1985\n',
    ],
    ids=["never closed", "never closed, 200 kB", "two stray quotes", "two in one row", "a quote inside"],
)
def test_a_stray_quote_is_told_and_swallows_nothing(text: str) -> None:
    with pytest.raises(CsvProblem, match="ngoặc kép"):
        read(text)


def test_the_place_of_a_stray_quote_is_told() -> None:
    with pytest.raises(CsvProblem, match="từ dòng 3"):
        read(HEADING + '1;Nông;006085000001;1985\n2;"Mẫu;006085000002;1986\n3;x;y;z\n')


def test_a_title_with_commas_is_no_stray_quote() -> None:
    text = '"Bắc Kạn, ngày 5, tháng 1, năm 2025"\nTT,a,b,c\n1,x,y,z\n2,"x, y",z,w\n'
    assert read(text)[0] == ["Bắc Kạn, ngày 5, tháng 1, năm 2025"]


def test_one_wrong_byte_does_not_make_every_letter_another() -> None:
    good = HEADING.encode() + "1;Nguyễn Mẫu;Đặng Bế;Hoàng Thị Diệp\n".encode() * 3
    with pytest.raises(CsvProblem, match="dòng 3"):
        read(good.replace("Nguyễn".encode(), b"Nguy\xf4n", 2).replace(b"Nguy\xf4n", "Nguyễn".encode(), 1))


def test_bytes_of_a_legacy_encoding_are_read_as_they_are() -> None:
    assert read("Hä vµ tªn;§¬n vÞ\n".encode("latin-1")) == [["Hä vµ tªn", "§¬n vÞ"]]


@pytest.mark.parametrize(
    "content",
    [b"a;b\n1;\x00\n", "a;b\n".encode("utf-16-le"), "a;b\n".encode("utf-32"), "a;b\n".encode("utf-16")[:-1]],
    ids=["a NUL", "utf-16 without mark", "utf-32", "half a letter"],
)
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(CsvProblem):
        read(content)


def test_both_kinds_of_utf_16_are_read() -> None:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        assert read(mark + "Họ\ttên\n".encode(encoding)) == [["Họ", "tên"]]


def test_no_more_rows_are_read_than_asked_for() -> None:
    assert len(read_csv_rows(b"a;b\n" * 50, 10)) == 10
