"""The marts copied out of the warehouse, as `bi.duckdb` and Parquet, after a last look for personal data.

Belongs here: which tables may be published and how they are copied. Does not belong here: how readers come to see them
(marts.py), and how a mart is made (dbt).
"""

import re
from pathlib import Path

import duckdb

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
    **dict.fromkeys(
        (
            "dim_age_band",
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


class PublishError(Exception):
    """Nothing was published; the message is one line that says why."""


def write_tables(warehouse_path: Path, folder: Path) -> dict[str, int]:
    """Write `bi.duckdb` and the Parquet files; the same content gives the same Parquet, byte for byte."""
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
        names = _tables(connection)
        for name in names:
            _look_for_personal_data(connection, name)
        connection.execute(f"create schema {SCHEMA}")
        rows = {name: _copy(connection, name) for name in names}
        empty = [name for name, needed in PROMISED.items() if needed and not rows[name]]
        if empty:
            raise PublishError(f"{', '.join(empty)} has no row: no return was received, or the build went wrong")
        for name in names:
            target = _text(folder / "parquet" / f"{name}.parquet")
            connection.execute(
                f"copy (from {SCHEMA}.{name} order by all) to {target} (format parquet, compression zstd)"
            )
        connection.execute("detach warehouse")
        connection.execute("checkpoint")
    return rows


def _tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    found = connection.execute(
        "select table_name from information_schema.tables "
        f"where table_catalog = 'warehouse' and table_schema = '{SCHEMA}' order by table_name"
    ).fetchall()
    names = [str(row[0]) for row in found]
    missing = sorted(set(PROMISED) - set(names))
    if missing:
        raise PublishError(f"{', '.join(missing)} is missing in the warehouse: the marts were not built")
    strange = [name for name in names if not re.fullmatch(r"(mart|dim)_[a-z0-9_]+", name)]
    if strange:
        raise PublishError(f"the schema {SCHEMA} holds {', '.join(strange)}: only mart_… and dim_… may be published")
    return names


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str, bool, str | None]]:
    """Return (name, type, may be NULL, comment) of each column of a mart."""
    return connection.execute(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() "
        f"where database_name = 'warehouse' and schema_name = '{SCHEMA}' and table_name = ? "
        "order by column_index",
        [name],
    ).fetchall()


def _look_for_personal_data(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Refuse a mart that looks as if it named a person.

    The marts are made without any, this is the last look.
    """
    for column, kind, _, _ in _columns(connection, name):
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


def _copy(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Copy one mart, its types, which columns may be NULL, and its comments; return its number of rows."""
    columns = _columns(connection, name)
    defined = ", ".join(
        f"{_name(column)} {kind}{'' if nullable else ' not null'}" for column, kind, nullable, _ in columns
    )
    connection.execute(f"create table {SCHEMA}.{name} ({defined})")
    # The grain comes first in every mart, so ordering by all columns orders by the grain.
    connection.execute(f"insert into {SCHEMA}.{name} from warehouse.{SCHEMA}.{name} order by all")
    comment = connection.execute(
        "select comment from duckdb_tables() "
        f"where database_name = 'warehouse' and schema_name = '{SCHEMA}' and table_name = ?",
        [name],
    ).fetchone()
    if comment and comment[0]:
        connection.execute(f"comment on table {SCHEMA}.{name} is {_text(comment[0])}")
    for column, _, _, text in columns:
        if text:
            connection.execute(f"comment on column {SCHEMA}.{name}.{_name(column)} is {_text(text)}")
    counted = connection.execute(f"select count(*) from {SCHEMA}.{name}").fetchone()
    return int(counted[0]) if counted else 0


def _text(value: object) -> str:
    """Return an SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def _name(column: str) -> str:
    """Return a quoted SQL name."""
    return '"' + column.replace('"', '""') + '"'
