"""The floor: the least that the same bytes and the same marts can cost, without any of our own code around.

    read    python-calamine opens every workbook and gives every cell
    marts   one DuckDB connection runs the compiled SQL of every model in its order

Run as ``python -m tools.benchmark.floor read FOLDER`` or ``… marts MANIFEST DATABASE`` in a process of its own, so
that it is measured like a night.
"""

import json
import sys
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb


def read(folder: Path) -> int:
    """Read every cell of every workbook below a folder; returns how many there were."""
    from python_calamine import CalamineError, CalamineWorkbook

    cells = 0
    for path in sorted(folder.rglob("*")):
        if path.suffix not in (".xlsx", ".xls", ".ods"):
            continue
        try:
            book = CalamineWorkbook.from_path(str(path))
        except CalamineError:
            # The sample holds a broken transfer on purpose.
            continue
        for name in book.sheet_names:
            cells += sum(len(row) for row in book.get_sheet_by_name(name).to_python())
    return cells


def marts(manifest_path: Path, database: Path) -> int:
    """Build every seed and model of a compiled manifest into an empty database; returns how many."""
    manifest = json.loads(manifest_path.read_text(encoding="utf-8"))
    nodes = {key: node for key, node in manifest["nodes"].items() if node["resource_type"] in ("seed", "model")}
    parents = {key: [one for one in node["depends_on"].get("nodes", []) if one in nodes] for key, node in nodes.items()}
    database.unlink(missing_ok=True)
    with duckdb.connect(str(database), config={"threads": 2}) as connection:
        for schema in {node["schema"] for node in nodes.values()}:
            connection.execute(f'create schema if not exists "{schema}"')
        for key in TopologicalSorter(parents).static_order():
            connection.execute(_creation(nodes[key]))
    return len(nodes)


def _creation(node: dict[str, Any]) -> str:
    name = f'"{node["schema"]}"."{node["alias"]}"'
    if node["resource_type"] == "seed":
        path = Path(node["root_path"]) / node["original_file_path"]
        types = ", ".join(f"'{column}': '{kind}'" for column, kind in node["config"]["column_types"].items())
        return f"create table {name} as from read_csv('{path}', header = true, types = {{{types}}})"
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f"create {kind} {name} as {node['compiled_code']}"


if __name__ == "__main__":
    if sys.argv[1] == "read":
        print(read(Path(sys.argv[2])), "cells")
    else:
        print(marts(Path(sys.argv[2]), Path(sys.argv[3])), "models")
