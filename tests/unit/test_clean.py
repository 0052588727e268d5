"""Raw rows become typed ones, each cell as sent beside its value; only the same return tells of second mentions."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.cells import BLANK, Cell, birth_and_sex, read_cell
from dagster_project.returns.clean import clean_partition
from dagster_project.returns.read import RawReturn, read_partition
from dagster_project.returns.row_kinds import DATA_KIND
from tests.unit.workbooks import HEADINGS, PERSON, form, read, read_forms, received, xlsx

SNAPSHOT = date(2024, 12, 31)
ORGANISATION = [1, "TC01", "Chi bộ A", "CBCS", "03/02/2005", "HTTNV", "1-QĐ", "20/12/2024", ""]
RATING = [1, "Người Mẫu", "006085000001", "56012345", "Năm", "HTTNV", "1-QĐ", "20/12/2024", ""]
COURSE = [1, "Người Mẫu", "006085000001", "56012345", "Lớp A", "XDĐ", "01/03/2024", "15/03/2024", "HT"]


def with_cells(number: str, row: list[Any], **cells: Any) -> list[Any]:
    """Return a row of a form with other cells, named by the first words of their headings."""
    changed = list(row)
    for name, value in cells.items():
        heading = next(one for one in HEADINGS[number] if one.startswith(name.replace("_", " ")))
        changed[HEADINGS[number].index(heading)] = value
    return changed


def clean(number: str, *rows: list[Any]) -> list[dict[str, Any]]:
    """Return the clean rows of a form."""
    return clean_raw(read_forms(**{f"form_{number}": rows}), number)


def clean_raw(raw: RawReturn, number: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = clean_partition(raw, SNAPSHOT).forms[number].to_pylist()
    return rows


# One cell


@pytest.mark.parametrize(
    ("kind", "code_list", "text", "type_", "value", "state"),
    [
        ("text", "", "  Bồi\u00a0dưỡng \n A ", "s", "Bồi dưỡng A", "read"),
        ("text", "", "", "-", None, "blank"),
        ("text", "", "#REF!", "e", None, "unknown"),
        ("code", "rating", "hoàn thành Tốt nhiệm vụ", "s", "HTTNV", "read"),
        ("code", "rating", "Giỏi", "s", None, "unknown"),
        ("code", "rating", "#N/A", "e", None, "unknown"),
        ("degree", "political_theory", "CN", "s", "bachelor", "read"),
        ("degree", "professional_qualification", "CN", "s", "university", "read"),
        ("degree", "professional_qualification", "ĐH (đang học ThS)", "s", "university", "read"),
        # What is still going on is not said: it may be the one degree that is named.
        ("degree", "professional_qualification", "ThS (đang học)", "s", None, "unknown"),
        ("degree", "professional_qualification", "ThS đang theo học", "s", None, "unknown"),
        ("exemption", "", "vắng", "s", "pending", "read"),
        ("date", "", "31/02/2024", "s", None, "invalid"),
        ("date", "", "1985", "n", date(1985, 1, 1), "read"),
        ("citizen_id", "", "6085000001", "n", "006085000001", "repaired"),
        ("citizen_id", "", "12345", "s", None, "invalid"),
        ("party_card", "", "56.012345", "s", "56012345", "repaired"),
        ("organisation_code", "", " tc 01 ", "s", "TC01", "read"),
        ("organisation_code", "", "#N/A", "e", None, "blank"),
        ("commune_code", "", "1834", "n", "01834", "read"),
        ("positions", "", "Huyện ủy viên; TP", "s", "Huyện ủy viên; TP", "unjudged"),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_column(
    kind: str, code_list: str, text: str, type_: str, value: object, state: str
) -> None:
    read_as = read_cell(kind, "c", code_list, Cell(text, text, type_))
    assert (read_as["c"], read_as["c_state"]) == (value, state)


def test_a_blank_cell_is_blank_in_every_kind_and_an_exemption_knows_whether_it_is_recognised() -> None:
    for kind in ("text", "code", "degree", "exemption", "date", "citizen_id", "party_card", "positions"):
        assert read_cell(kind, "c", "rating", BLANK)["c_state"] == "blank"
    recognised = [read_cell("exemption", "c", "", Cell(t, t, "s"))["c_is_recognised"] for t in ("MSH", "vắng", "?")]
    assert recognised == [True, False, False]


@pytest.mark.parametrize(
    ("cells", "sex", "birth_year", "birth_state"),
    [
        ({"born_on_male": "1985", "born_on_female": ""}, "male", 1985, "read"),
        ({"born_on_male": "", "born_on_female": "1985"}, "female", 1985, "read"),
        ({"born_on_male": "1985", "born_on_female": "1985"}, None, None, "not_told"),
        ({"born_on_male": "", "born_on_female": ""}, None, None, "not_told"),
        ({"born_on_male": "31/02/1985", "born_on_female": ""}, "male", None, "invalid"),
        ({"born_on": "1985", "sex": "NỮ"}, "female", 1985, "read"),
        ({"born_on": "1985", "sex": "khác"}, None, 1985, "read"),
        ({"born_on": "1985", "sex": ""}, None, 1985, "read"),
        ({"born_on": "", "sex": "Nam"}, "male", None, "blank"),
        ({"born_on": "1985", "female_mark": "x"}, "female", 1985, "read"),
        ({"born_on": "1985", "female_mark": ""}, "male", 1985, "read"),
        ({"born_on": "1985", "female_mark": "?"}, None, 1985, "read"),
        ({"born_on": "1985", "female_mark": "x", "male_mark": "x"}, None, 1985, "read"),
        ({"born_on": "1985", "female_mark": "", "male_mark": "x"}, "male", 1985, "read"),
        ({"born_on": "1985"}, None, 1985, "read"),
    ],
)
def test_both_layouts_of_birth_and_sex(
    cells: dict[str, str], sex: str | None, birth_year: int | None, birth_state: str
) -> None:
    found = birth_and_sex({name: Cell(text, text, "s" if text else "-") for name, text in cells.items()})
    assert (found["sex"], found["birth_year"], found["birth_state"]) == (sex, birth_year, birth_state)
    assert found["sex_state"] == ("read" if sex else "ambiguous")


# One row


def test_the_cell_as_sent_stays_beside_every_value() -> None:
    (row,) = clean("02", with_cells("02", PERSON, Số_CCCD=6085000001, Trình="ĐH, đang học ThS"))
    assert (row["citizen_id"], row["citizen_id_sent"]) == ("006085000001", "6085000001")
    assert (row["professional_qualification"], row["professional_qualification_sent"]) == (
        "university",
        "ĐH, đang học ThS",
    )
    assert (row["row_number"], row["sheet"]) == (4, "form_02")


def test_a_blank_period_is_the_year() -> None:
    rows = clean("03", with_cells("03", RATING, Kỳ=""), with_cells("03", RATING, Kỳ="Quý 2"))
    assert [row["period"] for row in rows] == ["year", "q2"]


@pytest.mark.parametrize(
    ("changes", "check", "value"),
    [
        ({"Số_CCCD": "", "Số_thẻ": ""}, "identifiers", "missing"),
        ({"Số_CCCD": "12", "Số_thẻ": "34"}, "identifiers", "missing"),
        ({"Số_CCCD": ""}, "identifiers", "usable"),
        ({"Giới": "Nữ"}, "contradiction", "sex_or_century"),
        ({"Ngày_sinh": "1986"}, "contradiction", "birth_year"),
        ({"Ngày_sinh": "1949"}, "age", 75),
        ({"Chức": "Huyện ủy viên; Trưởng thôn"}, "position_state", "partly"),
        ({"Chức": "Trưởng thôn"}, "position_state", "unknown"),
        ({"Chức": "Tỉnh ủy viên"}, "position_state", "unknown"),
        ({"Cấp": "Thôn"}, "position_state", "unjudged"),
    ],
)
def test_what_the_rules_of_form_02_look_at(changes: dict[str, str], check: str, value: object) -> None:
    assert clean("02", with_cells("02", PERSON, **changes))[0][check] == value


@pytest.mark.parametrize(
    ("changes", "decision", "rating_or_exemption"),
    [
        ({}, "complete", "given"),
        ({"Số_quyết": ""}, "missing", "given"),
        ({"Ngày_quyết": ""}, "missing", "given"),
        # What stands there cannot be read, but something was decided on some day: date_invalid says so.
        ({"Ngày_quyết": "31/02/2024"}, "complete", "given"),
        ({"Kết": ""}, "complete", "blank"),
        ({"Kết": "", "Lý": "khác"}, "complete", "given"),
        ({"Kết": "Giỏi", "Số_quyết": ""}, "complete", "given"),
    ],
)
def test_what_makes_a_rating_decided(changes: dict[str, str], decision: str, rating_or_exemption: str) -> None:
    for number, row in (("01", ORGANISATION), ("03", RATING)):
        (read_as,) = clean(number, with_cells(number, row, **changes))
        assert (read_as["decision"], read_as["rating_or_exemption"]) == (decision, rating_or_exemption)


@pytest.mark.parametrize(
    ("start", "end", "ended_year", "days_after_snapshot", "course_days"),
    [
        ("01/03/2024", "15/03/2024", 2024, -291, 14),
        ("01/12/2024", "31/12/2024", 2024, 0, 30),
        ("01/12/2024", "01/01/2025", 2025, 1, 31),
        # A month or a year ends with its last day: nobody knows that the course began after it.
        ("20/02/2024", "02/2024", 2024, -334, 9),
        ("30/12/2024", "2024", 2024, -365, 1),
        ("16/03/2024", "15/03/2024", 2024, -291, -1),
        ("", "15/03/2024", 2024, -291, None),
        ("01/03/2024", "31/04/2024", None, None, None),
    ],
)
def test_when_a_course_was(
    start: str, end: str, ended_year: int | None, days_after_snapshot: int | None, course_days: int | None
) -> None:
    (row,) = clean("04", with_cells("04", COURSE, Từ=start, Đến=end))
    found = (row["ended_year"], row["days_after_snapshot"], row["course_days"])
    assert found == (ended_year, days_after_snapshot, course_days)


def test_a_column_that_is_missing_is_not_told_again_of_every_row() -> None:
    headings = [name for name in HEADINGS["02"] if name not in ("Số CCCD", "Số thẻ đảng viên")]
    person = [cell for name, cell in zip(HEADINGS["02"], PERSON, strict=True) if name in headings]
    (row,) = clean_raw(read({"a.xlsx": xlsx({"a": [headings, person]})}), "02")
    assert (row["identifiers"], row["citizen_id_state"], row["party_card_state"]) == ("absent", "absent", "absent")


def test_a_file_that_was_too_big_to_keep_is_a_file_without_rows() -> None:
    files = received({"big.xlsx": b"", "a.xlsx": xlsx({"a": form("01", ORGANISATION)})})
    files.loc[0, ["source_sha256", "problem"]] = [None, "too_big"]
    raw = read_partition(files, {"a.xlsx": xlsx({"a": form("01", ORGANISATION)})}.__getitem__, {})
    kept = [(row["source_sha256"], row["is_readable"]) for row in raw.files.to_pylist()]
    assert kept == [(None, False), ("a.xlsx", True)]
    assert len(clean_raw(raw, "01")) == 1


# Several rows


def test_a_ditto_repeats_the_cell_above_and_keeps_what_was_sent() -> None:
    rows = clean(
        "02",
        with_cells("02", PERSON, Dân="nt"),
        with_cells("02", PERSON, Dân="Tày", Cấp="Huyện"),
        with_cells("02", PERSON, Dân="nt", Cấp='"'),
        with_cells("02", PERSON, Dân="như trên", Ngày_bổ="-nt-"),
    )
    assert [row["ethnicity"] for row in rows] == [None, "tay", "tay", "tay"]
    assert [row["ethnicity_sent"] for row in rows] == ["nt", "Tày", "nt", "như trên"]
    assert (rows[2]["level"], rows[3]["appointed_on"]) == ("district", date(2020, 7, 1))


def test_a_ditto_in_the_first_row_of_a_sheet_repeats_nothing() -> None:
    sheets = {"a": form("01", ORGANISATION), "b": form("01", with_cells("01", ORGANISATION, Mã="TC02", Loại="nt"))}
    rows = clean_raw(read({"a.xlsx": xlsx(sheets)}), "01")
    assert [row["organisation_type_state"] for row in rows] == ["read", "unknown"]


def test_legacy_text_is_decoded_and_kept_as_sent() -> None:
    legacy = with_cells("01", ORGANISATION, Tên="Chi bé §«ng", Kết="Hoµn thµnh tèt nhiÖm vô", Loại="Chi bé c¬ së")
    row, *_ = clean("01", legacy, with_cells("01", legacy, Mã="TC02"), with_cells("01", legacy, Mã="TC03"))
    assert (row["organisation_name"], row["organisation_name_sent"]) == ("Chi bộ Đông", "Chi bé §«ng")
    assert (row["rating"], row["organisation_type"]) == ("HTTNV", "grassroots_party_cell")


@pytest.mark.parametrize(
    ("number", "row", "changes", "occurrence"),
    [
        ("01", ORGANISATION, {"Tên": "Chi bộ B"}, 2),
        ("01", ORGANISATION, {"Mã": " tc01"}, 2),
        ("01", ORGANISATION, {"Mã": "TC02"}, 1),
        ("01", ORGANISATION, {"Mã": ""}, 1),
        ("02", PERSON, {"Họ": "Tên Khác"}, 2),
        ("02", PERSON, {"Số_CCCD": ""}, 2),
        ("02", PERSON, {"Số_thẻ": ""}, 2),
        ("02", PERSON, {"Chức": "Bí thư Thành ủy"}, 2),
        ("02", PERSON, {"Chức": "Huyện ủy viên"}, 1),
        ("02", PERSON, {"Số_CCCD": "006085000002", "Số_thẻ": "56000002"}, 1),
        ("02", PERSON, {"Số_CCCD": "", "Số_thẻ": ""}, 1),
        ("03", RATING, {"Kết": "HTNV"}, 2),
        ("03", RATING, {"Kỳ": "Quý I"}, 1),
        ("03", RATING, {"Số_quyết": "2-QĐ"}, 1),
        ("03", RATING, {"Ngày_quyết": "21/12/2024"}, 1),
        ("04", COURSE, {"Tên": "LỚP  A", "Nhóm": "Khác"}, 2),
        ("04", COURSE, {"Tên": "Lớp B"}, 1),
        ("04", COURSE, {"Đến": "16/03/2024"}, 1),
    ],
)
def test_what_is_a_second_mention(number: str, row: list[Any], changes: dict[str, str], occurrence: int) -> None:
    rows = clean(number, row, with_cells(number, row, **changes))
    assert [one["occurrence"] for one in rows] == [1, occurrence]


def test_one_new_position_among_several_is_no_second_mention() -> None:
    both = with_cells("02", PERSON, Chức="Bí thư Huyện ủy; Huyện ủy viên")
    assert [row["occurrence"] for row in clean("02", PERSON, both, both)] == [1, 1, 2]


def test_another_version_of_a_form_is_no_second_mention() -> None:
    files = {name: xlsx({"a": form("01", ORGANISATION)}) for name in ("a.xlsx", "b.xlsx")}
    assert [row["occurrence"] for row in clean_raw(read(files), "01")] == [1, 1]


def test_rows_that_say_the_same_are_equal_whatever_their_place_and_spelling() -> None:
    same = with_cells("03", RATING, Kết="hoan thanh tot nhiem vu", Ngày_quyết=date(2024, 12, 20), Kỳ="")
    other = with_cells("03", RATING, Kết="HTNV")
    first, second, third = (row["content_hash"] for row in clean("03", RATING, same, other))
    assert first == second != third


CELLS = st.one_of(st.text(alphabet="aĐ1/.,;-nt\"' \u00a0", max_size=12), st.integers(0, 10**13), st.dates())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=13, max_size=13), max_size=6))
def test_nothing_that_is_typed_loses_a_row_or_a_cell(rows: list[list[Any]]) -> None:
    raw = read_forms(form_02=[PERSON, *[[number, *row] for number, row in enumerate(rows, start=2)]])
    read_rows = {row["row_number"]: row["cells"] for row in raw.rows.to_pylist() if row["kind"] == DATA_KIND}
    cleaned = clean_raw(raw, "02")
    assert [row["row_number"] for row in cleaned] == list(read_rows)
    for row in cleaned:
        assert [row["full_name_sent"] or "", row["note_sent"]] == [read_rows[row["row_number"]][1], None]
