"""The reference of a nation: each province has its units and a resolution of its own, with the same indicators.

Belongs here: the lists that name a unit or a resolution, once a province. All other lists are the project's.
"""

import csv
from pathlib import Path

from dagster_project.returns.reference.load import load_reference, write_reference
from tools.nation.multiply import province_code, unit_prefix

Row = dict[str, str]
_LISTS = ("units", "unit_successions", "resolutions", "indicators", "indicator_series", "indicator_targets")
_UNITS = ("unit_code", "successor_code")


def write_lists(source: Path, target: Path, provinces: int) -> None:
    """Write the lists of ``provinces`` copies of the lists in ``source`` (a folder with CSV files).

    ``target`` is a data folder: the lists come into ``lists/`` (for WAREHOUSE_REFERENCE_DIR), the canonical reference
    into ``reference/``, where a night has it.
    """
    folder = target / "lists"
    folder.mkdir(parents=True, exist_ok=True)
    for name in _LISTS:
        columns, rows = _rows(source / f"{name}.csv")
        if name in ("units", "resolutions"):
            columns = list(dict.fromkeys([*columns, "province_code"]))
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            for number in range(1, provinces + 1):
                writer.writerows(_of_province(row, number, columns) for row in rows)
    write_reference(load_reference(folder), target / "reference")


def _rows(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or []), list(reader)


def _of_province(row: Row, number: int, columns: list[str]) -> Row:
    """Return a row of a list as a province has it."""
    code = province_code(number)
    changed = row | {name: unit_prefix(number) + row[name] for name in _UNITS if row.get(name)}
    if row.get("resolution_code"):
        changed["resolution_code"] = f"{row['resolution_code']}-{code}"
    if row.get("list_order"):
        changed["list_order"] = str(1000 * number + int(row["list_order"]))
    labels = ("unit_name_vi", "label_en", "short_label_vi", "short_label_en")
    if "unit_name_vi" in row:
        changed |= {name: f"{row[name]} ({code})" for name in labels if row.get(name)}
    return changed | ({"province_code": code} if "province_code" in columns else {})
