"""The scorecard as text shows every indicator at every width, and says what the marts say."""

import dataclasses
import io
from pathlib import Path

import pytest
from rich.console import Console

from dagster_project.lib.bilingual import Text
from dagster_project.publish.review.facts import WHOLE_PROVINCE, Figure, Review
from dagster_project.publish.scorecard.terminal.show import print_scorecard, render, write_scorecard
from dagster_project.publish.scorecard.terminal.table import full_width, years_that_fit
from dagster_project.returns.reference.registry import TOTAL
from tests.unit.publish.reviews import review

SPACE = "\u00a0"


@pytest.fixture
def card() -> Review:
    return review()


def text_of(card: Review, width: int, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(width=width, file=file, force_terminal=colour, color_system="truecolor" if colour else None)
    console.print(render(card, width))
    return file.getvalue().replace(SPACE, " ")


def row_of(text: str, code: str) -> str:
    """Return the lines of one indicator: from its code to the next one's."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.strip().startswith(code + " "))
    return "\n".join(lines[start : start + 3])


def with_figure(card: Review, code: str, year: int, **changed: object) -> Review:
    key = (WHOLE_PROVINCE, code, TOTAL, year)
    figure: Figure = dataclasses.replace(card.figures[key], **changed)  # type: ignore[arg-type]
    return dataclasses.replace(card, figures={**card.figures, key: figure})


def test_a_line_tells_label_target_values_and_verdict(card: Review) -> None:
    row = row_of(text_of(card, 140), "1.1")
    # 94.96 %: one short, and never shown as 95.
    for part in (
        "Chi bộ xếp loại tốt",
        "≥ 95 %",
        "90,0 % ✗",
        "96,0 % ✓",
        "94,96 % ✗",
        "2.374/2.500",
        "Chưa đạt, thiếu 1",
    ):
        assert part in row, part


def test_an_open_verdict_says_between_which_values_and_what_is_lacking(card: Review) -> None:
    row = row_of(text_of(card, 140), "1.3")
    for part in ("≤ 2 %", "2,0 % ?", "2/100°", "Chưa xác định", "1 chưa rõ", "3/4 biểu", "1,8–13,4 %"):
        assert part in row, part


def test_before_the_targets_year_the_progress_is_told(card: Review) -> None:
    row = row_of(text_of(card, 140), "1.2")
    assert "25,0 % ▲" in row
    assert "6,2 % ▼" in row
    assert "35,0 % ✓" in row
    assert "▲ đúng lộ trình" in text_of(card, 140)


def test_without_an_earlier_figure_no_bounds_are_shown(card: Review) -> None:
    row = row_of(text_of(card, 140), "1.6")
    assert "chưa rõ quy mô" in row
    assert "–" not in row.replace("2023–2025", "")


def test_units_of_unknown_size_are_counted_from_the_doubts(card: Review) -> None:
    doubt = dataclasses.replace(card.doubts[0], indicator="1.6", year=2025, reason="no_earlier_figure")
    more = dataclasses.replace(
        card, doubts=(doubt, dataclasses.replace(doubt, unit="b"), dataclasses.replace(doubt, series="part", unit="c"))
    )
    assert "2 đơn vị chưa rõ quy mô" in text_of(more, 140)


def test_a_greatest_share_is_exceeded_not_missed(card: Review) -> None:
    over = with_figure(card, "1.3", 2025, status="not_met", numerator=204, denominator=10000, missing=0, to_target=4)
    row = row_of(text_of(over, 140), "1.3")
    assert "2,04 % ✗" in row
    assert "Chưa đạt, vượt 4" in row


def test_what_has_no_value_is_a_dash_with_its_sign(card: Review) -> None:
    text = text_of(card, 140)
    assert "– ○" in row_of(text, "1.4")
    assert "Không áp dụng" in row_of(text, "1.4")
    assert "– ∅" in row_of(text, "1.5")


def test_lines_stand_under_the_heading_of_their_section(card: Review) -> None:
    lines = [line.strip() for line in text_of(card, 140).splitlines()]
    at = [
        next(n for n, line in enumerate(lines) if line.startswith(part)) for part in ("Tổ chức", "1.1", "Cán bộ", "1.2")
    ]
    assert at == sorted(at)


def test_it_says_how_many_stand_how_and_how_returns_came_in(card: Review) -> None:
    text = text_of(card, 140)
    assert "6 chỉ tiêu · 1 đạt · 1 chưa đạt · 2 chưa xác định · 1 không áp dụng · 1 không có số liệu" in text
    assert "2024: 1/3 · 1 chưa gửi · 1 bị trả lại · 1 nộp muộn" in text
    assert "không cộng thành tổng số" in text
    assert "do not add up" in text


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_year_with_a_note_is_marked_wherever_its_figures_stand(card: Review, width: int) -> None:
    text = text_of(card, width)
    assert "Năm 2025*" in text
    assert "* 2025: Số liệu đến 30/6/2025." in text
    assert "2024*" not in text


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 140, 160, 220])
def test_it_fits_every_width_and_keeps_the_verdict(card: Review, width: int) -> None:
    text = text_of(card, width)
    assert max(len(line) for line in text.splitlines()) <= width
    for part in ("1.1", "1.6", "94,96 %", "2.374/2.500", "Chưa xác định", "Không áp dụng"):
        assert part in text, part
    # Whatever is left out for lack of room is said; nothing is cut within a word.
    shown = "2023" in text.splitlines()[4]
    assert ("không đủ chỗ" in text) != shown


def test_letters_with_marks_are_as_wide_as_they_look() -> None:
    """A label whose marks are characters of their own must not push the verdict out of its column."""
    plain = review()
    split = dataclasses.replace(plain.indicators[0], short_label=Text("Chi bộ xếp loại tốt", ""))
    card = dataclasses.replace(plain, indicators=(split, *plain.indicators[1:]))
    rows = [row_of(text_of(one, 140), "1.1").splitlines()[0] for one in (plain, card)]
    combining = len(rows[1]) - len(rows[0])
    assert rows[1].index("Chưa đạt") - combining == rows[0].index("Chưa đạt")


def test_years_that_do_not_fit_are_the_earliest(card: Review) -> None:
    assert [year.year for year in years_that_fit(card, full_width(card))] == [2023, 2024, 2025]
    assert [year.year for year in years_that_fit(card, 80)] == [2025]


def test_as_a_file_it_is_plain_and_shows_every_year(card: Review, tmp_path: Path) -> None:
    path = tmp_path / "scorecard.txt"
    write_scorecard([card], path)
    text = path.read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert all(str(year.year) in text.splitlines()[3] for year in card.years)
    assert "không đủ chỗ" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_each_resolution_is_a_card_with_its_name(card: Review) -> None:
    file = io.StringIO()
    later = dataclasses.replace(card, label=Text("Nghị quyết mới", "New resolution"))
    print_scorecard([card, later], Console(file=file, width=100))
    assert file.getvalue().count("BẢNG ĐIỂM") == 2
    assert "Nghị quyết mới" in file.getvalue()
    assert card.label.vi not in text_of(card, 100)


def test_colours_only_underline_what_the_words_say(card: Review) -> None:
    assert "\x1b[" in text_of(card, 140, colour=True)


def test_nothing_at_all_is_still_a_page(tmp_path: Path) -> None:
    path = tmp_path / "scorecard.txt"
    write_scorecard([], path)
    assert "chưa có số liệu" in path.read_text(encoding="utf-8")
