"""The pipeline that anybody would write first: pandas with openpyxl, one Great Expectations run a file, dbt's command.

Run as ``python -m tools.benchmark.peer FOLDER``: it reads and judges; the benchmark then starts the same dbt project
on our own judged rows. It recognises no habit of a district, repairs nothing and writes no workbook: less than ours
does, at what that costs.
"""

import sys
from pathlib import Path
from typing import Any

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import ProgressBarsConfig

_ENGINES = {".xlsx": "openpyxl", ".xls": "calamine", ".ods": "calamine"}
#: As many expectations as one of our form suites has.
_EXPECTATIONS = 26


def read(path: Path) -> list[pd.DataFrame]:
    """Read every sheet of a workbook (or a CSV file) as text, the fullest of the first rows as its heading."""
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        rows = [line.split(";" if text.count(";") > text.count(",") else ",") for line in text.splitlines()]
        return [_with_heading(pd.DataFrame(rows, dtype="str"))]
    sheets = pd.read_excel(path, sheet_name=None, header=None, dtype="str", engine=_ENGINES[path.suffix])  # type: ignore[call-overload]
    return [_with_heading(sheet) for sheet in sheets.values() if len(sheet) > 2]


def _with_heading(sheet: pd.DataFrame) -> pd.DataFrame:
    heading = int(sheet.head(15).notna().sum(axis=1).idxmax())
    rows = sheet.iloc[heading + 1 :].reset_index(drop=True)
    rows.columns = [f"{place} {title}" for place, title in enumerate(sheet.iloc[heading])]
    return rows


def judge(frame: pd.DataFrame, name: str) -> int:
    """Judge one sheet; returns how many expectations failed."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    asset = context.data_sources.add_pandas("returns").add_dataframe_asset(name)
    batch = asset.add_batch_definition_whole_dataframe("file").get_batch({"dataframe": frame})
    columns = [str(column) for column in frame.columns]
    kinds: list[Any] = [
        lambda column: gx.expectations.ExpectColumnValuesToNotBeNull(column=column),
        lambda column: gx.expectations.ExpectColumnValuesToMatchRegex(column=column, regex=r"\S"),
        lambda column: gx.expectations.ExpectColumnValueLengthsToBeBetween(column=column, max_value=500),
    ]
    asked = [kinds[number % 3](columns[number // 3 % len(columns)]) for number in range(_EXPECTATIONS)]
    result = batch.validate(gx.ExpectationSuite(name=name, expectations=asked), result_format="COMPLETE")
    return sum(not one.success for one in result.results)


def main(folder: Path) -> None:
    """Read and judge every file of the returns."""
    files = failed = 0
    for path in sorted(folder.rglob("*")):
        if path.parent == folder or path.suffix not in (*_ENGINES, ".csv"):
            continue
        try:
            sheets = read(path)
        except Exception as problem:
            print(f"{path.name}: {problem}")
            continue
        files += 1
        # One run a file: its longest sheet, so that the peer is not charged for sheets that are no form.
        failed += judge(max(sheets, key=len), path.stem) if sheets else 0
    print(files, "files,", failed, "expectations failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
