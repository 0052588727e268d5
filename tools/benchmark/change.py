"""One changed cell: the returns once more, with one cadre's qualification written otherwise in one workbook."""

import os
import shutil
from pathlib import Path

import openpyxl

_YEAR, _UNIT = "2024", "ba-be"
_BEFORE, _AFTER = "Đại học", "Thạc sĩ"


def with_one_cell_changed(returns: Path, folder: Path) -> Path:
    """Copy the returns below ``folder`` and change one cell of form 02 there; returns the copy.

    The workbook is sent again under its own name, as a district does; it is the only file that differs.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(returns, folder, copy_function=os.link)
    for path in sorted((folder / _YEAR / _UNIT).glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            for row in sheet.iter_rows(min_row=12):
                for cell in row:
                    if cell.value in (_BEFORE, "ĐH"):
                        cell.value = _AFTER
                        path.unlink()
                        book.save(path)
                        return folder
    raise LookupError(f"no cadre with {_BEFORE} in {folder / _YEAR / _UNIT}")
