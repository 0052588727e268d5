"""The judged Parquet of one province, written again for each of many: other units, other people, the same faults.

A copy is told apart by its units (``p07-ba-be``), its files and rows (their keys begin with the province), and its
people: names end with the province, and ids and cards begin with digits of its own, so that nobody is linked with
somebody of another province, and who is one person in the province is one in each copy.
"""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.returns.store import ReturnsStore

# What the ledger reads beside the judged tables.
_ALSO = (("raw", "file"),)
_PEOPLE = ("form_02_row", "form_03_row", "form_04_row")
# Identifier → how many digits at its beginning are its place's: they are dealt out anew.
_PLACE_DIGITS = {"citizen_id": 3, "party_card": 2}


def province_code(number: int) -> str:
    """Return what a province is called in the reference."""
    return f"P{number:02d}"


def unit_prefix(number: int) -> str:
    """Return how the codes of a province's units begin."""
    return f"p{number:02d}-"


def multiply(source: Path, target: Path, provinces: int) -> int:
    """Write the judged tables of ``provinces`` copies of the province in ``source``; returns the rows of the forms.

    Args:
        source: the data folder of a night over one province.
        target: a data folder to be made; its ``returns/`` must not be there yet.
        provinces: how many copies.
    """
    store = ReturnsStore(target)
    tables = [("judged", path.name) for path in sorted((source / "returns" / "judged").iterdir())]
    form_rows = 0
    with duckdb.connect() as connection:
        places = _places_of_identifiers(connection, source, provinces)
        for stage, table in [*tables, *_ALSO]:
            rows = _multiply_table(connection, source / "returns" / stage / table, store, places, provinces)
            form_rows += rows if table.startswith("form_") and table.endswith("_row") else 0
    _write_stamps(source, store, provinces)
    return form_rows


def _multiply_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, store: ReturnsStore, places: dict[str, list[str]], copies: int
) -> int:
    """Write one table of every province; returns the rows written."""
    partitions = _partition_files(folder)
    loaded = [pq.read_table(path, partitioning=None) for _, path in partitions]
    rows = pa.concat_tables(loaded)
    connection.register("one_province", rows)
    written = 0
    with ThreadPoolExecutor(2) as pool:
        for number in range(1, copies + 1):
            columns = ", ".join(_column(name, rows.column_names, number, places) for name in rows.column_names)
            copy = connection.sql(f"select {columns} from one_province").to_arrow_table().cast(rows.schema)
            written += copy.num_rows
            jobs = []
            start = 0
            for (year, unit), part in zip([key for key, _ in partitions], loaded, strict=True):
                path = store.path(folder.parent.name, folder.name, (year, unit_prefix(number) + unit))
                path.parent.mkdir(parents=True, exist_ok=True)
                jobs.append(pool.submit(pq.write_table, copy.slice(start, part.num_rows), path, compression="zstd"))
                start += part.num_rows
            for job in jobs:
                job.result()
    connection.unregister("one_province")
    if (folder / "0").exists():
        shutil.copytree(folder / "0", store.root / folder.parent.name / folder.name / "0")
    return written


def _partition_files(folder: Path) -> list[tuple[tuple[int, str], Path]]:
    files = sorted(path for path in folder.glob("*/*.parquet") if path.parent.name != "0")
    return [((int(path.parent.name), path.stem), path) for path in files]


def _column(name: str, beside: list[str], number: int, places: dict[str, list[str]]) -> str:
    """Return the expression of a column in the copy of a province."""
    key, unit = f"{number:03x}", unit_prefix(number)
    identifier = name.removesuffix("_sent")
    if identifier in _PLACE_DIGITS and identifier in beside:
        anew = _identifier(identifier, number, places)
        # What could not be read as one stays what it was, and says whose it is.
        return f"{anew} as {name}" if name == identifier else f"coalesce({anew}, '{key}' || {name}) as {name}"
    changed = {
        "unit_code": f"'{unit}' || unit_code",
        # Found again at once: no hash begins with two of them.
        "file_key": f"'{key}' || file_key",
        "row_id": f"'{key}' || row_id",
        "version_id": f"'{key}' || version_id",
        "finding_id": f"'{key}' || substr(finding_id, 4)",
        "source_sha256": f"'{key}' || substr(source_sha256, 4)",
        "file_path": f"regexp_replace(file_path, '^([0-9]+)/', '\\1/{unit}')",
        "full_name": f"full_name || ' {province_code(number)}'",
        "full_name_sent": f"full_name_sent || ' {province_code(number)}'",
        "full_name_key": f"full_name_key || '{province_code(number).lower()}'",
    }
    return f"{changed[name]} as {name}" if name in changed else f'"{name}"'


def _identifier(name: str, number: int, places: dict[str, list[str]]) -> str:
    """Return an identifier whose first digits are those of the place, dealt out anew for each province."""
    digits, known = _PLACE_DIGITS[name], places[name]
    rank = f"list_position([{', '.join(repr(one) for one in known)}], left({name}, {digits}))"
    first = (number - 1) * len(known) - 1
    return f"lpad(cast({first} + {rank} as varchar), {digits}, '0') || substr({name}, {digits + 1})"


def _places_of_identifiers(connection: duckdb.DuckDBPyConnection, source: Path, provinces: int) -> dict[str, list[str]]:
    """Return identifier → how those of the province begin. Raises ValueError where there are not enough digits."""
    places = {}
    for name, digits in _PLACE_DIGITS.items():
        selects = [
            f"select left({name}, {digits}) from "
            f"read_parquet('{source}/returns/judged/{table}/*/*.parquet', hive_partitioning = false)"
            for table in _PEOPLE
        ]
        found = connection.sql(" union ".join(selects)).fetchall()
        places[name] = sorted(place for (place,) in found if place is not None)
        if len(places[name]) * provinces > 10**digits:
            raise ValueError(
                f"{provinces} provinces need {len(places[name])} beginnings of a {name} each, but {digits} digits have "
                f"{10**digits}: ask for fewer provinces."
            )
    return places


def _write_stamps(source: Path, store: ReturnsStore, copies: int) -> None:
    """Give each partition the stamp of the one that it was made of, with its province: a change can be tried."""
    for path, (year, unit) in _stamps(source):
        for number in range(1, copies + 1):
            to = store.root / "stamps" / "judged" / str(year) / f"{unit_prefix(number)}{unit}.stamp"
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(f"{number:03x}{path.read_text()}")


def _stamps(source: Path) -> Iterator[tuple[Path, tuple[int, str]]]:
    for path in sorted((source / "returns" / "stamps" / "judged").glob("*/*.stamp")):
        yield path, (int(path.parent.name), path.stem)
