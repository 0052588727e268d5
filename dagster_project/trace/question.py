"""Which figure is asked for: an indicator in a year, of the province or a unit, of a series or in all.

Belongs here: understanding what was typed, and saying in one line what there is where it was none of it. Does not
belong here: where the figure comes from (walk.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

PROVINCE, TOTAL = "province", "total"


class NoSuchFigure(Exception):
    """What was asked is not there; the message is one line that says what is."""


@dataclass(frozen=True)
class Question:
    """The key of a figure."""

    resolution: str
    indicator: str
    year: int
    unit: str = PROVINCE
    series: str = TOTAL

    @property
    def key(self) -> tuple[str, str, int, str, str]:
        """The values in the order of their names, for a query."""
        return self.resolution, self.indicator, self.year, self.unit, self.series


def understand(
    warehouse: duckdb.DuckDBPyConnection,
    indicator: str,
    year: str,
    unit: str = "",
    series: str = "",
    resolution: str = "",
) -> Question:
    """Return the figure that is meant; blanks are the province, the total and the only resolution that has it.

    Raises:
        NoSuchFigure: there is no such figure.
    """
    figures = "core.fct_indicator_figure"

    def among(column: str, asked: str, what: str, **given: str) -> str:
        found = warehouse.execute(
            f"select distinct cast({column} as varchar) from {figures}"
            f" where true {''.join(f' and cast({name} as varchar) = ?' for name in given)} order by 1",
            list(given.values()),
        ).fetchall()
        return _one_of(asked.strip(), [value for (value,) in found], what)

    code = among("indicator_code", indicator, "Chỉ tiêu · INDICATOR")
    of_code = {"indicator_code": code}
    known = [value for (value,) in warehouse.execute(
        f"select distinct resolution_code from {figures} where indicator_code = ? order by 1", [code]
    ).fetchall()]  # fmt: skip
    asked = resolution.strip() or (known[0] if len(known) == 1 else "")
    of_resolution = {**of_code, "resolution_code": _one_of(asked, known, "Nghị quyết · RESOLUTION")}
    of_year = {**of_resolution, "report_year": among("report_year", year, "Năm · YEAR", **of_resolution)}
    of_unit = {**of_year, "unit_code": among("unit_code", unit or PROVINCE, "Đơn vị · UNIT", **of_year)}
    chosen = among("series", series or TOTAL, "Dòng số liệu · SERIES", **of_unit)
    return Question(of_unit["resolution_code"], code, int(of_unit["report_year"]), of_unit["unit_code"], chosen)


def _one_of(asked: str, known: Iterable[str], what: str) -> str:
    if asked in known:
        return asked
    told = f"không có · there is no “{asked}”" if asked else "chưa cho biết · is not given"
    raise NoSuchFigure(f"{what}: {told}; có · there are: {', '.join(known) or '∅'}")
