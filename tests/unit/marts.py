"""A warehouse with small marts of the contract's shape, as the build leaves them."""

from pathlib import Path

import duckdb

from dagster_project.publish.dictionary import DescribedColumn, DescribedTable, ForeignKey
from dagster_project.publish.tables import PROMISED

FIGURES = """
    report_year integer, {unit} indicator_code varchar, series varchar, numerator bigint, denominator bigint,
    exempt_count bigint, unknown_count bigint, estimated_missing bigint, value_pct double, lower_pct double,
    upper_pct double, target_pct double, status varchar, progress varchar, subjects_to_target bigint,
    forms_expected bigint, forms_accepted bigint, resolution_code varchar
"""
RETURNS = """
    report_year integer, unit_code varchar, form varchar, expected boolean, state varchar, received_at
    timestamp, is_late boolean, versions bigint, source_sha256 varchar, rows_read bigint, rows_accepted
    bigint, rows_quarantined bigint
"""
REPORT_YEARS = """
    report_year integer, snapshot_on date, due_on date, rating_regime varchar, rating_periods varchar,
    is_partial_year boolean, is_rating_regime_change boolean, is_shown boolean, note_vi varchar, note_en varchar
"""
DOUBT_COLUMNS = """
    report_year integer, indicator_code varchar, series varchar, unit_code varchar, reason varchar, form varchar,
    form_year_from integer, form_year_to integer, subjects bigint, resolution_code varchar
"""
PUBLICATION = """
    published_at timestamp, as_of date, run_id varchar, code_version varchar, source_files bigint,
    source_digest varchar, forms_expected bigint, forms_accepted bigint, latest_report_year integer,
    resolution_codes varchar
"""
#: What dbt would say of some of them.
DICTIONARY = {
    "mart_indicator": DescribedTable(
        "Chỉ tiêu. Mỗi dòng một chỉ tiêu · Indicators. Grain: the registry's indicator",
        {
            "label_vi": DescribedColumn("Tên chỉ tiêu · The indicator's name"),
            "target_pct": DescribedColumn("Mục tiêu; NULL = chưa có · Target; NULL = none", unit="%"),
            "direction": DescribedColumn("Chiều: min, max · Direction: min, max", values=("min", "max")),
        },
        key=("indicator_code",),
    ),
    "mart_return": DescribedTable(
        "Báo cáo · Returns",
        {"rows_read": DescribedColumn("Số dòng đã đọc · Rows read", unit="dòng · rows", is_never_negative=True)},
        key=("report_year", "unit_code", "form"),
        foreign_keys=(ForeignKey(("report_year",), "dim_report_year", ("report_year",)),),
    ),
    "dim_report_year": DescribedTable("Năm báo cáo · Report years", key=("report_year",)),
}
RESOLUTION = "NQ-BK-2021"
INDICATORS = [
    ("2.1.2", "I.2.1, 2nd", "Cấp ủy cơ sở xếp loại hoàn thành tốt trở lên", "annual", 95.0, 2, None, "Tổ chức đảng"),
    ("2.1.1", "I.2.1, 1st", "Ban Thường vụ Tỉnh ủy xếp loại tốt trở lên", "annual", 100.0, 1, None, "Tổ chức đảng"),
    ("2.2.2a", "I.2.2 by 2025, 2nd", "Cán bộ diện BTV Tỉnh ủy quản lý dưới 40 tuổi", "by_2025", 5.0, 3, 2025, "Cán bộ"),
]
#: year, code, n, d, unknown, missing, status, progress, to target, forms expected, forms accepted
YEARS = [
    (2023, "2.1.1", 58, 62, 2, 0, "not_met", None, 4, 4, 4),
    (2024, "2.1.1", 0, 0, 0, 0, "not_applicable", None, 0, 4, 4),
    (2023, "2.1.2", 0, 0, 0, 0, "no_data", None, 0, 4, 0),
    (2024, "2.1.2", 2374, 2500, 3, 100, "undetermined", None, 1, 4, 3),
    (2023, "2.2.2a", 17, 402, 0, 0, "not_met", "on_track", 4, 4, 4),
    (2024, "2.2.2a", 44, 402, 0, 0, "met", "reached", 0, 4, 4),
]
#: year, note: the last one is short, the first one is nothing special.
NOTES = [(2023, None, None), (2024, "Số liệu đến 30/6/2024", "Figures up to 30 June 2024")]
#: year, code, series, unit, reason, form, subjects
DOUBTS = [
    (2024, "2.1.2", "total", "ba-be", "form_missing", "01", 100),
    (2024, "2.1.2", "total", "tinh", "unknown", "01", 3),
    (2024, "2.1.2", "a_series", "ba-be", "form_missing", "01", 100),
]


def warehouse(path: Path, reverse: bool = False) -> Path:
    """Build the marts anew, optionally with rows written in another order."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    order = -1 if reverse else 1
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core")
        connection.execute("create table core.dim_cadre as select 'Nguyễn Văn Mẫu' as full_name")
        connection.execute(
            "create table marts.mart_indicator (indicator_code varchar not null, clause varchar, "
            "label_vi varchar, cadence varchar, target_pct double, sort_order integer, target_year integer, "
            "section_vi varchar, label_en varchar, direction varchar, resolution_code varchar, short_label_vi varchar)"
        )
        for row in INDICATORS[::order]:
            connection.execute(
                "insert into marts.mart_indicator values (?, ?, ?, ?, ?, ?, ?, ?, 'label', 'min', ?, ?)",
                (*row, RESOLUTION, row[2]),
            )
        connection.execute(f"create table marts.mart_indicator_year ({FIGURES.format(unit='')})")
        connection.execute(f"create table marts.mart_indicator_unit_year ({FIGURES.format(unit='unit_code varchar,')})")
        targets = {code: target for code, _, _, _, target, *_ in INDICATORS}
        for year, code, n, d, unknown, missing, status, progress, lack, expected, accepted in YEARS[::order]:
            rest = (
                n,
                d,
                0,
                unknown,
                missing,
                None,
                None,
                None,
                targets[code],
                status,
                progress,
                lack,
                expected,
                accepted,
                RESOLUTION,
            )
            for series in ["total", "a_series"][::order]:
                connection.execute(
                    f"insert into marts.mart_indicator_year values ({', '.join('?' * 18)})",
                    (year, code, series, *rest),
                )
                for unit in ["tinh", "ba-be"][::order]:
                    connection.execute(
                        f"insert into marts.mart_indicator_unit_year values ({', '.join('?' * 19)})",
                        (year, unit, code, series, *rest),
                    )
        connection.execute(f"create table marts.mart_return ({RETURNS})")
        states = [
            ("01", "accepted", False),
            ("02", "accepted", True),
            ("03", "missing", False),
            ("04", "rejected", False),
        ]
        for form, state, late in states[::order]:
            connection.execute(
                "insert into marts.mart_return values "
                "(2024, 'tinh', ?, true, ?, timestamp '2025-01-20 08:00:00.25', ?, 1, ?, 10, 9, 1)",
                (form, state, late, "ab" * 32),
            )
        connection.execute(
            "create table marts.mart_quality_finding (report_year integer, unit_code varchar, form varchar, "
            "rule_id varchar, severity varchar, findings bigint)"
        )
        connection.execute(
            "create table marts.mart_cadre_structure (report_year integer, unit_code varchar, "
            "population_group varchar, persons bigint)"
        )
        connection.execute(
            "create table marts.dim_resolution as "
            f"select '{RESOLUTION}' as resolution_code, 'Nghị quyết' as label_vi, 2021 as first_year, 2025 as last_year"
        )
        connection.execute(f"create table marts.dim_report_year ({REPORT_YEARS})")
        for year, note_vi, note_en in NOTES[::order]:
            connection.execute(
                "insert into marts.dim_report_year "
                "values ($1, make_date($1, 12, 31), make_date($1 + 1, 1, 31), 'r', 'year', $2, false, true, $3, $4)",
                [year, note_vi is not None, note_vi, note_en],
            )
        connection.execute(f"create table marts.mart_indicator_doubt ({DOUBT_COLUMNS})")
        connection.executemany(
            "insert into marts.mart_indicator_doubt values ($1, $2, $3, $4, $5, $6, $1, $1, $7, $8)",
            [(*one, RESOLUTION) for one in DOUBTS[::order]],
        )
        connection.execute(f"create table marts.mart_publication ({PUBLICATION})")
        connection.execute("insert into marts.mart_publication (forms_expected, forms_accepted) values (4, 2)")
        # The dimensions that nothing here looks into.
        for name in sorted(PROMISED):
            connection.execute(f"create table if not exists marts.{name} as select 'a' as code, 'Một' as label_vi")
    return path
