"""What a review says of a figure: never more than the marts, and never that what is open has failed."""

import dataclasses
from pathlib import Path

import pytest

from dagster_project.publish.review import figures, sentences
from dagster_project.publish.review.facts import Figure, Review, ReviewIndicator, ReviewYear
from dagster_project.publish.review.read import read_reviews
from tests import small_bi

SPACE = "\u00a0"


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> Review:
    first, _ = read_reviews(small_bi.write_small_bi(tmp_path_factory.mktemp("published") / "bi.duckdb"))
    return first


def told(review: Review, code: str, year: int) -> tuple[ReviewIndicator, Figure]:
    figure = review.figure(code, year)
    assert figure
    return next(one for one in review.indicators if one.code == code), figure


def plain(text: str) -> str:
    return text.replace(SPACE, " ")


def test_two_resolutions_are_two_reviews(tmp_path: Path) -> None:
    first, second = read_reviews(small_bi.write_small_bi(tmp_path / "bi.duckdb"))
    assert [one.code for one in first.indicators] == ["1.1", "1.2", "1.3", "1.4"]
    assert [one.year for one in second.years] == [2024, 2025]
    assert [unit.code for unit in second.units] == ["khac"]
    assert {one.unit for one in second.returns} == {"khac"}
    # One code in two resolutions: each has its own doubts and figures.
    assert [one.subjects for one in second.doubts_of("1.1", 2024)] == [7]
    assert second.changes == ()


def test_units_come_in_their_order_in_the_years_in_which_they_owe_returns(review: Review) -> None:
    assert [unit.code for unit in review.units_of(2024)] == ["tinh", "an-binh", "bach-mai"]
    assert [unit.code for unit in review.units_of(2025)] == ["tinh", "bach-mai"]
    assert review.figure("1.1", 2025, unit="an-binh") is None


@pytest.mark.parametrize(
    ("code", "year", "gap"),
    [
        ("1.1", 2022, ("còn thiếu 5 tổ chức", "5 short")),
        ("1.2", 2023, ("còn thiếu 582 đồng chí", "582 short")),
        ("1.3", 2023, ("vượt 1 đồng chí", "1 too many")),
        ("1.1", 2023, None),
        # Open, though one is missing so far: that would look like a failure.
        ("1.1", 2024, None),
    ],
)
def test_a_gap_is_told_of_unmet_targets_alone(
    review: Review, code: str, year: int, gap: tuple[str, str] | None
) -> None:
    assert figures.gap(*told(review, code, year)) == gap


@pytest.mark.parametrize(
    ("code", "year", "value"),
    [
        ("1.1", 2025, "94,96 %"),
        ("1.3", 2024, "2,04 %"),
        ("1.3", 2025, "2,0 %"),
        ("1.4", 2022, "100 %"),
        ("1.4", 2024, "–"),
        ("1.4", 2025, "–"),
    ],
)
def test_a_share_never_says_more_than_the_figure(review: Review, code: str, year: int, value: str) -> None:
    assert plain(figures.value(*told(review, code, year)).vi) == value


def test_a_share_stays_visibly_on_its_side_of_the_straight_line(review: Review) -> None:
    indicator, figure = told(review, "1.2", 2023)
    assert plain(figures.value(indicator, figure).vi) == "29,18 %"
    assert figures.milestone(indicator, figure) == (f"29,2{SPACE}%", f"29.2{SPACE}%")
    # In its first year a figure is its own line.
    first = told(review, "1.2", 2022)
    assert figures.milestone(*first) == figures.value(*first)
    assert figures.milestone(*told(review, "1.1", 2022)) is None


def test_bounds_are_told_where_a_figure_is_not_whole(review: Review) -> None:
    assert figures.bounds(*told(review, "1.1", 2025)) is None
    bounds = figures.bounds(*told(review, "1.3", 2025))
    assert bounds and plain(bounds.en) == "1.8–13.4 %"
    # A unit of unknown size: nobody can say.
    assert figures.bounds(*told(review, "1.4", 2023)) is None


def test_signs(review: Review) -> None:
    assert [figures.sign(*told(review, "1.2", year)) for year in (2022, 2023, 2024, 2025)] == ["▲", "▼", "▲", "✓"]
    assert [figures.sign(*told(review, "1.4", year)) for year in (2022, 2023, 2024, 2025)] == ["✓", "?", "∅", "○"]


def test_breaks(review: Review) -> None:
    rated, trained = (told(review, code, 2022)[0] for code in ("1.1", "1.2"))
    y2022, y2023, y2024, y2025 = review.years
    assert figures.break_before(rated, y2023, y2022) == y2023.note
    assert figures.break_before(trained, y2023, y2022) is None
    assert figures.break_before(rated, y2024, y2023) is None
    assert figures.break_before(trained, y2025, y2024) == y2025.note
    # A year after a short one, and a short one of which nobody wrote a note.
    after = dataclasses.replace(y2024, year=2026)
    assert figures.break_before(trained, after, y2025) == y2025.note
    bare = dataclasses.replace(y2025, note=None)
    assert figures.break_before(trained, bare, y2024) == ("Số liệu đến 30/06/2025", "Figures up to 30/06/2025")


@pytest.mark.parametrize(
    ("code", "year", "text"),
    [
        ("1.1", 2022, "Năm 2022: 90/100 tổ chức, bằng 90,0 %; mục tiêu ≥ 95 %: chưa đạt, còn thiếu 5 tổ chức. "
                      "2 tổ chức không thuộc diện xếp loại, không tính vào mẫu số."),
        ("1.1", 2023, "Năm 2023: 96/100 tổ chức, bằng 96,0 %; mục tiêu ≥ 95 %: đạt. "
                      "Không so với 2022: xếp loại theo quy định mới."),
        ("1.1", 2024, "Năm 2024: 2.374/2.500 tổ chức, bằng 94,96 %; mục tiêu ≥ 95 %: chưa xác định, "
                      "kết quả đầy đủ trong khoảng 94,96–95,1 %. Giảm 1,0 điểm phần trăm so với năm 2023."),
        ("1.2", 2024, "Năm 2024: 1.320/4.000 đồng chí, bằng 33,0 %; mục tiêu ≥ 35 %: chưa đạt, còn thiếu 80 đồng chí. "
                      "Theo lộ trình đến 2025, năm 2024 cần ≥ 32,1 %: đúng lộ trình. "
                      "Tăng 3,8 điểm phần trăm so với năm 2023."),
        ("1.3", 2023, "Năm 2023: 3/100 đồng chí, bằng 3,0 %; mục tiêu ≤ 2 %: chưa đạt, vượt 1 đồng chí. "
                      "Tăng 2,0 điểm phần trăm so với năm 2022."),
        ("1.4", 2023, "Năm 2023: 3/3 tổ chức, bằng 100 %; mục tiêu 100 %: chưa xác định, chưa ước tính được khoảng. "
                      "Không so với 2022: xếp loại theo quy định mới."),
        ("1.4", 2024, "Năm 2024: không có số liệu."),
        ("1.4", 2025, "Năm 2025 (30/6): không áp dụng. 3 tổ chức không thuộc diện xếp loại, không tính vào mẫu số."),
    ],
)  # fmt: skip
def test_a_paragraph_is_written_from_the_figures(review: Review, code: str, year: int, text: str) -> None:
    assert plain(sentences.paragraph(review, *told(review, code, year)).vi) == text


def test_overview_and_coverage(review: Review) -> None:
    year: ReviewYear = review.years[2]
    assert sentences.overview(review, year) == (
        "Năm 2024: 4 chỉ tiêu; 2 chưa đạt, 1 chưa xác định, 1 không có số liệu.",
        "Year 2024: 4 indicators; 2 not met, 1 undetermined, 1 no data.",
    )
    assert sentences.coverage(review, year) == (
        "Năm 2024: nhận 1/3 biểu, 1 biểu chưa gửi, 1 biểu bị trả lại, 1 biểu nộp muộn.",
        "Year 2024: 1 of 3 forms received, 1 missing, 1 sent back, 1 late.",
    )


def test_a_change_is_told_of_what_the_reference_has_no_more_too(review: Review) -> None:
    assert review.changes
    change = dataclasses.replace(
        review.changes[0],
        indicator="9.9",
        unit="cu",
        numerator_after=None,
        denominator_after=None,
        missing_after=None,
        numerator_before=2374,
        denominator_before=2500,
    )
    told = sentences.changed(review, change)
    assert plain(told.vi) == "9.9, 2023, cu: 2.374/2.500 (94,96 %, chưa xác định) → –. Đã nhận Biểu 01"
