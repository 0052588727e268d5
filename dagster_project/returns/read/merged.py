"""Which cells of a file that is no .xlsx are merged: nothing else of it, for all else was read and kept.

Belongs here: that alone, for who gives a sheet back as it was sent. Reading a file is workbook.py's.
"""

import io

from python_calamine import CalamineError, CalamineWorkbook

from dagster_project.lib.a1 import CellPlace
from dagster_project.returns.read.package import inspect_package
from dagster_project.returns.read.workbook import MAX_CELLS
from dagster_project.returns.read.xml_scan import PackageProblem

MergedCells = dict[str, list[tuple[CellPlace, CellPlace]]]


def merged_cells(content: bytes) -> MergedCells:
    """Return the merged ranges of a file by sheet, as the file says them; none where it cannot be opened."""
    try:
        if content[:2] == b"PK":
            facts = inspect_package(content, max_cells=MAX_CELLS)
            if any(one.merged for one in facts.values()):
                return {name: one.merged for name, one in facts.items()}
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        sheets = (workbook.get_sheet_by_index(number) for number in range(len(workbook.sheet_names)))
        return {sheet.name: list(sheet.merged_cell_ranges or []) for sheet in sheets}
    except (PackageProblem, CalamineError):
        return {}
