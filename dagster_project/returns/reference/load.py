"""The reference in force: every list from the province's folder, else the project's own, validated together.

Belongs here: which file a list is read from, refusing what would make figures wrong, and the lists as tables. Every
problem is told at once, each with file, line, column, what was found and what was expected. Not here: what a list holds
(rows.py), how a file is read (read_csv.py), the rules across lists (people.py, registry.py, indicator_tests.py).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import NoneType
from typing import Any, get_args

import pandas as pd
import pyarrow as pa

from dagster_project.lib.parquet import write_parquet
from dagster_project.lib.seeds import LISTS_OF_CELLS, SEEDS, Rows
from dagster_project.returns.reference.labels import completed
from dagster_project.returns.reference.people import (
    check_codes,
    check_keys,
    check_populations,
    check_positions,
    check_successions,
    check_units,
)
from dagster_project.returns.reference.read_csv import ListFile, read_list_file
from dagster_project.returns.reference.registry import (
    check_indicators,
    check_resolutions,
    check_series,
    check_targets,
)
from dagster_project.returns.reference.rows import LISTS, LabelledRow, ListRow

#: The tests that an indicator may have: a model `test_<test_model>` each.
_TEST_MODELS = SEEDS.parent / "models" / "indicators" / "tests"
_ARROW = {str: pa.string(), int: pa.int32(), date: pa.date32(), bool: pa.bool_(), Decimal: pa.decimal128(5, 2)}


class InvalidReference(ValueError):
    """The reference cannot be used; the message lists every problem, one a line."""


@dataclass(frozen=True)
class Reference:
    """Every list as validated, in the types of its Parquet (``schema_of``)."""

    tables: dict[str, pa.Table]

    @property
    def unit_codes(self) -> list[str]:
        """Codes of all units, in list order."""
        return [str(code) for code in self.tables["units"]["unit_code"].to_pylist()]

    @property
    def years(self) -> list[int]:
        """Report years, earliest first."""
        return [int(year) for year in self.tables["report_years"]["report_year"].to_pylist()]

    def frame(self, name: str) -> pd.DataFrame:
        """Return a list as a frame; dates stay `datetime.date`, a blank is missing (None, or NaN beside numbers)."""
        table = self.tables[name]
        return pd.DataFrame(table.to_pylist(), columns=table.column_names)

    def lists_of_cells(self) -> dict[str, Rows]:
        """Return the lists by which cells are read, as text (lib/seeds.py)."""
        return {
            name: [
                {
                    column: "" if value is None else str(value)
                    for column, value in row.items()
                    # Both may be absent from a list (lib/valid_years.py): read as such, it is the same list.
                    if value is not None or column not in ("from_year", "to_year")
                }
                for row in self.tables[name].to_pylist()
            ]
            for name in LISTS_OF_CELLS
        }


def load_reference(folder: Path) -> Reference:
    """Read and validate every list: from ``folder``, and from the project where the folder has no such file.

    Raise `InvalidReference` with all problems.
    """
    problems = _problems_of_folder(folder)
    files = {name: read_list_file(_path(folder, name), model, name) for name, model in LISTS.items()}
    check_keys(files)
    check_units(files)
    check_successions(files)
    check_codes(files)
    check_positions(files)
    check_populations(files)
    check_resolutions(files)
    check_indicators(files, {path.stem.removeprefix("test_") for path in _TEST_MODELS.glob("test_*.sql")})
    check_targets(files)
    check_series(files)
    problems += [problem for file in files.values() for problem in file.problems]
    if problems:
        raise InvalidReference("\n".join(problems))
    return Reference(_tables(files))


def write_reference(reference: Reference, folder: Path) -> None:
    """Write `<list>.parquet` for every list; same content gives the same bytes."""
    for name, table in reference.tables.items():
        write_parquet(folder / f"{name}.parquet", table)


def schema_of(model: type[ListRow]) -> pa.Schema:
    """Return the Arrow types of a list's columns."""
    return pa.schema([(name, _arrow_type(column.annotation)) for name, column in model.model_fields.items()])


def _arrow_type(annotation: Any) -> pa.DataType:
    """Return the Arrow type of a column: of the one Python type behind ``X | None`` and a choice of words."""
    if annotation in _ARROW:
        return _ARROW[annotation]
    for argument in get_args(annotation):
        if argument is not NoneType:
            return pa.string() if isinstance(argument, str) else _arrow_type(argument)
    raise TypeError(f"no Arrow type for {annotation}")


def _problems_of_folder(folder: Path) -> list[str]:
    """Return what is wrong with the folder itself; a file with a misspelt name would be ignored in silence."""
    if not folder.is_dir():
        return [f"{folder}: the folder does not exist; WAREHOUSE_REFERENCE_DIR names a folder with reference lists"]
    if folder.resolve() == SEEDS.resolve():
        return []
    lists = ", ".join(f"{name}.csv" for name in LISTS)
    # What begins so is an editor's, Excel's or macOS's own.
    found = [path for path in sorted(folder.iterdir()) if path.suffix.lower() == ".csv" and path.name[0] not in "._~"]
    own = {path.name for path in SEEDS.glob("*.csv")} - {f"{name}.csv" for name in LISTS}
    problems = []
    for path in found:
        if path.name in own:
            problems.append(f"{path}: this list is the project's own and cannot be replaced; expected only {lists}")
        elif path.stem not in LISTS or path.suffix != ".csv":
            problems.append(f"{path}: no list of this name is known, so it would be ignored; expected only {lists}")
    if not found:
        problems.append(f"{folder}: none of the reference lists lies here; expected at least one of {lists}")
    return problems


def _path(folder: Path, name: str) -> Path:
    path = folder / f"{name}.csv"
    return path if path.exists() else SEEDS / f"{name}.csv"


def _rows(file: ListFile) -> list[dict[str, Any]]:
    return [line.row.model_dump() for line in file.lines if line.row]


def _tables(files: dict[str, ListFile]) -> dict[str, pa.Table]:
    rows = {name: _rows(file) for name, file in files.items()}
    for name, model in LISTS.items():
        if issubclass(model, LabelledRow):
            own = (
                files[name]
                if files[name].path.parent == SEEDS
                else read_list_file(SEEDS / files[name].path.name, model, name)
            )
            rows[name] = completed(model, rows[name], _rows(own))
    # Units without a place in the list come last, in the order of their codes.
    rows["units"].sort(key=lambda unit: (unit["list_order"] is None, unit["list_order"] or 0, unit["unit_code"]))
    rows["report_years"].sort(key=lambda year: year["report_year"])
    provinces = {unit["province_code"] for unit in rows["units"]}
    if len(provinces) == 1:
        # The one province needs no code; where it has one, its resolutions are those of that code.
        for resolution in rows["resolutions"]:
            resolution["province_code"] = next(iter(provinces))
    return {name: pa.Table.from_pylist(rows[name], schema=schema_of(model)) for name, model in LISTS.items()}
