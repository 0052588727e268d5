"""The step that links persons: who each row in force is, over all units and years."""

from collections.abc import Iterable

import pandas as pd
import pyarrow as pa

from dagster_project.returns.persons.findings import conflict_findings, twice_findings
from dagster_project.returns.persons.identity import resolve_persons
from dagster_project.returns.persons.probably_twice import probably_twice
from dagster_project.returns.store import Partition, ReturnsStore
from dagster_project.tables.findings import findings_table
from dagster_project.tables.forms import cadre_form, person_forms
from dagster_project.tables.rows import judged_schema


def identity_step(store: ReturnsStore, partitions: Iterable[Partition], secret: bytes) -> dict[str, int]:
    """Link the persons of all versions in force and write who each row is; returns counts."""
    partitions = sorted(partitions)
    versions = store.read_single("ledger", "return_version").to_pandas()
    in_force = set(versions.loc[versions["is_in_force"], "version_id"])
    rows = {form: _in_force(store, form, partitions, in_force) for form in person_forms()}
    cadres = rows[cadre_form()]
    others = pd.concat([rows[form] for form in rows if form != cadre_form()], ignore_index=True)
    persons, conflicts = resolve_persons(cadres, others[others["verdict"] == "accepted"], secret)
    store.write_single("identity", "person_row", persons)
    keys = dict(zip(persons["row_id"].to_pylist(), persons["person_key"].to_pylist(), strict=True))
    accepted = cadres[cadres["verdict"] == "accepted"]
    twice = probably_twice(accepted.assign(person_key=accepted["row_id"].map(keys).astype(object)))
    told = {*conflicts["row_id"], *twice["row_id"], *twice["other_row_id"]}
    concerned = pd.concat([frame[frame["row_id"].isin(told)] for frame in rows.values()], ignore_index=True)
    concerned = concerned.merge(versions[["version_id", "file_path"]], on="version_id")
    findings = conflict_findings(conflicts, concerned) + twice_findings(twice, concerned)
    store.write_single("identity", "finding", findings_table(findings))
    return {
        "rows": len(persons),
        "persons": len(set(keys.values()) - {None}),
        "conflicts": len(conflicts),
        "probably_twice": len(twice),
    }


_IDENTITY_COLUMNS = [
    "row_id", "version_id", "file_key", "report_year", "unit_code", "form", "source_sha256", "sheet", "row_number",
    "verdict", "citizen_id", "citizen_id_sent", "party_card", "party_card_sent",
]  # fmt: skip
_OF_CADRES = ["birth_year", "full_name_key", "born_on", "born_on_precision"]


def _in_force(store: ReturnsStore, form: str, partitions: list[Partition], in_force: set[str]) -> pd.DataFrame:
    names = [*_IDENTITY_COLUMNS, *(_OF_CADRES if form == cadre_form() else [])]
    schema = pa.schema([judged_schema(form).field(name) for name in names])
    rows = store.read_all("judged", f"form_{form}_row", partitions, schema).to_pandas()
    return rows[rows["version_id"].isin(in_force)].reset_index(drop=True)
