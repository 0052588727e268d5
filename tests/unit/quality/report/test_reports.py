"""What the reports gather from the stored tables, and that every rule has a check on Dagster's pages."""

from datetime import datetime
from pathlib import Path

import pyarrow as pa

from dagster_project.defs.quality import JUDGED_ASSET
from dagster_project.lib.seeds import read_seed
from dagster_project.quality.report.sheets import sheets_by_return
from dagster_project.quality.report.step import read_sheets
from dagster_project.returns.store import ReturnsStore
from dagster_project.tables.files import LEFT_OUT_SCHEMA, RECEIVED_FILE_SCHEMA, SHEET_TABLE_SCHEMA

SECRET = "Nông Thị Bí Mật"


def table(file_key: str, unit: str, **more: object) -> dict[str, object]:
    base = {
        "file_key": file_key, "report_year": 2024, "unit_code": unit, "sheet_index": 0, "sheet": SECRET,
        "table_number": 0, "form": "02", "is_hidden": False, "is_feedback": False, "rows_read": 12, "rows_data": 9,
    }  # fmt: skip
    return base | more


def left_out(file_key: str, unit: str, kind: str, row: int) -> dict[str, object]:
    base = {"report_year": 2024, "unit_code": unit, "form": "02", "sheet_index": 0, "sheet": SECRET, "text": SECRET}
    return base | {"file_key": file_key, "kind": kind, "row_number": row}


def stored(tmp_path: Path) -> ReturnsStore:
    store = ReturnsStore(tmp_path)
    files = [
        {"file_key": key, "report_year": 2024, "unit_code": unit, "received_at": datetime(2025, 1, day)}
        for key, unit, day in (("a", "ba-be", 9), ("b", "ba-be", 20), ("c", "na-ri", 9), ("stray", None, 9))
    ]
    store.write_single("ledger", "received_file", pa.Table.from_pylist(files, schema=RECEIVED_FILE_SCHEMA))
    for name, schema in (("sheet_table", SHEET_TABLE_SCHEMA), ("left_out_row", LEFT_OUT_SCHEMA)):
        store.write_empty("judged", name, schema)
    return store


def test_what_was_read_of_the_sheets_comes_without_a_word_of_theirs(tmp_path):
    store = stored(tmp_path)
    tables = [table("b", "ba-be"), table("a", "ba-be", form="03"), table("a", "ba-be", table_number=1)]
    rows = [left_out("a", "ba-be", "title", 1), left_out("a", "ba-be", "title", 2), left_out("b", "ba-be", "nil", 5)]
    content = {
        "sheet_table": pa.Table.from_pylist(tables, schema=SHEET_TABLE_SCHEMA),
        "left_out_row": pa.Table.from_pylist(rows, schema=LEFT_OUT_SCHEMA),
    }
    store.write("judged", (2024, "ba-be"), content, "stamp")
    read = read_sheets(store)
    assert SECRET not in read.left_out.to_csv() + read.tables.to_csv()
    first, second = sheets_by_return(read)[2024, "ba-be"]
    assert (first.forms, first.rows_read, first.left_out) == (["02", "03"], 24, {"title": 2})
    assert (second.file_number, second.received_at, second.left_out) == (2, datetime(2025, 1, 20), {"nil": 1})


def test_a_return_judged_before_the_tables_were_kept_has_no_counts(tmp_path):
    assert sheets_by_return(read_sheets(stored(tmp_path))) == {}
    store = ReturnsStore(tmp_path / "new")
    store.write_single("ledger", "received_file", RECEIVED_FILE_SCHEMA.empty_table())
    assert sheets_by_return(read_sheets(store)) == {}


def test_every_group_of_rules_has_its_check_and_every_check_its_rules():
    assert {rule["check_group"] for rule in read_seed("rules.csv")} == set(JUDGED_ASSET)
