"""Rows as plain values: a column's name → its value.

Belongs here: what such a row is called and how a frame gives them. What is in it, tables/ says.
"""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
#: A row that is read alone.
RowRead = Mapping[str, Any]
#: A row as pandas gives it, for whoever only reads it.
FrameRow = Mapping[Hashable, Any]


def records_of(frame: "pd.DataFrame") -> list[Row]:
    """Return the rows of a frame in their order, column → value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]
