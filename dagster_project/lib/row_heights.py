"""How high a row must be for its wrapped text: only Excel works that out when it opens a file."""

import math
from collections.abc import Iterable

MAX_HEIGHT = 409.0
DEFAULT_SIZE = 11.0
# Accents above and below Vietnamese letters need more than a Latin line.
_LINE = 1.36
# A column's width counts digits of the default font at this size; the letters of a text are a little
# narrower.
_WIDTH_SIZE = 11.0
_FILL = 1.05


def row_height(cells: Iterable[tuple[str, float, float]]) -> float | None:
    """Return the height in points for cells as (text, column width, font size); None for one line."""
    needed = [(_lines(text, width * _WIDTH_SIZE / size), size) for text, width, size in cells if text]
    if all(lines == 1 for lines, _ in needed):
        return None
    return min(MAX_HEIGHT, round(max(lines * size * _LINE + 2 for lines, size in needed), 1))


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(len(line) / max(width * _FILL, 1))) for line in text.split("\n"))
