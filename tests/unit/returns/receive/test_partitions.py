"""A received file belongs to the return of its folders, in the order in which it came."""

from dataclasses import replace
from datetime import datetime

from dagster_project.returns.receive.partitions import received_partitions
from tests.unit.workbooks import received


def test_files_belong_to_the_return_of_their_folders_in_the_order_in_which_they_came() -> None:
    late, early = received({"a.xlsx": b"", "b.xlsx": b""})
    late, early = replace(late, received_at=datetime(2025, 3, 1)), replace(early, received_at=datetime(2025, 2, 1))
    other = received({"a.xlsx": b""}, 2023, "cho-don")[0]
    too_big = replace(other, source_sha256=None, problem="too_big", received_order=7)
    misplaced = replace(other, report_year=None, unit_code=None, problem="misplaced")
    found = received_partitions([late, early, too_big, other, misplaced])
    assert list(found) == [(2023, "cho-don"), (2024, "ba-be")]
    assert found == {(2023, "cho-don"): [other, too_big], (2024, "ba-be"): [early, late]}
