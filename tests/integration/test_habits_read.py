"""What is read from files with habits, in the night over the returns with problems: the values, not the findings."""

import pytest

from tests.integration.problem_night import Night

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def night(problem_night: Night) -> Night:
    return problem_night


FORMATS = [
    "nfd",
    "tcvn3",
    "tcvn3-xls",
    "tcvn3-in-a-printed-form",
    "csv",
    "csv-comma",
    "hidden-sheet",
    "heading-variants",
    "lines-between",
]


@pytest.mark.parametrize("habit", FORMATS)
def test_another_way_of_writing_says_the_same(habit: str, night: Night) -> None:
    """Names, dates and codes are those of the plain workbook; identifiers and codes differ by unit."""
    columns = {
        "01": "organisation_type, founded_on, rating, decision_number, decided_on, organisation_name",
        "02": "full_name, born_on, sex, ethnicity, level, professional_qualification, political_theory, appointed_on",
        "03": "full_name, position_title, period, rating, decision_number, decided_on",
        "04": "full_name, course_name, course_group, started_on, ended_on, result, certificate_number, provider",
    }
    for form, names in columns.items():
        assert len(night.column("tinh", form, names)) == 4
        assert night.column(f"habit-{habit}", form, names)[:4] == night.column("tinh", form, names), form


def test_a_file_without_accents_gives_the_same_codes(night: Night) -> None:
    for form, names in (
        ("01", "organisation_type, rating"),
        ("02", "sex, ethnicity, level, professional_qualification, political_theory"),
        ("03", "period, rating"),
        ("04", "course_group, result"),
    ):
        assert night.column("habit-no-accents", form, names) == night.column("tinh", form, names)
    assert night.column("habit-no-accents", "02", "full_name")[0] == "Hoang Mau Binh"


def test_headings_of_two_merged_rows(night: Night) -> None:
    for form, names in (
        ("02", "born_on, sex, professional_qualification, political_theory, citizen_id is null"),
        ("03", "decision_number, decided_on"),
        ("04", "started_on, ended_on"),
    ):
        assert night.column("habit-merged-headings", form, names) == night.column("tinh", form, names)


@pytest.mark.parametrize("unit", ["habit-dates", "habit-ods", "habit-xls"])
def test_dates_with_their_precision_in_every_format(unit: str, night: Night) -> None:
    assert night.column(unit, "02", "cast(born_on as varchar), born_on_precision") == [
        ("1961-01-01", "year"), ("1962-01-01", "year"), ("1963-09-01", "month"), ("1964-09-05", "day"),
    ]  # fmt: skip
    assert night.column(unit, "02", "cast(appointed_on as varchar), appointed_on_precision") == [
        ("2020-07-01", "day"), ("2020-07-01", "day"), ("2020-07-01", "day"), ("2020-07-01", "month"),
    ]  # fmt: skip
    assert night.column(unit, "03", "cast(decided_on as varchar)")[0] == "2024-12-03"
    assert night.column(unit, "04", "cast(started_on as varchar), ended_on_precision")[0] == ("2024-03-04", "month")


def test_an_abbreviation_means_what_its_column_says(night: Night) -> None:
    assert night.column("habit-degrees", "02", "professional_qualification, political_theory") == [
        ("university", "bachelor"), ("intermediate", "intermediate"),
        ("university", "intermediate"), ("master", "none"),
    ]  # fmt: skip


def test_spellings_of_one_word(night: Night) -> None:
    assert night.column("habit-spellings", "02", "full_name")[:2] == ["Nông Mẫu Hòa", "Đặng Mẫu Lý"]
    assert night.column("habit-spellings", "02", "professional_qualification, political_theory, level") == [
        ("master", "advanced", "district"), ("university", "advanced", "district"),
        ("university", "advanced", "district"), ("university", "advanced", "district"),
    ]  # fmt: skip
    assert night.column("habit-spellings", "01", "organisation_name, rating")[0] == ("Chi bộ Hòa Bình", "HTTNV")


def positions(night: Night, unit: str) -> list[list[str]]:
    sql = """
        select list(positions.position_code order by positions.position_order)
        from staging.stg_form_02_position as positions
        inner join staging.stg_form_02_row as cadre_rows using (row_id)
        where cadre_rows.unit_code = ? group by cadre_rows.row_order order by cadre_rows.row_order
    """
    return [row[0] for row in night.warehouse.execute(sql, [unit]).fetchall()]


def test_several_positions_in_one_cell(night: Night) -> None:
    assert positions(night, "habit-positions") == [
        ["district:Huyện ủy viên", "district:Trưởng phòng"],
        ["district:Phó Bí thư Huyện ủy", "district:Chủ tịch UBND huyện"],
        ["district:Huyện ủy viên", "district:Chánh Văn phòng"],
        ["district:Huyện ủy viên"],
    ]
    assert positions(night, "value-one-position-of-two")[0] == ["district:Huyện ủy viên", None]


def test_a_ditto_repeats_the_cell_above(night: Night) -> None:
    assert positions(night, "habit-dittos") == [["district:Huyện ủy viên"]] * 4
    assert (
        night.column("habit-dittos", "02", "ethnicity, level, political_theory")
        == [("tay", "district", "advanced")] * 4
    )
    assert (
        night.column("habit-dittos", "03", "decision_number, cast(decided_on as varchar), rating")[:2]
        == [("101-QĐ/HU", "2024-12-20", "HTTNV")] * 2
    )
    assert len(set(night.column("habit-dittos", "04", "course_name, course_group, started_on, ended_on, result"))) == 1


def test_a_formula_counts_with_its_cached_value(night: Night) -> None:
    assert night.column("habit-formulas", "02", "ethnicity, note")[0] == ("tay", "2")
    assert night.column("habit-formulas", "03", "rating, decision_number")[0] == ("HTTNV", "7-QĐ/HU")
    assert night.column("formula-error-nearly", "03", "rating")[0] == "HTTNV"
    assert night.column("formula-error-in-a-note-nearly", "02", "note")[0] is None


def test_a_lone_column_for_women(night: Night) -> None:
    assert night.column("habit-lone-female", "02", "sex") == ["male", "female", "male", "female"]


def test_an_old_id_and_a_new_one_are_one_person_through_the_card(night: Night) -> None:
    """Person 1 has a card and a new id now; person 2 has the same 9-digit id and birth year in both years."""
    before, now = (night.column("habit-old-ids", "02", "person_key", year) for year in (2023, 2024))
    assert before == now
    assert len(set(now)) == 4
    for form in ("03", "04"):
        assert [night.column("habit-old-ids", form, "person_key", year) for year in (2023, 2024)] == [now, now]


def test_two_units_tell_of_one_person_and_a_conflicted_card_links_nobody(night: Night) -> None:
    (one, *_), (same, *_) = (
        night.column(f"rating-conflict-03-units{other}", "02", "person_key") for other in ("", "-other")
    )
    assert one == same
    first, second = (night.column(f"identity-two-units-{unit}", "02", "person_key")[0] for unit in "ab")
    assert first != second


def test_the_person_of_a_quarantined_row_is_still_found_by_the_other_forms(night: Night) -> None:
    unit = "date-02-born-on"
    assert night.column(unit, "03", "person_key") == night.column(unit, "02", "person_key")


# Tables

SAME = {
    "01": "organisation_type, founded_on, rating, decision_number, decided_on",
    "02": "full_name, born_on, sex, ethnicity, level, managed_by, professional_qualification, political_theory",
    "03": "full_name, position_title, period, rating, decision_number, decided_on",
    "04": "course_name, course_group, started_on, ended_on, result, certificate_number",
}
TABLES = [
    "self-assessed",
    "last-year",
    "heading-with-year",
    "ticked",
    "ticked-ods",
    "merged-down",
    "merged-down-xls",
    "merged-down-ods",
    "heading-again",
    "heading-in-another-order",
    "two-forms",
    "two-forms-ods",
    "tcvn3-headings",
    "tcvn3-but-lists",
]


@pytest.mark.parametrize("table", TABLES)
def test_another_table_says_the_same(table: str, night: Night) -> None:
    for form, names in SAME.items():
        assert night.column(f"table-{table}", form, names)[:4] == night.column("tinh", form, names), form


def test_what_a_heading_printed_again_lacks_is_blank_below_it(night: Night) -> None:
    provider = "Trường Chính trị tỉnh Mẫu"
    assert night.column("table-heading-in-another-order", "04", "provider") == [provider, provider, None, None]


def test_a_title_followed_by_a_name_keeps_its_position(night: Night) -> None:
    assert positions(night, "table-named-positions") == [
        ["district:Trưởng phòng"],
        ["province:Giám đốc Sở"],
        ["grassroots:Bí thư Chi bộ trực thuộc"],
        ["district:Phó Bí thư Huyện ủy", "district:Chủ tịch UBND huyện"],
    ]
    assert positions(night, "level-contradicts") == [["province:Tỉnh ủy viên"], *[["district:Huyện ủy viên"]] * 3]


def test_a_year_in_a_date_cell_is_a_year(night: Night) -> None:
    for unit in ("date-of-1905", "date-of-1905-as-text"):
        assert night.column(unit, "02", "cast(born_on as varchar), born_on_precision")[0] == ("1961-01-01", "year")
    ended = night.column("date-of-1905-ended", "04", "cast(ended_on as varchar), ended_on_precision")
    assert ended[0] == ("2024-01-01", "year")


def test_of_several_ticks_the_highest_degree_counts_and_no_rating(night: Night) -> None:
    assert night.column("ticked-two-degrees", "02", "professional_qualification") == [
        "master", "university", "university", "master",
    ]  # fmt: skip
    assert night.column("ticked-two-ratings", "03", "rating") == [None, "HTTNV", "HTTNV", "HTTNV"]


def test_a_card_keeps_its_zeros(night: Night) -> None:
    assert night.column("csv-card-zero-lost", "02", "party_card")[0] == "05612345"
    assert night.column("csv-card-zero-at-the-end", "02", "party_card")[0] == "56012340"
    assert night.column("csv-card-too-short", "02", "party_card")[0] is None
    assert night.column("table-card-as-decimal", "02", "party_card") == night.column(
        "table-card-as-decimal", "03", "party_card"
    )
