"""Raw rows become typed ones, each cell as sent beside its value; nothing is dropped and nothing raises."""

import json
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dagster_project.returns.clean.cells import BLANK, Cell, birth_and_sex, read_cell
from dagster_project.returns.clean.named_positions import named_in
from dagster_project.returns.clean.partition import clean_partition
from dagster_project.returns.persons.mentions import count_mentions
from dagster_project.returns.read.legacy import decode
from dagster_project.returns.read.partition import RawReturn, read_partition
from dagster_project.returns.read.row_kinds import DATA_KIND, is_ditto
from dagster_project.tables.forms import columns_of, forms
from tests.unit.workbooks import (
    COURSE,
    HEADINGS,
    ORGANISATION,
    PERSON,
    RATING,
    form,
    read,
    read_forms,
    received,
    with_cells,
    xlsx,
)

SNAPSHOT = date(2024, 12, 31)


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
        ("commune_code", "", "٣٤", "s", "٣٤", "read"),
        ("commune_code", "", "#N/A", "e", None, "blank"),
        ("date", "", "07/06/1905", "s", date(1985, 1, 1), "repaired"),
        ("code", "period", "Quý I/2024", "s", "q1", "read"),
        ("code", "period", "Năm 2023", "s", None, "unknown"),
        # Ticks: one is the value over it, of several degrees the highest counts, of several ratings none.
        ("degree", "professional_qualification", "Đại học", "t", "university", "read"),
        ("degree", "professional_qualification", "Đại học; Thạc sĩ", "t", "master", "several"),
        ("degree", "professional_qualification", "ĐH; ThS", "s", "master", "read"),
        # "chưa" under "Đại học" speaks of that column, not of the person.
        ("degree", "professional_qualification", "chưa", "t", None, "unknown"),
        ("code", "rating", "Hoàn thành tốt nhiệm vụ", "t", "HTTNV", "read"),
        ("code", "rating", "HTTNV; HTNV", "t", None, "unknown"),
        ("positions", "", "Huyện ủy viên; TP", "s", "Huyện ủy viên; TP", "unjudged"),
    ],
)
def test_a_cell_is_read_by_the_kind_of_its_column(
    kind: str, code_list: str, text: str, type_: str, value: object, state: str
) -> None:
    read_as = read_cell(kind, "c", code_list, Cell(text, text, type_), 2024)
    assert (read_as["c"], read_as["c_state"]) == (value, state)


def test_a_blank_cell_is_blank_in_every_kind_and_an_exemption_knows_whether_it_is_recognised() -> None:
    for kind in ("text", "code", "degree", "exemption", "date", "citizen_id", "party_card", "positions"):
        assert read_cell(kind, "c", "rating", BLANK, 2024)["c_state"] == "blank"
    recognised = [
        read_cell("exemption", "c", "", Cell(t, t, "s"), 2024)["c_is_recognised"] for t in ("MSH", "vắng", "?")
    ]
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
    found = birth_and_sex({name: Cell(text, text, "s" if text else "-") for name, text in cells.items()}, 2024)
    assert (found["sex"], found["birth_year"], found["birth_state"]) == (sex, birth_year, birth_state)
    assert found["sex_state"] == ("read" if sex else "ambiguous")


@pytest.mark.parametrize(
    ("kind", "code_list", "cell", "value"),
    [
        # A list chosen from a drop-down is Unicode in a TCVN3 column, and the other way round.
        ("code", "rating", Cell("Tốt", "Tèt?", "s", "Tốt"), "HTTNV"),
        ("degree", "professional_qualification", Cell("§¹i häc", "§¹i häc", "s", "Đại học"), "university"),
        ("exemption", "", Cell("vắng", "?", "s", "vắng"), "pending"),
        ("code", "period", Cell("Quý I", "?", "s", "Quý I"), "q1"),
        # What reads in its column as it should is not read the other way.
        ("code", "rating", Cell("Tốt", "Tốt", "s", "Xuất sắc"), "HTTNV"),
        ("code", "rating", Cell("?", "?", "s", "!"), None),
    ],
)
def test_a_coded_cell_is_read_the_other_way_round_where_it_is_unknown(
    kind: str, code_list: str, cell: Cell, value: str | None
) -> None:
    assert read_cell(kind, "c", code_list, cell, 2024)["c"] == value


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
        ({"Chức": "Trưởng phòng Nội vụ"}, "position_state", "known"),
        ({"Chức": "Trưởng phòng Nội vụ", "Cấp": "Xã"}, "position_state", "unknown"),
        ({"Chức": "Trưởng phòng Nội vụ", "Cấp": "Xã"}, "title_level", "agrees"),
        ({"Chức": "Trưởng phòng Nội vụ", "Cấp": "Thôn"}, "position_state", "unjudged"),
        ({"Chức": "Trưởng phòng Nội vụ", "Cấp": ""}, "title_level", "agrees"),
        ({"Chức": ";,"}, "position_state", "unknown"),
        ({"Chức": ""}, "position_state", "blank"),
        # A title of one level only is that position, whatever the level says.
        ({"Chức": "Tỉnh ủy viên"}, "position_state", "known"),
        ({"Chức": "Tỉnh ủy viên"}, "title_level", "contradicts"),
        ({"Cấp": "Thôn"}, "position_state", "known"),
        ({"Cấp": "Thôn"}, "title_level", "contradicts"),
        ({"Cấp": ""}, "title_level", "contradicts"),
        ({}, "title_level", "agrees"),
        ({"Ngày_sinh": "07/06/1905"}, "birth_state", "repaired"),
        ({"Ngày_sinh": "07/06/1905"}, "age", 39),
        ({"Họ": "NGUYỄN văn  Sĩ"}, "full_name_key", "nguyenvansi"),
    ],
)
def test_what_the_rules_of_form_02_look_at(changes: dict[str, str], check: str, value: object) -> None:
    assert clean("02", with_cells("02", PERSON, **changes))[0][check] == value


def test_the_positions_a_row_may_hold() -> None:
    changes = [
        {"Chức": "Trưởng phòng Nội vụ"},
        {"Chức": "Trưởng phòng Nội vụ", "Cấp": "Xã"},
        {"Chức": "Huyện ủy viên; Trưởng phòng", "Cấp": ""},
        {"Chức": "Trưởng thôn"},
    ]
    raw = read_forms(form_02=[with_cells("02", PERSON, **one) for one in changes])
    cleaned = clean_partition(raw, SNAPSHOT)
    possible: dict[int, set[str]] = {4: set(), 5: set(), 6: set(), 7: set()}
    for row in cleaned.possible_positions.to_pylist():
        possible[int(row["row_id"].rsplit(":", 1)[1])].add(row["position_code"])
    everywhere = {"province:Trưởng phòng", "district:Trưởng phòng"}
    assert list(possible.values()) == [
        {"district:Trưởng phòng"}, everywhere, everywhere | {"district:Huyện ủy viên"}, set(),
    ]  # fmt: skip
    named = [(row["position_order"], row["position_code"]) for row in cleaned.positions.to_pylist()]
    assert named == [(0, "district:Trưởng phòng"), (0, None), (0, "district:Huyện ủy viên"), (1, None), (0, None)]


def test_a_title_is_read_the_other_way_round_where_that_says_more() -> None:
    cell = Cell("Huyện ủy viên", "Huyện đy viên", "s", "Huyện ủy viên")
    assert named_in(cell, "district", "read", "unjudged")["position"] == "Huyện ủy viên"
    assert named_in(cell._replace(other="?"), "district", "read", "unjudged")["position"] == "Huyện đy viên"


@pytest.mark.parametrize(
    ("changes", "decision", "rating_or_exemption", "decided_in_year", "is_decided"),
    [
        ({}, "complete", "given", "yes", True),
        ({"Số_quyết": ""}, "missing", "given", "yes", False),
        # A number has a digit: "QĐ" is only the word before it.
        ({"Số_quyết": "QĐ/HU"}, "missing", "given", "yes", False),
        ({"Số_quyết": "#REF!"}, "missing", "given", "yes", False),
        ({"Số_quyết": "7"}, "complete", "given", "yes", True),
        ({"Ngày_quyết": ""}, "missing", "given", "untold", False),
        # What stands there cannot be read, but something was decided on some day: date_invalid says so.
        ({"Ngày_quyết": "31/02/2024"}, "complete", "given", "untold", False),
        ({"Ngày_quyết": "01/01/2024"}, "complete", "given", "yes", True),
        ({"Ngày_quyết": "31/12/2023"}, "complete", "given", "no", False),
        # The file was received on 15 January 2025.
        ({"Ngày_quyết": "15/01/2025"}, "complete", "given", "yes", True),
        ({"Ngày_quyết": "16/01/2025"}, "complete", "given", "no", False),
        ({"Ngày_quyết": "2024"}, "complete", "given", "yes", True),
        ({"Ngày_quyết": "12/2023"}, "complete", "given", "no", False),
        ({"Ngày_quyết": "31/12/2023", "Số_quyết": ""}, "missing", "given", "no", False),
        ({"Kết": ""}, "complete", "blank", "untold", False),
        ({"Kết": "", "Lý": "khác"}, "complete", "given", "untold", False),
        ({"Kết": "Giỏi", "Số_quyết": ""}, "complete", "given", "untold", False),
    ],
)
def test_what_makes_a_rating_decided(
    changes: dict[str, str], decision: str, rating_or_exemption: str, decided_in_year: str, is_decided: bool
) -> None:
    for number, row in (("01", ORGANISATION), ("03", RATING)):
        (read_as,) = clean(number, with_cells(number, row, **changes))
        assert (read_as["decision"], read_as["rating_or_exemption"]) == (decision, rating_or_exemption)
        assert (read_as["decided_in_year"], read_as["is_decided"]) == (decided_in_year, is_decided)


@pytest.mark.parametrize(
    ("dissolved", "until"),
    [("30/06/2024", date(2024, 6, 30)), ("02/2024", date(2024, 2, 29)), ("2024", date(2024, 12, 31)), ("?", None)],
)
def test_a_body_works_to_the_last_day_of_the_period_in_which_it_ended(dissolved: str, until: date | None) -> None:
    headings = [*HEADINGS["01"], "Ngày kết thúc hoạt động"]
    (row,) = clean_raw(read({"a.xlsx": xlsx({"a": [headings, [*ORGANISATION, dissolved]]})}), "01")
    assert (row["dissolved_until"], row["organisation_name_key"]) == (until, "a")


@pytest.mark.parametrize(
    ("changes", "completion", "is_ended", "until"),
    [
        ({}, "ended", True, date(2024, 3, 15)),
        ({"Đến": "15/01/2025"}, "ended", True, date(2025, 1, 15)),
        ({"Đến": "16/01/2025"}, "not_ended", False, date(2025, 1, 16)),
        ({"Đến": "16/01/2025", "Kết": "Đang học"}, "none", False, date(2025, 1, 16)),
        # A month is told by its first day: nobody knows that the course had not ended.
        ({"Đến": "01/2025"}, "ended", True, date(2025, 1, 31)),
        ({"Đến": "2025"}, "ended", True, date(2025, 12, 31)),
        ({"Đến": "31/04/2024"}, "none", False, None),
    ],
)
def test_whether_a_course_had_ended_when_the_file_was_received(
    changes: dict[str, str], completion: str, is_ended: bool, until: date | None
) -> None:
    (row,) = clean("04", with_cells("04", COURSE, **changes))
    assert (row["completion"], row["is_ended_at_receipt"], row["ended_until"]) == (completion, is_ended, until)


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


@pytest.mark.parametrize(
    ("number", "row", "heading", "found"),
    [
        ("02", PERSON, "Giới tính", {"sex_state": "absent"}),
        ("02", PERSON, "Cấp", {"level_state": "absent", "title_level": "agrees", "position_state": "unjudged"}),
        ("02", PERSON, "Diện quản lý", {"managed_by_state": "absent"}),
        ("03", RATING, "Số quyết định", {"decision": "absent", "is_decided": False}),
        ("03", RATING, "Kết quả xếp loại", {"rating_state": "absent", "rating_or_exemption": "given"}),
        ("04", COURSE, "Kết quả", {"result_state": "absent", "completion": "none"}),
    ],
)
def test_every_needed_column_may_be_absent(number: str, row: list[Any], heading: str, found: dict[str, Any]) -> None:
    kept = [column for column, name in enumerate(HEADINGS[number]) if name != heading]
    sheet = [[HEADINGS[number][column] for column in kept], [row[column] for column in kept]]
    (read_as,) = clean_raw(read({"a.xlsx": xlsx({"a": sheet})}), number)
    assert {name: read_as[name] for name in found} == found


def test_a_file_that_was_too_big_to_keep_is_a_file_without_rows() -> None:
    big, small = received({"big.xlsx": b"", "a.xlsx": xlsx({"a": form("01", ORGANISATION)})})
    big = replace(big, source_sha256=None, problem="too_big")
    raw = read_partition([big, small], {"a.xlsx": xlsx({"a": form("01", ORGANISATION)})}.__getitem__, {})
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


def test_rows_that_say_the_same_are_equal_whatever_their_place_and_spelling() -> None:
    same = with_cells("03", RATING, Kết="hoan thanh tot nhiem vu", Ngày_quyết=date(2024, 12, 20), Kỳ="")
    other = with_cells("03", RATING, Kết="HTNV")
    first, second, third = (row["content_hash"] for row in clean("03", RATING, same, other))
    assert first == second != third


def test_last_years_ratings_sent_again_are_copies_although_their_period_names_last_year() -> None:
    row = with_cells("03", RATING, Kỳ="Năm 2023")
    files = {"a.xlsx": xlsx({"a": form("03", row)})}
    first, second = (clean_raw(read(files, year), "03")[0] for year in (2023, 2024))
    assert first["content_hash"] == second["content_hash"]
    assert (first["period"], second["period"], second["period_state"]) == ("year", None, "unknown")


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


TYPES = "sndbeut-"
WILD = st.one_of(
    st.text(max_size=20),
    st.text(alphabet="0123456789/.-,; ٣²½", max_size=25),
    st.sampled_from(["", "nt", "x", "1905-06-07", "ngày 5 tháng 3 năm 1980", "Huyện ủy viên, Thể thao", "đang học"]),
    st.integers(-(10**30), 10**30).map(str),
)

NO_DITTO = WILD.filter(lambda text: not is_ditto(text) and not is_ditto(decode(text)))


@cache
def _one_line(number: str) -> RawReturn:
    line = {"01": ORGANISATION, "02": PERSON, "03": RATING, "04": COURSE}[number]
    return read_forms(**{f"form_{number}": [line]})


@pytest.mark.parametrize("number", forms())
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_no_cell_of_any_column_and_type_raises(number: str, data: st.DataObject) -> None:
    """Every canonical column of the form stands in the table, and any text with any type under it."""
    columns = list(columns_of(number))
    raw = _one_line(number)
    (table,) = raw.sheets.to_pylist()
    numbered = {str(place): name for place, name in enumerate(columns)}
    table |= {
        "columns": json.dumps(numbered),
        "labels": json.dumps(numbered),
        "headings": json.dumps([[0, numbered, {}]]),
        "legacy": json.dumps([data.draw(st.booleans()) for _ in columns]),
    }
    wild = [one for one in raw.rows.to_pylist() if one["kind"] == DATA_KIND] * 2
    rows = [
        one
        | {
            "row_number": place,
            "cells": data.draw(st.lists(WILD, min_size=len(columns), max_size=len(columns))),
            "types": data.draw(st.text(alphabet=TYPES, min_size=len(columns), max_size=len(columns))),
        }
        for place, one in enumerate(wild, start=1)
    ]
    wild_raw = raw._replace(
        sheets=pa.Table.from_pylist([table], schema=raw.sheets.schema),
        rows=pa.Table.from_pylist(rows, schema=raw.rows.schema),
    )
    cleaned = clean_partition(wild_raw, SNAPSHOT)
    assert cleaned.forms[number].num_rows == 2
    assert len(count_mentions(number, cleaned.forms[number], cleaned.positions)) == 2


@pytest.mark.parametrize("number", forms())
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_rows_cleaned_together_are_cleaned_as_each_alone(number: str, data: st.DataObject) -> None:
    """A column is cleaned by its distinct cells: which other rows there are changes nothing (but for a ditto)."""
    columns = list(columns_of(number))
    raw = _one_line(number)
    (table,) = raw.sheets.to_pylist()
    named = {str(place): name for place, name in enumerate(columns)}
    # Not all columns are there, and a heading printed again may have others.
    headings = [[0, data.draw(_some_of(named)), {}], [3, data.draw(_some_of(named)), {}]]
    legacy = [data.draw(st.booleans()) for _ in columns]
    sheets = pa.Table.from_pylist(
        [table | {"headings": json.dumps(headings), "legacy": json.dumps(legacy)}], schema=raw.sheets.schema
    )
    line = next(one for one in raw.rows.to_pylist() if one["kind"] == DATA_KIND)
    rows = [
        line
        | {
            "row_number": place,
            "cells": data.draw(st.lists(NO_DITTO, min_size=len(columns), max_size=len(columns))),
            "types": data.draw(st.text(alphabet=TYPES, min_size=len(columns), max_size=len(columns))),
        }
        for place in range(1, data.draw(st.integers(2, 6)))
    ]

    def cleaned(some: list[dict[str, Any]]) -> list[Any]:
        wild = raw._replace(sheets=sheets, rows=pa.Table.from_pylist(some, schema=raw.rows.schema))
        found = clean_partition(wild, SNAPSHOT)
        tables = (found.forms[number].drop_columns("row_order"), found.positions, found.possible_positions)
        return [table.to_pylist() for table in tables]

    alone = [cleaned([row]) for row in rows]
    assert cleaned(rows) == [[line for one in alone for line in one[table]] for table in range(3)]


def _some_of(named: dict[str, str]) -> st.SearchStrategy[dict[str, str]]:
    return st.sets(st.sampled_from(sorted(named)), min_size=1).map(lambda kept: {at: named[at] for at in sorted(kept)})


def test_a_date_in_words_is_read_in_either_encoding() -> None:
    cell = Cell("ngµy 14 th¸ng 7 n¨m 2022", "ngµy 14 th¸ng 7 n¨m 2022", "s", "ngày 14 tháng 7 năm 2022")
    assert read_cell("date", "ended_on", "", cell, 2022)["ended_on"] == date(2022, 7, 14)
