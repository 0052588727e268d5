"""The reference a province brings along: who reports (`units.csv`) and for which years (`report_years.csv`).

Here belongs: reading the two files, refusing what would make figures wrong, and writing the canonical copy
that Python and dbt both use. Not here: code lists, positions and communes, which are the project's own seeds.

Every problem is told at once, each with file, line, column, what was found and what was expected.
"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.files import write_atomically

UNIT_SCHEMA = pa.schema(
    [
        ("unit_code", pa.string()),
        ("unit_name_vi", pa.string()),
        ("unit_type", pa.string()),
        ("district_code", pa.string()),
        ("list_order", pa.int32()),
        ("valid_from", pa.date32()),
        ("valid_to", pa.date32()),
        ("note", pa.string()),
    ]
)
YEAR_SCHEMA = pa.schema(
    [
        ("report_year", pa.int32()),
        ("snapshot_on", pa.date32()),
        ("due_on", pa.date32()),
        ("rating_regime", pa.string()),
        # ';'-joined codes of the periods whose ratings count for the indicators
        ("rating_periods", pa.string()),
    ]
)
# The codes of data/periods.csv; the yearly rating alone counts where a province says nothing else.
PERIODS = ("year", "closing", *(f"q{number}" for number in range(1, 5)), *(f"m{number:02}" for number in range(1, 13)))
YEARLY = "year"
PROVINCE = "province"
_UNIT_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MAY_BE_ABSENT = {"district_code", "list_order", "note", "rating_regime", "rating_periods"}
_MAY_BE_BLANK = {*_MAY_BE_ABSENT, "valid_to"}

Row = dict[str, object]


class InvalidReference(ValueError):
    """The reference cannot be used; the message lists every problem, one a line."""


@dataclass(frozen=True)
class Reference:
    """Units and report years as validated, in the types of the canonical Parquet."""

    units: pa.Table
    report_years: pa.Table

    @property
    def unit_codes(self) -> list[str]:
        """Codes of all units, in list order."""
        return [str(code) for code in self.units["unit_code"].to_pylist()]

    @property
    def years(self) -> list[int]:
        """Report years, earliest first."""
        return [int(year) for year in self.report_years["report_year"].to_pylist()]

    def units_frame(self) -> pd.DataFrame:
        """Units as a frame; dates stay `datetime.date`, blanks are None."""
        return pd.DataFrame(self.units.to_pylist(), columns=self.units.column_names)

    def years_frame(self) -> pd.DataFrame:
        """Report years as a frame; dates stay `datetime.date`."""
        return pd.DataFrame(self.report_years.to_pylist(), columns=self.report_years.column_names)

    def owes(self, unit_code: str, report_year: int) -> bool:
        """Whether the unit exists on the year's snapshot day, and so owes all four forms."""
        snapshots = {year["report_year"]: year["snapshot_on"] for year in self.report_years.to_pylist()}
        day = snapshots.get(report_year)
        return day is not None and any(
            unit["unit_code"] == unit_code
            and unit["valid_from"] <= day
            and (unit["valid_to"] is None or day <= unit["valid_to"])
            for unit in self.units.to_pylist()
        )


def load_reference(folder: Path) -> Reference:
    """Read and validate `units.csv` and `report_years.csv` of a folder.

    Raise `InvalidReference` with all problems.
    """
    problems: list[str] = []
    units = _read(folder / "units.csv", UNIT_SCHEMA, problems)
    years = _read(folder / "report_years.csv", YEAR_SCHEMA, problems)
    _check_units(folder / "units.csv", units, problems)
    _check_years(folder / "report_years.csv", years, problems)
    if problems:
        raise InvalidReference("\n".join(problems))
    unit_rows = [row for _, row in sorted(units, key=lambda at: (_order(at[1]), str(at[1]["unit_code"])))]
    year_rows = [row for _, row in sorted(years, key=lambda at: str(at[1]["report_year"]))]
    return Reference(
        pa.Table.from_pylist(unit_rows, schema=UNIT_SCHEMA),
        pa.Table.from_pylist(year_rows, schema=YEAR_SCHEMA),
    )


def write_reference(reference: Reference, folder: Path) -> None:
    """Write `units.parquet` and `report_years.parquet`; same content gives the same bytes."""
    for name, table in (("units", reference.units), ("report_years", reference.report_years)):
        buffer = io.BytesIO()
        pq.write_table(table, buffer, compression="zstd")
        write_atomically(folder / f"{name}.parquet", buffer.getvalue())


def _read(path: Path, schema: pa.Schema, problems: list[str]) -> list[tuple[int, Row]]:
    """Return (line number, typed row) for each row of the file that could be read."""
    try:
        # Excel writes a byte order mark; people in a hurry save in the code page of their machine.
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        problems.append(f"{path}: the file is missing; expected columns {', '.join(schema.names)}")
        return []
    except UnicodeDecodeError:
        problems.append(f"{path}: not saved as UTF-8; save it as 'CSV UTF-8'")
        return []
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [name.strip() for name in reader.fieldnames or []]
    reader.fieldnames = header
    missing = [name for name in schema.names if name not in header and name not in _MAY_BE_ABSENT]
    if missing:
        found = ", ".join(header) or "nothing"
        problems.append(f"{path}, line 1: column {', '.join(missing)} is missing; found {found}")
        return []
    rows = []
    for cells in reader:
        line = reader.line_num
        extra = cells.pop(None, None)
        if extra:
            problems.append(f"{path}, line {line}: {len(header)} cells expected, found {len(header) + len(extra)}")
            continue
        texts = {name: (value or "").strip() for name, value in cells.items()}
        if not any(texts.values()):
            continue
        row: Row = {}
        for field in schema:
            text = texts.get(field.name, "")
            row[field.name] = None
            try:
                row[field.name] = _READERS[str(field.type)](text)
                if not text and field.name not in _MAY_BE_BLANK:
                    problems.append(f"{path}, line {line}, column {field.name}: found a blank, expected a value")
            except ValueError as error:
                problems.append(f"{path}, line {line}, column {field.name}: found '{text}', expected {error}")
        rows.append((line, row))
    if not rows and not problems:
        problems.append(f"{path}: no rows; expected at least one")
    return rows


def _delimiter(text: str) -> str:
    """Excel in a Vietnamese Windows separates by semicolons."""
    first = text.partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def _read_text(text: str) -> str | None:
    return text or None


def _read_number(text: str) -> int | None:
    if text and not re.fullmatch(r"\d{1,9}", text):
        raise ValueError("a whole number")
    return int(text) if text else None


def _read_date(text: str) -> date | None:
    if text and not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        raise ValueError("a date yyyy-mm-dd")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError("a date yyyy-mm-dd that exists") from None


_READERS: dict[str, Callable[[str], object]] = {
    "string": _read_text,
    "int32": _read_number,
    "date32[day]": _read_date,
}


def _check_units(path: Path, rows: list[tuple[int, Row]], problems: list[str]) -> None:
    seen: dict[str, int] = {}
    provincial: list[int] = []
    for line, row in rows:
        at = f"{path}, line {line}"
        if row["unit_type"] == PROVINCE:
            provincial.append(line)
        code = row["unit_code"]
        if isinstance(code, str):
            _check_unit_code(at, code, line, seen, problems)
        begin, end = row["valid_from"], row["valid_to"]
        if isinstance(begin, date) and isinstance(end, date) and end < begin:
            problems.append(f"{at}, column valid_to: found '{end}', expected no day before valid_from '{begin}'")
    if len(provincial) > 1:
        problems.append(
            f"{path}, line {provincial[1]}, column unit_type: found '{PROVINCE}' again (first in line "
            f"{provincial[0]}), expected one provincial unit"
        )


def _check_unit_code(at: str, code: str, line: int, seen: dict[str, int], problems: list[str]) -> None:
    if code.casefold() == PROVINCE:
        problems.append(f"{at}, column unit_code: found '{code}', which means the whole province")
    elif not _UNIT_CODE.fullmatch(code):
        problems.append(f"{at}, column unit_code: found '{code}', expected Latin letters, digits, '-', '_', '.'")
    # Folders are matched without regard to case (Windows shares), so codes may not differ by case alone.
    if code.casefold() in seen:
        first = seen[code.casefold()]
        problems.append(f"{at}, column unit_code: found '{code}' again (first in line {first}), expected it once")
    else:
        seen[code.casefold()] = line


def _check_years(path: Path, rows: list[tuple[int, Row]], problems: list[str]) -> None:
    seen: dict[object, int] = {}
    for line, row in rows:
        at = f"{path}, line {line}"
        year, snapshot, due = row["report_year"], row["snapshot_on"], row["due_on"]
        if isinstance(year, int) and not 2000 <= year <= 2100:
            problems.append(f"{at}, column report_year: found '{year}', expected a year between 2000 and 2100")
        if year is not None and year in seen:
            problems.append(f"{at}, column report_year: found '{year}' again (first in line {seen[year]})")
        seen.setdefault(year, line)
        if isinstance(snapshot, date) and isinstance(year, int) and snapshot.year != year:
            problems.append(f"{at}, column snapshot_on: found '{snapshot}', expected a day in {year}")
        if isinstance(snapshot, date) and isinstance(due, date) and due < snapshot:
            problems.append(f"{at}, column due_on: found '{due}', expected a day not before snapshot_on '{snapshot}'")
        periods = [period.strip() for period in str(row["rating_periods"] or YEARLY).split(";")]
        if not set(periods) <= set(PERIODS):
            problems.append(
                f"{at}, column rating_periods: found '{row['rating_periods']}', "
                f"expected codes of periods joined by ';' ({', '.join(PERIODS)})"
            )
        row["rating_periods"] = ";".join(periods)


def _order(row: Row) -> tuple[int, int]:
    """Units without a place in the list come last, in the order of their codes."""
    order = row["list_order"]
    return (0, order) if isinstance(order, int) else (1, 0)
