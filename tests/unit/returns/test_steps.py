"""The ledger and identity over stored tables: what they write for dbt, and the findings in the district's language."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from dagster_project.lib.stamps import stamp_of
from dagster_project.returns.ledger import versions as ledger
from dagster_project.returns.ledger.step import ledger_step
from dagster_project.returns.persons import step as persons
from dagster_project.returns.persons.step import identity_step
from dagster_project.returns.store import ReturnsStore
from dagster_project.tables.files import RAW_FILE_SCHEMA
from dagster_project.tables.files import RECEIVED_FILE_SCHEMA as RECEIVED_SCHEMA
from dagster_project.tables.rows import judged_schema
from dagster_project.tables.versions import JUDGED_VERSION_SCHEMA

PLACE = (2024, "ba-be")
NEW, NEW_2, NEW_TYPED_WRONG, OLD = "006085000001", "006085999988", "006085000007", "095123456"
CARD, CARD_2 = "56000001", "56000002"
NOBODY_MISPLACED = pd.DataFrame(columns=[*RECEIVED_SCHEMA.names, "problem"])


@pytest.fixture
def store(tmp_path: Path) -> ReturnsStore:
    return ReturnsStore(tmp_path)


def table(schema: pa.Schema, rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist([dict.fromkeys(schema.names) | row for row in rows], schema=schema)


def receive(store: ReturnsStore, *accepted: int, form: str = "02", more: list[dict[str, Any]] | None = None) -> None:
    """Store versions of one form of one return, each with its accepted rows, a day apart; file names are a, b, …"""
    place = {"report_year": PLACE[0], "unit_code": PLACE[1]}
    files = [
        {
            **place,
            "file_key": name,
            "file_path": f"2024/ba-be/{name}.xlsx",
            "source_sha256": f"sha of {name}",
            "received_at": datetime(2025, 1, 10 + number),
            "received_order": number,
            "is_readable": True,
        }
        for number, name in enumerate("abcdef"[: len(accepted)])
    ]
    versions = [
        {**file, "version_id": f"{file['file_key']}:{form}", "form": form, "is_rejected": False, "rows_accepted": rows}
        for file, rows in zip(files, accepted, strict=True)
    ]
    for name in ("02", "03", "04"):
        rows = [
            {
                **place,
                "form": name,
                "file_key": "a",
                "version_id": f"a:{name}",
                "row_id": f"a:0:{number}",
                "row_number": number,
                "sheet": "Biểu",
                "verdict": "accepted",
                **row,
            }
            for number, row in enumerate((more or []) if name == form else [])
        ]
        store.write("judged", PLACE, {f"form_{name}_row": table(judged_schema(name), rows)}, "half written")
    store.write("judged", PLACE, {"version": table(JUDGED_VERSION_SCHEMA, versions)}, stamp_of(versions, more))
    store.write("raw", PLACE, {"file": table(RAW_FILE_SCHEMA, files)}, "stamp")


def person(citizen_id: str | None, card: str | None = None, **more: Any) -> dict[str, Any]:
    return {
        "citizen_id": citizen_id,
        "citizen_id_sent": citizen_id and f" {citizen_id}",
        "party_card": card,
        "party_card_sent": card and f"{card[:2]}.{card[2:]}",
        "birth_year": 1985,
        "born_on": date(1985, 3, 2),
        "born_on_precision": "day",
        **more,
    }


def identified(store: ReturnsStore, *rows: dict[str, Any]) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """Return identity_step's counts and its findings of one version of form 02."""
    receive(store, len(rows), more=list(rows))
    ledger_step(store, [PLACE], NOBODY_MISPLACED)
    counts = identity_step(store, [PLACE], b"secret of the tests")
    findings = store.read_single("identity", "finding").to_pylist()
    return counts, sorted(findings, key=lambda finding: (finding["row_number"], finding["column_name"]))


def test_a_version_that_shrank_is_told_in_numbers(store: ReturnsStore) -> None:
    receive(store, 300, 12)
    counts = ledger_step(store, [PLACE], NOBODY_MISPLACED)
    assert (counts["in_force"], counts["rejected"], counts["shrunk"], counts["copies"]) == (1, 1, 1, 0)
    versions = store.read_single("ledger", "return_version").to_pylist()
    assert [(one["version_id"], one["is_usable"], one["is_in_force"], one["is_counted"]) for one in versions] == [
        ("a:02", True, True, True),
        ("b:02", False, False, True),
    ]
    (finding,) = store.read_single("ledger", "finding").to_pylist()
    assert finding["rule_id"] == "version_shrank"
    assert finding["severity"] == "return"
    assert (finding["report_year"], finding["unit_code"], finding["form"]) == (2024, "ba-be", "02")
    assert (finding["version_id"], finding["file_path"]) == ("b:02", "2024/ba-be/b.xlsx")
    assert finding["value_sent"] == "12 dòng, bản đang dùng 300 dòng"
    assert "Thay thế toàn bộ" in finding["note_vi"]
    assert finding["row_id"] is None


def test_half_the_rows_replace_the_version_before(store: ReturnsStore) -> None:
    receive(store, 300, 150)
    assert ledger_step(store, [PLACE], NOBODY_MISPLACED)["shrunk"] == 0
    assert len(store.read_single("ledger", "finding")) == 0


def test_each_row_and_column_in_conflict_has_its_finding(store: ReturnsStore) -> None:
    counts, findings = identified(
        store,
        person(NEW, CARD),
        person(OLD, CARD),
        person(OLD, CARD_2),
        person(NEW_2, CARD_2),
        person(None, "56000003"),
    )
    assert counts == {"rows": 5, "persons": 5, "conflicts": 6, "probably_twice": 0}
    assert [(one["row_number"], one["column_name"], one["value_sent"]) for one in findings] == [
        (0, "party_card", "56.000001"),
        (1, "citizen_id", f" {OLD}"),
        (1, "party_card", "56.000001"),
        (2, "citizen_id", f" {OLD}"),
        (2, "party_card", "56.000002"),
        (3, "party_card", "56.000002"),
    ]
    assert {(one["rule_id"], one["severity"]) for one in findings} == {("identity_conflict", "warn")}
    assert all("CMND 9 số" in one["note_vi"] for one in findings if one["column_name"] == "citizen_id")
    assert {one["file_path"] for one in findings} == {"2024/ba-be/a.xlsx"}
    assert len({one["finding_id"] for one in findings}) == 6


def test_a_person_who_is_probably_another_is_told_where_the_other_stands(store: ReturnsStore) -> None:
    name = {"full_name_key": "hoangvanan"}
    counts, findings = identified(store, person(NEW, CARD, **name), person(NEW_TYPED_WRONG, CARD_2, **name))
    assert (counts["persons"], counts["probably_twice"]) == (2, 2)
    assert [(one["rule_id"], one["severity"], one["value_sent"]) for one in findings] == [
        ("person_probably_twice", "warn", f" {NEW}"),
        ("person_probably_twice", "warn", f" {NEW_TYPED_WRONG}"),
    ]
    assert "dòng 1, trang tính “Biểu”, Biểu 02 năm 2024 của đơn vị ba-be" in findings[0]["note_vi"]
    assert "dòng 0," in findings[1]["note_vi"]


def test_a_row_of_such_a_person_may_lack_the_id(store: ReturnsStore) -> None:
    name = {"full_name_key": "hoangvanan"}
    rows = [person(NEW, CARD, **name), person(None, CARD), person(NEW_TYPED_WRONG, **name)]
    _, findings = identified(store, *rows)
    assert [one["value_sent"] for one in findings] == [f" {NEW}", None, f" {NEW_TYPED_WRONG}"]


def test_only_versions_in_force_and_accepted_rows_make_persons(store: ReturnsStore) -> None:
    name = {"full_name_key": "hoangvanan"}
    counts, findings = identified(
        store, person(NEW, CARD, **name), person(NEW_TYPED_WRONG, CARD, verdict="quarantined", **name)
    )
    assert (counts["persons"], findings) == (1, [])
    receive(store, 1, 1, more=[person(NEW, CARD)])
    ledger_step(store, [PLACE], NOBODY_MISPLACED)
    assert identity_step(store, [PLACE], b"secret of the tests")["rows"] == 0


def test_nothing_received(store: ReturnsStore) -> None:
    assert ledger_step(store, [], NOBODY_MISPLACED)["versions"] == 0
    assert identity_step(store, [], b"secret")["persons"] == 0


def test_nothing_is_done_again_while_nothing_changed(store: ReturnsStore, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(store, 1, more=[person(NEW, CARD)])

    def night(secret: bytes = b"secret of the tests") -> tuple[dict[str, int], dict[str, int]]:
        return ledger_step(store, [PLACE], NOBODY_MISPLACED), identity_step(store, [PLACE], secret)

    first = night()
    key = store.read_single("identity", "person_row")["person_key"]

    def not_again(*_: Any) -> None:
        raise AssertionError("nothing changed")

    with monkeypatch.context() as patch:
        patch.setattr(ledger, "order_versions", not_again)
        patch.setattr(persons, "resolve_persons", not_again)
        assert night() == first
        with pytest.raises(AssertionError, match="nothing changed"):
            night(b"another secret")
    night(b"another secret")
    assert store.read_single("identity", "person_row")["person_key"] != key
    assert "another secret" not in (store.root / "stamps" / "identity.json").read_text()
    # What is not there any more is made again.
    (store.root / "identity" / "finding.parquet").unlink()
    night(b"another secret")
    assert store.read_single("identity", "finding").num_rows == 0
    assert night(b"another secret")[1]["persons"] == 1
    # A night killed while it writes leaves nothing that vouches for what it wrote, should the old inputs come back.
    with monkeypatch.context() as patch:
        patch.setattr(persons, "findings_table", not_again)
        with pytest.raises(AssertionError):
            night(b"a third secret")
    assert not (store.root / "stamps" / "identity.json").exists()
    receive(store, 2, more=[person(NEW, CARD), person(NEW_2, CARD_2)])
    assert [counts["versions" if number == 0 else "persons"] for number, counts in enumerate(night())] == [1, 2]
