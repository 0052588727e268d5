"""``make trace INDICATOR=2.2.3 YEAR=2024 [UNIT=ba-be] [SERIES=province]``: shows where a figure comes from.

Belongs here: reading what was typed, opening the warehouse, and the one line that says why not.
"""

import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console

from dagster_project.lib.command import Command, refused
from dagster_project.settings import check_names, load_settings
from dagster_project.trace.lines import as_csv
from dagster_project.trace.question import NoSuchFigure, understand
from dagster_project.trace.show import render
from dagster_project.trace.walk import walk

#: Of each verdict so many subjects are shown, unless LIMIT says otherwise.
_LIMIT = 20
#: Where there is no terminal to be as wide as.
_PLAIN_WIDTH = 180
_HELP = """INDICATOR=2.2.3 YEAR=2024   which figure, of the province
UNIT=ba-be SERIES=province  of a unit, of a series
RESOLUTION=NQ-BK-2021       where two resolutions have the indicator
LIMIT=0                     every subject (else 20 of each verdict)
FORMAT=csv                  for a spreadsheet"""


class NotOpened(Exception):
    """The warehouse cannot be read; the message is one line."""


def main(arguments: list[str] | None = None) -> int:
    """Show the figure that was asked for as ``NAME=value``, blank as good as not there; returns the exit code."""
    command = Command("dagster_project.trace", "Shows where a figure comes from, with the names of persons.", _HELP)
    typed = command.named_values(("INDICATOR", "YEAR", "UNIT", "SERIES", "RESOLUTION", "LIMIT", "FORMAT"), arguments)
    if typed.get("FORMAT", "csv").lower() != "csv":
        command.error(f"FORMAT={typed['FORMAT']}; có · there is: csv")
    if not typed.get("LIMIT", "0").isdecimal():
        command.error(f"LIMIT={typed['LIMIT']}; cần một số nguyên, 0 là tất cả · a whole number, 0 for all")
    try:
        check_names()
        with _opened(load_settings().warehouse_path) as warehouse:
            names = ("INDICATOR", "YEAR", "UNIT", "SERIES", "RESOLUTION")
            trace = walk(warehouse, understand(warehouse, *(typed.get(name, "") for name in names)))
    except duckdb.CatalogException:
        return refused("kho số liệu do bản cũ dựng · the warehouse is of an earlier version: make nightly")
    except (NoSuchFigure, NotOpened, ValueError) as problem:
        # A setting that cannot be, too: the line says which.
        return refused(str(problem))
    if typed.get("FORMAT", "").lower() == "csv":
        print(as_csv(trace), end="")
        return 0
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PLAIN_WIDTH)
    for part in render(trace, _limit(typed.get("LIMIT", ""))):
        console.print(part)
    return 0


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise NotOpened(f"Chưa có kho số liệu · There is no warehouse yet: {path} (make nightly)")
    if not os.access(path, os.R_OK):
        raise NotOpened(
            "Phần này có họ tên cán bộ, chỉ người quản lý kho số liệu được xem · "
            f"This names persons: only the owner of the warehouse may see it ({path})"
        )
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        raise NotOpened(
            "Không mở được kho số liệu: hỏng, hoặc đang mở ở chương trình khác · "
            f"The warehouse cannot be opened: it is damaged, or open in another program ({path})"
        ) from error


def _limit(typed: str) -> int | None:
    return (int(typed) if typed else _LIMIT) or None


if __name__ == "__main__":
    sys.exit(main())
