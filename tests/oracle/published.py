"""Reads the published marts into plain Python and tells, cell by cell, where they differ from the expected.

No figure is computed here.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import duckdb

Rows = dict[tuple[Hashable, ...], dict[str, Any]]
_SHOWN = 25


def read(data_dir: Path, table: str, keys: tuple[str, ...]) -> Rows:
    """Return a mart's rows by key."""
    with duckdb.connect(str(data_dir / "published" / "bi.duckdb"), read_only=True) as connection:
        cursor = connection.execute(f'select * from marts."{table}"')
        names = [column[0] for column in cursor.description or []]
        rows = [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]
    found: Rows = {}
    for row in rows:
        key = tuple(row.pop(name) for name in keys)
        if key in found:
            raise AssertionError(f"{table} has two rows for {key}")
        found[key] = row
    return found


def differences(expected: Mapping[Any, Mapping[str, Any]], published: Rows) -> list[str]:
    """Return one sentence for each missing row, surplus row, or cell that differs."""
    found = [f"{_name(key)}: expected, not published" for key in expected if key not in published]
    found += [f"{_name(key)}: published, not expected" for key in published if key not in expected]
    for key, columns in expected.items():
        for column, value in columns.items() if key in published else ():
            other = published[key][column]
            if not _equal(value, other):
                found.append(f"{_name(key)}: {column} should be {value!r}, is {other!r}")
    return found


def report(found: list[str]) -> str:
    """Return the first differences, and how many there are."""
    more = f"\n… and {len(found) - _SHOWN} more" if len(found) > _SHOWN else ""
    return f"{len(found)} differences\n" + "\n".join(found[:_SHOWN]) + more


def _name(key: tuple[Hashable, ...]) -> str:
    return " / ".join(str(part) for part in key)


def _equal(expected: object, published: object) -> bool:
    if isinstance(expected, float) and isinstance(published, float):
        return math.isclose(expected, published, rel_tol=1e-12, abs_tol=1e-12)
    return expected == published and (expected is None) == (published is None)
