"""The figures of every day on which they changed, and what they were made of, kept before they are replaced.

Belongs here: handing earlier days to dbt and keeping the newest one. Does not belong here: whether a day differs from
the one before, what changed and why (dbt/models/core/vintages), and how a set is written (lib/day_sets.py).

    history/indicator_vintage/<day>.parquet  every figure, on the days on which any of them changed
    history/vintage_input/<day>.parquet      returns in force, rules, reference and code, likewise
    history/figure_stamp.parquet             rules, reference and code of the night that is running (dbt reads it)
"""

from pathlib import Path

import duckdb
import pyarrow as pa

from dagster_project.lib import day_sets
from dagster_project.lib.parquet import write_parquet
from dagster_project.tables.handed_over import VINTAGES


def open_vintages(history_dir: Path, stamps: pa.Table) -> None:
    """Write what dbt reads before it builds: tonight's stamps, and tables that are there even when empty."""
    for table, schema in VINTAGES.items():
        day_sets.open_sets(history_dir / table, schema)
    write_parquet(history_dir / "figure_stamp.parquet", stamps)


def record_vintages(history_dir: Path, warehouse_path: Path) -> None:
    """Keep the newest set of a warehouse that stands; the same warehouse again changes nothing.

    A second night of one day compares with the day before alone: its set takes the place of the first one's, and a
    change that it took back leaves no set. A warehouse from before there were vintages has nothing to keep.
    """
    if not warehouse_path.exists():
        return
    with duckdb.connect(str(warehouse_path), read_only=True) as warehouse:
        # The inputs first: a night killed in between leaves no figures without what they were made of.
        for table, schema in VINTAGES.items():
            if rows := _newest_set(warehouse, f"fct_{table}", schema):
                newest = rows.column(0)[0].as_py()
                day_sets.write_set(history_dir / table, newest, rows)
                taken_back = [day for (day,) in warehouse.sql("select night_on from staging.stg_night").fetchall()]
                day_sets.forget_sets(history_dir / table, set(taken_back) - {newest})
    _forget_old(history_dir)


def _newest_set(warehouse: duckdb.DuckDBPyConnection, model: str, schema: pa.Schema) -> pa.Table | None:
    """Return the rows of the latest day, in the order of their columns; None where the model is not there."""
    known = "select 1 from duckdb_tables() where schema_name = 'core' and table_name = ?"
    if warehouse.execute(known, [model]).fetchone() is None:
        return None
    day, columns = schema.names[0], ", ".join(schema.names)
    newest = f"select {columns} from core.{model} where {day} = (select max({day}) from core.{model}) order by all"
    return warehouse.sql(newest).to_arrow_table().cast(schema)


def _forget_old(history_dir: Path) -> None:
    """Keep so many days of figures, and of their inputs those back to the set that the oldest day was made of."""
    figures, inputs = history_dir / "indicator_vintage", history_dir / "vintage_input"
    days = day_sets.days_kept(figures)
    day_sets.forget_sets(figures, days[: -day_sets.DAYS_KEPT])
    for oldest in days[-day_sets.DAYS_KEPT :][:1]:
        before = [day for day in day_sets.days_kept(inputs) if day <= oldest]
        day_sets.forget_sets(inputs, before[:-1])
