"""A data folder as Python hands it to dbt: every table there, rightly typed, empty but for the reference.

The types are those of the Python schemas, so that a column that one side renames fails here and not at night.
"""

from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from dagster_project.quality.findings import FINDING_SCHEMA
from dagster_project.returns.identity import PERSON_ROW_SCHEMA
from dagster_project.returns.ledger import FILE_SCHEMA, VERSION_SCHEMA
from dagster_project.returns.schemas import POSITION_SCHEMA, judged_schema

SEEDS = Path(__file__).parents[2] / "dbt" / "seeds"
JUDGED = {f"form_{form}_row": judged_schema(form) for form in ("01", "02", "03", "04")} | {
    "form_02_position": POSITION_SCHEMA,
    "finding": FINDING_SCHEMA,
}
SINGLE = {
    "ledger": {"return_version": VERSION_SCHEMA, "received_file": FILE_SCHEMA, "finding": FINDING_SCHEMA},
    "identity": {"person_row": PERSON_ROW_SCHEMA, "finding": FINDING_SCHEMA},
}
UNITS = pa.schema(
    [(name, pa.string()) for name in ("unit_code", "unit_name_vi", "unit_type", "district_code")]
    + [("list_order", pa.int32()), ("valid_from", pa.date32()), ("valid_to", pa.date32()), ("note", pa.string())]
)
REPORT_YEARS = pa.schema(
    [
        ("report_year", pa.int32()),
        ("snapshot_on", pa.date32()),
        ("due_on", pa.date32()),
        ("rating_regime", pa.string()),
    ]
)


def write_table(data_dir: Path, path: str, table: pa.Table) -> None:
    """Write ``table`` under the data folder."""
    target = data_dir / path
    target.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, target)


def write_typed_data(data_dir: Path) -> None:
    """Write all sources of dbt into ``data_dir``: no return received, the reference of the project."""
    for name, schema in JUDGED.items():
        write_table(data_dir, f"returns/judged/{name}/0/none.parquet", schema.empty_table())
    for step, tables in SINGLE.items():
        for name, schema in tables.items():
            write_table(data_dir, f"returns/{step}/{name}.parquet", schema.empty_table())
    for name, schema in (("units", UNITS), ("report_years", REPORT_YEARS)):
        options = pa_csv.ConvertOptions(column_types=schema, strings_can_be_null=True)
        write_table(data_dir, f"reference/{name}.parquet", pa_csv.read_csv(SEEDS / f"{name}.csv", convert_options=options))
