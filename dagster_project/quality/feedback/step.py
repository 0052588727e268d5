"""The step that writes the feedback workbooks: one a unit and year, brought up to date every night.

Belongs here: which workbooks there should be, and which are not as they should be, told without opening one: a mark of
all that a workbook is made of stands in an index (written.py). How they are written belongs to batch.py; it is imported
on a night that writes one.
"""

from collections.abc import Callable, Iterable, Set
from importlib.metadata import version
from pathlib import Path

import duckdb

from dagster_project.lib.files import make_private
from dagster_project.lib.seeds import SEEDS
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.quality.feedback.told import Place, digests
from dagster_project.quality.feedback.written import WrittenIndex, as_written, read_index, write_index
from dagster_project.returns.store import ReturnsStore

_PROJECT = Path(__file__).parents[2]
#: The code and lists that decide what a workbook says and looks like.
_WRITING = (
    *(_PROJECT / room for room in ("lib", "tables", "quality/feedback", "quality/kinds.py", "returns/read")),
    *(SEEDS / name for name in ("rules.csv", "severities.csv")),
)


def write_feedback_workbooks(
    quality_dir: Path,
    *,
    warehouse_path: Path,
    archive_dir: Path,
    store: ReturnsStore,
    unit_names: dict[str, str],
    province_units: Set[str],
    progress: Callable[[str, int, int], None],
) -> dict[str, int]:
    """Bring every unit's and year's workbook up to date; returns how many were written, unchanged, removed.

    A unit and year of which nothing is told any more has no workbook; one that is left from an earlier night is
    removed. ``province_units`` are the units that stand in every title as the superior body.
    """
    folder = quality_dir / "feedback"
    index, lying = read_index(folder), _lying(folder)
    code = stamp_of(
        stamp_of_files(*_WRITING), version("xlsxwriter"), sorted(unit_names.items()), sorted(province_units)
    )
    inputs = _inputs(code, warehouse_path, store, map(_place, index.workbooks))
    is_same = {name: as_written(folder / name, one.mark) == one for name, one in index.workbooks.items()}
    if index.inputs == inputs and all(is_same.values()) and lying <= is_same.keys():
        return _outcomes(unchanged=len(lying), none=len(is_same) - len(lying))
    with duckdb.connect(str(warehouse_path), read_only=True) as warehouse:
        told = digests(warehouse)
    marks = {
        f"{year}/{unit}.xlsx": stamp_of(code, digest, store.stamp("raw", (year, unit)))
        for (year, unit), digest in told.items()
    }
    known = {name: one for name, one in index.workbooks.items() if is_same[name] and marks.get(name) == one.mark}
    outcomes = _outcomes(unchanged=len(lying & known.keys()), none=len(known.keys() - lying))
    for name in lying - marks.keys():
        (folder / name).unlink()
        outcomes["removed"] += 1
    stale = sorted(_place(name) for name in marks.keys() - known.keys())

    def done(place: Place, outcome: str) -> None:
        outcomes[outcome] += 1
        name = f"{place[0]}/{place[1]}.xlsx"
        known[name] = as_written(folder / name, marks[name])
        progress("report", sum(outcomes.values()), len(marks))

    make_private(folder)
    try:
        if stale:
            from dagster_project.quality.feedback.batch import Batch
            from dagster_project.quality.feedback.workers import write_on_all_processors

            places = [(*place, _raw_tables(store, place)) for place in stale]
            write_on_all_processors(
                Batch(
                    str(quality_dir), str(warehouse_path), str(archive_dir), unit_names, sorted(province_units), places
                ),
                done,
            )
    finally:
        # Also on a night that fails halfway: what is written is not written again.
        is_whole = known.keys() == marks.keys()
        inputs = _inputs(code, warehouse_path, store, map(_place, known)) if is_whole else ""
        write_index(folder, WrittenIndex(inputs, known))
    return outcomes


def _outcomes(*, unchanged: int, none: int) -> dict[str, int]:
    return {"written": 0, "unchanged": unchanged, "removed": 0, "none": none}


def _lying(folder: Path) -> set[str]:
    """Return the workbooks that lie in the folder, as the index names them."""
    return {f"{path.parent.name}/{path.name}" for path in folder.glob("[0-9]*/*.xlsx")}


def _place(name: str) -> Place:
    year, _, file_name = name.partition("/")
    return int(year), file_name.removesuffix(".xlsx")


def _inputs(code: str, warehouse_path: Path, store: ReturnsStore, places: Iterable[Place]) -> str:
    """Return what all workbooks depend on, without a look inside of the warehouse: a new one is another file."""
    file = warehouse_path.stat()
    raw = [(place, store.stamp("raw", place)) for place in sorted(places)]
    return stamp_of(code, file.st_ino, file.st_size, file.st_mtime_ns, raw)


def _raw_tables(store: ReturnsStore, place: Place) -> list[str]:
    if store.stamp("raw", place) is None:
        return []
    return [str(store.path("raw", name, place)) for name in ("file", "sheet", "row")]
