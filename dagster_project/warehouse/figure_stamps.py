"""What the figures are made of beside the returns, each part with its stamp: so that a change can name its cause.

Belongs here: which files decide figures, by rule file, reference list and part of the code. Does not belong here: what
a changed stamp is called (dbt/seeds/figure_inputs.csv) and which figure it may explain (dbt/models/core/vintages).
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from dagster_project.lib.checkout import CHECKOUT
from dagster_project.lib.seeds import read_seed
from dagster_project.lib.stamps import stamp_of, stamp_of_files
from dagster_project.quality.judge.suite_files import EXPECTATIONS, SUITES
from dagster_project.returns.reference.labels import LABELS
from dagster_project.tables.history import FIGURE_STAMP_SCHEMA

_PACKAGE = CHECKOUT / "dagster_project"
#: Seeds that are no part of the canonical reference and decide figures all the same.
_RULE_LISTS, _OTHER_LISTS = ("rules", "severities"), ("forms",)
#: How the columns and keys begin that hold words for people.
_WORDS = ("label_", "short_label_", "note", "description", "unclear_", "expected", "sort_order")
#: The rooms that a figure passes before dbt; how it is told afterwards cannot change it.
_PROGRAM = ("lib", "tables", "returns", "quality/judge")
#: The models that it passes in dbt. A mart shows what they give; a description (.yml) or a test gives nothing.
_MODELS = ("macros", "models/staging", "models/core", "models/indicators")


def figure_stamps(reference_dir: Path) -> pa.Table:
    """Return the stamp of everything that decides figures beside the returns (FIGURE_STAMP_SCHEMA), in fixed order.

    Args:
        reference_dir: the reference lists in force, as canonical Parquet.
    """
    rows = sorted(_stamps(reference_dir))
    return pa.Table.from_pylist(
        [dict(zip(FIGURE_STAMP_SCHEMA.names, row, strict=True)) for row in rows], schema=FIGURE_STAMP_SCHEMA
    )


def _stamps(reference_dir: Path) -> Iterator[tuple[str, str, str]]:
    for path in (EXPECTATIONS / f"{name}.json" for name in SUITES):
        if path.exists():
            yield "rules", path.stem, stamp_of(_without_words(json.loads(path.read_text(encoding="utf-8"))))
    for kind, lists in (("rules", _RULE_LISTS), ("reference", _OTHER_LISTS)):
        for name in lists:
            yield kind, name, stamp_of([_without_words(dict(row)) for row in read_seed(f"{name}.csv")])
    for path in reference_dir.glob("*.parquet"):
        # The rows, not the bytes: another version of the library that writes them is no other list. By its own
        # Vietnamese label a value may be recognised.
        rows = pq.read_table(path)
        words = [name for name in rows.column_names if name in (*LABELS, "note")]
        yield "reference", path.stem, stamp_of(rows.drop_columns(words).to_pylist())
    yield "code", "program", stamp_of_files(*(_PACKAGE / room for room in _PROGRAM))
    yield "code", "models", stamp_of_files(*_models())
    yield "code", "packages", stamp_of((CHECKOUT / "requirements.lock").read_bytes())


def _without_words(part: Any) -> Any:
    """Return a rule file, or a row of a list, without what it only says to people: that decides no figure."""
    if isinstance(part, list):
        return [_without_words(one) for one in part]
    if isinstance(part, dict):
        return {name: _without_words(value) for name, value in part.items() if not name.startswith(_WORDS)}
    return part


def _models() -> list[Path]:
    files = (path for room in _MODELS for path in (CHECKOUT / "dbt" / room).rglob("*.sql"))
    # What is kept of other days is made of figures, not they of it.
    return sorted(path for path in files if path.parent.name != "vintages")
