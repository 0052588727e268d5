"""``make trace INDICATOR=2.2.3 YEAR=2024 [UNIT=ba-be] [SERIES=province]``: shows where a figure comes from.

Belongs here: reading what was typed, opening the warehouse, and the one line that says why not.
"""

import os
import sys
from pathlib import Path

import duckdb
from rich.console import Console

from dagster_project.settings import load_settings
from dagster_project.trace.lines import as_csv
from dagster_project.trace.question import NoSuchFigure, understand
from dagster_project.trace.show import render
from dagster_project.trace.walk import walk

#: Of each verdict so many subjects are shown, unless LIMIT says otherwise.
_LIMIT = 20
#: Where there is no terminal to be as wide as.
_PLAIN_WIDTH = 180


class NotOpened(Exception):
    """The warehouse cannot be read; the message is one line."""


def main(typed: dict[str, str]) -> int:
    """Show the figure that was asked for; returns the exit code.

    Args:
        typed: INDICATOR, YEAR, UNIT, SERIES, RESOLUTION, LIMIT and FORMAT (csv); blank as good as not there.
    """
    try:
        with _opened(load_settings().warehouse_path) as warehouse:
            names = ("INDICATOR", "YEAR", "UNIT", "SERIES", "RESOLUTION")
            trace = walk(warehouse, understand(warehouse, *(typed.get(name, "") for name in names)))
    except duckdb.CatalogException:
        return _refuse("Kho số liệu do bản cũ dựng · The warehouse is of an earlier version: make nightly")
    except (NoSuchFigure, NotOpened, ValueError) as problem:
        # A setting that cannot be, too: the line says which.
        return _refuse(" · ".join(str(problem).splitlines()))
    if typed.get("FORMAT", "").lower() == "csv":
        print(as_csv(trace), end="")
        return 0
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, _PLAIN_WIDTH)
    for part in render(trace, _limit(typed.get("LIMIT", ""))):
        console.print(part)
    return 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 1


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
        reason = " ".join(str(error).split())
        raise NotOpened(f"Không mở được kho số liệu · The warehouse cannot be opened: {reason}") from error


def _limit(typed: str) -> int | None:
    asked = int(typed) if typed.isdecimal() else _LIMIT
    return asked or None


if __name__ == "__main__":
    sys.exit(main(dict(argument.split("=", 1) for argument in sys.argv[1:] if "=" in argument)))
