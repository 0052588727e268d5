"""The dbt project as a whole: its unit tests, the contract of the marts, descriptions and portable SQL."""

import json
import re
from pathlib import Path

import duckdb
import pytest

from dagster_project.settings import load_settings
from dagster_project.warehouse.carry_out import BUILT, carry_out
from dagster_project.warehouse.compiled import compiled_project
from dagster_project.warehouse.plan import Plan
from tests.dbt.conftest import PROJECT, Dbt
from tests.dbt.typed_data import SHOWN_YEARS

pytestmark = pytest.mark.slow

_FIGURES = [
    ("indicator_code", "VARCHAR"),
    ("series", "VARCHAR"),
    ("numerator", "BIGINT"),
    ("denominator", "BIGINT"),
    ("exempt_count", "BIGINT"),
    ("unknown_count", "BIGINT"),
    ("estimated_missing", "BIGINT"),
    ("value_pct", "DOUBLE"),
    ("lower_pct", "DOUBLE"),
    ("upper_pct", "DOUBLE"),
    ("target_pct", "DOUBLE"),
    ("status", "VARCHAR"),
    ("progress", "VARCHAR"),
    ("subjects_to_target", "BIGINT"),
    ("forms_expected", "BIGINT"),
    ("forms_accepted", "BIGINT"),
    ("resolution_code", "VARCHAR"),
    ("milestone_pct", "DOUBLE"),
]


def _labelled(*key: str) -> list[tuple[str, str]]:
    """Return what every dimension begins with: its key, its labels, its order."""
    labels = ("label_vi", "label_en", "short_label_vi", "short_label_en")
    return [*((name, "VARCHAR") for name in (*key, *labels)), ("sort_order", "INTEGER")]


_VINTAGE_KEY = [
    ("as_of", "DATE"),
    ("resolution_code", "VARCHAR"),
    ("report_year", "INTEGER"),
    ("unit_code", "VARCHAR"),
    ("indicator_code", "VARCHAR"),
    ("series", "VARCHAR"),
]
_VINTAGE_FIGURES = _FIGURES[2:13]
# The promise of contract.md, written out a second time on purpose.
CONTRACT = {
    "mart_indicator_year": [("report_year", "INTEGER"), *_FIGURES],
    "mart_indicator_unit_year": [("report_year", "INTEGER"), ("unit_code", "VARCHAR"), *_FIGURES],
    "mart_indicator": [
        ("indicator_code", "VARCHAR"),
        ("clause", "VARCHAR"),
        ("label_vi", "VARCHAR"),
        ("label_en", "VARCHAR"),
        ("cadence", "VARCHAR"),
        ("population", "VARCHAR"),
        ("test", "VARCHAR"),
        ("target_pct", "DOUBLE"),
        ("sort_order", "INTEGER"),
        ("direction", "VARCHAR"),
        ("target_year", "INTEGER"),
        ("section_vi", "VARCHAR"),
        ("section_en", "VARCHAR"),
        ("resolution_code", "VARCHAR"),
        ("short_label_vi", "VARCHAR"),
        ("short_label_en", "VARCHAR"),
    ],
    "mart_indicator_doubt": [
        ("report_year", "INTEGER"),
        ("indicator_code", "VARCHAR"),
        ("series", "VARCHAR"),
        ("unit_code", "VARCHAR"),
        ("reason", "VARCHAR"),
        ("form", "VARCHAR"),
        ("form_year_from", "INTEGER"),
        ("form_year_to", "INTEGER"),
        ("subjects", "BIGINT"),
        ("resolution_code", "VARCHAR"),
    ],
    "dim_resolution": [
        *_labelled("resolution_code"),
        ("first_year", "INTEGER"),
        ("last_year", "INTEGER"),
        ("province_code", "VARCHAR"),
    ],
    "dim_report_year": [
        ("report_year", "INTEGER"),
        *_labelled(),
        ("snapshot_on", "DATE"),
        ("due_on", "DATE"),
        ("rating_regime", "VARCHAR"),
        ("rating_periods", "VARCHAR"),
        ("is_partial_year", "BOOLEAN"),
        ("is_rating_regime_change", "BOOLEAN"),
        ("is_shown", "BOOLEAN"),
        ("note_vi", "VARCHAR"),
        ("note_en", "VARCHAR"),
    ],
    "dim_indicator": [
        *_labelled("resolution_code", "indicator_code"),
        *((name, "VARCHAR") for name in ("clause", "section_vi", "section_en", "cadence", "direction")),
        ("target_pct", "DECIMAL(5,2)"),
        ("target_year", "INTEGER"),
        *((name, "VARCHAR") for name in ("population", "test", "subject", "population_form", "counted_form")),
        ("test_model", "VARCHAR"),
        ("counts_ratings", "BOOLEAN"),
        *((name, "VARCHAR") for name in ("ratings", "course_group", "course_window")),
        ("period_start", "DATE"),
        ("age_below", "INTEGER"),
        ("minimum_professional_qualification", "VARCHAR"),
        ("minimum_political_theory", "VARCHAR"),
    ],
    "dim_series": [*_labelled("resolution_code", "indicator_code", "series"), ("population", "VARCHAR")],
    "dim_population": [*_labelled("population_group"), ("subject", "VARCHAR"), ("is_in_structure", "BOOLEAN")],
    "dim_unit": [
        *_labelled("unit_code"),
        ("unit_type", "VARCHAR"),
        ("unit_type_label_vi", "VARCHAR"),
        ("unit_type_label_en", "VARCHAR"),
        ("district_code", "VARCHAR"),
        ("valid_from", "DATE"),
        ("valid_to", "DATE"),
        ("province_code", "VARCHAR"),
        ("predecessors_vi", "VARCHAR"),
        ("successors_vi", "VARCHAR"),
        ("predecessors_en", "VARCHAR"),
        ("successors_en", "VARCHAR"),
    ],
    "dim_unit_succession": [
        *((name, "VARCHAR") for name in ("unit_code", "successor_code", "successor_label_vi", "successor_label_en")),
        ("succeeded_on", "DATE"),
        ("relation", "VARCHAR"),
        ("note", "VARCHAR"),
    ],
    "dim_form": [*_labelled("form"), ("is_owed", "BOOLEAN"), ("from_year", "INTEGER"), ("to_year", "INTEGER")],
    "dim_age_band": [*_labelled("age_band"), ("age_from", "INTEGER"), ("age_to", "INTEGER")],
    "dim_professional_qualification": [*_labelled("professional_qualification"), ("qualification_rank", "INTEGER")],
    "dim_political_theory": [*_labelled("political_theory"), ("theory_rank", "INTEGER")],
    "dim_rule": [
        *_labelled("rule_id"),
        *((name, "VARCHAR") for name in ("note_vi", "note_en", "check_group", "scope", "actions", "decided_by")),
        ("description_en", "VARCHAR"),
        ("limit_value", "INTEGER"),
        ("limit_unit", "VARCHAR"),
        ("is_repair", "BOOLEAN"),
    ],
    **{
        f"dim_{name}": _labelled(key)
        for name, key in {
            "status": "status",
            "progress": "progress",
            "return_state": "state",
            "doubt_reason": "reason",
            "change_cause": "cause",
            "severity": "severity",
            "sex": "sex",
            "ethnicity": "ethnicity",
        }.items()
    },
    "dim_vintage": [("as_of", "DATE"), *_labelled(), ("previous_as_of", "DATE"), ("is_latest", "BOOLEAN")],
    "mart_indicator_vintage": [*_VINTAGE_KEY, *_VINTAGE_FIGURES],
    "mart_indicator_change": [
        ("as_of", "DATE"),
        ("previous_as_of", "DATE"),
        *_VINTAGE_KEY[1:],
        ("change_kind", "VARCHAR"),
        *((f"{name}_{when}", kind) for name, kind in _VINTAGE_FIGURES for when in ("before", "after")),
        *((f"{name}_delta", "BIGINT") for name in ("numerator", "denominator", "estimated_missing")),
        ("value_pct_delta", "DOUBLE"),
        *((name, "VARCHAR") for name in ("cause", "cause_vi", "cause_en")),
    ],
    "mart_indicator_change_cause": [
        *_VINTAGE_KEY,
        ("cause_number", "BIGINT"),
        *((name, "VARCHAR") for name in ("cause", "relation", "what")),
        ("return_report_year", "INTEGER"),
        *((name, "VARCHAR") for name in ("return_unit_code", "return_form", "input_name", "cause_vi", "cause_en")),
    ],
    "mart_return": [
        ("report_year", "INTEGER"),
        ("unit_code", "VARCHAR"),
        ("form", "VARCHAR"),
        ("expected", "BOOLEAN"),
        ("state", "VARCHAR"),
        ("received_at", "TIMESTAMP"),
        ("is_late", "BOOLEAN"),
        ("versions", "BIGINT"),
        ("source_sha256", "VARCHAR"),
        ("rows_read", "BIGINT"),
        ("rows_accepted", "BIGINT"),
        ("rows_quarantined", "BIGINT"),
        ("due_on", "DATE"),
        ("days_late", "BIGINT"),
        ("rows_not_data", "BIGINT"),
    ],
    "mart_publication": [
        ("published_at", "TIMESTAMP"),
        ("as_of", "DATE"),
        ("run_id", "VARCHAR"),
        ("code_version", "VARCHAR"),
        ("source_files", "BIGINT"),
        ("source_digest", "VARCHAR"),
        ("forms_expected", "BIGINT"),
        ("forms_accepted", "BIGINT"),
        ("latest_report_year", "INTEGER"),
        ("resolution_codes", "VARCHAR"),
    ],
    "mart_return_rate": [
        ("report_year", "INTEGER"),
        ("unit_code", "VARCHAR"),
        ("forms_expected", "BIGINT"),
        ("forms_accepted", "BIGINT"),
        ("forms_in_time", "BIGINT"),
        ("completeness_pct", "DOUBLE"),
        ("timeliness_pct", "DOUBLE"),
        ("province_code", "VARCHAR"),
    ],
    "mart_quality_history": [
        ("seen_on", "DATE"),
        ("report_year", "INTEGER"),
        ("unit_code", "VARCHAR"),
        ("form", "VARCHAR"),
        ("rule_id", "VARCHAR"),
        ("severity", "VARCHAR"),
        ("findings", "BIGINT"),
    ],
    "mart_quality_finding": [
        ("report_year", "INTEGER"),
        ("unit_code", "VARCHAR"),
        ("form", "VARCHAR"),
        ("rule_id", "VARCHAR"),
        ("severity", "VARCHAR"),
        ("findings", "BIGINT"),
        ("explained_findings", "BIGINT"),
    ],
    "mart_cadre_structure": [
        ("report_year", "INTEGER"),
        ("unit_code", "VARCHAR"),
        ("population_group", "VARCHAR"),
        ("sex", "VARCHAR"),
        ("age_band", "VARCHAR"),
        ("ethnicity", "VARCHAR"),
        ("professional_qualification", "VARCHAR"),
        ("political_theory", "VARCHAR"),
        ("persons", "BIGINT"),
        ("province_code", "VARCHAR"),
        ("is_suppressed", "BOOLEAN"),
    ],
    "mart_cadre_profile": [
        ("report_year", "INTEGER"),
        ("attribute_name", "VARCHAR"),
        ("attribute_value", "VARCHAR"),
        ("persons", "BIGINT"),
        ("province_code", "VARCHAR"),
        ("is_suppressed", "BOOLEAN"),
    ],
}
# What only DuckDB (or few others) understands; staging and dispatched macros may use it.
_DIALECT = re.compile(
    r"\bqualify\b|::|group by all|order by all|\bexclude\s*\(|\breplace\s*\(\s*\w+ as\b|\blist_\w+\(|\bunnest\("
    r"|\bstruct_|\bread_parquet\b|\barg_m(ax|in)\(|\bany_value\(|\bfilter\s*\(|\bstring_agg\(|\basof\b|\blambda\b|->|\[\d",
    re.IGNORECASE,
)


def query(dbt: Dbt, sql: str) -> list[tuple]:
    with duckdb.connect(str(dbt.warehouse), read_only=True) as connection:
        return connection.sql(sql).fetchall()


def test_dbt_unit_tests(empty_province: Dbt) -> None:
    tried = empty_province.run("test", "--select", "test_type:unit")
    assert not tried.problems(), tried.problems()
    assert len(tried.named("pass")) >= 70


def test_marts_are_the_contract(empty_province: Dbt) -> None:
    columns = query(
        empty_province,
        "select table_name, column_name, data_type from information_schema.columns"
        " where table_schema = 'marts' order by table_name, ordinal_position",
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in columns:
        found.setdefault(table, []).append((column, kind))
    assert found == CONTRACT


def test_every_cell_is_there_without_any_data(empty_province: Dbt) -> None:
    [(cells, years, statuses)] = query(
        empty_province,
        "select count(*), list(distinct report_year order by report_year), list(distinct status)"
        " from marts.mart_indicator_year",
    )
    [(series,)] = query(empty_province, "select count(*) from marts.dim_series")
    assert (cells, years, statuses) == (series * len(SHOWN_YEARS), list(SHOWN_YEARS), ["no_data"])


def test_a_vanished_cell_is_noticed(empty_province: Dbt) -> None:
    cell = "report_year = 2022 and indicator_code = '2.2.3' and series = 'total'"
    with duckdb.connect(str(empty_province.warehouse)) as connection:
        taken = connection.sql(f"select * from marts.mart_indicator_year where {cell}").fetchone()
        connection.execute(f"delete from marts.mart_indicator_year where {cell}")
    try:
        tried = empty_province.run("test", "--select", "no_indicator_cell_vanishes")
        assert tried.named("fail") == ["no_indicator_cell_vanishes"], tried.output
    finally:
        with duckdb.connect(str(empty_province.warehouse)) as connection:
            connection.execute(f"insert into marts.mart_indicator_year values ({', '.join('?' * len(taken))})", taken)


def test_every_column_of_models_and_seeds_is_described(empty_province: Dbt) -> None:
    """Where it is described and that its grain is told is dbt-bouncer's; what was really built only a build can say."""
    built: dict[str, set[str]] = {}
    for table, column in query(empty_province, "select table_name, column_name from information_schema.columns"):
        built.setdefault(table, set()).add(column)
    nodes = json.loads((empty_province.target / "manifest.json").read_text())["nodes"].values()
    problems = []
    for node in nodes:
        if node["resource_type"] in ("model", "seed"):
            described = {column for column, told in node["columns"].items() if told["description"].strip()}
            if described != built[node["name"]]:
                problems.append(f"{node['name']}: {sorted(described ^ built[node['name']])}")
    assert not problems


@pytest.mark.parametrize("layer", ["core", "indicators", "quality", "marts"])
def test_sql_moves_to_another_warehouse(layer: str) -> None:
    found = {}
    for path in sorted((PROJECT / "models" / layer).rglob("*.sql")):
        code = re.sub(r"--.*|\{\{.*?\}\}|'[^']*'", "", path.read_text(encoding="utf-8"))
        if dialect := _DIALECT.search(code):
            found[path.name] = dialect[0]
    assert not found


def test_the_plan_that_a_night_carries_out_gives_what_dbt_gives(empty_province: Dbt, tmp_path: Path) -> None:
    plan = compiled_project(load_settings(None, WAREHOUSE_DATA_DIR=str(empty_province.data_dir)))
    with duckdb.connect(str(tmp_path / "warehouse.duckdb")) as carried_out:
        outcomes = carry_out(
            plan, carried_out, data_dir=empty_province.data_dir, project_dir=empty_province.project, workers=2
        )
        assert {outcome.node.name: outcome.message for outcome in outcomes if outcome.status != BUILT} == {}
        made = _rows_of_everything(carried_out, plan)
    with duckdb.connect(str(empty_province.warehouse), read_only=True) as built:
        assert _rows_of_everything(built, plan) == made


def _rows_of_everything(connection: duckdb.DuckDBPyConnection, plan: Plan) -> dict[str, tuple]:
    """Return of each table and view its columns and rows, without their order."""
    found = {}
    for node in plan.of_kind("seed", "model"):
        columns = connection.execute(f"describe {node.relation}").fetchall()
        rows = connection.execute(f"from {node.relation} order by all").fetchall()
        kinds = "select table_type from information_schema.tables where table_schema = ? and table_name = ?"
        found[node.name] = (connection.execute(kinds, [node.schema, node.name]).fetchall(), columns, rows)
    return found
