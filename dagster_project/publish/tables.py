"""The marts copied out of the warehouse, as `bi.duckdb` and Parquet, after a last look for personal data.

Belongs here: which tables may be published and how they are copied. Does not belong here: how readers come to see them
(marts.py), how a mart is made (dbt) and described (dictionary.py).
"""

import re
from datetime import datetime
from pathlib import Path

import duckdb

from dagster_project.publish.dictionary import DescribedColumn, DescribedTable, Dictionary
from dagster_project.publish.parquet_files import write_parquet_file
from dagster_project.publish.publication import TABLE, RunInfo, fill_publication

SCHEMA = "marts"
#: The tables that the contract promises, and whether no row at all means that something went wrong.
PROMISED = {
    "mart_indicator": True,
    "mart_indicator_year": True,
    "mart_indicator_unit_year": True,
    "mart_return": True,
    "mart_quality_finding": False,
    "mart_cadre_structure": False,
    "mart_indicator_doubt": False,
    TABLE: True,
    "mart_indicator_vintage": True,
    "mart_indicator_change": False,
    "mart_indicator_change_cause": False,
    **dict.fromkeys(
        (
            "dim_age_band",
            "dim_change_cause",
            "dim_doubt_reason",
            "dim_ethnicity",
            "dim_form",
            "dim_indicator",
            "dim_political_theory",
            "dim_population",
            "dim_professional_qualification",
            "dim_progress",
            "dim_report_year",
            "dim_resolution",
            "dim_return_state",
            "dim_rule",
            "dim_series",
            "dim_severity",
            "dim_sex",
            "dim_status",
            "dim_unit",
            "dim_vintage",
        ),
        True,
    ),
    "dim_unit_succession": False,
}
PRIVATE_COLUMNS = re.compile(
    r"person_?key|full_?name|citizen_?id|party_?card|born_on|row_id|value_sent|file_path|.*_sent",
    re.IGNORECASE,
)
# A citizen id, old or new; a party card as written; the hash of a person.
_PRIVATE_VALUES = r"[0-9]{9}|[0-9]{12}|[0-9]{2}\.[0-9]{6}"
_HASH = r"[0-9a-f]{64}"


#: (name, type in DuckDB, may be NULL) of each column of a table, in order.
Shape = list[tuple[str, str, bool]]


class PublishError(Exception):
    """Nothing was published; the message is one line that says why."""


def write_tables(
    warehouse_path: Path, folder: Path, dictionary: Dictionary, run: RunInfo, published_at: datetime
) -> dict[str, int]:
    """Write `bi.duckdb` and the Parquet files, described; the same content gives the same Parquet, byte for byte.

    Only `mart_publication` tells of the run, and so differs with each.
    """
    if not warehouse_path.is_file():
        raise PublishError(f"{warehouse_path} does not exist: the marts were not built")
    (folder / "parquet").mkdir()
    # One thread, so that rows and row groups always lie in the same order.
    with duckdb.connect(str(folder / "bi.duckdb"), config={"threads": 1}) as connection:
        try:
            connection.execute(f"attach {_text(warehouse_path)} as warehouse (read_only)")
        except duckdb.Error as error:
            reason = " ".join(str(error).split())
            raise PublishError(f"{warehouse_path} cannot be opened (is it in use?): {reason}") from error
        shapes = shapes_of(connection, "warehouse")
        _look_for_what_is_promised(shapes)
        for name, shape in shapes.items():
            _look_for_personal_data(connection, name, shape)
        connection.execute(f"create schema {SCHEMA}")
        rows = {}
        for name, shape in shapes.items():
            rows[name] = _copy(connection, name, shape, dictionary.get(name, DescribedTable()))
        fill_publication(connection, SCHEMA, run, published_at)
        empty = [name for name, needed in PROMISED.items() if needed and not rows[name]]
        if empty:
            raise PublishError(f"{', '.join(empty)} has no row: no return was received, or the build went wrong")
        for name, shape in shapes_of(connection, "bi").items():
            required = {column for column, _, nullable in shape if not nullable}
            query = f"from {SCHEMA}.{name} order by all"
            target = folder / "parquet" / f"{name}.parquet"
            write_parquet_file(target, connection, query, required, dictionary.get(name, DescribedTable()))
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return rows


def shapes_of(connection: duckdb.DuckDBPyConnection, catalog: str) -> dict[str, Shape]:
    """Return the tables and views of the schema `marts` of a database that is open, by name."""
    columns = connection.execute(
        "select table_name, column_name, data_type, is_nullable from duckdb_columns() "
        "where database_name = ? and schema_name = ? order by table_name, column_index",
        [catalog, SCHEMA],
    ).fetchall()
    shapes: dict[str, Shape] = {}
    for table, *column in columns:
        shapes.setdefault(table, []).append((column[0], column[1], column[2]))
    return shapes


def _look_for_what_is_promised(shapes: dict[str, Shape]) -> None:
    missing = sorted(set(PROMISED) - set(shapes))
    if missing:
        raise PublishError(f"{', '.join(missing)} is missing in the warehouse: the marts were not built")
    strange = [name for name in shapes if not re.fullmatch(r"(mart|dim)_[a-z0-9_]+", name)]
    if strange:
        raise PublishError(f"the schema {SCHEMA} holds {', '.join(strange)}: only mart_… and dim_… may be published")


def _look_for_personal_data(connection: duckdb.DuckDBPyConnection, name: str, shape: Shape) -> None:
    """Refuse a mart that looks as if it named a person.

    The marts are made without any, this is the last look.
    """
    for column, kind, _ in shape:
        if PRIVATE_COLUMNS.fullmatch(column):
            raise PublishError(f"{name} has a column {column}: personal data may not be published")
        if kind != "VARCHAR":
            continue
        private = _PRIVATE_VALUES if column.endswith("sha256") else f"{_PRIVATE_VALUES}|{_HASH}"
        found = connection.execute(
            f"select count(*) from warehouse.{SCHEMA}.{name} where regexp_full_match({_name(column)}, ?)",
            [private],
        ).fetchone()
        if found and found[0]:
            raise PublishError(
                f"{name}.{column} holds {found[0]} values that look like ids of persons: nothing is published"
            )


def _copy(connection: duckdb.DuckDBPyConnection, name: str, shape: Shape, told: DescribedTable) -> int:
    """Copy one mart, its types, which columns may be NULL, and write its comments; return its number of rows."""
    defined = ", ".join(f"{_name(column)} {kind}{'' if nullable else ' not null'}" for column, kind, nullable in shape)
    connection.execute(f"create table {SCHEMA}.{name} ({defined})")
    # The grain comes first in every mart, so ordering by all columns orders by the grain.
    connection.execute(f"insert into {SCHEMA}.{name} from warehouse.{SCHEMA}.{name} order by all")
    if told.description:
        connection.execute(f"comment on table {SCHEMA}.{name} is {_text(told.description)}")
    for column, _, _ in shape:
        if text := told.columns.get(column, DescribedColumn()).description:
            connection.execute(f"comment on column {SCHEMA}.{name}.{_name(column)} is {_text(text)}")
    counted = connection.execute(f"select count(*) from {SCHEMA}.{name}").fetchone()
    return int(counted[0]) if counted else 0


def _text(value: object) -> str:
    """Return an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    """Return a quoted SQL name."""
    return '"' + column.replace('"', '""') + '"'
