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
    return height_of((lines_of(text, width, size), size) for text, width, size in cells if text)


def lines_of(text: str, width: float, size: float) -> int:
    """Return how many lines a text takes in a column, in a font of a size."""
    room = max(width * _WIDTH_SIZE / size * _FILL, 1)
    if len(text) <= room and "\n" not in text:
        return 1
    return sum(max(1, math.ceil(len(line) / room)) for line in text.split("\n"))


def height_of(lines: Iterable[tuple[int, float]]) -> float | None:
    """Return the height in points for cells as (lines, font size); None where all have one line."""
    needed = list(lines)
    if all(number == 1 for number, _ in needed):
        return None
    return min(MAX_HEIGHT, round(max(number * size * _LINE + 2 for number, size in needed), 1))
