"""The scorecard shows every indicator at every width, and says what the marts say."""

import dataclasses
import io
from pathlib import Path

import duckdb
import pytest
from rich.console import Console

from dagster_project.publish.scorecard.terminal import (
    IndicatorLine,
    LineFigure,
    Scorecard,
    load_scorecards,
    print_scorecard,
    render,
)
from tests.unit.marts import warehouse

SPACE = "\u00a0"


@pytest.fixture(scope="module")
def bi(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return warehouse(tmp_path_factory.mktemp("data") / "bi.duckdb")


@pytest.fixture
def card(bi: Path) -> Scorecard:
    [found] = load_scorecards(bi)
    return found


def text_of(card: Scorecard, width: int, colour: bool = False) -> str:
    console = Console(
        width=width, file=io.StringIO(), force_terminal=colour, color_system="truecolor" if colour else None
    )
    console.print(render(card, width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().replace(SPACE, " ")


def row_of(text: str, code: str) -> str:
    """Return the lines of one indicator: from its code to the next one's."""
    lines = text.splitlines()
    start = next(at for at, line in enumerate(lines) if line.strip().startswith(code + " "))
    return "\n".join(lines[start : start + 3])


def test_indicators_stand_in_the_registrys_order(card: Scorecard) -> None:
    assert [line.code for line in card.lines] == ["2.1.1", "2.1.2", "2.2.2a"]
    assert card.years == [2023, 2024]


def test_a_line_tells_label_target_values_and_verdict(card: Scorecard) -> None:
    row = row_of(text_of(card, 140), "2.1.2")
    for part in (
        "Cấp ủy cơ sở",
        "≥ 95 %",
        "94,96 % ?",
        "2.374/2.500°",
        "Chưa xác định, thiếu 1",
        "3 chưa rõ",
        "3/4 biểu: 91,3–95,3 %",
        "– ∅",
    ):
        assert part in row, part


def test_lines_stand_under_the_heading_of_their_section(card: Scorecard) -> None:
    lines = [line.strip() for line in text_of(card, 140).splitlines()]
    at = [next(n for n, line in enumerate(lines) if line.startswith(part)) for part in ("Tổ chức", "2.1.1", "Cán bộ")]
    assert at == sorted(at)
    assert lines.count("Tổ chức đảng") == 1


def test_a_greatest_share_is_exceeded_not_missed() -> None:
    figure = LineFigure(2026, 204, 10000, 0, 0, "not_met", None, 4, 4, 4, target=2.0)
    line = IndicatorLine("3.1", "Xếp loại", "Không hoàn thành nhiệm vụ", 3.0, [figure], is_maximum=True)
    text = text_of(Scorecard([2026], [line], [], {}), 140)
    assert "≤ 2 %" in text  # the year's target, not the line's
    assert "2,04 % ✗" in text
    assert "Chưa đạt, vượt 4" in text


def test_each_resolution_is_a_card_with_its_name_and_years(tmp_path: Path) -> None:
    path = warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into marts.dim_resolution values ('NEW', 'Nghị quyết mới', 2026, 2030)")
        for table in ("mart_indicator", "mart_indicator_year"):
            change = "'NEW' as resolution_code" + (", 2026 as report_year" if table.endswith("year") else "")
            row = "indicator_code = '2.1.2'" + (" and report_year = 2024" if table.endswith("year") else "")
            connection.execute(f"insert into marts.{table} select * replace ({change}) from marts.{table} where {row}")
    old, new = load_scorecards(path)
    assert (old.resolution, old.years, [line.code for line in old.lines]) == (
        "Nghị quyết", [2023, 2024], ["2.1.1", "2.1.2", "2.2.2a"],
    )  # fmt: skip
    assert (new.resolution, new.years, [line.code for line in new.lines]) == ("Nghị quyết mới", [2026], ["2.1.2"])
    assert (len(old.returns), len(new.returns)) == (1, 0)
    assert "Nghị quyết mới" in text_of(new, 80)


def test_a_card_counts_the_returns_of_its_own_units(tmp_path: Path) -> None:
    """A unit of another province that reports in the same year is no unit of this resolution."""
    path = warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into marts.dim_resolution values ('NEW', 'Nghị quyết mới', 2024, 2030)")
        for table in ("mart_indicator", "mart_indicator_year", "mart_indicator_unit_year"):
            elsewhere = ", 'elsewhere' as unit_code" if table == "mart_indicator_unit_year" else ""
            connection.execute(
                f"insert into marts.{table} select * replace ('NEW' as resolution_code{elsewhere}) from marts.{table}"
            )
        connection.execute(
            "insert into marts.mart_return select * replace ('elsewhere' as unit_code, 'missing' as state) "
            "from marts.mart_return where expected"
        )
    old, new = load_scorecards(path)
    assert [one.missing for one in new.returns] == [one.expected for one in new.returns]
    assert [one.expected for one in old.returns] == [one.expected for one in new.returns]
    assert [one.missing for one in old.returns] != [one.missing for one in new.returns]


def test_verdicts_in_words(card: Scorecard) -> None:
    text = text_of(card, 140)
    assert "Không áp dụng" in row_of(text, "2.1.1")
    assert "93,5 % ✗" in row_of(text, "2.1.1")
    assert "Đạt" in row_of(text, "2.2.2a")
    assert "4,2 % ▲" in row_of(text, "2.2.2a")
    assert "3 chỉ tiêu · 1 đạt · 1 chưa xác định · 1 không áp dụng" in text


def test_the_page_says_that_series_and_units_do_not_add_up(card: Scorecard) -> None:
    text = text_of(card, 140)
    assert "không cộng thành tổng số" in text
    assert "do not add up" in text
    assert "✓ đạt" in text
    assert ": 2/4 · 1 chưa gửi · 1 bị trả lại · 1 nộp muộn" in text


@pytest.mark.parametrize("width", [60, 80, 140])
def test_a_year_with_a_note_is_marked_wherever_its_figures_stand(card: Scorecard, width: int) -> None:
    text = text_of(card, width)
    assert "Năm 2024*" in text
    assert "* 2024: Số liệu đến 30/6/2024." in text
    assert "2023*" not in text
    if width >= 80:
        assert "Kết quả 2024*" in text


def open_figure(**more: int) -> LineFigure:
    return dataclasses.replace(LineFigure(2024, 90, 100, 0, 0, "undetermined", None, 5, 4, 4), **more)


def verdict_of(figure: LineFigure) -> str:
    line = IndicatorLine("2.2.7", "Cán bộ", "Lãnh đạo cấp phòng được bồi dưỡng kỹ năng", 95.0, [figure])
    return text_of(Scorecard([2024], [line], [], {}), 140)


def test_an_open_verdict_says_how_many_are_unclear_and_what_that_does_to_the_bounds() -> None:
    text = verdict_of(open_figure(unknown=7))
    assert "7 chưa rõ" in text
    assert "90,0–97,0 %" in text
    assert "7 chưa rõ" in verdict_of(open_figure(unknown=7, status="not_met"))
    assert "–97" not in verdict_of(open_figure(unknown=7, status="not_met"))


def test_without_an_earlier_figure_no_bounds_are_shown() -> None:
    text = verdict_of(open_figure(unknown=7, unsized=2, forms_accepted=2))
    assert "2/4 biểu" in text
    assert "2 đơn vị chưa rõ quy mô" in text
    assert "–97" not in text


def test_units_of_unknown_size_are_counted_from_the_doubts(tmp_path: Path) -> None:
    path = warehouse(tmp_path / "w.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "insert into marts.mart_indicator_doubt values "
            "(2024, '2.1.2', 'total', 'na-ri', 'no_earlier_figure', '01', 2024, 2024, 0, 'NQ-BK-2021'),"
            "(2024, '2.1.2', 'a_series', 'tinh', 'no_earlier_figure', '01', 2024, 2024, 0, 'NQ-BK-2021')"
        )
    lines = {line.code: line for line in load_scorecards(path)[0].lines}
    assert lines["2.1.2"].latest.unsized == 1
    assert lines["2.1.1"].latest.unsized == 0


@pytest.mark.parametrize("width", [60, 80, 100, 120, 140, 160, 220])
def test_it_fits_every_width_and_keeps_the_verdict(card: Scorecard, width: int) -> None:
    text = text_of(card, width)
    assert max(len(line) for line in text.splitlines()) <= width
    for part in ("2.1.1", "2.1.2", "2.2.2a", "94,96 %", "2.374/2.500", "Chưa xác định", "Không áp dụng"):
        assert part in text, part


def test_without_a_terminal_it_is_plain_and_wide(bi: Path) -> None:
    console = Console(file=io.StringIO(), width=60)
    print_scorecard(bi, console)
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    assert "\x1b" not in text
    assert "2023" in text
    assert "2024" in text
    assert max(len(line) for line in text.splitlines()) > 100


def test_colours_only_underline_what_the_words_say(card: Scorecard) -> None:
    assert "\x1b[" in text_of(card, 140, colour=True)


def test_years_that_do_not_fit_are_the_earliest(card: Scorecard) -> None:
    header = next(line for line in text_of(card, 82).splitlines() if "Mục tiêu" in line)
    assert "2024" in header
    assert "2023" not in header


def test_nothing_at_all_is_still_a_page() -> None:
    assert "chưa có số liệu" in text_of(Scorecard([], [], [], {}), 100)
