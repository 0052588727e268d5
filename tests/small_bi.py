"""A small `bi.duckdb` in the shape of the published star: two resolutions, a figure of every status, a partial year.

What reads published tables is tried on it; percentages and verdicts are given here, not computed by the project.
"""

from pathlib import Path

import duckdb

FIRST, SECOND = "NQ-1", "NQ-2"
_LABELS = "label_vi varchar, label_en varchar, short_label_vi varchar, short_label_en varchar, sort_order integer"
_FIGURE = """
    series varchar, numerator bigint, denominator bigint, exempt_count bigint, unknown_count bigint,
    estimated_missing bigint, value_pct double, lower_pct double, upper_pct double, target_pct double,
    milestone_pct double, status varchar, progress varchar, subjects_to_target bigint, forms_expected bigint,
    forms_accepted bigint, resolution_code varchar
"""
TABLES = {
    "dim_status": f"status varchar, {_LABELS}",
    "dim_progress": f"progress varchar, {_LABELS}",
    "dim_return_state": f"state varchar, {_LABELS}",
    "dim_resolution": f"resolution_code varchar, {_LABELS}, first_year integer",
    "dim_report_year": f"report_year integer, {_LABELS}, snapshot_on date, due_on date, is_partial_year boolean, "
    "is_rating_regime_change boolean, note_vi varchar, note_en varchar",
    "dim_indicator": f"resolution_code varchar, indicator_code varchar, {_LABELS}, clause varchar, section_vi varchar, "
    "section_en varchar, direction varchar, target_pct double, target_year integer, population_form varchar, "
    "test_model varchar",
    "dim_series": f"resolution_code varchar, indicator_code varchar, series varchar, {_LABELS}",
    "dim_unit": f"unit_code varchar, {_LABELS}, unit_type varchar, unit_type_label_vi varchar, "
    "unit_type_label_en varchar, valid_from date, valid_to date, predecessors_vi varchar, successors_vi varchar, "
    "predecessors_en varchar, successors_en varchar",
    "mart_publication": "published_at timestamp, as_of date, run_id varchar, code_version varchar, "
    "forms_expected bigint, forms_accepted bigint",
    "mart_indicator_year": f"report_year integer, indicator_code varchar, {_FIGURE}",
    "mart_indicator_unit_year": f"report_year integer, unit_code varchar, indicator_code varchar, {_FIGURE}",
    "mart_return": "report_year integer, unit_code varchar, form varchar, expected boolean, state varchar, "
    "received_at timestamp, is_late boolean, due_on date, days_late bigint, rows_accepted bigint, "
    "rows_quarantined bigint",
    "mart_indicator_doubt": "report_year integer, indicator_code varchar, series varchar, unit_code varchar, "
    "reason varchar, form varchar, form_year_from integer, form_year_to integer, subjects bigint, "
    "resolution_code varchar",
    "mart_indicator_change": "as_of date, previous_as_of date, resolution_code varchar, report_year integer, "
    "unit_code varchar, indicator_code varchar, series varchar, numerator_before bigint, numerator_after bigint, "
    "denominator_before bigint, denominator_after bigint, estimated_missing_before bigint, "
    "estimated_missing_after bigint, value_pct_before double, value_pct_after double, "
    "target_pct_before double, target_pct_after double, status_before varchar, "
    "status_after varchar, cause varchar, cause_vi varchar, cause_en varchar",
}
STATES = {
    "dim_status": [("met", "Đạt", "Met"), ("not_met", "Chưa đạt", "Not met"),
                   ("undetermined", "Chưa xác định", "Undetermined"),
                   ("not_applicable", "Không áp dụng", "Not applicable"), ("no_data", "Không có số liệu", "No data")],
    "dim_progress": [("reached", "Đã tới đích", "Reached"), ("on_track", "Đúng lộ trình", "On track"),
                     ("behind", "Chậm lộ trình", "Behind"), ("undetermined", "Lộ trình chưa rõ", "Unclear")],
    "dim_return_state": [("accepted", "Đã nhận", "Accepted"), ("rejected", "Bị trả lại", "Rejected"),
                         ("missing", "Chưa gửi", "Missing")],
}  # fmt: skip
#: year, partial, new rules of rating, note
YEARS = [
    (2022, False, False, None, None),
    (2023, False, True, "Xếp loại theo quy định mới", "Ratings under new rules"),
    (2024, False, False, None, None),
    (2025, True, False, "Số liệu đến 30/6/2025", "Figures as of 2025-06-30"),
]
#: resolution, code, direction, target, year it holds by, population form, test, series
INDICATORS = [
    (FIRST, "1.1", "min", 95.0, None, "01", "rated", ("cells",)),
    (FIRST, "1.2", "min", 35.0, 2025, "02", "qualified", ("district", "province")),
    (FIRST, "1.3", "max", 2.0, None, "02", "young", ()),
    (FIRST, "1.4", "min", 100.0, None, "01", "rated", ()),
    (SECOND, "1.1", "min", 20.0, None, "02", "woman", ()),
]
#: indicator, year, n, d, exempt, unknown, missing, status, progress, to target, straight line
FIGURES = {
    (FIRST, "1.1"): [
        (2022, 90, 100, 2, 0, 0, "not_met", None, 5, None),
        (2023, 96, 100, 0, 0, 0, "met", None, 0, None),
        # 94.96 %: not to be shown as 95.
        (2024, 2374, 2500, 0, 3, 0, "undetermined", None, 1, None),
        (2025, 2374, 2500, 0, 0, 0, "not_met", None, 1, None),
    ],
    (FIRST, "1.2"): [
        (2022, 83, 315, 0, 0, 0, "not_met", "on_track", 28, 100 * 83 / 315),
        # 29.18 % and 29.19 %: behind, though both are 29.2 %.
        (2023, 2918, 10_000, 0, 0, 10, "not_met", "behind", 582, 29.19),
        (2024, 1_320, 4_000, 0, 0, 0, "not_met", "on_track", 80, 32.1164021164),
        (2025, 114, 319, 0, 0, 0, "met", "reached", 0, 35.0),
    ],
    (FIRST, "1.3"): [
        (2022, 1, 100, 0, 0, 0, "met", None, 0, None),
        (2023, 3, 100, 0, 0, 0, "not_met", None, 1, None),
        # 2.04 %: not to be shown as 2.
        (2024, 51, 2500, 0, 0, 0, "not_met", None, 1, None),
        (2025, 2, 100, 0, 1, 12, "undetermined", None, 0, None),
    ],
    (FIRST, "1.4"): [
        (2022, 3, 3, 0, 0, 0, "met", None, 0, None),
        (2023, 3, 3, 0, 0, 1, "undetermined", None, 0, None),
        (2024, 0, 0, 0, 0, 0, "no_data", None, 0, None),
        (2025, 0, 0, 3, 0, 0, "not_applicable", None, 0, None),
    ],
    (SECOND, "1.1"): [
        (2024, 0, 0, 0, 0, 7, "undetermined", None, 0, None),
        (2025, 12_345, 45_678, 0, 0, 0, "met", None, 0, None),
    ],
}
#: unit, resolution, last year, in no alphabetical order
UNITS = [("tinh", FIRST, 2025), ("an-binh", FIRST, 2024), ("bach-mai", FIRST, 2025), ("khac", SECOND, 2025)]
DOUBTS = [
    (2024, "1.1", "total", "tinh", "unknown", "01", 2024, 2024, 3, FIRST),
    (2025, "1.3", "total", "bach-mai", "quarantined", "02", 2025, 2025, 1, FIRST),
    (2025, "1.3", "total", "bach-mai", "form_missing", "02", 2025, 2025, 11, FIRST),
    (2023, "1.4", "total", "an-binh", "no_earlier_figure", "01", 2023, 2023, 0, FIRST),
    (2024, "1.1", "total", "khac", "form_missing", "02", 2024, 2024, 7, SECOND),
]
#: year, unit, form, state, late, days
RETURNS = [
    (2024, "tinh", "01", "accepted", True, 4),
    (2024, "an-binh", "01", "missing", False, None),
    (2024, "bach-mai", "02", "rejected", False, 0),
    (2025, "tinh", "01", "accepted", False, 0),
    (2025, "khac", "02", "accepted", False, 0),
]


def write_small_bi(path: Path, *, keeps_vintages: bool = True, name: str = "Huyện ủy") -> Path:
    """Write the tables; ``name``: what the names of districts begin with."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = _rows(name)
    with duckdb.connect(str(path)) as bi:
        bi.execute("begin; create schema marts")
        for table, columns in TABLES.items():
            if table == "mart_indicator_change" and not keeps_vintages:
                continue
            bi.execute(f"create table marts.{table} ({columns})")
            # A table has no order: what is shown in one has to bring it about.
            for row in reversed(rows[table]):
                bi.execute(f"insert into marts.{table} values ({', '.join('?' * len(row))})", row)
        bi.execute("commit")
    return path


def _rows(name: str) -> dict[str, list[tuple[object, ...]]]:
    rows: dict[str, list[tuple[object, ...]]] = {table: [] for table in TABLES}
    for table, states in STATES.items():
        rows[table] = [(code, vi, en, vi, en, at) for at, (code, vi, en) in enumerate(states)]
    rows["dim_resolution"] = [
        (code, f"Nghị quyết {code}", f"Resolution {code}", code, code, at, 2022 + at)
        for at, code in enumerate((FIRST, SECOND))
    ]
    for year, is_partial, is_new, vi, en in YEARS:
        label = f"{year} (30/6)" if is_partial else f"{year}"
        rows["dim_report_year"].append(
            (year, f"Năm {label}", f"Year {label}", label, label, year, f"{year}-{'06-30' if is_partial else '12-31'}",
             f"{year + 1}-01-31", is_partial, is_new, vi, en)
        )  # fmt: skip
    for at, (resolution, code, direction, target, by, form, test, parts) in enumerate(INDICATORS):
        labels = (f"Chỉ tiêu {code} & <b>khác</b>", f"Target {code}", f"CT {code}", f"T {code}", at)
        rows["dim_indicator"].append(
            (resolution, code, *labels, "I.1", "Mục", "Section", direction, target, by, form, test)
        )
        for number, series in enumerate(("total", *parts)):
            rows["dim_series"].append((resolution, code, series, f"Nhóm {series}", series, series, series, number))
        for figure in FIGURES[resolution, code]:
            year, told = figure[0], _figure(resolution, target, figure)
            rows["mart_indicator_year"] += [(year, code, series, *told) for series in ("total", *parts)]
            rows["mart_indicator_unit_year"] += [
                (year, unit, code, series, *told)
                for unit, of, last in UNITS
                for series in ("total", *parts)
                if of == resolution and year <= last
            ]
    rows["dim_unit"] = [("province", "Toàn tỉnh", "Province", "Toàn tỉnh", "Province", 0, "whole", "", "", *[None] * 6)]
    for at, (unit, _, _) in enumerate(UNITS, 1):
        before = "Cũ" if unit == "bach-mai" else None
        rows["dim_unit"].append(
            (unit, f"{name} {unit}", f"District {unit}", unit, unit, at, "district", "Huyện", "District", "2020-10-30",
             None, before, None, before, None)
        )  # fmt: skip
    rows["mart_publication"] = [("2025-08-02 01:30", "2025-08-02", "run", "abc", 1_234, 1_230)]
    rows["mart_return"] = [
        (year, unit, form, True, state, f"{year + 1}-02-04 08:00", late, f"{year + 1}-01-31", days,
         10 if state == "accepted" else 0, 0)
        for year, unit, form, state, late, days in RETURNS
    ]  # fmt: skip
    rows["mart_indicator_doubt"] = list(DOUBTS)
    rows["mart_indicator_change"] = [
        ("2025-07-26", "2025-07-19", FIRST, 2023, "province", "1.1", "total", 1, 96, 1, 100, 0, 0, 1.0, 96.0, 95.0,
         95.0, "not_met", "met", "code", "Cũ hơn", "Older"),
        ("2025-08-02", "2025-07-26", FIRST, 2023, "province", "1.1", "total", 80, 96, 85, 100, 15, 0, 94.1, 96.0,
         95.0, 95.0, "undetermined", "met", "returns", "Đã nhận Biểu 01", "Form 01 came"),
        ("2025-08-02", "2025-07-26", FIRST, 2023, "tinh", "1.1", "cells", 80, 96, 85, 100, 15, 0, 94.1, 96.0,
         95.0, 95.0, "undetermined", "met", "returns", "Đã nhận Biểu 01", "Form 01 came"),
    ]  # fmt: skip
    return rows


def _figure(resolution: str, target: float, figure: tuple[object, ...]) -> tuple[object, ...]:
    _, n, d, exempt, unknown, missing, status, progress, to_target, line = figure
    assert isinstance(n, int) and isinstance(d, int) and isinstance(unknown, int) and isinstance(missing, int)
    size = d + missing
    return (
        n, d, exempt, unknown, missing, 100 * n / d if d else None, 100 * n / size if size else None,
        100 * (n + missing + unknown) / size if size else None, target, line, status, progress, to_target,
        4, 0 if status == "no_data" else 3 if missing else 4, resolution,
    )  # fmt: skip
