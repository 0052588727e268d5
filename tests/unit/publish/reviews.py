"""A small review with a figure of every status, as the marts tell it: what page, workbook and document are tried on."""

from datetime import date, datetime

from dagster_project.lib.bilingual import Text
from dagster_project.publish.review.facts import (
    WHOLE_PROVINCE,
    Change,
    Figure,
    FigureDoubt,
    Labels,
    OwedForm,
    Publication,
    Review,
    ReviewIndicator,
    ReviewUnit,
    ReviewYear,
    Series,
)
from dagster_project.quality.settling import Step
from dagster_project.returns.reference.registry import TOTAL

LABELS = Labels(
    {
        "met": Text("Đạt", "Met"),
        "not_met": Text("Chưa đạt", "Not met"),
        "undetermined": Text("Chưa xác định", "Undetermined"),
        "not_applicable": Text("Không áp dụng", "Not applicable"),
        "no_data": Text("Không có số liệu", "No data"),
    },
    {
        "reached": Text("Đã tới đích", "Reached"),
        "on_track": Text("Đúng lộ trình", "On track"),
        "behind": Text("Chậm lộ trình", "Behind"),
        "undetermined": Text("Lộ trình chưa rõ", "Line undetermined"),
    },
    {
        "missing": Text("Chưa gửi", "Missing"),
        "rejected": Text("Bị trả lại", "Sent back"),
        "accepted": Text("Đã nhận", "Accepted"),
    },
)
YEARS = (
    ReviewYear(
        2023,
        Text("Năm 2023", "Year 2023"),
        Text("2023", "2023"),
        date(2023, 12, 31),
        date(2024, 1, 31),
        False,
        True,
        Text("Xếp loại theo quy định mới", "Ratings under new rules"),
    ),
    ReviewYear(
        2024,
        Text("Năm 2024", "Year 2024"),
        Text("2024", "2024"),
        date(2024, 12, 31),
        date(2025, 1, 31),
        False,
        False,
        None,
    ),
    ReviewYear(
        2025,
        Text("Năm 2025 (đến 30/6)", "Year 2025 (to 30 June)"),
        Text("2025", "2025"),
        date(2025, 6, 30),
        date(2025, 7, 31),
        True,
        False,
        Text("Số liệu đến 30/6/2025", "Figures as of 2025-06-30"),
    ),
)
UNITS = (
    ReviewUnit(
        "tinh",
        Text("Tỉnh ủy Mẫu Sơn (cấp tỉnh)", "Mẫu Sơn province"),
        Text("Tỉnh ủy Mẫu Sơn", "Province level"),
        "province",
        Text("Cấp tỉnh", "Province"),
        date(2020, 10, 30),
        None,
        None,
        None,
    ),
    ReviewUnit(
        "a",
        Text("Huyện ủy An Bình", "An Bình district"),
        Text("An Bình", "An Bình"),
        "district",
        Text("Cấp huyện", "District"),
        date(2020, 10, 30),
        date(2025, 2, 28),
        None,
        Text("Đảng ủy xã An Bình", "An Bình commune"),
    ),
)
#: code, what it is called, target, the year it holds by, whether it is a maximum, whether it counts ratings
INDICATORS = (
    ("1.1", "Chi bộ xếp loại tốt", 95.0, None, False, True),
    ("1.2", "Cấp ủy viên được bồi dưỡng", 35.0, 2025, False, False),
    ("1.3", "Đảng viên bị kỷ luật", 2.0, None, True, False),
    ("1.4", "Đảng đoàn xếp loại tốt", 100.0, None, False, True),
    ("1.5", "Cán bộ nữ", 20.0, None, False, False),
    ("1.6", "Cán bộ trẻ", 5.0, None, False, False),
)
#: code, year, n, d, unknown, missing, status, progress, to target
FIGURES = (
    ("1.1", 2023, 90, 100, 0, 0, "not_met", None, 5),
    ("1.1", 2024, 96, 100, 0, 0, "met", None, 0),
    # 94.96 %: one short of 95 %, and not to be shown as 95.
    ("1.1", 2025, 2374, 2500, 0, 0, "not_met", None, 1),
    ("1.2", 2023, 20, 80, 0, 0, "not_met", "on_track", 8),
    # One of sixteen: 6.25 %, half way between two decimals.
    ("1.2", 2024, 5, 80, 0, 1, "not_met", "behind", 23),
    ("1.2", 2025, 28, 80, 0, 0, "met", "reached", 0),
    ("1.3", 2023, 1, 100, 0, 0, "met", None, 0),
    ("1.3", 2024, 3, 100, 0, 0, "not_met", None, 1),
    ("1.3", 2025, 2, 100, 1, 12, "undetermined", None, 0),
    ("1.4", 2023, 3, 3, 0, 0, "met", None, 0),
    ("1.4", 2024, 3, 3, 0, 0, "met", None, 0),
    ("1.4", 2025, 0, 0, 0, 0, "not_applicable", None, 0),
    ("1.5", 2023, 30, 100, 0, 0, "met", None, 0),
    ("1.5", 2024, 25, 100, 0, 10, "undetermined", None, 0),
    ("1.5", 2025, 0, 0, 0, 0, "no_data", None, 0),
    ("1.6", 2023, 6, 100, 0, 0, "met", None, 0),
    ("1.6", 2024, 6, 100, 0, 0, "met", None, 0),
    ("1.6", 2025, 6, 100, 0, 20, "undetermined", None, 0),
)


def review(code: str = "NQ-MS-2023", changes: tuple[Change, ...] | None = None) -> Review:
    """Return the review."""
    indicators = tuple(
        ReviewIndicator(
            of,
            "I.1",
            Text("Tổ chức đảng" if of in ("1.1", "1.4") else "Cán bộ", "Section"),
            Text(label, f"{of} name"),
            Text(label, f"{of} name"),
            "organisation" if of in ("1.1", "1.4") else "person",
            is_rating,
            target,
            target_year,
            is_maximum,
            (Series("part", Text("Cấp xã", "Communes"), Text("Xã", "Communes")),),
        )
        for of, label, target, target_year, is_maximum, is_rating in INDICATORS
    )
    figures = {}
    for of, year, *numbers in FIGURES:
        target = next(one.target_pct for one in indicators if one.code == of)
        figure = _figure(year, target, *numbers)  # type: ignore[arg-type]
        for unit, series in ((WHOLE_PROVINCE, TOTAL), (WHOLE_PROVINCE, "part"), ("tinh", TOTAL)):
            figures[unit, of, series, year] = figure
        if year < 2025:
            figures["a", of, TOTAL, year] = figure
    return Review(
        code,
        Text("Nghị quyết của Tỉnh ủy Mẫu Sơn, 2023–2025", "Resolution of Mẫu Sơn, 2023–2025"),
        Publication(datetime(2025, 8, 2, 1, 30), date(2025, 8, 2), 12, 9, "abc", "run"),
        YEARS,
        indicators,
        UNITS,
        figures,
        _returns(),
        _doubts(),
        changes,
        LABELS,
    )


def change() -> Change:
    """Return a figure that is another than a week before."""
    return Change(
        date(2025, 8, 2),
        date(2025, 7, 26),
        2024,
        WHOLE_PROVINCE,
        "1.1",
        TOTAL,
        80,
        96,
        85,
        100,
        15,
        0,
        94.11764705882354,
        96.0,
        "undetermined",
        "met",
        "returns",
        Text("Đã nhận Biểu 01 của An Bình", "Form 01 of An Bình came"),
    )


def _figure(
    year: int, target: float, n: int, d: int, unknown: int, missing: int, status: str, progress: str | None, gap: int
) -> Figure:
    size = d + missing
    return Figure(
        year,
        n,
        d,
        2 if year == 2024 else 0,
        unknown,
        missing,
        100 * n / d if d else None,
        100 * n / size if size else None,
        100 * (n + missing + unknown) / size if size else None,
        target,
        {2023: 25.0, 2024: 30.0, 2025: 35.0}[year] if progress else None,
        status,
        progress,
        gap,
        4,
        0 if status == "no_data" else 3 if missing else 4,
        is_unsized=missing == 20,
    )


def _returns() -> tuple[OwedForm, ...]:
    came, due = datetime(2025, 2, 5, 8, 0), date(2025, 1, 31)
    return (
        OwedForm(2023, "tinh", "01", "accepted", False, date(2024, 1, 31), 0, datetime(2024, 1, 20, 8, 0), 10, 0),
        OwedForm(2024, "tinh", "01", "accepted", True, due, 5, came, 10, 2),
        OwedForm(2024, "a", "01", "missing", False, due, None, None, 0, 0),
        OwedForm(2024, "a", "02", "rejected", False, due, 0, datetime(2025, 1, 30, 8, 0), 0, 0),
        OwedForm(2025, "tinh", "01", "accepted", False, date(2025, 7, 31), 0, datetime(2025, 7, 30, 8, 0), 9, 0),
    )


def _doubts() -> tuple[FigureDoubt, ...]:
    receive = Text("Nhận Biểu 02 năm 2025 của Huyện ủy An Bình", "Receive Form 02 of 2025 from An Bình")
    mend = Text("Huyện ủy An Bình sửa dòng bị loại ở Biểu 02 năm 2025", "An Bình mends rows left out of Form 02")
    return (
        FigureDoubt(
            2025,
            "1.3",
            TOTAL,
            "a",
            "form_missing",
            "02",
            12,
            Step((2025,), receive, Text("khoảng 12 đồng chí", "about 12 people")),
        ),
        FigureDoubt(
            2025, "1.3", TOTAL, "a", "quarantined", "02", 1, Step((2025,), mend, Text("1 đồng chí", "1 person"))
        ),
        FigureDoubt(
            2024,
            "1.5",
            TOTAL,
            "a",
            "form_missing",
            "02",
            10,
            Step(
                (2024,),
                Text("Nhận Biểu 02 năm 2024 của Huyện ủy An Bình", "Receive Form 02 of 2024 from An Bình"),
                Text("khoảng 10 đồng chí", "about 10 people"),
            ),
        ),
    )
