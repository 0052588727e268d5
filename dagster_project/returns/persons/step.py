"""The step that links persons: who each row in force is, over all units and years."""

import hmac
from collections.abc import Iterable
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa

from dagster_project.lib.files import sha256_of
from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.returns.persons.findings import conflict_findings, twice_findings
from dagster_project.returns.persons.identity import CONFLICTS, PERSON_ROWS, resolve_persons
from dagster_project.returns.persons.probably_twice import probably_twice
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.findings import findings_table
from dagster_project.tables.forms import cadre_form, person_forms
from dagster_project.tables.handed_over import SOURCES
from dagster_project.tables.rows import judged_schema

_STEP = "identity"
_PROJECT = Path(__file__).parents[2]
_CODE = (
    Path(__file__).parent, _PROJECT / "lib", _PROJECT / "tables", SEEDS / "rules.csv", SEEDS / "forms.csv",
)  # fmt: skip


def identity_step(store: ReturnsStore, partitions: Iterable[Partition], secret: bytes) -> dict[str, int]:
    """Link the persons of all versions in force and write who each row is; returns counts.

    Nothing is done again while judged rows, versions in force, key and code are the same.
    """
    partitions = sorted(partitions)
    stamp = _stamp(store, partitions, secret)
    if counts := store.finished(_STEP, stamp, SOURCES["identity"]):
        return counts
    with store.database() as connection:
        _open_rows(connection, store, partitions)
        resolve_persons(connection, secret)
        store.write_query(_STEP, "person_row", connection, PERSON_ROWS)
        conflicts = connection.sql(CONFLICTS).df()
        twice = probably_twice(connection.sql(_ALIKE).df())
        concerned = _places(connection, {*conflicts["row_id"], *twice["row_id"], *twice["other_row_id"]})
        rows, persons = connection.sql(_COUNTS).fetchall()[0]
    findings = conflict_findings(conflicts, concerned) + twice_findings(twice, concerned)
    store.write_single(_STEP, "finding", findings_table(findings))
    counts = {"rows": rows, "persons": persons, "conflicts": len(conflicts), "probably_twice": len(twice)}
    store.finish(_STEP, stamp, counts)
    return counts


def _stamp(store: ReturnsStore, partitions: list[Partition], secret: bytes) -> str:
    judged = [(partition, store.stamp("judged", partition)) for partition in partitions]
    versions = sha256_of(store.root / "ledger" / "return_version.parquet")
    # The key itself stands nowhere; another key is seen all the same.
    key = hmac.digest(secret, b"the stamp of identity", "sha256").hex()
    return stamp_of(judged, versions, key, stamp_of_files(*_CODE))


_IDENTITY_COLUMNS = [
    "row_id", "version_id", "file_key", "report_year", "unit_code", "form", "source_sha256", "sheet", "row_number",
    "verdict", "citizen_id", "citizen_id_sent", "party_card", "party_card_sent",
]  # fmt: skip
_OF_CADRES = ["birth_year", "full_name_key", "born_on", "born_on_precision"]
# The rows of persons whose name and birth date are those of several: only they can be one person under two keys.
_ALIKE = """
    with
    known as (
        select
            rows.row_id, rows.report_year, rows.full_name_key, cast(rows.born_on as varchar) as born_on,
            rows.born_on_precision, rows.citizen_id, rows.citizen_id_sent, rows.party_card, person.person_key
        from cadre_row as rows
        inner join found on rows.row_id = found.row_id
        inner join person on found.name = person.name
        where rows.verdict = 'accepted'
    ),
    several as (
        select full_name_key, born_on, born_on_precision
        from known
        where trim(full_name_key) <> '' and born_on is not null
        group by all
        having min(person_key) <> max(person_key)
    ),
    persons as (
        select distinct known.person_key
        from known
        inner join several
            on known.full_name_key = several.full_name_key and known.born_on = several.born_on
            and known.born_on_precision is not distinct from several.born_on_precision
    )
    select known.*
    from known
    inner join persons on known.person_key = persons.person_key
    order by known.row_id
"""
_COUNTS = "select (select count(*) from found), (select count(*) from person)"


def _open_rows(connection: duckdb.DuckDBPyConnection, store: ReturnsStore, partitions: list[Partition]) -> None:
    """Make ``cadre`` and ``other``: what tells who the rows in force are.

    ``version`` are the versions in force, ``cadre_row`` and ``other_row`` the same rows with all that is told of them:
    views, so that a nation's names and cells stay in their files.
    """
    versions = (store.root / "ledger" / "return_version.parquet").as_posix().replace("'", "''")
    connection.execute(f"create temp table version as select version_id, file_path from '{versions}' where is_in_force")
    rows = {form: _rows_in_force(store, form, partitions) for form in person_forms()}
    others = " union all by name ".join(f"({rows[form]})" for form in rows if form != cadre_form())
    connection.execute(f"create temp view cadre_row as {rows[cadre_form()]}")
    connection.execute(f"create temp view other_row as {others}")
    connection.execute(
        """
        create temp table cadre as
        select row_id, report_year, verdict, citizen_id, party_card, birth_year from cadre_row;
        create temp table other as
        select row_id, form, report_year, citizen_id, party_card from other_row where verdict = 'accepted'
        """
    )


def _rows_in_force(store: ReturnsStore, form: str, partitions: list[Partition]) -> str:
    names = [*_IDENTITY_COLUMNS, *(_OF_CADRES if form == cadre_form() else [])]
    schema = pa.schema([judged_schema(form).field(name) for name in names])
    rows = store.rows_of("judged", f"form_{form}_row", partitions, schema)
    return f"select * from {rows} where version_id in (select version_id from version)"


def _places(connection: duckdb.DuckDBPyConnection, row_ids: set[str]) -> pd.DataFrame:
    """Return those rows with where they stand, the cells as sent among them."""
    connection.register("wanted", pa.table({"row_id": pa.array(sorted(row_ids), pa.string())}))
    columns = ", ".join(f"rows.{name}" for name in _IDENTITY_COLUMNS)
    parts = (
        f"""
        select {columns}, version.file_path
        from {rows} as rows
        inner join wanted on rows.row_id = wanted.row_id
        inner join version on rows.version_id = version.version_id
        """
        for rows in ("cadre_row", "other_row")
    )
    return connection.sql(" union all ".join(parts)).df()
