"""Which column a cell belongs to: repeated headings, ticks under values, dittos, two readings of one cell."""

import json
from typing import Any

import pyarrow as pa
import pytest

from dagster_project.returns.clean.cells import Cell
from dagster_project.returns.clean.table_cells import lines_of_table
from dagster_project.returns.read.read_file import ROW_SCHEMA
from sample.text import tcvn3


def table(*headings: tuple[Any, ...], legacy: list[bool] | None = None) -> dict[str, Any]:
    """Describe a table by (first row, sheet column → canonical column, sheet column → label) of each heading."""
    described = [(*heading, {})[:3] for heading in headings]
    return {"headings": json.dumps(described), "legacy": json.dumps(legacy or [False] * 9)}


def rows(*cells: list[str], first: int = 5) -> list[dict[str, Any]]:
    return [
        {"row_number": first + number, "cells": row, "types": "".join("s" if cell else "-" for cell in row)}
        for number, row in enumerate(cells)
    ]


def cells_of_table(described: dict[str, Any], lines: list[dict[str, Any]]) -> list[tuple[int, dict[str, Cell]]]:
    """Return (row number, canonical column → cell) of each data row."""
    found = []
    for below in lines_of_table(described, pa.Table.from_pylist(lines, schema=ROW_SCHEMA)):
        for line, number in enumerate(below.row_numbers.to_pylist()):
            found.append((number, {name: column.at(line) for name, column in below.cells.items()}))
    return found


def test_a_heading_printed_again_tells_the_columns_of_the_rows_below_it() -> None:
    described = table((2, {0: "full_name", 1: "party_card"}), (6, {0: "full_name", 1: "rating"}))
    (_, before), (_, after) = cells_of_table(described, rows(["A", "56012345"], ["B", "HTTNV"]))
    assert (before["party_card"].text, "rating" in before) == ("56012345", False)
    assert (after["rating"].text, "party_card" in after) == ("HTTNV", False)


CD, DH = "professional_qualification=college", "professional_qualification=university"
DEGREES = table((2, {0: "full_name", 1: CD, 2: DH}, {1: "Trình độ – CĐ", 2: "Trình độ – ĐH"}))


def test_the_labels_over_ticks_are_those_of_the_heading_above_the_row() -> None:
    described = table(
        (2, {1: CD, 2: DH}, {1: "Trình độ – CĐ", 2: "Trình độ – ĐH"}),
        (6, {1: DH, 2: CD}, {1: "Trình độ – ĐH", 2: "Trình độ – CĐ"}),
    )
    read = [row["professional_qualification"].text for _, row in cells_of_table(described, rows(*[["", "x", ""]] * 2))]
    assert read == ["CĐ", "ĐH"]


@pytest.mark.parametrize(
    ("cells", "text", "kind"),
    [
        (["", "x"], "ĐH", "t"),
        (["X", ""], "CĐ", "t"),
        (["✓", "x"], "CĐ; ĐH", "t"),
        (["", ""], "", "-"),
        (["0", "-"], "", "-"),
        (["", "Luật"], "Luật", "t"),
        (["x", "Luật"], "Luật", "t"),
    ],
)
def test_a_tick_gives_the_value_above_it(cells: list[str], text: str, kind: str) -> None:
    ((_, read),) = cells_of_table(DEGREES, rows(["A", *cells]))
    cell = read["professional_qualification"]
    assert (cell.text, cell.type) == (text, kind)
    assert bool(cell.sent) == bool(text)


def test_a_ditto_repeats_the_value_also_of_a_ticked_group() -> None:
    read = [row for _, row in cells_of_table(DEGREES, rows(["A", "", "x"], ["nt", "", "nt"]))]
    assert read[1]["full_name"].text == "A"
    assert read[1]["full_name"].sent == "nt"


@pytest.mark.parametrize("is_legacy", [True, False])
@pytest.mark.parametrize("ditto", ["như trên", tcvn3("như trên"), "nhu tren", "NHƯ TRÊN", "-nt-"])
def test_a_ditto_may_be_written_in_any_way(ditto: str, is_legacy: bool) -> None:
    described = table((2, {0: "level"}), legacy=[is_legacy])
    read = [row["level"].text for _, row in cells_of_table(described, rows(["Tỉnh"], [ditto]))]
    assert len(set(read)) == 1


@pytest.mark.parametrize("is_legacy", [True, False])
def test_a_cell_can_be_read_the_other_way_as_well(is_legacy: bool) -> None:
    described = table((2, {0: "level"}), legacy=[is_legacy])
    ((_, legacy), (_, plain), (_, digits)) = cells_of_table(described, rows([tcvn3("Huyện")], ["Huyện"], ["12"]))
    assert "Huyện" in (legacy["level"].text, legacy["level"].other)
    assert "Huyện" in (plain["level"].text, plain["level"].other)
    assert (digits["level"].text, digits["level"].other) == ("12", "")
